"""The images a model is looked at with: the first test images of a data set, or those that somebody has selected."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import torch

from cae.data import OFFERED, REGISTRY, load_dataset
from cae.figures.images import HELD_OUT, Images
from cae.inspectors.selections import Selection
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


def pool(ids: Sequence[int], images: int, dataset: str, dtype: torch.dtype = torch.float32) -> Images:
    """What images of these numbers, ascending, are chosen of: the data set's first, or all if not all are there."""
    every = load(dataset, dtype)
    return every.first(images) if ids[-1] < images else every


@lru_cache(maxsize=2)
def chosen(selection: Selection, images: int, dtype: torch.dtype = torch.float32) -> Images:
    """The images of a selection, the same tensor every time as of ``first``."""
    return pool(selection.images, images, selection.dataset, dtype).some(selection.images)


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
