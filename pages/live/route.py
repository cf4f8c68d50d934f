"""The route of the Live page: its socket."""

from __future__ import annotations

from starlette.routing import BaseRoute, WebSocketRoute
from starlette.websockets import WebSocket

from cae.runs import messages
from cae.runs.viewers import Viewer
from pages.kit import compat
from pages.kit.connection import serve
from pages.kit.services import Services


def routes(services: Services) -> list[BaseRoute]:
    """What ``app.py`` adds to Streamlit's own routes."""

    async def socket(websocket: WebSocket) -> None:
        """One page's connection to its run."""
        hub, viewer = services.hub, Viewer()

        async def hear(text: str | bytes) -> None:
            message = messages.parse(text)
            if message["type"] == "open":
                hub.join(viewer, message.get("run"), message["settings"])
            else:
                hub.command(viewer, message)

        await serve(websocket, viewer, hear, lambda: hub.leave(viewer))

    return [WebSocketRoute(f"{compat.base_path()}/cae/live/socket", socket)]
