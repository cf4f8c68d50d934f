"""What the visitors of the load benchmark tell; the benchmark itself is too long for a test."""

import asyncio
import time

import pytest

from cae.bench import load
from cae.bench.load import Visitor


def test_a_visitor_tells_frames_steps_and_latencies_of_the_window():
    visitor = Visitor(frames=[1.0, 2.0, 3.0], steps=[100, 140, 190], latencies=[0.02])
    assert load._told(visitor) == {"frames": 3, "steps": 90, "latencies": [0.02]}
    assert load._told(Visitor())["steps"] == 0


def test_recovery_is_told_of_the_runs_that_lost_their_engine_alone():
    async def main() -> tuple[float, float]:
        start = time.monotonic()
        lives = Visitor(frames=[start + 0.4])
        lost = [Visitor() for _ in range(4)]

        async def back() -> None:
            for pause, visitor in zip((1.2, 0.1, 0.1, 0.5), lost, strict=True):
                await asyncio.sleep(pause)
                visitor.frames.append(time.monotonic())

        coming = asyncio.create_task(back())
        told = await load._recovery([lives, *lost])
        await coming
        return told

    half, whole = asyncio.run(main())
    assert 1.2 < half < 1.6 < whole < 3


def test_runs_that_do_not_come_back_are_told_as_the_longest_wait(monkeypatch):
    monkeypatch.setattr(load, "RECOVERY_S", 1.2)
    assert asyncio.run(load._recovery([Visitor()])) == (1.2, 1.2)


def test_an_answer_that_does_not_come_ends_the_part():
    class Silent:
        def poll(self, seconds: float) -> bool:
            return False

    with pytest.raises(load.Unmeasured, match="did not say 'open' within 5 s"):
        load._expect(Silent(), "open", 5)
