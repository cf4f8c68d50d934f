"""One panel that can't be drawn is not the page: it says so, all others and the training go on."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from playwright.sync_api import Page, TimeoutError, expect

from tests.helpers.driver import Server, until

# Whatever draws or writes in the panel throws, as long as it is broken; the panel's own words about that do not.
_BREAK = """
  panel => {
    if (!window.breaking) {
      window.breaking = { panel: null };
      const guilty = (node) => {
        const element = node instanceof Element ? node : node?.parentElement;
        const broken = window.breaking.panel?.contains(element) && !element.closest('.cae-failure');
        if (broken) throw new Error('the ink is out.');
      };
      const wrap = (prototype, name, of) => {
        const own = prototype[name];
        prototype[name] = function (...args) { guilty(of(this, args)); return own.apply(this, args); };
      };
      for (const name of ['putImageData', 'drawImage', 'fillRect', 'clearRect', 'setTransform', 'fillText'])
        wrap(CanvasRenderingContext2D.prototype, name, (context) => context.canvas);
      wrap(window.Plotly ?? {}, 'react', (_, [graph]) => graph);
      for (const [prototype, name] of [[CharacterData.prototype, 'data'], [Node.prototype, 'textContent']]) {
        const own = Object.getOwnPropertyDescriptor(prototype, name);
        Object.defineProperty(prototype, name, { ...own, set(value) { guilty(this); own.set.call(this, value); } });
      }
    }
    window.breaking.panel = panel;
  }
"""
_HEAL = "() => { window.breaking.panel = null; }"
PANELS = ".cae-panel:visible"
CHART = ".js-plotly-plot"  # the library that draws it, which is broken too, comes after the page


def resized(page: Page) -> None:
    """What is drawn only when it must be is drawn anew."""
    size = page.viewport_size
    assert size is not None
    page.set_viewport_size({"width": 1400 if size["width"] != 1400 else 1380, "height": 900})


def each_fails_alone(page: Page, going_on: Callable[[], int], stir: Callable[[], None] = lambda: None) -> None:
    """Break one panel after the other, and let each try again."""
    count = page.locator(PANELS).count()
    assert count > 0
    for i in range(count):
        panel = page.locator(PANELS).nth(i)
        name = panel.get_attribute("aria-label")
        panel.scroll_into_view_if_needed()
        panel.evaluate(_BREAK)
        failure = panel.locator(".cae-failure")
        for _ in range(20):
            resized(page)
            stir()
            with contextlib.suppress(TimeoutError):
                failure.wait_for(timeout=400)
                break
        expect(failure, f"{name} says so").to_contain_text("could not be drawn: the ink is out.")
        others = page.locator(".cae-panel:has(.cae-failure:visible)").all_inner_texts()
        assert page.locator(".cae-failure:visible").count() == 1, f"{name} took another panel with it: {others}"
        before = going_on()
        until(lambda before=before: (stir(), going_on())[1] > before, 20)
        page.evaluate(_HEAL)
        failure.get_by_role("button", name="Try again").click()
        expect(failure).to_be_hidden()
        stir()
    page.wait_for_timeout(500)
    assert page.locator(".cae-failure:visible").count() == 0


def of(page: Page, view: str, name: str) -> Callable[[], int]:
    """A number that the page's view tells of itself."""
    return lambda: int(page.get_by_test_id(view).get_attribute(f"data-{name}") or 0)


def test_every_panel_of_the_live_page_fails_alone(open_page: Callable[..., Page], server: Server) -> None:
    page = open_page(f"{server.url}/?dataset=digits&hidden=16&unit=3&image=7")
    each_fails_alone(page, of(page, "live-view", "step"))


def test_every_panel_of_the_units_page_fails_alone(open_page: Callable[..., Page], server: Server) -> None:
    page = open_page(f"{server.url}/units?dataset=digits&hidden=16&unit=3&image=7", first_frame=False)
    page.wait_for_selector('[data-testid="units-view"][data-serial]')
    page.get_by_test_id("units-table-fold").click()
    page.wait_for_selector(CHART)
    each_fails_alone(page, of(page, "units-view", "serial"))


def test_every_panel_of_the_contraction_page_fails_alone(open_page: Callable[..., Page], server: Server) -> None:
    page = open_page(f"{server.url}/contraction?dataset=digits&hidden=16", first_frame=False)
    page.get_by_test_id("figure-spectrum").scroll_into_view_if_needed()
    page.wait_for_selector(CHART)
    each_fails_alone(page, of(page, "contraction-view", "serial"))


def test_every_panel_of_the_atlas_page_fails_alone(open_page: Callable[..., Page], server: Server) -> None:
    url = f"{server.url}/atlas?dataset=digits&hidden=8&lambdas=0,1,10&epochs=1&first_epochs=1&at=1"
    page = open_page(url, first_frame=False)
    page.wait_for_selector('[data-testid="atlas-view"][data-state="complete"]', timeout=60_000)
    page.wait_for_selector(CHART)
    keys = iter(["ArrowRight", "ArrowLeft"] * 10**4)
    for tab in ("atlas-to-memory", "atlas-to-costs"):
        page.get_by_test_id(tab).click()
        each_fails_alone(page, of(page, "atlas-view", "repaints"), lambda: page.keyboard.press(next(keys)))


def test_a_page_that_does_not_load_leaves_a_sentence_and_a_way_to_try_again(
    open_page: Callable[..., Page], server: Server
) -> None:
    page = open_page("about:blank", first_frame=False)
    page.route("**/kit/view/panels/heatmap.js*", lambda route: route.fulfill(status=500, body="no"))
    page.goto(server.url)
    expect(page.get_by_role("alert")).to_contain_text("This page could not be loaded")
    page.unroute_all()
    page.get_by_role("button", name="Reload").click()
    page.wait_for_selector('[data-testid="live-view"][data-frame]')
