"""What a user sees when something breaks, and what is left behind."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator

import psutil
import pytest
from playwright.sync_api import Page, expect

from cae.runs.hub import LEASE_S
from tests.helpers.driver import LIVE, Server, reading, until


@pytest.fixture
def own_server(chromium: object) -> Iterator[Server]:
    running = Server()
    yield running
    running.stop(signal.SIGKILL)


def test_a_killed_engine_is_replaced_and_training_goes_on(page: Page, server: Server) -> None:
    until(lambda: int(reading(page)["step"]) > 300, 30)
    page.keyboard.press("3")  # λ = 1, which the new engine must know too
    until(lambda: float(reading(page)["lambda"]) == 1, 10)
    page.evaluate(
        """() => {
          const view = document.querySelector('[data-testid="live-view"]');
          window.states = [];
          new MutationObserver(() => window.states.push(view.dataset.state))
            .observe(view, { attributes: true, attributeFilter: ['data-state'] });
        }"""
    )
    engine = server.busy_engine()
    before = int(reading(page)["step"])
    rate = float(reading(page)["rate"]) / 128
    engine.kill()
    until(lambda: "reconnecting" in page.evaluate("window.states"), 10)
    until(lambda: reading(page)["state"] == "running", 30)
    after = int(reading(page)["step"])
    assert after > before - 2.5 * rate, "more than two seconds of training were lost"
    assert float(reading(page)["lambda"]) == 1
    until(lambda: int(reading(page)["step"]) > after + 50, 20)


def test_a_dropped_socket_reconnects_to_the_same_run(page: Page) -> None:
    until(lambda: int(reading(page)["step"]) > 100, 20)
    page.context.set_offline(True)
    page.evaluate("window.dispatchEvent(new Event('offline'))")
    page.wait_for_timeout(300)
    page.context.set_offline(False)
    at = int(reading(page)["step"])
    until(lambda: int(reading(page)["step"]) > at + 50, 30)
    assert reading(page)["state"] == "running"


def test_a_closed_tab_frees_its_run(open_page: Callable[..., Page], own_server: Server) -> None:
    page = open_page(own_server.url)
    until(lambda: int(reading(page)["step"]) > 50, 20)
    engine = own_server.busy_engine()
    page.close()
    until(lambda: not engine.is_running() or engine.status() == psutil.STATUS_ZOMBIE, LEASE_S + 15)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_stopped_server_leaves_no_process_behind(
    open_page: Callable[..., Page], own_server: Server, how: int
) -> None:
    page = open_page(own_server.url)
    until(lambda: int(reading(page)["step"]) > 20, 20)
    engines = own_server.engines()
    assert engines
    own_server.stop(how)
    _, alive = psutil.wait_procs(engines, timeout=10)
    assert not alive


def test_no_engine_free_puts_the_page_in_a_queue(open_page: Callable[..., Page], chromium: object) -> None:
    server = Server(CAE_MAX_RUNS="1")
    try:
        first = open_page(server.url)
        second = open_page(server.url, first_frame=False)
        second.wait_for_selector(f'{LIVE}[data-state="queued"]')
        expect(second.get_by_text("number 1 in the queue")).to_be_visible()
        first.close()
        second.wait_for_selector(f'{LIVE}[data-state="running"]', timeout=1000 * (LEASE_S + 20))
    finally:
        server.stop()


def test_a_hidden_tab_gets_no_frames(page: Page) -> None:
    until(lambda: int(reading(page)["frame"]) > 10, 20)
    page.evaluate(
        """() => {
          Object.defineProperty(document, 'hidden', { value: true, configurable: true });
          document.dispatchEvent(new Event('visibilitychange'));
        }"""
    )
    time.sleep(1)
    frames, step = int(reading(page)["frame"]), int(reading(page)["step"])
    time.sleep(1)
    assert int(reading(page)["frame"]) == frames
    page.evaluate(
        """() => {
          Object.defineProperty(document, 'hidden', { value: false, configurable: true });
          document.dispatchEvent(new Event('visibilitychange'));
        }"""
    )
    until(lambda: int(reading(page)["step"]) > step + 100, 20)
