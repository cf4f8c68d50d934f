"""The encoder's weights along a training, for whoever asks later how its units came to be what they are.

Points are kept at even distances among those offered. When there is no more room every second one goes and the
distance doubles, so that a training of any length has between half as many and as many as there is room for.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from torch import Tensor

from cae.model import Autoencoder
from cae.runs import packed

BUDGET_BYTES = 48 << 20  # of all points together, whatever the model's size
FEWEST, MOST = 12, 64  # points
# What goes with one message: the first to ask gets what there is in several, as frames have to get between them.
MESSAGE_BYTES = 4 << 20


@dataclass(frozen=True, slots=True, eq=False)
class TrailPoint:
    """The encoder at one step.

    Attributes
    ----------
    serial : int
        Counts up over the run's life; no two points have the same.
    step : int
    lam : float
        λ the step was trained with.
    W : Tensor, shape (H, D)
    b : Tensor, shape (H,)
    """

    serial: int
    step: int
    lam: float
    W: Tensor
    b: Tensor

    @property
    def nbytes(self) -> int:
        """What its tensors take."""
        return self.W.nbytes + self.b.nbytes


class Trail:
    """Points of one run, of one-layer encoders."""

    def __init__(self) -> None:
        self.origin = secrets.token_hex(8)  # serials of another trail count from anew
        self.points: list[TrailPoint] = []
        self._serial = 0
        self._begin_anew()

    def _begin_anew(self) -> None:
        self._offered, self._stride = 0, 1
        self._ordinals: list[int] = []  # of the points, among all that were offered

    def add(self, step: int, lam: float, model: Autoencoder) -> None:
        """Offer the model as it is now; copied if it is kept."""
        ordinal, self._offered = self._offered, self._offered + 1
        if ordinal % self._stride or (self.points and step <= self.points[-1].step):
            return
        W, b = model.W[0], model.b[0]
        room = max(FEWEST, min(MOST, BUDGET_BYTES // (W.nbytes + b.nbytes)))
        if len(self.points) >= room:
            self._stride *= 2
            kept = [i for i, n in enumerate(self._ordinals) if n % self._stride == 0]
            self.points, self._ordinals = [self.points[i] for i in kept], [self._ordinals[i] for i in kept]
            if ordinal % self._stride:
                return
        self._serial += 1
        self.points.append(TrailPoint(self._serial, step, lam, W.detach().clone(), b.detach().clone()))
        self._ordinals.append(ordinal)

    def clear(self) -> None:
        """Another model is trained."""
        self.points = []
        self._begin_anew()

    def cut(self, step: int) -> None:
        """Training has gone back to this step: what came after it has not been."""
        while self.points and self.points[-1].step > step:
            self.points.pop()
            self._ordinals.pop()

    def since(self, serial: int) -> list[TrailPoint]:
        """The points after a serial, the oldest first, as many as go with one message; at least one."""
        chosen: list[TrailPoint] = []
        size = 0
        for point in self.points:
            if point.serial <= serial:
                continue
            size += point.nbytes
            if chosen and size > MESSAGE_BYTES:
                break
            chosen.append(point)
        return chosen

    def pack(self, notes: dict[str, Any], parameters: Mapping[str, Tensor], since: int) -> bytes:
        """A model's parameters and the points after a serial as one message; ``unpack`` reads it.

        Parameters
        ----------
        notes : dict
            What else is to be said; it can be written as JSON.
        parameters : mapping of Tensor
            By their names in ``named_parameters``.
        since : int
        """
        tensors = {name: values.detach() for name, values in parameters.items()}
        rows = []
        for point in self.since(since):
            rows.append([point.serial, point.step, point.lam])
            tensors |= {f"trail.{point.serial}.W": point.W, f"trail.{point.serial}.b": point.b}
        alive = [point.serial for point in self.points]
        return packed.pack(notes | {"origin": self.origin, "alive": alive, "points": rows}, tensors)


def unpack(message: bytes) -> tuple[dict[str, Any], dict[str, Tensor], list[TrailPoint]]:
    """Notes, parameters and points of a message that ``Trail.pack`` made.

    The notes have besides their own ``origin``, the trail's, and ``alive``, the serials of all its points.
    """
    notes, tensors = packed.unpack(message)
    points = [
        TrailPoint(serial, step, lam, tensors.pop(f"trail.{serial}.W"), tensors.pop(f"trail.{serial}.b"))
        for serial, step, lam in notes.pop("points")
    ]
    return notes, tensors, points
