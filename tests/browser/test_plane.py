"""The Plane page as a person uses it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.helpers.driver import Server, asked, until

VIEW = '[data-testid="plane-view"]'


@pytest.fixture
def plane(open_page: Callable[..., Page], server: Server) -> Callable[..., Page]:
    def open_(query: str = "", **how: object) -> Page:
        page = open_page(f"{server.url}/plane?{query}", first_frame=False, **how)
        page.wait_for_selector(f"{VIEW}[data-frame]")
        return page

    return open_


def reads(page: Page) -> dict[str, str]:
    return page.locator(VIEW).evaluate("view => ({ ...view.dataset })")


def trained(page: Page, steps: int) -> None:
    until(lambda: int(reads(page)["step"]) > steps, 60)


def picture(page: Page, which: str = "own") -> str:
    return page.get_by_test_id(f"plane-{which}").evaluate("canvas => canvas.toDataURL()")


def pause(page: Page) -> None:
    page.get_by_role("button", name="Pause").click()
    until(lambda: reads(page)["state"] == "paused", 10)


def number(page: Page, row: str, column: int) -> float:
    return float(page.get_by_role("row").filter(has_text=row).get_by_role("cell").nth(column).inner_text())


def test_it_trains_and_paints_and_follows_lambda(plane: Callable[..., Page]) -> None:
    page = plane()
    first = picture(page)
    trained(page, 200)
    assert picture(page) != first
    page.keyboard.press("0")
    until(lambda: reads(page)["lambda"] == "0", 10)
    expect(page.locator(".cae-plane-own .cae-title")).to_have_text("The plane at λ = 0")
    page.get_by_role("button", name="Try λ = 3").click()
    until(lambda: reads(page)["lambda"] == "3", 10)
    expect(page.locator(".cae-suggestion")).to_be_hidden()
    until(lambda: (asked(page, "lam"), asked(page, "dataset")) == ("3", "plane-circle"), 5)


def test_the_twin_stands_beside_it_on_the_same_scale_and_contraction_is_told(plane: Callable[..., Page]) -> None:
    page = plane()
    verdict = page.get_by_test_id("verdict")
    expect(verdict).to_contain_text("Still training")
    trained(page, 3000)
    until(lambda: number(page, "along / across", 0) > 1.35 * number(page, "along / across", 1), 60)
    expect(verdict).to_contain_text("It contracts across the points")
    assert number(page, "|cos|", 0) > 0.9
    assert len({picture(page, which) for which in ("own", "twin", "denoising")}) == 3
    page.get_by_role("button", name="What would you expect?").click()
    expect(verdict.get_by_text("It contracts across")).to_be_hidden()
    page.get_by_role("button", name="Show the answer").click()
    expect(verdict.get_by_text("It contracts across")).to_be_visible()


def test_a_click_on_a_picture_trains_on_it_and_can_be_undone(plane: Callable[..., Page]) -> None:
    page = plane("hidden=6")
    for name in ("Spiral", "Moons", "XOR", "Gaussians"):
        page.get_by_role("button", name=name, exact=True).click()
        until(lambda name=name: asked(page, "dataset") == f"plane-{name.lower()}", 20)
        expect(page.get_by_role("button", name=name, exact=True)).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="One unit less").click()
    until(lambda: asked(page, "hidden") == "5", 20)
    page.get_by_role("button", name="Undo rebuild").last.click()
    until(lambda: asked(page, "hidden") == "6", 20)
    expect(page.get_by_test_id("hidden")).to_have_value("6")
    page.go_back()  # to before there was one unit less, which is where the undo has led
    page.go_back()
    expect(page.get_by_role("button", name="XOR", exact=True)).to_have_attribute("aria-pressed", "true")
    until(lambda: asked(page, "dataset") == "plane-xor", 20)


def test_what_is_drawn_is_trained_on_and_a_single_point_is_refused_in_words(plane: Callable[..., Page]) -> None:
    page = plane("hidden=6")
    page.get_by_role("button", name="Draw…").click()
    pad = page.get_by_role("dialog", name="Draw points")
    box = pad.locator("canvas").bounding_box()
    page.mouse.click(box["x"] + 40, box["y"] + 40)
    expect(pad).to_contain_text("1 point")
    pad.get_by_role("button", name="Train on these").click()
    expect(pad.get_by_role("alert")).to_contain_text("at least 8 points, but 1 came")
    pad.get_by_role("button", name="Undo stroke").click()
    expect(pad).to_contain_text("0 points")
    page.mouse.move(box["x"] + 60, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 260, box["y"] + 160, steps=5)
    page.mouse.move(box["x"] + 100, box["y"] + 260, steps=5)
    page.mouse.up()
    pad.get_by_role("button", name="Train on these").click()
    expect(pad).to_be_hidden()
    until(lambda: (asked(page, "dataset") or "").startswith("plane-drawn:"), 20)
    trained(page, 20)
    page.reload()
    page.wait_for_selector(f"{VIEW}[data-frame]")
    expect(page.get_by_role("button", name="Draw…")).to_have_attribute("aria-pressed", "true")


def test_a_finger_draws(plane: Callable[..., Page]) -> None:
    page = plane("hidden=6", width=390, height=844, has_touch=True)
    page.get_by_role("button", name="Draw…").tap()
    canvas = page.locator(".cae-pad-map")
    assert canvas.evaluate("one => getComputedStyle(one).touchAction") == "none"
    box = canvas.bounding_box()
    page.touchscreen.tap(box["x"] + 40, box["y"] + 40)
    expect(page.get_by_role("dialog", name="Draw points")).to_contain_text("1 point")


def test_a_unit_shows_where_it_moves_by_pointer_and_by_keys(plane: Callable[..., Page]) -> None:
    page = plane("hidden=6")
    trained(page, 50)
    title = page.locator(".cae-plane-own .cae-title")
    network = page.get_by_test_id("network")
    box = network.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.25)
    expect(title).to_have_text("Unit 1: how far it moves")
    expect(page.locator(".cae-tip")).to_contain_text("of ‖J‖²")
    page.mouse.move(5, 5)
    expect(title).to_contain_text("The plane at λ")
    network.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(title).to_have_text("Unit 1: how far it moves")
    expect(page.get_by_test_id("told")).to_contain_text("unit 1")
    page.keyboard.press("Enter")
    until(lambda: asked(page, "unit") == "1", 10)
    page.get_by_test_id("plane-own").focus()
    expect(title).to_have_text("Unit 1: how far it moves")
    page.keyboard.press("Escape")
    expect(title).to_contain_text("The plane at λ")
    pause(page)
    before = [picture(page, which) for which in ("own", "twin")]
    page.keyboard.press("u")
    assert picture(page) != before[0], "the units' lines"
    assert picture(page, "twin") == before[1], "they are not the twin's"


def test_a_place_says_what_the_code_does_there(plane: Callable[..., Page]) -> None:
    page = plane()
    trained(page, 50)
    page.get_by_test_id("plane-own").hover(position={"x": 120, "y": 150})
    tip = page.locator(".cae-tip")
    expect(tip).to_contain_text("nearest ellipse: σ₁")
    page.get_by_test_id("plane-denoising").hover(position={"x": 60, "y": 60})
    expect(tip).to_contain_text("r(x)")
    expect(tip).not_to_contain_text("‖J‖²")
    page.get_by_test_id("plane-twin").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_test_id("told")).to_contain_text("‖J‖²")


def test_untied_the_cheat_is_told(plane: Callable[..., Page]) -> None:
    page = plane("tied=false")
    expect(page.locator(".cae-network .cae-title")).to_have_text("Network, untied")
    trained(page, 2500)
    expect(page.get_by_test_id("verdict")).to_contain_text("A cheat, not contraction", timeout=60_000)
    expect(page.get_by_role("row", name=re.compile("‖V‖"))).to_be_visible()


def test_the_run_goes_on_when_one_comes_back_and_is_not_the_live_page_s(plane: Callable[..., Page]) -> None:
    page = plane("hidden=6")
    trained(page, 100)
    at = int(reads(page)["step"])
    page.get_by_role("link", name="Live").first.click()
    page.wait_for_selector('[data-testid="live-view"][data-frame]')
    page.get_by_role("link", name="Plane").first.click()
    page.wait_for_selector(f"{VIEW}[data-frame]")
    until(lambda: int(reads(page)["step"]) >= at, 20)
    expect(page.get_by_test_id("hidden")).to_have_value("6")


def test_a_phone_has_it_in_one_column(plane: Callable[..., Page]) -> None:
    page = plane("hidden=6", width=390, height=844)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    sizes = [page.get_by_test_id(f"plane-{which}").bounding_box()["width"] for which in ("own", "twin", "denoising")]
    assert min(sizes) > 300
