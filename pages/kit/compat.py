"""Every touch of a Streamlit internal, so that an upgrade has one place to look."""

from __future__ import annotations

from streamlit import config
from streamlit.web.server.starlette.starlette_websocket import _is_origin_allowed


def origin_allowed(origin: str | None, host: str | None) -> bool:
    """Whether a socket from this Origin may connect: by the rule Streamlit applies to its own socket."""
    return _is_origin_allowed(origin, host)


def base_path() -> str:
    """``server.baseUrlPath`` as a prefix of routes: "" or "/name"."""
    base = str(config.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}" if base else ""
