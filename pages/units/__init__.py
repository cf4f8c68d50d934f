"""Units: what every hidden unit does, image by image, of the live run, an atlas or a checkpoint."""

from cae.checks import choice
from cae.thresholds import CHECKS, Thresholds
from pages.kit.page import SOURCES, Ask, Page

UNITS = Page(
    "units",
    "Units",
    ":material/grid_on:",
    sources=SOURCES,
    selects=True,
    works=("units", "unit", "image", "blind", "order", "scale"),
    figures=("factors", "states", "histogram", "by_class", "path", "image_spectrum"),
    asks={
        "show": Ask(choice("gain", "h", "part"), "gain"),
        "sort": Ask(choice("none", "mean", "state", "share", "cluster"), "none"),
        "group": Ask(choice("class", "none", "cluster"), "class"),
        "scale": Ask(choice("fixed", "unit", "global"), "fixed"),
        **{name: Ask(CHECKS[name], default) for name, default in Thresholds().as_dict().items()},
    },
)
