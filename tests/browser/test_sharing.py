"""Links to a run and to a model, and what takes a rebuild back, as a person meets them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import torch
from playwright.sync_api import Page, expect

from cae.runs import kept, packed
from tests.helpers.driver import LIVE, Server, reading, until

OpenPage = Callable[..., Page]
DIGITS = "dataset=digits&hidden=12&batch_size=32"


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(page.evaluate("location.search.slice(1)"))


def step(page: Page) -> int:
    return int(reading(page).get("step", -1))


def state(page: Page) -> str:
    return reading(page)["state"]


def pause(page: Page) -> None:
    page.locator(LIVE).get_by_role("button", name="Pause", exact=True).click()
    until(lambda: state(page) == "paused", 10)


def link(page: Page, which: str) -> str:
    """Choose a link in the menu, read it where it is shown, and put the card away."""
    page.get_by_role("button", name="Copy link").click()
    page.get_by_role("button", name=which).click()
    field = page.get_by_label("The link")
    expect(field).to_be_visible()
    found = field.input_value()
    page.get_by_role("button", name="Close").click()
    expect(field).to_be_hidden()
    return found


def weights(page: Page, cache: Path) -> tuple[torch.Tensor, dict]:
    """The model that a link to it names."""
    (made,) = parse_qs(urlsplit(link(page, "This model now")).query)["model"]
    notes, tensors = packed.unpack(kept.find(cache, "models", made) or b"")
    return tensors["flat"], notes


def changed(page: Page) -> None:
    """A run that λ, learning rate and batch size change in as it goes."""
    for key in "325":
        before = step(page)
        page.keyboard.press(key)
        until(lambda before=before: step(page) > before + 5, 20)
    for label, value in (("Learning rate", "0.002"), ("Batch size", "64")):
        page.get_by_label(label).fill(value)
        page.get_by_label(label).press("Enter")
        before = step(page)
        until(lambda before=before: step(page) > before + 5, 20)


def test_this_run_again_trains_to_the_same_bits_and_pauses_where_the_link_was_made(
    open_page: OpenPage, server: Server, cache: Path
) -> None:
    page = open_page(f"{server.url}/live?{DIGITS}&lam=0.1")
    changed(page)
    pause(page)
    address = link(page, "This run again")
    assert set(parse_qs(urlsplit(address).query)) & {"again", "record", "model"} == {"again"}
    original, notes = weights(page, cache)

    again = open_page(address)
    until(lambda: state(again) == "paused", 60)
    expect(again.get_by_text("This is where the link was made")).to_be_visible()
    assert step(again) == step(page)
    expect(again.get_by_label("Batch size")).to_have_value("64")
    expect(again.get_by_test_id("lambda-value")).to_have_value("100")
    replayed, _ = weights(again, cache)
    assert notes["step"] == step(page)
    assert torch.equal(replayed, original)
    assert "again" in query(again), "it can be reloaded"
    again.get_by_role("button", name="Play").click()
    until(lambda: step(again) > step(page) + 5 and "again" not in query(again), 20)


def test_the_clipboard_has_the_link_and_words_say_what_it_promises(open_page: OpenPage, server: Server) -> None:
    page = open_page(f"{server.url}/live?{DIGITS}")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy link").click()
    page.get_by_role("button", name="This model now").click()
    expect(page.get_by_text("The link is copied.")).to_be_visible()
    expect(page.get_by_text("It is kept on this server for 30 days.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.get_by_label("The link").input_value()


def test_a_change_of_ones_own_ends_the_replay_and_is_said(open_page: OpenPage, server: Server) -> None:
    page = open_page(f"{server.url}/live?{DIGITS}&lam=0.1&speed=10&again=5000v0.1.0_0l0.1_0r0.001_0b32_3l3")
    expect(page.get_by_text("λ moves by itself until step 5,000")).to_be_visible()
    until(lambda: reading(page)["lambda"] == "3", 20)
    page.keyboard.press("2")
    expect(page.get_by_text("You changed a setting at step")).to_be_visible()
    until(lambda: reading(page)["lambda"] == "0.1" and "again" not in query(page), 20)
    expect(page.get_by_text("λ moves by itself")).to_have_count(0)


def test_a_run_with_many_changes_is_kept_on_the_server(open_page: OpenPage, server: Server, cache: Path) -> None:
    many = "_".join(f"{at}l{at % 7}" for at in range(1, 354))  # there is just room for these
    page = open_page(f"{server.url}/live?{DIGITS}&again=400v0.1.0_{many}")
    until(lambda: state(page) == "paused", 60)
    page.get_by_label("Learning rate").fill("0.0123")
    page.get_by_label("Learning rate").press("Enter")
    until(lambda: query(page).get("lr") == ["0.0123"], 10)
    address = link(page, "This run again")
    assert len(parse_qs(urlsplit(address).query).get("record", [""])[0]) == 22
    again = open_page(address)
    until(lambda: state(again) == "paused" and step(again) == 400, 60)
    assert torch.equal(weights(again, cache)[0], weights(page, cache)[0])
    expect(again.get_by_label("Learning rate")).to_have_value("0.0123")


def test_this_model_now_opens_as_it_stood_and_trains_on(open_page: OpenPage, server: Server, cache: Path) -> None:
    page = open_page(f"{server.url}/live?{DIGITS}&lam=3")
    until(lambda: step(page) > 100, 20)
    pause(page)
    page.keyboard.press("1")  # set, and not trained with
    until(lambda: query(page).get("lam") == ["0.01"], 10)
    address = link(page, "This model now")
    other = open_page(address.replace("hidden=12", "hidden=99"))  # the model says what it is
    expect(other.get_by_text("The link’s model, as it was at step")).to_be_visible()
    assert (state(other), step(other)) == ("paused", step(page))
    until(lambda: query(other).get("hidden") == ["12"], 10)
    expect(other.get_by_test_id("lambda-value")).to_have_value("0.010")
    assert torch.equal(weights(other, cache)[0], weights(page, cache)[0])
    other.get_by_role("button", name="Play").click()
    until(lambda: step(other) > step(page) + 20 and reading(other)["lambda"] == "0.01", 20)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("model", "x" * 22, "The model of this link is no longer on this server"),
        ("record", "x" * 22, "The record of this link is no longer on this server"),
        ("model", "../../secret", "The kept model must be 22 letters, digits, - and _, but '../../secret' came."),
        ("again", "12v0.1.0_nonsense", "The run to train again must hold changes that are a step"),
    ],
)
def test_a_link_whose_content_is_gone_or_wrong_says_so_and_trains_its_settings(
    open_page: OpenPage, server: Server, name: str, value: str, sentence: str
) -> None:
    page = open_page(f"{server.url}/live?{DIGITS}&{name}={value}")
    expect(page.get_by_text(sentence)).to_be_visible()
    until(lambda: step(page) > 5, 20)
    until(lambda: query(page).get("hidden") == ["12"] and name not in query(page), 10)


# -- undo ------------------------------------------------------------------------------------------------------


def rebuild(page: Page, hidden: str) -> None:
    field = page.get_by_role("textbox", name="Hidden units")
    field.fill(hidden)
    page.get_by_role("button", name="Rebuild model").click()
    until(lambda: query(page).get("hidden") == [hidden], 20)


def test_a_rebuild_is_undone_with_its_trained_state_and_done_again(
    open_page: OpenPage, server: Server, cache: Path
) -> None:
    page = open_page(f"{server.url}/live?{DIGITS}&lam=0.1")
    page.keyboard.press("3")
    until(lambda: step(page) > 100 and reading(page)["lambda"] == "1", 20)
    pause(page)
    before, notes = weights(page, cache)
    page.get_by_test_id("stExpandSidebarButton").click()
    rebuild(page, "5")
    page.keyboard.press("Escape")
    page.locator(".cae-telling").get_by_role("button", name="Undo rebuild").click()
    until(lambda: query(page).get("hidden") == ["12"] and step(page) == notes["step"], 20)
    after, again = weights(page, cache)
    assert torch.equal(after, before)
    assert again["config"] == notes["config"]
    assert state(page) == "paused"
    expect(page.get_by_role("textbox", name="Hidden units")).to_have_value("12")
    page.locator(".cae-telling").get_by_role("button", name="Redo").click()
    until(lambda: query(page).get("hidden") == ["5"], 20)
    expect(page.get_by_role("textbox", name="Hidden units")).to_have_value("5")


def test_reset_and_new_weights_are_undone_too(open_page: OpenPage, server: Server) -> None:
    page = open_page(f"{server.url}/live?{DIGITS}")
    until(lambda: step(page) > 100, 20)
    pause(page)
    at = step(page)
    for press, undo in (("Reset", "Undo reset"), ("New weights", "Undo new weights")):
        page.locator(LIVE).get_by_role("button", name=press, exact=True).click()
        until(lambda: step(page) == 0, 20)
        page.get_by_role("button", name=undo).click()
        until(lambda: step(page) == at and query(page).get("seed") == ["0"], 20)


def test_enter_in_a_field_rebuilds_nothing_and_back_leads_to_the_model_before(
    open_page: OpenPage, server: Server
) -> None:
    page = open_page(f"{server.url}/live?{DIGITS}")
    until(lambda: step(page) > 100 and "speed" in query(page), 20)
    page.get_by_test_id("stExpandSidebarButton").click()
    field = page.get_by_role("textbox", name="Hidden units")
    field.fill("7")
    field.press("Enter")
    at = step(page)
    until(lambda: step(page) > at + 50, 20)
    assert query(page).get("hidden") == ["12"]
    page.get_by_role("button", name="Rebuild model").click()
    until(lambda: query(page).get("hidden") == ["7"], 20)
    page.go_back()
    until(lambda: query(page).get("hidden") == ["12"] and step(page) > at, 20)
    expect(field).to_have_value("12")
    page.go_forward()
    until(lambda: query(page).get("hidden") == ["7"], 20)
    expect(field).to_have_value("7")
