"""Stand-ins that more than one test needs."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import numpy as np

from cae.processes import frames, wire

WORDS = "its twin at λ = 0"  # what a model at λ = 0 is called


class Clock:
    """Seconds that pass only when a test lets them."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class FakeFleet:
    """Places that a test makes itself."""

    def __init__(self, start: Callable[[], Awaitable[Any]]) -> None:
        self.round_s = 0.0
        self.given: list[Any] = []
        self.moved: Any = None
        self._start = start

    async def place(self) -> Any:
        self.given.append(await self._start())
        return self.given[-1]

    def warm(self) -> None:
        pass

    def tick(self) -> None:
        pass

    def uneven(self) -> Any:
        return self.moved

    async def close(self) -> None:
        for place in self.given:
            place.kill()
            await place.ended()


class FakeEngine:
    """A place in an engine, of a run that only notes what is said to it."""

    guilty = True
    prompt = True  # when told to leave it does, having nothing to keep

    def __init__(self) -> None:
        self.alive, self.killed, self.collected = True, False, False
        self.heard: list[Any] = []
        self._on_message = self._on_end = None

    # What the hub asks of an engine.

    def listen(self, on_message: Callable, on_end: Callable) -> None:
        self._on_message, self._on_end = on_message, on_end

    def say(self, message: dict) -> None:
        self.heard.append(json.loads(json.dumps(message)))
        if message["type"] == "leave" and self.prompt:
            self.tell({"type": "left"})

    def send(self, kind: int, content: bytes) -> None:
        self.heard.append((kind, content))

    def kill(self) -> None:
        self.alive, self.killed = False, True
        self._on_message = self._on_end = None

    async def ended(self) -> None:
        assert self.killed
        self.collected = True

    # What a test lets it do.

    def draw(self, number: int, **sections: np.ndarray) -> None:
        self._on_message(wire.FRAME, frames.pack({"frame": number, "build": 1}, sections))

    def snapshot(self, obeyed: int, content: bytes) -> None:
        self._on_message(wire.SNAPSHOT, wire.COUNT.pack(obeyed) + content)

    def answer(self, weights: bytes) -> None:
        self._on_message(wire.WEIGHTS, weights)

    def frame(self, header: dict, **sections: np.ndarray) -> None:
        self._on_message(wire.FRAME, frames.pack(header, sections))

    def tell(self, event: dict) -> None:
        self._on_message(wire.JSON, json.dumps(event).encode())

    def die(self) -> None:
        self.alive = False
        self._on_end()

    @property
    def allowed(self) -> int:
        return [m["until"] for m in self.heard if isinstance(m, dict) and m["type"] == "allow"][-1]

    @property
    def commands(self) -> list[Any]:
        """What it heard, without the hub's own housekeeping."""
        housekeeping = wire.HOUSEKEEPING - {"start"}
        return [m for m in self.heard if not (isinstance(m, dict) and m["type"] in housekeeping)]

    def times(self, kind: str) -> int:
        return sum(isinstance(m, dict) and m["type"] == kind for m in self.heard)
