"""From the models of an atlas to frames: what every view needs of one λ, as small as it can be sent."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from cae.activations import activation
from cae.atlases.store import FORMAT, tile_units
from cae.data import Dataset
from cae.experiments.measure import measure
from cae.experiments.paths import PathPoint, initial
from cae.experiments.settings import PathSettings
from cae.figures.images import HELD_OUT, Images
from cae.figures.picture import Picture
from cae.figures.plane import LatentPlane
from cae.processes import frames
from cae.processes.frames import Section, quantise, quantise_signed


class AtlasPicture:
    """Draws the models of one atlas, each by itself. Everything here is for one-layer encoders.

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
        self._beside = self._initial_points()

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
    def point(self, point: PathPoint) -> bytes:
        """The frame of one model."""
        model, U = point.model, self.units
        picture = Picture(model, self.data)
        h, gain = picture.codes()  # (N, H) each
        _, sections = picture.small()
        latent, explained = self._latent(h)
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

    def _latent(self, h: Tensor) -> tuple[Section, float]:
        """Latent points, turned to lie as near those of the initial weights as they can.

        All models come from those weights, in whatever order they are trained. Along fans of sigmoid, tanh and ReLU
        units points move at most 1 % further from one λ to the next than if each were turned towards the one before.
        """
        points, explained = LatentPlane()(h, settle=True)  # (N, 2)
        if h.shape[1] > 2:  # two units are axes already, the same for every λ
            U, _, Vt = torch.linalg.svd(points.double().T @ self._beside)
            points = points @ (U @ Vt).to(points.dtype)
        return quantise_signed(points.numpy(), dtype="i16"), explained

    @torch.inference_mode()
    def _initial_points(self) -> Tensor:
        """Latent points of the model before its first step, (N, 2)."""
        h = initial(self.settings, self.data).model.encode(self.images.x)
        return LatentPlane()(h, settle=True)[0].double()


def _first(section: Section | np.ndarray, rows: int) -> Section | np.ndarray:
    return section.first(rows) if isinstance(section, Section) else section[:rows]
