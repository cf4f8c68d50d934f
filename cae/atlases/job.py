"""One open atlas: who looks at it, what is finished of it, what is being trained, and how far that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from cae.atlases.drawing import Drawing
from cae.atlases.store import Store
from cae.experiments.settings import TRUNK
from cae.processes import frames
from cae.processes.handle import Handle
from cae.processes.line import Item, Line

SURE_S = 1.0  # of training before the remaining time is guessed
REDRAWN = 0.3  # epochs: what a model costs that is drawn and not trained


class Viewer(Line):
    """One page's socket: what waits to be sent to it.

    Attributes
    ----------
    job : Job or None
    figures_only : bool
        Of each model it is told the figures alone: it counts in the charts of another atlas, and has none itself.
    charts : sequence of str
        Names of the figures, as ``cae.figures`` has them, that it shows.
    """

    def __init__(self) -> None:
        super().__init__()
        self.job: Job | None = None
        self.figures_only = False
        self.charts: Sequence[str] = ()
        self._drawn: dict[str, bytes] = {}

    def tell(self, item: Item) -> None:
        """Queue an event or a frame; of several words of progress in a row a slow page gets the last."""
        if self.figures_only and isinstance(item, bytes):
            header = frames.read_header(item)
            if header["kind"] != "point":
                return
            item = {"type": "figures"} | {name: header[name] for name in ("index", "lam", "figures")}
        if self._items and _is_progress(item) and _is_progress(self._items[-1]):
            self._items.pop()
        super().tell(item)

    def show(self, name: str, frame: bytes) -> None:
        """Queue a figure, if it is shown, behind everything else; of several states of it a slow page gets the last."""
        if name in self.charts:
            self._drawn[name] = frame
            self.wake()

    def take(self) -> Item | None:
        """What to send now."""
        item = super().take()
        return self._drawn.pop(next(iter(self._drawn))) if item is None and self._drawn else item

    def forget(self) -> None:
        """Nothing waits any more."""
        self._items.clear()
        self._drawn.clear()


def _is_progress(item: object) -> bool:
    return isinstance(item, dict) and item["type"] == "progress"


@dataclass(slots=True, eq=False)
class Job:
    """One open atlas: its viewers, what is finished of it, and its workers while it is trained.

    Attributes
    ----------
    store : Store
    statics : bytes or None
    points : dict of int to bytes
        Frames of the finished models, by index.
    known : set of int
        Models that need no training though they have no frame: they are only drawn.
    trunk : bool
        Whether the trunk of a fan is there.
    state : str
        queued, training, cancelled, complete or failed.
    workers : dict of Handle to (int or None)
        What each trains: an index, ``TRUNK``, or nothing at the moment.
    fractions : dict of int to float
        How far those in training are.
    diverged : dict of int to str
        Models whose training diverged in this turn, and what to say of them.
    drawing : Drawing or None
        Its figures, once somebody wants them.
    turn : int
        Counts up whenever training starts or stops: what an older turn still says is not heard.
    """

    store: Store
    statics: bytes | None
    points: dict[int, bytes]
    known: set[int]
    trunk: bool = False
    viewers: set[Viewer] = field(default_factory=set)
    state: str = "cancelled"
    message: str | None = None
    workers: dict[Handle, int | None] = field(default_factory=dict)
    fractions: dict[int, float] = field(default_factory=dict)
    diverged: dict[int, str] = field(default_factory=dict)
    drawing: Drawing | None = None
    began: float | None = None  # when the first worker began, and the share that was done by then
    share_before: float = 0.0
    turn: int = 0
    failure: str | None = None
    left_at: float | None = None

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return self.statics is not None and len(self.points) == self.store.total

    def next(self) -> int | None:
        """The model to train next: the first that is not there, not in training, and has what it starts from."""
        settings = self.store.settings
        busy = {*self.points, *self.diverged, *self.workers.values()}
        there = {None, *self.points, *([TRUNK] if self.trunk else [])}
        order = [index for index in settings.order() if index not in busy]
        if any(settings.origin(index) == TRUNK and index not in self.known for index in order) and not self.trunk:
            order = [TRUNK, *order]
        return next((i for i in order if i not in busy and (i in self.known or settings.origin(i) in there)), None)

    def share(self) -> float:
        """Share of the work that is done."""
        if self.complete:
            return 1.0
        cost = {index: self._cost(index) for index in self.store.settings.trainings()}
        done = sum(cost[index] for index in [*self.points, *([TRUNK] if self.trunk else [])])
        going = sum(cost[index] * fraction for index, fraction in self.fractions.items())
        return min(1.0, (done + going) / sum(cost.values()))

    def _cost(self, index: int) -> float:
        return REDRAWN if index in self.known else self.store.settings.epochs_of(index)

    def remaining_s(self, now: float) -> float | None:
        """Seconds until it is complete, once that can be guessed."""
        if self.began is None or now - self.began < SURE_S:
            return None
        share = self.share()
        gained = share - self.share_before
        return (now - self.began) / gained * (1 - share) if gained > 0 else None

    def progress(self, now: float) -> dict[str, Any]:
        """The event that says how far it is."""
        return {
            "type": "progress",
            "state": self.state,
            "done": len(self.points),
            "fraction": self.share(),
            "remaining_s": self.remaining_s(now) if self.state == "training" else None,
            "message": self.message,
        }

    def frames(self) -> list[bytes]:
        """What a viewer has got of it so far: the models in the order in which they are trained."""
        if self.statics is None:
            return []
        order = self.store.settings.order()
        return [self.statics, *(self.points[index] for index in order if index in self.points)]

    def tell(self, item: Item) -> None:
        """Queue something for every viewer."""
        for viewer in self.viewers:
            viewer.tell(item)
