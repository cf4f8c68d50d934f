"""From a model to the arrays of a frame: what the panels show, as small as they can be sent."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import torch
from torch import Tensor

from cae import diagnostics
from cae.data import Dataset
from cae.figures.images import Images, Sections, pixel_range
from cae.figures.plane import LatentPlane
from cae.model import Autoencoder
from cae.objectives import error_from_logits
from cae.processes.frames import quantise, quantise_signed
from cae.scale_free import variance

PAGE_UNITS = 128


class Picture:
    """Draws one model on one data set. Everything here is for one-layer encoders.

    Parameters
    ----------
    model : Autoencoder
    data : Dataset
    """

    pause_s = 1 / 13  # between two whole pictures; the frames between them bring the reconstructions alone
    patience = 12  # a picture or a row waits this many times what the last one cost: drawing never takes over
    numbers = ("penalty", "sat", "dead", "explained", "page", "pages")  # of the last whole picture, in every frame
    unsettled = False  # a whole picture has all

    def __init__(self, model: Autoencoder, data: Dataset) -> None:
        self.model, self.images = model, Images.of(data)
        self.x = self.images.x  # (N, D)
        self.heat_images = self.images.grouped()
        self.strip = self.images.strip()
        self.page = 0
        self.unit: int | None = None
        self.image: int | None = None
        self.look: int | None = None
        self.probe: tuple[int, int] | None = None
        self.plane = LatentPlane()
        self._spread = variance(self.x).mean()
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

    def look_at(self, unit: int | None) -> None:
        """Show figures of this unit as long as none is pinned."""
        self._check(unit, None)
        self.look = unit

    def show_strip(self, images: list[int]) -> None:
        """Reconstruct these images in the strip."""
        for image in images:
            check_index("image", image, len(self.x))
        self.strip = images

    def probe_at(self, unit: int | None, image: int | None) -> None:
        """Tell exact h and φ′ of one cell, or of none."""
        self._check(unit, image)
        self.probe = None if unit is None or image is None else (unit, image)

    def turn_to(self, page: int) -> None:
        """Show this block of 128 units."""
        check_index("page", page, self.pages)
        self.page = page

    def _check(self, unit: int | None, image: int | None) -> None:
        check_index("unit", unit, self.hidden)
        check_index("image", image, len(self.x))

    def view(self) -> dict[str, Any]:
        """What is pinned and shown, for a picture of the same images."""
        return {name: getattr(self, name) for name in ("strip", "page", "unit", "image", "look")}

    def load_view(self, view: dict[str, Any]) -> None:
        """Show what another showed, as far as this one has it."""
        self.strip, self.image = view["strip"], view["image"]
        self.page = min(view["page"], self.pages - 1)
        units = (view[name] for name in ("unit", "look"))
        self.unit, self.look = (unit if unit is not None and unit < self.hidden else None for unit in units)

    def state(self) -> dict[str, Tensor]:
        """From what the next picture goes on."""
        return self.plane.state()

    def load_state(self, state: dict[str, Tensor]) -> None:
        """Go on from there; what is the picture's is taken out of ``state``."""
        self.plane.load_state(state)

    def lie_near(self, points: Tensor) -> None:
        """Turn the latent plane so that the images lie as near these places, (N, 2), as they can."""
        self.plane.lie_near(self.codes()[0], points)

    # -- frames ----------------------------------------------------------------------------------------------------

    def statics(self) -> tuple[dict[str, Any], Sections]:
        """What a page needs once: the test images, their classes and how they are grouped."""
        header, sections = self.images.encoded()
        about = {
            "heat_images": self.heat_images.tolist(),
            "slope_range": self.model.activation.slope_range,
            "output_range": diagnostics.finite_ends(self.model.activation),
            "thresholds": diagnostics.DEFAULTS.as_dict(),
        }
        return header | about, sections

    def small(self) -> tuple[dict[str, Any], Sections]:
        """The strip alone, for the frames between two whole pictures."""
        x = self.x[self.strip_images]
        r = self.model(x)  # (S, D)
        header: dict[str, Any] = {"strip_images": self.strip_images}
        if self.probe is not None:
            unit, image = self.probe
            h, gain = self._activate(self.x[image : image + 1])
            header["probe"] = {"unit": unit, "image": image, "h": float(h[0, unit]), "gain": float(gain[0, unit])}
        return header, {"strip": quantise(r.numpy(), *pixel_range(self.model, r))}

    def whole(self, settle: bool) -> tuple[dict[str, Any], Sections]:
        """Latent plane, heatmap, strip and the figures that come with them."""
        header, sections = self.small()
        h, gain = self.codes()  # (N, H) each
        plane, explained = self.plane(h, settle)
        sections["latent"] = quantise_signed(plane.numpy(), dtype="i16")
        units = self._page_slice()
        columns = self.heat_images if self.image is None else np.append(self.heat_images, self.image)
        heat = gain[torch.from_numpy(columns)][:, units].T  # (U, 200 or 201)
        sections["heat"] = quantise(heat.numpy(), *self.model.activation.slope_range)
        factors = self.factors()
        header |= {
            "explained": explained,
            "penalty": float(factors.contribution.sum()),
            "sat": diagnostics.sat(h, self.model.activation),
            "dead": diagnostics.constant_units(h),
            "page": self.page,
            "pages": self.pages,
        }
        unit = self.look if self.unit is None else self.unit
        if unit is not None:
            header["pin"] = self._figures_of(unit, h, gain, float(factors.share()[unit]))
            sections["pin_tile"] = quantise_signed(self.model.W[0][unit].numpy())
        return header, sections

    def _figures_of(self, unit: int, h: Tensor, gain: Tensor, share: float) -> dict[str, Any]:
        """What one unit does, and why, by the usual thresholds."""
        one = slice(unit, unit + 1)
        found = diagnostics.layer_states(
            self.model.activation, h[:, one], gain[:, one], self.model.W[0][one], self._spread
        )
        figures = {
            "gain": found.mean_gain,
            "gain2": found.mean_gain2,
            "norm2": found.weight_norm2,
            "product": found.contribution,
            "low": found.share_low,
            "high": found.share_high,
            "std": found.h_std,
            "reach": found.reach,
        }
        numbers = {name: float(value) for name, value in figures.items()}
        return {"unit": unit, "state": found.state[0], "share": share} | numbers

    def tiles(self) -> Sections:
        """Weight images of the page's units and every unit's figures."""
        factors = self.factors()
        units = torch.stack([*factors[:3], factors.share()], dim=1)  # (H, 4)
        return {"tiles": quantise_signed(self.model.W[0][self._page_slice()].numpy()), "units": units.numpy()}

    def held_out(self) -> tuple[float, float]:
        """Mean reconstruction error and mean ‖J‖²_F over the held-out images."""
        h, _ = self.codes()
        error = error_from_logits(self.model, self.model.logits(h), self.x).mean()
        return float(error), float(self.factors().contribution.sum())

    def codes(self) -> tuple[Tensor, Tensor]:
        """The codes h and φ′ of the held-out images, (N, H) each, computed once for the weights there are."""
        if self._codes is None:
            self._codes = self._activate(self.x)
        return self._codes

    def factors(self) -> diagnostics.Factors:
        """What each unit contributes to ‖J‖²_F on the held-out images."""
        return diagnostics.factors(self.codes()[1], self.model.W[0])

    def orient_like(self, other: Picture) -> None:
        """The latent plane begins as another picture's was shown last: not turned, not mirrored."""
        self.plane = copy.copy(other.plane)

    def weights_changed(self) -> None:
        """Whoever changes the model's weights says so here."""
        self._codes = None

    def _activate(self, x: Tensor) -> tuple[Tensor, Tensor]:
        z = self.model.pre_activations(x)[0]  # (B, H)
        return self.model.activation.phi(z), self.model.activation.dphi(z)

    def _page_slice(self) -> slice:
        return slice(self.page * PAGE_UNITS, (self.page + 1) * PAGE_UNITS)


def check_index(name: str, value: int | None, count: int) -> None:
    """Refuse (ValueError) what is none of so many units, images or pages; ``None`` is none at all."""
    if value is not None and not 0 <= value < count:
        raise ValueError(f"{name} must be a whole number from 0 to {count - 1}, but {value} came.")
