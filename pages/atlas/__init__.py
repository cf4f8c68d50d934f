"""Atlas: models over λ, trained once as a fan; drag λ and every view follows."""

from pages.kit.page import Page

ATLAS = Page("atlas", "Atlas", ":material/map:", figures=("curves", "tradeoff", "memory"))
