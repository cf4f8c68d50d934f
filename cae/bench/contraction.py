"""Benchmark of the Contraction page in a real browser: a hand on an image, a run's figures, and what training keeps."""

from __future__ import annotations

import tempfile

from cae.bench.browser import new_page, open_page, server, started_chromium
from cae.bench.live import headless_rate
from cae.bench.report import Coming, Say

VIEW = '[data-testid="contraction-view"]'
PROBE = '[data-testid="probe"]'
FIGURES = ("contraction_curve", "spectrum")
HIDDEN = 64
SECONDS = 8.0

# A pointer that draws circles on the image, moved once a frame of the browser; frames painted a second meanwhile.
_DRAW = """
async ([probe, seconds]) => {
  const panel = document.querySelector(probe);
  const canvas = panel.querySelector('.cae-probe-hand');
  const { left, top, width, height } = canvas.getBoundingClientRect();
  const at = (t) => ({
    clientX: left + width * (0.5 + 0.3 * Math.cos(3 * t)), clientY: top + height * (0.5 + 0.3 * Math.sin(2 * t)),
    pointerId: 1, isPrimary: true, button: 0, buttons: 1, bubbles: true, pointerType: 'mouse',
  });
  const fire = (type, t) => canvas.dispatchEvent(new PointerEvent(type, at(t)));
  const painted = () => Number(panel.dataset.painted);
  fire('pointerdown', 0);
  const [start, before] = [performance.now(), painted()];
  let now = 0;
  while (now < seconds) {
    await new Promise(requestAnimationFrame);
    now = (performance.now() - start) / 1000;
    fire('pointermove', now);
  }
  const after = painted();
  fire('pointerup', now);
  return (after - before) / now;
}
"""


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
            page.evaluate(_COUNT, list(FIGURES))
            before = page.evaluate(_READING)
            page.wait_for_timeout(1000 * SECONDS)
            after = page.evaluate(_READING)
            seconds = after["now"] - before["now"]
            if twin:
                yield {"figures_hz": {name: (after[name] - before[name]) / seconds for name in FIGURES}}
                say("drawing on the image")
                yield {"probe_fps": page.evaluate(_DRAW, [PROBE, SECONDS])}
            kept = (after["step"] - before["step"]) / seconds
            page.close()
            say("training without a page")
            yield {"training_kept_contraction": {"with twin" if twin else "alone": kept / headless_rate()}}
