"""Measuring parts one after the other: one that fails is told, and the others are measured all the same."""

from __future__ import annotations

import contextlib
import signal
import sys
import traceback
from collections.abc import Collection, Sequence
from typing import Any

from cae.bench.parts import Part, chosen
from cae.bench.report import Report, Unmeasured


def _say(text: str) -> None:
    """Tell what is being measured, beside the figures."""
    print(f"… {text}", file=sys.stderr, flush=True)


class Interrupts:
    """In its block, Ctrl-C and being asked to end raise ``KeyboardInterrupt``: no server is left behind.

    Attributes
    ----------
    came : bool
        Whether there was one. Playwright's event loop may swallow the exception, and then fails in its own words.
    """

    def __init__(self) -> None:
        self.came = False
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Interrupts:
        for number in (signal.SIGINT, signal.SIGTERM):
            if signal.getsignal(number) != signal.SIG_IGN:  # a shell says so of what runs in the background
                self._before[number] = signal.signal(number, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _note(self, *_: object) -> None:
        self.came = True
        raise KeyboardInterrupt


def bench(report: Report, only: Collection[str] | None, pages: bool, threads: int | None) -> int:
    """Measure the chosen parts; returns the process's exit status: 0 only if everything was measured and kept."""
    with Interrupts() as interrupts:
        import torch

        if threads is not None:
            torch.set_num_threads(threads)
        report.begin(torch.get_num_threads())
        measure(chosen(only or (), pages), report, interrupts)
    return 1 if report.failed or report.unkept else 0


def measure(parts: Sequence[Part], report: Report, interrupts: Interrupts) -> None:
    """Measure parts into a report.

    What a part needs and does not find is told of all parts before the first of them is measured.

    Raises
    ------
    KeyboardInterrupt
        After an interrupt; the part it came in is entered as failed.
    """
    for part in [part for part in parts if _finds_its_needs(part, report)]:
        try:
            with contextlib.closing(part.figures(_say)) as coming:
                for figures in coming:
                    report.add(figures)
        except (Exception, KeyboardInterrupt) as error:
            if interrupts.came or isinstance(error, KeyboardInterrupt):
                report.fail(part.name, "Interrupted before it was done.")
                raise KeyboardInterrupt from error
            _tell(part, error, report)


def _finds_its_needs(part: Part, report: Report) -> bool:
    try:
        for check in part.needs:
            check()
    except Exception as error:
        _tell(part, error, report)
        return False
    return True


def _tell(part: Part, error: Exception, report: Report) -> None:
    if not isinstance(error, Unmeasured):
        traceback.print_exc()  # nobody foresaw it, so its sentence alone may not say where to look
    report.fail(part.name, _sentence(error))


def _sentence(error: Exception) -> str:
    """The first line of what an error says, after its kind unless it is one of ours."""
    if isinstance(error, Unmeasured):
        return str(error)
    return ": ".join([type(error).__name__, *str(error).strip().splitlines()[:1]])
