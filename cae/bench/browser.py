"""A server of the app and a real Chromium, for the benchmarks of the pages.

Playwright is imported only inside: who lists the benchmarks or runs the others needs none.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cae.bench.report import Unmeasured

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
APP = ROOT / "app.py"
CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
OPEN_S, RETRY_S = 60.0, 0.05
STOP_S = 20.0  # what a server has to end in


@contextmanager
def started_chromium() -> Iterator[Browser]:
    """A Chromium of its own, gone at the end."""
    from playwright.sync_api import sync_playwright

    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=str(CHROMIUM), args=CHROMIUM_ARGS) as chromium,
    ):
        yield chromium


def new_page(chromium: Browser) -> Page:
    """An empty page of the size that every figure is measured at, 1400 × 900."""
    return chromium.new_page(viewport={"width": 1400, "height": 900})


@contextmanager
def server(script: Path = APP, **environment: str) -> Iterator[str]:
    """A Streamlit server of its own on a free port of 127.0.0.1, gone at the end; its address."""
    with server_process(script, **environment) as (url, _):
        yield url


@contextmanager
def server_process(script: Path = APP, **environment: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """As ``server``, with the process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    command += ["--server.address", "127.0.0.1", "--server.headless", "true"]
    process = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.terminate()
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:  # what was measured of it stands all the same
            process.kill()
            process.wait()


def open_page(
    page: Page,
    url: str,
    clock: Callable[[], float] = time.perf_counter,
    sleep: Callable[[float], object] = time.sleep,
) -> None:
    """Go to a page whose server may still be starting: try until it opens.

    Whatever the browser calls it. It has many words for a server that isn't there yet, its own page about that
    among them, which interrupts the next attempt.

    Raises
    ------
    Unmeasured
        If it has not opened after a minute.
    """
    from playwright.sync_api import Error

    end = clock() + OPEN_S
    while True:
        try:
            page.goto(url)
            return
        except Error as error:
            if clock() >= end:
                words = str(error).partition("\n")[0]
                raise Unmeasured(
                    f"{url} did not open within {OPEN_S:.0f} s, and the browser last said “{words}”. "
                    "See whether “streamlit run app.py” starts."
                ) from error
        sleep(RETRY_S)
