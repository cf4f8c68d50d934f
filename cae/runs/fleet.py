"""The engines of a server, one a core, and the places in them: a run has a place as if it were a process of its own."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

from cae.processes import wire
from cae.processes.handle import Handle, OnEnd, OnMessage, Process, cores
from cae.runs.turns import TurnFile

SPARE_AFTER_S = 3.0  # the next engine starts warming once the run just begun has settled

READY = wire.json_content({"type": "ready"})  # which a process says before it knows of runs

StartEngine = Callable[[], Awaitable["Engine"]]


async def start_engine() -> Engine:
    """Start an engine; it uses one thread, as there is one a core."""
    turn_file = TurnFile.create()
    try:
        variables = {TurnFile.VARIABLE: str(turn_file.path)}
        process = await Process.start("cae.runs.engine", variables=variables, threads=1)
    except OSError:
        turn_file.remove()
        raise
    return Engine(process, turn_file)


class Place:
    """A run's place in an engine, with the verbs of a process. See ``cae.processes.handle.Handle``.

    Attributes
    ----------
    guilty : bool
        Once it has ended: whether it was this run's turn when its engine died.
    """

    def __init__(self, engine: Engine, number: int) -> None:
        self._engine, self._number = engine, number
        self._prefix = wire.RUN.pack(number)
        self._on_message: OnMessage | None = None
        self._on_end: OnEnd | None = None
        self._ended = False
        self.guilty = False

    @property
    def alive(self) -> bool:
        """Whether it is still there."""
        return not self._ended and self._engine.alive

    def listen(self, on_message: OnMessage, on_end: OnEnd) -> None:
        """From now on hand over what the run says, and say when its place is gone."""
        self._on_message, self._on_end = on_message, on_end
        if self._ended:
            asyncio.get_running_loop().call_soon(self._tell_end)

    def say(self, message: dict[str, Any]) -> None:
        """Send a JSON message."""
        self.send(wire.JSON, wire.json_content(message))

    def send(self, kind: int, content: bytes) -> None:
        """Send a message."""
        if not self._ended:
            self._engine.send(kind, self._prefix + content)

    def kill(self) -> None:
        """Give the place up; nothing is told afterwards."""
        self._on_message = self._on_end = None
        self.send(wire.END, b"")
        self._ended = True
        self._engine.free(self._number)

    async def ended(self) -> None:
        """A place leaves nothing behind."""

    def heard(self, kind: int, content: bytes) -> None:
        """What the run has said."""
        if kind == wire.JSON and wire.decode_json(content)["type"] == "lost":
            self._engine.free(self._number)
            self.end(guilty=True)
        elif self._on_message is not None:
            self._on_message(kind, content)

    def end(self, guilty: bool) -> None:
        """The place is gone."""
        self._ended, self.guilty = True, guilty
        self._tell_end()

    def _tell_end(self) -> None:
        on_end, self._on_end = self._on_end, None
        if on_end is not None:
            on_end()


class Engine:
    """One engine process and the places in it.

    Parameters
    ----------
    process : Handle
    turn_file : TurnFile, optional
        In which the process notes whose turn it is.

    Attributes
    ----------
    places : dict of int to Place
    round_s : float
        Seconds from one turn of a run to its next, as the process last said.
    """

    def __init__(self, process: Handle, turn_file: TurnFile | None = None) -> None:
        self.process, self._turn_file = process, turn_file
        self.places: dict[int, Place] = {}
        self.round_s = 0.0
        self._number = 0
        self._on_end: OnEnd | None = None

    @property
    def alive(self) -> bool:
        """Whether the process is still there."""
        return self.process.alive

    def listen(self, on_end: OnEnd) -> None:
        """From now on pass on what the process says, and say when it has ended."""
        self._on_end = on_end
        self.process.listen(self._heard, self._died)

    def place(self) -> Place:
        """A place for one more run."""
        self._number += 1
        made = self.places[self._number] = Place(self, self._number)
        return made

    def send(self, kind: int, content: bytes) -> None:
        """Send a message that begins with the number of its run."""
        self.process.send(kind, content)

    def free(self, number: int) -> None:
        """A place is given up."""
        self.places.pop(number, None)
        if not self.places:
            self.round_s = 0.0

    def kill(self) -> None:
        """End the process; nothing is told afterwards."""
        self._on_end = None
        self.process.kill()
        self._tidy()

    def _heard(self, kind: int, content: bytes) -> None:
        if content == READY:
            return
        (number,) = wire.RUN.unpack_from(content)
        content = content[wire.RUN.size :]
        if number == 0:
            event = wire.decode_json(content)
            if event["type"] == "load":
                self.round_s = event["round_s"]
        elif (place := self.places.get(number)) is not None:
            place.heard(kind, content)

    def _died(self) -> None:
        guilty = self._turn_file.read() if self._turn_file is not None else 0
        self._tidy()
        places, self.places = self.places, {}
        if self._on_end is not None:
            self._on_end()
        # One that was alone is to blame whatever is noted.
        for number, place in places.items():
            place.end(guilty=number == guilty or len(places) == 1)

    def _tidy(self) -> None:
        if self._turn_file is not None:
            self._turn_file.remove()
            self._turn_file = None


class Fleet:
    """Engines, as many as there are cores and one that is warm; gives places in them.

    Parameters
    ----------
    start : callable
        Starts an engine.
    clock : callable
        Seconds, monotonic.
    size : int, optional
        Engines that train at once; by default one a core.
    """

    def __init__(self, start: StartEngine, clock: Callable[[], float], size: int | None = None) -> None:
        self._start, self._clock = start, clock
        self.size = size or cores()
        self.engines: list[Engine] = []  # that have places
        self._spare: asyncio.Task[Engine] | None = None
        self._spare_at = 0.0
        self._closed = False
        self._placing = asyncio.Lock()  # many that come at once must not each start an engine

    def warm(self) -> None:
        """Have an engine ready before a run needs it: importing torch takes longer than a person waits."""
        if self._spare is None and not self._closed:
            self._spare = asyncio.ensure_future(self._start())

    def tick(self) -> None:
        """Once a second: keep an engine warm, let one go that nobody needs."""
        if self._spare is None and self._clock() >= self._spare_at:
            self.warm()
        idle = [engine for engine in self.engines if not engine.places]
        for engine in idle[1:] if len(idle) == len(self.engines) else idle:
            self._drop(engine)

    async def place(self) -> Place:
        """A place in the engine that has most room; in one of its own as long as there are cores.

        Raises
        ------
        OSError
            If an engine is needed and can't be started.
        """
        async with self._placing:
            engine = min(self.engines, key=lambda one: len(one.places), default=None)
            if engine is None or (engine.places and len(self.engines) < self.size):
                engine = await self._another()
            return engine.place()

    async def _another(self) -> Engine:
        spare, self._spare = self._spare, None
        self._spare_at = self._clock() + SPARE_AFTER_S
        engine = await (spare or asyncio.ensure_future(self._start()))
        if not engine.alive:
            engine = await self._start()
        self.engines.append(engine)
        engine.listen(lambda: self._forget(engine))
        return engine

    def _forget(self, engine: Engine) -> None:
        with contextlib.suppress(ValueError):
            self.engines.remove(engine)

    def _drop(self, engine: Engine) -> None:
        self._forget(engine)
        engine.kill()

    @property
    def round_s(self) -> float:
        """Seconds from one turn of a run to its next, where a newcomer would have its place."""
        if len(self.engines) < self.size:
            return 0.0
        engine = min(self.engines, key=lambda one: len(one.places))
        n = len(engine.places)
        return engine.round_s * (n + 1) / n if n else 0.0

    def uneven(self) -> Place | None:
        """A place that had better be in another engine; None: they have about as many."""
        if len(self.engines) < 2:
            return None
        full = max(self.engines, key=lambda one: len(one.places))
        fewest = min(len(one.places) for one in self.engines)
        return next(iter(full.places.values())) if len(full.places) - fewest > 1 else None

    async def close(self) -> None:
        """End every engine, and wait until each is gone."""
        self._closed = True
        engines = list(self.engines)
        if self._spare is not None:
            with contextlib.suppress(OSError):
                engines.append(await self._spare)
        for engine in engines:
            engine.kill()
        await asyncio.gather(*(engine.process.ended() for engine in engines))
