"""A page fetches everything from its own server: it works where there is no other, and tells nobody who visits."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from pages import PAGES
from tests.helpers.driver import Server

SMALL = "dataset=digits&hidden=8&lambdas=0;1&epochs=1&first_epochs=1"  # an atlas of seconds
RUNS = dict.fromkeys(("live", "plane", "relatives", "maths"), "[data-frame]")
SHOWN = RUNS | {"atlas": '[data-state="complete"]'}
STREAMLITS, OURS = re.compile("favicon.png"), re.compile("^data:image/svg")
INSIDE = ("data", "blob")  # what a page fetches from itself


@pytest.mark.parametrize("name", [page.name for page in PAGES])
def test_all_a_page_asks_for_it_asks_of_its_own_server(
    open_page: Callable[..., Page], server: Server, name: str
) -> None:
    asked: list[str] = []
    page = open_page("about:blank", first_frame=False)
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    page.goto(f"{server.url}/{name}?{SMALL if name == 'atlas' else ''}")
    page.wait_for_selector(f'[data-testid="{name}-view"]{SHOWN.get(name, "[data-serial]")}')
    icon = page.locator("link[rel~='icon']")
    expect(icon).not_to_have_attribute("href", STREAMLITS)
    page.emulate_media(color_scheme="dark")
    expect(page.get_by_test_id(f"{name}-view")).to_have_attribute("data-theme", "dark")
    if name in ("live", "atlas"):
        page.get_by_test_id("stExpandSidebarButton").click()
        expect(page.get_by_test_id("stSidebar").get_by_role("button").last).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    host = urlsplit(server.url).netloc
    assert any(url.startswith("ws") for url in asked)
    assert {url for url in asked if urlsplit(url).scheme not in INSIDE and urlsplit(url).netloc != host} == set()
    expect(icon).to_have_attribute("href", OURS)
