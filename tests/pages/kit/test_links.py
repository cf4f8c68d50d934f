"""Links over the Live page's socket: what is kept for one, what one opens, what is said where it can't be had."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient, WebSocketTestSession

import cae
from cae.config import RunConfig
from cae.experiments.record import Record
from cae.processes import wire
from cae.runs import kept, notes
from pages.kit import links
from pages.live import route
from tests.helpers.fakes import FakeEngine
from tests.helpers.server import serve
from tests.helpers.sockets import connected

SOCKET = "/cae/live/socket"
CONFIG = RunConfig(hidden=8, lam=3.0)
OPEN = {"type": "open", "run": None, "settings": CONFIG.as_dict()}
SHORT = Record(CONFIG, [(7, "lam", 1.0)], 20)
LONG = Record(CONFIG, [(step, "lam", step / 7) for step in range(1, 300)], 400)
MODEL = notes.before({"config": CONFIG.as_dict(), "step": 41, "format": notes.SNAPSHOT_FORMAT}, b"tensors")


class Keeping(FakeEngine):
    """A place whose run has this record and this model."""

    record: Record | None = SHORT
    model = MODEL

    def say(self, message: dict) -> None:
        super().say(message)
        if message["type"] == "keep":
            values = {"record": self.record.as_dict() if self.record else None}
            self.answer(self.model if message["what"] == "model" else json.dumps(values).encode())


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("CAE_CACHE_DIR", str(tmp_path))
    return tmp_path


@pytest.fixture
def engines() -> list[Keeping]:
    return []


@pytest.fixture
def client(engines) -> Iterator[TestClient]:
    async def start() -> FakeEngine:
        engines.append(Keeping())
        return engines[-1]

    with serve(route.routes, engine=start) as client:
        yield client


def opened(page: WebSocketTestSession, **more: str) -> dict:
    page.send_json(OPEN | more)
    return page.receive_json()


def made(page: WebSocketTestSession, what: str) -> dict:
    page.send_json({"type": "link", "what": what})
    return page.receive_json()


# -- made ------------------------------------------------------------------------------------------------------


def test_a_short_record_stands_in_the_link_itself(client, cache):
    with connected(client, SOCKET) as page:
        opened(page)
        told = made(page, "again")
    assert told == {
        "type": "link", "what": "again", "name": "again", "value": SHORT.to_link(),
        "step": 20, "changes": 1, "days": None,
    }  # fmt: skip
    assert not (cache / "links").exists()


def test_a_long_record_and_a_model_are_kept_and_the_same_again_is_the_same_link(client, engines, cache):
    with connected(client, SOCKET) as page:
        opened(page)
        engines[0].record = LONG
        record, model = made(page, "again"), made(page, "model")
        assert (record["name"], record["changes"], record["days"]) == ("record", 299, kept.DAYS)
        assert (model["name"], model["step"], model["days"]) == ("model", 41, kept.DAYS)
        assert made(page, "again")["value"] == record["value"]
        assert made(page, "model")["value"] == model["value"]
    assert Record.from_json(kept.find(cache, "records", record["value"])) == LONG
    assert kept.find(cache, "models", model["value"]) == MODEL


def test_one_page_can_not_fill_the_disk(client, engines, cache):
    with connected(client, SOCKET) as page:
        opened(page)
        for count in range(links.AT_ONCE):
            engines[0].model = MODEL + bytes([count])
            assert made(page, "model")["type"] == "link"
        engines[0].model = MODEL + b"one too many"
        assert "Many links have been made here; the next can be in" in made(page, "model")["message"]
    assert len(list((cache / "links" / "models").iterdir())) == links.AT_ONCE


def test_what_can_not_be_linked_to_is_said(client, engines, cache):
    with connected(client, SOCKET) as page:
        assert 'Say "open" first' in made(page, "again")["message"]
        opened(page)
        engines[0].record = None
        assert "changed too often to be trained again from a link" in made(page, "again")["message"]
        (cache / "links").write_text("in the way")
        assert "The link's content could not be kept" in made(page, "model")["message"]
        engines[0].model = b""
        assert "nothing can be linked to" in made(page, "model")["message"]


# -- opened ----------------------------------------------------------------------------------------------------


def test_a_link_s_record_reaches_the_engine(client, engines, cache):
    for more, record in (
        ({"again": SHORT.to_link()}, SHORT),
        ({"record": kept.keep(cache, "records", LONG.to_json().encode())}, LONG),
    ):
        with connected(client, SOCKET) as page:
            assert opened(page, **more)["linked"] is True
            start = engines[-1].commands[0]
        assert Record.from_dict(start["record"]) == record
        assert start["settings"] == CONFIG.as_dict()


def test_a_link_s_model_reaches_the_engine(client, engines, cache):
    made = kept.keep(cache, "models", MODEL)
    with connected(client, SOCKET) as page:
        assert opened(page, model=made)["linked"] is True
        assert engines[0].commands == [(wire.SNAPSHOT, MODEL)]


def test_what_is_gone_or_of_another_version_is_said_and_the_settings_are_trained(client, engines, cache):
    old = kept.keep(cache, "models", notes.before({"config": {}, "step": 1, "format": 0}, b""))
    for more, sentence in (
        ({"record": "x" * 22}, "The record of this link is no longer on this server"),
        ({"model": "x" * 22}, "The model of this link is no longer on this server"),
        ({"model": old}, "was kept by another version"),
    ):
        with connected(client, SOCKET) as page:
            assert "linked" not in opened(page, **more)
            assert sentence in page.receive_json()["message"]
        assert engines[-1].commands[0] == {"type": "start", "settings": CONFIG.as_dict()}


def test_a_record_of_another_version_is_trained_and_that_is_said(client):
    other = SHORT.to_link().replace(f"v{cae.__version__}", "v9.9.9")
    with connected(client, SOCKET) as page:
        assert opened(page, again=other)["linked"] is True
        assert "trained by version 9.9.9" in page.receive_json()["message"]


def test_a_run_that_goes_on_takes_nothing_of_the_link_it_began_with(client, engines):
    with connected(client, SOCKET) as page:
        run = opened(page, again=SHORT.to_link())["run"]
    with connected(client, SOCKET) as page:
        assert opened(page, run=run, model="x" * 22) == {"type": "opened", "run": run, "resumed": True}
