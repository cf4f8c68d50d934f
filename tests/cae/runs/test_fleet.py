"""Engines and the places in them, with processes that only note what is sent to them."""

import asyncio
import json
from typing import Any

import pytest

from cae.processes import wire
from cae.runs.fleet import READY, SPARE_AFTER_S, Engine, Fleet, Place
from tests.helpers.hubs import on_a_loop, settle


class FakeProcess:
    """A process that notes what it is sent, and says and does what a test wants."""

    def __init__(self) -> None:
        self.alive, self.killed = True, False
        self.sent: list[tuple[int, int, bytes]] = []
        self._on_message = self._on_end = None

    def listen(self, on_message: Any, on_end: Any) -> None:
        self._on_message, self._on_end = on_message, on_end
        on_message(wire.JSON, READY)

    def send(self, kind: int, content: bytes) -> None:
        (number,) = wire.RUN.unpack_from(content)
        self.sent.append((kind, number, content[wire.RUN.size :]))

    def kill(self) -> None:
        self.alive, self.killed = False, True

    async def ended(self) -> None:
        assert self.killed

    def says(self, number: int, message: dict) -> None:
        self._on_message(wire.JSON, wire.RUN.pack(number) + json.dumps(message).encode())

    def die(self) -> None:
        self.alive = False
        self._on_end()


class FakeTurns:
    """Whose turn it was."""

    def __init__(self) -> None:
        self.number, self.removed = 0, False

    def read(self) -> int:
        return self.number

    def remove(self) -> None:
        self.removed = True


class World:
    """A fleet of two engines at most, its processes, and a clock turned by hand."""

    def __init__(self, size: int = 2) -> None:
        self.now = 100.0
        self.processes: list[FakeProcess] = []
        self.turns: list[FakeTurns] = []
        self.fleet = Fleet(self._start, lambda: self.now, size)

    async def _start(self) -> Engine:
        await asyncio.sleep(0)
        self.processes.append(FakeProcess())
        self.turns.append(FakeTurns())
        return Engine(self.processes[-1], self.turns[-1])

    async def places(self, count: int) -> list[Place]:
        return [await self.fleet.place() for _ in range(count)]

    @property
    def filled(self) -> list[int]:
        return [len(engine.places) for engine in self.fleet.engines]


def ending(place: Place) -> list[bool]:
    """Notes, when the place has ended, whether it is to blame."""
    noted: list[bool] = []
    place.listen(lambda *_: None, lambda: noted.append(place.guilty))
    return noted


@on_a_loop
async def test_runs_have_an_engine_each_as_long_as_there_are_cores_and_then_share_them_evenly():
    world = World()
    await world.places(7)
    assert world.filled == [4, 3]


@on_a_loop
async def test_many_that_come_at_once_start_no_more_engines_than_there_are_cores():
    world = World()
    await asyncio.gather(*(world.fleet.place() for _ in range(10)))
    assert world.filled == [5, 5]


@on_a_loop
async def test_what_is_said_to_a_run_and_by_it_is_its_own():
    world = World(size=1)
    first, second = await world.places(2)
    heard = {first: [], second: []}
    for place in (first, second):
        place.listen(lambda kind, content, place=place: heard[place].append(content), lambda: None)
    second.say({"type": "play"})
    assert world.processes[0].sent == [(wire.JSON, 2, b'{"type": "play"}')]
    world.processes[0].says(2, {"type": "error"})
    assert heard == {first: [], second: [b'{"type": "error"}']}


@on_a_loop
async def test_a_place_that_is_given_up_is_told_to_the_engine_and_hears_and_says_nothing_any_more():
    world = World(size=1)
    first, _ = await world.places(2)
    noted = ending(first)
    first.kill()
    assert world.processes[0].sent[-1] == (wire.END, 1, b"")
    first.say({"type": "play"})
    world.processes[0].says(1, {"type": "error"})
    world.processes[0].die()
    assert len(world.processes[0].sent) == 1
    assert noted == []


@on_a_loop
async def test_when_an_engine_dies_the_run_whose_turn_it_was_is_to_blame_alone():
    world = World(size=1)
    places = await world.places(3)
    noted = [ending(place) for place in places]
    world.turns[0].number = 2
    world.processes[0].die()
    assert noted == [[False], [True], [False]]
    assert world.turns[0].removed
    assert world.fleet.engines == []


@on_a_loop
async def test_a_run_that_was_alone_is_to_blame_and_one_that_failed_by_itself_too_but_no_other():
    world = World()
    one, other = await world.places(2)
    noted = [ending(one), ending(other)]
    world.processes[0].die()
    assert noted == [[True], []]
    world.processes[1].says(1, {"type": "lost", "message": "MemoryError: "})
    assert noted == [[True], [True]]
    assert world.filled == [0], "its engine goes on"


@on_a_loop
async def test_runs_of_an_engine_that_died_find_places_in_the_warm_one_at_once():
    world = World(size=1)
    world.fleet.warm()
    await settle()
    await world.places(1)
    world.now += SPARE_AFTER_S
    world.fleet.tick()
    await settle()
    assert len(world.processes) == 2
    world.processes[0].die()
    await world.places(3)
    assert len(world.processes) == 2
    assert world.filled == [3]


@on_a_loop
async def test_a_warm_engine_that_died_while_it_waited_is_not_used():
    world = World(size=1)
    world.fleet.warm()
    await settle()
    world.processes[0].alive = False
    await world.places(1)
    assert len(world.processes) == 2


@on_a_loop
async def test_an_engine_that_nobody_needs_any_more_is_let_go_but_for_one():
    world = World()
    places = await world.places(2)
    for place in places:
        place.kill()
    world.fleet.tick()
    assert len(world.fleet.engines) == 1
    assert [process.killed for process in world.processes[:2]].count(True) == 1


@on_a_loop
async def test_a_newcomer_s_round_is_that_of_the_emptiest_engine_with_one_more():
    world = World()
    places = await world.places(4)
    assert world.fleet.round_s == 0.0
    world.processes[0].says(0, {"type": "load", "round_s": 0.4})
    world.processes[1].says(0, {"type": "load", "round_s": 0.2})
    assert world.fleet.round_s == pytest.approx(0.4 * 3 / 2)
    places[1].kill()
    assert world.fleet.round_s == pytest.approx(0.2 * 2 / 1)


@on_a_loop
async def test_where_one_engine_has_two_more_a_place_of_it_had_better_be_elsewhere():
    world = World()
    places = await world.places(6)
    assert world.fleet.uneven() is None
    places[1].kill()
    assert world.fleet.uneven() is None
    places[3].kill()
    assert world.fleet.uneven() in world.fleet.engines[0].places.values()


@on_a_loop
async def test_closing_ends_every_engine_also_the_warm_one():
    world = World()
    await world.places(2)
    world.fleet.warm()
    await world.fleet.close()
    assert len(world.processes) == 3
    assert all(process.killed for process in world.processes)
    world.fleet.warm()
    await settle()
    assert len(world.processes) == 3
