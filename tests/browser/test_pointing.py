"""What the pointer shows is what a click takes, wherever between the pixels it stands, however many there are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Page

from tests.helpers.driver import Server, until

SMALL = "dataset=digits&hidden=32&seed=1"
ATLAS = "dataset=digits&hidden=64&lambdas=0,0.5,1,3,10,100&epochs=1&first_epochs=1&at=1"


def tip(page: Page) -> str:
    return page.locator(".cae-tip").inner_text() if page.locator(".cae-tip").is_visible() else ""


def named(kind: str, text: str) -> str | None:
    """The number of the unit or image in the words of a tooltip."""
    found = re.search(rf"\b{kind} (\d+)", text)
    return found and found[1]


def pinned(page: Page, kind: str) -> str | None:
    return parse_qs(page.evaluate("location.search.slice(1)")).get(kind, [None])[0]


def places(page: Page, selector: str, n: int) -> Iterator[tuple[float, float]]:
    """Places all over an element, close to the lower edges of pixels."""
    canvas = page.locator(selector)
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    for k in range(n):
        x = int(box["x"] + box["width"] * (0.04 + 0.92 * (k * 0.381 % 1)))
        y = int(box["y"] + box["height"] * (0.03 + 0.94 * (k + 0.5) / n))
        yield x + 0.97, y + (0.97, 0.8, 0.6, 0.4)[k % 4]


def takes_what_it_shows(page: Page, selector: str, kind: str, n: int = 8, least: int = 3) -> None:
    """Hover, read, click, and compare, in many places."""
    seen = set()
    for x, y in places(page, selector, n):
        page.mouse.move(x, y)
        shown = named(kind, tip(page))
        if shown is None or shown in seen:  # nothing there; and a second click would let it go
            continue
        seen.add(shown)
        page.mouse.down()
        page.mouse.up()
        until(lambda shown=shown: pinned(page, kind) == shown, 5)
    assert len(seen) >= least, f"{selector} has shown {seen} only"


def opened(open_page: Callable[..., Page], url: str, ready: str, scale: float, **size: int) -> Page:
    page = open_page(url, first_frame=False, device_scale_factor=scale, **size)
    page.wait_for_selector(ready, timeout=60_000)
    return page


@pytest.mark.parametrize("scale", [1, 1.25, 1.5, 2])
def test_of_the_live_run(open_page: Callable[..., Page], server: Server, scale: float) -> None:
    page = opened(open_page, f"{server.url}/?{SMALL}", '[data-testid="live-view"][data-frame]', scale)
    if scale == 1:  # while the training moves the dots
        takes_what_it_shows(page, ".cae-right .cae-latent-map", "image", 20)
    page.keyboard.press("Space")
    page.wait_for_selector('[data-testid="live-view"][data-state="paused"]')
    takes_what_it_shows(page, ".cae-right .cae-heat-map", "unit", 16 if scale == 1.5 else 8)
    if scale != 1.5:
        return
    takes_what_it_shows(page, ".cae-right .cae-tiles-map", "unit", 8)
    takes_what_it_shows(page, ".cae-right .cae-latent-map", "image", 24)
    for k in (2, 5, 8):  # a column of the reconstructions says which image it has
        button = page.locator(".cae-right .cae-swap").nth(k)
        box, name = button.bounding_box(), button.get_attribute("title")
        page.mouse.move(box["x"] + box["width"] - 0.3, box["y"] + 20.97)
        meant = page.locator(".cae-swap:hover")
        if meant.count():
            name = meant.get_attribute("title")
            page.mouse.down()
            page.mouse.up()
            until(lambda meant=meant, name=name: meant.get_attribute("title") != name, 5)


def test_of_the_units_page(open_page: Callable[..., Page], server: Server) -> None:
    url = f"{server.url}/units?{SMALL}&unit=3&image=7"
    page = opened(open_page, url, '[data-testid="units-view"][data-serial]', 1.5)
    page.get_by_role("button", name="Pause").click()
    page.wait_for_selector('[data-testid="units-view"][data-state="paused"]')
    # by turns, for two clicks on the matrix would be a double click
    cells, states = (list(places(page, name, 8)) for name in (".cae-matrix-map", ".cae-matrix-states"))
    for cell, state in zip(cells, reversed(states), strict=True):
        for (x, y), kinds in ((cell, ("unit", "image")), (state, ("unit",))):
            page.mouse.move(x, y)
            shown = {kind: named(kind, tip(page)) for kind in kinds}
            page.mouse.down()
            if "image" in kinds:
                page.mouse.move(x + 0.6, y + 1.8)  # the hand trembles
            page.mouse.up()
            until(lambda shown=shown: all(pinned(page, kind) == n for kind, n in shown.items()), 5)
    takes_what_it_shows(page, ".cae-chart-sensitive > canvas", "unit", 8)


def test_of_the_atlas(open_page: Callable[..., Page], server: Server) -> None:
    page = opened(open_page, f"{server.url}/atlas?{ATLAS}", '[data-testid="atlas-view"][data-state="complete"]', 1.5)
    takes_what_it_shows(page, ".cae-right .cae-heat-map", "unit", 8)
    takes_what_it_shows(page, ".cae-right .cae-tiles-map", "unit", 6)
    takes_what_it_shows(page, ".cae-right .cae-latent-map", "image", 24)
    view = page.get_by_test_id("atlas-view")
    box = page.locator(".cae-states-map").bounding_box()
    for k in range(60, 80, 3):
        page.mouse.move(box["x"] + box["width"] * k / 90 + 0.9, box["y"] + 20.9)
        shown = re.search(r"λ = ([\d.]+)", tip(page))[1]
        page.mouse.down()
        page.mouse.up()
        until(lambda shown=shown: float(view.get_attribute("data-lambda")) == float(shown), 5)
