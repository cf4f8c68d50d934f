"""Benchmark of the Contraction page in a real browser: a hand on an image, a run's figures, and what training keeps."""

from __future__ import annotations

import math
import tempfile
import time
from typing import TYPE_CHECKING

from cae.bench.browser import new_page, open_page, server, started_chromium
from cae.bench.live import headless_rate
from cae.bench.report import Coming, Say

if TYPE_CHECKING:
    from playwright.sync_api import Page

PROBE = '[data-testid="probe"]'
FIGURES = ("contraction_curve", "spectrum")
HIDDEN = 64
SECONDS = 8.0

# Counts from now on how often each figure is drawn: its serial changes with every drawing.
_COUNT = """(figures) => {
  window.drawings = Object.fromEntries(figures.map((name) => [name, 0]));
  for (const name of figures) {
    const panel = document.querySelector(`[data-testid="figure-${name}"]`);
    const observer = new MutationObserver((all) => (window.drawings[name] += all.length));
    observer.observe(panel, { attributeFilter: ['data-serial'] });
  }
}"""

_READING = """() => ({
  ...window.drawings, now: performance.now() / 1000,
  step: Number(document.querySelector('.cae-pane-live .cae-progress dd').textContent.replace(/\\D/g, '')),
})"""


def figures(say: Say) -> Coming:
    """The figures of the Contraction page at 1400 × 900, of a live run of 64 units that trains at full speed.

    Yields
    ------
    dict
        ``probe_fps``: answers painted a second while a pointer draws on the image. ``figures_hz``: refreshes a second
        of the curve and of the spectrum, with the twin at λ = 0 in both. ``training_kept_contraction``: steps a second
        over the headless rate, ``alone`` and ``with twin``, which then trains as many.
    """
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as cache,
        started_chromium() as chromium,
        server(CAE_CACHE_DIR=cache) as url,
    ):
        for twin in (True, False):
            page = new_page(chromium)
            open_page(page, f"{url}/contraction?hidden={HIDDEN}&twin={str(twin).lower()}")
            page.wait_for_selector(f"{PROBE}[data-painted]")
            page.wait_for_timeout(8000)  # until what else starts with the first page has started, and the twin is there
            say(f"figures and training, {'with' if twin else 'without'} the twin")
            page.locator(f'[data-testid="figure-{FIGURES[0]}"]').scroll_into_view_if_needed()
            page.wait_for_timeout(2000)
            page.evaluate(_COUNT, list(FIGURES))
            before = page.evaluate(_READING)
            page.wait_for_timeout(1000 * SECONDS)
            after = page.evaluate(_READING)
            seconds = after["now"] - before["now"]
            if twin:
                yield {"figures_hz": {name: (after[name] - before[name]) / seconds for name in FIGURES}}
                say("drawing on the image")
                yield {"probe_fps": _drawing(page)}
            kept = (after["step"] - before["step"]) / seconds
            page.close()
            say("training without a page")
            yield {"training_kept_contraction": {"with twin" if twin else "alone": kept / headless_rate()}}


def _drawing(page: Page) -> float:
    """Answers painted a second while a pointer draws loops on the image, as fast as the browser takes its moves."""
    page.get_by_role("radio", name="Draw").check()
    box = page.locator(f"{PROBE} .cae-probe-image").bounding_box()
    assert box is not None

    def at(t: float) -> tuple[float, float]:
        across, down = 0.5 + 0.3 * math.cos(3 * t), 0.5 + 0.3 * math.sin(2 * t)
        return box["x"] + box["width"] * across, box["y"] + box["height"] * down

    page.mouse.move(*at(0))
    page.mouse.down()
    painted = f"Number(document.querySelector('{PROBE}').dataset.painted)"
    before, start, now = page.evaluate(painted), time.perf_counter(), 0.0
    while now < SECONDS:
        page.mouse.move(*at(now))
        now = time.perf_counter() - start
    answers = page.evaluate(painted) - before
    page.mouse.up()
    return answers / now
