"""The routes of the Maths page: its socket, and the sources of what it tells."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from pages.kit import compat, run_route
from pages.kit.services import Services
from pages.maths import MATHS, sources


def routes(services: Services) -> list[BaseRoute]:
    """What ``app.py`` adds to Streamlit's own routes."""
    told = sources.told()  # of the files this server started with

    async def source(request: Request) -> JSONResponse:
        """The formulas and the mistakes, as they stand in the package."""
        return JSONResponse(told, headers={"Cache-Control": "no-cache"})

    # Nobody is told a lesson on the other pages.
    last = {"type": "lesson", "unit": None, "image": None}
    found = Route(f"{compat.base_path()}/cae/{MATHS.name}/source.json", source)
    return [found, *run_route.routes(MATHS, services, last=last)]
