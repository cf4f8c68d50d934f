"""Jobs with workers that only do what a test tells them, on a clock that a test turns."""

import asyncio
import functools
import json
from collections.abc import Callable, Sequence

from cae.atlases import alike
from cae.atlases.job import Viewer
from cae.atlases.jobs import Jobs
from cae.atlases.store import STATICS, Store, checkpoint_name, frame_name
from cae.experiments.settings import TRUNK, PathSettings
from cae.processes import wire
from cae.processes.frames import unpack
from tests.helpers.atlas_files import checkpoint_bytes, point_frame, statics_frame


class FakeWorker:
    """A worker that writes and tells what a test lets it."""

    def __init__(self, store: Store) -> None:
        self.store, self.over, self.killed, self.collected = store, False, False, False
        self.orders: list[int] = []
        self._on_message = self._on_end = None

    def listen(self, on_message: Callable, on_end: Callable) -> None:
        self._on_message, self._on_end = on_message, on_end

    def say(self, message: dict) -> None:
        self.orders.append(message["train"])

    def kill(self) -> None:
        self.over = self.killed = True

    async def ended(self) -> None:
        assert self.killed
        self.collected = True

    # What a test lets it do; a killed one's last words may still be on their way.

    def tell(self, **event: object) -> None:
        self._on_message(wire.JSON, json.dumps(event).encode())

    def statics(self) -> None:
        self.store.put_frame(STATICS, statics_frame())
        self.tell(type="statics")

    def finish(self, *indices: int) -> None:
        for index in indices:
            fill_point(self.store, index)
            self.tell(type="point", index=index)

    def trunk(self) -> None:
        self.store.put_frame(checkpoint_name(TRUNK), checkpoint_bytes())
        self.tell(type="point", index=TRUNK)

    def progress(self, fraction: float, index: int = 0) -> None:
        self.tell(type="progress", index=index, fraction=fraction)

    def end(self) -> None:
        self.over = True
        self._on_end()


def fill_point(store: Store, index: int) -> None:
    store.put_frame(checkpoint_name(index), checkpoint_bytes())
    store.put_frame(frame_name(index), point_frame(index, store.settings.lambdas[index]))


class House:
    """Jobs with fake workers, a clock, and pages. Its atlases are paths up, unless a test says otherwise."""

    def __init__(self, root, places: int = 1) -> None:
        self.root, self.now, self.workers = root, 0.0, []
        self.broken: OSError | None = None
        self.jobs = Jobs(self._start, lambda: self.now, places)

    async def _start(self, store: Store) -> FakeWorker:
        await asyncio.sleep(0)
        if self.broken is not None:
            raise self.broken
        self.workers.append(FakeWorker(store))
        return self.workers[-1]

    def store(self, **settings) -> Store:
        values = {"dataset": "digits", "hidden": 8, "lambdas": [0.0, 0.5, 2.0], "way": "up"}
        values |= {"epochs": 1, "first_epochs": 2}
        return Store(PathSettings.from_dict(values | settings), self.root)

    async def open(self, page: "Page", charts: Sequence[str] = (), figures_only: bool = False, **settings) -> None:
        store = self.store(**settings)
        self.jobs.open(page, store, alike.inspect(store), figures_only=figures_only, charts=charts)
        await settle()

    async def pass_(self, seconds: float) -> None:
        self.now += seconds
        self.jobs.tick()
        await settle()

    @property
    def alive(self) -> list[FakeWorker]:
        return [worker for worker in self.workers if not worker.over]


class Page(Viewer):
    """A viewer whose queue a test empties."""

    def heard(self) -> list:
        """What was sent since the last time: events as they are, frames as their kind and index."""
        items = []
        while (item := self.take()) is not None:
            if isinstance(item, bytes):
                header, _ = unpack(item)
                item = (header["kind"], header.get("index"))
            items.append(item)
        return items

    def frames(self) -> list:
        return [item for item in self.heard() if isinstance(item, tuple)]

    def last(self) -> dict:
        return [item for item in self.heard() if isinstance(item, dict)][-1]


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


def in_a_house(scenario: Callable, places: int = 1) -> Callable:
    @functools.wraps(scenario)
    def test(tmp_path) -> None:
        async def main() -> None:
            house = House(tmp_path, places)
            await scenario(house)
            await house.jobs.close()
            assert not house.alive

        asyncio.run(main())

    del test.__wrapped__  # pytest would look for a fixture named like the scenario's argument
    return test
