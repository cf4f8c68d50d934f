"""The route of the Live page: its socket."""

from __future__ import annotations

import asyncio

from starlette.routing import BaseRoute, WebSocketRoute
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

    return [WebSocketRoute(f"{compat.base_path()}/cae/live/socket", socket)]
