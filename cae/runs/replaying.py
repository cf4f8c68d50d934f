"""A live run that takes its changes from a record: λ moves by itself. No torch."""

from __future__ import annotations

from collections import deque
from typing import Any

from cae.experiments.record import Record


class Replay:
    """What of a record is still to come.

    Parameters
    ----------
    record : Record

    Attributes
    ----------
    to : int
        The step at which the record was made.
    state : {"on", "done", "ended"}
        ``done``: that step is reached. ``ended``: somebody has changed a setting on the way.
    at : int or None
        The step at which it ended.
    """

    def __init__(self, record: Record) -> None:
        self.to, self.state = record.steps, "on"
        self.at: int | None = None
        self._record, self._left = record, deque(record.changes)

    def due(self, step: int) -> dict[str, float]:
        """The settings that change before this step."""
        due: dict[str, float] = {}
        while self.state == "on" and self._left and self._left[0].step <= step:
            change = self._left.popleft()
            due[change.name] = change.value
        return due

    def end(self, step: int) -> None:
        """Somebody has changed a setting: the rest of the record is not of this run."""
        if self.state == "on":
            self.state, self.at = "ended", step

    def told(self) -> dict[str, Any]:
        """What a page is told of it."""
        return {"to": self.to, "state": self.state, "at": self.at}

    def notes(self) -> dict[str, Any]:
        """What a snapshot keeps of it."""
        return {"record": self._record.as_dict(), "state": self.state, "at": self.at, "left": len(self._left)}

    @classmethod
    def of(cls, notes: dict[str, Any]) -> Replay:
        """As ``notes`` kept it."""
        replay = cls(Record.from_dict(notes["record"]))
        replay.state, replay.at = notes["state"], notes["at"]
        while len(replay._left) > notes["left"]:
            replay._left.popleft()
        return replay
