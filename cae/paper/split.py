"""The images of a table: those trained on, those that decide when to stop, and those held out. Knows no torch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cae.checks import Refused
from cae.data import Dataset
from cae.paper.settings import TableSettings


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """Images and their classes.

    Attributes
    ----------
    x, x_validation, x_test : ndarray of float32, shape (N, D)
    y, y_validation, y_test : ndarray of int64, shape (N,)
    classes : int
    """

    x: np.ndarray
    y: np.ndarray
    x_validation: np.ndarray
    y_validation: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    classes: int


def split(data: Dataset, settings: TableSettings) -> Split:
    """Split a data set: its training images in an order of the split's own seed, its test images as they are.

    Raises
    ------
    Refused
        If it has too few training images, or fewer than two classes among those trained on.
    """
    there, wanted = len(data.x_train), settings.images + settings.validation
    if wanted > there:
        raise Refused(
            f"images and validation must together be at most the {there:,} training images of {data.name}, but "
            f"{settings.images:,} and {settings.validation:,} came; ask for fewer of them.",
            "images",
        )
    order = np.random.default_rng(settings.split_seed).permutation(there)
    rows, others = order[: settings.images], order[settings.images : wanted]
    y, y_validation, y_test = (
        labels.astype(np.int64) for labels in (data.y_train[rows], data.y_train[others], data.y_test)
    )
    if len(np.unique(y)) < 2:
        raise Refused(
            f"dataset must be of two classes or more, but all images of {data.name} that are trained on are of one: "
            "there is nothing for a classifier to tell apart.",
            "dataset",
        )
    return Split(data.x_train[rows], y, data.x_train[others], y_validation, data.x_test, y_test, len(data.classes))
