"""A page fetches everything from its own server: it works where there is no other, and tells nobody who visits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from pages import PAGES
from tests.helpers.driver import Server

SMALL = "dataset=digits&hidden=8&lambdas=0;1&epochs=1&first_epochs=1"  # an atlas of seconds
SHOWN = {
    "live": "[data-frame]",
    "plane": "[data-frame]",
    "relatives": "[data-frame]",
    "maths": "[data-frame]",
    "atlas": '[data-state="complete"]',
}
STREAMLITS, OURS = re.compile("favicon.png"), re.compile("^data:image/svg")
INSIDE = ("data", "blob")  # what a page fetches from itself


@pytest.fixture(scope="module")
def server(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    cache: Path = tmp_path_factory.mktemp("cache")
    running = Server(CAE_CACHE_DIR=str(cache))
    yield running
    running.stop()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", [page.name for page in PAGES])
def test_all_a_page_asks_for_it_asks_of_its_own_server(
    chromium: Browser, server: Server, name: str, theme: str
) -> None:
    context = chromium.new_context(color_scheme=theme, viewport={"width": 1400, "height": 900})  # type: ignore[arg-type]
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.on("websocket", lambda socket: asked.append(socket.url))
    page.goto(f"{server.url}/{name}?{SMALL if name == 'atlas' else ''}")
    page.wait_for_selector(f'[data-testid="{name}-view"]{SHOWN.get(name, "[data-serial]")}')
    icon = page.locator("link[rel~='icon']")
    expect(icon).not_to_have_attribute("href", STREAMLITS)
    if name in ("live", "atlas"):
        page.get_by_test_id("stExpandSidebarButton").click()
        expect(page.get_by_test_id("stSidebar").get_by_role("button").last).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    host = urlsplit(server.url).netloc
    assert any(url.startswith("ws") for url in asked)
    assert {url for url in asked if urlsplit(url).scheme not in INSIDE and urlsplit(url).netloc != host} == set()
    expect(icon).to_have_attribute("href", OURS)
    context.close()
