"""One drag of an image: what a hand has made of it so far."""

from __future__ import annotations

import base64
import binascii
from typing import Any

import numpy as np
import torch
from torch import Tensor

from cae import push
from cae.push import Side

MOST = 200  # images of a drag that are kept; then every second goes


class Drag:
    """The images of one drag, the image itself first.

    Attributes
    ----------
    images : Tensor, shape (P, D)
        P ≥ 1, in the order in which they came.
    x : Tensor, shape (1, D)
        The image as it is now.
    """

    def __init__(self) -> None:
        self.images = self.x = torch.empty(0, 0)
        self._of: tuple[int, int] | None = None
        self._id: int | None = None

    def move(self, image: Tensor, index: int, side: Side, asked: dict[str, Any]) -> None:
        """Push the image as asked; nothing if that has been done.

        Parameters
        ----------
        image : Tensor, shape (1, D)
            As it was.
        index : int
            Its place among the images: another one begins a new drag.
        side : tuple of int
        asked : dict
            As ``asked.push`` gives it; another ``drag`` begins a new one.

        Raises
        ------
        ValueError
            If it can't be pushed so; the image stays where it was, and the same is not tried again.
        """
        of = index, asked["drag"]
        if of != self._of:
            self._of, self._id, self.images, self.x = of, None, image, image
        if asked["id"] == self._id:
            return
        self._id = asked["id"]
        pushes = [(name, _amounts(amounts, image)) for name, amounts in asked["pushes"]]
        x = push.pushed(image[0], side, pushes)[None]
        if not torch.equal(x, self.x):
            self.x, self.images = x, torch.cat([self.images, x])
        if len(self.images) > MOST:
            self.images = torch.cat([self.images[:-1:2], x])


def _amounts(amounts: dict[str, Any], image: Tensor) -> dict[str, Any]:
    """The amounts of a push; ink, which comes as text, as what ``push.draw`` takes."""
    if "ink" not in amounts:
        return amounts
    try:
        strokes = np.frombuffer(base64.b64decode(amounts["ink"], validate=True), np.int8)
    except (binascii.Error, TypeError, ValueError) as error:
        raise ValueError("ink must be the base64 of a signed byte for each pixel, but something else came.") from error
    if len(strokes) != image.shape[1]:
        raise ValueError(f"ink must have a byte for each of the {image.shape[1]:,} pixels, but {len(strokes):,} came.")
    return amounts | {"ink": torch.from_numpy(strokes.clip(-127) / 127).to(image.dtype)}
