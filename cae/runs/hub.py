"""The hub: which runs there are, who watches them, which engine trains them, and when they end."""

from __future__ import annotations

import asyncio
import hmac
import os
import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cae import typed
from cae.checks import whole
from cae.config import RunConfig
from cae.experiments.record import Record
from cae.processes import frames, wire
from cae.runs import notes
from cae.runs.capacity import Departures, queue_words, room_for
from cae.runs.fleet import Fleet, Place
from cae.runs.viewers import WINDOW, Viewer, Watcher

LEASE_S = 15.0  # a run nobody watches keeps its place this long, for a reload or a bad line
KEPT_S = 600.0  # and its snapshot this long
RUNS_RANGE = (0, 1000)
KEPT = 200  # runs of which there is nothing but a snapshot, at most
DEATHS, DEATHS_S = 3, 20.0  # this many deaths of its own in this time, and a run is given up


def _wanted_runs() -> int:
    """How many runs the environment asks for; 0 if it does not say."""
    name = "CAE_MAX_RUNS"
    text = os.environ.get(name, "")
    return whole(*RUNS_RANGE)(name, typed.number(name, text)) if text.strip() else 0


@dataclass(slots=True, eq=False)
class Run:
    """One training run: its viewers, its engine, and what a new engine would need."""

    id: str
    settings: RunConfig
    viewers: set[Viewer | Watcher] = field(default_factory=set)
    engine: Place | None = None
    record: Record | None = None  # that it takes its changes from
    snapshot: bytes | None = None
    before: bytes | None = None  # the snapshot from before the last rebuild, which can be gone back to
    # Commands the snapshot does not hold yet, and how many of all told it does.
    commands: deque[dict[str, Any]] = field(default_factory=deque)
    held: int = 0
    company: dict[str, float] = field(default_factory=dict)  # what it was last told to train beside it
    frame: int = 0
    until: int = 0
    left_at: float | None = None
    deaths: deque[float] = field(default_factory=lambda: deque(maxlen=DEATHS))
    status: dict[str, Any] | None = None
    given_up: bool = False
    leaving: bool = False  # it has been told to give up its place
    starting: asyncio.Task[None] | None = None
    # Who asked for the weights, in the order the engine answers.
    asked: deque[asyncio.Future[bytes | None]] = field(default_factory=deque)

    @property
    def waiting(self) -> bool:
        """Whether it wants a place and none is being found for it."""
        return bool(self.viewers) and self.engine is None and self.starting is None and not self.given_up

    @property
    def placed(self) -> bool:
        """Whether it has a place, or one is being found."""
        return self.engine is not None or self.starting is not None

    @property
    def watched(self) -> bool:
        """Whether a visible page shows it."""
        return any(viewer.visible for viewer in self.viewers)


class Hub:
    """Gives runs to pages and places to runs. Lives on one event loop; nothing here blocks.

    Parameters
    ----------
    fleet : Fleet
        Has the places.
    clock : callable
        Seconds, monotonic; tests turn it by hand.
    max_runs : int, optional
        Runs that train at once at most, whatever there is room for; further ones wait their turn.
    """

    def __init__(self, fleet: Fleet, clock: Callable[[], float], max_runs: int | None = None) -> None:
        self._fleet, self._clock = fleet, clock
        self.max_runs = max_runs or _wanted_runs() or None
        self.runs: dict[str, Run] = {}
        self._departures = Departures()
        self._closed = False

    # -- what a page asks ------------------------------------------------------------------------------------

    def join(
        self,
        viewer: Viewer | Watcher,
        run_id: str | None,
        settings: RunConfig,
        record: Record | None = None,
        snapshot: bytes | None = None,
    ) -> Run:
        """Let a viewer watch a run: the one it names, if that still is, or a new one.

        A new one is trained again as a record tells, or goes on from a snapshot, if there is one.
        """
        self.leave(viewer)
        run = self._find(run_id)
        resumed = run is not None
        if run is None:
            run = Run(secrets.token_urlsafe(16), settings, record=record, snapshot=snapshot)
            self.runs[run.id] = run
        run.viewers.add(viewer)
        run.left_at = None
        viewer.run = run
        self._keep_company(run)
        viewer.forget_frames()
        linked = {"linked": True} if not resumed and (record or snapshot) is not None else {}
        viewer.tell({"type": "opened", "run": run.id, "resumed": resumed, **linked})
        if run.engine is not None and viewer.visible:
            self._show_all(run)
        elif run.engine is not None:
            self._pace(run)
        elif run.waiting:
            self._let_in()
        if run.status is not None:
            viewer.tell(run.status)
        if run.before is not None:
            viewer.tell(_undo_event(run.before))
        return run

    def has(self, run_id: str | None) -> bool:
        """Whether the run of this id still is."""
        return self._find(run_id) is not None

    def _find(self, run_id: str | None) -> Run | None:
        """The run of an id, in a time that tells nothing about the ids there are."""
        given = (run_id or "").encode()
        found = [run for run in self.runs.values() if hmac.compare_digest(run.id.encode(), given)]
        return found[0] if found else None

    def leave(self, viewer: Viewer | Watcher) -> None:
        """The viewer watches no more; its run's lease begins if it was the last."""
        run, viewer.run = viewer.run, None
        if run is None:
            return
        run.viewers.discard(viewer)
        if not run.viewers:
            run.left_at = self._clock()
        else:  # whoever comes next says who is to stay: a reload, or a bad line, begins nobody's training anew
            self._keep_company(run)
        self._pace(run)

    def command(self, viewer: Viewer | Watcher, message: dict[str, Any]) -> None:
        """Act on a checked message of a page, or pass it on to its engine."""
        run = viewer.run
        if run is None:
            viewer.tell({"type": "error", "message": 'Say "open" first: this page has no run yet.'})
        elif message["type"] == "ack":
            viewer.ack(message["frame"])
            self._allow(run, min(message["frame"], run.frame) + WINDOW)
        elif message["type"] == "visible":
            viewer.visible = message["visible"]
            viewer.forget_frames()
            self._pace(run)
            if viewer.visible and run.engine is not None:
                self._show_all(run)
        elif message["type"] == "undo":
            self._undo(run, viewer)
        elif message["type"] == "company":
            viewer.company = message["members"]
            self._keep_company(run)
        else:
            if "settings" in message:
                run.settings = message["settings"]
                message = message | {"settings": run.settings.as_dict()}
            run.commands.append(message)
            if run.engine is not None:
                run.engine.say(message)
            elif run.given_up and message["type"] in ("play", "pause", "step", "reset", "rebuild"):
                run.given_up = False
                self._let_in()

    def _keep_company(self, run: Run) -> None:
        """Have trained beside a run whom any of its pages wants there."""
        members = {name: number for viewer in run.viewers for name, number in viewer.company.items()}
        if members != run.company:
            run.company = members
            run.commands.append(message := {"type": "company", "members": members})
            if run.engine is not None:
                run.engine.say(message)

    def _undo(self, run: Run, viewer: Viewer | Watcher) -> None:
        """Go back to before the last rebuild; the place sends what was until now, for a redo."""
        if run.before is None:
            viewer.tell({"type": "error", "message": "There is nothing to undo: no model has been rebuilt."})
            return
        run.snapshot, run.before = run.before, None
        run.settings = RunConfig.from_mapping(notes.read(run.snapshot)[0]["config"])
        # It counts as a command: a snapshot from before it that is still on its way is of no use.
        run.held += len(run.commands) + 1
        run.commands.clear()
        if run.engine is not None:
            run.engine.send(wire.SNAPSHOT, run.snapshot)
        self._tell_pages(run, {"type": "undo", "undoes": None})

    async def keep(self, run: Run, what: str) -> bytes | None:
        """What is taken along of a run, by its engine: its record, as JSON, its model, as a snapshot or a checkpoint.

        Parameters
        ----------
        run : Run
        what : {"record", "model", "checkpoint"}

        Returns
        -------
        bytes or None
            None if the run has no engine now, or that ended before it could answer.
        """
        return await self._ask(run, {"type": "keep", "what": what})

    async def checkpoint(self, run_id: str) -> bytes | None:
        """The model of a run as it is now, as a checkpoint; None as for ``keep``, or if there is no such run."""
        run = self._find(run_id)
        return await self.keep(run, "checkpoint") if run is not None else None

    async def weights(
        self, run_id: str, since: int, seen: tuple[int, ...] | None = None, member: str | None = None
    ) -> bytes | None:
        """The model of a run as it is now, with the trail of its encoder, as ``Trail.pack`` writes it.

        Parameters
        ----------
        run_id : str
        since : int
            Of the trail, the points after this serial.
        seen : tuple of int, optional
            Build and step of weights that are known already, and the member's step: these are not sent again.
        member : str, optional
            Who of the run's company is to come with it, if there is one of this name.

        Returns
        -------
        bytes or None
            None if the run has no engine now, or its engine ended before it could answer.
        """
        run = self._find(run_id)
        message = {"type": "weights", "since": since, "seen": seen} | ({"member": member} if member else {})
        return await self._ask(run, message) if run is not None else None

    async def _ask(self, run: Run, message: dict[str, Any]) -> bytes | None:
        if run.engine is None:
            return None
        answer: asyncio.Future[bytes | None] = asyncio.get_running_loop().create_future()
        run.asked.append(answer)
        run.engine.say(message)
        return await answer

    # -- engines ---------------------------------------------------------------------------------------------

    def _let_in(self) -> None:
        """Find places for those that wait, first come first served, as far as there is room; tell the others."""
        for run in [run for run in self.runs.values() if run.waiting]:
            if not self._room_for(run):
                break
            run.starting = asyncio.ensure_future(self._give_engine(run))
        self._tell_queue()

    def _room_for(self, run: Run) -> bool:
        others = [other.settings for other in self.runs.values() if other.placed and other is not run]
        return room_for(run.settings, others, self._fleet.round_s, self.max_runs)

    def _tell_queue(self) -> None:
        waiting = [run for run in self.runs.values() if run.waiting]
        for position, run in enumerate(waiting, 1):
            wait_s = self._departures.wait_s(self._clock(), position)
            text = queue_words(position, wait_s)
            status = {"type": "status", "state": "queued", "message": text, "position": position, "wait_s": wait_s}
            if run.status is None or run.status["message"] != text:
                self._status(run, status)

    async def _give_engine(self, run: Run) -> None:
        try:
            engine = await self._fleet.place()
        except OSError as error:
            run.starting = None
            self._status(run, None)
            self._tell(run, {"type": "error", "message": f"No training process could be started: {error}."})
            return
        run.starting = None
        if self.runs.get(run.id) is not run or self._closed:
            engine.kill()
            return
        run.engine, run.leaving = engine, False
        engine.listen(lambda kind, content: self._heard(run, kind, content), lambda: self._died(run))
        if run.snapshot is not None:
            engine.send(wire.SNAPSHOT, run.snapshot)
        else:
            record = {} if run.record is None else {"record": run.record.as_dict()}
            engine.say({"type": "start", "settings": run.settings.as_dict(), **record})
        engine.say({"type": "renumber", "frame": run.frame})
        run.held = 0
        for message in run.commands:
            engine.say(message)
        run.until = 0
        self._pace(run)

    def _heard(self, run: Run, kind: int, content: bytes) -> None:
        if kind == wire.FRAME:
            run.frame = frames.read_header(content)["frame"]
            run.status = None
            for viewer in run.viewers:
                if viewer.visible:
                    viewer.offer(run.frame, content)
        elif kind == wire.WEIGHTS:
            run.status = None
            _answer(run.asked.popleft(), content or None)
        elif kind == wire.SNAPSHOT:
            (obeyed,) = wire.COUNT.unpack_from(content)
            if obeyed < run.held:  # of what has been undone
                return
            run.snapshot = content[wire.COUNT.size :]
            for _ in range(min(obeyed - run.held, len(run.commands))):
                run.commands.popleft()
            run.held = obeyed
        elif kind == wire.BEFORE:
            run.before = content
            self._tell_pages(run, _undo_event(content))
        else:
            event = wire.decode_json(content)
            if event["type"] == "left":
                self._left(run)
            else:
                self._tell(run, event)

    def _left(self, run: Run) -> None:
        """A run has given up its place as it was told to, and its last snapshot is here."""
        if run.engine is not None:
            run.engine.kill()
            run.engine = None
        run.leaving = False
        _answer_nobody(run)
        if not run.viewers:  # else it has been moved, or somebody has come back meanwhile
            self._departures.add(self._clock())
            run.before = None
            if run.snapshot is None:
                self._forget(run)
        self._let_in()

    def _ask_to_leave(self, run: Run) -> None:
        if run.engine is not None and not run.leaving:
            run.leaving = True
            run.engine.say({"type": "leave"})

    def _died(self, run: Run) -> None:
        """Its place is gone without being given up: it goes on from the last snapshot in another one."""
        guilty = run.engine is None or run.engine.guilty
        run.engine = None
        _answer_nobody(run)
        if self.runs.get(run.id) is not run:
            return
        now = self._clock()
        if guilty:
            run.deaths.append(now)
        if guilty and len(run.deaths) == DEATHS and now - run.deaths[0] < DEATHS_S:
            # Whatever kills it would kill the next one too; the person decides what to try.
            text = (
                f"The training process ended {DEATHS} times in {DEATHS_S:g} seconds. Press Play or Reset to try again."
            )
            run.snapshot, run.given_up = None, True
            run.deaths.clear()
            run.commands.clear()
            self._status(run, {"type": "status", "state": "paused", "message": text})
            return
        text = "The training process ended; another one takes over from the last snapshot."
        self._status(run, {"type": "status", "state": "reconnecting", "message": text})
        self._let_in()

    # -- time ------------------------------------------------------------------------------------------------

    def tick(self) -> None:
        """Once a second: put to sleep and end what nobody watches, let waiting ones in, keep the engines even."""
        self._put_to_sleep(self._clock())
        self._let_in()  # also those whose place could not be had
        self._even_out()
        self._fleet.tick()

    def _put_to_sleep(self, now: float) -> None:
        """Of what nobody has watched for a while only the snapshot stays, for a while: its place goes to others."""
        too_many = sum(not run.placed for run in self.runs.values() if run.left_at is not None) - KEPT
        for run in list(self.runs.values()):
            alone_s = now - run.left_at if run.left_at is not None else 0.0
            if alone_s < LEASE_S:
                continue
            if run.engine is not None:
                self._ask_to_leave(run)
            elif alone_s >= KEPT_S or too_many > 0 or run.snapshot is None:
                too_many -= not run.placed
                self._forget(run)

    def _forget(self, run: Run) -> None:
        del self.runs[run.id]
        self._tell_queue()

    def _even_out(self) -> None:
        """Move a run to another engine where one has more than the others."""
        place = self._fleet.uneven()
        for run in self.runs.values():
            if place is not None and run.engine is place:
                self._ask_to_leave(run)

    async def keep_time(self) -> None:
        """Tick until cancelled."""
        while True:
            self.tick()
            await asyncio.sleep(1)

    async def close(self) -> None:
        """End every engine, and wait until each is gone."""
        self._closed = True
        starting = [run.starting for run in self.runs.values() if run.starting is not None]
        for run in self.runs.values():
            _answer_nobody(run)
        self.runs.clear()
        await asyncio.gather(*starting, return_exceptions=True)
        await self._fleet.close()

    # -- frames ----------------------------------------------------------------------------------------------

    def _pace(self, run: Run) -> None:
        """Let the engine send frames while somebody sees them, and none otherwise."""
        if run.engine is None:
            return
        if not run.watched:
            # A hidden page goes on training without frames; with no page at all, nothing is worth the processor.
            run.until = 0
            run.engine.say({"type": "allow", "until": 0, "train": bool(run.viewers)})
        elif run.until == 0:
            self._allow(run, run.frame + WINDOW)

    def _allow(self, run: Run, until: int) -> None:
        if run.engine is not None and run.watched and until > run.until:
            run.until = until
            run.engine.say({"type": "allow", "until": until, "train": True})

    def _show_all(self, run: Run) -> None:
        assert run.engine is not None
        run.engine.say({"type": "full"})
        self._allow(run, run.frame + WINDOW)

    def _status(self, run: Run, status: dict[str, Any] | None) -> None:
        run.status = status
        if status is not None:
            self._tell(run, status)

    @staticmethod
    def _tell(run: Run, event: dict[str, Any]) -> None:
        for viewer in run.viewers:
            viewer.tell(event)

    @staticmethod
    def _tell_pages(run: Run, event: dict[str, Any]) -> None:
        for viewer in run.viewers:
            if isinstance(viewer, Viewer):
                viewer.tell(event)


def _undo_event(before: bytes) -> dict[str, Any]:
    """What a page is told of what can be undone."""
    told = notes.read(before)[0]
    return {"type": "undo", "undoes": told["undoes"], "step": told["step"], "settings": told["config"]}


def _answer(asked: asyncio.Future[bytes | None], content: bytes | None) -> None:
    if not asked.done():  # whoever asked may have gone
        asked.set_result(content)


def _answer_nobody(run: Run) -> None:
    """The engine that was asked is gone."""
    while run.asked:
        _answer(run.asked.popleft(), None)
