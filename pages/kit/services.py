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
from cae.runs.hub import Hub, start_engine
from pages.kit import compat

StartProcess = Callable[[], Awaitable[Handle]]


class Services:
    """The hub, the jobs and the pool of one server.

    Parameters
    ----------
    engine, worker, inspector : callable
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
        engine: StartProcess = start_engine,
        worker: StartWorker = start_worker,
        inspector: StartProcess = start_inspector,
    ) -> None:
        self._engine, self._worker, self._inspector = engine, worker, inspector

    @contextlib.asynccontextmanager
    async def lifespan(self, app: object) -> AsyncIterator[dict[str, Any]]:
        """They start with the server, an engine warming, and no process of theirs is left when it ends."""
        compat.answer_at_once()
        self.hub = Hub(self._engine, time.monotonic)
        self.jobs = Jobs(self._worker, time.monotonic)
        self.pool = Pool(self._inspector, time.monotonic)
        self.hub.warm()
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
