"""The jobs: which atlases are open, who looks at them, which one is being trained, and when that ends."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from cae.atlases import alike
from cae.atlases.drawing import Drawing, Known
from cae.atlases.job import Job, Viewer
from cae.atlases.store import Cached, Store
from cae.experiments.settings import TRUNK
from cae.processes import wire
from cae.processes.frames import FrameError
from cae.processes.handle import Handle, Process, cores

GRACE_S = 0.75  # an atlas nobody looks at is trained this much longer, for a reload
TICK_S = 0.25

StartWorker = Callable[[Store], Awaitable[Handle]]


async def start_worker(store: Store) -> Process:
    """Start a process that trains models of an atlas, and sweeps up after it.

    Side by side, each trains with one thread; a path, which one process trains, gets what an engine does.
    """
    threads = None if store.settings.is_path else 1
    worker = await Process.start("cae.atlases.worker", on_gone=store.sweep, threads=threads)
    worker.say({"settings": store.settings.as_dict(), "root": str(store.root.absolute())})
    return worker


class Jobs:
    """Gives atlases to pages, and the machine's cores to one atlas at a time. Lives on one event loop.

    Parameters
    ----------
    start_worker : callable
        Starts a worker for a store.
    clock : callable
        Seconds, monotonic; tests turn it by hand.
    places : int, optional
        Models that are trained side by side; as many as there are cores by default.
    """

    def __init__(self, start_worker: StartWorker, clock: Callable[[], float], places: int | None = None) -> None:
        self._start_worker, self._clock = start_worker, clock
        self._places = cores() if places is None else places
        self.jobs: dict[str, Job] = {}
        self._queue: deque[Job] = deque()
        self._training: Job | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False

    # -- what a page asks ------------------------------------------------------------------------------------

    def open(
        self,
        viewer: Viewer,
        store: Store,
        cached: Cached,
        others: Mapping[str, bool] | None = None,
        figures_only: bool = False,
        charts: Sequence[str] = (),
    ) -> None:
        """Show an atlas to a viewer: what is finished at once, the rest as it is trained.

        Parameters
        ----------
        viewer : Viewer
        store : Store
        cached : Cached
            What is on disk of it.
        others : mapping of str to bool, optional
            Of the same models grown in other ways, whether they are on disk.
        figures_only : bool
            Whether the viewer wants no frames.
        charts : sequence of str
            Names of the figures it shows.
        """
        before = viewer.job
        self.leave(viewer)
        viewer.forget()
        if before is not None and before.store.key != store.key and not before.viewers:
            self._drop(before)  # its page has moved on: this is no reload
        job = self.jobs.get(store.key)
        if job is None:
            trunk, known = TRUNK in cached.trained, cached.trained - {TRUNK}
            job = self.jobs[store.key] = Job(store, cached.statics, dict(cached.points), known, trunk)
        viewer.figures_only, viewer.charts = figures_only, () if figures_only else charts
        job.viewers.add(viewer)
        job.left_at, viewer.job = None, job
        opened: dict[str, Any] = {"type": "opened", "key": store.key, "settings": store.settings.as_dict()}
        viewer.tell(opened | {"total": store.total, "notices": cached.notices, "others": dict(others or {})})
        for frame in job.frames():
            viewer.tell(frame)
        if job.state == "cancelled":
            self._want(job)
        else:
            viewer.tell(job.progress(self._clock()))
        if viewer.charts:
            job.drawing = job.drawing or self._draw(job, charts)
            for name, frame in job.drawing.frames.items():
                viewer.show(name, frame)
        self._look(job)

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
            viewer.tell(job.progress(self._clock()))

    def resume(self, viewer: Viewer) -> None:
        """Go on training."""
        job = viewer.job
        if job is None:
            viewer.tell(_not_open())
        elif job.state in ("cancelled", "failed"):
            self._want(job)
        else:
            viewer.tell(job.progress(self._clock()))

    # -- figures -----------------------------------------------------------------------------------------------

    def _draw(self, job: Job, charts: Sequence[str]) -> Drawing:
        """The figures of an atlas; they compare it with the same one in other ways, as far as those are open."""
        settings = job.store.settings
        others = {way: store.key for way, store in alike.in_other_ways(job.store).items()}

        def known() -> Known:
            beside = {way: self.jobs[key].points for way, key in others.items() if key in self.jobs}
            points = {way: dict(points) for way, points in (beside | {settings.way: job.points}).items()}
            return Known(settings.lambdas, settings.way, points)

        def show(name: str, frame: bytes) -> None:
            for viewer in job.viewers:
                viewer.show(name, frame)

        def complain(sentence: str) -> None:
            job.tell({"type": "error", "message": sentence})

        return Drawing(charts, frozenset([job.store.key, *others.values()]), known, show, complain)

    def _look(self, changed: Job) -> None:
        """An atlas has been opened, or has one model more: figures that are of it may have to be drawn anew."""
        for job in self.jobs.values():
            if job.drawing is not None and changed.store.key in job.drawing.of:
                job.drawing.look()

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
            job.failure = job.began = None
            job.diverged.clear()
            self._state(job, "training")
            for _ in range(self._workers_of(job)):
                self._spawn(self._give_worker(job, job.turn))
        for place, job in enumerate(self._queue, 1):
            text = f"Another atlas is being trained; this one is number {place} in the queue."
            if job.message != text:
                self._state(job, "queued", text)

    def _workers_of(self, job: Job) -> int:
        """How many workers it can use: one that trains a path, else one a core."""
        if job.store.settings.is_path:
            return 1
        missing = job.store.total - len(job.points)
        return max(1, min(missing, self._places))

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
        job.workers[worker] = None
        worker.listen(
            lambda kind, content: self._heard(job, turn, worker, wire.decode_json(content)),
            lambda: self._ended(job, turn),
        )
        self._assign(job)

    def _assign(self, job: Job) -> None:
        """Give every worker that waits a model to train; when there is none left to train, it is over."""
        for worker in [worker for worker, index in job.workers.items() if index is None]:
            if (index := job.next()) is not None:
                job.workers[worker] = index
                worker.say({"train": index})
        if any(index is not None for index in job.workers.values()):
            return
        if job.complete:
            self._stop(job, "complete")
        elif job.diverged:
            self._stop(job, "failed", next(iter(job.diverged.values())))
        else:
            return
        self._let_in()

    def _heard(self, job: Job, turn: int, worker: Handle, event: dict[str, Any]) -> None:
        if job.turn != turn:
            return
        try:
            if event["type"] == "statics":
                self._got_statics(job)
            elif event["type"] == "point":
                self._got_point(job, worker, event["index"])
            elif event["type"] == "progress":
                self._got_progress(job, event["index"], event["fraction"])
            elif event["type"] == "diverged":
                job.diverged[event["index"]] = event["message"]
                self._free(job, worker, event["index"])
            elif event["type"] == "failed":
                job.failure = event["message"]
        except (FrameError, OSError) as error:
            self._stop(job, "failed", f"What was just trained could not be read back from the cache: {error}")
            self._let_in()

    def _got_statics(self, job: Job) -> None:
        if job.statics is None:
            job.statics = job.store.statics()
            for frame in job.frames():
                job.tell(frame)

    def _got_point(self, job: Job, worker: Handle, index: int) -> None:
        if index == TRUNK:
            job.trunk = True
        else:
            job.points[index] = frame = job.store.point(index)
            if job.statics is not None:
                job.tell(frame)
            self._look(job)
        self._free(job, worker, index)

    def _got_progress(self, job: Job, index: int, fraction: float) -> None:
        if job.began is None:
            job.began, job.share_before = self._clock(), job.share()
        job.fractions[index] = fraction
        job.tell(job.progress(self._clock()))

    def _free(self, job: Job, worker: Handle, index: int) -> None:
        """Let a worker that is done with a model have the next one."""
        job.fractions.pop(index, None)
        job.workers[worker] = None
        job.tell(job.progress(self._clock()))
        self._assign(job)

    def _let_go(self, job: Job, worker: Handle) -> None:
        del job.workers[worker]
        worker.kill()
        self._spawn(worker.ended())

    def _ended(self, job: Job, turn: int) -> None:
        """A worker ended by itself: it failed and said why, or something killed it."""
        if job.turn != turn:
            return
        text = "The training process ended unexpectedly. What was finished is kept; Resume goes on."
        self._stop(job, "failed", job.failure or text)
        self._let_in()

    def _stop(self, job: Job, state: str, message: str | None = None) -> None:
        """Training or waiting is over, for whatever reason."""
        job.turn += 1
        for worker in list(job.workers):
            self._let_go(job, worker)
        job.fractions.clear()
        if job in self._queue:
            self._queue.remove(job)
        if self._training is job:
            self._training = None
        self._state(job, state, message)

    def _state(self, job: Job, state: str, message: str | None = None) -> None:
        job.state, job.message = state, message
        job.tell(job.progress(self._clock()))

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
        self._close(job)

    def _close(self, job: Job) -> None:
        self._stop(job, "cancelled")
        if job.drawing is not None:
            self._spawn(job.drawing.end())

    async def keep_time(self) -> None:
        """Tick until cancelled."""
        while True:
            self.tick()
            await asyncio.sleep(TICK_S)

    async def close(self) -> None:
        """End the worker, and wait until it is gone."""
        self._closed = True
        for job in self.jobs.values():
            self._close(job)
        self.jobs.clear()
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _spawn(self, what: Any) -> None:
        task = asyncio.ensure_future(what)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _not_open() -> dict[str, Any]:
    return {"type": "error", "message": 'Say "open" first: this page has no atlas yet.'}
