"""From a model and images to frames: everything the page shows of a model's units. No process, no pipe.

Letters: N images, D pixels, H units of the last encoder layer; z pre-activation, h code, J = ∂h/∂x.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np
import torch
from torch import Tensor

from cae import clustering, contraction, diagnostics
from cae.diagnostics import STATES, UnitStates, participation_ratio
from cae.figures.images import Images
from cae.inspection import blind_directions, mean_gradient
from cae.inspectors.reference import Reference
from cae.inspectors.sample import FEW, most_images
from cae.model import Autoencoder
from cae.objectives import error_from_logits
from cae.processes import frames
from cae.processes.frames import Section, quantise
from cae.scale_free import parts, variance
from cae.thresholds import Thresholds

TANGENTS, WEAK, BLIND = 8, 4, 4  # directions of each kind that are shown
CHUNK = 1024  # images decoded at a time: their logits then stay near the core
# Of the scale-free figures: how much is measured at once, and of all told.
PIECE_OPERATIONS, SCALE_OPERATIONS = 4e9, 6e10

Header = dict[str, Any]


class Subject:
    """One model, with its weights as they are, on images of one data set.

    Parameters
    ----------
    model : Autoencoder
        Its parameters must not change any more.
    images : Images
        In the model's precision; of more images than a model of this size can be looked at with, the first.
    reference : Reference, optional
        What it is held against.

    Raises
    ------
    ValueError
        If the model takes images of another size, or some of its parameters are not finite.
    """

    def __init__(self, model: Autoencoder, images: Images, reference: Reference | None = None) -> None:
        D = images.x.shape[1]
        if model.sizes[0] != D:
            raise ValueError(
                f"The model takes {model.sizes[0]:,} pixels, but an image of {images.dataset} has {D:,}; "
                "choose a data set whose images it takes."
            )
        for name, values in model.named_parameters():
            if not math.isfinite(float(values.detach().double().sum())):
                raise ValueError(f"The model's {name} holds NaN or infinity: there is nothing to be seen of it.")
        self.model, self.reference = model, reference
        self.images = images.first(most_images(model, len(images.x)))
        self.x = self.images.x  # (N, D)

    @property
    def count(self) -> int:
        """N."""
        return len(self.x)

    @property
    def hidden(self) -> int:
        """H."""
        return self.model.sizes[-1]

    @property
    def against(self) -> str:
        """What the model is held against, in words, or why there is nothing."""
        return "none" if self.reference is None else self.reference.words

    @property
    def h(self) -> Tensor:
        """The codes, (N, H)."""
        return self._codes[1]

    @property
    def gain(self) -> Tensor:
        """φ′, (N, H)."""
        return self._codes[2]

    def one(self, image: int) -> Tensor:
        """One of the images, (1, D)."""
        return self.x[image : image + 1]

    @property
    def structure(self) -> tuple[object, ...]:
        """What a page is told once: as long as it stays the same, ``statics`` does."""
        model = self.model
        return self.images.dataset, self.count, model.sizes, model.activation.name, model.tied, model.output

    # -- what is computed once -----------------------------------------------------------------------------------

    @cached_property
    def _codes(self) -> tuple[list[Tensor], Tensor, Tensor]:
        zs = self.model.pre_activations(self.x)
        return zs, self.model.activation.phi(zs[-1]), self.model.activation.dphi(zs[-1])  # h and φ′, (N, H) each

    @cached_property
    def _matrices(self) -> dict[str, Section | np.ndarray]:
        """The units × images sections, and with them what else does not depend on thresholds."""
        _, h, gain = self._codes
        phi = self.model.activation
        lo, hi = (
            end if math.isfinite(end) else float(own)
            for end, own in zip(phi.output_range, torch.aminmax(h), strict=True)
        )
        sections: dict[str, Section | np.ndarray] = {
            "h": quantise(h.T.numpy(), lo, hi, "u16"),
            "gain": quantise(gain.T.numpy(), *phi.slope_range, dtype="u16"),
        }
        if self.model.depth > 1:
            part = torch.cat([contraction.per_unit(self.model, some) for some in parts(self.model, self.x)])  # (N, H)
            sections["part"] = quantise(part.T.numpy(), 0.0, float(part.max()), "u16")
        return sections

    @cached_property
    def _figures(self) -> dict[str, Any]:
        _, h, _ = self._codes
        error = 0.0
        for x, some in zip(torch.split(self.x, CHUNK), torch.split(h, CHUNK), strict=True):
            error += float(error_from_logits(self.model, self.model.logits(some), x).double().sum())
        return {
            "reconstruction": error / self.count,
            "sat": diagnostics.sat(h, self.model.activation),
            "constant": diagnostics.constant_units(h),
        }

    # -- frames --------------------------------------------------------------------------------------------------

    def statics(self) -> bytes:
        """The ``statics`` frame: the images, and what stays the same while the weights change."""
        model = self.model
        header, sections = self.images.encoded()
        header |= {
            "kind": "statics",
            "count": self.count,
            "hidden": self.hidden,
            "sizes": model.sizes,
            "activation": model.activation.name,
            "tied": model.tied,
            "output": model.output,
            "slope_range": model.activation.slope_range,
            "output_range": diagnostics.finite_ends(model.activation),
            "states": STATES,
            "defaults": Thresholds().as_dict(),
        }
        return frames.pack(header, sections)

    def units(self, thresholds: Thresholds, header: Header) -> tuple[bytes, UnitStates]:
        """The ``units`` frame, and the states in it.

        Parameters
        ----------
        thresholds : Thresholds
        header : dict
            What else the header says: serial, step, λ, ….
        """
        zs, h, _ = self._codes
        states = diagnostics.unit_states(self.model, self.x, **thresholds.as_dict(), zs=zs)
        figures = self._figures | {"penalty": float(states.contribution.sum())}
        columns = (
            states.mean_gain,
            states.mean_gain2,
            states.weight_norm2,
            states.contribution,
            states.share,
            states.share_low,
            states.share_high,
            h.mean(0),
            states.h_std,
            states.reach,
        )
        sections = self._matrices | {
            "table": torch.stack(columns, 1).float().numpy(),  # (H, 10)
            "state": np.array([STATES.index(state) for state in states.state], np.uint8),
        }
        said = {"thresholds": thresholds.as_dict(), "counts": states.counts(), "figures": figures}
        return frames.pack({"kind": "units"} | header | said, sections), states

    def brief(self, header: Header) -> bytes:
        """The ``units`` frame for a page that shows no table of units: what its header says, and the code's figures."""
        return frames.pack({"kind": "units"} | header | {"figures": self._figures}, {})

    def unit(self, unit: int, serial: int) -> Iterator[bytes | None]:
        """The ``unit`` frame: what one unit looks at. Computed when it is asked for."""
        model, (zs, _, _) = self.model, self._codes
        header: Header = {
            "kind": "unit",
            "unit": unit,
            "serial": serial,
            "weights_are": "weights" if model.depth == 1 else "mean gradient",
        }
        weights = model.W[0][unit] if model.depth == 1 else mean_gradient(model, self.x, unit, zs)
        sections = {"weights": f32(weights)}
        if not model.tied and model.depth == 1:
            sections["decoder"] = f32(model.V[0][unit])
        yield frames.pack(header, sections)

    def image(self, image: int, serial: int) -> Iterator[bytes | None]:
        """The ``image`` frame, in pieces: after each but the last comes None, so that others may have their turn."""
        model, x = self.model, self.one(image)
        spectrum = contraction.spectrum(model, x)  # (1, H)
        yield None
        directions = contraction.tangents(model, x)[0]  # (min(H, D), D)
        directions = directions[directions.any(1)]
        values = spectrum[0, : len(directions)]
        yield None
        r = model(x)[0]  # (D,)
        header = {
            "kind": "image",
            "image": self.images.id(image),
            "serial": serial,
            "penalty": float(contraction.penalty(model, x)),
            "participation": float(participation_ratio(spectrum)),
            "rank": int((spectrum > 0).sum()),
            "pixels": model.sizes[0],
        }
        sections: dict[str, Section | np.ndarray] = {
            "reconstruction": pixels(r),
            "spectrum": f32(spectrum[0]),
            "tangents": shapes(directions[:TANGENTS]),
            "weak": shapes(directions[-WEAK:].flip(0)),
            "weak_values": f32(values[-WEAK:].flip(0)),
        }
        yield frames.pack(header, sections)

    def blind(self, image: int, serial: int) -> Iterator[bytes | None]:
        """The ``blind`` frame: what the code does not see of one image."""
        found = blind_directions(self.model, self.one(image), self.x[:FEW], BLIND)
        header = {"kind": "blind", "image": self.images.id(image), "serial": serial, "shares": found.share.tolist()}
        yield frames.pack(header, {"blind": shapes(found.directions)})

    def order(self, serial: int) -> Iterator[bytes | None]:
        """The ``order`` frame, in pieces as ``image``."""
        _, h, _ = self._codes
        units = clustering.unit_order(h)
        yield None
        images = clustering.image_order(h)
        sections = {"units": units.astype(np.uint32), "images": images.astype(np.uint32)}
        yield frames.pack({"kind": "order", "serial": serial}, sections)

    def scale(self, serial: int) -> Iterator[bytes | None]:
        """The ``scale`` frame, in pieces as ``image``: on as many images as can be had in a moment."""
        D, H = self.model.sizes[0], max(self.model.sizes[1:])
        each = 2.0 * D * H * H
        count = max(2, min(self.count, FEW, int(SCALE_OPERATIONS / each)))
        x = self.x[torch.linspace(0, self.count - 1, count).round().long()]  # (n, D)
        group = max(2, int(PIECE_OPERATIONS / each))
        groups = [some for some in torch.split(x, group) if len(some) > 1]
        reconstruction_penalty = participation = 0.0
        for some in groups:
            figures = diagnostics.scale_free(self.model, some)
            reconstruction_penalty += figures.reconstruction_penalty * len(some)
            participation += figures.participation * len(some)
            yield None
        measured = torch.cat(groups)
        header = {
            "kind": "scale",
            "serial": serial,
            "images": len(measured),
            "relative_contraction": self._relative_contraction(measured),
            "reconstruction_penalty": reconstruction_penalty / len(measured),
            "participation": participation / len(measured),
        }
        yield frames.pack(header, {})

    def _relative_contraction(self, x: Tensor) -> float | None:
        """``ScaleFree``'s, whose variances are of all the images and can't be put together from groups of them."""
        spread_h = float(variance(self.model.encode(x)).sum())
        penalty = torch.cat([contraction.penalty(self.model, some) for some in parts(self.model, x)])
        return float(penalty.mean()) * float(variance(x).mean()) / spread_h if spread_h > 0 else None


def f32(values: Tensor) -> np.ndarray:
    """Numbers as a frame takes them."""
    return values.detach().float().numpy()


def pixels(image: Tensor) -> Section:
    """Images (D,) or (M, D), from 0 to 1, or wider where they leave that: clipped, they would hide an error."""
    return quantise(image.numpy(), min(0.0, float(image.min())), max(1.0, float(image.max())))


def shapes(directions: Tensor) -> Section:
    """Directions (k, D) of which only the shape counts: each divided by its largest magnitude."""
    scaled = directions / directions.abs().amax(1, keepdim=True) if len(directions) else directions
    return frames.quantise_signed(scaled.numpy(), 1.0)
