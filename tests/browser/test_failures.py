"""What a user sees when something breaks, and what is left behind."""

from __future__ import annotations

import json
import re
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

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

    def rests() -> bool:
        before = sum(engine.cpu_times()[:2])
        time.sleep(1)
        return sum(engine.cpu_times()[:2]) - before < 0.1

    until(rests, LEASE_S + 15)


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


def test_no_engine_free_puts_the_page_in_a_queue(
    open_page: Callable[..., Page], chromium: object, tmp_path: Path
) -> None:
    server = Server(CAE_MAX_RUNS="1", CAE_CACHE_DIR=str(tmp_path))
    try:
        first = open_page(server.url)
        second = open_page(server.url, first_frame=False)
        second.wait_for_selector(f'{LIVE}[data-state="queued"]')
        expect(second.get_by_text("number 1 in the queue")).to_be_visible()
        meanwhile = second.frame_locator(".cae-waiting-frame")
        expect(meanwhile.get_by_text("A still picture.")).to_be_visible()
        first.close()
        second.wait_for_selector(f'{LIVE}[data-state="running"]', timeout=1000 * (LEASE_S + 20))
        expect(second.locator(".cae-waiting-frame")).to_have_count(0)
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


# -- a page of another version -----------------------------------------------------------------------------

TINY = "dataset=digits&hidden=8&lambdas=0&epochs=1&first_epochs=1"


def of_another_version(socket: WebSocketRoute) -> None:
    """Let the server be of another version than the modules of the page; all else it says comes through."""
    server = socket.connect_to_server()

    def heard(message: str | bytes) -> None:
        told = isinstance(message, str) and json.loads(message)["type"] == "version"
        socket.send(json.dumps({"type": "version", "version": "of tomorrow"}) if told else message)

    server.on_message(heard)


@pytest.mark.parametrize(
    ("path", "view"), [("/", "live-view"), (f"/atlas?{TINY}", "atlas-view"), ("/units?hidden=8", "units-view")]
)
def test_a_page_of_another_version_than_the_server_says_so_and_reloads(
    path: str, view: str, open_page: Callable[..., Page], server: Server
) -> None:
    page = open_page("about:blank", first_frame=False)
    page.route_web_socket(re.compile(r"/cae/\w+/socket"), of_another_version)
    page.goto(f"{server.url}{path}")
    banner = page.get_by_test_id(view).get_by_role("alert").filter(has_text="of another version than the server")
    expect(banner).to_be_visible()
    page.evaluate("window.before = true")
    banner.get_by_role("button", name="Reload").click()
    until(lambda: page.evaluate("window.before") is None, 10)
    expect(banner).to_be_visible()  # the server is still the same


def test_a_page_of_the_servers_own_version_has_nothing_to_say(page: Page) -> None:
    until(lambda: int(reading(page)["step"]) > 50, 20)
    expect(page.get_by_text("of another version")).to_have_count(0)
