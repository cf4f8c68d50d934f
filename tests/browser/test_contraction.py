"""What a user does on the Spectrum page, which is made of the kit and one figure in Python."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Page, expect

from tests.helpers.driver import Server, until
from tests.helpers.units_files import an_atlas

SPECTRUM = '[data-testid="spectrum-view"]'
FIGURE = '[data-testid="figure-spectrum"]'


@pytest.fixture
def open_spectrum(open_page: Callable[..., Page], server: Server) -> Callable[..., Page]:
    def open_(query: str, **size: int) -> Page:
        page = open_page("about:blank", first_frame=False, **size)
        page.goto(f"{server.url}/spectrum?{query}")
        page.wait_for_selector(f"{FIGURE}[data-serial]")
        return page

    return open_


def drawn(page: Page) -> dict:
    """What the figure shows: its traces' names and numbers, as Plotly has them."""
    return page.locator(f"{FIGURE} .cae-plot").evaluate(
        "graph => ({ names: (graph.data ?? []).map((trace) => trace.name), meta: graph.layout?.meta })"
    )


def test_it_follows_the_training(open_spectrum: Callable[..., Page]) -> None:
    page = open_spectrum("dataset=digits&hidden=16")
    until(lambda: "mean" in drawn(page)["names"], 10)
    serial = int(page.locator(FIGURE).get_attribute("data-serial"))
    until(lambda: int(page.locator(FIGURE).get_attribute("data-serial")) > serial + 2, 20)
    expect(page.locator(f"{FIGURE} .cae-figure-words")).to_contain_text("directions carry nine tenths of ‖J‖²")


def test_of_an_atlas_it_goes_along_lambda_and_shows_the_pinned_image(
    open_spectrum: Callable[..., Page], cache: Path
) -> None:
    key = an_atlas(cache).key
    page = open_spectrum(f"source=atlas&atlas={key}&at=0&image=7")
    until(lambda: "image 7" in drawn(page)["names"], 10)
    first = drawn(page)["meta"]["participation"]
    page.get_by_role("slider").focus()
    page.keyboard.press("End")
    until(lambda: drawn(page)["meta"]["participation"] != first, 10)
    until(lambda: parse_qs(page.evaluate("location.search.slice(1)")).get("at") == ["2"], 5)
    page.keyboard.press("Escape")
    until(lambda: "image 7" not in drawn(page)["names"], 10)


def test_the_source_that_was_chosen_goes_along_to_the_other_pages_of_a_tab(
    open_spectrum: Callable[..., Page], cache: Path
) -> None:
    key = an_atlas(cache).key
    page = open_spectrum(f"source=atlas&atlas={key}&at=1")
    page.get_by_test_id("stTopNavLink").filter(has_text="Units").click()
    units = page.get_by_test_id("units-view")
    expect(units).to_have_attribute("data-source", "atlas")
    until(lambda: parse_qs(page.evaluate("location.search.slice(1)")).get("at") == ["1"], 5)
    page.get_by_role("radio", name="Live run").click()
    expect(units).to_have_attribute("data-source", "live")
    page.wait_for_selector('[data-testid="units-view"][data-serial]')
    page.get_by_test_id("stTopNavLink").filter(has_text="Spectrum").click()
    expect(page.get_by_test_id("spectrum-view")).to_have_attribute("data-source", "live")


def test_its_numbers_and_pictures_can_be_taken_away(open_spectrum: Callable[..., Page], cache: Path) -> None:
    page = open_spectrum(f"source=atlas&atlas={an_atlas(cache).key}")
    until(lambda: "mean" in drawn(page)["names"], 10)

    def download(form: str) -> bytes:
        page.locator(f"{FIGURE} .cae-export").click()
        with page.expect_download() as started:
            page.locator(f'{FIGURE} [data-form="{form}"]').click()
        return Path(started.value.path()).read_bytes()

    rows = list(csv.DictReader(io.StringIO(download("csv").decode())))
    mean = [float(row["σ, log scale"]) for row in rows if row["series"] == "mean"]
    assert len(mean) == 8
    assert mean == sorted(mean, reverse=True)
    assert download("png").startswith(b"\x89PNG")
    assert download("svg").startswith(b"<svg")


def test_a_figure_that_is_off_the_screen_is_not_drawn(open_spectrum: Callable[..., Page]) -> None:
    page = open_spectrum("dataset=digits&hidden=16&seed=3")
    until(lambda: "mean" in drawn(page)["names"], 10)
    page.locator(FIGURE).evaluate("panel => panel.style.display = 'none'")
    page.wait_for_timeout(1000)
    serial = page.locator(FIGURE).get_attribute("data-serial")
    ticks = int(page.locator(SPECTRUM).get_attribute("data-serial"))
    until(lambda: int(page.locator(SPECTRUM).get_attribute("data-serial")) > ticks + 5, 20)
    assert page.locator(FIGURE).get_attribute("data-serial") == serial
    page.locator(FIGURE).evaluate("panel => panel.style.display = ''")
    until(lambda: page.locator(FIGURE).get_attribute("data-serial") != serial, 10)


def test_a_telephone_shows_it_no_wider_than_its_screen(open_spectrum: Callable[..., Page]) -> None:
    page = open_spectrum("dataset=digits&hidden=16", width=390, height=844)
    page.wait_for_timeout(500)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
