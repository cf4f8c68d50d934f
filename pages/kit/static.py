"""The browser's half of the pages: its modules and style sheets, and nothing else that lies beside them."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path, PurePath
from stat import S_ISREG

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Scope

from pages.kit import compat

PAGES = Path(__file__).parents[1]
SERVED = {".js": "text/javascript", ".css": "text/css"}


class ViewFiles(StaticFiles):
    """Modules and style sheets, always asked for anew: a browser that kept some would mix two versions.

    They are answered from memory: a page asks for fifty at once while its engine starts, and handing each to a thread
    that opens a file takes two to three times as long (1.6 ms against 0.6 an answer).
    """

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, or 404 for what is no part of a view."""
        media_type = SERVED.get(PurePath(path).suffix)
        full, stat = self.lookup_path(path) if media_type else ("", None)
        if stat is None or not S_ISREG(stat.st_mode):
            raise HTTPException(404)
        content, etag = _read(full, stat.st_mtime_ns, stat.st_size)
        response = Response(content, headers={"ETag": etag, "Cache-Control": "no-cache"}, media_type=media_type)
        if self.is_not_modified(response.headers, Headers(scope=scope)):
            return NotModifiedResponse(response.headers)
        return response


@lru_cache(maxsize=512)
def _read(path: str, _changed: int, _size: int) -> tuple[bytes, str]:
    content = Path(path).read_bytes()
    return content, f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def routes() -> list[BaseRoute]:
    """What ``app.py`` adds to Streamlit's own routes."""
    base = compat.base_path()
    return [
        Mount(f"{base}/cae/pages", ViewFiles(directory=PAGES)),
        # plotly.min.js, as the wheel brings it; nothing is imported for that.
        Mount(f"{base}/cae/plotly", StaticFiles(packages=[("plotly", "package_data")])),
    ]
