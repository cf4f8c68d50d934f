"""The routes of the Live page: its socket, and the model of a run as a file."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from cae.atlases.store import cache_root
from cae.runs import messages
from cae.runs.viewers import Viewer
from pages.kit import compat
from pages.kit.connection import serve
from pages.kit.services import Services
from pages.live.links import Begun, Links, begun


def routes(services: Services) -> list[BaseRoute]:
    """What ``app.py`` adds to Streamlit's own routes."""

    async def socket(websocket: WebSocket) -> None:
        """One page's connection to its run."""
        hub, viewer = services.hub, Viewer()
        links = Links(hub, viewer)

        async def hear(text: str | bytes) -> None:
            message = messages.parse(text)
            if message["type"] == "open":
                run_id, settings = message.get("run"), message["settings"]
                # One that goes on needs nothing of the link it once began with.
                first = Begun(settings) if hub.has(run_id) else await asyncio.to_thread(begun, message, cache_root())
                hub.join(viewer, run_id, first.settings, first.record, first.snapshot)
                if first.problem:
                    viewer.tell({"type": "notice", "message": first.problem})
            elif message["type"] == "link":
                viewer.tell(await links.make(message["what"]))
            else:
                hub.command(viewer, message)

        await serve(websocket, viewer, hear, lambda: hub.leave(viewer))

    async def checkpoint(request: Request) -> Response:
        """The model of a run as it is now."""
        content = await services.hub.checkpoint(request.path_params["run"])
        if content is None:
            return PlainTextResponse("This run does not train now; open its page and try again.", 404)
        headers = {
            "Content-Disposition": 'attachment; filename="cae-live.safetensors"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        }
        return Response(content, media_type="application/octet-stream", headers=headers)

    base = compat.base_path()
    return [
        WebSocketRoute(f"{base}/cae/live/socket", socket),
        Route(f"{base}/cae/live/{{run}}/checkpoint.safetensors", checkpoint),
    ]
