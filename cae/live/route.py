"""The routes of the live view: its socket, and the files of the view."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import logging
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from starlette.routing import BaseRoute, Mount, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket, WebSocketDisconnect

from cae.live import compat, messages
from cae.live.hub import Hub, Viewer
from cae.live.process import EngineProcess

VIEW = Path(__file__).parent / "view"
_LOG = logging.getLogger(__name__)
_hub: Hub | None = None


@contextlib.asynccontextmanager
async def lifespan(app: object) -> AsyncIterator[dict[str, Any]]:
    """The hub's life is the server's: it starts with an engine warming and ends with none left."""
    global _hub
    _hub = hub = Hub(EngineProcess.start, time.monotonic)
    hub.warm()
    clock = asyncio.create_task(hub.keep_time())
    # What is imported by now stays for good; collections need not look at it again.
    gc.collect()
    gc.freeze()
    try:
        yield {}
    finally:
        clock.cancel()
        _hub = None
        await hub.close()


def routes() -> list[BaseRoute]:
    """What ``app.py`` adds to Streamlit's own routes."""
    base = compat.base_path()
    return [
        WebSocketRoute(f"{base}/cae/live/socket", socket),
        Mount(f"{base}/cae/view", StaticFiles(directory=VIEW)),
        # plotly.min.js, as the wheel brings it; nothing is imported for that.
        Mount(f"{base}/cae/plotly", StaticFiles(packages=[("plotly", "package_data")])),
    ]


async def socket(websocket: WebSocket) -> None:
    """One page's connection, from its first message to its end."""
    if not compat.origin_allowed(websocket.headers.get("origin"), websocket.headers.get("host")):
        await websocket.close(code=1008)
        return
    hub = _hub
    assert hub is not None, "the routes need the lifespan"
    await websocket.accept()
    viewer = Viewer()
    sender = asyncio.create_task(_send(websocket, viewer))
    try:
        await _receive(websocket, hub, viewer)
    except WebSocketDisconnect:
        pass
    finally:
        hub.leave(viewer)
        sender.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await sender


async def _receive(websocket: WebSocket, hub: Hub, viewer: Viewer) -> None:
    while True:
        event = await websocket.receive()
        if event["type"] == "websocket.disconnect":
            return
        text = event.get("text")
        if text is None:
            text = event.get("bytes") or b""
        try:
            message = messages.parse(text)
        except messages.MessageError as error:
            viewer.tell({"type": "error", "message": str(error)})
            continue
        if message["type"] == "hello":
            hub.join(viewer, message.get("run"), message["settings"])
        else:
            hub.command(viewer, message)


async def _send(websocket: WebSocket, viewer: Viewer) -> None:
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
