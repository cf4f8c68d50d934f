"""Who watches a run: a page that sees its frames, or somebody for whom it only has to go on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cae.processes import frames
from cae.processes.line import Item, Line, Window

if TYPE_CHECKING:
    from cae.runs.hub import Run

WINDOW = 3  # frames that may be on their way to a page

Event = dict[str, Any]


class Watcher:
    """Somebody a run goes on for who sees none of its frames; what it says is handed to ``heard``."""

    visible = False

    def __init__(self, heard: Callable[[Event], None]) -> None:
        self.run: Run | None = None
        self.company: dict[str, float] = {}  # whom a run trains beside it while this is there
        self._heard = heard

    def tell(self, event: Event) -> None:
        """Hand an event on."""
        self._heard(event)

    def offer(self, number: int, frame: bytes) -> None:
        """It sees no frames."""

    def ack(self, number: int) -> None:
        """It has painted none."""

    def forget_frames(self) -> None:
        """It has none."""


class Viewer(Line):
    """One page's socket, seen from the hub: what waits to be sent to it."""

    def __init__(self) -> None:
        super().__init__()
        self.run: Run | None = None
        self.company: dict[str, float] = {}  # as a watcher's
        self.visible = True
        self._frame: tuple[int, bytes] | None = None
        self._window = Window(WINDOW)

    def offer(self, number: int, frame: bytes) -> None:
        """Queue a frame; one that still waits is merged into it, so a slow page loses pictures, not rows."""
        self._frame = number, frame if self._frame is None else frames.merge(self._frame[1], frame)
        self.wake()

    def ack(self, number: int) -> None:
        """The page has painted this frame."""
        self._window.ack(number)
        self.wake()

    def forget_frames(self) -> None:
        """Nothing waits and nothing is on its way any more."""
        self._frame = None
        self._window.clear()

    def take(self) -> Item | None:
        """An event, or the frame once the page can take it."""
        item = super().take()
        if item is not None or self._frame is None or not self._window.room:
            return item
        (number, frame), self._frame = self._frame, None
        self._window.sent(number)
        return frame
