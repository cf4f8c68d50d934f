"""How many runs there is room for: what bounds them, in one place.

A run costs memory, and each that trains makes the others' turns come later. A newcomer is let in as long as both leave
room; else it waits.
"""

from __future__ import annotations

import os
from collections import deque

from cae import typed
from cae.config import RunConfig
from cae.processes.handle import cores

FLOOR_HZ = 2.0  # frames a second that a newcomer would still get
LEAST_MIB = 2048  # of memory for all processes together; more where half of the machine's is more
SERVER_MIB, ENGINE_MIB = 350.0, 180.0  # before any run; the server with an inspector beside it
# Of one run beside what grows with its model: images of the page, rows, frames on their way.
RUN_MIB = 4.0
# Of a model's weights: themselves, gradient, two moments; the last good ones with theirs; two snapshots, and the one
# from before the last rebuild.
COPIES = 10
TRAIL_MIB = 12.0  # of encoders along the way, at most
REMEMBERED = 20  # departures from which the waiting time is estimated


def footprint_mib(settings: RunConfig, pixels: int = 784) -> float:
    """MiB that a run of these settings takes, about."""
    weights = settings.hidden * pixels * (1 if settings.tied else 2) * 4 / 2**20
    return RUN_MIB + COPIES * weights + min(TRAIL_MIB, 64 * weights)


def memory_mib() -> float:
    """MiB that all processes together may take: as ``CAE_MEMORY_MIB`` says, else half of the machine's."""
    said = os.environ.get("CAE_MEMORY_MIB", "")
    return float(typed.number("CAE_MEMORY_MIB", said)) if said.strip() else max(LEAST_MIB, _machine_mib() / 2)


def _machine_mib() -> float:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**20
    except (AttributeError, ValueError, OSError):  # a system that does not say
        return 0.0


def room_for(settings: RunConfig, others: list[RunConfig], round_s: float, most: int | None) -> bool:
    """Whether one more run may begin to train.

    Parameters
    ----------
    settings : RunConfig
        Of the newcomer.
    others : list of RunConfig
        Of the runs that have a place.
    round_s : float
        Seconds from one turn of a run to its next, with the newcomer among them.
    most : int or None
        Runs at most, whatever else there is room for.
    """
    if not others:
        return True
    if most is not None and len(others) >= most:
        return False
    taken = SERVER_MIB + (cores() + 1) * ENGINE_MIB + sum(map(footprint_mib, others))
    return taken + footprint_mib(settings) <= memory_mib() and round_s * FLOOR_HZ <= 1


class Departures:
    """When places have become free, for an estimate of how long one waits."""

    def __init__(self) -> None:
        self._at: deque[float] = deque(maxlen=REMEMBERED)

    def add(self, now: float) -> None:
        """A place has become free."""
        self._at.append(now)

    def wait_s(self, now: float, position: int) -> float | None:
        """Seconds until so many places will have become free, at the pace of the last; None if none has yet."""
        if not self._at:
            return None
        each = (now - self._at[0]) / len(self._at)
        return position * max(each, 1.0)


def queue_words(position: int, wait_s: float | None) -> str:
    """What is told to who waits."""
    where = f"All training places are taken; yours is number {position} in the queue"
    if wait_s is None:
        return f"{where}. It is your turn as soon as somebody leaves."
    about = f"{max(5, round(wait_s / 5) * 5):.0f} seconds" if wait_s < 90 else f"{wait_s / 60:.0f} minutes"
    return f"{where}, about {about} at the pace of the last departures."
