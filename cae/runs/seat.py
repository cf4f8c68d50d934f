"""One run in an engine: what waits for its turn, and what it does in it. No process."""

from __future__ import annotations

import json
import math
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Protocol

from cae.config import RunConfig, usual
from cae.data import DataError
from cae.experiments.record import Record
from cae.processes import wire
from cae.runs import notes
from cae.runs.datasets import Shelf
from cae.runs.run import LiveRun

FRAME_S = 1 / 33  # between two frames: a little over 30 a second
SNAPSHOT_S = 1.0  # a killed engine loses at most about this much training
BESIDE_S = 0.02  # of a run that rests, for those of its company that catch up, before it looks round
LATER_S = 0.05  # until what can't be done now is tried again
# Of the frames that may be on their way, the last is kept for what a person just did.
RESERVED = 1


class Out(Protocol):
    """Where what a run says goes; both return at once."""

    def send(self, kind: int, content: bytes) -> None:
        """Send a message."""

    def say(self, message: dict[str, Any]) -> None:
        """Send a JSON message."""

    @property
    def busy(self) -> bool:
        """Whether something large still waits to be written: the next would only wait behind it."""


class Seat:
    """A run's place in an engine.

    Parameters
    ----------
    out : Out
    shelf : Shelf
        Of the data sets.
    clock : callable
        Seconds, monotonic.

    Attributes
    ----------
    spent : float
        Seconds of the processor, from which the engine tells whose turn it is.
    """

    def __init__(self, out: Out, shelf: Shelf, clock: Callable[[], float]) -> None:
        self._out, self._shelf, self._clock = out, shelf, clock
        self.run: LiveRun | None = None
        self.spent = 0.0
        self.built = False  # in its last turn a model was made
        self.left = False  # it has been told to go, and everything it had to say is said
        self._mail: deque[tuple[int, bytes]] = deque()
        self._loading_until = 0.0
        self._allowed = 0
        self._wanted = True  # somebody is there to train for
        self._leaving = False
        self._next_frame = self._next_snapshot = 0.0
        self._snapshot_of: tuple[int, int, int] | None = None
        self._obeyed = 0  # commands of the page so far: a snapshot says which ones it holds

    # -- between turns ---------------------------------------------------------------------------------------

    def post(self, kind: int, content: bytes) -> None:
        """A message has come; it is obeyed in the seat's own time."""
        self._mail.append((kind, content))

    @property
    def pressing(self) -> bool:
        """Whether a person has just done something that is not on the screen yet."""
        return bool(self._mail) or (self.run is not None and self.run.urgent and self._room(self.run))

    def due(self, now: float) -> float:
        """When it wants its next turn; infinity: not before a message comes."""
        if self._mail:
            return self._loading_until
        run = self.run
        if self._leaving:
            return now if run is None or not self._out.busy else now + LATER_S
        if run is None or not self._wanted:
            return math.inf
        times = [math.inf]
        if run.active:
            times.append(now + run.wait(now))
        if run.behind:
            times.append(now)
        if run.dirty and self._room(run):
            times.append(now if run.urgent else self._next_frame)
        if run.state != "diverged" and self._state(run) != self._snapshot_of:
            times.append(self._next_snapshot)
        return min(times)

    # -- a turn ----------------------------------------------------------------------------------------------

    def turn(self, until: float | None, interrupted: Callable[[], bool], crowd: int = 1) -> None:
        """Obey, train until then (None: until the next frame is due), draw, keep.

        ``interrupted`` is asked after every step; ``crowd`` runs share the processor.
        """
        now, self.built = self._clock(), False
        while self._mail and (until is None or self._clock() < until or self.run is None):
            if not self._obey(*self._mail[0]):
                self._loading_until = self._clock() + LATER_S
                return
            self._mail.popleft()
        run = self.run
        if self._leaving:
            self._leave(run)
        elif run is not None and self._wanted:
            run.crowd = crowd
            if run.active:
                run.advance(max(self._next_frame if until is None else until, now + 0.002), interrupted)
            if run.behind:
                run.catch_up(self._clock() + BESIDE_S if until is None else until, interrupted)
            now = self._clock()
            if until is not None and now < until and run.active and not run.urgent:
                return  # something has come for another run: this one draws when it has trained as long as it may
            self._frame(run, now)
            self._snapshot(run, now)

    def _room(self, run: LiveRun) -> bool:
        return run.frame < self._allowed - (0 if run.urgent else RESERVED)

    def _frame(self, run: LiveRun, now: float) -> None:
        if not run.dirty or not self._room(run) or not (run.urgent or now >= self._next_frame):
            return
        frame = run.make_frame()
        if frame is not None:
            self._out.send(wire.FRAME, frame)
            # A rhythm, not a pause: a frame that was late does not push back the ones after it.
            self._next_frame = max(self._next_frame + FRAME_S, now)

    def _state(self, run: LiveRun) -> tuple[int, int, int]:
        return run.build, run.trainer.step, self._obeyed  # also a paused run obeys

    def _snapshot(self, run: LiveRun, now: float) -> None:
        state = self._state(run)
        if now < self._next_snapshot or state == self._snapshot_of or run.state == "diverged":
            return
        if self._out.busy:
            self._next_snapshot = now + LATER_S
            return
        self._keep(run)
        self._next_snapshot, self._snapshot_of = now + SNAPSHOT_S, state

    def _keep(self, run: LiveRun) -> None:
        self._out.send(wire.SNAPSHOT, wire.COUNT.pack(self._obeyed) + run.snapshot())

    def _leave(self, run: LiveRun | None) -> None:
        """Send the last snapshot; when it is on its way, say so."""
        if run is not None:
            self._keep(run)
            self.run = None
        elif not self._out.busy:
            self._out.say({"type": "left"})
            self.left = True

    # -- obeying ---------------------------------------------------------------------------------------------

    def _obey(self, kind: int, content: bytes) -> bool:
        """Whether the message could be acted on; if not, what it needs is being read."""
        if kind == wire.SNAPSHOT:
            data = self._shelf.take(notes.read(content)[0]["config"]["dataset"])
            if data is not None:
                self.built = True
                self._begin(LiveRun.from_snapshot(content, self._clock, data))
            return data is not None
        message = json.loads(content)
        kind_ = message["type"]
        if kind_ == "allow":
            self._allowed, self._wanted = message["until"], message["train"]
        elif kind_ == "weights":
            asked = message["since"], tuple(message["seen"]) if message["seen"] else None, message.get("member")
            self._out.send(wire.WEIGHTS, self.run.weights(*asked) if self.run is not None else b"")
        elif kind_ == "keep":
            self._out.send(wire.WEIGHTS, self._kept(message["what"]))
        elif kind_ == "leave":
            self._leaving = True
        else:
            return self._command(message)
        return True

    def _begin(self, run: LiveRun) -> None:
        """A run goes on from a snapshot; if there is one already, that is an undo, which can be undone too."""
        before, self.run = self.run, run
        if before is None:
            return
        self._out.send(wire.BEFORE, before.snapshot(undoes="undo"))
        run.build, run.frame, run.seq = before.build + 1, before.frame, before.seq
        with suppress(ValueError):  # who does not go with it stays away
            run.obey({"type": "company", "members": before.invited.strengths})
        run.lesson.resume(before.lesson.of)
        self._obeyed += 1

    def _kept(self, what: str) -> bytes:
        """What of the run is taken along: its model, alone or with its training, or the record of how it came about."""
        if self.run is None:
            return b""
        if what == "checkpoint":
            return self.run.checkpoint()
        if what == "model":
            return self.run.kept()
        record = self.run.record()
        return json.dumps({"record": record.as_dict() if record is not None else None}).encode()

    def _command(self, message: dict[str, Any]) -> bool:
        try:
            data = None
            if "settings" in message:
                message["settings"] = RunConfig.from_mapping(message["settings"])
                data = self._shelf.take(message["settings"].dataset)
                if data is None:
                    return False
                self.built = True
            if message["type"] == "start":
                assert data is not None
                record = Record.from_dict(message["record"]) if message.get("record") else None
                self.run = LiveRun(message["settings"], self._clock, data, record)
            elif self.run is not None:
                undoes = _undoes(message)
                before = self.run.snapshot(undoes=undoes) if undoes else None
                self.run.obey(message if data is None else message | {"data": data})
                if before is not None:
                    self._out.send(wire.BEFORE, before)
        except (ValueError, DataError) as error:
            self._out.say({"type": "error", "message": str(error)})
            if self.run is None:  # the settings asked for can't be had: the page must still work
                instead = self._instead(message.get("settings"))
                self._mail.insert(1, (wire.JSON, json.dumps({"type": "start", "settings": instead.as_dict()}).encode()))
        self._obeyed += message["type"] not in wire.HOUSEKEEPING
        return True

    def _instead(self, asked: object) -> RunConfig:
        """The default settings, or those asked for if all that is missing is the model to go on from."""
        if not isinstance(asked, RunConfig):
            return RunConfig()
        return asked.with_(start="") if asked.start else usual(asked)


def _undoes(message: dict[str, Any]) -> str:
    """What it would be called to take a command back; empty where it leaves the model."""
    if message["type"] == "reset":
        return "reset" if message["weights"] == "same" else "weights"
    return "rebuild" if message["type"] == "rebuild" else ""
