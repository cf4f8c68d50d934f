"""A server of the app for one test, and waiting for what it shows."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs

import psutil
from playwright.sync_api import Page

ROOT = Path(__file__).parents[2]
LIVE = '[data-testid="live-view"]'


class Server:
    """A Streamlit server of the app on a free port of 127.0.0.1."""

    def __init__(self, **environment: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(self.port)]
        command += ["--server.address", "127.0.0.1"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        until(self._answers, 60)

    def _answers(self) -> bool:
        try:
            return urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2).status == 200
        except OSError:  # not yet, or not in time
            return False

    def engines(self) -> list[psutil.Process]:
        """The engine processes there are."""
        children = psutil.Process(self.process.pid).children()
        return [child for child in children if "cae.runs.engine" in " ".join(child.cmdline())]

    def busy_engine(self) -> psutil.Process:
        """The engine that trains: the one that has used the most processor time of late."""
        before = {engine.pid: sum(engine.cpu_times()[:2]) for engine in self.engines()}
        time.sleep(0.5)
        return max(self.engines(), key=lambda engine: sum(engine.cpu_times()[:2]) - before.get(engine.pid, 0))

    def stop(self, how: int = signal.SIGTERM) -> None:
        """End the server and wait for it."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        self.process.communicate(timeout=30)


def until(holds: Callable[[], bool], seconds: float) -> None:
    """Wait until something holds; fail if it does not in time."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"{holds} did not hold within {seconds} s"
        time.sleep(0.05)


def reading(page: Page) -> dict[str, str]:
    """What the live view says of the frame on screen: step, lambda, frame, rate, state."""
    return page.locator(LIVE).evaluate("view => ({ ...view.dataset })")


def asked(page: Page, name: str) -> str | None:
    """What the address says of a parameter."""
    return parse_qs(page.evaluate("location.search.slice(1)")).get(name, [None])[0]
