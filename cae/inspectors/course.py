"""How every unit came to be as it is: its figures along a training, or along λ."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from cae.diagnostics import UnitStates, unit_states
from cae.figures.way import Way
from cae.model import Autoencoder
from cae.thresholds import Thresholds

EARLY_S = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What one model's units were found to do."""

    thresholds: Thresholds
    counts: list[int]
    paths: np.ndarray  # (H, 4)  mean φ′, mean φ′², ‖W_j‖², share


@dataclass(slots=True, eq=False)
class Point:
    """A model on the way.

    Attributes
    ----------
    at : float
        Step, or λ.
    lam : float
    load : callable
        Gives the model, of which only the encoder counts; None if it is no longer to be had.
    seen : Seen or None
        What was found when it was last looked at.
    """

    at: float
    lam: float
    load: Callable[[], Autoencoder | None]
    seen: Seen | None = None


class Course:
    """Models along a training or along λ, looked at one after the other.

    Parameters
    ----------
    over : str
        "step" or "lambda".
    x : Tensor, shape (N, D)
        The images all of them are looked at with.
    name : str
        What tells it from others.
    """

    def __init__(self, over: str, x: Tensor, name: str) -> None:
        self.over, self.x, self.name = over, x, name
        # Replaced, never changed: another thread may be going through it.
        self.points: dict[int, Point] = {}
        self.now: Point | None = None  # where the training is, after the last point
        self._whole = False

    def keep(self, alive: list[int], new: dict[int, Point]) -> None:
        """These points, by their names, and of the old ones those that are still alive."""
        old = self.points
        self.points = {name: old[name] if name in old else new[name] for name in alive if name in old or name in new}

    def reach(self, at: float, lam: float, states: UnitStates, thresholds: Thresholds) -> None:
        """The training is here now, and this is what its units do."""
        self.now = Point(at, lam, lambda: None, _seen(states, thresholds))

    def look(self, thresholds: Thresholds) -> Iterator[bool]:
        """Look at what has not been looked at by these thresholds, a model at a time.

        The first time that takes long: True comes where what there is already should be shown.
        """
        told = time.monotonic()
        for name, point in list(self.points.items()):
            if point.seen is None or point.seen.thresholds != thresholds:
                model = point.load()
                if model is None:
                    self.points = {other: kept for other, kept in self.points.items() if other != name}
                    continue
                point.seen = _seen(unit_states(model, self.x, **thresholds.as_dict(), zs=None), thresholds)
                early = not self._whole and time.monotonic() - told > EARLY_S
                yield early
                told = time.monotonic() if early else told
        self._whole = True

    def way(self, thresholds: Thresholds) -> Way | None:
        """What has been seen of the units by these thresholds; None if that is nothing yet."""
        rows = [(name, point, point.seen) for name, point in self.points.items() if point.seen is not None]
        now = self.now
        if now is not None and now.seen is not None and (not rows or now.at > rows[-1][1].at):
            rows.append((-1, now, now.seen))
        rows = [(name, point, seen) for name, point, seen in rows if seen.thresholds == thresholds]
        if not rows:
            return None
        return Way(
            self.over,
            at=np.array([point.at for _, point, _ in rows]),
            place=np.array([name if self.over == "lambda" else -1 for name, *_ in rows]),
            lam=np.array([point.lam for _, point, _ in rows]),
            counts=np.array([seen.counts for *_, seen in rows], np.float64),  # (T, 5)
            paths=np.stack([seen.paths for *_, seen in rows]),  # (T, H, 4)
        )


def _seen(states: UnitStates, thresholds: Thresholds) -> Seen:
    columns = states.mean_gain, states.mean_gain2, states.weight_norm2, states.share
    return Seen(thresholds, list(states.counts().values()), torch.stack(columns, 1).float().numpy())
