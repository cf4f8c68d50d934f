"""What a person keeps of a live run: A beside it, and files."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from safetensors import safe_open

from cae.checkpoint import load_model
from tests.helpers.driver import LIVE, Server, reading, until


def picture(page: Page, side: str, canvas: str) -> str:
    return page.locator(f".cae-{side} {canvas}").evaluate("one => one.toDataURL()")


def test_a_stays_as_it_was_beside_the_run_on_the_same_scales(open_page: Callable[..., Page], server: Server) -> None:
    page = open_page(server.url)
    until(lambda: int(reading(page)["step"]) > 100, 30)
    page.get_by_test_id("keep").click()
    left, right = page.get_by_test_id("live-a"), page.get_by_test_id("live-now")
    expect(left).to_contain_text("A, step")
    expect(right).to_contain_text("Now, step")
    page.keyboard.press("4")  # λ = 10
    until(lambda: "λ = 10" in right.inner_text(), 20)
    expect(left).to_contain_text("λ = 0.10")
    kept = left.locator(".cae-at").first.inner_text()
    before = [picture(page, side, ".cae-heat-map") for side in ("left", "right")]
    until(lambda: picture(page, "right", ".cae-heat-map") != before[1], 20)
    assert picture(page, "left", ".cae-heat-map") == before[0]
    assert left.locator(".cae-at").first.inner_text() == kept
    page.get_by_role("button", name="Pause").click()
    until(lambda: reading(page)["state"] == "paused", 10)
    ends = [side.locator(".cae-tiles .cae-end").last.text_content() for side in (left, right)]
    assert ends[0] == ends[1], "weights of different sizes must not look alike"
    boxes = [page.locator(f".cae-{side} .cae-strip-map").bounding_box() for side in ("left", "right")]
    assert boxes[0]["width"] == pytest.approx(boxes[1]["width"], abs=1.5)
    page.get_by_test_id("difference").click()
    expect(right).to_contain_text("right − left")
    page.get_by_test_id("keep").click()
    expect(left).to_be_hidden()
    expect(right).not_to_contain_text("right − left")


def test_a_can_be_let_go_and_kept_by_keys_and_outlives_a_rebuild(
    open_page: Callable[..., Page], server: Server
) -> None:
    page = open_page(server.url)
    until(lambda: int(reading(page)["step"]) > 20, 30)
    page.keyboard.press("b")
    left = page.get_by_test_id("live-a")
    expect(left).to_contain_text("A, step")
    was = left.locator(".cae-at").first.inner_text()
    page.get_by_role("button", name="New weights").click()
    page.wait_for_url("**seed=1**")
    expect(page.get_by_test_id("live-now")).to_contain_text("Now, step")
    assert left.locator(".cae-at").first.inner_text() == was
    page.keyboard.press("b")
    expect(left).to_be_hidden()


def test_a_run_can_be_taken_along_as_table_picture_and_checkpoint(
    open_page: Callable[..., Page], server: Server, tmp_path: Path
) -> None:
    page = open_page(server.url)
    until(lambda: int(reading(page)["step"]) > 100, 30)
    page.get_by_role("button", name="Pause").click()
    until(lambda: reading(page)["state"] == "paused", 10)
    step = int(reading(page)["step"])

    def taken(name: str) -> Path:
        page.get_by_role("button", name="Export", exact=True).click()
        with page.expect_download() as coming:
            page.locator(".cae-run-tools").get_by_text(name).click()
        path = tmp_path / coming.value.suggested_filename
        coming.value.save_as(path)
        return path

    with taken("Loss as CSV").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert 0 < int(rows[-1]["step"]) <= step
    assert float(rows[0]["held_out_reconstruction"]) > float(rows[-1]["held_out_reconstruction"])
    assert taken("This view as PNG").read_bytes().startswith(b"\x89PNG")
    assert f"step {step:,}" in taken("This view as SVG").read_text()
    path = taken("Checkpoint")
    assert load_model(path).sizes == (784, 64)
    with safe_open(path, "pt") as file:
        about = json.loads(file.metadata()["about"])
    assert (about["lam"], about["step"]) == (0.1, step)
    assert page.locator(LIVE).get_attribute("data-state") == "paused"
