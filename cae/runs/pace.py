"""The pace of a run: when its next step is due, and how many images a second it gets through."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

RATE_S = 1.0  # over which samples a second are counted
LATE_S = 0.05  # of being late is made up for when steps are paced
SLOW = 30.0  # steps a second up to which every step is shown and measured


class Pace:
    """Steps a second that a run is held to, and the rate it has.

    Parameters
    ----------
    speed : float
        Steps a second; 0 is as fast as it goes.
    clock : callable
        Seconds, monotonic.
    """

    def __init__(self, speed: float, clock: Callable[[], float]) -> None:
        self.speed, self._clock = speed, clock
        self.start()

    def start(self) -> None:
        """Begin anew, after a pause or at another speed."""
        self._next_step_at = 0.0
        self.stop()

    def stop(self) -> None:
        """Nothing trains: there is no rate."""
        self._window: deque[tuple[float, int]] = deque()

    @property
    def slow(self) -> bool:
        """Whether steps are so slow that each is shown."""
        return 0 < self.speed <= SLOW

    def step_is_due(self) -> bool:
        """Whether the next step's time has come; it then takes its place in the rhythm."""
        if self.speed == 0:
            return True
        now = self._clock()
        if now < self._next_step_at:
            return False
        self._next_step_at = max(self._next_step_at, now - LATE_S) + 1 / self.speed
        return True

    def wait(self, now: float) -> float:
        """Seconds until the next step is due."""
        return max(0.0, self._next_step_at - now) if self.speed > 0 else 0.0

    def count(self, now: float, images: int) -> None:
        """So many images have been trained on by now."""
        self._window.append((now, images))
        while len(self._window) > 2 and self._window[1][0] < now - RATE_S:
            self._window.popleft()

    def rate(self) -> float:
        """Samples a second over about the last second; 0 until it can be told."""
        if len(self._window) < 2:
            return 0.0
        (t0, n0), (t1, n1) = self._window[0], self._window[-1]
        return (n1 - n0) / (t1 - t0) if t1 > t0 else 0.0
