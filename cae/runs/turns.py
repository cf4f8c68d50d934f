"""Whose turn it is among the runs of one engine: fair by the processor's time, not by steps. No process.

Each run's time counts on; the one that has had least goes next. Who comes back from a pause has no claim to the time
it has not used. What a person has just done goes before, as far as its run is not ahead of the others anyway: who sends
a flood of messages pays for it.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import struct
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROUND_S = 0.075  # in which every run should have had a turn
LEAST_S = 0.003  # of a turn: below, drawing and changing over cost more than is trained
AHEAD_S = 0.05  # of the processor's time by which what a person did may go before others
RECENT_S = 3.0  # who has had no turn for so long takes none
CREDIT_S = 0.02  # that a run keeps which has not used its turns


class Turns:
    """The time that each run has had."""

    def __init__(self) -> None:
        self._spent: dict[int, float] = {}
        self._floor = 0.0  # what the run that was furthest behind had had at its last turn
        self._usual: dict[int, float] = {}  # how long its turns are
        self._last: dict[int, float] = {}  # and when it had the last

    def join(self, number: int) -> None:
        """A run has come."""
        self._spent[number] = self._floor

    def leave(self, number: int) -> None:
        """A run has gone."""
        for known in (self._spent, self._usual, self._last):
            known.pop(number, None)

    def next(self, ready: Sequence[int], pressing: Sequence[int]) -> int:
        """Of the runs that are ready, the next; ``pressing`` are those of them that a person waits for."""
        for number in ready:
            self._spent[number] = max(self._spent[number], self._floor - CREDIT_S)
        ahead = set(pressing)
        self._floor = max(self._floor, min(self._spent[number] for number in ready))
        return min(ready, key=lambda number: self._spent[number] - (AHEAD_S if number in ahead else 0.0))

    def spent(self, number: int, seconds: float, now: float, usual: bool = True) -> None:
        """A run has had a turn of this length; ``usual``: it was not about making a model."""
        if number not in self._spent:
            return
        self._spent[number] += seconds
        self._last[number] = now
        if usual:
            self._usual[number] = 0.9 * self._usual.get(number, seconds) + 0.1 * seconds

    def round_s(self, now: float) -> float:
        """Seconds in which each run that takes turns has one."""
        return sum(seconds for number, seconds in self._usual.items() if now - self._last[number] < RECENT_S)

    @staticmethod
    def slice_s(ready: int) -> float:
        """How long a turn may be among so many that are ready."""
        return max(LEAST_S, ROUND_S / ready)


class TurnFile:
    """Where an engine notes whose turn it is, so that it is known when the engine has died.

    Parameters
    ----------
    path : Path
        Of a file of ``SIZE`` bytes.
    """

    VARIABLE = "CAE_TURN_FILE"
    _NUMBER = struct.Struct("<I")

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), self._NUMBER.size)

    @classmethod
    def create(cls) -> TurnFile:
        """A new one, in the system's folder for such files."""
        handle, name = tempfile.mkstemp(prefix="cae-turn-")
        os.write(handle, bytes(cls._NUMBER.size))
        os.close(handle)
        return cls(Path(name))

    @classmethod
    def given(cls) -> TurnFile | None:
        """The one that the environment names; None if it names none."""
        path = os.environ.get(cls.VARIABLE)
        if not path:
            return None
        given = cls(Path(path))
        # Both have it open now: whatever becomes of them, no file stays behind. Windows removes none that is open.
        with contextlib.suppress(OSError):
            given.path.unlink()
        return given

    def write(self, number: int) -> None:
        """It is this run's turn."""
        self._NUMBER.pack_into(self._map, 0, number)

    def read(self) -> int:
        """Whose turn it was last; 0 is nobody's."""
        return int(self._NUMBER.unpack_from(self._map, 0)[0])

    def remove(self) -> None:
        """The engine is gone."""
        self._map.close()
        self.path.unlink(missing_ok=True)
