"""Contraction: an image is moved, and the code moves less; of the live run, an atlas or a checkpoint."""

from cae.checks import choice, flag, number, whole
from cae.inspectors.asked import ASKED
from pages.kit.page import SOURCES, Ask, Page

TOOLS = ("shift", "rotate", "scale", "noise", "occlude", "blur", "draw", "erase")

CONTRACTION = Page(
    "contraction",
    "Contraction",
    ":material/compress:",
    sources=SOURCES,
    works=("probe", "along", "chain", "directions", "plane"),
    figures=("contraction_curve", "spectrum"),
    asks={
        "tool": Ask(choice(*TOOLS), "shift"),
        "twin": Ask(flag, True),
        "sigma": Ask(number(1e-3, 100), 0.3),
        "noise": Ask(whole(0, 2**31 - 1), 0),
    },
    says=ASKED,
    company={"twin": 0},
)
