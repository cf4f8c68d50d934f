"""What lives in the background as long as the server does: live runs, atlases in training, inspectors."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from cae.atlases.jobs import Jobs, StartWorker, start_worker
from cae.inspectors.pool import Pool, start_inspector
from cae.processes.handle import Handle
from cae.runs.fleet import Fleet, start_engine
from cae.runs.hub import Hub
from pages.kit import compat

StartProcess = Callable[[], Awaitable[Handle]]


class Services:
    """The hub, the jobs and the pool of one server.

    Parameters
    ----------
    fleet : callable
        Gives the engines; tests give their own.
    worker, inspector : callable
        Start a process each; tests give their own.

    Attributes
    ----------
    hub : Hub
    jobs : Jobs
    pool : Pool
        There are none before ``lifespan`` has begun.
    """

    hub: Hub
    jobs: Jobs
    pool: Pool

    def __init__(
        self,
        fleet: Callable[[], Fleet] = lambda: Fleet(start_engine, time.monotonic),
        worker: StartWorker = start_worker,
        inspector: StartProcess = start_inspector,
    ) -> None:
        self._fleet, self._worker, self._inspector = fleet, worker, inspector

    @contextlib.asynccontextmanager
    async def lifespan(self, app: object) -> AsyncIterator[dict[str, Any]]:
        """They start with the server, an engine warming, and no process of theirs is left when it ends."""
        compat.answer_at_once()
        fleet = self._fleet()
        self.hub = Hub(fleet, time.monotonic)
        self.jobs = Jobs(self._worker, time.monotonic)
        self.pool = Pool(self._inspector, time.monotonic)
        fleet.warm()
        clocks = [asyncio.create_task(service.keep_time()) for service in (self.hub, self.jobs, self.pool)]
        # What is imported by now stays for good; collections need not look at it again.
        gc.collect()
        gc.freeze()
        try:
            yield {}
        finally:
            for clock in clocks:
                clock.cancel()
            # An inspector looks at what the others have: it goes first.
            await self.pool.close()
            await self.jobs.close()
            await self.hub.close()
