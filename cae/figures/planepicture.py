"""From a model of two inputs to the arrays of a frame: the plane it trains in, and what it does everywhere on it.

Letters: G points of the grid, E of the ellipses' grid, N training points, P of them that are followed, H units.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from torch import Tensor

from cae import diagnostics
from cae.company import Company
from cae.data import Dataset
from cae.field import STEEPEST, Field, along, error_of, field, grid
from cae.figures.images import Sections
from cae.figures.picture import check_index
from cae.model import Autoencoder
from cae.objectives import Denoising, error_from_logits
from cae.planar import SUGGESTED
from cae.points import RADIUS
from cae.processes.frames import quantise, quantise_signed
from cae.trainer import Trainer

GRID, ELLIPSES = 40, 9
POINTS, FOLLOWED = 1000, 300
MARGIN = 1.25  # how far beyond the outermost point the plane is shown, at least
HELD_OUT = 500
BESIDE = ("twin", "denoising")
RING = "plane-circle"  # where there is a tangent at every point


class PlanePicture:
    """Draws the model of a run in the plane, and those that train in step with it.

    Parameters
    ----------
    model : Autoencoder
        Of two inputs and one layer.
    data : Dataset
        Of points.
    company : Company
        ``twin`` and ``denoising`` are drawn beside the model, where they are in it.
    """

    pause_s = 0.0  # between two whole pictures: every frame has all
    patience = 9  # as ``Picture``'s: more of the time is drawing's, as a step here is short
    numbers = ("penalty", "sat", "dead")
    unsettled = False  # a whole picture has all
    nothing_beside = "In the plane nothing is kept beside the model: λ = 0 trains beside it already."

    def __init__(self, model: Autoencoder, data: Dataset, company: Company) -> None:
        self.model, self._company = model, company
        self._x = torch.from_numpy(data.x_test[:HELD_OUT])
        self.name, self.classes = data.name, data.classes
        # What has been drawn is repeated for training; once is enough to be seen.
        count = min(POINTS, len(data.x_test))
        self._points = torch.from_numpy(data.x_train[:count])  # (N, 2)
        self._labels = data.y_train[:count]
        self._followed = self._points[:FOLLOWED]  # (P, 2)
        self._tangent = self._followed.flip(1) * torch.tensor([-1 / RADIUS, 1 / RADIUS]) if data.name == RING else None
        self.reach = math.ceil(2 * MARGIN * float(np.abs(data.x_train).max())) / 2
        self._at = torch.cat([grid(GRID, self.reach), grid(ELLIPSES, self.reach), self._followed])
        self.unit: int | None = None
        self.image: int | None = None
        self.look: int | None = None
        self._codes: tuple[Tensor, Tensor] | None = None
        # While all move, those beside it are drawn in turn: of the other a page has what was two frames ago at most.
        self._turn = 0
        self._told: dict[str, dict[str, Any] | None] = dict.fromkeys(BESIDE)

    @property
    def hidden(self) -> int:
        """H."""
        return self.model.sizes[-1]

    # -- what is shown; what there is none of raises ValueError ------------------------------------------------

    def pin(self, unit: int | None, image: int | None) -> None:
        """Show where a unit is sensitive; ``image`` is a training point that the page marks."""
        check_index("unit", unit, self.hidden)
        check_index("image", image, len(self._points))
        self.unit, self.image = unit, image

    def look_at(self, unit: int | None) -> None:
        """Show where this unit is sensitive as long as none is pinned."""
        check_index("unit", unit, self.hidden)
        self.look = unit

    def show_strip(self, images: list[int]) -> None:
        """There is none."""
        raise ValueError("In the plane there is no strip of images: every point is seen.")

    def probe_at(self, unit: int | None, image: int | None) -> None:
        """There is no heatmap of cells."""
        raise ValueError("In the plane there are no cells to probe: look at a unit instead.")

    def turn_to(self, page: int) -> None:
        """There is one page."""
        check_index("page", page, 1)

    def view(self) -> dict[str, Any]:
        """What is pinned and looked at, for a picture of the same points."""
        return {"unit": self.unit, "image": self.image, "look": self.look}

    def load_view(self, view: dict[str, Any]) -> None:
        """Show what another showed, as far as this one has it."""
        self.image = view["image"]
        units = (view[name] for name in ("unit", "look"))
        self.unit, self.look = (unit if unit is not None and unit < self.hidden else None for unit in units)

    def state(self) -> dict[str, Tensor]:
        """From what the next picture goes on: nothing here moves but the model."""
        return {}

    def load_state(self, state: dict[str, Tensor]) -> None:
        """Go on from there."""

    def weights_changed(self) -> None:
        """Whoever changes the model's weights says so here."""
        self._codes = None

    # -- frames ------------------------------------------------------------------------------------------------

    def statics(self) -> tuple[dict[str, Any], Sections]:
        """What a page needs once: the points, and how far the plane is shown."""
        header = {
            "dataset": self.name,
            "classes": self.classes,
            "reach": self.reach,
            "grid": GRID,
            "ellipses": ELLIPSES,
            "suggested": SUGGESTED.get(self.model.activation.name),
        }
        return header, {"points": self._points.numpy(), "labels": self._labels}

    def small(self) -> tuple[dict[str, Any], Sections]:
        """Nothing: what a frame between two whole pictures brings are its numbers."""
        return {}, {}

    def tiles(self) -> Sections:
        """Nothing: weights are in every whole picture."""
        return {}

    def whole(self, settle: bool) -> tuple[dict[str, Any], Sections]:
        """The plane under the model, and under those beside it: all of them once things ``settle``, else one."""
        found, model = field(self.model, self._at), self.model
        h, gain = self._held_out_codes()
        factors = diagnostics.factors(gain, model.W[0])
        sections = self._pulled(found) | self._contracted(found)
        sections["made"] = quantise_signed((found.pull + self._at)[-len(self._followed) :].numpy(), dtype="i16")
        rows = [model.W[0], model.b[0][:, None], model.decoder_weight(0), factors.contribution[:, None]]
        sections["units"] = torch.cat(rows, dim=1).numpy()  # (H, 6)
        sections["bias"] = model.c[0].numpy()
        header: dict[str, Any] = {
            "penalty": float(factors.contribution.sum()),
            "sat": diagnostics.sat(h, model.activation),
            "dead": diagnostics.constant_units(h),
            "steepest": STEEPEST.get(model.activation.name, 0.0),
            "plane": self._numbers(model, found),
            "pin": None,
        }
        unit = self.look if self.unit is None else self.unit
        if unit is not None:
            header["pin"] = {"unit": unit, "share": float(factors.share()[unit])}
            moved = self._moved(unit)
            sections["unit_heat"] = quantise(moved, 0.0, float(moved.max()))
        for name in BESIDE if settle else (BESIDE[self._turn],):
            self._told[name], drawn = self._beside(name)
            sections |= drawn
        self._turn = (self._turn + 1) % len(BESIDE)
        return header | self._told, sections

    def held_out(self) -> tuple[float, float]:
        """Mean reconstruction error and mean ‖J‖²_F over the held-out points."""
        h, gain = self._held_out_codes()
        error = error_from_logits(self.model, self.model.logits(h), self._x).mean()
        return float(error), float(diagnostics.factors(gain, self.model.W[0]).contribution.sum())

    def _held_out_codes(self) -> tuple[Tensor, Tensor]:
        """h and φ′ of the held-out points, computed once for the weights there are."""
        if self._codes is None:
            z = self.model.pre_activations(self._x)[0]
            self._codes = self.model.activation.phi(z), self.model.activation.dphi(z)
        return self._codes

    def _pulled(self, found: Field) -> Sections:
        """Where one model's reconstruction moves the places of the grid."""
        return {"pull": quantise_signed(found.pull[: GRID**2].numpy(), dtype="i16")}

    def _contracted(self, found: Field) -> Sections:
        """How much its code moves there, and into which directions."""
        heat, oval = found.penalty[: GRID**2], slice(GRID**2, GRID**2 + ELLIPSES**2)
        angle = torch.atan2(found.axis[oval, 1], found.axis[oval, 0])
        return {
            "heat": quantise(heat.numpy(), 0.0, float(heat.max())),
            "ellipses": torch.cat([found.sigma[oval], angle[:, None]], dim=1).numpy(),
        }

    def _numbers(self, model: Autoencoder, found: Field) -> dict[str, Any]:
        """What it comes to at the points that are followed."""
        own = found.last(len(self._followed))
        first, second = (float(mean) for mean in own.sigma.mean(0))
        if self._tangent is not None:
            cosine, ratio = along(own, self._tangent)
        else:
            cosine, ratio = None, first / second if second > 0 else math.nan
        error = error_of(own)  # not a number where all of the first are alike
        return {
            "along": ratio if math.isfinite(ratio) else None,
            "cosine": cosine,
            "error": error if math.isfinite(error) else None,
            "encoder": float(model.W[0].norm()),
            "decoder": float(model.decoder_weight(0).norm()),
            "sigma": [first, second],
        }

    def _moved(self, unit: int) -> np.ndarray:
        """How far a unit moves at each point of the grid for a small move of the point: φ′(z)‖w‖, (G,)."""
        w = self.model.W[0][unit]
        z = self._at[: GRID**2] @ w + self.model.b[0][unit]
        return (self.model.activation.dphi(z).abs() * w.norm()).numpy()

    def _beside(self, name: str) -> tuple[dict[str, Any] | None, Sections]:
        """Numbers and sections of one of the company; nothing if there is none, or it trains no more."""
        trainer = self._company.others.get(name)
        if trainer is None or name in self._company.diverged or not _finite(trainer):
            return None, {}
        found = field(trainer.model, self._at)
        numbers, drawn = self._numbers(trainer.model, found), self._pulled(found)
        if isinstance(trainer.objective, Denoising):
            numbers["noise"] = trainer.objective.sigma
        else:
            drawn |= self._contracted(found)
        return numbers, {f"{name}_{what}": section for what, section in drawn.items()}


def _finite(trainer: Trainer) -> bool:
    return math.isfinite(float(trainer.flat.sum()))
