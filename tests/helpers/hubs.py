"""A hub with a clock turned by hand and engines that only note what is said to them."""

import asyncio
import functools
from collections.abc import Callable
from typing import Any

from cae.config import RunConfig
from cae.processes import frames
from cae.runs.hub import Hub
from cae.runs.viewers import Viewer
from tests.helpers.fakes import FakeEngine, FakeFleet

SETTINGS = RunConfig(hidden=16, lam=3.0)


class World:
    """A hub, its clock, its engines, and pages to look at it."""

    def __init__(self, max_runs: int = 10) -> None:
        self.now = 100.0
        self.engines: list[FakeEngine] = []
        self.broken: OSError | None = None
        self.fleet = FakeFleet(self._start)
        self.hub = Hub(self.fleet, lambda: self.now, max_runs)

    async def _start(self) -> FakeEngine:
        await asyncio.sleep(0)
        if self.broken is not None:
            raise self.broken
        self.engines.append(FakeEngine())
        return self.engines[-1]

    async def page(self, run: str | None = None, settings: RunConfig = SETTINGS) -> Viewer:
        viewer = Viewer()
        self.hub.join(viewer, run, settings)
        await settle()
        return viewer

    async def after(self, seconds: float) -> None:
        self.now += seconds
        self.hub.tick()
        await settle()


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def until(holds: Callable[[], bool]) -> None:
    """Let the loop turn until something holds."""
    for _ in range(1000):
        if holds():
            return
        await asyncio.sleep(0)
    raise AssertionError("it does not come to hold")


async def received(viewer: Viewer) -> list[Any]:
    """Everything the page can be sent now: events as they are, frames as (header, sections)."""
    items = []
    while True:
        task = asyncio.ensure_future(viewer.next())
        await settle()
        if not task.done():
            task.cancel()
            return items
        item = task.result()
        items.append(frames.unpack(item) if isinstance(item, bytes) else item)


async def numbers(viewer: Viewer) -> list[int]:
    """The frames the page can be sent now."""
    return [item[0]["frame"] for item in await received(viewer) if isinstance(item, tuple)]


def on_a_loop(scenario: Callable) -> Callable:
    @functools.wraps(scenario)
    def test(*arguments: object, **fixtures: object) -> None:
        asyncio.run(scenario(*arguments, **fixtures))

    return test
