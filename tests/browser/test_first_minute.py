"""What a newcomer sees in the first minute: what this is, what λ weighs, what moves, and why a unit is as it is."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.helpers.driver import LIVE, Server, reading, until

UNITS = '[data-testid="units-view"]'
VISIT = "first-visit"


def number(text: str) -> float:
    return float(text.replace(",", ""))


def terms(page: Page) -> list[float]:
    """Loss, reconstruction, λ and ‖J‖² as the formula has them."""
    return [number(text) for text in page.get_by_test_id("formula").locator("b").all_inner_texts()]


def figure(page: Page, name: str) -> str:
    place = page.locator(".cae-figures > div").filter(has=page.get_by_text(name, exact=True))
    return place.locator("dd").first.inner_text()


def changes(page: Page) -> list[str]:
    return [text for text in page.locator(".cae-change").all_inner_texts() if text]


def set_lambda(page: Page, lam: str) -> None:
    field = page.get_by_test_id("lambda-value")
    field.fill(lam)
    field.press("Enter")


def pause(page: Page) -> None:
    page.locator(LIVE).get_by_role("button", name="Pause", exact=True).click()
    until(lambda: reading(page)["state"] == "paused", 10)


def boxes(page: Page) -> list[dict]:
    return [panel.bounding_box() for panel in page.locator(f"{LIVE} .cae-panel").all()]


def help_words(page: Page) -> str:
    page.get_by_role("button", name="Words and keys").click()
    return page.get_by_role("dialog").inner_text()


def test_the_objective_is_right_also_while_a_paused_run_waits_for_its_new_lambda(page: Page) -> None:
    until(lambda: "–" not in page.get_by_test_id("formula").inner_text(), 10)
    pause(page)
    for lam in ("3", "0"):
        set_lambda(page, lam)
        until(lambda lam=lam: terms(page)[2] == float(lam), 10)
        loss, recon, weight, penalty = terms(page)
        assert loss == pytest.approx(recon + weight * penalty, abs=1)
        until(lambda product=weight * penalty: abs(number(figure(page, "λ‖J‖²")) - product) < 0.1, 10)


def test_a_move_of_lambda_tells_what_changed_for_a_while_and_moves_no_panel(page: Page) -> None:
    until(lambda: int(reading(page)["step"]) > 50, 20)
    undo = page.get_by_test_id("undo-words")
    expect(undo).to_be_hidden()
    before = boxes(page)
    set_lambda(page, "30")
    expect(undo).to_be_visible()
    expect(undo).to_contain_text("Going back does not undo what was learnt")
    until(lambda: len(changes(page)) == 5 and any(text.startswith("▲") for text in changes(page)), 10)
    assert boxes(page) == before
    page.set_viewport_size({"width": 1280, "height": 720})
    said, beside = undo.bounding_box(), page.locator(".cae-figures").bounding_box()
    apart = said["x"] + said["width"] <= beside["x"] or said["y"] + said["height"] <= beside["y"]
    assert apart, "it runs into the figures"
    expect(undo).to_be_hidden(timeout=20_000)
    assert changes(page) == []


def test_a_first_visit_is_met_with_things_to_try_until_it_sends_them_away(page: Page) -> None:
    visit = page.get_by_test_id(VISIT)
    bar = page.locator(f"{LIVE} .cae-transport")
    assert visit.bounding_box()["y"] + visit.bounding_box()["height"] <= bar.bounding_box()["y"], "it covers nothing"
    pause(page)
    page.get_by_role("button", name="Raise λ to 3").click()
    expect(visit).to_contain_text("Watch ‖J‖²")
    until(lambda: float(reading(page)["lambda"]) == 3 and reading(page)["state"] == "running", 10)
    page.get_by_role("button", name="Start again, slowly").click()
    until(lambda: int(reading(page)["step"]) < 40, 10)
    page.get_by_role("button", name="Take λ away").click()
    until(lambda: reading(page)["lambda"] == "0" and int(reading(page)["step"]) > 100, 20)
    expect(visit).to_contain_text("climb")
    visit.get_by_role("button", name="Do not show this again").click()
    expect(visit).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight"), "the panels fill the window"
    page.reload()
    page.wait_for_selector(f"{LIVE}[data-frame]")
    expect(page.get_by_test_id(VISIT)).to_have_count(0)


def test_without_a_pin_the_foremost_unit_is_looked_at_and_units_looks_closer(page: Page) -> None:
    panel = page.locator(".cae-pinned")
    expect(panel).to_contain_text(re.compile(r"Largest share of ‖J‖²: unit \d+"))
    expect(panel).to_contain_text(re.compile(r"It swings: h is below 0\.05 for .* of the penalty\."))
    until(lambda: "lam=" in page.evaluate("location.search"), 10)
    assert "unit=" not in page.evaluate("location.search")
    pause(page)
    step = reading(page)["step"]
    page.wait_for_function(
        """() => {
        const now = document.querySelector('.cae-pinned').textContent;
        const rests = now === window.lastSaid;
        window.lastSaid = now;
        return rests;
    }""",
        polling=300,
    )  # its words are of the last frame
    unit = re.search(r"unit (\d+)", panel.locator("h2").inner_text())[1]
    said = page.get_by_test_id("verdict").inner_text()
    page.set_viewport_size({"width": 1280, "height": 720})
    panel.get_by_role("link", name="Look closer").click()
    page.wait_for_selector(f"{UNITS}[data-serial]")
    view = page.locator(UNITS)
    until(lambda: view.get_attribute("data-unit") == unit and view.get_attribute("data-source") == "live", 10)
    expect(view.get_by_test_id("verdict")).to_contain_text(f"Unit {unit}. {said[:40]}")
    assert view.get_by_test_id("verdict").inner_text() == f"Unit {unit}. {said}"
    box = view.get_by_test_id("verdict").bounding_box()
    assert box["y"] + box["height"] <= 720, "without scrolling"
    expect(view).to_contain_text(f"{int(step):,}")


def test_the_help_explains_the_words_with_their_values_in_the_activations_own(
    open_page: Callable[..., Page], server: Server
) -> None:
    page = open_page(server.url)
    words = help_words(page)
    for word in ("reconstruction", "‖J‖²", "h(1−h)", "saturation", "SAT", "dead", "participation", "Keys"):
        assert re.search(rf"^{re.escape(word)}$", words, re.MULTILINE), word
    assert re.search(r"SAT\nnow \d", words)
    page = open_page(f"{server.url}/?activation=relu", width=390, height=600)
    expect(page.locator(".cae-right .cae-heat")).to_contain_text("At 0 a unit is off")
    expect(page.locator(".cae-figures").get_by_title("ReLU is flat at one end only")).to_be_visible()
    words = help_words(page)
    assert "saturation" not in words
    assert re.search(r"^off$", words, re.MULTILINE)
    box = page.get_by_role("dialog").bounding_box()
    assert box["y"] >= 0, "it scrolls inside"
    assert box["y"] + box["height"] <= 600
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_a_lambda_beyond_the_slider_is_shown_at_its_end(page: Page) -> None:
    set_lambda(page, "1e6")
    expect(page.locator(".cae-ticks")).to_contain_text("→ 1,000,000")
    set_lambda(page, "10")
    expect(page.locator(".cae-ticks")).not_to_contain_text("→")


def test_units_that_are_off_are_called_so(open_page: Callable[..., Page], server: Server) -> None:
    page = open_page(f"{server.url}/units?activation=relu", first_frame=False)
    page.wait_for_selector(f"{UNITS}[data-serial]")
    chips = page.locator(".cae-state-chips")
    expect(chips).to_contain_text("off")
    assert "saturated" not in chips.inner_text()
