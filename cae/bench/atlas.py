"""Benchmark of the Atlas page in a real browser."""

from __future__ import annotations

import statistics
import tempfile
from typing import TYPE_CHECKING

from cae.bench.browser import new_page, open_page, server, started_chromium
from cae.bench.report import Coming, Say

if TYPE_CHECKING:
    from playwright.sync_api import WebSocket

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


def figures(say: Say) -> Coming:
    """The figures of the Atlas page.

    Yields
    ------
    dict
        ``scrub_fps``: repaints a second while the slider is dragged through the default atlas at 1400 × 900.
        ``atlas_mib``: what travelled to the page for it.
    """
    say("the default atlas, and scrubbing it")
    received: list[int] = []
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as cache,
        started_chromium() as chromium,
        server(CAE_CACHE_DIR=cache) as url,
    ):
        page = new_page(chromium)

        def count(payload: str | bytes) -> None:
            received.append(len(payload))

        def listen(socket: WebSocket) -> None:
            if "/cae/atlas/" in socket.url:
                socket.on("framereceived", count)

        page.on("websocket", listen)
        open_page(page, f"{url}/atlas")
        page.wait_for_selector(f'{ATLAS}[data-state="complete"]', timeout=300_000)
        page.wait_for_timeout(2000)
        rates = [page.evaluate(_SCRUB) for _ in range(ROUNDS)]
        yield {"scrub_fps": statistics.median(rates), "atlas_mib": sum(received) / 2**20}
