"""The routes of the Plane page: its socket, and the model of a run as a file."""

from __future__ import annotations

from starlette.routing import BaseRoute

from pages.kit import run_route
from pages.kit.services import Services
from pages.plane import PLANE

# The same without the penalty, and a denoising autoencoder of a σ that is small beside the points' 2.
COMPANY = {"twin": 0.0, "denoising": 0.3}


def routes(services: Services) -> list[BaseRoute]:
    """What ``app.py`` adds to Streamlit's own routes."""
    return run_route.routes(PLANE, services, kind="plane", company=COMPANY)
