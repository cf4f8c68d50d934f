"""Latent: where the codes lie, and what lies between them; of the live run, an atlas or a checkpoint."""

from cae.checks import choice, number, whole
from cae.config import SEED_RANGE
from cae.inspectors.asked import MAPPED
from pages.kit.page import SOURCES, Ask, Page

LATENT = Page(
    "latent",
    "Latent",
    ":material/bubble_chart:",
    sources=SOURCES,
    works=("place", "line", "map", "colour", "neighbours", "readouts"),
    asks={
        "method": Ask(choice("pca", "units", "tsne"), "pca"),
        "dimensions": Ask(whole(2, 3), 2),
        "colour": Ask(choice("class", "penalty", "error", "h", "gain"), "class"),
        "perplexity": Ask(number(1, 5000), 30.0),
        "tsne_seed": Ask(whole(*SEED_RANGE), 0),
    },
    says=MAPPED,
    company={"twin": 0},
    selects=True,
)
