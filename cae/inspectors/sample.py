"""The images a model is looked at with: the first test images of a data set."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

import numpy as np
import torch
from torch import Tensor

from cae.data import OFFERED, REGISTRY, load_dataset
from cae.model import Autoencoder

MOST = 10_000
FEW = 1000  # images that figures are measured on which need not be of all: a trail's, and an image's surroundings
CELLS = 1024 * MOST  # of a units × images table that is sent and drawn
OPERATIONS = 1e11  # that may go into the contributions of a deep encoder's units: a few seconds
LEAST = 20


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Test images of one data set.

    Attributes
    ----------
    dataset : str
    classes : tuple of str
    side : tuple of int
        Rows and columns of an image, D pixels in all.
    train_size : int
        Images of the data set's other part, for training.
    x : Tensor, shape (N, D)
    labels : ndarray of uint8, shape (N,)
    """

    dataset: str
    classes: tuple[str, ...]
    side: tuple[int, int]
    train_size: int
    x: Tensor
    labels: np.ndarray

    def first(self, images: int) -> Sample:
        """The first so many images, or all if there are fewer."""
        if images >= len(self.x):
            return self
        return replace(self, x=self.x[:images], labels=self.labels[:images])


@lru_cache(maxsize=2)
def load(dataset: str, dtype: torch.dtype = torch.float32) -> Sample:
    """The test images of a data set; the last two stay in memory.

    Raises
    ------
    DataError
        If it can't be had.
    """
    data = load_dataset(dataset)
    x = torch.from_numpy(data.x_test[:MOST]).to(dtype)
    return Sample(data.name, data.classes, data.shape, len(data.x_train), x, data.y_test[:MOST])


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
