"""The Units page as a user meets it."""

from __future__ import annotations

import collections
import csv
import io
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from cae import checkpoint
from cae.inspectors import selections
from cae.inspectors.selections import Selection
from tests.helpers.driver import LIVE, Server, until
from tests.helpers.made_units import made_units

UNITS = '[data-testid="units-view"]'
PAUSED = "dataset=digits&hidden=16&seed=1"


@pytest.fixture
def open_units(open_page: Callable[..., Page], server: Server) -> Callable[..., Page]:
    def open_(query: str = PAUSED, shown: str = "[data-serial]", **size: int) -> Page:
        page = open_page(f"{server.url}/units?{query}", first_frame=False, **size)
        page.wait_for_selector(f"{UNITS}{shown}")
        return page

    return open_


@pytest.fixture
def made(tmp_path: Path) -> tuple[Path, list[str]]:
    """A checkpoint of a model whose units were made to be in each of the five states, and which is in which."""
    model, states = made_units()
    path = tmp_path / "made.safetensors"
    checkpoint.save(path, model)
    return path, states


def reading(page: Page) -> dict[str, str]:
    return page.locator(UNITS).evaluate("view => ({ ...view.dataset })")


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(page.evaluate("location.search.slice(1)"))


def matrix(page: Page) -> str:
    """What the matrix shows."""
    return page.get_by_test_id("matrix").evaluate("canvas => canvas.toDataURL()")


def bring(page: Page, path: Path) -> None:
    """Open a checkpoint file, as the dialog of the browser does."""
    page.get_by_test_id("checkpoint-file").set_input_files(path)


def taken(page: Page, name: str, form: str) -> bytes:
    """The file that a panel's export menu gives."""
    menu = page.get_by_role("button", name=f"Export: {name}", exact=True)
    menu.scroll_into_view_if_needed()
    menu.click()
    with page.expect_download() as started:
        page.locator(f".cae-export-list:popover-open [data-form={form}]").click()
    assert started.value.suggested_filename.endswith(f".{form}")
    return Path(started.value.path()).read_bytes()


def serial(page: Page) -> int:
    return int(reading(page)["serial"])


def click_cell(page: Page, across: float, down: float) -> None:
    """Click on the matrix, at these shares of its width and height."""
    canvas = page.get_by_test_id("matrix")
    box = canvas.bounding_box()
    canvas.click(position={"x": box["width"] * across, "y": box["height"] * down})


def test_units_made_to_be_in_each_state_are_named_rightly(
    open_units: Callable[..., Page], made: tuple[Path, list[str]]
) -> None:
    path, states = made
    page = open_units()
    bring(page, path)
    page.wait_for_selector(f'{UNITS}[data-source="checkpoint"][data-units="{len(states)}"]')
    for state, number in collections.Counter(states).items():
        expect(page.locator(f'.cae-state-chip[data-state="{state}"]')).to_contain_text(str(number))
    table = csv.DictReader(io.StringIO(taken(page, "table of units", "csv").decode()))
    assert [row["state"] for row in table] == states
    page.get_by_test_id("units-table-fold").click()
    for state in dict.fromkeys(states):
        page.locator(".cae-table tbody tr").filter(has_text=state).first.click()
        unit = states.index(state)
        expect(page.get_by_role("heading", name=f"Unit {unit}: {state}")).to_be_visible()
        assert reading(page)["unit"] == str(unit)


def test_the_live_run_refreshes_and_what_was_chosen_stays(open_units: Callable[..., Page]) -> None:
    page = open_units()
    page.get_by_label("Order of the units").select_option("share")
    page.get_by_label("Scale of the colours").select_option("global")
    click_cell(page, 0.3, 0.6)
    until(lambda: reading(page)["unit"] != "", 5)
    place = page.locator(".cae-matrix-place")
    page.get_by_role("button", name="Zoom in").click()
    until(lambda: "rows" in place.inner_text(), 5)
    once = place.inner_text()
    page.get_by_role("button", name="Zoom in").click()
    until(lambda: place.inner_text() != once, 5)
    where, chosen, numbers = place.inner_text(), reading(page)["unit"], page.locator(".cae-matrix-units").inner_text()
    start, before = serial(page), matrix(page)
    until(lambda: serial(page) >= start + 12, 15)
    assert (place.inner_text(), reading(page)["unit"]) == (where, chosen)
    assert page.locator(".cae-matrix-units").inner_text() == numbers
    assert page.get_by_label("Order of the units").input_value() == "share"
    assert matrix(page) != before
    page.get_by_role("button", name="Pause").click()
    page.wait_for_selector(f'{UNITS}[data-state="paused"]')


def test_selected_images_are_looked_at_alone_until_all_are_wanted(open_units: Callable[..., Page], cache: Path) -> None:
    ids = [3, 30, 31, 100, 396]
    name = selections.keep(cache, Selection("digits", tuple(ids)))
    page = open_units(f"{PAUSED}&select={name}", '[data-images="5"]')
    chip = page.get_by_test_id("selected")
    expect(chip).to_contain_text("5 of 397 images")
    columns = next(csv.reader(io.StringIO(taken(page, "matrix", "csv").decode())))
    assert sorted(columns[2:]) == sorted(f"image {i}" for i in ids)
    click_cell(page, 0.5, 0.5)
    until(lambda: reading(page)["image"] in {str(i) for i in ids}, 5)
    image = reading(page)["image"]
    expect(page.get_by_role("heading", name=f"Image {image}:")).to_be_visible()
    expect(page.locator(".cae-area-image")).to_contain_text("‖J")
    assert query(page)["select"] == [name]
    page.get_by_role("link", name="Contraction").click()  # it looks at all, and takes the selection along
    page.wait_for_selector('[data-testid="contraction-view"][data-images="397"]')
    assert "select" not in query(page)
    page.get_by_role("link", name="Units").click()
    page.wait_for_selector(f'{UNITS}[data-images="5"]')
    until(lambda: query(page).get("select") == [name], 5)
    chip.get_by_role("button", name="show all").click()
    page.wait_for_selector(f'{UNITS}[data-images="397"]')
    expect(chip).to_be_hidden()
    until(lambda: "select" not in query(page), 5)


def test_a_selection_that_is_gone_is_told_and_all_images_are_shown(open_units: Callable[..., Page]) -> None:
    page = open_units(f"{PAUSED}&select={'0' * 16}", '[data-images="397"]')
    expect(page.get_by_text("The selection is no longer kept here; all images are shown.")).to_be_visible()
    until(lambda: "select" not in query(page), 5)


def test_the_selection_follows_to_the_other_pages_and_the_run_goes_on(open_units: Callable[..., Page]) -> None:
    page = open_units()
    click_cell(page, 0.5, 0.5)
    until(lambda: query(page).get("unit") == [reading(page)["unit"]] and reading(page)["unit"] != "", 5)
    unit, image = reading(page)["unit"], reading(page)["image"]
    page.get_by_role("link", name="Live").click()
    page.wait_for_selector(f"{LIVE}[data-frame]")
    first = int(page.locator(LIVE).get_attribute("data-step"))
    assert first > 0
    until(lambda: query(page).get("unit") == [unit] and query(page).get("image") == [image], 10)
    page.keyboard.press("Escape")
    until(lambda: "unit" not in query(page), 5)
    page.get_by_role("link", name="Units").click()
    page.wait_for_selector(f"{UNITS}[data-serial]")
    until(lambda: reading(page)["unit"] == "", 5)


def test_the_link_shows_the_same_again(open_units: Callable[..., Page]) -> None:
    page = open_units(f"{PAUSED}&show=part&sort=mean&group=none&scale=unit&unit=3&image=7&low=0.1&high=0.9")
    until(lambda: query(page).get("low") == ["0.1"], 5)
    assert page.get_by_label("Order of the units").input_value() == "mean"
    assert page.get_by_label("Scale of the colours").input_value() == "unit"
    expect(page.get_by_role("button", name="part of ‖J‖²")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_test_id("threshold-low")).to_have_value("0.1")
    expect(page.get_by_role("heading", name="Unit 3")).to_be_visible()
    expect(page.get_by_role("heading", name="Image 7")).to_be_visible()


def test_thresholds_change_the_states_and_bad_ones_are_refused(
    open_units: Callable[..., Page], made: tuple[Path, list[str]]
) -> None:
    page = open_units()
    bring(page, made[0])
    page.wait_for_selector(f'{UNITS}[data-source="checkpoint"][data-units="{len(made[1])}"]')
    chip = page.locator('.cae-state-chip[data-state="saturated at 0"]')
    expect(chip.locator("b")).to_have_text("2")
    high = page.get_by_test_id("threshold-high")
    high.fill("0.01")
    high.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="high must be above low")).to_be_visible()
    expect(chip.locator("b")).to_have_text("2")
    low = page.get_by_test_id("threshold-low")
    low.fill("0")
    low.press("Enter")
    expect(chip.locator("b")).to_have_text("0")
    until(lambda: query(page).get("low") == ["0"], 5)


def test_a_file_that_is_no_checkpoint_is_refused_and_what_was_shown_stays(
    open_units: Callable[..., Page], tmp_path: Path
) -> None:
    page = open_units()
    path = tmp_path / "holiday.safetensors"
    path.write_bytes(b"not a checkpoint at all")
    bring(page, path)
    expect(page.get_by_text("The file must be a safetensors file")).to_be_visible()
    assert reading(page)["source"] == "live"
    start = serial(page)
    until(lambda: serial(page) > start, 10)


def test_every_figure_can_be_taken_away(open_units: Callable[..., Page]) -> None:
    page = open_units(f"{PAUSED}&unit=3&image=7")
    expect(page.get_by_role("heading", name="Unit 3")).to_be_visible()
    page.get_by_role("button", name="Pause").click()
    page.wait_for_selector(f'{UNITS}[data-state="paused"]')
    starts = {"csv": b"", "png": b"\x89PNG", "svg": b"<"}
    for name in (
        "figures of the code",
        "matrix",
        "scatter of units",
        "units by state",
        "unit",
        "image",
        "table of units",
    ):
        for form, start in starts.items():
            content = taken(page, name, form)
            assert content.startswith(start), f"{name} as {form}"
            if form == "csv":
                assert len(list(csv.reader(io.StringIO(content.decode())))) > 2, name
            elif form == "png":
                assert len(Image.open(io.BytesIO(content)).convert("RGB").getcolors(1 << 24)) > 20, name
            else:
                assert b"<svg" in content, name
                assert b"<text" in content, name


_OUTSIDE = """
  () => {
    const panel = document.querySelector('.cae-factors');
    const room = panel.getBoundingClientRect();
    const words = [...panel.querySelectorAll('.xtick text, .ytick text, .xtitle, .ytitle')];
    const out = words.filter((one) => {
      const box = one.getBoundingClientRect();
      return box.left < room.left || box.right > room.right || box.top < room.top || box.bottom > room.bottom;
    });
    return words.length ? out.map((one) => one.textContent) : ['nothing is written'];
  }
"""


@pytest.mark.parametrize(("width", "height"), [(1400, 900), (1280, 720), (390, 844)])
def test_the_scatter_s_axes_are_written_inside_its_panel(
    open_units: Callable[..., Page], width: int, height: int
) -> None:
    page = open_units(width=width, height=height)
    page.locator(".cae-factors").scroll_into_view_if_needed()
    until(lambda: page.evaluate(_OUTSIDE) == [], 20)


def test_a_checkpoint_that_was_brought_is_listed_by_the_name_of_its_file(
    open_units: Callable[..., Page], made: tuple[Path, list[str]]
) -> None:
    page = open_units()
    page.get_by_role("radio", name="Checkpoint").click()
    bring(page, made[0])
    expect(page.get_by_label("Which checkpoint")).to_contain_text("made.safetensors: 784–12 sigmoid")
    later = open_units("source=checkpoint", "[data-source=checkpoint]")  # another browser
    expect(later.get_by_label("Which checkpoint")).to_contain_text("made.safetensors: 784–12 sigmoid")


def test_zoom_goes_down_to_single_cells_and_back(open_units: Callable[..., Page]) -> None:
    page = open_units()
    whole = page.locator(".cae-matrix-place").inner_text()
    for _ in range(16):
        page.get_by_role("button", name="Zoom in").click()
    expect(page.locator(".cae-matrix-place")).to_contain_text("rows")
    expect(page.locator(".cae-matrix-mean")).not_to_contain_text("mean of")
    page.get_by_role("button", name="Show all cells").click()
    expect(page.locator(".cae-matrix-place")).to_have_text(whole)


def test_a_telephone_sees_nothing_wider_than_its_screen(open_units: Callable[..., Page]) -> None:
    page = open_units(f"{PAUSED}&unit=3&image=7", width=390, height=844)
    page.wait_for_timeout(1500)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
