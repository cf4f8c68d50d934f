"""The slow lane: what may take its time is computed beside what may not, the most wanted first.

A thread of its own takes one piece of work after the other: the unit and the image that are looked at, an order,
whatever the page draws, the scale-free figures (``works``). Each is of the model that was last shown when it
began. So a ``units`` frame, which the process's main thread makes, never waits for any of them.
"""

from __future__ import annotations

import os
import sys
import threading
import time
import traceback
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from cae.inspectors.works import PINS, RETRAINING, Pieces, Scene, Work, drawing, wanted

NICER = 5

SendFrame = Callable[[bytes], None]
SayEvent = Callable[[dict[str, str]], None]


@dataclass(slots=True, eq=False)
class _Job:
    pieces: Pieces
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
        self._works: dict[str, Work] = {work.name: work for work in wanted()}
        self._pins: dict[str, int | None] = dict.fromkeys(PINS)
        self._asked: dict[str, Any] = {}
        self._resting = False
        self._wanted: set[str] = set()
        self._jobs: dict[str, _Job] = {}
        self._not_before: dict[str, float] = {}

    # -- what is wanted; from another thread ---------------------------------------------------------------------

    def take_on(self, works: Collection[str] | None, figures: Sequence[str]) -> None:
        """What a page wants: these works (None: the usual ones) and these figures. What it wants no more is dropped.

        Raises
        ------
        ValueError
            If there is no figure of a name.
        """
        made = wanted(works)
        made += [self._works.get(f"figure {name}") or drawing(name) for name in figures]
        made.sort(key=lambda work: work.last)
        if any("reference" in work.of for work in made):
            made.append(RETRAINING)
        with self.lock:
            before, self._works = self._works, {work.name: work for work in made}
            for name in before.keys() - self._works.keys():
                self._drop(name)
            for name in self._works.keys() - before.keys():
                if self._works[name].of:
                    self._wanted.add(name)
            self.lock.notify_all()

    def show(self, scene: Scene, changed: Collection[str], at_once: bool = False) -> None:
        """Another scene is shown; what is of what has changed in it (``model``, ``course``, …) is wanted anew.

        ``at_once``: what has begun of it is of no use.
        """
        with self.lock:
            if self._scene is not None and self._scene.live and not scene.live:
                # The training needs no rests any more, and what is last shown of it is to be of where it stands.
                now, rests = self._clock(), self._not_before
                self._not_before = {
                    name: min(at, now + self._works[name].pause_s) for name, at in rests.items() if self._paused(name)
                }
                changed = {*changed, "live"}
            self._scene = scene
            for name, work in self._works.items():
                if work.of.isdisjoint(changed):
                    continue
                # While it trains, what has begun comes to its end: the next model is there before it would.
                if at_once or not scene.live:
                    self._drop(name)
                self._wanted.add(name)
            self.lock.notify_all()

    def clear(self) -> None:
        """Nothing of what is shown will be of use any more."""
        with self.lock:
            self._scene = None
            self._jobs.clear()
            self._wanted.clear()
            self._not_before.clear()

    def forget(self) -> None:
        """Another page will be served: nothing is pinned or asked, and it can be seen."""
        with self.lock:
            self.clear()
            self._works = {work.name: work for work in wanted()}
            self._pins, self._asked, self._resting = dict.fromkeys(PINS), {}, False

    def pin(self, kind: str, index: int | None) -> None:
        """Another unit or image is looked at."""
        with self.lock:
            if self._pins[kind] != index:
                self._pins[kind] = index
                self._changed(kind)

    def ask(self, asked: dict[str, Any]) -> None:
        """Something else is asked of the figures."""
        with self.lock:
            changed = [name for name, value in asked.items() if self._asked.get(name) != value]
            self._asked = self._asked | asked
            for name in changed:
                self._changed(name)

    def _changed(self, what: str) -> None:
        for name, work in self._works.items():
            if what in work.of:
                self._want_at_once(name)

    def want(self, kind: str) -> None:
        """Somebody waits for this."""
        with self.lock:
            if kind in self._works:
                self._want_at_once(kind)

    def more(self, kind: str) -> None:
        """There is more of this to be seen; what has begun of it comes to its end first."""
        with self.lock:
            if kind in self._works:
                self._wanted.add(kind)
                self.lock.notify_all()

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
        if not self._paused(kind):
            self._not_before.pop(kind, None)

    def _paused(self, kind: str) -> bool:
        """Whether there are seconds between two of this kind, whoever wants them."""
        return kind in self._works and self._works[kind].pause_s > 0

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
            job, scene, work = self._job(kind), self._scene, self._works[kind]
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
                    self._say({"type": "error", "message": f"{work.said} could not be computed: {about}."})
                if isinstance(frame, bytes):
                    self._send(frame)
                elif isinstance(frame, str):
                    self._changed(frame)
                elif frame is False:
                    del self._jobs[kind]
                    pause = work.rest * job.spent if scene is not None and scene.live else 0.0
                    self._not_before[kind] = self._clock() + max(work.pause_s, pause)
        return 0.0

    def _ready(self) -> bool:
        return self._next() is not None

    def _next(self) -> str | None:
        """The most wanted kind that can be worked on now."""
        if self._scene is None or self._resting:
            return None
        now = self._clock()
        for kind in self._works:
            if kind in self._jobs or (kind in self._wanted and now >= self._not_before.get(kind, 0.0)):
                return kind
        return None

    def _job(self, kind: str) -> _Job:
        """The work on this kind that has begun, or else begins now."""
        if kind not in self._jobs:
            assert self._scene is not None
            self._wanted.discard(kind)
            self._jobs[kind] = _Job(self._pieces(self._works[kind], self._scene))
        return self._jobs[kind]

    def _pieces(self, work: Work, scene: Scene) -> Pieces:
        if work.pinned is not None and self._pins[work.pinned] is None:
            return iter(())
        return work.make(scene, dict(self._pins), dict(self._asked))
