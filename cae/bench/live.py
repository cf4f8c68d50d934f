"""Benchmarks of the live page in a real browser: frames, training kept, and the way from hand to eye."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from cae.bench.browser import APP, ROOT, new_page, open_page, server, started_chromium
from cae.bench.report import Coming, Figures, Say
from cae.processes.handle import half_the_cores

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

LIVE = '[data-testid="live-view"]'
SECONDS, ROUNDS, DRAGS = 8.0, 3, 60

_HEADLESS = """
import sys, time, torch
from cae import Autoencoder, Trainer, load_dataset
torch.set_num_threads(int(sys.argv[1]))
x = load_dataset().x_train
trainer = Trainer(Autoencoder((784, 64)), x, lam=0.1)
trainer.run(300)
start, first = time.perf_counter(), trainer.step
while time.perf_counter() - start < float(sys.argv[2]):
    trainer.run(50)
print((trainer.step - first) / (time.perf_counter() - start))
"""

# From the input event to the frame that was trained with its λ, taken after that frame's paint.
_DRAG = """
async ([position, lam]) => {
  const view = document.querySelector('[data-testid="live-view"]');
  const input = document.querySelector('[data-testid="lambda"]');
  return await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no frame with this lambda came')), 5000);
    const start = performance.now();
    const observer = new MutationObserver(() => {
      // the slider gives four digits; its neighbours lie 2.3 % apart
      if (Math.abs(Number(view.dataset.lambda) - lam) > 1e-3 * lam) return;
      observer.disconnect();
      clearTimeout(timer);
      const channel = new MessageChannel();
      channel.port1.onmessage = () => resolve(performance.now() - start);
      channel.port2.postMessage(0);
    });
    observer.observe(view, { attributes: true, attributeFilter: ['data-lambda'] });
    input.value = String(position);
    input.dispatchEvent(new Event('input', { bubbles: true }));
  });
}
"""


def figures(say: Say) -> Coming:
    """The figures of the live page.

    Yields
    ------
    dict
        ``bare_page_s``, ``first_frame_s`` and ``first_frame_vs_bare``: (first frame − 2 s) over the bare page.
        ``painted_fps``, ``live_vs_headless_rate``, ``lambda_to_paint_ms_p50`` and ``_p95``.
    """
    with started_chromium() as chromium:
        say("from start to first picture")
        yield _first_pictures(chromium)
        with server() as url:
            page = new_page(chromium)
            open_page(page, url)
            page.wait_for_selector(f"{LIVE}[data-frame]")
            say("frames and training")
            page.wait_for_timeout(6000)  # until the spare engine has warmed up and rests
            fps, kept = _frames_and_training(page)
            yield {"painted_fps": fps, "live_vs_headless_rate": kept}
            say("λ to paint")
            latencies = sorted(_drag(page))
            yield {
                "lambda_to_paint_ms_p50": statistics.median(latencies),
                "lambda_to_paint_ms_p95": latencies[int(0.95 * len(latencies))],
            }


def _first_pictures(chromium: Browser) -> Figures:
    bare, first = [], []
    with tempfile.TemporaryDirectory() as folder:
        bare_page = Path(folder) / "bare.py"
        bare_page.write_text('import streamlit as st\nst.write("bare page")\n')
        for _ in range(ROUNDS):
            bare.append(_until_shown(chromium, bare_page, "text=bare page"))
            first.append(_until_shown(chromium, APP, f"{LIVE}[data-frame]"))
    return {
        "bare_page_s": statistics.median(bare),
        "first_frame_s": statistics.median(first),
        "first_frame_vs_bare": statistics.median((f - 2) / b for f, b in zip(first, bare, strict=True)),
    }


def _until_shown(chromium: Browser, script: Path, selector: str) -> float:
    """Seconds from the start of the server's process to the selector on a page that was never opened before."""
    start = time.perf_counter()
    with server(script) as url:
        page = new_page(chromium)
        open_page(page, url)
        page.wait_for_selector(selector, timeout=60_000)
        seconds = time.perf_counter() - start
        page.close()
    return seconds


def _frames_and_training(page: Page) -> tuple[float, float]:
    fps, kept = [], []
    for _ in range(ROUNDS):
        page.wait_for_timeout(1000)
        before = _reading(page)
        page.wait_for_timeout(int(1000 * SECONDS))
        after = _reading(page)
        seconds = after["now"] - before["now"]
        fps.append((after["frame"] - before["frame"]) / seconds)
        page.get_by_role("button", name="Pause").click()
        page.wait_for_selector(f'{LIVE}[data-state="paused"]')
        kept.append((after["step"] - before["step"]) / seconds / headless_rate())
        page.get_by_role("button", name="Play").click()
        page.wait_for_selector(f'{LIVE}[data-state="running"]')
    return statistics.median(fps), statistics.median(kept)


def headless_rate() -> float:
    """Steps a second of the default model with an engine's thread count and nothing else to do."""
    environment = os.environ | {"OMP_NUM_THREADS": str(half_the_cores()), "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-c", _HEADLESS, str(half_the_cores()), str(SECONDS)]
    return float(subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True).stdout)


def _reading(page: Page) -> dict[str, float]:
    return page.evaluate(
        """() => {
          const { step, frame } = document.querySelector('[data-testid="live-view"]').dataset;
          return { step: Number(step), frame: Number(frame), now: performance.now() / 1000 };
        }"""
    )


def _drag(page: Page) -> list[float]:
    latencies = []
    for number in range(DRAGS):
        position = 101 + (number * 37) % 200  # never the same value twice in a row
        latencies.append(page.evaluate(_DRAG, [position, 10 ** (-2 + (position - 1) / 100)]))
        page.wait_for_timeout(90 + (number * 53) % 170)
    return latencies
