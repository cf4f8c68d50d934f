"""The test images that models are looked at with, and the one way in which every page is told them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor

from cae.data import Dataset
from cae.processes.frames import Section

HELD_OUT = 1000  # test images of a model in training: the first ones
HEAT_IMAGES = 200
STRIP = 10

Sections = dict[str, Section | np.ndarray]


@dataclass(frozen=True, slots=True, eq=False)
class Images:
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

    @classmethod
    def of(cls, data: Dataset, most: int = HELD_OUT, dtype: torch.dtype = torch.float32) -> Images:
        """The first so many test images of a data set."""
        x = torch.from_numpy(data.x_test[:most]).to(dtype)
        return cls(data.name, data.classes, data.shape, len(data.x_train), x, data.y_test[:most])

    def first(self, images: int) -> Images:
        """The first so many images, or all if there are fewer."""
        if images >= len(self.x):
            return self
        return replace(self, x=self.x[:images], labels=self.labels[:images])

    def grouped(self) -> np.ndarray:
        """Ids of 200 images, the same number of each class, class by class."""
        each = HEAT_IMAGES // len(self.classes)
        return np.concatenate([np.flatnonzero(self.labels == c)[:each] for c in range(len(self.classes))])

    def strip(self) -> list[int]:
        """Ids of the first image of each class, of up to ten classes."""
        return [int(np.argmax(self.labels == c)) for c in range(len(self.classes))][:STRIP]

    def encoded(self) -> tuple[dict[str, Any], Sections]:
        """What a frame says of the images, and its sections ``images`` (N, D) and ``labels`` (N,)."""
        header = {
            "dataset": self.dataset,
            "classes": self.classes,
            "side": self.side,
            "train_size": self.train_size,
        }
        pixels = np.rint(self.x.numpy() * 255).astype(np.uint8)
        return header, {"images": Section(pixels, 0.0, 1.0), "labels": self.labels}
