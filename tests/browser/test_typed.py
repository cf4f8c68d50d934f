"""Numbers as people type them, in the fields of every page."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.helpers.driver import LIVE, Server, asked, reading, until

ATLAS = "dataset=digits&hidden=8&lambdas=0;1&epochs=1&first_epochs=1"


def type_in(field: Locator, text: str) -> None:
    field.fill(text)
    field.press("Enter")


def test_lambda_and_batch_are_read_as_they_are_meant(page: Page) -> None:
    for text, value in (("1,024.5", 1024.5), ("0,125", 0.125), ("10 000", 10000), ("1\u202f000,5", 1000.5)):
        type_in(page.get_by_test_id("lambda-value"), text)
        until(lambda value=value: float(reading(page)["lambda"]) == value, 10)
    batch = page.get_by_label("Batch size")
    type_in(batch, "1,024")
    until(lambda: asked(page, "batch_size") == "1024", 10)
    type_in(batch, "10,000")
    expect(page.get_by_text("The batch size must be a whole number from 1 to 1,024, but “10,000” came")).to_be_visible()
    expect(batch).to_have_value("1024")
    type_in(page.get_by_test_id("lambda-value"), "1 000,500")
    expect(page.get_by_text("λ: “1 000,500” can be read as 1000500 or as 1000.500")).to_be_visible()
    assert float(reading(page)["lambda"]) == 1000.5


def test_a_last_step_that_is_too_far_is_refused_at_once_and_never_again(page: Page) -> None:
    stop = page.get_by_label("Stop at this many steps")
    type_in(stop, "500000000")
    expect(page.get_by_text("The last step must be a whole number from 1 to 100,000,000")).to_be_visible()
    expect(stop).to_have_value("")
    type_in(stop, "100,000,000")
    until(lambda: asked(page, "budget") == "100000000", 10)
    page.reload()
    page.wait_for_selector(f"{LIVE}[data-frame]")
    expect(page.get_by_label("Stop at this many steps")).to_have_value("100000000")
    expect(page.get_by_text("must be a whole number")).to_have_count(0)


def test_the_side_bar_takes_and_refuses_the_same(page: Page) -> None:
    page.get_by_test_id("stExpandSidebarButton").click()
    units = page.get_by_role("textbox", name="Hidden units")
    rebuild = page.get_by_role("button", name="Rebuild model")
    type_in(units, "12,5")
    rebuild.click()
    expect(page.get_by_text("Hidden units must be a whole number from 2 to 1,024, but 12.5 came.")).to_be_visible()
    type_in(units, "1 024")
    rebuild.click()
    until(lambda: asked(page, "hidden") == "1024", 20)


def test_another_lambda_of_an_atlas_may_have_a_comma(open_page: Callable[..., Page], server: Server) -> None:
    page = open_page(f"{server.url}/atlas?{ATLAS}", first_frame=False)
    view = '[data-testid="atlas-view"]'
    page.wait_for_selector(f'{view}[data-state="complete"]')
    type_in(page.get_by_test_id("atlas-add"), "0,5")
    page.wait_for_selector(f'{view}[data-total="3"][data-state="complete"]')
    until(lambda: asked(page, "lambdas") == "0 0.5 1", 10)


def test_thresholds_say_their_own_range_and_both_readings(open_page: Callable[..., Page], server: Server) -> None:
    page = open_page(f"{server.url}/units", first_frame=False)
    page.wait_for_selector('[data-testid="units-view"][data-serial]')
    low = page.get_by_test_id("threshold-low")
    type_in(low, "0,1")
    until(lambda: asked(page, "low") == "0.1", 10)
    for text, sentence in (
        ("1,000", "low must be a number from 0 to 1, but “1,000” came; nothing was changed."),
        ("1 000,500", "low: “1 000,500” can be read as 1000500 or as 1000.500."),
        ("0.97", "low must be below high, which is 0.95, but 0.97 came; nothing was changed."),
    ):
        type_in(low, text)
        expect(page.get_by_role("alert").filter(has_text=sentence)).to_be_visible()
        expect(low).to_have_value("0.1")
