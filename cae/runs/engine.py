"""The engine: a worker process that trains runs in turns. Commands come in on stdin, frames go out on stdout.

Started as ``python -m cae.runs.engine`` by ``start_engine``. It ends when its stdin ends, so it never outlives the
server, however that stopped. Every message begins with the number of the run it is of.
"""

from __future__ import annotations

import contextlib
import math
import time
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cae.processes import wire
from cae.processes.pipe import Pipe, open_pipe
from cae.processes.worker import main
from cae.runs.turns import TurnFile, Turns

if TYPE_CHECKING:
    from cae.runs.seat import Seat

IDLE_S = 1.0
LOAD_S = 1.0  # between two reports of how long a round takes


class Line:
    """What one run says, on the pipe that all of them share."""

    def __init__(self, pipe: Pipe, number: int) -> None:
        self._pipe, self._prefix = pipe, wire.RUN.pack(number)

    def send(self, kind: int, content: bytes) -> None:
        """Send a message of this run."""
        self._pipe.send(kind, self._prefix + content)

    def say(self, message: dict[str, Any]) -> None:
        """Send a JSON message of this run."""
        self.send(wire.JSON, wire.json_content(message))

    @property
    def busy(self) -> bool:
        """Whether something large still waits to be written."""
        return self._pipe.busy


class Engine:
    """The loop: sort the mail, give the next run its turn.

    Parameters
    ----------
    pipe : Pipe
    turn_file : TurnFile, optional
        Where it is noted whose turn it is.
    clock : callable
        Seconds, monotonic.
    """

    def __init__(
        self, pipe: Pipe, turn_file: TurnFile | None = None, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        from cae.runs.datasets import Shelf
        from cae.runs.seat import Seat  # torch comes with it

        self._Seat, self._shelf = Seat, Shelf()
        self.pipe, self._turn_file, self._clock = pipe, turn_file, clock
        self.seats: dict[int, Seat] = {}
        self._turns = Turns()
        self._next_load = 0.0

    def loop(self) -> None:
        """Run until the process ends."""
        while True:
            while self.pipe.waiting():
                self._sort(*self.pipe.take())
            now = self._clock()
            due = {number: seat.due(now) for number, seat in self.seats.items()}
            ready = [number for number, at in due.items() if at <= now]
            if ready:
                self._turn(ready, now)
            else:
                pause = min(due.values(), default=math.inf) - now
                self.pipe.wait(min(max(pause, 0.0), IDLE_S))
            self._report(now)

    def _sort(self, kind: int, content: bytes) -> None:
        """Put a message into the mail of its run."""
        (number,) = wire.RUN.unpack_from(content)
        content = content[wire.RUN.size :]
        if kind == wire.END:
            self._remove(number)
            return
        if number not in self.seats:
            self.seats[number] = self._Seat(Line(self.pipe, number), self._shelf, self._clock)
            self._turns.join(number)
        self.seats[number].post(kind, content)

    def _turn(self, ready: list[int], now: float) -> None:
        number = self._turns.next(ready, [n for n in ready if self.seats[n].pressing])
        seat = self.seats[number]
        slice_s = self._turns.slice_s(len(ready))
        if self._turn_file is not None:
            self._turn_file.write(number)
        try:
            seat.turn(None if len(ready) == 1 else now + slice_s, self.pipe.waiting, len(ready))
        except Exception as error:
            # Whatever it is, it is this run's alone.
            traceback.print_exc()
            Line(self.pipe, number).say({"type": "lost", "message": f"{type(error).__name__}: {error}"})
            self._remove(number)
            return
        end = self._clock()
        self._turns.spent(number, end - now, end, usual=not seat.built)
        if seat.left:
            self._remove(number)

    def _remove(self, number: int) -> None:
        if self.seats.pop(number, None) is not None:
            self._turns.leave(number)

    def _report(self, now: float) -> None:
        """How long a run that trains waits from turn to turn."""
        if now < self._next_load or not self.seats:
            return
        self._next_load = now + LOAD_S
        Line(self.pipe, 0).say({"type": "load", "round_s": self._turns.round_s(now)})


def load(pipe: Pipe) -> Callable[[], None]:
    """Load everything a run needs before one comes."""
    from cae.runs import seat as _  # noqa: F401
    from cae.trainer import fast_matmul

    def work() -> None:
        with fast_matmul(), contextlib.suppress(KeyboardInterrupt):
            Engine(pipe, TurnFile.given()).loop()

    return work


if __name__ == "__main__":
    main(open_pipe, load)
