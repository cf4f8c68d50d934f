"""A handle on one engine process, with few verbs: start, send, kill, and an ending that is an ordinary event."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any, Protocol

from cae.processes import wire

OnMessage = Callable[[int, bytes], None]
OnEnd = Callable[[], None]


class Engine(Protocol):
    """What the hub needs of an engine; tests stand in their own."""

    @property
    def alive(self) -> bool:
        """Whether it is still there."""

    def listen(self, on_message: OnMessage, on_end: OnEnd) -> None:
        """From now on hand over what the engine says, and say when it has ended."""

    def say(self, message: dict[str, Any]) -> None:
        """Send a JSON message."""

    def send(self, kind: int, content: bytes) -> None:
        """Send a message."""

    def kill(self) -> None:
        """End the process at once."""

    async def ended(self) -> None:
        """Wait until the process is gone."""


class EngineProcess:
    """An engine in a process of its own."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._on_message: OnMessage | None = None
        self._on_end: OnEnd | None = None
        self._early: list[tuple[int, bytes]] = []
        self._parts: list[bytes] = []
        self._reader = asyncio.create_task(self._read())

    @classmethod
    async def start(cls) -> EngineProcess:
        """Start a process; it imports torch by itself and can be talked to at once."""
        return cls(await spawn("cae.runs.engine", limit=1 << 20))

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process is still there."""
        return self._process.returncode is None and not self._reader.done()

    def listen(self, on_message: OnMessage, on_end: OnEnd) -> None:
        """From now on hand over what the engine says (and what it said before), and say when it has ended."""
        self._on_message, self._on_end = on_message, on_end
        for kind, content in self._early:
            on_message(kind, content)
        self._early.clear()

    def say(self, message: dict[str, Any]) -> None:
        """Send a JSON message; to an engine that has ended it is lost, and ``on_end`` tells."""
        self._write(wire.encode_json(message))

    def send(self, kind: int, content: bytes) -> None:
        """Send a message."""
        self._write(wire.encode(kind, content))

    def kill(self) -> None:
        """End the process at once; nothing is told afterwards."""
        self._on_message = self._on_end = None
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    async def ended(self) -> None:
        """Wait until the process is gone and its exit is collected."""
        await self._process.wait()

    def _write(self, data: bytes) -> None:
        stdin = self._process.stdin
        assert stdin is not None
        if not stdin.is_closing():
            stdin.write(data)

    async def _read(self) -> None:
        stdout = self._process.stdout
        assert stdout is not None
        try:
            while True:
                kind, length = wire.decode_prefix(await stdout.readexactly(wire.PREFIX.size))
                content = await stdout.readexactly(length)
                if kind == wire.PART:
                    self._parts.append(content)
                    continue
                if kind in wire.IN_PARTS:
                    content = b"".join([*self._parts, content])
                    self._parts.clear()
                if self._on_message is not None:
                    self._on_message(kind, content)
                elif self._on_end is None:
                    self._early.append((kind, content))
        except (asyncio.IncompleteReadError, wire.WireError, ConnectionError):
            pass  # however it ended, the listener is told
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()
        if self._on_end is not None:
            self._on_end()


async def spawn(module: str, limit: int, **variables: str) -> asyncio.subprocess.Process:
    """Start a module of ours that computes in a process of its own, and ends when its stdin does.

    Parameters
    ----------
    module : str
    limit : int
        Bytes of its stdout that may wait to be read.
    **variables : str
        What else its environment holds.
    """
    env = variables | os.environ | {"CAE_ENGINE_THREADS": str(threads())}
    # NumPy's own pool would spin on the cores that the browser needs.
    env |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": str(threads()), "PYTHONUNBUFFERED": "1"}
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    env["PYTHONPATH"] = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", module,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env, limit=limit,
        # Ctrl-C goes to the server alone.
        start_new_session=True,
    )  # fmt: skip


def threads() -> int:
    """Threads an engine trains with: half the cores, so that the browser and the server have theirs."""
    return max(1, min(8, (os.cpu_count() or 2) // 2))
