"""A fresh server and a real Chromium for tests that do what a user does."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.helpers.driver import LIVE, Server
from tests.helpers.newcomer import forget

CHROMIUM = Path("/usr/bin/chromium")
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """The context with a folder on disk, where Chromium keeps what it has compiled of a page's scripts."""
    if not CHROMIUM.exists():
        message = f"{CHROMIUM} is not there: apt-get install chromium to run the browser tests."
        if os.environ.get("CAE_REQUIRE_BROWSER"):
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        folder = tmp_path_factory.mktemp("browser")
        context = playwright.chromium.launch_persistent_context(folder, executable_path=CHROMIUM, args=ARGS)
        yield context
        context.close()


@pytest.fixture(scope="session")
def chromium(home: BrowserContext) -> Browser:
    assert home.browser is not None
    return home.browser


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def server(chromium: Browser, cache: Path) -> Iterator[Server]:
    """The server of all modules that need none of their own."""
    running = Server(CAE_CACHE_DIR=str(cache))
    yield running
    running.stop()


@pytest.fixture
def open_page(home: BrowserContext, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page as somebody who was never here, each time another one; a script error on it fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[object] = []

    def open_(url: str, width: int = 1400, height: int = 900, first_frame: bool = True, **browser: Any) -> Page:
        size = {"width": width, "height": height}
        context = chromium.new_context(viewport=size, **browser) if contexts or browser else home
        contexts.append(context)
        page = context.new_page()
        page.set_viewport_size(size)
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: errors.append(error))
        page.goto(url)
        if first_frame:
            page.wait_for_selector(f"{LIVE}[data-frame]")
        return page

    yield open_
    for context in contexts:
        if context is home:
            forget(home)
        else:
            context.close()
    assert not errors, f"the page's script failed: {errors}"


@pytest.fixture
def page(open_page: Callable[..., Page], server: Server) -> Page:
    return open_page(server.url)
