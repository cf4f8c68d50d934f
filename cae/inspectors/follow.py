"""Following a live run: its weights go from its engine to the page's inspector, as fast as the page paints."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from cae.config import RunConfig
from cae.processes import wire
from cae.processes.handle import Handle
from cae.runs.hub import Hub
from cae.runs.viewers import Watcher

EVERY_S = 1 / 8  # between two looks at a run that trains
PAUSE_S = 1 / 4  # between two at one that rests, or has no engine at the moment


class Follower:
    """One page's look at a live run.

    Parameters
    ----------
    hub : Hub
    heard : callable
        Takes what the run says to its pages.
    ready : callable
        Waits until the page can take another frame, and gives the inspector that makes it.
    member : str, optional
        Who of the run's company is looked at beside it.
    company : mapping of str to float, optional
        Whom a run trains beside it while it is followed.
    """

    def __init__(
        self,
        hub: Hub,
        heard: Callable[[dict[str, Any]], None],
        ready: Callable[[], Awaitable[Handle]],
        member: str | None = None,
        company: Mapping[str, float] | None = None,
    ) -> None:
        self._hub, self._ready, self._member = hub, ready, member
        # A run answers joining as it does a page of its own; everything else it says is for this page too.
        self._watcher = Watcher(lambda event: None if event["type"] == "opened" else heard(event))
        self._watcher.company = dict(company or {})
        self._task: asyncio.Task[None] | None = None
        self._took: asyncio.Future[dict[str, Any] | None] | None = None
        self._sent = self._taken = 0  # messages of weights, to the inspector there is now
        self._commanded = asyncio.Event()

    def join(self, run_id: str | None, settings: RunConfig) -> str:
        """Follow a run, the one of this id if it still is, or a new one; its id."""
        run = self._hub.join(self._watcher, run_id, settings)
        self._stop()
        self._task = asyncio.ensure_future(self._follow(run.id))
        return run.id

    def leave(self) -> None:
        """Follow no more."""
        self._stop()
        self._hub.leave(self._watcher)

    def command(self, message: dict[str, Any]) -> None:
        """Pass a page's command on to the run."""
        self._hub.command(self._watcher, message)
        self._commanded.set()

    def took(self, answer: dict[str, Any]) -> None:
        """The inspector has taken weights it was sent."""
        self._taken += 1
        if self._taken == self._sent:  # or they were of the run before
            self._resolve(answer)

    def lost(self) -> None:
        """The inspector has ended."""
        self._sent = self._taken = 0
        self._resolve(None)

    def _resolve(self, answer: dict[str, Any] | None) -> None:
        if self._took is not None and not self._took.done():
            self._took.set_result(answer)

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def _follow(self, run_id: str) -> None:
        loop = asyncio.get_running_loop()
        since, seen, maker = 0, None, None
        while True:
            inspector: Handle = await self._ready()
            if inspector is not maker:  # it knows nothing yet
                since, seen, maker = 0, None, inspector
            began = loop.time()
            weights = await self._hub.weights(run_id, since, seen, self._member)
            answer = None
            if weights is not None:
                self._took = loop.create_future()
                self._sent += 1
                inspector.send(wire.WEIGHTS, weights)
                answer = await self._took
            if answer is not None:
                since, seen = answer["since"], answer["seen"] and tuple(answer["seen"])
            await asyncio.sleep(max(0.0, began + EVERY_S - loop.time()))
            if answer is None or answer["same"]:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._commanded.wait(), PAUSE_S - EVERY_S)
            self._commanded.clear()
