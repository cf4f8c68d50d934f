"""The engine as a process of its own: the only tests here that start one."""

import asyncio
import functools
import os
import signal
from collections.abc import Callable
from typing import Any

import pytest

from cae.config import RunConfig
from cae.processes import wire
from cae.processes.frames import unpack
from cae.runs.fleet import Engine, Place, start_engine
from cae.runs.trail import unpack as unpack_weights

SETTINGS = RunConfig(hidden=8).as_dict()
PATIENCE_S = 30  # for a machine with other things to do


class Talk:
    """A run in an engine process, and what it has said."""

    def __init__(self, engine: Engine) -> None:
        self.process = engine.process
        self.engine: Place = engine.place()
        self.ended = asyncio.Event()
        self._said: asyncio.Queue[tuple[int, bytes]] = asyncio.Queue()
        self.engine.listen(lambda kind, content: self._said.put_nowait((kind, content)), self.ended.set)

    async def hear(self, wanted: Callable[[int, bytes], Any]) -> Any:
        """Wait for a message for which ``wanted`` gives something; skip the others."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                found = wanted(*await self._said.get())
                if found is not None:
                    return found

    async def event(self, kind: str) -> dict[str, Any]:
        def wanted(number: int, content: bytes) -> dict[str, Any] | None:
            message = wire.decode_json(content) if number == wire.JSON else {"type": None}
            return message if message["type"] == kind else None

        return await self.hear(wanted)

    async def frame(self, wanted: Callable[[dict], bool] = lambda header: True) -> tuple[dict, dict]:
        return await self.hear(lambda k, c: f if k == wire.FRAME and wanted((f := unpack(c))[0]) else None)

    async def snapshot(self, obeyed: int) -> bytes:
        """Wait for a snapshot that holds this many commands."""
        count = wire.COUNT
        return await self.hear(
            lambda k, c: c[count.size :] if k == wire.SNAPSHOT and count.unpack_from(c)[0] == obeyed else None
        )

    def allow(self, until: int) -> None:
        self.engine.say({"type": "allow", "until": until, "train": True})


def with_an_engine(scenario: Callable) -> Callable:
    @functools.wraps(scenario)
    def test() -> None:
        async def main() -> None:
            engine = await start_engine()
            engine.listen(lambda: None)
            try:
                await scenario(Talk(engine))
            finally:
                engine.kill()
                await engine.process.ended()

        asyncio.run(main())

    # functools.wraps would have pytest look for a fixture named like the scenario's argument.
    del test.__wrapped__
    return test


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


@with_an_engine
async def test_an_engine_trains_obeys_and_when_killed_says_so(talk):
    engine = talk.engine
    engine.say({"type": "start", "settings": SETTINGS})
    talk.allow(100)
    header, sections = await talk.frame()
    assert (header["frame"], header["settings"]["hidden"]) == (1, 8)
    assert sections["images"].values.shape == (1000, 784)
    await talk.frame(lambda header: header["step"] > 50)

    engine.say({"type": "set", "lam": 5.0, "seq": 1})
    header, _ = await talk.frame(lambda header: header["seq"] == 1 and header["lam"] == 5.0)

    # Its weights, for whoever looks at them elsewhere; by now it has left a trail.
    engine.say({"type": "weights", "since": 0, "seen": None})
    notes, parameters, points = unpack_weights(await talk.hear(lambda k, c: c if k == wire.WEIGHTS else None))
    assert (notes["lam"], notes["seq"], parameters["W.0"].shape) == (5.0, 1, (8, 784))
    assert [point.serial for point in points] == notes["alive"] != []

    # What it can't do is answered and changes nothing.
    engine.say({"type": "pin", "unit": 8, "image": None})
    assert (await talk.event("error"))["message"] == "unit must be a whole number from 0 to 7, but 8 came."
    engine.say({"type": "rebuild", "settings": {"hidden": "many"}})
    assert "hidden must be" in (await talk.event("error"))["message"]
    header, _ = await talk.frame(lambda later: later["step"] > header["step"])
    assert (header["build"], header["state"]) == (1, "running")

    # A paused run's commands too get into a snapshot: otherwise they pile up to be sent again.
    engine.say({"type": "pause"})
    await talk.frame(lambda header: header["state"] == "paused")
    await talk.snapshot(obeyed=4)
    engine.say({"type": "pin", "unit": 7, "image": None})
    await talk.snapshot(obeyed=5)

    assert engine.alive
    os.kill(talk.process.pid, signal.SIGKILL)
    async with asyncio.timeout(PATIENCE_S):
        await talk.ended.wait()
    assert not engine.alive
    assert gone(talk.process.pid)
    assert engine.guilty
    engine.say({"type": "play"})  # is lost without an error


@with_an_engine
async def test_an_engine_goes_on_from_another_ones_snapshot_and_ends_with_its_stdin(talk):
    # Settings that can't be had are answered, and the page gets a run all the same.
    talk.engine.say({"type": "start", "settings": {"hidden": 8, "dataset": "nonsense"}})
    assert "dataset must be one of" in (await talk.event("error"))["message"]
    talk.allow(10)
    header, _ = await talk.frame()
    assert header["settings"] == RunConfig().as_dict()

    snapshot = await talk.snapshot(obeyed=0)
    talk.engine.send(wire.SNAPSHOT, snapshot)
    talk.engine.say({"type": "pause"})
    talk.engine.say({"type": "full"})
    talk.allow(10**6)
    header, _ = await talk.frame(lambda header: "settings" in header and header["state"] == "paused")
    assert header["step"] > 0

    talk.process._process.stdin.close()
    async with asyncio.timeout(PATIENCE_S):
        await talk.ended.wait()
    assert gone(talk.process.pid)


def test_an_engine_that_is_ended_on_purpose_does_not_report_its_end():
    async def main() -> None:
        engine = await start_engine()
        talk = Talk(engine)
        engine.kill()
        await engine.process.ended()
        await asyncio.sleep(0.05)
        assert not talk.ended.is_set()
        assert not engine.alive
        assert gone(engine.process.pid)
        engine.kill()  # twice is once

    asyncio.run(main())


def test_what_an_engine_says_before_anyone_listens_is_not_lost():
    async def main() -> None:
        engine = await start_engine()
        place = engine.place()
        place.say({"type": "start", "settings": {"hidden": "many"}})
        async with asyncio.timeout(PATIENCE_S):
            while len(engine.process._early) < 2:
                await asyncio.sleep(0.05)
        heard = []
        place.listen(lambda kind, content: heard.append(wire.decode_json(content)["type"]), lambda: None)
        engine.listen(lambda: None)
        assert heard[:1] == ["error"]
        engine.kill()
        await engine.process.ended()

    asyncio.run(main())


@pytest.mark.parametrize(("cores", "threads"), [(1, 1), (2, 1), (8, 4), (64, 8)])
def test_an_engine_leaves_half_the_cores_to_the_browser(cores, threads, monkeypatch):
    from cae.processes import handle as process

    monkeypatch.setattr(process, "cores", lambda: cores)
    assert process.half_the_cores() == threads
