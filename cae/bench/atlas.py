"""Benchmark of the Atlas page in a real browser."""

from __future__ import annotations

import os
import statistics
import tempfile
from collections.abc import Callable
from unittest.mock import patch

from cae.bench.live import CHROMIUM, CHROMIUM_ARGS, ROOT, open_page, server

ATLAS = '[data-testid="atlas-view"]'
ROUNDS = 3

# A drag: the slider is somewhere else at each animation frame, and the repaints of three seconds are counted.
_SCRUB = """
() => new Promise((resolve) => {
  const view = document.querySelector('[data-testid="atlas-view"]');
  const slider = document.querySelector('[data-testid="atlas-lambda"]');
  const last = Number(slider.max);
  const before = Number(view.dataset.repaints);
  const start = performance.now();
  let frames = 0;
  const turn = () => {
    const seconds = (performance.now() - start) / 1000;
    if (seconds > 3) return resolve((Number(view.dataset.repaints) - before) / seconds);
    const place = frames++ % (2 * last);
    slider.value = String(place <= last ? place : 2 * last - place);
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    requestAnimationFrame(turn);
  };
  requestAnimationFrame(turn);
})
"""


def browser(say: Callable[[str], None]) -> dict[str, float]:
    """The figures of the Atlas page.

    Returns
    -------
    dict
        ``scrub_fps``: repaints a second while the slider is dragged through the default atlas at 1400 × 900.
        ``atlas_mib``: what travelled to the page for it.
    """
    from playwright.sync_api import sync_playwright

    say("the default atlas, and scrubbing it")
    received: list[int] = []
    with (
        tempfile.TemporaryDirectory() as cache,
        patch.dict(os.environ, CAE_CACHE_DIR=cache),
        sync_playwright() as playwright,
        server(ROOT / "app.py") as url,
    ):
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        page = chromium.new_page(viewport={"width": 1400, "height": 900})

        def count(payload: str | bytes) -> None:
            received.append(len(payload))

        def listen(socket: object) -> None:
            if "/cae/atlas/" in socket.url:  # type: ignore[attr-defined]
                socket.on("framereceived", count)  # type: ignore[attr-defined]

        page.on("websocket", listen)
        open_page(page, f"{url}/atlas")
        page.wait_for_selector(f'{ATLAS}[data-state="complete"]', timeout=300_000)
        page.wait_for_timeout(2000)
        rates = [page.evaluate(_SCRUB) for _ in range(ROUNDS)]
        chromium.close()
    return {"scrub_fps": statistics.median(rates), "atlas_mib": sum(received) / 2**20}
