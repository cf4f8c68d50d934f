"""From the models of a path to frames: what every view of the atlas needs of one λ, as small as it can be sent."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from cae.activations import activation
from cae.atlases.store import FORMAT, tile_units
from cae.data import Dataset
from cae.experiments.measure import measure
from cae.experiments.paths import PathPoint
from cae.experiments.settings import PathSettings
from cae.figures.images import HELD_OUT, Images
from cae.figures.picture import Picture
from cae.figures.plane import LatentPlane
from cae.processes import frames
from cae.processes.frames import Section, quantise, quantise_signed


class AtlasPicture:
    """Draws the models of one path. Everything here is for one-layer encoders.

    Parameters
    ----------
    settings : PathSettings
    data : Dataset
    """

    def __init__(self, settings: PathSettings, data: Dataset) -> None:
        self.settings, self.data, self.images = settings, data, Images.of(data)
        count, D = self.images.x.shape
        strip, columns = len(self.images.strip()), len(self.images.grouped())
        self.units = tile_units(settings.hidden, len(settings.lambdas), count, D, strip, columns)

    def statics(self) -> bytes:
        """The frame that comes once: test images, classes, and which images and units the points show."""
        header, sections = self.images.encoded()
        header |= {
            "kind": "statics",
            "format": FORMAT,
            "heat_images": self.images.grouped().tolist(),
            "strip_images": self.images.strip(),
            "tile_units": list(range(self.units)),
            "hidden": self.settings.hidden,
            "activation": self.settings.activation,
            "slope_range": activation(self.settings.activation).slope_range,
            "pixel_range": [0.0, 1.0],
        }
        return frames.pack(header, sections)

    @torch.inference_mode()
    def point(self, point: PathPoint, previous: bytes | None) -> bytes:
        """The frame of one model.

        Parameters
        ----------
        point : PathPoint
        previous : bytes, optional
            The frame of the model before it; its latent points are what this one's are laid beside.
        """
        model, U = point.model, self.units
        picture = Picture(model, self.data)
        h, gain = picture.codes()  # (N, H) each
        _, sections = picture.small()
        latent, explained = self._latent(h, previous)
        heat = gain[torch.from_numpy(picture.heat_images), :U].T  # (U, 200)
        tiles = picture.tiles()
        sections |= {
            "latent": latent,
            "heat": quantise(heat.numpy(), *model.activation.slope_range),
            "tiles": _first(tiles["tiles"], U),
            "units": _first(tiles["units"], U),
        }
        figures = measure(model, self.data, HELD_OUT)
        figures |= {"train_reconstruction": point.reconstruction, "train_penalty": point.penalty}
        header = {"kind": "point", "format": FORMAT, "index": point.index, "lam": point.lam}
        header |= {"explained": explained, "epochs": point.epochs, "figures": figures}
        return frames.pack(header, sections)

    def _latent(self, h: Tensor, previous: bytes | None) -> tuple[Section, float]:
        """Latent points, turned to lie as near those of the model before as they can.

        Turned by what was sent of those, not by axes kept in memory: a path that goes on from the disk then
        gives the same bits as one that was never interrupted.
        """
        points, explained = LatentPlane()(h, settle=True)  # (N, 2)
        if previous is not None and h.shape[1] > 2:  # two units are axes already, the same for every λ
            before = torch.from_numpy(frames.unpack(previous)[1]["latent"].decoded())  # (N, 2)
            U, _, Vt = torch.linalg.svd(points.double().T @ before)
            points = points @ (U @ Vt).to(points.dtype)
        return quantise_signed(points.numpy(), dtype="i16"), explained


def _first(section: Section | np.ndarray, rows: int) -> Section | np.ndarray:
    if isinstance(section, Section):
        return Section(section.values[:rows], section.lo, section.hi)
    return section[:rows]
