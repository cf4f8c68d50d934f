"""Atlas: a path of models over λ, trained once; drag λ and every view follows."""

from pages.kit.page import Page

ATLAS = Page("atlas", "Atlas", ":material/map:")
