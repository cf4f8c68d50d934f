"""One page's WebSocket, whichever page it is: who may connect, what it says, what it is told."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from starlette.websockets import WebSocket, WebSocketDisconnect

from cae.checks import Refused
from cae.processes.line import Item
from pages.kit import compat, version

# What a page may say: its own controls stay far below. A flood waits in its socket, where it holds up nobody else.
MESSAGES_HZ, BURST = 200.0, 400.0

_LOG = logging.getLogger(__name__)


class Waiting(Protocol):
    """What a page is told waits here."""

    def tell(self, item: dict[str, Any]) -> None:
        """Queue an event."""

    async def next(self) -> Item:
        """What to send next; waits until there is something."""


async def serve(
    websocket: WebSocket, viewer: Waiting, hear: Callable[[str | bytes], Awaitable[None]], leave: Callable[[], None]
) -> None:
    """Serve a connection from its first message to its end.

    Parameters
    ----------
    websocket : WebSocket
        Refused unless its Origin is one that Streamlit's own socket takes.
    viewer : Waiting
    hear : callable
        Acts on one message; what ``Refused`` it raises is told to the page, and the message ignored.
    leave : callable
        Called when the page is gone.
    """
    if not compat.origin_allowed(websocket.headers.get("origin"), websocket.headers.get("host")):
        await websocket.close(code=1008)
        return
    await websocket.accept()
    # A page whose modules are of another version finds out before anything else is said.
    viewer.tell({"type": "version", "version": version.STARTED_WITH})
    sender = asyncio.create_task(_send(websocket, viewer))
    allowance = Allowance(time.monotonic)
    try:
        while (event := await websocket.receive())["type"] != "websocket.disconnect":
            if (pause := allowance.take()) > 0:
                await asyncio.sleep(pause)
            text = event.get("text")
            try:
                await hear(event.get("bytes") or b"" if text is None else text)
            except Refused as error:
                viewer.tell({"type": "error", "message": str(error)})
    finally:
        leave()
        sender.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await sender


class Allowance:
    """So many messages a second, and some more at once after a quiet time.

    Parameters
    ----------
    clock : callable
        Seconds, monotonic.
    hz, burst : float
        How many a second, and after a quiet time.
    """

    def __init__(self, clock: Callable[[], float], hz: float = MESSAGES_HZ, burst: float = BURST) -> None:
        self._clock, self._hz, self._burst = clock, hz, burst
        self._at, self._left = clock(), burst

    def take(self) -> float:
        """Seconds until the message that has come may be acted on."""
        now = self._clock()
        self._left = min(self._burst, self._left + (now - self._at) * self._hz) - 1
        self._at = now
        return max(0.0, -self._left / self._hz)


async def _send(websocket: WebSocket, viewer: Waiting) -> None:
    try:
        while True:
            item = await viewer.next()
            if isinstance(item, bytes):
                await websocket.send_bytes(item)
            else:
                await websocket.send_text(json.dumps(item))
    except (WebSocketDisconnect, RuntimeError):
        # The page left while something was being sent to it; the receiving side ends the connection.
        _LOG.debug("a page left in the middle of a message")
