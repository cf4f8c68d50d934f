"""The browser's half of the pages: its modules and style sheets, and nothing else that lies beside them."""

from __future__ import annotations

from pathlib import Path, PurePath

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from pages.kit import compat

PAGES = Path(__file__).parents[1]
SERVED = {".js", ".css"}


class ViewFiles(StaticFiles):
    """Modules and style sheets, always asked for anew: a browser that kept some would mix two versions."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, or 404 for what is no part of a view."""
        if PurePath(path).suffix not in SERVED:
            raise HTTPException(404)
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response


def routes() -> list[BaseRoute]:
    """What ``app.py`` adds to Streamlit's own routes."""
    base = compat.base_path()
    return [
        Mount(f"{base}/cae/pages", ViewFiles(directory=PAGES)),
        # plotly.min.js, as the wheel brings it; nothing is imported for that.
        Mount(f"{base}/cae/plotly", StaticFiles(packages=[("plotly", "package_data")])),
    ]
