"""What a user does on the Contraction page: push an image, go along its tangents, let a chain walk; the figures."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Locator, Page, expect

from cae import Autoencoder, checkpoint
from tests.helpers.driver import Server, until
from tests.helpers.units_files import an_atlas

FIGURE = '[data-testid="figure-spectrum"]'
RUN = "dataset=digits&hidden=16"


@pytest.fixture
def open_contraction(open_page: Callable[..., Page], server: Server) -> Callable[..., Page]:
    def open_(query: str, **browser: object) -> Page:
        page = open_page("about:blank", first_frame=False, **browser)
        page.goto(f"{server.url}/contraction?{query}")
        page.wait_for_selector('[data-testid="probe"]:not([data-id=""])[data-id]')
        return page

    return open_


def number(element: Locator, name: str) -> float:
    return float(element.get_attribute(f"data-{name}") or "nan")


def drawn(page: Page, figure: str = "spectrum") -> dict:
    """What a figure shows: its traces' names, as Plotly has them, and its own numbers."""
    return page.locator(f'[data-testid="figure-{figure}"] .cae-plot').evaluate(
        "graph => ({ names: (graph.data ?? []).map((trace) => trace.name), meta: graph.layout?.meta })"
    )


def pixels(canvas: Locator) -> str:
    return canvas.evaluate("canvas => canvas.toDataURL()")


def drag(page: Page, canvas: Locator, steps: int = 12) -> None:
    """From the middle of it to the right."""
    box = canvas.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + box["width"] / 4, y, steps=steps)
    page.mouse.up()


def test_a_pushed_image_moves_the_bars_and_draws_its_way_into_the_plane(open_contraction: Callable[..., Page]) -> None:
    page = open_contraction(f"{RUN}&lam=1&image=7")
    probe, plane = page.get_by_test_id("probe"), page.get_by_test_id("plane")
    image = page.locator(".cae-probe-image")
    assert number(probe, "dx") == 0
    drag(page, image)
    until(lambda: number(probe, "dx") > 1 and number(probe, "dh") > 0, 10)
    until(lambda: number(probe, "dh0") > 0 and number(probe, "dh0") != number(probe, "dh"), 10)
    until(lambda: number(plane, "path") > 2, 10)
    expect(page.locator(".cae-probe .cae-figure-words")).to_contain_text("The pixels moved by")
    before = number(probe, "dx")
    image.press("ArrowLeft")
    until(lambda: number(probe, "dx") not in (0, before), 10)
    page.keyboard.press("z")
    until(lambda: number(probe, "dx") == 0, 10)
    expect(page.get_by_role("button", name="Back to the image")).to_be_disabled()


def test_a_drawn_line_is_a_push_too_and_another_image_begins_anew(open_contraction: Callable[..., Page]) -> None:
    page = open_contraction(f"{RUN}&image=7")
    probe = page.get_by_test_id("probe")
    page.get_by_role("radio", name="Draw").click()
    until(lambda: parse_qs(page.evaluate("location.search.slice(1)")).get("tool") == ["draw"], 5)
    drag(page, page.locator(".cae-probe-image"))
    until(lambda: number(probe, "dx") > 0.5 and number(probe, "dh") > 0, 10)
    page.keyboard.press("n")
    until(lambda: parse_qs(page.evaluate("location.search.slice(1)")).get("image") == ["8"], 5)
    until(lambda: number(probe, "dx") == 0, 10)


def test_a_first_visit_is_shown_what_a_push_does(open_contraction: Callable[..., Page]) -> None:
    page = open_contraction(f"{RUN}&image=7")
    visit, probe = page.get_by_test_id("first-visit"), page.get_by_test_id("probe")
    visit.get_by_role("button", name="Shift it").click()
    until(lambda: number(probe, "dx") > 0, 10)
    visit.get_by_role("button", name="Draw on it").click()
    expect(page.get_by_role("radio", name="Draw")).to_have_attribute("aria-checked", "true")


def test_of_many_moves_the_last_is_shown(open_contraction: Callable[..., Page]) -> None:
    page = open_contraction(f"{RUN}&image=7")
    probe, image = page.get_by_test_id("probe"), page.locator(".cae-probe-image")
    first = number(probe, "id")
    for _ in range(50):
        image.press("Shift+ArrowRight")
    until(lambda: number(probe, "id") == first + 50, 10)
    told = page.get_by_test_id("told")
    expect(told).to_contain_text("shifted by 8 right", timeout=5000)  # as wide as the image: farther it does not go


def test_along_a_tangent_the_code_moves_and_back_at_0_it_does_not(open_contraction: Callable[..., Page]) -> None:
    page = open_contraction(f"{RUN}&image=7&lam=0.1")
    tangents, slider = page.get_by_test_id("tangents"), page.get_by_test_id("length")
    slider.scroll_into_view_if_needed()
    until(lambda: tangents.get_attribute("data-id") not in (None, ""), 10)
    slider.focus()
    page.keyboard.press("ArrowRight")
    until(lambda: number(tangents, "length") > 0 and number(tangents, "dh") > 0, 10)
    page.get_by_role("radio", name="tangent 1,").focus()
    page.keyboard.press("ArrowRight")
    until(lambda: tangents.get_attribute("data-index") == "1", 10)
    page.get_by_role("radio", name="a direction drawn at random").click()
    until(lambda: tangents.get_attribute("data-which") == "random" and number(tangents, "length") > 0, 10)
    slider.dblclick()
    until(lambda: number(tangents, "length") == 0 and number(tangents, "dh") == 0, 10)


def test_a_chain_with_a_seed_gives_the_same_pictures_twice(open_contraction: Callable[..., Page], cache: Path) -> None:
    page = open_contraction(f"source=atlas&atlas={an_atlas(cache).key}&at=1&image=7&sigma=0.5&noise=3")
    sampling = page.get_by_test_id("sampling")
    sampling.scroll_into_view_if_needed()
    until(lambda: sampling.get_attribute("data-step") == "11", 20)  # it goes so far by itself
    last = sampling.locator(".cae-film-now canvas").first
    first = pixels(last)
    page.get_by_role("button", name="Start over").click()
    until(lambda: sampling.get_attribute("data-step") == "1", 10)
    assert pixels(last) != first
    until(lambda: sampling.get_attribute("data-step") == "11", 20)
    assert pixels(last) == first
    page.get_by_test_id("chain-seed").fill("4")
    page.get_by_test_id("chain-seed").press("Enter")
    until(lambda: sampling.get_attribute("data-step") == "11" and pixels(last) != first, 20)
    page.get_by_role("button", name="One step").click()
    until(lambda: sampling.get_attribute("data-step") == "12", 10)


def test_of_an_atlas_it_is_held_against_its_own_model_at_0(open_contraction: Callable[..., Page], cache: Path) -> None:
    page = open_contraction(f"source=atlas&atlas={an_atlas(cache).key}&at=1&image=7")
    expect(page.locator(".cae-probe-against")).to_contain_text("shares the trunk")
    page.locator(FIGURE).scroll_into_view_if_needed()
    until(lambda: "image 7" in drawn(page)["names"] and "mean at λ = 0" in drawn(page)["names"], 10)
    first = drawn(page)["meta"]["participation"]
    page.get_by_test_id("contraction-lambda").focus()
    page.keyboard.press("End")
    until(lambda: drawn(page)["meta"]["participation"] != first, 10)
    until(lambda: parse_qs(page.evaluate("location.search.slice(1)")).get("at") == ["2"], 5)


def test_without_a_twin_the_live_run_stands_alone(open_contraction: Callable[..., Page]) -> None:
    page = open_contraction(f"{RUN}&image=7&twin=false")
    probe = page.get_by_test_id("probe")
    page.locator(".cae-probe-image").press("ArrowRight")
    until(lambda: number(probe, "dx") > 0, 10)
    until(lambda: probe.get_attribute("data-dh0") == "", 10)
    expect(page.locator(".cae-probe-against")).to_contain_text("Nothing to hold it against: no twin")
    page.get_by_role("button", name="λ = 0 beside").click()
    until(lambda: number(probe, "dh0") > 0, 20)


def test_a_checkpoint_without_a_seed_stands_alone(
    open_page: Callable[..., Page], server: Server, tmp_path: Path
) -> None:
    path = tmp_path / "a.safetensors"
    checkpoint.save(path, Autoencoder((64, 16), seed=0))
    page = open_page(f"{server.url}/contraction?source=checkpoint", first_frame=False)
    page.get_by_test_id("checkpoint-file").set_input_files(path)
    probe = page.get_by_test_id("probe")
    until(lambda: number(probe, "painted") > 0, 20)
    page.locator(".cae-probe-image").press("ArrowRight")
    until(lambda: number(probe, "dx") > 0 and number(probe, "dh") > 0, 10)
    expect(page.locator(".cae-probe-against")).to_contain_text("Nothing to hold it against: this checkpoint")
    expect(page.locator(".cae-bar-without")).to_be_hidden()
    expect(page.locator(".cae-probe .cae-figure-words")).not_to_contain_text("λ = 0")
    expect(page.locator(".cae-banner.cae-bad")).to_be_hidden()


def test_a_question_hides_the_answer_until_it_is_asked_for(open_contraction: Callable[..., Page]) -> None:
    page = open_contraction(f"{RUN}&image=7")
    for testid in ("probe", "figure-contraction_curve", "tangents"):
        panel = page.get_by_test_id(testid)
        panel.scroll_into_view_if_needed()
        answer, question = panel.locator(".cae-figure-words"), panel.locator(".cae-expect-question")
        expect(answer).to_be_visible()
        expect(question).to_be_hidden()
        panel.get_by_role("button", name="What would you expect?").click()
        expect(question).to_be_visible()
        expect(answer).to_be_hidden()
        panel.get_by_role("button", name="Show the answer").click()
        expect(answer).to_be_visible()


def test_what_is_off_the_screen_is_not_computed(open_contraction: Callable[..., Page]) -> None:
    page = open_contraction(f"{RUN}&seed=3&image=7")
    page.evaluate(
        "document.querySelectorAll('.cae-contraction-panels > *').forEach((one) => (one.style.display = 'none'))"
    )
    view, probe = page.get_by_test_id("contraction-view"), page.get_by_test_id("probe")
    ticks = number(view, "serial")
    until(lambda: number(view, "serial") > ticks + 5, 20)
    painted, serial = number(probe, "painted"), page.locator(FIGURE).get_attribute("data-serial")
    ticks = number(view, "serial")
    until(lambda: number(view, "serial") > ticks + 5, 20)
    assert (number(probe, "painted"), page.locator(FIGURE).get_attribute("data-serial")) == (painted, serial)
    page.evaluate("document.querySelectorAll('.cae-contraction-panels > *').forEach((one) => (one.style.display = ''))")
    until(lambda: number(probe, "painted") > painted, 10)


def test_numbers_and_pictures_of_a_figure_can_be_taken_away(open_contraction: Callable[..., Page], cache: Path) -> None:
    page = open_contraction(f"source=atlas&atlas={an_atlas(cache).key}")

    def download(form: str, testid: str = "figure-spectrum") -> bytes:
        panel = page.get_by_test_id(testid)
        panel.locator(".cae-export").click()
        with page.expect_download() as started:
            panel.locator(f'[data-form="{form}"]').click()
        return Path(started.value.path()).read_bytes()

    page.locator(".cae-probe-image").press("ArrowRight")
    until(lambda: number(page.get_by_test_id("probe"), "dx") > 0, 10)
    pushed = dict(csv.reader(io.StringIO(download("csv", "probe").decode())))
    assert pushed["pushed"] == "shifted by 1 right, 0 down"
    assert float(pushed["pixels moved"]) == pytest.approx(number(page.get_by_test_id("probe"), "dx"), rel=1e-5)
    page.locator(FIGURE).scroll_into_view_if_needed()
    until(lambda: "mean" in drawn(page)["names"], 10)
    rows = list(csv.DictReader(io.StringIO(download("csv").decode())))
    mean = [float(row["σ, log scale"]) for row in rows if row["series"] == "mean"]
    assert len(mean) == 8
    assert mean == sorted(mean, reverse=True)
    assert download("png").startswith(b"\x89PNG")
    assert download("svg").startswith(b"<svg")
    page.get_by_test_id("length").scroll_into_view_if_needed()
    until(lambda: page.get_by_test_id("tangents").get_attribute("data-id") not in (None, ""), 10)
    ways = list(csv.DictReader(io.StringIO(download("csv", "tangents").decode())))
    assert len(ways) == 41
    assert float(ways[20]["length"]) == pytest.approx(0, abs=1e-9)


def test_the_source_that_was_chosen_goes_along_to_the_other_pages_of_a_tab(
    open_contraction: Callable[..., Page], cache: Path
) -> None:
    page = open_contraction(f"source=atlas&atlas={an_atlas(cache).key}&at=1")
    page.get_by_test_id("stTopNavLink").filter(has_text="Units").click()
    units = page.get_by_test_id("units-view")
    expect(units).to_have_attribute("data-source", "atlas")
    until(lambda: parse_qs(page.evaluate("location.search.slice(1)")).get("at") == ["1"], 5)
    page.get_by_role("radio", name="Live run").click()
    expect(units).to_have_attribute("data-source", "live")
    page.wait_for_selector('[data-testid="units-view"][data-serial]')
    page.get_by_test_id("stTopNavLink").filter(has_text="Contraction").click()
    expect(page.get_by_test_id("contraction-view")).to_have_attribute("data-source", "live")


def test_a_telephone_shows_it_no_wider_than_its_screen_and_a_finger_pushes(
    open_contraction: Callable[..., Page],
) -> None:
    page = open_contraction(f"{RUN}&image=7", width=390, height=844, has_touch=True, is_mobile=True)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    image = page.locator(".cae-probe-image")
    box = image.bounding_box()
    assert box is not None
    assert box["width"] >= 224
    session = page.context.new_cdp_session(page)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for dx in (10, 20, 40):
        session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x + dx, "y": y}]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    until(lambda: number(page.get_by_test_id("probe"), "dx") > 0.5, 10)
