"""axe-core finds nothing, in any of the listed states of the pages, light and dark."""

from __future__ import annotations

import os
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.helpers import axe
from tests.helpers.driver import Server, until

if not axe.SOURCE.exists() and not os.environ.get("CAE_REQUIRE_BROWSER"):
    pytest.skip(f"{axe.SOURCE} is not there: npm ci to run axe.", allow_module_level=True)

SMALL = "dataset=digits&hidden=16&seed=1"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1400, "height": 900}

# A state of a page: its name, how one comes to it, and how one goes back.
State = tuple[str, Callable[[Page], object], Callable[[Page], object]]


def press(*keys: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        for key in keys:
            page.keyboard.press(key)

    return act


def click(name: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_role("button", name=name, exact=True).first.click()


def expand(page: Page) -> None:
    click("Expand sidebar")(page)
    expect(page.get_by_test_id("stSidebar").get_by_role("button").last).to_be_visible()


def collapse(page: Page) -> None:
    click("Collapse sidebar")(page)
    expect(page.get_by_role("button", name="Expand sidebar")).to_be_visible()


def refused(field: str) -> Callable[[Page], None]:
    """Type what no λ can be."""

    def act(page: Page) -> None:
        page.get_by_test_id(field).fill("much")
        page.get_by_test_id(field).press("Enter")
        expect(page.locator(".cae-banner").last).to_be_visible()

    return act


def push(page: Page) -> None:
    image = page.locator(".cae-probe-image")
    image.press("ArrowRight")
    expect(page.get_by_test_id("probe")).to_have_attribute("data-dx", re.compile("[1-9]"))


def refuse_in_sidebar(page: Page) -> None:
    expand(page)
    page.get_by_role("textbox", name="Hidden units").fill("5000")
    click("Rebuild model")(page)
    expect(page.get_by_test_id("stAlert")).to_be_visible()


def answer_all(page: Page) -> None:
    page.locator(".cae-expect-turn").evaluate_all("all => all.forEach(one => one.click())")
    press("n")(page)
    expect(page.get_by_test_id("inside-words")).to_contain_text("The image goes through")


def compared(page: Page) -> None:
    click("Compare at equal error")(page)
    expect(page.locator(".cae-match-dot").first).to_be_visible(timeout=60_000)
    click("Stop")(page)
    expect(page.get_by_role("button", name=re.compile("^Compare"))).to_be_visible()


def nothing(page: Page) -> None:
    """It is there already."""


OPENED: State = ("as it opens", nothing, nothing)
HELP: State = ("help", press("?"), press("Escape"))
LECTURE: State = (
    "lecture",
    click("Lecture mode: larger text, few panels (l)"),
    click("Lecture mode: larger text, few panels (l)"),
)
NARROW: State = ("phone", lambda page: page.set_viewport_size(PHONE), lambda page: page.set_viewport_size(DESK))
SIDEBAR: State = ("side bar open", expand, collapse)
DISMISS = click("Dismiss")

PAGES: dict[str, tuple[str, str, list[State]]] = {
    "live": (
        f"?{SMALL}",
        "[data-frame]",
        [
            OPENED,
            ("side bar, refused", refuse_in_sidebar, collapse),
            ("error", refused("lambda-value"), DISMISS),
            ("pinned", lambda page: page.locator(".cae-right .cae-heat-map").click(), nothing),
            ("A beside it", press("b"), nothing),
            ("A, difference", press("d"), press("b")),
            ("links", click("Copy link"), press("Escape")),
            LECTURE,
            NARROW,
            HELP,
        ],
    ),
    "units": (
        f"units?{SMALL}&unit=3&image=7",
        "[data-serial]",
        [
            ("pinned", nothing, nothing),
            ("table", lambda page: page.get_by_test_id("units-table-fold").click(), nothing),
            ("thresholds", click("More"), press("Escape")),
            ("export", click("Export: matrix"), press("Escape")),
            ("error", refused("lambda-value"), DISMISS),
            LECTURE,
            NARROW,
            HELP,
        ],
    ),
    "contraction": (
        f"contraction?{SMALL}&image=7",
        "[data-serial]",
        [
            ("pushed", push, nothing),
            ("a question", click("What would you expect?"), click("Show the answer")),
            LECTURE,
            NARROW,
            HELP,
        ],
    ),
    "latent": (
        f"latent?{SMALL}&image=7&b=9",
        "[data-serial]",
        [
            OPENED,
            ("a question", click("What would you expect?"), click("Show the answer")),
            ("t-SNE", lambda page: page.get_by_role("radio", name="t-SNE").click(), nothing),
            LECTURE,
            NARROW,
            HELP,
        ],
    ),
    "plane": (
        "plane?hidden=6&unit=3",
        "[data-frame]",
        [
            OPENED,
            ("pad", click("Draw…"), click("Close")),
            ("question", click("What would you expect?"), click("Show the answer")),
            ("error", refused("hidden"), DISMISS),
            LECTURE,
            NARROW,
            HELP,
        ],
    ),
    "relatives": (
        "relatives?dataset=digits&hidden=8&activation=tanh&output=linear&relatives=ae,denoising,recipe,right",
        "[data-frame]",
        [
            OPENED,
            ("who can’t join", lambda page: page.get_by_role("button", name="RBM").focus(), nothing),
            ("equal error", compared, nothing),
            LECTURE,
            NARROW,
            HELP,
        ],
    ),
    "maths": (
        f"maths?{SMALL}&unit=3&image=7",
        "[data-frame]",
        [
            OPENED,
            ("answered, inside a step", answer_all, nothing),
            LECTURE,
            NARROW,
            HELP,
        ],
    ),
    "atlas": (
        "atlas?dataset=digits&hidden=8&lambdas=0,1,10&epochs=1&first_epochs=1&at=1",
        '[data-state="complete"]',
        [
            OPENED,
            SIDEBAR,
            ("memory", lambda page: page.get_by_test_id("atlas-to-memory").click(), nothing),
            ("error", refused("atlas-add"), DISMISS),
            ("A/B", press("b", "ArrowRight"), nothing),
            ("A/B, difference", press("d"), nothing),
            LECTURE,
            NARROW,
            HELP,
        ],
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(open_page: Callable[..., Page], server: Server, name: str) -> None:
    query, ready, states = PAGES[name]
    page = open_page(f"{server.url}/{query}", first_frame=False)
    view = page.get_by_test_id(f"{name}-view")
    page.wait_for_selector(f'[data-testid="{name}-view"]{ready}', timeout=60_000)
    if name != "atlas":  # a page that stands still is looked at sooner
        page.keyboard.press("Space")
        page.wait_for_selector(f'[data-testid="{name}-view"][data-state="paused"]')
    found = []
    for state, come, go in states:
        come(page)
        for scheme, tags in (("light", None), ("dark", axe.COLOURS)):
            page.emulate_media(color_scheme=scheme)
            until(lambda scheme=scheme: view.get_attribute("data-theme") == scheme, 5)
            found += [f"{name}, {state}, {scheme}: {one}" for one in axe.findings(page, tags)]
        go(page)
    assert not found, "\n".join(found)


def test_colours_that_are_wrong_in_the_dark_alone_would_be_found(
    open_page: Callable[..., Page], server: Server
) -> None:
    page = open_page(f"{server.url}/?{SMALL}", color_scheme="dark")
    assert axe.findings(page, axe.COLOURS) == []
    page.add_style_tag(content=".cae-title { color: #333 !important; } .cae-figures dt { color: #8a8a8a !important; }")
    assert {"color-contrast", "color-contrast-enhanced"} <= {
        one.split(":")[0] for one in axe.findings(page, axe.COLOURS)
    }


def test_what_is_wrong_would_be_found(open_page: Callable[..., Page], server: Server) -> None:
    page = open_page(f"{server.url}/?{SMALL}")
    page.evaluate(
        """() => {
          const host = document.querySelector('.cae-root').appendChild(document.createElement('div'));
          host.attachShadow({ mode: 'open' }).innerHTML = '<button></button><img src="data:,">';
        }"""
    )
    rules = {one.split(":")[0] for one in axe.findings(page) if ">>>" in one}
    assert {"button-name", "image-alt"} <= rules
