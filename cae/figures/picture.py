"""From a model to the arrays of a frame: what the panels show, as small as they can be sent."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from cae import diagnostics
from cae.data import Dataset
from cae.figures.plane import LatentPlane
from cae.model import Autoencoder
from cae.objectives import error_from_logits
from cae.processes.frames import Section, quantise, quantise_signed

HELD_OUT = 1000  # test images the page shows and measures on
HEAT_IMAGES = 200
PAGE_UNITS = 128

Sections = dict[str, Section | np.ndarray]


class Picture:
    """Draws one model on one data set. Everything here is for one-layer encoders.

    Parameters
    ----------
    model : Autoencoder
    data : Dataset
    """

    def __init__(self, model: Autoencoder, data: Dataset) -> None:
        self.model, self.data = model, data
        self.x = torch.from_numpy(data.x_test[:HELD_OUT])  # (N, D)
        self.labels = data.y_test[:HELD_OUT]
        self.heat_images = _grouped_by_class(self.labels, len(data.classes))
        self.strip = [int(np.argmax(self.labels == c)) for c in range(len(data.classes))][:10]
        self.page = 0
        self.unit: int | None = None
        self.image: int | None = None
        self.probe: tuple[int, int] | None = None
        self._plane = LatentPlane()
        self._codes: tuple[Tensor, Tensor] | None = None

    @property
    def hidden(self) -> int:
        """H."""
        return self.model.sizes[-1]

    @property
    def pages(self) -> int:
        """How many blocks of 128 units there are."""
        return -(-self.hidden // PAGE_UNITS)

    @property
    def strip_images(self) -> list[int]:
        """The test images reconstructed in the strip, the pinned one last."""
        return self.strip + ([self.image] if self.image is not None else [])

    # -- what is shown; a unit, image or page that is none of these raises ValueError -------------------------------

    def pin(self, unit: int | None, image: int | None) -> None:
        """Show figures of a unit and the reconstruction of an image besides."""
        self._check(unit, image)
        self.unit, self.image = unit, image

    def show_strip(self, images: list[int]) -> None:
        """Reconstruct these images in the strip."""
        for image in images:
            _check_index("image", image, len(self.x))
        self.strip = images

    def probe_at(self, unit: int | None, image: int | None) -> None:
        """Tell exact h and φ′ of one cell, or of none."""
        self._check(unit, image)
        self.probe = None if unit is None or image is None else (unit, image)

    def turn_to(self, page: int) -> None:
        """Show this block of 128 units."""
        _check_index("page", page, self.pages)
        self.page = page

    def _check(self, unit: int | None, image: int | None) -> None:
        _check_index("unit", unit, self.hidden)
        _check_index("image", image, len(self.x))

    # -- frames ----------------------------------------------------------------------------------------------------

    def statics(self) -> tuple[dict[str, Any], Sections]:
        """What a page needs once: the test images, their classes and how they are grouped."""
        header = {
            "classes": self.data.classes,
            "side": self.data.shape,
            "train_size": len(self.data.x_train),
            "heat_images": self.heat_images.tolist(),
        }
        images = np.rint(self.x.numpy() * 255).astype(np.uint8)
        return header, {"images": Section(images, 0.0, 1.0), "labels": self.labels}

    def small(self) -> tuple[dict[str, Any], Sections]:
        """The strip alone, for the frames between two whole pictures."""
        x = self.x[self.strip_images]
        r = self.model(x)  # (S, D)
        header: dict[str, Any] = {"strip_images": self.strip_images}
        if self.probe is not None:
            unit, image = self.probe
            h, gain = self._activate(self.x[image : image + 1])
            header["probe"] = {"unit": unit, "image": image, "h": float(h[0, unit]), "gain": float(gain[0, unit])}
        return header, {"strip": quantise(r.numpy(), *self._pixel_range(r))}

    def whole(self, settle: bool) -> tuple[dict[str, Any], Sections]:
        """Latent plane, heatmap, strip and the figures that come with them."""
        header, sections = self.small()
        h, gain = self.codes()  # (N, H) each
        plane, explained = self._plane(h, settle)
        sections["latent"] = quantise_signed(plane.numpy(), dtype="i16")
        units = self._page_slice()
        columns = self.heat_images if self.image is None else np.append(self.heat_images, self.image)
        heat = gain[torch.from_numpy(columns)][:, units].T  # (U, 200 or 201)
        sections["heat"] = quantise(heat.numpy(), *self.model.activation.slope_range)
        norm2 = self.model.W[0].square().sum(1)  # (H,)
        gain2 = gain.square().mean(0)  # (H,)
        product = gain2 * norm2
        total = float(product.sum())
        header |= {
            "explained": explained,
            "penalty": total,
            "sat": diagnostics.sat(h, self.model.activation),
            "dead": diagnostics.constant_units(h),
            "page": self.page,
            "pages": self.pages,
        }
        if self.unit is not None:
            j = self.unit
            header["pin"] = {
                "unit": j,
                "gain": float(gain[:, j].mean()),
                "gain2": float(gain2[j]),
                "norm2": float(norm2[j]),
                "product": float(product[j]),
                "share": float(product[j]) / total if total > 0 else 0.0,
            }
            sections["pin_tile"] = quantise_signed(self.model.W[0][j].numpy())
        return header, sections

    def tiles(self) -> Sections:
        """Weight images of the page's units and every unit's figures."""
        W, (_, gain) = self.model.W[0], self.codes()
        norm2, gain2 = W.square().sum(1), gain.square().mean(0)
        share = gain2 * norm2
        share = share / share.sum().clamp(min=1e-30)
        units = torch.stack([gain.mean(0), gain2, norm2, share], dim=1)  # (H, 4)
        return {"tiles": quantise_signed(W[self._page_slice()].numpy()), "units": units.numpy()}

    def held_out(self) -> tuple[float, float]:
        """Mean reconstruction error and mean ‖J‖²_F over the held-out images."""
        h, gain = self.codes()
        error = error_from_logits(self.model, self.model.logits(h), self.x).mean()
        return float(error), float((gain.square().mean(0) * self.model.W[0].square().sum(1)).sum())

    def codes(self) -> tuple[Tensor, Tensor]:
        """The codes h and φ′ of the held-out images, (N, H) each, computed once for the weights there are."""
        if self._codes is None:
            self._codes = self._activate(self.x)
        return self._codes

    def weights_changed(self) -> None:
        """Whoever changes the model's weights says so here."""
        self._codes = None

    def _activate(self, x: Tensor) -> tuple[Tensor, Tensor]:
        z = self.model.pre_activations(x)[0]  # (B, H)
        return self.model.activation.phi(z), self.model.activation.dphi(z)

    def _page_slice(self) -> slice:
        return slice(self.page * PAGE_UNITS, (self.page + 1) * PAGE_UNITS)

    def _pixel_range(self, r: Tensor) -> tuple[float, float]:
        """0 to 1, or wider where a linear output leaves it: a clipped pixel would hide an error."""
        if self.model.output == "sigmoid":
            return 0.0, 1.0
        return min(0.0, float(r.min())), max(1.0, float(r.max()))


def _check_index(name: str, value: int | None, count: int) -> None:
    if value is not None and not 0 <= value < count:
        raise ValueError(f"{name} must be a whole number from 0 to {count - 1}, but {value} came.")


def _grouped_by_class(labels: np.ndarray, classes: int) -> np.ndarray:
    """Ids of 200 test images, the same number of each class, class by class."""
    each = HEAT_IMAGES // classes
    return np.concatenate([np.flatnonzero(labels == c)[:each] for c in range(classes)])
