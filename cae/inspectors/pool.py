"""The inspectors of this server: one process a page, and one kept warm for a while after a page has left."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from cae.processes import wire
from cae.processes.handle import Handle, Process, cores

IDLE_S = 60.0
UNREAD_BYTES = 8 << 20  # a frame of all units and all images has tens of megabytes
# What has been used stays in the process: getting fresh memory for matrices of this size again and again takes as
# long as computing them. Only glibc knows these.
MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(1 << 32), "MALLOC_TRIM_THRESHOLD_": str(1 << 32)}


async def start_inspector() -> Process:
    """Start an inspector."""
    return await Process.start("cae.inspectors.worker", UNREAD_BYTES, variables=MEMORY)


class Pool:
    """Lends inspectors to pages. Lives on one event loop; nothing here blocks.

    Parameters
    ----------
    start : callable
        Starts an inspector.
    clock : callable
        Seconds, monotonic; tests turn it by hand.
    places : int
        Inspectors that may be lent at once; further pages wait.
    """

    def __init__(
        self, start: Callable[[], Awaitable[Handle]], clock: Callable[[], float], places: int | None = None
    ) -> None:
        self._start, self._clock = start, clock
        self.places = places or max(8, 4 * cores())
        self._free = asyncio.Semaphore(self.places)
        self._idle: Handle | None = None
        self._idle_until = 0.0
        self._closing: dict[Handle, float] = {}  # those that finish what a page that left had asked for
        self._lent: set[Handle] = set()
        self._starting: set[asyncio.Future[Handle]] = set()
        self._over = False

    @property
    def full(self) -> bool:
        """Whether whoever wants an inspector has to wait."""
        return self._free.locked()

    async def take(self) -> Handle:
        """Lend an inspector: the one that is warm, or a new one.

        Raises
        ------
        OSError
            If none can be started.
        """
        await self._free.acquire()
        inspector, self._idle = self._idle, None
        if inspector is None or not inspector.alive:
            starting = asyncio.ensure_future(self._start())
            self._starting.add(starting)
            starting.add_done_callback(self._starting.discard)
            try:
                inspector = await asyncio.shield(starting)
            except asyncio.CancelledError:  # the page has left: the next one may need it
                starting.add_done_callback(self._unwanted)
                raise
            except OSError:
                self._free.release()
                raise
        if self._over:
            inspector.kill()
            raise OSError("the server is ending")
        self._lent.add(inspector)
        return inspector

    def _unwanted(self, starting: asyncio.Future[Handle]) -> None:
        if starting.cancelled() or starting.exception() is not None:
            self._free.release()
        else:
            self._lent.add(starting.result())
            self.give(starting.result())

    def give(self, inspector: Handle) -> None:
        """Take an inspector back; whether it is of any more use is found out here."""
        if inspector not in self._lent:
            return
        self._lent.discard(inspector)
        self._free.release()
        if self._over or not inspector.alive or self._idle is not None:
            inspector.kill()
            return
        self._closing[inspector] = self._clock() + IDLE_S
        inspector.listen(lambda kind, content: self._heard(inspector, kind, content), lambda: self._end(inspector))
        inspector.say({"type": "close"})

    def _heard(self, inspector: Handle, kind: int, content: bytes) -> None:
        """What it still says is of the page before, up to the answer."""
        if kind != wire.JSON or wire.decode_json(content)["type"] != "closed":
            return
        until = self._closing.pop(inspector)
        if self._idle is None and not self._over:
            self._idle, self._idle_until = inspector, until
        else:
            inspector.kill()

    def _end(self, inspector: Handle) -> None:
        self._closing.pop(inspector, None)
        if self._idle is inspector:
            self._idle = None

    def tick(self) -> None:
        """Once in a while: end what has been idle for long."""
        now = self._clock()
        for inspector in [one for one, until in self._closing.items() if now >= until]:
            inspector.kill()
            self._end(inspector)
        if self._idle is not None and now >= self._idle_until:
            self._idle.kill()
            self._idle = None

    async def keep_time(self) -> None:
        """Tick until cancelled."""
        while True:
            self.tick()
            await asyncio.sleep(1)

    async def close(self) -> None:
        """End every inspector, and wait until each is gone."""
        self._over = True
        await asyncio.gather(*self._starting, return_exceptions=True)
        all_ = [*self._lent, *self._closing, *([self._idle] if self._idle is not None else [])]
        self._lent.clear()
        self._closing.clear()
        self._idle = None
        for inspector in all_:
            inspector.kill()
        await asyncio.gather(*(inspector.ended() for inspector in all_))
