"""From a run and its relatives to the arrays of a frame: some of them drawn in each, all by and by."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from torch import Tensor

from cae import lineup
from cae.company import Company
from cae.config import RunConfig
from cae.data import Dataset
from cae.figures.images import Sections
from cae.figures.kin import Kin, about
from cae.figures.picture import check_index
from cae.lineup import LEADER
from cae.processes.frames import FrameError, Section
from cae.trainer import Trainer

# Models of which a frame brings numbers and reconstructions, and those of which it brings the rest: while they train,
# and once they rest.
OFTEN, SELDOM = (2, 4), (1, 2)
RECIPE = ("recipe", "right")


@dataclass(slots=True, eq=False)
class Drawn:
    """What is known of one model, and at which state of it that was so."""

    trainer: Trainer
    numbers: dict[str, Any]
    sections: Sections = field(default_factory=dict)
    often_at: tuple[Any, ...] = ()
    seldom_at: int = -1


class KinPicture:
    """Draws the model of a run and those of the line-up that train in step with it.

    Parameters
    ----------
    company : Company
        The leader is called ``cae`` in frames, the others as they are in the company.
    data : Dataset
        Of images.
    strengths : mapping of str to float
        Of those in the company, as it is told.
    config : RunConfig
        Of the run.
    """

    pause_s = 0.0  # between two whole pictures: each has a part of the models
    patience = 2  # as ``Picture``'s: a third of the time may be drawing's
    numbers = ("penalty", "sat", "dead")
    nothing_beside = "Here nothing is kept beside the model: its relatives train beside it already."

    def __init__(self, company: Company, data: Dataset, strengths: Mapping[str, float], config: RunConfig) -> None:
        self._company, self._strengths, self._config = company, strengths, config
        self.kin = Kin(data)
        self.unit: int | None = None
        self.image: int | None = None
        self._drawn: dict[str, Drawn] = {}
        self._originals_due = True
        # Whose turn it was last.
        self._last = {"often": "", "seldom": ""}

    # -- what is shown; what there is none of raises ValueError ------------------------------------------------

    def pin(self, unit: int | None, image: int | None) -> None:
        """Nothing can be pinned."""
        if unit is not None or image is not None:
            raise ValueError("Here nothing is pinned: units of different models are not the same ones.")

    def look_at(self, unit: int | None) -> None:
        """No unit is looked at alone."""
        self.pin(unit, None)

    def probe_at(self, unit: int | None, image: int | None) -> None:
        """There is no heatmap of cells."""
        if unit is not None or image is not None:
            raise ValueError("Here there are no cells to probe: the Live page has them.")

    def show_strip(self, images: list[int]) -> None:
        """Reconstruct these images."""
        for image in images:
            check_index("image", image, len(self.kin.x))
        self.kin.strip, self._originals_due = images, True

    def turn_to(self, page: int) -> None:
        """There is one page."""
        check_index("page", page, 1)

    def view(self) -> dict[str, Any]:
        """What is shown, for a picture of the same images."""
        return {"strip": self.kin.strip}

    def load_view(self, view: dict[str, Any]) -> None:
        """Show what another showed."""
        self.kin.strip, self._originals_due = view.get("strip", self.kin.strip), True

    def state(self) -> dict[str, Tensor]:
        """From what the next picture goes on: nothing here moves but the models."""
        return {}

    def load_state(self, state: dict[str, Tensor]) -> None:
        """Go on from there."""

    def weights_changed(self) -> None:
        """Each model's step tells whether it is another one."""

    # -- frames ------------------------------------------------------------------------------------------------

    def statics(self) -> tuple[dict[str, Any], Sections]:
        """What a page needs once; and of every model what is known of it, which may have been sent before."""
        images = self.kin.images
        header = {
            "dataset": images.dataset,
            "classes": images.classes,
            "side": images.side,
            "train_size": images.train_size,
            "count": len(images.x),
            "radii": self.kin.radii,
            "lineup": lineup.told(self._config),
        }
        sections: Sections = {"labels": images.labels}
        for name, drawn in self._drawn.items():
            sections |= _named(name, drawn.sections)
        return header, sections | self._originals()

    def small(self) -> tuple[dict[str, Any], Sections]:
        """Nothing: what a frame between two whole pictures brings are the run's own numbers."""
        return {}, {}

    def tiles(self) -> Sections:
        """Nothing: filters come with the models."""
        return {}

    def whole(self, settle: bool) -> tuple[dict[str, Any], Sections]:
        """Some of the models that have changed, more of them once things ``settle``; numbers of all."""
        models = {LEADER: self._company.leader} | self._company.others
        self._drawn = {name: self._kept(name, trainer) for name, trainer in models.items()}
        self.kin.sigma = self._strengths.get("denoising", 0.5)
        sections: Sections = {}
        for name in self._next("often", OFTEN[settle]):
            sections |= _named(name, self._often(name, self._drawn[name]))
        for name in self._next("seldom", SELDOM[settle]):
            sections |= _named(name, self._seldom(name, self._drawn[name]))
        if self._originals_due:
            sections |= self._originals()
            self._originals_due = False
        known = {name: one.numbers for name, one in self._drawn.items() if "error" in one.numbers}
        header = {name: known[LEADER][name] for name in self.numbers}
        return header | {"relatives": known, "strip_images": self.kin.strip}, sections

    def held_out(self) -> tuple[float, float]:
        """Mean reconstruction error and mean ‖J‖²_F of the run's model over the held-out images."""
        model = self._company.leader.model
        return self.kin.own_error(model), self.kin.penalty(model)

    def _originals(self) -> Sections:
        pixels = np.rint(self.kin.x[self.kin.strip].numpy() * 255).astype(np.uint8)
        return {"originals": Section(pixels, 0.0, 1.0)}

    # -- turns -------------------------------------------------------------------------------------------------

    def _kept(self, name: str, trainer: Trainer) -> Drawn:
        """What is known of a model, if it is still the same one."""
        found = self._drawn.get(name)
        if found is not None and found.trainer is trainer:
            return found
        own = lineup.LINEUP.get(name)
        strength = self._strengths.get(name) if own is not None and own.strength is not None else None
        return Drawn(trainer, about(trainer.model) | {"strength": strength})

    @property
    def unsettled(self) -> bool:
        """Whether somebody is no longer as was drawn last."""
        return bool(self._changed("often") or self._changed("seldom"))

    def _state(self, drawn: Drawn) -> tuple[Any, ...]:
        return drawn.trainer.step, self.kin.sigma, tuple(self.kin.strip)

    def _changed(self, which: str) -> list[str]:
        """Whose picture is of an earlier state; those that have diverged stay as they were."""

        def old(one: Drawn) -> bool:
            return one.often_at != self._state(one) if which == "often" else one.seldom_at != one.trainer.step

        return [name for name, one in self._drawn.items() if old(one) and name not in self._company.diverged]

    def _next(self, which: str, most: int) -> list[str]:
        """Those whose turn it is, after the last one that was drawn."""
        names, changed = list(self._drawn), self._changed(which)
        after = names.index(self._last[which]) + 1 if self._last[which] in names else 0
        turn = [name for name in [*names[after:], *names[:after]] if name in changed][:most]
        if turn:
            self._last[which] = turn[-1]
        return turn

    def _often(self, name: str, drawn: Drawn) -> Sections:
        def draw() -> tuple[dict[str, Any], Sections]:
            numbers, sections = self.kin.often(drawn.trainer.model)
            return {"step": drawn.trainer.step} | numbers, sections

        drawn.often_at = self._state(drawn)
        return _taken(drawn, draw, name == LEADER)

    def _seldom(self, name: str, drawn: Drawn) -> Sections:
        def draw() -> tuple[dict[str, Any], Sections]:
            numbers, sections = self.kin.seldom(drawn.trainer.model)
            own = self.kin.of_recipe(drawn.trainer.model) if name in RECIPE else {}
            return numbers | own, sections

        drawn.seldom_at = drawn.trainer.step
        return _taken(drawn, draw, name == LEADER)


def _taken(drawn: Drawn, draw: Callable[[], tuple[dict[str, Any], Sections]], leader: bool) -> Sections:
    """What has been drawn, kept; nothing of a relative whose numbers are no longer finite: it keeps its last ones."""
    try:
        numbers, sections = draw()
        _check_finite(numbers)
    except ValueError as error:
        if leader:
            raise FrameError(str(error)) from error
        return {}
    drawn.numbers = drawn.numbers | numbers
    drawn.sections |= sections
    return sections


def _check_finite(numbers: Mapping[str, Any]) -> None:
    for value in numbers.values():
        if isinstance(value, Mapping):
            _check_finite(value)
        elif (isinstance(value, float) and not math.isfinite(value)) or (
            isinstance(value, list) and not all(map(math.isfinite, value))
        ):
            raise FrameError("A number is no longer finite.")


def _named(name: str, sections: Sections) -> Sections:
    return {f"{name}/{what}": section for what, section in sections.items()}
