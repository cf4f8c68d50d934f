"""The routes of the atlas: its socket and its downloads."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from cae.atlas import messages, store
from cae.atlas.jobs import Jobs, Viewer
from cae.atlas.process import WorkerProcess
from cae.atlas.store import Cached, Store
from cae.live import compat
from cae.live.messages import MessageError
from cae.pathconfig import PathSettings

_LOG = logging.getLogger(__name__)
_NO_SNIFF = {"X-Content-Type-Options": "nosniff"}
_jobs: Jobs | None = None


@contextlib.asynccontextmanager
async def lifespan(app: object) -> AsyncIterator[None]:
    """The jobs' life is the server's: none is left when it ends."""
    global _jobs
    _jobs = jobs = Jobs(WorkerProcess.start, time.monotonic)
    clock = asyncio.create_task(jobs.keep_time())
    try:
        yield
    finally:
        clock.cancel()
        _jobs = None
        await jobs.close()


def routes() -> list[BaseRoute]:
    """What ``app.py`` adds to Streamlit's own routes."""
    base = compat.base_path()
    return [
        WebSocketRoute(f"{base}/cae/atlas/socket", socket),
        Route(f"{base}/cae/atlas/{{key}}/curves.csv", curves),
        Route(f"{base}/cae/atlas/{{key}}/{{index}}.safetensors", checkpoint),
    ]


# -- downloads; Starlette runs them in threads, so they may read files -----------------------------------------


def curves(request: Request) -> Response:
    """Every figure of the finished models, as a table."""
    table = store.curves(store.cache_root(), request.path_params["key"])
    if table is None:
        return _missing("There is no finished model of this atlas in the cache; open it on the Atlas page first.")
    disposition = {"Content-Disposition": 'attachment; filename="cae-curves.csv"'}
    return Response(table, media_type="text/csv", headers=disposition | _NO_SNIFF)


def checkpoint(request: Request) -> Response:
    """The checkpoint of one model."""
    text = request.path_params["index"]
    index = int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else -1
    found = store.find_checkpoint(store.cache_root(), request.path_params["key"], index)
    if found is None:
        return _missing("This model is not in the cache; open its atlas on the Atlas page first.")
    path, lam = found
    name = f"cae-lambda-{lam:g}.safetensors"
    return FileResponse(path, media_type="application/octet-stream", filename=name, headers=_NO_SNIFF)


def _missing(sentence: str) -> Response:
    return PlainTextResponse(sentence, 404)


# -- the socket ------------------------------------------------------------------------------------------------


async def socket(websocket: WebSocket) -> None:
    """One page's connection, from its first message to its end."""
    if not compat.origin_allowed(websocket.headers.get("origin"), websocket.headers.get("host")):
        await websocket.close(code=1008)
        return
    jobs = _jobs
    assert jobs is not None, "the routes need the lifespan"
    await websocket.accept()
    viewer = Viewer()
    sender = asyncio.create_task(_send(websocket, viewer))
    try:
        await _receive(websocket, jobs, viewer)
    except WebSocketDisconnect:
        pass
    finally:
        jobs.leave(viewer)
        sender.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await sender


async def _receive(websocket: WebSocket, jobs: Jobs, viewer: Viewer) -> None:
    while True:
        event = await websocket.receive()
        if event["type"] == "websocket.disconnect":
            return
        text = event.get("text")
        if text is None:
            text = event.get("bytes") or b""
        try:
            kind, settings = messages.parse(text)
        except MessageError as error:
            viewer.tell({"type": "error", "message": str(error)})
            continue
        if settings is not None:
            # Hundreds of files on a slow disk must not hold up the other pages.
            jobs.open(viewer, *await asyncio.to_thread(_look, settings))
        elif kind == "cancel":
            jobs.cancel(viewer)
        else:
            jobs.resume(viewer)


def _look(settings: PathSettings) -> tuple[Store, Cached]:
    wanted = Store(settings)
    return wanted, wanted.inspect()


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
