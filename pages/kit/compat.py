"""Every touch of a Streamlit internal, so that an upgrade has one place to look."""

from __future__ import annotations

import contextlib
import os
import socket
from stat import S_ISSOCK

from streamlit import config
from streamlit.web.server.starlette.starlette_websocket import _is_origin_allowed


def origin_allowed(origin: str | None, host: str | None) -> bool:
    """Whether a socket from this Origin may connect: by the rule Streamlit applies to its own socket."""
    return _is_origin_allowed(origin, host)


def base_path() -> str:
    """``server.baseUrlPath`` as a prefix of routes: "" or "/name"."""
    base = str(config.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}" if base else ""


def answer_at_once() -> None:
    """Let every answer leave when it is written: on this process's listening sockets, which connections take after.

    Streamlit binds its socket in a way (protocol 0) in which asyncio does not know it for TCP, and so leaves Nagle's
    algorithm on: the second packet of an answer then waits for the browser's delayed word on the first, up to 40 ms.
    """
    if os.name == "nt":  # where a socket is no file
        return
    for name in os.listdir("/dev/fd"):
        with contextlib.suppress(OSError):  # one that has just been closed
            if S_ISSOCK(os.fstat(int(name)).st_mode):
                with socket.socket(fileno=os.dup(int(name))) as found:
                    _answer_at_once(found)


def _answer_at_once(found: socket.socket) -> None:
    tcp = found.family in (socket.AF_INET, socket.AF_INET6) and found.type == socket.SOCK_STREAM
    if tcp and found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
        found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
