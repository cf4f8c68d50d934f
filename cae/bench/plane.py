"""Benchmark of the Plane page in a real browser: how often its field is painted while it trains."""

from __future__ import annotations

import tempfile

from cae.bench.browser import new_page, open_page, server, started_chromium
from cae.bench.report import Coming, Say

VIEW = '[data-testid="plane-view"]'
SECONDS = 8.0

_READING = f"""() => {{
  const {{ step, frame }} = document.querySelector('{VIEW}').dataset;
  return {{ step: Number(step), frame: Number(frame), now: performance.now() / 1000 }};
}}"""


def figures(say: Say) -> Coming:
    """The figures of the Plane page at 1400 × 900, with its twin and the denoising autoencoder beside it.

    Yields
    ------
    dict
        ``field_fps``: pictures painted a second, each with a field of 40 × 40 places, while it trains at full speed;
        ``field_steps_hz``: steps a second meanwhile.
    """
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as cache,
        started_chromium() as chromium,
        server(CAE_CACHE_DIR=cache) as url,
    ):
        page = new_page(chromium)
        open_page(page, f"{url}/plane")
        page.wait_for_selector(f"{VIEW}[data-frame]")
        page.wait_for_timeout(6000)  # until the spare engine has warmed up and rests
        say("the field while it trains")
        before = page.evaluate(_READING)
        page.wait_for_timeout(1000 * SECONDS)
        after = page.evaluate(_READING)
        seconds = after["now"] - before["now"]
        yield {
            "field_fps": (after["frame"] - before["frame"]) / seconds,
            "field_steps_hz": (after["step"] - before["step"]) / seconds,
        }
