"""The Relatives page as a person uses it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.helpers.driver import Server, asked, until

VIEW = '[data-testid="relatives-view"]'
SMALL = "dataset=digits&hidden=16"


@pytest.fixture
def relatives(open_page: Callable[..., Page], server: Server) -> Callable[..., Page]:
    def open_(query: str, **how: object) -> Page:
        page = open_page(f"{server.url}/relatives?{SMALL}&{query}", first_frame=False, **how)
        page.wait_for_selector(f"{VIEW}[data-frame]")
        return page

    return open_


def reads(page: Page) -> dict[str, str]:
    return page.locator(VIEW).evaluate("view => ({ ...view.dataset })")


def trained(page: Page, steps: int) -> None:
    until(lambda: int(reads(page)["step"]) > steps, 60)


def card(page: Page, name: str) -> Locator:
    return page.locator(f'.cae-kin[data-name="{name}"]')


def shown(page: Page) -> list[str]:
    return page.locator(".cae-kin:visible").evaluate_all("cards => cards.map(({ dataset }) => dataset.name)")


def says(page: Page, name: str) -> Locator:
    return page.get_by_test_id(f"says-{name}")


def picture(page: Page, name: str, what: str) -> str:
    return card(page, name).locator(f".cae-kin-{what}").first.evaluate("canvas => canvas.toDataURL()")


def pause(page: Page) -> None:
    page.get_by_role("button", name="Pause").click()
    until(lambda: reads(page)["state"] == "paused", 10)


def test_everybody_trains_in_step_and_is_drawn_and_told(relatives: Callable[..., Page]) -> None:
    page = relatives("relatives=ae,sparse-kl,denoising")
    assert shown(page) == ["cae", "ae", "sparse-kl", "denoising"]
    trained(page, 320)
    expect(says(page, "ae")).to_contain_text("the CAE’s", timeout=20_000)
    expect(says(page, "denoising")).to_contain_text("Of noise (σ = 0.5) its reconstruction takes away", timeout=20_000)
    page.keyboard.press("3")
    until(lambda: reads(page)["lambda"] == "1", 10)
    pause(page)
    until(lambda: len({card(page, name).get_attribute("data-step") for name in shown(page)}) == 1, 20)
    for what in ("strip", "tiles", "chart"):
        until(lambda what=what: len({picture(page, name, what) for name in shown(page)}) == 4, 10)
    expect(card(page, "denoising")).to_contain_text("parameters")
    expect(card(page, "denoising")).to_contain_text("64-16")


def test_one_joins_another_goes_and_the_address_says_so(relatives: Callable[..., Page]) -> None:
    page = relatives("relatives=ae,vae")
    expect(page.locator(".cae-banner")).to_contain_text("“vae” came; the others are shown")
    lineup = page.get_by_role("region", name="Line-up")
    lineup.get_by_role("button", name="Weight decay").click()
    until(lambda: card(page, "weight-decay").get_attribute("data-state") == "here", 20)
    card(page, "weight-decay").get_by_role("combobox").select_option("0.1")
    until(lambda: asked(page, "relatives") == "ae,weight-decay@0.1", 5)
    until(lambda: card(page, "weight-decay").get_attribute("data-state") == "here", 20)
    lineup.get_by_role("button", name="Autoencoder", exact=True).click()
    until(lambda: asked(page, "relatives") == "weight-decay@0.1", 5)
    assert shown(page) == ["cae", "weight-decay"]
    page.reload()
    page.wait_for_selector(f"{VIEW}[data-frame]")
    expect(card(page, "weight-decay").get_by_role("combobox")).to_have_value("0.1")
    page.get_by_role("link", name="Live").first.click()
    page.wait_for_selector('[data-testid="live-view"][data-frame]')
    page.get_by_role("link", name="Relatives").first.click()
    page.wait_for_selector(f"{VIEW}[data-frame]")
    assert shown(page) == ["cae", "weight-decay"], "the tab's run and its company go on"


def test_who_does_not_go_with_the_settings_is_greyed_out_with_the_reason(relatives: Callable[..., Page]) -> None:
    page = relatives("activation=tanh&output=linear&relatives=ae,rbm")
    assert shown(page) == ["cae", "ae"]
    rbm = page.get_by_role("region", name="Line-up").get_by_role("button", name="RBM")
    expect(rbm).to_have_attribute("aria-disabled", "true")
    rbm.click(force=True)
    expect(page.get_by_role("region", name="Line-up")).to_contain_text("RBM can’t join: rbm needs one tied layer")
    assert shown(page) == ["cae", "ae"]
    assert asked(page, "relatives") in (None, "ae,rbm")


def test_at_equal_error_the_nearest_is_marked_and_can_be_shown(relatives: Callable[..., Page]) -> None:
    page = relatives("relatives=ae,weight-decay")
    trained(page, 100)
    page.get_by_role("button", name="Compare at equal error").click()
    expect(page.get_by_role("button", name="Compare again")).to_be_visible(timeout=60_000)
    row = page.get_by_role("row").filter(has_text="Weight decay")
    expect(row.locator(".cae-match-dot")).to_have_count(5)
    expect(row.locator(".cae-nearest")).to_have_count(1)
    expect(row).to_contain_text(re.compile(r"[+−][\d.]+ \([+−][\d.]+ %\)"))
    nearest = row.locator(".cae-nearest").get_attribute("title") or ""
    strength = re.match(r"λ ([\d.]+):", nearest)
    assert strength
    page.get_by_role("button", name="Show them so").click()
    expect(card(page, "weight-decay").get_by_role("combobox")).to_have_value(strength[1])
    until(lambda: len({card(page, name).get_attribute("data-step") for name in shown(page)}) == 1, 20)


def test_the_papers_table_stands_beside_ours_and_a_try_holds_the_recipe_against_the_truth(
    relatives: Callable[..., Page],
) -> None:
    page = relatives("relatives=ae")
    table = page.get_by_role("region", name="The paper’s table", exact=True)
    row = table.get_by_role("row").filter(has_text="CAE").first
    expect(row).to_contain_text("1.14")
    expect(row).to_contain_text("86.36")
    expect(page.locator(".cae-paper-figures .main-svg").first).to_be_visible(timeout=20_000)
    panel = page.locator(".cae-recipe")
    expect(panel).to_be_hidden()
    page.get_by_role("button", name="The copied recipe").click()
    until(lambda: shown(page) == ["cae", "recipe", "right"], 5)
    expect(panel).to_contain_text(re.compile(r"\d+ of 16 units are dead"), timeout=20_000)
    expect(panel.locator(".cae-recipe-degrees")).to_have_text(re.compile(r"\d+°"), timeout=20_000)
    expect(panel.locator(".cae-recipe-unit")).to_have_count(32)
    expect(panel).to_contain_text("What its readers believe they see")
