"""What a user does on the Latent page: looks at the map, pins two images, decodes a place, selects, searches."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.helpers.driver import Server, asked, until

RUN = "dataset=digits&hidden=16&lam=0.1"


@pytest.fixture
def open_latent(open_page: Callable[..., Page], server: Server) -> Callable[..., Page]:
    def open_(query: str, **browser: object) -> Page:
        page = open_page("about:blank", first_frame=False, **browser)
        page.goto(f"{server.url}/latent?{query}")
        page.wait_for_selector('[data-testid="map"][data-count]:not([data-count="0"])')
        page.keyboard.press("Space")  # what is looked at stands still
        page.wait_for_selector('[data-testid="latent-view"][data-state="paused"]')
        return page

    return open_


def told(element: Locator, name: str) -> str | None:
    return element.get_attribute(f"data-{name}")


def pixels(canvas: Locator) -> str:
    return canvas.evaluate("canvas => canvas.toDataURL()")


def canvas_of(page: Page) -> tuple[Locator, dict[str, float]]:
    canvas = page.locator(".cae-map-dots")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    return canvas, box


def test_two_images_are_pinned_and_the_line_between_them_is_decoded(open_latent: Callable[..., Page]) -> None:
    page = open_latent(f"{RUN}&image=7")
    canvas, _ = canvas_of(page)
    canvas.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+Enter")
    until(lambda: asked(page, "b") is not None, 5)
    line = page.get_by_test_id("line")
    until(lambda: told(line, "b") == asked(page, "b"), 10)
    expect(line.locator(".cae-figure-words")).to_contain_text("Half way")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    until(lambda: asked(page, "image") not in (None, "7"), 5)
    near = page.get_by_test_id("neighbours")
    until(lambda: told(near, "image") == asked(page, "image") and (told(near, "agree") or "").isdigit(), 10)
    page.keyboard.press("Escape")
    until(lambda: asked(page, "b") is None and asked(page, "image") is not None, 5)


def test_a_click_on_an_empty_place_decodes_it(open_latent: Callable[..., Page]) -> None:
    page = open_latent(f"{RUN}&image=7")
    canvas, box = canvas_of(page)
    pair = page.get_by_test_id("pair")
    place = pair.locator(".cae-pair-place canvas")
    empty = pixels(place)
    canvas.click(position={"x": box["width"] / 2, "y": 6})
    until(lambda: told(pair, "place") not in (None, ""), 10)
    until(lambda: pixels(place) != empty, 5)
    expect(pair).to_contain_text("principal components")


def test_the_map_pans_zooms_and_goes_to_lambda_0(open_latent: Callable[..., Page]) -> None:
    page = open_latent(f"{RUN}&image=7")
    canvas, box = canvas_of(page)
    chart = page.get_by_test_id("map")
    seen = [pixels(canvas)]

    def changed() -> None:
        until(lambda: pixels(canvas) != seen[-1], 5)
        seen.append(pixels(canvas))

    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.wheel(0, -300)
    changed()
    page.mouse.down()
    page.mouse.move(x + 60, y + 20, steps=4)
    page.mouse.up()
    changed()
    page.keyboard.press("w")
    changed()
    until(lambda: told(chart, "without") == "true", 20)
    page.get_by_test_id("way").fill("0")
    changed()
    page.get_by_role("radio", name="3-D").click()
    until(lambda: told(chart, "dimensions") == "3", 10)
    until(lambda: asked(page, "dimensions") == "3", 5)


def test_what_is_looked_for_stands_out_and_enter_pins_it(open_latent: Callable[..., Page]) -> None:
    page = open_latent(f"{RUN}&image=7")
    chart, search = page.get_by_test_id("map"), page.get_by_test_id("search")
    page.keyboard.press("/")
    expect(search).to_be_focused()
    search.fill("image 12")
    until(lambda: told(chart, "meant") == "1", 5)
    search.press("Enter")
    until(lambda: asked(page, "image") == "12", 5)
    search.fill("3")
    until(lambda: int(told(chart, "meant") or 0) > 10, 5)
    search.press("Escape")
    until(lambda: told(chart, "meant") == "0", 5)


def test_a_lasso_selects_and_the_selection_goes_along_to_units(open_latent: Callable[..., Page]) -> None:
    page = open_latent(f"{RUN}&image=7")
    _, box = canvas_of(page)
    page.get_by_role("radio", name="Lasso").click()
    left, top = box["x"], box["y"]
    page.mouse.move(left + 4, top + 4)
    page.mouse.down()
    for right, down in ((0.5, 0.02), (0.5, 0.98), (0.02, 0.98)):
        page.mouse.move(left + right * box["width"], top + down * box["height"], steps=3)
    page.mouse.up()
    chart = page.get_by_test_id("map")
    until(lambda: int(told(chart, "meant") or 0) > 1, 10)
    until(lambda: asked(page, "select") is not None, 5)
    many = int(told(chart, "meant") or 0)
    page.get_by_role("link", name=f"Look at these {many} on Units").click()
    page.wait_for_selector(f'[data-testid="units-view"][data-images="{many}"]')


def test_t_sne_is_drawn_as_it_goes_and_can_be_stopped(open_latent: Callable[..., Page]) -> None:
    page = open_latent(f"{RUN}&image=7")
    chart, tsne = page.get_by_test_id("map"), page.get_by_test_id("tsne")
    page.get_by_role("radio", name="t-SNE").click()
    until(lambda: told(chart, "method") == "tsne" and int(told(tsne, "step") or 0) > 0, 60)
    go = page.get_by_test_id("tsne-go")
    if told(tsne, "done") == "false":
        go.click()
        until(lambda: told(tsne, "stopped") == "true" or told(tsne, "done") == "true", 20)
    expect(go).to_have_text("Start again")


def test_dots_are_coloured_by_an_amount_with_its_scale(open_latent: Callable[..., Page]) -> None:
    page = open_latent(f"{RUN}&image=7")
    chart = page.get_by_test_id("map")
    page.get_by_test_id("colour").select_option("penalty")
    until(lambda: told(chart, "by") == "penalty", 10)
    expect(chart.locator(".cae-scale")).to_contain_text("‖J‖²")
    until(lambda: asked(page, "colour") == "penalty", 5)
