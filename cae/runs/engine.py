"""The engine: a worker process that trains one run. Commands come in on stdin, frames go out on stdout.

Started as ``python -m cae.runs.engine`` by ``start_engine``. It ends when its stdin ends, so it never
outlives the server, however that stopped.
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from cae.config import RunConfig
from cae.data import DataError
from cae.processes import wire
from cae.processes.pipe import Pipe, open_pipe
from cae.processes.worker import main

if TYPE_CHECKING:
    from cae.runs.run import LiveRun

FRAME_S = 1 / 33  # between two frames: a little over 30 a second
SNAPSHOT_S = 1.0  # a killed engine loses at most this much training
IDLE_S = 1.0
# Of the frames that may be on their way, the last is kept for what a person just did.
RESERVED = 1


class Engine:
    """The loop: obey, train until the next frame is due, send it."""

    def __init__(self, pipe: Pipe) -> None:
        from cae.runs.run import LiveRun  # torch comes with it

        self._LiveRun = LiveRun
        self.pipe = pipe
        self.run: LiveRun | None = None
        self._allowed = 0
        self._wanted = True  # somebody is there to train for
        self._next_frame = self._next_snapshot = 0.0
        self._snapshot_of: tuple[int, int, int] | None = None
        self._obeyed = 0  # commands of the page so far: a snapshot says which ones it holds

    def loop(self) -> None:
        """Run until the process ends."""
        while True:
            while self.pipe.waiting():
                self._obey(*self.pipe.take())
            if self.run is None or not self._wanted:
                self.pipe.wait(IDLE_S)
            else:
                self._turn(self.run)

    def _turn(self, run: LiveRun) -> None:
        now = time.perf_counter()
        if run.active:
            run.advance(max(self._next_frame, now + 0.002), self.pipe.waiting)
            now = time.perf_counter()
        sent = self._frame(run, now)
        self._snapshot(run, now)
        if not run.active:
            self.pipe.wait(0.005 if sent or (run.dirty and self._room(run)) else IDLE_S)
        elif (pause := run.wait(time.perf_counter())) > 0:
            self.pipe.wait(min(pause, IDLE_S))

    def _room(self, run: LiveRun) -> bool:
        return run.frame < self._allowed - (0 if run.urgent else RESERVED)

    def _frame(self, run: LiveRun, now: float) -> bool:
        if not run.dirty or not self._room(run) or not (run.urgent or now >= self._next_frame):
            return False
        frame = run.make_frame()
        if frame is not None:
            self.pipe.send(wire.FRAME, frame)
            # A rhythm, not a pause: a frame that was late does not push back the ones after it.
            self._next_frame = max(self._next_frame + FRAME_S, now)
        return True

    def _snapshot(self, run: LiveRun, now: float) -> None:
        state = (run.build, run.trainer.step, self._obeyed)  # also a paused run obeys
        if now < self._next_snapshot or state == self._snapshot_of or run.state == "diverged":
            return
        self.pipe.send(wire.SNAPSHOT, wire.COUNT.pack(self._obeyed) + run.snapshot())
        self._next_snapshot, self._snapshot_of = now + SNAPSHOT_S, state

    def _obey(self, kind: int, content: bytes) -> None:
        if kind == wire.SNAPSHOT:
            self.run = self._LiveRun.from_snapshot(content, time.perf_counter)
            return
        message = json.loads(content)
        if message["type"] == "allow":
            self._allowed, self._wanted = message["until"], message["train"]
            return
        if message["type"] == "weights":
            seen = tuple(message["seen"]) if message["seen"] else None
            self.pipe.send(wire.WEIGHTS, self.run.weights(message["since"], seen) if self.run is not None else b"")
            return
        self._obeyed += message["type"] not in wire.HOUSEKEEPING
        try:
            if "settings" in message:
                message["settings"] = RunConfig.from_mapping(message["settings"])
            if message["type"] == "start":
                self.run = self._LiveRun(message["settings"], time.perf_counter)
            elif self.run is not None:
                self.run.obey(message)
        except (ValueError, DataError) as error:
            self.pipe.say({"type": "error", "message": str(error)})
            if self.run is None:  # the settings asked for can't be had: the page must still work
                self.run = self._LiveRun(self._instead(message.get("settings")), time.perf_counter)

    def _instead(self, asked: object) -> RunConfig:
        """The default settings, or those asked for if all that is missing is the model to go on from."""
        if isinstance(asked, RunConfig) and asked.start:
            return asked.with_(start="")
        return RunConfig()


def load(pipe: Pipe) -> Callable[[], None]:
    """Load everything a run needs before one comes."""
    from cae.runs import run as _  # noqa: F401
    from cae.trainer import fast_matmul

    def work() -> None:
        with fast_matmul(), contextlib.suppress(KeyboardInterrupt):
            Engine(pipe).loop()

    return work


if __name__ == "__main__":
    main(open_pipe, load)
