"""The routes of all pages, read from their tables."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterable

from starlette.routing import BaseRoute

from pages.kit import source_route, static
from pages.kit.page import Page
from pages.kit.services import Services


def of(pages: Iterable[Page], services: Services) -> list[BaseRoute]:
    """What ``app.py`` adds to Streamlit's own routes.

    A page with sources has the kit's socket; one that needs more has a module ``route`` with ``routes(services)``.
    """
    found = [*static.routes(), source_route.upload()]
    for page in pages:
        if page.sources:
            found.append(source_route.socket(page, services))
        own = f"pages.{page.name}.route"
        if importlib.util.find_spec(own) is not None:
            found += importlib.import_module(own).routes(services)
    return found
