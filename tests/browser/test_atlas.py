"""What a user does on the Atlas page."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.helpers.driver import Server, until

ATLAS = '[data-testid="atlas-view"]'
TINY = "dataset=digits&hidden=16&lambdas=0+0.1+1+10+100&epochs=2&first_epochs=2"
# The first λ is there at once, each of the others takes seconds.
SLOW = "dataset=digits&hidden=16&lambdas=0+0.1+1+10+100&epochs=1000&first_epochs=2&way=up"

# Keeps the page's sockets, so that a test can cut one.
SOCKETS = """
  window.sockets = [];
  window.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given);
      window.sockets.push(this);
    }
  };
"""


@pytest.fixture(scope="module")
def server(chromium: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with a cache of its own, so that what is trained here is trained now."""
    running = Server(CAE_CACHE_DIR=str(tmp_path_factory.mktemp("cache")))
    yield running
    running.stop()


@pytest.fixture
def open_atlas(open_page: Callable[..., Page], server: Server) -> Iterator[Callable[..., Page]]:
    """Open the Atlas page; what is said to the console as an error fails the test."""
    said: list[str] = []

    def open_(query: str = TINY, state: str = "complete", **size: int) -> Page:
        page = open_page("about:blank", first_frame=False, **size)
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.add_init_script(SOCKETS)
        page.goto(f"{server.url}/atlas?{query}")
        page.wait_for_selector(f'{ATLAS}[data-state="{state}"]')
        return page

    yield open_
    # Streamlit asks for files that are not there.
    assert not [text for text in said if not text.startswith("Failed to load resource")]


def reading(page: Page) -> dict[str, str]:
    return page.locator(ATLAS).evaluate("view => ({ ...view.dataset })")


def go_to(page: Page, index: int) -> None:
    """Move the slider, as a drag does."""
    page.get_by_test_id("atlas-lambda").evaluate(
        "(slider, to) => { slider.value = to; slider.dispatchEvent(new Event('input', { bubbles: true })); }",
        str(index),
    )
    until(lambda: reading(page)["index"] == str(index), 5)


def picture(canvas: Locator) -> str:
    """What a canvas shows."""
    return canvas.evaluate("canvas => canvas.toDataURL()")


def panels(page: Page, side: str = "right") -> list[str]:
    shown = page.get_by_test_id(f"atlas-{side}")
    names = (".cae-strip-map", ".cae-latent-map", ".cae-heat-map", ".cae-tiles-map")
    return [picture(shown.locator(name)) for name in names]


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(page.evaluate("location.search.slice(1)"))


def test_the_page_fills_as_models_finish_and_says_how_far_it_is(open_atlas: Callable[..., Page]) -> None:
    page = open_atlas()
    now = reading(page)
    assert (now["done"], now["total"], now["state"]) == ("5", "5", "complete")
    expect(page.locator(ATLAS)).to_contain_text("5 of 5 λ")
    expect(page.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "100")
    until(lambda: "index" in reading(page), 10)


def test_every_panel_follows_the_slider_without_asking_the_server(open_atlas: Callable[..., Page]) -> None:
    page = open_atlas()
    slider = page.get_by_test_id("atlas-lambda")
    expect(slider).to_have_accessible_name("Contraction strength λ")
    go_to(page, 0)
    first = panels(page)
    page.context.set_offline(True)
    go_to(page, 4)
    assert all(a != b for a, b in zip(first, panels(page), strict=True))
    assert reading(page)["lambda"] == "100"
    expect(slider).to_have_attribute("aria-valuetext", "λ = 100")
    go_to(page, 0)
    assert panels(page) == first
    page.context.set_offline(False)


def test_keys_move_lambda_and_space_plays(open_atlas: Callable[..., Page]) -> None:
    page = open_atlas()
    go_to(page, 2)
    page.get_by_test_id("atlas-lambda").focus()
    for key, index in [("ArrowRight", "3"), ("Home", "0"), ("ArrowRight", "1"), ("End", "4"), ("ArrowLeft", "3")]:
        page.keyboard.press(key)
        until(lambda index=index: reading(page)["index"] == index, 5)
    before = int(reading(page)["repaints"])
    page.keyboard.press("Space")
    until(lambda: int(reading(page)["repaints"]) > before + 3, 10)
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_a_pinned_lambda_stays_on_the_left_and_the_difference_from_itself_is_nothing(
    open_atlas: Callable[..., Page],
) -> None:
    page = open_atlas()
    go_to(page, 0)
    alone = panels(page)[2]
    page.get_by_role("button", name="Pin this λ on the left").click()
    left = page.get_by_test_id("atlas-left")
    expect(left).to_be_visible()
    until(lambda: panels(page, "left")[2] == alone, 5)
    go_to(page, 4)
    assert panels(page, "left")[2] == alone
    assert panels(page)[2] != alone
    page.get_by_role("button", name="Difference").click()
    expect(page.get_by_test_id("atlas-right")).to_contain_text("h(1−h), right − left")
    go_to(page, 0)
    colours = (
        page.get_by_test_id("atlas-right")
        .locator(".cae-heat-map")
        .evaluate(
            """canvas => {
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          return new Set(new Uint32Array(data.buffer)).size;
        }"""
        )
    )
    assert colours == 1
    page.keyboard.press("Escape")
    expect(left).to_be_hidden()


_PAIRS = """
  () => ['strip', 'latent', 'heat', 'tiles'].map((name) => {
    const box = (side) => document.querySelector(`.cae-${side} .cae-${name}-map`).getBoundingClientRect();
    const [left, right] = [box('left'), box('right')];
    return { name, apart: right.left - left.right, top: right.top - left.top, wide: right.width / left.width };
  })
"""


@pytest.mark.parametrize("width", [1280, 1400])
def test_two_lambdas_stand_beside_each_other_and_what_explains_them_is_said_once(
    open_atlas: Callable[..., Page], width: int
) -> None:
    page = open_atlas(f"{TINY}&left=0&at=4", width=width, height=720 if width == 1280 else 900)
    until(lambda: len(page.locator(".cae-curves .subplot").all()) == 6, 10)
    for difference in (False, True):
        if difference:
            page.keyboard.press("d")
            expect(page.get_by_test_id("atlas-right")).to_contain_text("Latent plane, left → right")
        until(lambda: all(abs(pair["top"]) < 1 for pair in page.evaluate(_PAIRS)), 5)
        for pair in page.evaluate(_PAIRS):
            assert pair["apart"] >= 0, f"{pair['name']}: the right one covers the left one"
            assert abs(pair["wide"] - 1) < 0.02
        said = page.evaluate(
            "[...document.querySelectorAll('.cae-how')].filter((one) => one.checkVisibility({visibilityProperty: true}))"
            ".map((one) => one.textContent)"
        )
        assert len(said) == len(set(said)), "an explanation stands twice"
    strip = page.get_by_test_id("atlas-right").locator(".cae-strip-map").bounding_box()
    assert strip["width"] / 10 > 30, "a thumbnail is as small as a letter"
    curves = page.locator(".cae-curves").bounding_box()
    assert curves["y"] + curves["height"] <= page.viewport_size["height"]
    page.get_by_role("button", name="Costs ›").click()
    expect(page.locator(".cae-tradeoff")).to_be_visible()
    expect(page.locator(".cae-curves")).to_be_hidden()
    page.keyboard.press("Escape")  # one side alone has room for both
    expect(page.locator(".cae-curves")).to_be_visible()
    expect(page.locator(".cae-tradeoff")).to_be_visible()


def test_the_difference_leads_each_image_in_the_latent_plane_from_left_to_right(
    open_atlas: Callable[..., Page],
) -> None:
    page = open_atlas(f"{TINY}&left=0&at=4")
    until(lambda: reading(page).get("index") == "4", 10)
    plane = page.get_by_test_id("atlas-right").locator(".cae-latent-map")
    before = picture(plane)
    page.keyboard.press("d")
    until(lambda: picture(plane) != before, 5)
    expect(page.get_by_test_id("atlas-right")).to_contain_text("A line leads from where an image lies on the left")
    page.keyboard.press("d")
    until(lambda: picture(plane) == before, 5)


def test_a_click_on_a_curve_moves_the_slider(open_atlas: Callable[..., Page]) -> None:
    page = open_atlas()
    plot = page.locator(".cae-curves .nsewdrag").first
    points = page.locator(".cae-curves .subplot.xy .scatterlayer .point")
    until(lambda: points.count() == 5, 10)
    go_to(page, 2)
    box = plot.bounding_box()
    page.mouse.move(box["x"] + box["width"] - 5, box["y"] + 12)
    page.wait_for_timeout(200)
    page.mouse.click(box["x"] + box["width"] - 5, box["y"] + 12)
    until(lambda: reading(page)["index"] == "4", 5)
    bars = page.locator(".cae-states-map")
    bars.click(position={"x": 12, "y": 20})
    until(lambda: reading(page)["index"] == "0", 5)


def test_cancel_keeps_what_is_done_and_resume_goes_on(open_atlas: Callable[..., Page]) -> None:
    page = open_atlas(SLOW, "training")
    page.wait_for_selector(f'{ATLAS}[data-done="1"]')
    expect(page.get_by_test_id("atlas-begun")).to_be_hidden()  # the first model is in its place
    expect(page.get_by_test_id("atlas-units-note")).to_contain_text("Opening the page has started the training")
    page.get_by_role("button", name="Cancel").click()
    page.wait_for_selector(f'{ATLAS}[data-state="cancelled"]')
    done = int(reading(page)["done"])
    assert 1 <= done < 5
    assert reading(page)["index"] == str(done - 1)
    page.get_by_role("button", name="Resume").click()
    page.wait_for_selector(f'{ATLAS}[data-state="training"]')
    page.wait_for_function(
        "done => Number(document.querySelector('[data-testid=\"atlas-view\"]').dataset.done) > done", arg=done
    )


def test_while_few_models_are_there_the_slider_stops_at_them_alone(open_atlas: Callable[..., Page]) -> None:
    page = open_atlas("dataset=digits&hidden=16&lambdas=0+0.1+1+10+100&epochs=400&first_epochs=1", "training")
    page.wait_for_selector(f'{ATLAS}[data-done="2"]')
    page.get_by_role("button", name="Cancel").click()
    page.wait_for_selector(f'{ATLAS}[data-state="cancelled"]')
    slider = page.get_by_test_id("atlas-lambda")
    there = {"0": "0", "3": "2", "4": "2", "1": "0"}  # 0 and 1 come first
    for wanted, index in there.items():
        slider.evaluate(
            "(slider, to) => { slider.value = to; slider.dispatchEvent(new Event('input', { bubbles: true })); }",
            wanted,
        )
        until(lambda index=index: reading(page)["index"] == index, 5)
        expect(slider).to_have_js_property("value", index)


def test_a_lambda_can_be_added_to_a_finished_atlas(open_atlas: Callable[..., Page]) -> None:
    page = open_atlas(TINY.replace("0+0.1", "0+0.02+0.1"))
    until(lambda: "index" in reading(page), 10)
    field = page.get_by_test_id("atlas-add")
    field.fill("-1")
    field.press("Enter")
    expect(page.get_by_text("λ must be a number from 0 to 1,000,000", exact=False)).to_be_visible()
    field.fill("5")
    field.press("Enter")
    page.wait_for_selector(f'{ATLAS}[data-total="7"][data-done="7"][data-state="complete"][data-lambda="5"]')
    until(lambda: query(page).get("lambdas") == ["0 0.02 0.1 1 5 10 100"], 5)
    field.fill("0.1")  # it is there: the page goes to it
    field.press("Enter")
    page.wait_for_selector(f'{ATLAS}[data-total="7"][data-lambda="0.1"]')


def test_the_page_says_how_its_models_were_trained_and_draws_paths_over_the_fan(
    open_atlas: Callable[..., Page],
) -> None:
    few = "dataset=digits&hidden=8&lambdas=0.1+1"
    page = open_atlas(f"{few}&epochs=1&first_epochs=2")
    expect(page.get_by_test_id("atlas-grown")).to_have_text(
        "Fan: 2 epochs at λ = 1, then 1 for each λ on its own. All have trained 3 epochs; none remembers another λ."
    )
    page.get_by_test_id("atlas-to-memory").click()
    memory = page.get_by_test_id("atlas-memory")
    page.get_by_test_id("atlas-train-paths").click()
    expect(page.get_by_test_id("atlas-train-paths")).to_be_hidden()
    expect(memory).to_have_text(
        re.compile(r"‖J‖² at λ = 1: fan [\d.]+, path up [\d.]+, path down [\d.]+\.$"), timeout=60_000
    )
    page.reload()  # now they are there at once
    page.wait_for_selector(f'{ATLAS}[data-state="complete"]')
    page.get_by_test_id("atlas-to-memory").click()
    expect(memory).to_have_text(re.compile("path up .* path down"))
    lines = page.locator(".cae-memory .scatterlayer .trace")
    until(lambda: lines.count() == 6, 10)


def test_a_link_of_the_time_before_fans_opens_its_path(open_atlas: Callable[..., Page]) -> None:
    page = open_atlas(f"{TINY}&warm=true")
    expect(page.get_by_test_id("atlas-grown")).to_contain_text("Path up: one training along which λ grows")
    until(lambda: query(page).get("way") == ["up"], 5)
    assert "warm" not in query(page)


def test_the_link_opens_the_same_atlas_at_once_at_the_same_place(open_atlas: Callable[..., Page]) -> None:
    page = open_atlas()
    go_to(page, 1)
    page.keyboard.press("b")
    go_to(page, 3)
    until(lambda: query(page).get("at") == ["3"] and query(page).get("left") == ["1"], 5)
    assert query(page)["lambdas"] == ["0 0.1 1 10 100"]
    page.reload()
    page.wait_for_selector(f'{ATLAS}[data-state="complete"][data-index="3"]', timeout=10_000)
    expect(page.get_by_test_id("atlas-left")).to_contain_text("λ = 0.1")


def test_what_is_shown_can_be_taken_away(open_atlas: Callable[..., Page]) -> None:
    page = open_atlas()
    go_to(page, 2)

    def download(name: str) -> tuple[str, bytes]:
        page.get_by_text("Export", exact=True).click()
        with page.expect_download() as started:
            page.get_by_text(name, exact=True).click()
        return started.value.suggested_filename, Path(started.value.path()).read_bytes()

    page.wait_for_timeout(300)  # the links follow a moment after the slider
    _, table = download("Curves as CSV")
    assert len(list(csv.DictReader(io.StringIO(table.decode())))) == 5
    name, image = download("This view as PNG")
    assert name == "cae-lambda-1.png"
    assert image.startswith(b"\x89PNG")
    fonts = page.evaluate(
        "async () => (await import('/cae/pages/kit/view/fontface.js'))"
        ".fontFaces(getComputedStyle(document.querySelector('.cae-root')).fontFamily)"
    )
    assert fonts.startswith('@font-face{font-family:"Source Sans"')  # its charts are written in it
    assert "url(data:" in fonts
    assert download("Checkpoint")[0] == "cae-lambda-1.safetensors"
    live = urlsplit(page.get_by_test_id("atlas-live").get_attribute("href"))
    assert live.path == "/"
    assert parse_qs(live.query)["lam"] == ["1"]
    assert parse_qs(live.query)["start"][0].endswith(".2")


def test_a_dropped_socket_comes_back_and_nothing_is_lost(open_atlas: Callable[..., Page]) -> None:
    page = open_atlas()
    go_to(page, 3)
    page.evaluate(
        """() => {
          window.states = [];
          const view = document.querySelector('[data-testid="atlas-view"]');
          new MutationObserver(() => window.states.push(view.dataset.state))
            .observe(view, { attributes: true, attributeFilter: ['data-state'] });
          window.sockets.forEach((socket) => socket.url.includes('/cae/atlas/') && socket.close());
        }"""
    )
    until(lambda: "reconnecting" in page.evaluate("window.states"), 5)
    page.wait_for_selector(f'{ATLAS}[data-state="complete"]')
    assert (reading(page)["done"], reading(page)["index"]) == ("5", "3")


def test_a_telephone_has_the_slider_in_reach_and_nothing_wider_than_its_screen(open_atlas: Callable[..., Page]) -> None:
    page = open_atlas(width=390, height=844)
    page.wait_for_timeout(500)
    box = page.get_by_test_id("atlas-lambda").bounding_box()
    assert box["y"] + box["height"] < 844
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390


def test_the_form_opens_another_atlas(open_atlas: Callable[..., Page]) -> None:
    page = open_atlas()
    go_to(page, 4)
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("textbox", name="λ, from small to large", exact=True).fill("0, 0.5")
    page.get_by_role("button", name="Train this atlas").click()
    page.wait_for_selector(f'{ATLAS}[data-total="2"][data-done="2"][data-state="complete"]')
    until(lambda: query(page).get("lambdas") == ["0 0.5"], 5)
    page.get_by_role("textbox", name="λ, from small to large", exact=True).fill("1, 0.5")
    page.get_by_role("button", name="Train this atlas").click()
    expect(page.get_by_text("0.5 comes after 1")).to_be_visible()
    assert reading(page)["total"] == "2"
