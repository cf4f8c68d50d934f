"""Tests share a browser, and no visitor finds what another has left."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.helpers.driver import Server

LEAVE = """
  async () => {
    localStorage.setItem('cae-seen', 'true');
    sessionStorage.setItem('cae-seen', 'true');
    document.cookie = 'seen=true';
    await new Promise((then) => (indexedDB.open('seen').onsuccess = then));
  }
"""
FIND = """
  async () => [
    localStorage.length,
    sessionStorage.length,
    (await indexedDB.databases()).length,
    document.cookie.includes('seen'),
  ]
"""
NOTHING = [0, 0, 0, False]


@pytest.mark.parametrize("visit", ["first", "second"])
def test_a_visitor_finds_nothing_of_the_one_before(open_page: Callable[..., Page], server: Server, visit: str) -> None:
    page = open_page(f"{server.url}/_stcore/health", first_frame=False)
    assert page.evaluate(FIND) == NOTHING
    page.evaluate(LEAVE)
    assert page.evaluate(FIND) != NOTHING
