"""The Maths page as a student uses it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.helpers.driver import Server, asked, until

VIEW = '[data-testid="maths-view"]'
SMALL = "dataset=digits&hidden=16&seed=1"


@pytest.fixture
def maths(open_page: Callable[..., Page], server: Server) -> Callable[..., Page]:
    def open_(query: str = SMALL, **how: object) -> Page:
        page = open_page(f"{server.url}/maths?{query}", first_frame=False, **how)
        page.wait_for_selector(f"{VIEW}[data-frame]")
        until(lambda: cell(page)[0] != "–", 20)
        return page

    return open_


def reads(page: Page) -> dict[str, str]:
    return page.locator(VIEW).evaluate("view => ({ ...view.dataset })")


def number(text: str) -> float:
    """As the page writes it: −0.12, 1,240, 1.2·10⁻⁷, 3.4 %."""
    digits = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-")
    whole, _, power = text.replace(",", "").replace(" %", "").translate(digits).partition("·10")
    return float(whole) * 10 ** int(power or 0)


def cell(page: Page) -> list[str]:
    """φ′, its square, ‖W‖², the product and its share."""
    return page.get_by_test_id("cell").locator("dd").all_inner_texts()


def step(page: Page, name: str) -> Locator:
    return page.locator(f".cae-step-{name}")


def under(page: Page, name: str) -> list[float]:
    """The numbers under a formula's symbols."""
    return [number(text) for text in step(page, name).locator(".cae-term-told > .cae-term-number").all_inner_texts()]


def pause(page: Page) -> None:
    page.get_by_role("button", name="Pause").click()
    until(lambda: reads(page)["state"] == "paused", 10)


def near(one: float, other: float) -> bool:
    return abs(one - other) <= 0.02 * max(abs(one), abs(other)) + 1e-12


def test_the_live_model_s_numbers_fit_together_and_agree_with_automatic_differentiation(
    maths: Callable[..., Page],
) -> None:
    page = maths()
    expect(step(page, "code").locator("math[aria-label^='h sub j equals phi']")).to_have_count(1)
    first = cell(page)
    until(lambda: cell(page) != first, 20)  # it trains
    pause(page)
    until(lambda: near(under(page, "sum")[2], number(cell(page)[2])), 5)
    h, dot, bias, z = under(page, "code")
    assert near(z, dot + bias) or abs(z - dot - bias) < 0.02
    jji, slope, wji = under(page, "entry")
    assert near(jji, slope * wji)
    assert near(slope, h * (1 - h)) or slope < 0.02
    penalty, slope2, norm2 = under(page, "sum")
    told = [number(text) for text in cell(page)]
    assert near(told[1], slope2)
    assert near(told[3], slope2 * norm2)
    assert near(told[4] / 100, told[3] / penalty)
    whole, shrink, flatten = under(page, "gradient")
    assert abs(whole - shrink - flatten) < 0.02 * (abs(shrink) + abs(flatten))
    for i, name in enumerate(("code", "entry", "row", "diagonal", "sum", "gradient"), 1):
        step(page, name).get_by_role("button", name="Check against automatic differentiation").click()
        said = page.get_by_test_id(f"checked-{i}")
        expect(said).to_contain_text(
            re.compile(r"(Largest difference|No difference).* entr(y|ies) over \d+ images? of the batch, step [\d,]+"),
            timeout=30_000,  # the first takes its time
        )
        found = re.search(r"difference ([^ ]+)", said.inner_text())
        assert found is None or "No" in said.inner_text() or number(found[1]) < 1e-3


def test_a_cell_is_told_under_the_pointer_and_derived_on_a_click(maths: Callable[..., Page]) -> None:
    page = maths()
    pause(page)
    of = page.locator(".cae-cell-of")
    expect(of).to_contain_text("in the steps")
    heat = page.locator(".cae-heat-map")
    box = heat.bounding_box()
    assert box is not None
    heat.hover(position={"x": box["width"] * 0.31, "y": box["height"] * 5.5 / 16})
    expect(of).to_contain_text(re.compile(r"^Unit 5, .*image \d+: under the pointer"))
    until(lambda: cell(page)[4] != "–", 10)
    slope, squared, norm2, part, _ = (number(text) for text in cell(page))
    assert near(squared, slope**2)
    assert near(part, squared * norm2)
    heat.click(position={"x": box["width"] * 0.31, "y": box["height"] * 5.5 / 16})
    until(lambda: asked(page, "unit") == "5" and asked(page, "image") is not None, 10)
    page.mouse.move(5, 5)
    expect(of).to_contain_text(re.compile(rf"^Unit 5, .*image {asked(page, 'image')}: in the steps"))
    until(lambda: near(under(page, "entry")[1], slope), 10)
    page.keyboard.press("Escape")
    until(lambda: asked(page, "unit") is None, 10)
    expect(of).to_contain_text("Unit 5")


def test_a_question_stands_before_its_answer_and_a_symbol_says_what_and_where_it_is(maths: Callable[..., Page]) -> None:
    page = maths()
    pause(page)  # what moves is not pointed at sooner
    row = step(page, "row")
    result = row.locator(".cae-result canvas")
    expect(page.get_by_test_id("answer-row").get_by_text("Will it look like")).to_be_visible()
    expect(result).to_be_hidden()
    row.get_by_role("button", name="Show the answer").click()
    expect(page.get_by_test_id("answer-row").get_by_text(re.compile("^Like (the weights|nothing)"))).to_be_visible()
    expect(result).to_be_visible()
    told = step(page, "sum").locator(".cae-symbol-told")
    step(page, "sum").locator(".cae-formula-seen [data-symbol='norm2']").hover()
    expect(told).to_contain_text(re.compile(r"^squared length of the unit’s weights; 16 numbers, one a unit; now \d"))
    button = step(page, "sum").get_by_role("button", name="φ′", exact=True)
    button.focus()
    page.keyboard.press("Enter")
    expect(told).to_contain_text("which of the sigmoid is h(1−h)")
    expect(page.get_by_test_id("told")).to_contain_text("which of the sigmoid is h(1−h)")
    at = int(reads(page)["step"])
    told.get_by_role("link", name="On Live: the heatmap").click()
    page.wait_for_selector('[data-testid="live-view"][data-frame]')
    until(lambda: int(page.get_by_test_id("live-view").get_attribute("data-step") or 0) >= at, 20)


def test_a_step_is_foretold_gone_through_and_happens(maths: Callable[..., Page]) -> None:
    page = maths()
    until(lambda: int(reads(page)["step"]) > 20, 20)
    words = page.get_by_test_id("inside-words")
    next_ = page.locator(".cae-inside-next")
    expect(next_).to_have_text("Stop before the next step")
    next_.click()
    expect(words).to_contain_text("The image goes through the encoder")
    assert reads(page)["state"] == "paused"
    at = int(reads(page)["step"])
    expect(page.locator(".cae-inside-about")).to_contain_text(f"Step {at + 1:,}: unit")
    page.get_by_role("button", name="Another image of the batch").click()
    expect(page.locator(".cae-inside-about")).to_contain_text("image 2 of 128")
    for said in (
        "How far r is from x",
        "Nothing is differentiated",
        "is the loss of this step",
        "at this weight",
        "the weight moves by",
    ):
        page.keyboard.press("n")
        expect(words).to_contain_text(said)
    assert page.locator(".cae-stage[aria-current='step']").inner_text().split() == ["6", "Update"]
    foretold = page.locator(
        ".cae-inside-formulas .cae-formula:not(.cae-gone) .cae-term-told > .cae-term-number"
    ).first.inner_text()
    expect(next_).to_have_text("Take the step")
    next_.click()
    expect(words).to_contain_text(re.compile(rf"^Step {at + 1:,} has happened\."))
    until(lambda: int(reads(page)["step"]) == at + 1, 10)
    assert (
        foretold
        == page.locator(
            ".cae-inside-formulas .cae-formula:not(.cae-gone) .cae-term-told > .cae-term-number"
        ).first.inner_text()
    )
    page.get_by_role("button", name="Play").click()
    expect(next_).to_have_text("Stop before the next step")


def test_a_mistake_has_its_number_beside_the_truth_and_trains_beside_the_true_one(maths: Callable[..., Page]) -> None:
    page = maths()
    cards = page.locator(".cae-mistake")
    expect(cards).to_have_count(6)
    until(lambda: all(text != "–" for text in cards.locator("dd").all_inner_texts()), 20)
    mean = page.get_by_test_id("mistake-entry-mean")
    says, truth = (number(text) for text in mean.locator("dd").all_inner_texts())
    assert near(says * 16 * 64, truth)
    expect(mean).to_contain_text("times too small")
    mean.get_by_role("button", name="Show the answer").click()
    expect(mean.get_by_text("The same λ")).to_have_count(0)
    mean.get_by_text("The test that would have caught it").click()
    expect(mean.locator("details code")).to_contain_text("assert torch.allclose")
    mean.get_by_role("button", name="Train with it beside the true one").click()
    duel = page.locator(".cae-duel")
    until(lambda: "–" not in duel.locator("tbody td").all_inner_texts(), 30)
    expect(page.get_by_test_id("duel")).to_contain_text(re.compile("true ‖J‖²|catches up"))
    mean.get_by_role("button", name="Stop training with it").click()
    expect(page.get_by_test_id("duel")).to_contain_text("None is in training")


def test_the_outline_leads_through_the_page_and_the_address_brings_it_back(maths: Callable[..., Page]) -> None:
    page = maths()
    outline = page.get_by_role("navigation", name="On this page")
    outline.get_by_role("button", name="5. The closed sum").click()
    expect(step(page, "sum").get_by_role("heading")).to_be_in_viewport()
    until(lambda: asked(page, "at") == "sum", 10)
    expect(outline.locator("[aria-current]")).to_have_text("5. The closed sum")
    page.reload()
    page.wait_for_selector(f"{VIEW}[data-frame]")
    expect(step(page, "sum").get_by_role("heading")).to_be_in_viewport()
    page.keyboard.press("j")
    expect(outline.locator("[aria-current]")).to_have_text("6. The gradient")
    code = page.get_by_role("region", name="contraction.py from line").first
    expect(code).to_contain_text("return (A * A) @ K")
    page.get_by_role("button", name="Export", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="This view as PNG").click()
    with Image.open(download.value.path()) as picture:
        assert picture.height < 2 * 900, "it is of the part that is read alone"
    page.set_viewport_size({"width": 390, "height": 844})
    until(lambda: page.evaluate("document.documentElement.scrollWidth") <= 390, 10)
    step(page, "gradient").scroll_into_view_if_needed()
    expect(page.get_by_test_id("lambda")).to_be_in_viewport()


def test_another_activation_has_its_own_words_and_bad_input_is_refused_in_words(maths: Callable[..., Page]) -> None:
    page = maths(f"{SMALL}&activation=relu&lam=much")
    expect(page.locator(".cae-banner").first).to_contain_text("much")
    expect(page.get_by_test_id("cell")).to_contain_text("φ′")
    step(page, "gradient").get_by_role("button", name="Show the answer").click()
    expect(page.get_by_test_id("answer-gradient")).to_contain_text(re.compile("It can only shrink|Neither"))
    expect(page.get_by_text("h(1−h)", exact=True)).to_have_count(0)
