"""A handle on one worker process: it has its order from the start, tells events, and ends or is ended."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable
from typing import Any, Protocol

from cae.atlases.store import Store
from cae.processes.handle import spawn

OnEvent = Callable[[dict[str, Any]], None]
OnEnd = Callable[[], None]
MAX_LINE = 1 << 16


class Worker(Protocol):
    """What the jobs need of a worker; tests stand in their own."""

    def listen(self, on_event: OnEvent, on_end: OnEnd) -> None:
        """From now on hand over what the worker says (and what it said before), and say when it has ended."""

    def kill(self) -> None:
        """End the process at once; nothing is told afterwards."""

    async def ended(self) -> None:
        """Wait until the process is gone and nothing half-written is left of it."""


class WorkerProcess:
    """A worker in a process of its own."""

    def __init__(self, process: asyncio.subprocess.Process, store: Store) -> None:
        self._process, self._store = process, store
        self._on_event: OnEvent | None = None
        self._on_end: OnEnd | None = None
        self._listening = asyncio.Event()
        self._reader = asyncio.create_task(self._read())

    @classmethod
    async def start(cls, store: Store) -> WorkerProcess:
        """Start a process that trains what is missing of an atlas."""
        process = await spawn("cae.atlases.worker", limit=MAX_LINE)
        assert process.stdin is not None
        order = {"settings": store.settings.as_dict(), "root": str(store.root.absolute())}
        process.stdin.write(json.dumps(order).encode() + b"\n")
        return cls(process, store)

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid

    def listen(self, on_event: OnEvent, on_end: OnEnd) -> None:
        """From now on hand over what the worker says (and what it said before), and say when it has ended."""
        self._on_event, self._on_end = on_event, on_end
        self._listening.set()

    def kill(self) -> None:
        """End the process at once; nothing is told afterwards."""
        self._on_event = self._on_end = None
        self._listening.set()
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    async def ended(self) -> None:
        """Wait until the process is gone and nothing half-written is left of it."""
        await self._process.wait()
        self._store.sweep(self.pid)
        await asyncio.gather(self._reader, return_exceptions=True)

    async def _read(self) -> None:
        stdout = self._process.stdout
        assert stdout is not None
        await self._listening.wait()
        with contextlib.suppress(ValueError, ConnectionError):  # however it ended, the listener is told
            while line := await stdout.readline():
                event = json.loads(line)
                if self._on_event is not None:
                    self._on_event(event)
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()
        self._store.sweep(self.pid)
        if self._on_end is not None:
            self._on_end()
