"""Benchmark of the Latent page in a real browser: how often its map is painted while a hand moves it."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from cae.bench.brought import brought
from cae.bench.browser import new_page, open_page, server, started_chromium
from cae.bench.report import Coming, Say

if TYPE_CHECKING:
    from playwright.sync_api import Page

DATASET, IMAGES, HIDDEN = "fashion-mnist", 10_000, 64
STAGE = ".cae-map-stage"
SECONDS = 6.0

_PAINTED = f"Number(document.querySelector('{STAGE}').dataset.painted)"


def figures(say: Say) -> Coming:
    """The figures of the Latent page at 1400 × 900, of 10,000 codes of 64 units.

    Yields
    ------
    dict
        ``latent_fps``: maps painted a second while it is panned and while it is zoomed, as fast as the browser takes
        the moves of a pointer and a wheel.
    """
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as cache,
        started_chromium() as chromium,
        server(CAE_CACHE_DIR=cache) as url,
    ):
        page = new_page(chromium)
        open_page(page, url)
        model = brought(page, url, HIDDEN)
        say(f"{IMAGES:,} codes")
        page.goto(f"{url}/latent?source=checkpoint&checkpoint={model}&data={DATASET}&images={IMAGES}")
        page.wait_for_selector(f'[data-testid="map"][data-count="{IMAGES}"]', timeout=60_000)
        page.wait_for_timeout(6000)  # what else is told of them
        box = page.locator(STAGE).bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.move(x, y)
        page.mouse.down()
        panned = _painted(page, lambda n: page.mouse.move(x + n % 120, y + (n // 2) % 80))
        page.mouse.up()
        zoomed = _painted(page, lambda n: page.mouse.wheel(0, -40 if n % 40 < 20 else 40))
        yield {"latent_fps": {"pan": panned, "zoom": zoomed}}


def _painted(page: Page, move: Callable[[int], None]) -> float:
    """Pictures a second while something is moved again and again."""
    before, start, n = page.evaluate(_PAINTED), time.perf_counter(), 0
    while time.perf_counter() - start < SECONDS:
        n += 1
        move(n)
    return (page.evaluate(_PAINTED) - before) / (time.perf_counter() - start)
