"""What the loss chart shows: rows of figures, marks where a setting was changed, and what is new of both."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cae.figures.images import Sections

MAX_ROWS = 2000  # then every second row is dropped
MARKS = {"lam": 0, "lr": 1, "batch_size": 2}
DRAG_S = 0.5  # a mark as soon after the last one replaces it

Row = tuple[float, ...]


class Losses:
    """The rows and marks of one model's training.

    Parameters
    ----------
    clock : callable
        Seconds, monotonic.

    Attributes
    ----------
    rows : list of tuple
        Step, reconstruction error and ‖J‖²_F of the batches, the same held out, λ.
    marks : list of tuple
        Step, which setting (``MARKS``), its new value.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.rows: list[Row] = []
        self.marks: list[Row] = []
        self._known = self.rows, np.empty((0, 6))
        self._unsent: list[Row] = []
        self._marks_unsent = True
        self._marked_at = 0.0

    def add(self, row: Row) -> bool:
        """Take a row in; whether nobody has looked for so long that a page has to be sent all of them."""
        self.rows.append(row)
        self._unsent.append(row)
        long = len(self._unsent) > MAX_ROWS
        if long:
            self._unsent = []
        if len(self.rows) > MAX_ROWS:
            self.rows = self.rows[::2] if len(self.rows) % 2 else [*self.rows[::2], self.rows[-1]]
        return long

    def mark(self, step: int, name: str, value: float) -> None:
        """A setting has become another one at this step."""
        mark = (float(step), float(MARKS[name]), float(value))
        # A drag is one change: marks at the same step, or nearly, keep the last value only.
        if self.marks and self.marks[-1][1] == mark[1] and self._clock() - self._marked_at < DRAG_S:
            self.marks[-1] = (self.marks[-1][0], mark[1], mark[2])
        else:
            self.marks.append(mark)
        self._marked_at = self._clock()
        self._marks_unsent = True

    def bring_back(self, rows: list[Row], marks: list[Row]) -> None:
        """Those of a snapshot."""
        self.rows, self.marks = rows, marks

    def cut(self, step: int) -> None:
        """Training has gone back to this step."""
        self.rows = [row for row in self.rows if row[0] <= step]

    def array(self) -> np.ndarray:
        """All rows, (n, 6); those that are known are not made into numbers again."""
        of, known = self._known
        known = known if of is self.rows else known[:0]
        new = np.array(self.rows[len(known) :], dtype=np.float64).reshape(-1, 6)
        self._known = self.rows, np.concatenate([known, new])
        return self._known[1]

    def mark_array(self) -> np.ndarray:
        """All marks, (m, 3)."""
        return np.array(self.marks, dtype=np.float64).reshape(-1, 3)

    def sections(self, full: bool) -> Sections:
        """What a frame brings of them: what is new, or all of it (``full``)."""
        sections: Sections = {}
        if full:
            sections["history"] = self.array()
        elif self._unsent:
            sections["loss"] = np.array(self._unsent, dtype=np.float64)
        self._unsent = []
        if full or self._marks_unsent:
            sections["marks"] = self.mark_array()
            self._marks_unsent = False
        return sections
