"""What waits to be sent to one page: events, and of each kind of frame the newest."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

from cae.processes import frames

# In this order they go out: what is needed to read the others first.
KINDS = ("statics", "units", "unit", "image", "order", "course", "scale")
WINDOW = 2  # ``units`` frames that may be on their way to a page


class Outbox:
    """A page's outgoing messages. A slow page loses frames that newer ones have overtaken, and nothing else."""

    def __init__(self) -> None:
        self._events: deque[dict[str, Any]] = deque()
        self._frames: dict[str, bytes] = {}
        self._on_the_way: deque[int] = deque()
        self._visible = True
        self._wake = asyncio.Event()
        self.serial = 0  # of the newest ``units`` frame

    def tell(self, event: dict[str, Any]) -> None:
        """Queue an event."""
        self._events.append(event)
        self._wake.set()

    def offer(self, frame: bytes) -> dict[str, Any]:
        """Queue a frame in place of the one of its kind that still waits; its header."""
        header = frames.read_header(frame)
        kind: str = header["kind"]
        if kind == "statics":
            self.forget_frames()
        elif kind == "units":
            self.serial = header["serial"]
        self._frames[kind] = frame
        self._wake.set()
        return header

    def ack(self, serial: int) -> None:
        """The page has painted this ``units`` frame."""
        while self._on_the_way and self._on_the_way[0] <= serial:
            self._on_the_way.popleft()
        self._wake.set()

    def forget_frames(self) -> None:
        """What waits is of something that is no longer shown."""
        self._frames.clear()

    @property
    def visible(self) -> bool:
        """Whether the page can be seen: otherwise its frames wait."""
        return self._visible

    @visible.setter
    def visible(self, visible: bool) -> None:
        self._visible = visible
        self._on_the_way.clear()  # a page that was hidden may have painted none of them
        self._wake.set()

    @property
    def room(self) -> bool:
        """Whether another ``units`` frame would go out at once."""
        return self._visible and "units" not in self._frames and len(self._on_the_way) < WINDOW

    async def until_room(self) -> None:
        """Wait until there is room."""
        while not self.room:
            await self._woken()

    async def next(self) -> dict[str, Any] | bytes:
        """What to send next; waits until there is something and the page can take it."""
        while True:
            if self._events:
                return self._events.popleft()
            kind = next((kind for kind in KINDS if self._may_go(kind)), None)
            if kind is not None:
                frame = self._frames.pop(kind)
                if kind == "units":
                    self._on_the_way.append(frames.read_header(frame)["serial"])
                    self._wake.set()  # whoever waits for room
                return frame
            await self._woken()

    def _may_go(self, kind: str) -> bool:
        return kind in self._frames and self._visible and (kind != "units" or len(self._on_the_way) < WINDOW)

    async def _woken(self) -> None:
        self._wake.clear()
        await self._wake.wait()
