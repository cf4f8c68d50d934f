"""What a user does on the Live page."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Page, expect

from pages.kit.modules import modules_of
from tests.helpers.driver import LIVE, Server, reading, until


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(page.evaluate("location.search.slice(1)"))


def step(page: Page) -> int:
    return int(reading(page)["step"])


def state(page: Page) -> str:
    return reading(page)["state"]


def button(page: Page, name: str):
    return page.locator(LIVE).get_by_role("button", name=name, exact=True)


def pause(page: Page) -> int:
    button(page, "Pause").click()
    until(lambda: state(page) == "paused", 10)
    return step(page)


def test_opens_already_training(page: Page) -> None:
    first = step(page)
    until(lambda: step(page) > first + 50, 20)
    now = reading(page)
    assert now["state"] == "running"
    assert float(now["rate"]) > 0
    assert now["lambda"] == "0.1"


def test_pause_holds_and_step_takes_exactly_one(page: Page) -> None:
    at = pause(page)
    page.wait_for_timeout(500)
    assert step(page) == at
    button(page, "Step").click()
    until(lambda: step(page) == at + 1, 10)
    page.keyboard.press("s")
    until(lambda: step(page) == at + 2, 10)
    assert state(page) == "paused"
    button(page, "Play").click()
    until(lambda: step(page) > at + 20, 10)


def test_step_takes_as_many_as_chosen(page: Page) -> None:
    at = pause(page)
    page.locator(LIVE).get_by_role("combobox").first.select_option("100")
    button(page, "Step").click()
    until(lambda: step(page) == at + 100, 20)


def test_several_values_of_lambda_arrive_during_one_drag(page: Page) -> None:
    slider = page.get_by_test_id("lambda")
    expect(slider).to_have_accessible_name("Contraction strength λ")
    page.evaluate(
        """() => {
          window.seen = new Set();
          const view = document.querySelector('[data-testid="live-view"]');
          new MutationObserver(() => window.seen.add(Number(view.dataset.lambda)))
            .observe(view, { attributes: true, attributeFilter: ['data-lambda'] });
        }"""
    )
    box = slider.bounding_box()
    y = box["y"] + box["height"] / 2
    first = step(page)
    page.mouse.move(box["x"] + box["width"] * 0.26, y)
    page.mouse.down()
    for k in range(20):
        page.mouse.move(box["x"] + box["width"] * (0.26 + 0.03 * k), y)
        page.wait_for_timeout(40)
    during = page.evaluate("window.seen.size")
    page.mouse.up()
    assert during >= 5
    assert step(page) > first, "training went on"
    until(lambda: float(reading(page)["lambda"]) > 5, 10)


def test_lambda_is_exactly_zero_at_the_left_end_and_typed_to_a_million(page: Page) -> None:
    page.get_by_test_id("lambda").focus()
    page.keyboard.press("Home")
    until(lambda: reading(page)["lambda"] == "0", 10)
    field = page.get_by_test_id("lambda-value")
    field.fill("1e6")
    field.press("Enter")
    until(lambda: float(reading(page)["lambda"]) == 1e6, 10)
    field.fill("-1")
    field.press("Enter")
    expect(page.locator(LIVE)).to_contain_text("1,000,000")  # the range, in a sentence
    assert float(reading(page)["lambda"]) == 1e6


def test_digits_set_lambda_and_space_pauses(page: Page) -> None:
    page.keyboard.press("3")
    until(lambda: float(reading(page)["lambda"]) == 1, 10)
    page.keyboard.press("Space")
    until(lambda: state(page) == "paused", 10)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_reset_goes_back_to_the_weights_of_the_start(page: Page) -> None:
    figures = page.locator(".cae-figures")
    until(lambda: step(page) > 100, 20)
    pause(page)
    trained = figures.inner_text()
    button(page, "Reset").click()
    until(lambda: step(page) == 0 and figures.inner_text() != trained, 10)
    start = figures.inner_text()
    page.keyboard.press("s")
    until(lambda: step(page) == 1 and figures.inner_text() != start, 10)
    button(page, "Reset").click()
    until(lambda: step(page) == 0 and figures.inner_text() == start, 10)


def test_a_pinned_unit_is_pinned_everywhere_and_escape_lets_go(page: Page) -> None:
    page.get_by_role("application", name="Encoder weights of units").click(position={"x": 20, "y": 20})
    until(lambda: "unit" in query(page), 10)
    expect(page.locator(LIVE)).to_contain_text("share of")
    page.keyboard.press("Escape")
    until(lambda: "unit" not in query(page), 10)


def test_the_link_brings_every_setting_back(open_page: Callable[..., Page], server: Server) -> None:
    link = "hidden=32&activation=tanh&tied=false&output=linear&seed=7&lam=2.5&lr=0.002&batch_size=64"
    page = open_page(f"{server.url}/?{link}")
    page.get_by_test_id("lambda").focus()
    page.keyboard.press("ArrowRight")
    until(lambda: float(reading(page)["lambda"]) > 2.5, 10)
    until(lambda: float(query(page).get("lam", ["0"])[0]) > 2.5, 10)
    lam = reading(page)["lambda"]
    page.reload()
    page.wait_for_selector(f"{LIVE}[data-frame]")
    until(lambda: "lambda" in reading(page), 10)
    assert float(reading(page)["lambda"]) == pytest.approx(float(lam))
    params = query(page)
    for name, value in (pair.split("=") for pair in link.split("&")):
        if name != "lam":
            assert params[name] == [value]


def test_a_link_from_before_the_batch_size_had_its_name_still_works(
    open_page: Callable[..., Page], server: Server
) -> None:
    page = open_page(f"{server.url}/?batch=64&lam=2.5")
    expect(page.get_by_label("Batch size")).to_have_value("64")
    until(lambda: query(page).get("batch_size") == ["64"] and "batch" not in query(page), 10)


def test_the_live_page_opens_by_its_own_path_too(open_page: Callable[..., Page], server: Server) -> None:
    page = open_page(f"{server.url}/live?lam=2.5&hidden=32")
    until(lambda: reading(page)["lambda"] == "2.5", 10)
    until(lambda: query(page).get("hidden") == ["32"], 10)
    expect(page.get_by_role("link", name="Live")).to_have_count(1)


def test_the_browser_asks_once_for_each_module_it_was_told_of_and_for_no_other(
    open_page: Callable[..., Page], server: Server
) -> None:
    page = open_page("about:blank", first_frame=False)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(server.url)
    page.wait_for_selector(f"{LIVE}[data-frame]")
    modules = [url.split("/cae/pages/")[1] for url in asked if "/cae/pages/" in url and url.endswith(".js")]
    assert sorted(modules) == sorted(modules_of("live"))


def test_a_bad_parameter_is_named_with_its_range(open_page: Callable[..., Page], server: Server) -> None:
    page = open_page(f"{server.url}/?lam=-3&hidden=5000")
    expect(page.get_by_text("λ must be a number from 0 to 1,000,000")).to_be_visible()
    expect(page.get_by_text("whole number from 2 to 1,024")).to_be_visible()
    assert reading(page)["lambda"] == "0.1"


def test_two_browsers_never_share_a_run(open_page: Callable[..., Page], server: Server) -> None:
    one, two = open_page(server.url), open_page(server.url)
    at = pause(one)
    first = step(two)
    until(lambda: step(two) > first + 20, 20)
    assert state(two) == "running"
    assert step(one) == at


def test_divergence_stops_the_run_and_the_last_good_state_comes_back(page: Page) -> None:
    until(lambda: step(page) > 200, 20)
    field = page.get_by_test_id("lambda-value")
    field.fill("1e6")
    field.press("Enter")
    until(lambda: float(reading(page)["lambda"]) == 1e6, 10)
    rate = page.get_by_label("Learning rate")
    rate.fill("10")
    rate.press("Enter")
    until(lambda: state(page) == "diverged", 20)
    expect(page.get_by_text("The learning rate 10 did it")).to_be_visible()
    assert "NaN" not in page.locator(LIVE).inner_text()
    page.get_by_role("button", name="Go back to the last good state").click()
    until(lambda: state(page) == "running", 10)
    at = step(page)
    until(lambda: step(page) > at + 50, 20)
    assert state(page) == "running"


def test_the_phone_layout_scrolls_down_only(open_page: Callable[..., Page], server: Server) -> None:
    page = open_page(server.url, width=390, height=844)
    assert page.evaluate("document.documentElement.scrollWidth <= 390")
    box = page.get_by_test_id("lambda").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert box["y"] + box["height"] <= 844, "λ is in reach without scrolling"
