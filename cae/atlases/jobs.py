"""The jobs: which atlases are open, who looks at them, which one is being trained, and when that ends."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from cae.atlases.store import Cached, Store
from cae.processes import wire
from cae.processes.frames import FrameError
from cae.processes.handle import Handle, Process
from cae.processes.line import Item, Line

GRACE_S = 0.75  # an atlas nobody looks at is trained this much longer, for a reload
TICK_S = 0.25

StartWorker = Callable[[Store], Awaitable[Handle]]


async def start_worker(store: Store) -> Process:
    """Start a process that trains what is missing of an atlas, and sweeps up after it."""
    worker = await Process.start("cae.atlases.worker", on_gone=store.sweep)
    worker.say({"settings": store.settings.as_dict(), "root": str(store.root.absolute())})
    return worker


class Viewer(Line):
    """One page's socket: what waits to be sent to it."""

    def __init__(self) -> None:
        super().__init__()
        self.job: Job | None = None

    def tell(self, item: Item) -> None:
        """Queue an event or a frame; of several words of progress in a row a slow page gets the last."""
        if self._items and _is_progress(item) and _is_progress(self._items[-1]):
            self._items.pop()
        super().tell(item)

    def forget(self) -> None:
        """Nothing waits any more."""
        self._items.clear()


def _is_progress(item: object) -> bool:
    return isinstance(item, dict) and item["type"] == "progress"


@dataclass(slots=True, eq=False)
class Job:
    """One open atlas: its viewers, what is finished of it, and its worker while it is trained."""

    store: Store
    statics: bytes | None
    points: dict[int, bytes]
    viewers: set[Viewer] = field(default_factory=set)
    state: str = "cancelled"  # queued, training, cancelled, complete or failed
    message: str | None = None
    fraction: float | None = None  # as the worker says it
    remaining_s: float | None = None
    shown: int = 0  # points that viewers have: those from index 0 on without a gap
    worker: Handle | None = None
    turn: int = 0  # counts up whenever training starts or stops: what an older turn still says is not heard
    failure: str | None = None
    left_at: float | None = None

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return self.statics is not None and len(self.points) == self.store.total

    def progress(self) -> dict[str, Any]:
        """The event that says how far it is."""
        settings = self.store.settings
        done = sum(settings.epochs_of(index) for index in self.points) / settings.total_epochs()
        training = self.state == "training"
        return {
            "type": "progress",
            "state": self.state,
            "done": len(self.points),
            "fraction": max(done, self.fraction or 0.0) if training else done,
            "remaining_s": self.remaining_s if training else None,
            "message": self.message,
        }

    def frames(self) -> list[bytes]:
        """What a viewer has got of it so far."""
        if self.statics is None:
            return []
        return [self.statics, *(self.points[index] for index in range(self.shown))]

    def tell(self, item: Item) -> None:
        """Queue something for every viewer."""
        for viewer in self.viewers:
            viewer.tell(item)

    def show(self) -> None:
        """Send the points that have not been sent, in order, as far as there is no gap."""
        while self.statics is not None and self.shown in self.points:
            self.tell(self.points[self.shown])
            self.shown += 1


class Jobs:
    """Gives atlases to pages, and the one training place to atlases. Lives on one event loop.

    Parameters
    ----------
    start_worker : callable
        Starts a worker for a store.
    clock : callable
        Seconds, monotonic; tests turn it by hand.
    """

    def __init__(self, start_worker: StartWorker, clock: Callable[[], float]) -> None:
        self._start_worker, self._clock = start_worker, clock
        self.jobs: dict[str, Job] = {}
        self._queue: deque[Job] = deque()
        self._training: Job | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False

    # -- what a page asks ------------------------------------------------------------------------------------

    def open(self, viewer: Viewer, store: Store, cached: Cached) -> None:
        """Show an atlas to a viewer: what is finished at once, the rest as it is trained."""
        before = viewer.job
        self.leave(viewer)
        viewer.forget()
        if before is not None and before.store.key != store.key and not before.viewers:
            self._drop(before)  # its page has moved on: this is no reload
        job = self.jobs.get(store.key)
        if job is None:
            job = self.jobs[store.key] = Job(store, cached.statics, dict(cached.points))
            job.show()
        job.viewers.add(viewer)
        job.left_at, viewer.job = None, job
        opened: dict[str, Any] = {"type": "opened", "key": store.key, "settings": store.settings.as_dict()}
        viewer.tell(opened | {"total": store.total, "notices": cached.notices})
        for frame in job.frames():
            viewer.tell(frame)
        if job.state == "cancelled":
            self._want(job)
        else:
            viewer.tell(job.progress())

    def leave(self, viewer: Viewer) -> None:
        """The viewer looks no more; if it was the last, training ends after a moment."""
        job, viewer.job = viewer.job, None
        if job is None:
            return
        job.viewers.discard(viewer)
        if not job.viewers:
            job.left_at = self._clock()

    def cancel(self, viewer: Viewer) -> None:
        """Stop training for all who look at it, and keep what is done."""
        job = viewer.job
        if job is None:
            viewer.tell(_not_open())
        elif job.state in ("queued", "training"):
            self._stop(job, "cancelled")
            self._let_in()
        else:
            viewer.tell(job.progress())

    def resume(self, viewer: Viewer) -> None:
        """Go on training."""
        job = viewer.job
        if job is None:
            viewer.tell(_not_open())
        elif job.state in ("cancelled", "failed"):
            self._want(job)
        else:
            viewer.tell(job.progress())

    # -- training ----------------------------------------------------------------------------------------------

    def _want(self, job: Job) -> None:
        if job.complete:
            self._state(job, "complete")
            return
        self._queue.append(job)
        self._let_in()

    def _let_in(self) -> None:
        """Train the atlas that has waited longest, if none is being trained, and tell the others their place."""
        if self._training is None and self._queue and not self._closed:
            job = self._training = self._queue.popleft()
            job.turn += 1
            job.failure = job.fraction = job.remaining_s = None
            self._state(job, "training")
            self._spawn(self._give_worker(job, job.turn))
        for place, job in enumerate(self._queue, 1):
            text = f"Another atlas is being trained; this one is number {place} in the queue."
            if job.message != text:
                self._state(job, "queued", text)

    async def _give_worker(self, job: Job, turn: int) -> None:
        try:
            worker = await self._start_worker(job.store)
        except OSError as error:
            if job.turn == turn:
                self._stop(job, "failed", f"No training process could be started: {error}.")
                self._let_in()
            return
        if job.turn != turn or self._closed:  # nobody wants it any more
            worker.kill()
            await worker.ended()
            return
        job.worker = worker
        worker.listen(
            lambda kind, content: self._heard(job, turn, wire.decode_json(content)), lambda: self._ended(job, turn)
        )

    def _heard(self, job: Job, turn: int, event: dict[str, Any]) -> None:
        if job.turn != turn:
            return
        try:
            if event["type"] == "statics":
                self._got_statics(job)
            elif event["type"] == "point":
                self._got_point(job, event["index"])
            elif event["type"] == "progress":
                job.fraction, job.remaining_s = event["fraction"], event["remaining_s"]
                job.tell(job.progress())
            elif event["type"] == "failed":
                job.failure = event["message"]
        except (FrameError, OSError) as error:
            self._stop(job, "failed", f"What was just trained could not be read back from the cache: {error}")
            self._let_in()

    def _got_statics(self, job: Job) -> None:
        if job.statics is None:
            job.statics = job.store.statics()
            job.tell(job.statics)
            job.show()

    def _got_point(self, job: Job, index: int) -> None:
        if index not in job.points:  # the worker names those from the cache too
            job.points[index] = job.store.point(index)
            job.show()
            job.tell(job.progress())

    def _ended(self, job: Job, turn: int) -> None:
        """The worker ended by itself: it is done, it failed and said why, or something killed it."""
        if job.turn != turn:
            return
        job.worker = None
        if job.complete:
            self._stop(job, "complete")
        else:
            text = "The training process ended unexpectedly. What was finished is kept; Resume goes on."
            self._stop(job, "failed", job.failure or text)
        self._let_in()

    def _stop(self, job: Job, state: str, message: str | None = None) -> None:
        """Training or waiting is over, for whatever reason."""
        job.turn += 1
        if job.worker is not None:
            job.worker.kill()
            self._spawn(job.worker.ended())
            job.worker = None
        if job in self._queue:
            self._queue.remove(job)
        if self._training is job:
            self._training = None
        self._state(job, state, message)

    def _state(self, job: Job, state: str, message: str | None = None) -> None:
        job.state, job.message = state, message
        job.tell(job.progress())

    # -- time ------------------------------------------------------------------------------------------------

    def tick(self) -> None:
        """A few times a second: end what nobody looks at any more."""
        now = self._clock()
        for job in list(self.jobs.values()):
            if job.left_at is not None and now - job.left_at >= GRACE_S:
                self._drop(job)
        self._let_in()

    def _drop(self, job: Job) -> None:
        del self.jobs[job.store.key]
        self._stop(job, "cancelled")

    async def keep_time(self) -> None:
        """Tick until cancelled."""
        while True:
            self.tick()
            await asyncio.sleep(TICK_S)

    async def close(self) -> None:
        """End the worker, and wait until it is gone."""
        self._closed = True
        for job in list(self.jobs.values()):
            self._stop(job, "cancelled")
        self.jobs.clear()
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _spawn(self, what: Any) -> None:
        task = asyncio.ensure_future(what)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _not_open() -> dict[str, Any]:
    return {"type": "error", "message": 'Say "open" first: this page has no atlas yet.'}
