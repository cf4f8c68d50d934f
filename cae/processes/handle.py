"""A handle on one process of ours, with few verbs: start, send, kill, and an ending that is an ordinary event."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from cae.processes import wire

OnMessage = Callable[[int, bytes], None]
OnEnd = Callable[[], None]

ROOT = Path(__file__).parents[2]  # where a process finds the package
UNREAD_BYTES = 1 << 20  # of what it said that may wait to be read


class Handle(Protocol):
    """What is needed of a process; tests stand in their own."""

    @property
    def alive(self) -> bool:
        """Whether it is still there."""

    def listen(self, on_message: OnMessage, on_end: OnEnd) -> None:
        """From now on hand over what it says (and what it said before), and say when it has ended."""

    def say(self, message: dict[str, Any]) -> None:
        """Send a JSON message."""

    def send(self, kind: int, content: bytes) -> None:
        """Send a message."""

    def kill(self) -> None:
        """End it at once; nothing is told afterwards."""

    async def ended(self) -> None:
        """Wait until it is gone and nothing is left of it."""


class Process:
    """A module of ours that runs in a process of its own, and ends when its stdin does."""

    def __init__(self, process: asyncio.subprocess.Process, on_gone: Callable[[int], None]) -> None:
        self._process, self._on_gone = process, on_gone
        self._on_message: OnMessage | None = None
        self._on_end: OnEnd | None = None
        self._early: list[tuple[int, bytes]] | None = []  # what it said before anybody listened
        self._parts: list[bytes] = []
        self._reader = asyncio.create_task(self._read())

    @classmethod
    async def start(
        cls,
        module: str,
        unread: int = UNREAD_BYTES,
        on_gone: Callable[[int], None] = lambda pid: None,
        variables: Mapping[str, str] | None = None,
        threads: int | None = None,
    ) -> Process:
        """Start a process; it imports by itself what it needs and can be talked to at once.

        Parameters
        ----------
        module : str
        unread : int
            Bytes of its stdout that may wait to be read.
        on_gone : callable
            Told its process id when it is gone, before anybody else is told: it tidies up.
        variables : mapping, optional
            What else its environment holds.
        threads : int, optional
            Of torch in it; by default half the cores, so that the browser and the server have theirs.

        Raises
        ------
        OSError
            If it can't be started.
        """
        env = environment(threads or half_the_cores(), variables)
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", module,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env, limit=unread,
            # Ctrl-C goes to the server alone.
            start_new_session=True,
        )  # fmt: skip
        return cls(process, on_gone)

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process is still there."""
        return self._process.returncode is None and not self._reader.done()

    def listen(self, on_message: OnMessage, on_end: OnEnd) -> None:
        """From now on hand over what it says (and what it said before), and say when it has ended."""
        self._on_message, self._on_end = on_message, on_end
        early, self._early = self._early or [], None
        for kind, content in early:
            on_message(kind, content)
        if self._reader.done():
            asyncio.get_running_loop().call_soon(self._tell_end)

    def say(self, message: dict[str, Any]) -> None:
        """Send a JSON message; to a process that has ended it is lost, and ``on_end`` tells."""
        self._write(wire.encode_json(message))

    def send(self, kind: int, content: bytes) -> None:
        """Send a message."""
        self._write(wire.encode(kind, content))

    def kill(self) -> None:
        """End the process at once; nothing is told afterwards."""
        self._on_message = self._on_end = self._early = None
        self._strike()

    async def ended(self) -> None:
        """Wait until the process is gone, its exit is collected and nothing half-done is left of it."""
        await asyncio.wait([self._reader])

    def _strike(self) -> None:
        if self._process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            if os.name == "nt":
                self._process.kill()
            else:
                # asyncio's own ``kill`` first asks whether the process has ended, and so takes its exit status away
                # from asyncio, which waits for it in a thread and then complains of an unknown child.
                os.kill(self.pid, signal.SIGKILL)

    def _write(self, data: bytes) -> None:
        stdin = self._process.stdin
        assert stdin is not None
        if not stdin.is_closing():
            stdin.write(data)

    async def _read(self) -> None:
        stdout = self._process.stdout
        assert stdout is not None
        # However it ended, the listener is told.
        with contextlib.suppress(asyncio.IncompleteReadError, wire.WireError, ConnectionError):
            while True:
                kind, length = wire.decode_prefix(await stdout.readexactly(wire.PREFIX.size))
                self._heard(kind, await stdout.readexactly(length))
        self._strike()
        await self._process.wait()
        self._on_gone(self.pid)
        self._tell_end()

    def _heard(self, kind: int, content: bytes) -> None:
        if kind == wire.PART:
            self._parts.append(content)
            return
        if kind in wire.IN_PARTS:
            content = b"".join([*self._parts, content])
            self._parts.clear()
        if self._on_message is not None:
            self._on_message(kind, content)
        elif self._early is not None:
            self._early.append((kind, content))

    def _tell_end(self) -> None:
        on_end, self._on_end = self._on_end, None
        if on_end is not None:
            on_end()


def environment(threads: int, variables: Mapping[str, str] | None = None) -> dict[str, str]:
    """What a process of ours finds in its environment: so many threads, the package, and what is given."""
    env = {**(variables or {}), **os.environ, "CAE_ENGINE_THREADS": str(threads)}
    # NumPy's own pool would spin on the cores that the browser needs.
    env |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": str(threads), "PYTHONUNBUFFERED": "1"}
    env["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    return env


def half_the_cores() -> int:
    """Threads one process trains with: the browser and the server need cores too."""
    return max(1, min(8, cores() // 2))


def cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
