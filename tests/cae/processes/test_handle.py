"""The handle on a process, with a real one that says back what it hears."""

import asyncio
import functools
import os
import time
from collections.abc import Callable

import pytest

from cae.processes import wire
from cae.processes.handle import Process, cores

PATIENCE_S = 30  # for a machine with other things to do
ECHO = "tests.helpers.echo"


def scenario(test: Callable) -> Callable:
    @functools.wraps(test)
    def run() -> None:
        async def bounded() -> None:
            async with asyncio.timeout(PATIENCE_S):
                await test()

        asyncio.run(bounded())

    return run


class Ear:
    """What a process has said, and whether it has ended."""

    def __init__(self, process: Process) -> None:
        self.heard: list[tuple[int, bytes]] = []
        self.over = asyncio.Event()
        self._woken = asyncio.Event()
        process.listen(self._note, self.over.set)

    def _note(self, kind: int, content: bytes) -> None:
        self.heard.append((kind, content))
        self._woken.set()

    async def until(self, kind: int, content: bytes) -> None:
        while (kind, content) not in self.heard:
            self._woken.clear()
            await self._woken.wait()


@scenario
async def test_a_process_can_be_talked_to_at_once_and_what_it_prints_is_no_message():
    process = await Process.start(ECHO)
    process.say({"type": "hi"})
    process.send(wire.WEIGHTS, bytes(3 << 20))
    ear = Ear(process)
    await ear.until(wire.WEIGHTS, bytes(3 << 20))
    assert ear.heard == [
        (wire.JSON, b'{"type": "ready"}'), (wire.JSON, b'{"type": "hi"}'), (wire.WEIGHTS, bytes(3 << 20)),
    ]  # fmt: skip
    assert process.alive
    process.kill()
    await process.ended()


@scenario
async def test_what_was_said_before_anybody_listened_is_not_lost_nor_is_the_end():
    gone: list[int] = []
    process = await Process.start(ECHO, on_gone=gone.append)
    process.say({"type": "end"})
    await process.ended()
    assert not process.alive
    assert gone == [process.pid]
    ear = Ear(process)
    assert ear.heard[-1] == (wire.JSON, b'{"type": "end"}')
    await ear.over.wait()


@scenario
async def test_who_tidies_up_after_a_process_is_told_before_who_listens():
    order: list[str] = []
    process = await Process.start(ECHO, on_gone=lambda pid: order.append("tidied"))
    over = asyncio.Event()

    def ended() -> None:
        order.append("told")
        over.set()

    process.listen(lambda kind, content: None, ended)
    process.say({"type": "end"})
    await over.wait()
    assert order == ["tidied", "told"]


@scenario
async def test_a_process_that_is_killed_tells_nothing_more_and_leaves_nothing():
    gone: list[int] = []
    process = await Process.start(ECHO, on_gone=gone.append)
    process.listen(lambda kind, content: pytest.fail("told something"), lambda: pytest.fail("told of an end"))
    process.kill()
    process.kill()  # twice is once
    process.say({"type": "hi"})
    await process.ended()
    assert gone == [process.pid]
    with pytest.raises(ProcessLookupError):
        os.kill(process.pid, 0)


@pytest.mark.skipif(os.name == "nt", reason="there a process has no exit that can be taken by another")
@pytest.mark.parametrize("killed", [False, True], ids=["ends by itself", "killed as it ends"])
def test_the_exit_of_a_process_is_taken_by_nobody_but_asyncio_however_late(monkeypatch, caplog, killed):
    real = os.waitpid

    def late(pid: int, options: int) -> tuple[int, int]:
        if options == 0:  # asyncio's thread, which waits for the end, on a machine that is slow to wake it
            os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
            time.sleep(0.2)
        return real(pid, options)

    monkeypatch.setattr(os, "waitpid", late)

    @scenario
    async def test() -> None:
        process = await Process.start(ECHO)
        process.say({"type": "end"})
        if killed:
            ear = Ear(process)
            await ear.until(wire.JSON, b'{"type": "end"}')
            os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
            process.kill()
        await process.ended()
        assert not process.alive

    test()
    assert [record.getMessage() for record in caplog.records] == []


@scenario
async def test_a_process_has_the_variables_it_is_given_and_half_the_cores():
    process = await Process.start(ECHO, variables={"MALLOC_TRIM_THRESHOLD_": "7"})
    with open(f"/proc/{process.pid}/environ", "rb") as file:
        environment = dict(row.split(b"=", 1) for row in file.read().split(b"\0") if row)
    assert environment[b"MALLOC_TRIM_THRESHOLD_"] == b"7"
    assert int(environment[b"CAE_ENGINE_THREADS"]) == max(1, min(8, cores() // 2))
    process.kill()
    await process.ended()
