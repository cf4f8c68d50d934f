"""Every page on the screens of a hall, a laptop, a tablet and a phone: boxes are measured."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, Page, expect

from cae import Autoencoder, checkpoint
from pages import PAGES as SITE
from tests.helpers.driver import Server, until

MEASURE = (Path(__file__).parents[1] / "helpers" / "boxes.js").read_text().split("\n", 1)[1].rstrip(";\n")
# What may lie over other things, and what stays while the page scrolls under it.
ASKED = {
    # messages, the tooltip, menus and the help cover on purpose; the pinned image's place lies on the images
    "overlay": ".cae-banners, .cae-tip, .cae-export-list, .cae-help, .cae-strip",
    "sticky": ".cae-lambda, .cae-along, .cae-path, .cae-pane, .cae-staying",
    # each of the ten images is as wide as there is room for; a tap beside one is one of its neighbour
    "small": ".cae-strip",
}
# Fonts of what is written into canvases, by the smallest.
CANVAS = """
  window.smallest = Infinity;
  const own = CanvasRenderingContext2D.prototype.fillText;
  CanvasRenderingContext2D.prototype.fillText = function (...given) {
    const size = parseFloat(/([\\d.]+)px/.exec(this.font)[1]) * this.getTransform().a;
    window.smallest = Math.min(window.smallest, size);
    return own.apply(this, given);
  };
"""
SIZES = [(1400, 900), (1280, 720), (1024, 768), (820, 1180), (760, 1000), (700, 450), (390, 844), (320, 640)]
HALL = [(1280, 720), (1400, 900), (1920, 1080)]
RUN = "dataset=fashion-mnist-small&hidden=128&lam=0.1&unit=17&image=5"
RELATIVES = "dataset=digits&hidden=16&relatives=ae,sparse-kl,denoising,recipe,right"
ATLAS = "dataset=digits&hidden=16&lambdas=0+0.1+1+10+100&epochs=1&first_epochs=1&at=1"
PAGES = {
    "live": (f"/?{RUN}", '[data-testid="live-view"][data-frame]'),
    "atlas": (f"/atlas?{ATLAS}", '[data-testid="atlas-view"][data-state="complete"]'),
    "units": (f"/units?{RUN}", '[data-testid="units-view"][data-serial]'),
    "contraction": (f"/contraction?{RUN}", '[data-testid="probe"][data-painted]:not([data-painted="0"])'),
    "latent": (f"/latent?{RUN}", '[data-testid="map"][data-count]:not([data-count="0"])'),
    "plane": ("/plane?unit=3", '[data-testid="plane-view"][data-frame]'),
    "relatives": (f"/relatives?{RELATIVES}", '[data-testid="relatives-view"][data-frame]'),
    "maths": (f"/maths?{RUN}", '[data-testid="maths-view"][data-frame]'),
}
LAMBDA = {"atlas": ['[data-testid="atlas-lambda"]', ".cae-path-value"]}
SLIDER = ['[data-testid="lambda"]', '[data-testid="lambda-value"]']


def opened(page: Page, server: Server, name: str, more: str = "") -> Page:
    """A page of the site; its run is paused."""
    path, there = PAGES[name]
    page.goto(f"{server.url}{path}{more}")
    page.wait_for_selector(there, timeout=90_000)
    pause = page.get_by_role("button", name="Pause")
    if name != "atlas":
        pause.click()
        expect(pause).to_be_hidden()
    return page


@pytest.fixture
def show(open_page: Callable[..., Page], server: Server) -> Callable[..., Page]:
    return lambda name, more="": opened(open_page("about:blank", first_frame=False), server, name, more)


@pytest.fixture(scope="module", params=PAGES)
def shown(request: pytest.FixtureRequest, chromium: Browser, server: Server) -> Iterator[tuple[str, Page]]:
    """Each page of the site, opened once for all that is measured of it."""
    errors: list[object] = []
    context = chromium.new_context(viewport={"width": 1400, "height": 900})
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(error))
    page.add_init_script(CANVAS)
    yield request.param, opened(page, server, request.param)
    context.close()
    assert not errors, f"the page's script failed: {errors}"


def measured(page: Page) -> dict[str, Any]:
    return page.evaluate(MEASURE, ASKED)


def sized(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})


def settles(page: Page, wrong: Callable[[dict[str, Any]], Any], of: str) -> None:
    """Wait until nothing is wrong; what still is, is said."""
    found: list[Any] = []

    def right() -> bool:
        found[:] = [wrong(measured(page))]
        return not found[0]

    try:
        until(right, 6)
    except AssertionError:
        raise AssertionError(f"{of}: {found[0]}") from None


def lambda_in_sight(page: Page, name: str) -> bool:
    return in_sight(page, LAMBDA.get(name, SLIDER))


def in_sight(page: Page, selectors: list[str]) -> bool:
    """Whether they are on the screen, and nothing lies over them."""
    return all(
        page.locator(selector).evaluate(
            """element => {
              const { left, top, right, bottom } = element.getBoundingClientRect();
              const there = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
              const within = top >= 0 && bottom <= window.innerHeight && right <= window.innerWidth;
              return within && Boolean(there && element.contains(there));
            }"""
        )
        for selector in selectors
    )


def scroll(page: Page, to: str) -> None:
    page.get_by_test_id("stMain").evaluate(f"main => main.scrollTo(0, {to})")


def test_nothing_covers_anything_and_lambda_stays_in_sight_at_every_size(shown: tuple[str, Page]) -> None:
    name, page = shown
    for size in SIZES:
        sized(page, size)
        settles(page, lambda now: now["overlaps"] or max(0, now["wide"]), f"{name} at {size}")
        settles(page, lambda now: now["row"] is not None and now["row"] < 2, f"rows of the heatmap at {size}")
        until(lambda: lambda_in_sight(page, name), 5)
        scroll(page, "1e6")
        until(lambda: lambda_in_sight(page, name), 5)
        scroll(page, "0")


def test_a_hall_reads_three_panels_and_nothing_scrolls(shown: tuple[str, Page]) -> None:
    name, page = shown
    page.keyboard.press("l")
    page.evaluate("window.smallest = Infinity")
    panels = 2 if name in ("contraction", "latent", "plane", "maths") else 3
    for size in HALL:
        sized(page, size)
        settles(page, lambda now: max(now["wide"], now["high"], 0) or now["overlaps"], f"{name} at {size}")
        settles(page, lambda now: now["smallest"] if now["smallest"][0] < 20 else None, f"text at {size}")
        assert measured(page)["panels"] == panels
        assert lambda_in_sight(page, name)
        assert page.evaluate("window.smallest") >= 20
        page.keyboard.press("f")
        settles(page, lambda now: now["panels"] - 1 or max(now["high"], 0), f"{name} filled at {size}")
        assert lambda_in_sight(page, name)
        page.keyboard.press("Escape")
        settles(page, lambda now: now["panels"] - panels, f"{name} at {size}, back")
    page.keyboard.press("l")


def names(page: Page) -> list[str]:
    """The names of the panels that are shown, as the row has them."""
    return page.locator(".cae-lecture-names [aria-pressed='true']").all_text_contents()


def in_link(page: Page) -> str | None:
    return parse_qs(page.evaluate("location.search.slice(1)")).get("lecture", [None])[0]


def test_panels_are_chosen_by_their_names_and_the_link_brings_them_back(show: Callable[..., Page]) -> None:
    page = show("live", "&lecture=latent,nowhere,pinned")
    expect(page.locator(".cae-banner")).to_contain_text("“nowhere” came; the others are shown")
    assert names(page) == ["Latent plane", "Pinned unit"]
    row = page.locator(".cae-lecture-names")
    row.get_by_role("button", name="Loss").click()
    row.get_by_role("button", name="Heatmap").click()
    assert names(page) == ["Heatmap", "Pinned unit", "Loss"], "the one chosen longest ago has gone"
    until(lambda: in_link(page) == "pinned,loss,heatmap", 5)
    page.reload()
    page.wait_for_selector(PAGES["live"][1])
    assert names(page) == ["Heatmap", "Pinned unit", "Loss"]
    page.get_by_role("button", name="Pinned: unit 17").click()
    row.get_by_role("button", name="Weights").click()
    assert names(page) == ["Heatmap", "Weights", "Pinned unit"], "a click on its title has kept it"
    page.get_by_role("button", name="Units as images: weights").click()
    until(lambda: measured(page)["panels"] == 1, 5)
    page.keyboard.press("l")
    until(lambda: in_link(page) is None, 5)
    assert page.locator(".cae-panel:visible").count() == 6


def test_a_panel_that_was_not_on_the_screen_comes_back_whole(show: Callable[..., Page]) -> None:
    page = show("live", "&lecture=loss")
    heat, tiles = (page.get_by_test_id("live-now").locator(f".cae-{name}-map") for name in ("heat", "tiles"))
    assert heat.evaluate("canvas => canvas.width") == 300, "nothing was drawn of it: it is as wide as a new canvas"
    page.locator(".cae-lecture-names").get_by_role("button", name="Heatmap").click()
    until(lambda: heat.evaluate("canvas => canvas.width") == 200, 5)
    page.keyboard.press("l")
    assert tiles.evaluate("canvas => canvas.width") > 200


def test_where_not_all_units_have_two_pixels_the_heatmap_turns_and_a_pinned_unit_is_turned_to(
    show: Callable[..., Page],
) -> None:
    page = show("live", "&unit=100")
    sized(page, (1024, 768))
    heat = page.get_by_test_id("live-now").locator(".cae-heat")
    row = heat.locator(".cae-heat-row")

    def units() -> range:
        first, last, _ = map(int, re.findall(r"\d+", heat.locator(".cae-page-text").inner_text()))
        return range(first, last + 1)

    until(lambda: len(units()) < 128 and 100 in units() and row.is_visible(), 5)
    heat.get_by_role("button", name="Previous units").click()
    until(lambda: 100 not in units() and row.is_hidden(), 5)
    heat.locator(".cae-heat-map").click()
    until(lambda: int(parse_qs(page.evaluate("location.search.slice(1)"))["unit"][0]) in units(), 5)
    expect(row).to_be_visible()


def test_lambda_of_an_atlas_and_of_a_checkpoint_stays_in_sight_on_units(
    show: Callable[..., Page], tmp_path: Path
) -> None:
    page = show("atlas")
    page.get_by_role("link", name="Units").click()
    page.get_by_role("radio", name="Atlas").click()
    atlas = ['[data-testid="units-lambda"]', ".cae-pane-atlas .cae-along-value"]
    for size in (1280, 720), (700, 450), (390, 844):
        sized(page, size)
        for to in "0", "1e6":
            scroll(page, to)
            until(lambda: in_sight(page, atlas), 10)
    path = tmp_path / "a.safetensors"
    checkpoint.save(path, Autoencoder((64, 16), seed=0))
    page.get_by_role("radio", name="Checkpoint").click()
    page.get_by_test_id("checkpoint-file").set_input_files(path)
    until(lambda: in_sight(page, ['[data-testid="checkpoint-lambda"]']), 20)


def test_both_sides_of_the_atlas_are_two_of_the_three_boxes(show: Callable[..., Page]) -> None:
    page = show("atlas", "&left=3&lecture=latent,curves,heatmap")
    until(lambda: names(page) == ["Heatmap", "Along λ"] and measured(page)["panels"] == 3, 10)
    page.keyboard.press("Escape")
    until(lambda: names(page) == ["Latent plane", "Heatmap", "Along λ"] and measured(page)["panels"] == 3, 10)


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_thumb_meets_what_it_aims_at(phone: Page, server: Server, name: str) -> None:
    opened(phone, server, name)
    settles(phone, lambda now: now["targets"] or max(now["wide"], 0), name)
    said = " ".join(phone.locator(".cae-how:visible, .cae-hint:visible, .cae-invite:visible").all_text_contents())
    assert "click" not in said.lower()
    assert "hover" not in said.lower()


def test_the_pages_are_reached_without_the_side_bar_and_the_answer_to_a_tap_comes_into_view(
    phone: Page, server: Server
) -> None:
    opened(phone, server, "live", "&unit=")
    pinned = phone.locator(".cae-pinned")
    expect(pinned).not_to_be_in_viewport()
    phone.get_by_test_id("live-now").locator(".cae-heat-map").tap()
    expect(pinned).to_be_in_viewport(ratio=0.5)
    phone.get_by_test_id("stMain").get_by_role("link", name="Units").tap()
    phone.wait_for_selector(PAGES["units"][1])
    until(lambda: lambda_in_sight(phone, "units"), 5)


def test_there_is_one_navigation_at_a_time(show: Callable[..., Page]) -> None:
    page = show("live")
    for width in (1024, 780, 768, 760):
        sized(page, (width, 800))
        both = page.get_by_test_id("stTopNavLink").or_(page.get_by_test_id("stPageLink-NavLink"))
        until(lambda both=both: both.locator("visible=true").count() == len(SITE), 5)
