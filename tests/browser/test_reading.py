"""The pages for who does not see them, or has no mouse, or wants other colours."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.helpers.driver import LIVE, Server, reading, until

SMALL = "dataset=digits&hidden=16&seed=1"
ATLAS = "dataset=digits&hidden=8&lambdas=0,1,10&epochs=1&first_epochs=1&at=1"
UNITS_VIEW = '[data-testid="units-view"]'
ATLAS_VIEW = '[data-testid="atlas-view"]'
SIDEBAR = '[data-testid="stSidebar"]'


@pytest.fixture
def page(open_page: Callable[..., Page], server: Server) -> Page:
    return open_page(f"{server.url}/?{SMALL}")


def pause(page: Page, view: str = LIVE) -> None:
    page.keyboard.press("Space")
    page.wait_for_selector(f'{view}[data-state="paused"]')


def told(page: Page) -> Locator:
    return page.get_by_test_id("told")


# -- cursors -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("panel", "words"),
    [
        ("heat", r"^unit 1, .*image \d+, .*h\(1−h\) [=≈] "),
        ("tiles", r"^unit 1, mean h\(1−h\) = "),
        ("latent", r"test image \d+$"),
        ("loss", r"^step [\d,]+, λ 0\.10, reconstruction "),
    ],
)
def test_a_cursor_in_a_canvas_is_read_out_once_it_rests(page: Page, panel: str, words: str) -> None:
    until(lambda: int(reading(page)["step"]) > 100, 20)
    canvas = page.locator(f".cae-{panel}-map").last  # the first is A's, which is not kept
    expect(canvas).to_have_role("application")
    canvas.focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowDown" if panel == "heat" else "ArrowRight"):
        page.keyboard.press("ArrowLeft" if panel == "loss" else key)
    if panel == "tiles":
        page.keyboard.press("ArrowLeft")
    expect(told(page)).to_have_text(re.compile(words))
    expect(told(page)).not_to_contain_text("…")
    if panel != "loss":
        page.keyboard.press("Enter")
        expect(told(page)).to_have_text(re.compile(r"^(unit|test image) \d+ is pinned$"))
        page.keyboard.press("Enter")
        expect(told(page)).to_have_text(re.compile(r" is no longer pinned$"))


def test_while_only_training_moves_nothing_is_said_and_what_has_the_focus_keeps_its_name(page: Page) -> None:
    canvas = page.locator(".cae-right .cae-heat-map")
    page.wait_for_function("document.querySelector('.cae-right .cae-heat-map').ariaLabel.includes('test images')")
    canvas.focus()
    page.keyboard.press("ArrowDown")
    expect(told(page)).not_to_be_empty()
    page.evaluate(
        """() => {
          window.said = 0;
          const watch = new MutationObserver((changes) => (window.said += changes.length));
          const told = document.querySelector('[data-testid="told"]');
          watch.observe(told, { childList: true, characterData: true, subtree: true });
          const names = { attributeFilter: ['aria-label'] };
          watch.observe(document.querySelector('.cae-right .cae-heat-map'), names);
          window.others = 0;
          new MutationObserver(() => (window.others += 1)).observe(document.querySelector('.cae-loss-map'), names);
        }"""
    )
    until(lambda: page.evaluate("window.others") >= 2, 20)  # the others follow the training
    assert page.evaluate("window.said") == 0


def test_the_matrix_and_the_table_are_read_out(open_page: Callable[..., Page], server: Server) -> None:
    page = open_page(f"{server.url}/units?{SMALL}&unit=3&image=7", first_frame=False)
    page.wait_for_selector(f"{UNITS_VIEW}[data-serial]")
    page.get_by_test_id("matrix").focus()
    page.keyboard.press("ArrowDown")
    expect(told(page)).to_have_text(re.compile(r"^unit 4, .*image 7.*h ="))
    page.get_by_test_id("units-table-fold").click()
    page.get_by_role("grid").focus()
    page.keyboard.press("ArrowDown")
    expect(told(page)).to_have_text(re.compile(r"^unit 5, state .*share .*%$"))


# -- keys ----------------------------------------------------------------------------------------------------


def test_digits_mean_lambda_on_every_page(open_page: Callable[..., Page], server: Server) -> None:
    page = open_page(f"{server.url}/units?{SMALL}", first_frame=False)
    page.wait_for_selector(f"{UNITS_VIEW}[data-serial]")
    page.keyboard.press("4")
    expect(page.get_by_test_id("lambda-value")).to_have_value("10")
    shows = page.get_by_role("group", name="What the matrix shows").get_by_role("button")
    for k in (1, 2, 0):
        page.keyboard.press("m")
        expect(shows.nth(k)).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("+")
    expect(page.get_by_role("button", name="Show all cells")).to_be_enabled()
    page.keyboard.press("a")
    expect(page.get_by_role("button", name="Show all cells")).to_be_disabled()
    page.goto(f"{server.url}/atlas?{ATLAS}")
    page.wait_for_selector(f'{ATLAS_VIEW}[data-state="complete"]', timeout=60_000)
    for key, lam in (("5", "10"), ("0", "0"), ("3", "1")):  # the nearest it has
        page.keyboard.press(key)
        page.wait_for_selector(f'{ATLAS_VIEW}[data-lambda="{lam}"]')


def test_the_collapsed_side_bar_is_out_of_reach(page: Page) -> None:
    sidebar = page.locator(SIDEBAR)
    expect(sidebar).to_have_attribute("inert", "")
    for _ in range(7):
        page.keyboard.press("Tab")
        assert not page.evaluate(f"document.activeElement.closest('{SIDEBAR}')")
    expand = page.get_by_role("button", name="Expand sidebar")
    expand.focus()
    page.keyboard.press("Enter")
    expect(sidebar).not_to_have_attribute("inert", "")
    until(lambda: page.evaluate(f"Boolean(document.activeElement.closest('{SIDEBAR}'))"), 5)
    page.keyboard.press("Enter")  # on the button that collapses it
    expect(sidebar).to_have_attribute("inert", "")
    expect(expand).to_be_focused()


# -- names ---------------------------------------------------------------------------------------------------


def test_each_page_has_its_title_and_one_heading_of_the_first_order(page: Page) -> None:
    for name in ("Live", "Atlas", "Units", "Contraction", "Live"):
        page.get_by_role("link", name=name).click()
        expect(page).to_have_title(f"{name} · CAE Lab")
        expect(page.get_by_role("heading", level=1)).to_have_text(name)


# -- what was refused ----------------------------------------------------------------------------------------


def refused(field: Locator, sentence: str) -> None:
    """The field says that it is wrong, and why."""
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile(re.escape(sentence)))


def test_a_refused_field_says_so_until_it_is_mended(page: Page) -> None:
    pause(page)
    field = page.get_by_test_id("lambda-value")
    field.fill("-1")
    field.press("Enter")
    refused(field, "λ must be a number from 0 to 1,000,000")
    field.fill("2")
    field.press("Enter")
    expect(field).not_to_have_attribute("aria-invalid", "true")
    field.fill("x")
    field.press("Enter")
    refused(field, "λ must be")
    page.get_by_test_id("lambda").press("Home")  # another way to a value that holds
    expect(field).not_to_have_attribute("aria-invalid", "true")


def test_refused_thresholds_and_lambdas_say_so(open_page: Callable[..., Page], server: Server) -> None:
    page = open_page(f"{server.url}/units?{SMALL}", first_frame=False)
    page.wait_for_selector(f"{UNITS_VIEW}[data-serial]")
    high = page.get_by_test_id("threshold-high")
    high.fill("0.01")
    high.press("Enter")
    refused(high, "high must be above low")
    page.goto(f"{server.url}/atlas?{ATLAS}")
    page.wait_for_selector(f'{ATLAS_VIEW}[data-state="complete"]', timeout=60_000)
    adding = page.get_by_test_id("atlas-add")
    adding.fill("much")
    adding.press("Enter")
    refused(adding, "λ must be")


def test_a_refused_field_of_the_side_bar_says_so(page: Page) -> None:
    page.get_by_role("button", name="Expand sidebar").click()
    field = page.get_by_role("textbox", name="Hidden units")
    field.fill("5000")
    page.get_by_role("button", name="Rebuild model").click()
    refused(field, "5000 came")
    field.fill("12")
    page.get_by_role("button", name="Rebuild model").click()
    expect(field).not_to_have_attribute("aria-invalid", "true")


# -- other colours, less motion ------------------------------------------------------------------------------


def test_forced_colours_keep_tracks_and_the_colours_of_data(open_page: Callable[..., Page], server: Server) -> None:
    page = open_page(f"{server.url}/?{SMALL}", forced_colors="active")
    pause(page)
    slider = Image.open(io.BytesIO(page.get_by_test_id("lambda").screenshot())).convert("RGB")
    track = [slider.getpixel((int(slider.width * share), slider.height // 2)) for share in (0.1, 0.9)]
    paper = slider.getpixel((int(slider.width * 0.9), 2))
    assert len({*track, paper}) == 3, "the track, what is filled of it, and the page"
    stripes = page.locator(".cae-right .cae-heat-group").evaluate_all(
        "all => all.map(one => getComputedStyle(one).borderBottomColor)"
    )
    assert len(set(stripes)) == len(stripes) > 5
    chips = page.locator(".cae-chip").evaluate_all(
        "all => all.map(one => getComputedStyle(one, '::before').backgroundColor)"
    )
    assert len(set(chips[:3])) == 3
    page.goto(f"{server.url}/atlas?{ATLAS}")
    page.wait_for_selector(f'{ATLAS_VIEW}[data-state="complete"]', timeout=60_000)
    swatches = page.locator(".cae-states-legend i").evaluate_all(
        "all => all.map(one => getComputedStyle(one).backgroundColor)"
    )
    assert len(set(swatches)) == 5


def test_who_asked_for_less_motion_sees_no_transitions(open_page: Callable[..., Page], server: Server) -> None:
    page = open_page(f"{server.url}/atlas?{ATLAS}", first_frame=False, reduced_motion="reduce")
    page.wait_for_selector(ATLAS_VIEW)
    durations = page.locator(".cae-bar-filled").evaluate("one => getComputedStyle(one).transitionDuration")
    assert durations == "0s"
