"""Launcher: ``streamlit run app.py``. The pages are in ``pages/``, what they show in ``cae/``."""

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import streamlit as st

from cae.atlas import route as atlas
from cae.live import route as live
from cae.units import route as units


@contextlib.asynccontextmanager
async def lifespan(app: object) -> AsyncIterator[dict[str, Any]]:
    """What trains in the background lives and ends with the server."""
    async with live.lifespan(app), atlas.lifespan(app), units.lifespan(app):
        yield {}


app = st.App("cae/studio/main.py", routes=[*live.routes(), *atlas.routes(), *units.routes()], lifespan=lifespan)
