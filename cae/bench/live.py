"""Benchmarks of the live page in a real browser: frames, training kept, and the way from hand to eye."""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cae.processes.handle import threads

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
CHROMIUM = "/usr/bin/chromium"
CHROMIUM_ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
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
      if (Math.abs(Number(view.dataset.lambda) - lam) > 1e-9 * lam) return;
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


def browser(say: Callable[[str], None]) -> dict[str, Any]:
    """The figures of the live page.

    Returns
    -------
    dict
        ``painted_fps``, ``live_vs_headless_rate``, ``lambda_to_paint_ms_p50`` and ``_p95``, ``bare_page_s``,
        ``first_frame_s`` and ``first_frame_vs_bare``: (first frame − 2 s) over the bare page.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        say("from start to first picture")
        bare, first = [], []
        for _ in range(ROUNDS):
            bare.append(_until_shown(chromium, _bare_page(), "text=bare page"))
            first.append(_until_shown(chromium, ROOT / "app.py", f"{LIVE}[data-frame]"))
        with server(ROOT / "app.py") as url:
            page = chromium.new_page(viewport={"width": 1400, "height": 900})
            open_page(page, url)
            page.wait_for_selector(f"{LIVE}[data-frame]")
            say("frames and training")
            page.wait_for_timeout(6000)  # until the spare engine has warmed up and rests
            fps, kept = _frames_and_training(page)
            say("λ to paint")
            latencies = _drag(page)
        chromium.close()
    latencies.sort()
    return {
        "painted_fps": fps,
        "live_vs_headless_rate": kept,
        "lambda_to_paint_ms_p50": statistics.median(latencies),
        "lambda_to_paint_ms_p95": latencies[int(0.95 * len(latencies))],
        "bare_page_s": statistics.median(bare),
        "first_frame_s": statistics.median(first),
        "first_frame_vs_bare": statistics.median((f - 2) / b for f, b in zip(first, bare, strict=True)),
    }


@contextmanager
def server(script: Path) -> Iterator[str]:
    """A Streamlit server of its own on a free port of 127.0.0.1, gone at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    command += ["--server.address", "127.0.0.1", "--server.headless", "true"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def _bare_page() -> Path:
    path = Path(tempfile.mkdtemp()) / "bare.py"
    path.write_text('import streamlit as st\nst.write("bare page")\n')
    return path


def _until_shown(chromium: Browser, script: Path, selector: str) -> float:
    """Seconds from the start of the server's process to the selector on a page that was never opened before."""
    start = time.perf_counter()
    with server(script) as url:
        page = chromium.new_page(viewport={"width": 1400, "height": 900})
        open_page(page, url)
        page.wait_for_selector(selector, timeout=60_000)
        seconds = time.perf_counter() - start
        page.close()
    return seconds


def open_page(page: Page, url: str) -> None:
    """Go to a page whose server may still be starting."""
    start = time.perf_counter()
    while True:
        try:
            page.goto(url)
            return
        except Exception as error:
            if "ERR_CONNECTION_REFUSED" not in str(error) or time.perf_counter() - start > 60:
                raise
            time.sleep(0.05)


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
    environment = os.environ | {"OMP_NUM_THREADS": str(threads()), "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-c", _HEADLESS, str(threads()), str(SECONDS)]
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
