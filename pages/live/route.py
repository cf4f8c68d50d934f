"""The routes of the Live page: its socket, and the model of a run as a file."""

from __future__ import annotations

from starlette.routing import BaseRoute

from pages.kit import run_route
from pages.kit.services import Services
from pages.live import LIVE


def routes(services: Services) -> list[BaseRoute]:
    """What ``app.py`` adds to Streamlit's own routes."""
    return run_route.routes(LIVE, services)
