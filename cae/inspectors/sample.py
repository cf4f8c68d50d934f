"""The images a model is looked at with: the first test images of a data set."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

import torch

from cae.data import OFFERED, REGISTRY, load_dataset
from cae.figures.images import HELD_OUT, Images
from cae.model import Autoencoder

MOST = 10_000
FEW = HELD_OUT  # images that figures are measured on which need not be of all: a course's, and an image's surroundings
CELLS = 1024 * MOST  # of a units × images table that is sent and drawn
OPERATIONS = 1e11  # that may go into the contributions of a deep encoder's units: a few seconds
LEAST = 20


@lru_cache(maxsize=2)
def load(dataset: str, dtype: torch.dtype = torch.float32) -> Images:
    """The test images of a data set; the last two stay in memory.

    Raises
    ------
    DataError
        If it can't be had.
    """
    return Images.of(load_dataset(dataset), MOST, dtype)


@lru_cache(maxsize=2)
def first(dataset: str, images: int) -> Images:
    """The first of them, the same tensor every time: what is known of it (``typical_distance``) then stays known."""
    return load(dataset).first(images)


def fitting(pixels: int) -> list[str]:
    """The data sets whose images have this many pixels."""
    return [name for name in OFFERED if REGISTRY[name].pixels == pixels]


def most_images(model: Autoencoder, asked: int) -> int:
    """How many images a model of this size can be looked at with while somebody waits, up to ``asked``."""
    *inner, H = model.sizes[1:]
    most = CELLS // H
    if inner:
        # A = D_L W_L ⋯ D_1 from its last factor on, then the rows of A K: twice, for the parts and their mean.
        products = H * inner[0] ** 2 + sum(H * before * after for before, after in pairwise(inner))
        most = min(most, int(OPERATIONS / (4 * products)))
    return max(LEAST, min(asked, most))
