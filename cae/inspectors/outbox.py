"""What waits to be sent to one page: events, and of each kind of frame the newest."""

from __future__ import annotations

from typing import Any

from cae.processes import frames
from cae.processes.line import Item, Line, Window

FIRST = ("statics", "units")  # what is needed to read the others
WINDOW = 2  # ``units`` frames that may be on their way to a page


class Outbox(Line):
    """A page's outgoing messages. A slow page loses frames that newer ones have overtaken, and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self._frames: dict[str, tuple[int, bytes]] = {}  # of each kind the newest, and its serial
        self._window = Window(WINDOW)
        self._visible = True
        self.serial = 0  # of the newest ``units`` frame

    def offer(self, frame: bytes) -> dict[str, Any]:
        """Queue a frame in place of the one of its kind that still waits; its header."""
        header = frames.read_header(frame)
        kind: str = header["kind"]
        if kind == "statics":
            self.forget_frames()
        elif kind == "units":
            self.serial = header["serial"]
        name = f"figure {header['name']}" if kind == "figure" else kind
        # In the place of the one before, or at the end: the others go out in the order in which they came.
        self._frames[name] = self.serial, frame
        self.wake()
        return header

    def ack(self, serial: int) -> None:
        """The page has painted this ``units`` frame."""
        self._window.ack(serial)
        self.wake()

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
        self._window.clear()  # a page that was hidden may have painted none of them
        self.wake()

    @property
    def room(self) -> bool:
        """Whether another ``units`` frame would go out at once."""
        return self._visible and "units" not in self._frames and self._window.room

    async def until_room(self) -> None:
        """Wait until there is room."""
        while not self.room:
            await self.woken()

    def take(self) -> Item | None:
        """An event, or the frame that is to be read first of those the page can take."""
        item = super().take()
        kind = next((kind for kind in (*FIRST, *self._frames) if self._may_go(kind)), None)
        if item is not None or kind is None:
            return item
        serial, frame = self._frames.pop(kind)
        if kind == "units":
            self._window.sent(serial)
            self.wake()  # whoever waits for room
        return frame

    def _may_go(self, kind: str) -> bool:
        return kind in self._frames and self._visible and (kind != "units" or self._window.room)
