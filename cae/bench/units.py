"""Benchmark of the Units page in a real browser."""

from __future__ import annotations

import os
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from cae.bench.live import CHROMIUM, CHROMIUM_ARGS, ROOT, open_page, server

if TYPE_CHECKING:
    from playwright.sync_api import Page

UNITS = '[data-testid="units-view"]'
LIVE_UNITS = (64, 1000)
LARGE = 1024  # units of the largest matrix, on the 10,000 test images of the full data set
DATASET = "fashion-mnist"
SECONDS, ROUNDS = 8.0, 5

_SERIAL = f"Number(document.querySelector('{UNITS}').dataset.serial)"
_SHOWN = "name => performance.getEntriesByName(name).map((entry) => entry.duration)"


def browser(say: Callable[[str], None]) -> dict[str, Any]:
    """The figures of the Units page at 1400 × 900.

    Returns
    -------
    dict
        ``units_refresh_hz``: refreshes painted a second while the live run of so many units trains at full speed.
        ``units_first_view_s``: from asking for a model of 1,024 units on 10,000 images, which are loaded, to the
        painted matrix. ``units_sort_ms``, ``units_rescale_ms``: the slowest order (by likeness among them) and the
        slowest scale, of that matrix, from the choice to its paint.
    """
    from playwright.sync_api import sync_playwright

    with (
        tempfile.TemporaryDirectory() as cache,
        patch.dict(os.environ, CAE_CACHE_DIR=cache),
        sync_playwright() as playwright,
        server(ROOT / "app.py") as url,
    ):
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        refreshes = {}
        for hidden in LIVE_UNITS:
            say(f"refreshes of {hidden:,} live units")
            page = chromium.new_page(viewport={"width": 1400, "height": 900})
            open_page(page, f"{url}/units?hidden={hidden}&unit=3&image=40")
            page.wait_for_selector(f"{UNITS}[data-serial]")
            page.wait_for_timeout(3000)
            before = page.evaluate(_SERIAL)
            page.wait_for_timeout(SECONDS * 1000)
            refreshes[str(hidden)] = (page.evaluate(_SERIAL) - before) / SECONDS
            page.close()
        say(f"{LARGE:,} units × 10,000 images")
        page = chromium.new_page(viewport={"width": 1400, "height": 900})
        figures = _large(page, url, Path(cache))
        chromium.close()
    return {"units_refresh_hz": refreshes} | figures


def _large(page: Page, url: str, cache: Path) -> dict[str, float]:
    brought = page.request.post(f"{url}/cae/units/checkpoint", data=_checkpoint(cache / "large.safetensors"))
    page.goto(f"{url}/units?source=checkpoint&checkpoint={brought.json()['id']}&data={DATASET}")
    page.wait_for_selector(f'{UNITS}[data-images="1000"]', timeout=60_000)
    images = page.get_by_label("How many test images")
    for _ in range(ROUNDS):
        for count in ("10000", "1000"):
            images.select_option(count)
            page.wait_for_selector(f'{UNITS}[data-images="{count}"]', timeout=60_000)
            page.wait_for_timeout(1500)
    views = page.evaluate(_SHOWN, "units-first-view")[1::2]  # after the first one of all, every other is of 10,000
    images.select_option("10000")
    page.wait_for_selector(f'{UNITS}[data-images="10000"]', timeout=60_000)
    page.wait_for_timeout(4000)  # what else is told of it
    sorts = _slowest(page, "Order of the units", ("mean", "state", "share", "none", "cluster"), "units-sort")
    scales = _slowest(page, "Scale of the colours", ("unit", "global", "fixed"), "units-rescale")
    return {"units_first_view_s": statistics.median(views) / 1000, "units_sort_ms": sorts, "units_rescale_ms": scales}


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


def _checkpoint(path: Path) -> bytes:
    """A model of the largest size there is a figure for, trained for a moment."""
    from cae import Autoencoder, Trainer, checkpoint, load_dataset

    x = load_dataset().x_train
    trainer = Trainer(Autoencoder((x.shape[1], LARGE)), x, lam=0.1)
    trainer.run(100)
    checkpoint.save(path, trainer.model)
    return path.read_bytes()
