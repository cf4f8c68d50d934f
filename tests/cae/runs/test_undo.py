"""The last rebuild is taken back: what the hub keeps for that, and what a place does."""

import json

import torch

from cae.config import RunConfig
from cae.data import load_dataset
from cae.processes import wire
from cae.runs import notes
from cae.runs.run import LiveRun
from cae.runs.seat import Seat
from tests.helpers.fakes import Clock
from tests.helpers.hubs import World, on_a_loop, received, settle

CONFIG = RunConfig(dataset="digits", hidden=8, batch_size=32)
BEFORE = notes.before({"undoes": "rebuild", "step": 70, "config": CONFIG.as_dict()}, b"tensors")
TOLD = {"type": "undo", "undoes": "rebuild", "step": 70, "settings": CONFIG.as_dict()}


def sends(engine, content: bytes = BEFORE) -> None:
    engine._on_message(wire.BEFORE, content)


# -- the hub -----------------------------------------------------------------------------------------------------


@on_a_loop
async def test_pages_are_told_what_can_be_undone_also_one_that_comes_later():
    world = World()
    page = await world.page()
    await received(page)
    sends(world.engines[0])
    assert await received(page) == [TOLD]
    other = await world.page(page.run.id)
    assert TOLD in await received(other)


@on_a_loop
async def test_an_undo_gives_the_place_the_snapshot_from_before_once():
    world = World()
    page = await world.page()
    sends(world.engines[0])
    world.hub.command(page, {"type": "undo"})
    assert world.engines[0].heard[-1] == (wire.SNAPSHOT, BEFORE)
    assert page.run.settings == CONFIG
    assert {"type": "undo", "undoes": None} in await received(page)
    world.hub.command(page, {"type": "undo"})
    assert "There is nothing to undo" in (await received(page))[-1]["message"]


@on_a_loop
async def test_an_undo_holds_when_the_engine_dies_at_once_whatever_is_still_on_its_way():
    world = World()
    page = await world.page()
    world.hub.command(page, {"type": "pause"})
    sends(world.engines[0])
    world.hub.command(page, {"type": "undo"})
    world.engines[0].snapshot(1, b"of before the undo")  # it had obeyed the pause alone
    world.hub.command(page, {"type": "play"})
    world.engines[0].die()
    await settle()
    heard = world.engines[1].heard
    assert (wire.SNAPSHOT, BEFORE) in heard
    assert world.engines[1].commands[1:] == [{"type": "play"}]


@on_a_loop
async def test_an_undo_without_a_place_counts_when_there_is_one():
    world = World(max_runs=1)
    page = await world.page()
    sends(world.engines[0])
    other = await world.page()
    page.run.engine, engine = None, page.run.engine
    world.hub.command(page, {"type": "undo"})
    assert (page.run.snapshot, page.run.before) == (BEFORE, None)
    page.run.engine = engine
    world.hub.leave(other)


@on_a_loop
async def test_what_nobody_watches_keeps_no_undo():
    world = World()
    page = await world.page()
    run = page.run
    world.engines[0].snapshot(0, b"it")
    sends(world.engines[0])
    world.hub.leave(page)
    await world.after(100)
    assert (run.engine, run.before) == (None, None)


# -- a place -----------------------------------------------------------------------------------------------------


class Out:
    busy = False

    def __init__(self) -> None:
        self.sent: list[tuple[int, bytes]] = []

    def send(self, kind: int, content: bytes) -> None:
        self.sent.append((kind, content))

    def say(self, message: dict) -> None:
        self.send(wire.JSON, json.dumps(message).encode())

    def of(self, kind: int) -> list[bytes]:
        return [content for one, content in self.sent if one == kind]


class Loaded:
    def take(self, name: str):
        return load_dataset(name)


def a_seat() -> tuple[Seat, Out]:
    out = Out()
    seat = Seat(out, Loaded(), Clock())
    seat.post(wire.JSON, json.dumps({"type": "start", "settings": CONFIG.as_dict()}).encode())
    post(seat, type="pause")
    return seat, out


def post(seat: Seat, **message: object) -> LiveRun:
    seat.post(wire.JSON, json.dumps(message).encode())
    seat.turn(None, lambda: True)
    return seat.run


def test_before_a_rebuild_or_a_reset_the_run_is_kept_and_comes_back_with_everything():
    for undoes, message in (
        ("rebuild", {"type": "rebuild", "settings": CONFIG.with_(hidden=5).as_dict()}),
        ("reset", {"type": "reset", "weights": "same"}),
        ("weights", {"type": "reset", "weights": "new"}),
    ):
        seat, out = a_seat()
        post(seat, type="step", steps=9)
        while seat.run.active:
            seat.run.advance(0.0, lambda: True)
        run = post(seat, type="set", lam=3.0, seq=4)
        flat, record, rows, marks = run.trainer.flat.clone(), run.record(), run.losses.rows, run.losses.marks
        post(seat, **message)
        assert seat.run.trainer.step == 0
        (before,) = out.of(wire.BEFORE)
        assert notes.read(before)[0]["undoes"] == undoes
        post(seat, type="set", lam=7.0, seq=5)
        build = seat.run.build
        seat.post(wire.SNAPSHOT, before)
        seat.turn(None, lambda: True)
        back = seat.run
        assert torch.equal(back.trainer.flat, flat)
        assert (back.record(), back.config.lam, back.trainer.step, back.losses.rows, back.losses.marks) == (
            record,
            3.0,
            9,
            rows,
            marks,
        )
        assert (back.build, back.seq) == (build + 1, 5)
        redo = notes.read(out.of(wire.BEFORE)[1])[0]
        assert (redo["undoes"], redo["step"], redo["config"]["lam"]) == ("undo", 0, 7.0)


def test_a_rebuild_that_can_not_be_had_leaves_nothing_to_undo():
    seat, out = a_seat()
    post(seat, type="rebuild", settings=CONFIG.with_(start="0123456789abcdef.0").as_dict())
    assert out.of(wire.BEFORE) == []
    assert b"The model to continue from is no longer" in out.of(wire.JSON)[-1]


def test_a_place_tells_the_record_and_the_model_that_links_name():
    seat, out = a_seat()
    post(seat, type="set", lam=2.0, seq=1)
    post(seat, type="keep", what="record")
    post(seat, type="keep", what="model")
    record, model = out.of(wire.WEIGHTS)
    assert json.loads(record)["record"] == seat.run.record().as_dict()
    kept = notes.read(model)[0]
    assert (kept["state"], kept["seq"], kept["config"]["lam"], kept["format"]) == (
        "paused",
        0,
        2.0,
        notes.SNAPSHOT_FORMAT,
    )
    seat.run.changes.lost = True
    post(seat, type="keep", what="record")
    assert json.loads(out.of(wire.WEIGHTS)[-1]) == {"record": None}


def test_a_run_begins_with_a_record():
    seat = Seat(Out(), Loaded(), Clock())
    record = {"changes": [[5, "lam", 3.0]], "format": "cae-lab record 1", "steps": 8, "threads": 1, "version": "0.1.0"}
    settings = {name: value for name, value in CONFIG.as_dict().items() if name not in ("speed", "budget")}
    run = post(seat, type="start", settings=CONFIG.as_dict(), record=record | {"settings": settings})
    while run.active:
        run.advance(0.0, lambda: True)
    assert run.record().steps == 8
    assert (run.trainer.step, run.config.lam, run.replay.state) == (8, 3.0, "done")
