"""The routes of the Relatives page: its socket, the model of a run as a file, and the paper's table."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from cae.figures import figure
from cae.paper import bundled, words
from cae.paper.report import plots
from pages.kit import compat, run_route
from pages.kit.services import Services
from pages.relatives import RELATIVES


def routes(services: Services) -> list[BaseRoute]:
    """What ``app.py`` adds to Streamlit's own routes."""
    table = Route(f"{compat.base_path()}/cae/{RELATIVES.name}/table.json", _table)
    return [*run_route.routes(RELATIVES, services, kind="relatives"), table]


async def _table(request: Request) -> Response:
    """The paper's table, ours beside it, and its two figures."""
    return JSONResponse(await asyncio.to_thread(told))


def told(tables: Path = Path()) -> dict[str, Any]:
    """What the page is told of the newest table in a folder, or of the one that comes with the app."""
    results, folder = bundled.latest(tables)
    where = "the table that comes with the app"
    if folder is not None:
        day = time.localtime(folder.stat().st_mtime)
        where = f"a report of this machine, {folder.name}, {day.tm_mday} {time.strftime('%B %Y', day)}"
    curves, spectra = map(figure.told, plots(results).values())
    says = [*words.findings(results), words.SETTINGS_OF_THE_PAPER, words.GUESS, *words.setting(results)]
    return results.as_dict() | {"where": where, "words": says, "figures": {"curves": curves, "spectra": spectra}}
