"""The routes of the live view: its socket, and the files of the view."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from starlette.routing import BaseRoute, Mount, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket

from cae.live import compat, messages
from cae.live.connection import serve
from cae.live.hub import Hub, Viewer
from cae.live.process import EngineProcess

VIEW = Path(__file__).parent / "view"
_LOG = logging.getLogger(__name__)
_hub: Hub | None = None


@contextlib.asynccontextmanager
async def lifespan(app: object) -> AsyncIterator[dict[str, Any]]:
    """The hub's life is the server's: it starts with an engine warming and ends with none left."""
    global _hub
    _hub = own = Hub(EngineProcess.start, time.monotonic)
    own.warm()
    clock = asyncio.create_task(own.keep_time())
    # What is imported by now stays for good; collections need not look at it again.
    gc.collect()
    gc.freeze()
    try:
        yield {}
    finally:
        clock.cancel()
        _hub = None
        await own.close()


def hub() -> Hub:
    """The hub of this server, for other pages that look at its runs."""
    assert _hub is not None, "the hub needs the lifespan"
    return _hub


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
    """One page's connection to its run."""
    own, viewer = hub(), Viewer()

    async def hear(text: str | bytes) -> None:
        message = messages.parse(text)
        if message["type"] == "hello":
            own.join(viewer, message.get("run"), message["settings"])
        else:
            own.command(viewer, message)

    await serve(websocket, viewer, hear, lambda: own.leave(viewer))
