"""The routes of pages that look at a source: a socket for each, and where checkpoints are brought."""

from __future__ import annotations

import asyncio
import hashlib
import time
from pathlib import Path
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from cae.atlases.store import cache_root
from cae.header import CheckpointError
from cae.inspectors import library, messages
from cae.inspectors.desk import Desk
from pages.kit import compat
from pages.kit.connection import serve
from pages.kit.page import Page
from pages.kit.services import Services


def socket(page: Page, services: Services) -> BaseRoute:
    """A page's connections to what it looks at."""
    asks = {name: ask.check for name, ask in page.asks.items()} | dict(page.says)
    member = messages.TWIN if messages.TWIN in page.company else None

    async def connect(websocket: WebSocket) -> None:
        desk = Desk(services.pool, services.hub, time.monotonic, page.works, page.figures, member, page.company)

        async def hear(text: str | bytes) -> None:
            await desk.hear(messages.parse(text, page.figures, asks, page.works))

        await serve(websocket, desk, hear, desk.leave)

    return WebSocketRoute(f"{compat.base_path()}/cae/{page.name}/socket", connect)


def upload() -> BaseRoute:
    """Where every page brings checkpoints."""
    return Route(f"{compat.base_path()}/cae/checkpoint", bring, methods=["POST"])


# -- bringing a checkpoint -------------------------------------------------------------------------------------


async def bring(request: Request) -> Response:
    """Take a checkpoint file into the library."""
    if not compat.origin_allowed(request.headers.get("origin"), request.headers.get("host")):
        return _refused(403, "A checkpoint can only be brought from a page of this server.")
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > library.MAX_BYTES:
        return _too_large()
    root, called = cache_root(), request.query_params.get("name", "")
    try:
        with library.part(root) as part:
            digest = await _received(request, part)
            if digest is None:
                return _too_large()
            return JSONResponse(await asyncio.to_thread(library.keep, root, part, digest, called))
    except CheckpointError as error:
        return _refused(400, str(error))
    except ClientDisconnect:
        return _refused(400, "The file did not come whole.")
    except OSError as error:
        return _refused(507, f"The file could not be kept in the cache folder {root} ({error.strerror or error}).")


async def _received(request: Request, part: Path) -> str | None:
    """Write what comes to a file; its digest, or None if it is more than may come."""
    digest, size = hashlib.sha256(), 0
    with part.open("wb") as file:
        async for chunk in request.stream():
            size += len(chunk)
            if size > library.MAX_BYTES:
                return None
            digest.update(chunk)
            await asyncio.to_thread(file.write, chunk)
    return digest.hexdigest()


def _too_large() -> Response:
    return _refused(413, f"A checkpoint may have {library.MAX_BYTES >> 20} MiB, but this file has more.")


def _refused(status: int, sentence: str) -> Response:
    told: dict[str, Any] = {"message": sentence}
    return JSONResponse(told, status)
