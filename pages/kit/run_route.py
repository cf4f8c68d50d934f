"""The routes of a page whose tabs have a run each: its socket, and the model of a run as a file."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from cae.atlases.store import cache_root
from cae.config import check_kind
from cae.runs import messages
from cae.runs.viewers import Viewer
from pages.kit import compat
from pages.kit.connection import serve
from pages.kit.links import Begun, Links, begun
from pages.kit.page import Page
from pages.kit.services import Services

_SHOWS = "Live has images, Plane has points, Relatives has images and other autoencoders beside"


def routes(
    page: Page,
    services: Services,
    kind: str = "images",
    company: Mapping[str, float] | None = None,
    last: Mapping[str, Any] | None = None,
) -> list[BaseRoute]:
    """A page's routes: ``cae/<name>/socket`` and ``cae/<name>/<run>/checkpoint.safetensors``.

    Parameters
    ----------
    page : Page
    services : Services
    kind : str
        Of its runs, one of ``cae.config.KINDS``; those of another are refused.
    company : mapping of str to float, optional
        Who trains in step with a run while such a page looks at it, until the page says otherwise.
    last : mapping, optional
        A message that is said to its run for a page that leaves it.
    """

    async def socket(websocket: WebSocket) -> None:
        """One page's connection to its run."""
        hub, viewer = services.hub, Viewer()
        viewer.company = dict(company or {})
        links = Links(hub, viewer)

        async def hear(text: str | bytes) -> None:
            message = messages.parse(text)
            if "settings" in message:
                check_kind(message["settings"], kind)
            if message["type"] == "open":
                run_id, settings = message.get("run"), message["settings"]
                # One that goes on needs nothing of the link it once began with.
                first = Begun(settings) if hub.has(run_id) else await asyncio.to_thread(begun, message, cache_root())
                if first.settings.kind != kind:
                    words = f"This link is of a run that another page shows: {_SHOWS}."
                    first = Begun(settings, problem=f"{words} The settings of the link alone are used.")
                hub.join(viewer, run_id, first.settings, first.record, first.snapshot)
                if first.problem:
                    viewer.tell({"type": "notice", "message": first.problem})
            elif message["type"] == "link":
                viewer.tell(await links.make(message["what"]))
            else:
                hub.command(viewer, message)

        def leave() -> None:
            if last is not None and viewer.run is not None:
                hub.command(viewer, dict(last))
            hub.leave(viewer)

        await serve(websocket, viewer, hear, leave)

    async def checkpoint(request: Request) -> Response:
        """The model of a run as it is now."""
        content = await services.hub.checkpoint(request.path_params["run"])
        if content is None:
            return PlainTextResponse("This run does not train now; open its page and try again.", 404)
        headers = {
            "Content-Disposition": f'attachment; filename="cae-{page.name}.safetensors"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        }
        return Response(content, media_type="application/octet-stream", headers=headers)

    base = compat.base_path()
    return [
        WebSocketRoute(f"{base}/cae/{page.name}/socket", socket),
        Route(f"{base}/cae/{page.name}/{{run}}/checkpoint.safetensors", checkpoint),
    ]
