"""The routes of the atlas: its socket and its downloads."""

from __future__ import annotations

import asyncio
from pathlib import Path
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from cae.atlases import alike, messages, store
from cae.atlases.job import Viewer
from cae.atlases.store import Cached, Store
from cae.experiments.settings import PathSettings
from cae.inspectors import library
from pages.atlas import ATLAS
from pages.atlas.address import query_of
from pages.kit import compat
from pages.kit.connection import serve
from pages.kit.services import Services

STILL = Path(__file__).parent / "still.html"
_NO_SNIFF = {"X-Content-Type-Options": "nosniff"}


def routes(services: Services) -> list[BaseRoute]:
    """What ``app.py`` adds to Streamlit's own routes."""
    base = compat.base_path()

    async def socket(websocket: WebSocket) -> None:
        """One page's connection to its atlas."""
        jobs, viewer = services.jobs, Viewer()

        async def hear(text: str | bytes) -> None:
            kind, opened = messages.parse(text)
            if opened is not None:
                # Hundreds of files on a slow disk must not hold up the other pages.
                found = await asyncio.to_thread(_cached, opened.settings)
                jobs.open(viewer, *found, figures_only=opened.figures_only, charts=ATLAS.figures)
            elif kind == "cancel":
                jobs.cancel(viewer)
            else:
                jobs.resume(viewer)

        await serve(websocket, viewer, hear, lambda: jobs.leave(viewer))

    return [
        WebSocketRoute(f"{base}/cae/atlas/socket", socket),
        Route(f"{base}/cae/atlas/meanwhile", meanwhile),
        Route(f"{base}/cae/atlas/{{key}}/curves.csv", curves),
        Route(f"{base}/cae/atlas/{{key}}/{{index}}.safetensors", checkpoint),
    ]


def _cached(settings: PathSettings) -> tuple[Store, Cached, dict[str, bool]]:
    wanted = Store(settings)
    return wanted, alike.inspect(wanted), alike.other_ways(wanted)


# -- something to look at; Starlette runs it in a thread, so it may read files ---------------------------------


def meanwhile(request: Request) -> Response:
    """For whoever waits for a run: the newest atlas on the disk that is finished, or the picture of one."""
    for atlas in library.atlases(store.cache_root()):
        if len(atlas.done) == len(atlas.settings.lambdas):
            query = urlencode(query_of(atlas.settings))
            return RedirectResponse(f"{compat.base_path()}/atlas?{query}", 307)
    return FileResponse(STILL, media_type="text/html", headers=_NO_SNIFF)


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
