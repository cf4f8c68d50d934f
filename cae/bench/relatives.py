"""Benchmark of the Relatives page in a real browser: how often it is painted with eight relatives at once."""

from __future__ import annotations

import tempfile
from collections import Counter
from urllib.parse import quote

from cae.bench.browser import new_page, open_page, server, started_chromium
from cae.bench.report import Coming, Say, Unmeasured
from cae.processes import frames

VIEW = '[data-testid="relatives-view"]'
RELATIVES = ("ae", "weight-decay", "sparse-kl", "denoising", "rbm", "cae+h", "deep", "recipe")
WARM_S, SECONDS = 8.0, 10.0


class Received:
    """What has come through a page's socket; one is painted before the next but two is sent."""

    def __init__(self) -> None:
        self.frames, self.steps, self.drawn = 0, 0, Counter[str]()

    def take(self, payload: str | bytes) -> None:
        """Count a message, if it is a frame, and whose reconstructions are in it."""
        if isinstance(payload, bytes) and payload.startswith(frames.MAGIC):
            header = frames.read_header(payload)
            self.frames, self.steps = self.frames + 1, header["step"]
            names = (row["name"].rpartition("/") for row in header["sections"])
            self.drawn.update(name for name, _, what in names if what == "strip")


def figures(say: Say) -> Coming:
    """The figures of the Relatives page at 1400 × 900, with eight relatives beside the model.

    Yields
    ------
    dict
        ``relatives_fps``: frames a second in all; ``relative_hz_min``: how often a second the slowest one's numbers and
        reconstructions are new; ``relatives_steps_hz``: steps of all a second meanwhile.

    Raises
    ------
    Unmeasured
        If one of the eight does not come at all.
    """
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as cache,
        started_chromium() as chromium,
        server(CAE_CACHE_DIR=cache) as url,
    ):
        page, received = new_page(chromium), Received()
        page.on("websocket", lambda socket: socket.on("framereceived", lambda payload: received.take(payload)))
        open_page(page, f"{url}/relatives?budget=0&relatives={quote(','.join(RELATIVES))}")
        page.wait_for_selector(f"{VIEW}[data-frame]")
        page.wait_for_timeout(1000 * WARM_S)  # until all are in step and the spare engine rests
        say("eight relatives while they train")
        before, steps = received.frames, received.steps
        received.drawn.clear()
        page.wait_for_timeout(1000 * SECONDS)
        if missing := [name for name in RELATIVES if name not in received.drawn]:
            raise Unmeasured(f"The page got nothing of {', '.join(missing)} in {SECONDS:g} seconds.")
        yield {
            "relatives_fps": (received.frames - before) / SECONDS,
            "relative_hz_min": min(received.drawn.values()) / SECONDS,
            "relatives_steps_hz": (received.steps - steps) / SECONDS,
        }
