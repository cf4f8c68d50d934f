"""The slow lane: what may take its time is computed beside what may not, the most wanted first.

A thread of its own takes one piece of work after the other: the unit and the image that are looked at, an order, a
course, the scale-free figures. Each is of the model that was last shown when it began. So a ``units`` frame, which the
process's main thread makes, never waits for any of them.
"""

from __future__ import annotations

import os
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch

from cae.inspectors.course import Course
from cae.inspectors.subject import Subject
from cae.thresholds import Thresholds

KINDS = ("unit", "image", "order", "course", "scale")  # the most wanted first
NAMES = {
    "unit": "What this unit does",
    "image": "What the code sees of this image",
    "order": "The order",
    "course": "The units' way here",
    "scale": "The scale-free figures",
}
PAUSE_S = {"course": 1.0, "scale": 2.0}  # at least so long between two of a kind
# Of a model that is being trained each kind rests so many times what the last one took: training goes first. The unit
# that is looked at is cheap and follows closely; the others may take seconds of a wide model.
REST = {"unit": 4, "image": 9, "order": 0, "course": 9, "scale": 9}
NICER = 5

SendFrame = Callable[[bytes], None]
SayEvent = Callable[[dict[str, str]], None]


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """What is shown: all slow work is of one of these."""

    subject: Subject
    serial: int
    thresholds: Thresholds
    course: Course | None
    live: bool


@dataclass(slots=True, eq=False)
class _Job:
    pieces: Iterator[bytes | None]
    spent: float = 0.0


class Lane:
    """The slow work of one inspector.

    Parameters
    ----------
    send : callable
        Takes a frame; called under ``lock``, which whoever sends frames of the same scene elsewhere holds too.
    say : callable
        Takes an event, where something can't be computed.
    clock : callable
        Seconds, monotonic.
    """

    def __init__(self, send: SendFrame, say: SayEvent, clock: Callable[[], float] = time.monotonic) -> None:
        self._send, self._say, self._clock = send, say, clock
        self.lock = threading.Condition()
        self._scene: Scene | None = None
        self._pins: dict[str, int | None] = {"unit": None, "image": None}
        self._resting = False
        self._wanted: set[str] = set()
        self._jobs: dict[str, _Job] = {}
        self._not_before: dict[str, float] = {}

    # -- what is wanted; from another thread ---------------------------------------------------------------------

    def show(self, scene: Scene, kinds: tuple[str, ...]) -> None:
        """Another scene is shown, and for it these kinds are wanted anew."""
        with self.lock:
            self._scene = scene
            for kind in kinds:
                # While it trains, what has begun comes to its end: the next model is there before it would.
                if not scene.live:
                    self._drop(kind)
                self._wanted.add(kind)
            self.lock.notify_all()

    def clear(self) -> None:
        """Nothing of what is shown will be of use any more."""
        with self.lock:
            self._scene = None
            self._jobs.clear()
            self._wanted.clear()
            self._not_before.clear()

    def forget(self) -> None:
        """Another page will be served: nothing is pinned, and it can be seen."""
        with self.lock:
            self.clear()
            self._pins, self._resting = dict.fromkeys(self._pins), False

    def pin(self, kind: str, index: int | None) -> None:
        """Another unit or image is looked at."""
        with self.lock:
            if self._pins[kind] != index:
                self._pins[kind] = index
                self._want_at_once(kind)

    def want(self, kind: str) -> None:
        """Somebody waits for this."""
        with self.lock:
            self._want_at_once(kind)

    def rest(self, resting: bool) -> None:
        """Nobody sees it: nothing is computed until somebody does."""
        with self.lock:
            self._resting = resting
            self.lock.notify_all()

    def _want_at_once(self, kind: str) -> None:
        self._drop(kind)
        self._wanted.add(kind)
        self.lock.notify_all()

    def _drop(self, kind: str) -> None:
        self._jobs.pop(kind, None)
        self._wanted.discard(kind)
        if kind not in PAUSE_S:
            self._not_before.pop(kind, None)

    # -- doing it ------------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Work until the process ends."""
        if sys.platform == "linux":  # where each thread has a priority of its own
            thread = threading.get_native_id()
            os.setpriority(os.PRIO_PROCESS, thread, os.getpriority(os.PRIO_PROCESS, thread) + NICER)
        with torch.no_grad():
            while True:
                pause = self.turn()
                if pause != 0:
                    with self.lock:
                        if not self._ready():
                            self.lock.wait(pause)

    def turn(self) -> float | None:
        """Do one piece of the most wanted work; seconds until there is more, None if nothing is wanted."""
        with self.lock:
            kind = self._next()
            if kind is None:
                due = [self._not_before.get(kind, 0.0) for kind in self._wanted if self._scene and not self._resting]
                return max(0.001, min(due) - self._clock()) if due else None
            job, scene = self._job(kind), self._scene
        began, about = self._clock(), ""
        try:
            frame = next(job.pieces, False)
        except Exception as error:  # whatever it is, the next piece may do
            traceback.print_exc()
            frame = False
            about = str(error).rstrip(".") or type(error).__name__
        job.spent += self._clock() - began
        with self.lock:
            if self._jobs.get(kind) is job:  # or it is of what is no longer shown
                if about:
                    self._say({"type": "error", "message": f"{NAMES[kind]} could not be computed: {about}."})
                if isinstance(frame, bytes):
                    self._send(frame)
                elif frame is False:
                    del self._jobs[kind]
                    pause = REST[kind] * job.spent if scene is not None and scene.live else 0.0
                    self._not_before[kind] = self._clock() + max(PAUSE_S.get(kind, 0.0), pause)
        return 0.0

    def _ready(self) -> bool:
        return self._next() is not None

    def _next(self) -> str | None:
        """The most wanted kind that can be worked on now."""
        if self._scene is None or self._resting:
            return None
        now = self._clock()
        for kind in KINDS:
            if kind in self._jobs or (kind in self._wanted and now >= self._not_before.get(kind, 0.0)):
                return kind
        return None

    def _job(self, kind: str) -> _Job:
        """The work on this kind that has begun, or else begins now."""
        if kind not in self._jobs:
            assert self._scene is not None
            self._wanted.discard(kind)
            self._jobs[kind] = _Job(self._pieces(kind, self._scene))
        return self._jobs[kind]

    def _pieces(self, kind: str, scene: Scene) -> Iterator[bytes | None]:
        subject, serial = scene.subject, scene.serial
        if kind in self._pins:
            index = self._pins[kind]
            if index is None:
                return iter(())
            return subject.image(index, serial) if kind == "image" else subject.unit(index, serial)
        if kind == "course":
            return scene.course.frames(scene.thresholds) if scene.course is not None else iter(())
        return subject.order(serial) if kind == "order" else subject.scale(serial)
