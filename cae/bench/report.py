"""What a run of the benchmark has found so far: printed as it comes, kept in a file, given as JSON at the end."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Generator, Mapping
from pathlib import Path
from typing import Any

from cae.bench.targets import target
from cae.files import written

Figures = Mapping[str, float | Mapping[str, float]]  # by name, or by name and the key of one of several models
Say = Callable[[str], None]  # tells what is being measured
Coming = Generator[Figures, None, None]  # what a part gives: some figures at a time, as soon as it has them


class Unmeasured(RuntimeError):
    """A part could not be measured; the message is a sentence that says why and what to do."""


class Report:
    """The figures so far and the parts that failed.

    Parameters
    ----------
    out : Path, optional
        A file that holds what there is so far, whole, from now on.

    Attributes
    ----------
    figures : dict
    failed : dict of str
        A sentence for each part that failed, by its name.
    unkept : str
        Why the file does not hold what there is; empty when it does.

    Raises
    ------
    OSError
        If the file can't be written: at once, before anything is measured.
    """

    def __init__(self, out: Path | None = None) -> None:
        self.figures: dict[str, Any] = {}
        self.failed: dict[str, str] = {}
        self.unkept = ""
        self._out = out
        self._write()

    def begin(self, threads: int) -> None:
        """Print the table's head, and enter how many threads every contender has."""
        _print_line(f"{'figure':44}{'measured':>12}   target")
        self.add({"threads": threads})

    def add(self, figures: Figures) -> None:
        """Enter figures, print them and keep them."""
        rows = [(name, key, number) for name, value in figures.items() for key, number in _numbers(value)]
        for name, key, number in rows:
            if not math.isfinite(number):
                raise Unmeasured(f"{f'{name} {key}'.strip()} must be a finite number, but {number} was measured.")
        for name, key, number in rows:
            if key:
                self.figures.setdefault(name, {})[key] = number
            else:
                self.figures[name] = number
        self._keep()
        for row in rows:
            _print_line(_row(*row))

    def fail(self, part: str, sentence: str) -> None:
        """Enter that a part failed, print it and keep it."""
        self.failed[part] = sentence
        self._keep()
        _print_line(f"{part} failed: {sentence}")

    def as_json(self) -> str:
        """One JSON object: the figures, and under ``failed``, if anything did, what failed."""
        return json.dumps(self.figures | ({"failed": self.failed} if self.failed else {}), indent=2)

    def _keep(self) -> None:
        """Write the file; a disk that is full by now ends no run, for what was measured is still printed."""
        try:
            self._write()
            self.unkept = ""
        except OSError as error:
            self.unkept = f"{self._out} could not be written ({error.strerror}); it holds what there was before."
            print(self.unkept, file=sys.stderr)

    def _write(self) -> None:
        if self._out is not None:
            with written(self._out) as path:
                path.write_text(self.as_json() + "\n", encoding="utf-8")


def _numbers(value: float | Mapping[str, float]) -> list[tuple[str, float]]:
    """The numbers of a figure with their keys; Python's own, which JSON can write."""
    pairs = value.items() if isinstance(value, Mapping) else [("", value)]
    return [(key, number if isinstance(number, int) else float(number)) for key, number in pairs]


def _row(name: str, key: str, number: float) -> str:
    return f"{f'{name} {key}'.strip():44}{number:>12.3g}   {target(name, key)}".rstrip()


def _print_line(line: str) -> None:
    print(line, flush=True)  # also through a pipe, when it comes
