"""Benchmark of the Units page in a real browser."""

from __future__ import annotations

import statistics
import tempfile
from typing import TYPE_CHECKING

from cae.bench.brought import brought
from cae.bench.browser import new_page, open_page, server, started_chromium
from cae.bench.report import Coming, Say

if TYPE_CHECKING:
    from playwright.sync_api import Page

UNITS = '[data-testid="units-view"]'
LIVE_UNITS = (64, 1000)
LARGE = 1024  # units of the largest matrix, on the 10,000 test images of the full data set
DATASET = "fashion-mnist"
SECONDS, ROUNDS = 8.0, 5

_SERIAL = f"Number(document.querySelector('{UNITS}').dataset.serial)"
_SHOWN = "name => performance.getEntriesByName(name).map((entry) => entry.duration)"


def figures(say: Say) -> Coming:
    """The figures of the Units page at 1400 × 900.

    Yields
    ------
    dict
        ``units_refresh_hz``: refreshes painted a second while the live run of so many units trains at full speed.
        ``units_first_view_s``: from asking for a model of 1,024 units on 10,000 images, which are loaded, to the
        painted matrix. ``units_sort_ms``, ``units_rescale_ms``: the slowest order (by likeness among them) and the
        slowest scale, of that matrix, from the choice to its paint.
    """
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as cache,
        started_chromium() as chromium,
        server(CAE_CACHE_DIR=cache) as url,
    ):
        for hidden in LIVE_UNITS:
            say(f"refreshes of {hidden:,} live units")
            page = new_page(chromium)
            open_page(page, f"{url}/units?hidden={hidden}&unit=3&image=40")
            page.wait_for_selector(f"{UNITS}[data-serial]")
            page.wait_for_timeout(3000)
            before = page.evaluate(_SERIAL)
            page.wait_for_timeout(SECONDS * 1000)
            refreshes = page.evaluate(_SERIAL) - before
            page.close()
            yield {"units_refresh_hz": {str(hidden): refreshes / SECONDS}}
        say(f"{LARGE:,} units × 10,000 images")
        yield from _large(new_page(chromium), url)


def _large(page: Page, url: str) -> Coming:
    open_page(page, f"{url}/units?source=checkpoint&checkpoint={brought(page, url, LARGE)}&data={DATASET}")
    page.wait_for_selector(f'{UNITS}[data-images="1000"]', timeout=60_000)
    images = page.get_by_label("How many test images")
    for _ in range(ROUNDS):
        for count in ("10000", "1000"):
            images.select_option(count)
            page.wait_for_selector(f'{UNITS}[data-images="{count}"]', timeout=60_000)
            page.wait_for_timeout(1500)
    views = page.evaluate(_SHOWN, "units-first-view")[1::2]  # after the first one of all, every other is of 10,000
    yield {"units_first_view_s": statistics.median(views) / 1000}
    images.select_option("10000")
    page.wait_for_selector(f'{UNITS}[data-images="10000"]', timeout=60_000)
    page.wait_for_timeout(4000)  # what else is told of it
    orders = ("mean", "state", "share", "none", "cluster")
    yield {"units_sort_ms": _slowest(page, "Order of the units", orders, "units-sort")}
    yield {"units_rescale_ms": _slowest(page, "Scale of the colours", ("unit", "global", "fixed"), "units-rescale")}


def _slowest(page: Page, label: str, options: tuple[str, ...], name: str) -> float:
    """The slowest of the choices: the median of some rounds, or the first time where the server is asked only then."""
    times: dict[str, list[float]] = {option: [] for option in options}
    for _ in range(ROUNDS):
        for option in options:
            page.evaluate("name => performance.clearMeasures(name)", name)
            page.get_by_label(label).select_option(option)
            page.wait_for_function(f"name => ({_SHOWN})(name).length > 0", arg=name)
            times[option].append(page.evaluate(_SHOWN, name)[-1])
            page.wait_for_timeout(200)
    return max(taken[0] if option == "cluster" else statistics.median(taken) for option, taken in times.items())
