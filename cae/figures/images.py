"""The test images that models are looked at with, and the one way in which every page is told them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor

from cae.data import Dataset
from cae.model import Autoencoder
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
    ids : ndarray of uint32, shape (N,), optional
        Which of the data set's test images they are, ascending; without it they are the first.
    pool : int, optional
        Of how many images they were chosen.
    """

    dataset: str
    classes: tuple[str, ...]
    side: tuple[int, int]
    train_size: int
    x: Tensor
    labels: np.ndarray
    ids: np.ndarray | None = None
    pool: int | None = None

    @classmethod
    def of(cls, data: Dataset, most: int = HELD_OUT, dtype: torch.dtype = torch.float32) -> Images:
        """The first so many test images of a data set."""
        x = torch.from_numpy(data.x_test[:most]).to(dtype)
        return cls(data.name, data.classes, data.shape, len(data.x_train), x, data.y_test[:most])

    def first(self, images: int) -> Images:
        """The first so many images, or all if there are fewer."""
        if images >= len(self.x):
            return self
        ids = None if self.ids is None else self.ids[:images]
        return replace(self, x=self.x[:images], labels=self.labels[:images], ids=ids)

    def some(self, places: Sequence[int]) -> Images:
        """The images at these places, ascending, of images that are the first of their data set."""
        ids = np.array(places, np.uint32)
        return replace(self, x=self.x[list(places)], labels=self.labels[ids], ids=ids, pool=len(self.x))

    def id(self, place: int) -> int:
        """The number in the data set of the image at a place."""
        return place if self.ids is None else int(self.ids[place])

    def named(self, places: np.ndarray) -> np.ndarray:
        """The numbers in the data set of the images at these places, uint32."""
        return places.astype(np.uint32) if self.ids is None else self.ids[places]

    def place(self, image: int) -> int | None:
        """Where the image of this number in the data set is; None if it is not among these."""
        if self.ids is None:
            return image if image < len(self.x) else None
        place = int(np.searchsorted(self.ids, image))
        return place if place < len(self.ids) and self.ids[place] == image else None

    def grouped(self) -> np.ndarray:
        """Ids of 200 images, the same number of each class, class by class."""
        each = HEAT_IMAGES // len(self.classes)
        return np.concatenate([np.flatnonzero(self.labels == c)[:each] for c in range(len(self.classes))])

    def strip(self) -> list[int]:
        """Ids of the first image of each class, of up to ten classes."""
        return [int(np.argmax(self.labels == c)) for c in range(len(self.classes))][:STRIP]

    def encoded(self) -> tuple[dict[str, Any], Sections]:
        """What a frame says of the images, and its sections ``images`` (N, D), ``labels`` and maybe ``ids``."""
        header = {
            "dataset": self.dataset,
            "classes": self.classes,
            "side": self.side,
            "train_size": self.train_size,
        }
        pixels = np.rint(self.x.numpy() * 255).astype(np.uint8)
        sections: Sections = {"images": Section(pixels, 0.0, 1.0), "labels": self.labels}
        if self.ids is not None:
            header["of"], sections["ids"] = self.pool, self.ids
        return header, sections


def pixel_range(model: Autoencoder, r: Tensor) -> tuple[float, float]:
    """From where to where reconstructions are shown.

    0 to 1, or wider where a linear output leaves it: a clipped pixel would hide an error.
    """
    if model.output == "sigmoid":
        return 0.0, 1.0
    return min(0.0, float(r.min())), max(1.0, float(r.max()))
