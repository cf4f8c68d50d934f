import asyncio

import pytest

from cae.inspectors.pool import IDLE_S, Pool
from cae.processes import wire
from tests.helpers.fakes import FakeEngine
from tests.helpers.hubs import on_a_loop, settle


class World:
    """A pool, its clock and its inspectors."""

    def __init__(self, places: int = 10) -> None:
        self.now = 100.0
        self.inspectors: list[FakeEngine] = []
        self.broken: OSError | None = None
        self.starting = asyncio.Event()
        self.starting.set()
        self.pool = Pool(self._start, lambda: self.now, places)

    async def _start(self) -> FakeEngine:
        await self.starting.wait()
        if self.broken is not None:
            raise self.broken
        self.inspectors.append(FakeEngine())
        return self.inspectors[-1]

    async def returned(self) -> FakeEngine:
        """An inspector that a page has used and left, and that has said it is done with it."""
        inspector = await self.pool.take()
        self.pool.give(inspector)
        inspector.tell({"type": "closed"})
        return inspector

    def after(self, seconds: float) -> None:
        self.now += seconds
        self.pool.tick()


@on_a_loop
async def test_two_pages_have_two_inspectors():
    world = World()
    assert await world.pool.take() is not await world.pool.take()


@on_a_loop
async def test_one_that_a_page_has_left_is_told_so_and_serves_the_next():
    world = World()
    inspector = await world.returned()
    assert inspector.heard == [{"type": "close"}]
    assert await world.pool.take() is inspector
    assert len(world.inspectors) == 1


@on_a_loop
async def test_one_that_is_still_busy_with_the_page_before_is_not_lent_and_what_it_says_reaches_nobody():
    world = World()
    inspector = await world.pool.take()
    inspector.listen(pytest.fail, pytest.fail)
    world.pool.give(inspector)
    inspector.tell({"type": "failed", "message": "No."})
    inspector.frame({"kind": "units", "serial": 1})
    assert await world.pool.take() is not inspector
    inspector._on_message(wire.JSON, b'{"type": "closed"}')
    assert await world.pool.take() is inspector


@on_a_loop
async def test_one_is_kept_warm_for_a_minute_and_no_longer():
    world = World()
    inspector = await world.returned()
    world.after(IDLE_S - 0.1)
    assert not inspector.killed
    world.after(0.1)
    assert inspector.killed
    assert await world.pool.take() is world.inspectors[1]


@on_a_loop
async def test_one_that_never_comes_to_an_end_with_its_page_is_ended():
    world = World()
    inspector = await world.pool.take()
    world.pool.give(inspector)
    world.after(IDLE_S)
    assert inspector.killed


@on_a_loop
async def test_only_one_is_kept():
    world = World()
    first, second = await world.pool.take(), await world.pool.take()
    world.pool.give(first)
    world.pool.give(second)
    first.tell({"type": "closed"})
    second.tell({"type": "closed"})
    assert (first.killed, second.killed) == (False, True)


@on_a_loop
async def test_one_that_died_while_it_was_kept_is_not_lent():
    world = World()
    (await world.returned()).die()
    assert await world.pool.take() is world.inspectors[1]
    world.pool.give(world.inspectors[1])
    world.inspectors[1].die()  # before it could answer
    world.after(IDLE_S)
    assert await world.pool.take() is world.inspectors[2]


@on_a_loop
async def test_with_all_places_taken_a_page_waits_until_one_is_left():
    world = World(places=1)
    first = await world.pool.take()
    assert world.pool.full
    waiting = asyncio.ensure_future(world.pool.take())
    await settle()
    assert not waiting.done()
    world.pool.give(first)
    await settle()
    assert waiting.done()


@on_a_loop
async def test_a_page_that_leaves_while_it_waits_makes_way():
    world = World(places=1)
    first = await world.pool.take()
    waiting = [asyncio.ensure_future(world.pool.take()) for _ in range(2)]
    await settle()
    waiting[0].cancel()
    world.pool.give(first)
    await settle()
    assert waiting[1].done()
    assert len(world.inspectors) == 2


@on_a_loop
async def test_one_that_starts_for_a_page_that_has_left_meanwhile_serves_the_next():
    world = World(places=1)
    world.starting.clear()
    waiting = asyncio.ensure_future(world.pool.take())
    await settle()
    waiting.cancel()
    world.starting.set()
    await settle()
    world.inspectors[0].tell({"type": "closed"})
    assert await world.pool.take() is world.inspectors[0]


@on_a_loop
async def test_a_start_that_fails_takes_no_place():
    world = World(places=1)
    world.broken = OSError("no memory")
    for _ in range(3):
        with pytest.raises(OSError, match="no memory"):
            await world.pool.take()
    world.broken = None
    await world.pool.take()


@on_a_loop
async def test_closing_ends_every_inspector_lent_kept_busy_or_still_starting():
    world = World()
    await world.returned()
    lent, busy = await world.pool.take(), await world.pool.take()
    world.pool.give(busy)
    world.starting.clear()
    waiting = asyncio.ensure_future(world.pool.take())
    await settle()
    world.starting.set()
    await world.pool.close()
    await settle()
    with pytest.raises(OSError, match="the server is ending"):
        waiting.result()
    world.pool.give(lent)
    assert len(world.inspectors) == 3
    assert all(inspector.killed for inspector in world.inspectors)
