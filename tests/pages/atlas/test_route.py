import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from starlette.testclient import TestClient, WebSocketTestSession

from cae.atlases.jobs import start_worker
from cae.atlases.store import Store, frame_name
from cae.checks import MAX_MESSAGE_BYTES
from cae.experiments.settings import PathSettings
from cae.processes.frames import unpack
from pages.atlas import ATLAS, route
from pages.atlas.request import from_url
from pages.kit import compat
from pages.kit.services import Services
from tests.helpers.atlas_files import checkpoint_bytes, fill
from tests.helpers.server import serve
from tests.helpers.sockets import (
    OWN_PAGE_OR_NO_BROWSER,
    answer,
    assert_a_page_of_another_site_is_turned_away,
    connected,
)

ROOT = Path(__file__).parents[3]
SOCKET = "/cae/atlas/socket"
SETTINGS = {"dataset": "digits", "hidden": 8, "lambdas": [0.0, 0.5, 2.0], "way": "up"}
SETTINGS |= {"epochs": 1, "first_epochs": 1}
OPEN = {"type": "open", "settings": SETTINGS}


class IdleWorker:
    """A worker that does nothing at all."""

    def __init__(self) -> None:
        self.killed = False

    def listen(self, on_event: Callable, on_end: Callable) -> None:
        pass

    def say(self, message: dict) -> None:
        pass

    def kill(self) -> None:
        self.killed = True

    async def ended(self) -> None:
        assert self.killed


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("CAE_CACHE_DIR", str(tmp_path))
    return tmp_path


@pytest.fixture
def workers() -> list[IdleWorker]:
    """The workers the server started, none of them a process."""
    return []


@pytest.fixture
def server(workers) -> TestClient:
    async def start(store: Store) -> IdleWorker:
        workers.append(IdleWorker())
        return workers[-1]

    return serve(route.routes, worker=start)


@pytest.fixture
def client(server) -> Iterator[TestClient]:
    with server as client:
        yield client


def stored() -> Store:
    return Store(PathSettings.from_dict(SETTINGS))


def until(page: WebSocketTestSession, state: str) -> list:
    """Everything the page gets up to the word that the atlas is in this state; frames as header and sections."""
    heard = []
    while True:
        message = page.receive()
        heard.append(json.loads(message["text"]) if message.get("text") else unpack(message["bytes"]))
        if isinstance(heard[-1], dict) and heard[-1].get("state") == state:
            return heard


def event_of(page: WebSocketTestSession) -> dict:
    """The next event, whatever frames come before it."""
    while not (message := page.receive()).get("text"):
        pass
    return json.loads(message["text"])


def models(heard: list) -> list[tuple]:
    """The frames that are no figures."""
    return [item for item in heard if isinstance(item, tuple) and item[0]["kind"] != "figure"]


def drawn(page: WebSocketTestSession) -> dict[str, dict]:
    """The page's figures, once all have come, by name."""
    found: dict[str, dict] = {}
    while len(found) < len(ATLAS.figures):
        message = page.receive()
        if message.get("bytes") and (header := unpack(message["bytes"])[0])["kind"] == "figure":
            found[header["name"]] = header["figure"]
    return found


# -- who may connect, and what may be said -----------------------------------------------------------------


def test_a_page_of_another_site_is_turned_away(client):
    assert_a_page_of_another_site_is_turned_away(client, SOCKET)


@OWN_PAGE_OR_NO_BROWSER
def test_a_page_of_this_server_is_let_in(headers, client):
    with connected(client, SOCKET, headers=headers) as page:
        assert answer(page, json.dumps(OPEN))["type"] == "opened"


LONG = json.dumps([i / 7 for i in range(201)])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "A message must be JSON"),
        ("\x00\x01", "A message must be JSON"),
        ("[" * 5000, "A message must be JSON"),
        ("[]", 'must be an object with a "type"'),
        ('{"type": 5}', 'must be an object with a "type"'),
        ('{"type": "exec"}', "There is no message 'exec'; there are open, cancel, resume."),
        ('{"type": "open"}', "settings must be an object, but None came."),
        ('{"type": "open", "settings": [1]}', "settings must be an object"),
        ('{"type": "open", "settings": {"colour": 1}}', "There is no setting 'colour'"),
        ('{"type": "open", "settings": {"hidden": 1}}', "hidden must be a whole number from 2 to 1,024"),
        ('{"type": "open", "settings": {"hidden": ' + "9" * 3000 + "}}", "hidden must be"),
        ('{"type": "open", "settings": {"dataset": {}}}', "dataset must be one of"),
        ('{"type": "open", "settings": {"lambdas": []}}', "lambdas must be 1 to 200 numbers"),
        ('{"type": "open", "settings": {"lambdas": [0, -1]}}', "-1 is among them"),
        ('{"type": "open", "settings": {"lambdas": [1, 1]}}', "1 comes twice"),
        ('{"type": "open", "settings": {"lambdas": [2, 1]}}', "1 comes after 2"),
        ('{"type": "open", "settings": {"lambdas": [NaN]}}', "lambdas must be"),
        ('{"type": "open", "settings": {"lambdas": [1e999]}}', "lambdas must be"),
        ('{"type": "open", "settings": {"lambdas": [1' + "0" * 400 + "]}}", "number"),
        ('{"type": "open", "settings": {"lambdas": "0,1"}}', "lambdas must be"),
        ('{"type": "open", "settings": {"lambdas": ' + LONG + "}}", "but 201 came"),
        ('{"type": "open", "settings": {"lr": 1' + "0" * 400 + "}}", "number"),
        ('{"type": "cancel"}', 'Say "open" first'),
        ('{"type": "resume"}', 'Say "open" first'),
        (json.dumps({"type": "cancel", "pad": "x" * MAX_MESSAGE_BYTES}), "may be 16384 bytes long"),
        (json.dumps({"type": "cancel", "pad": "x" * 10**6}), "may be 16384 bytes long"),
    ],
)
def test_a_bad_message_is_answered_with_an_error_and_the_connection_goes_on(text, sentence, client, workers):
    with connected(client, SOCKET) as page:
        event = answer(page, text)
        assert event["type"] == "error"
        assert sentence in event["message"]
        assert len(event["message"]) < 400
        assert answer(page, json.dumps(OPEN))["type"] == "opened"
        until(page, "training")
        page.send_text(text)
        assert event_of(page)["type"] in ("error", "progress")
        assert len(workers) == 1


def test_bytes_are_answered_as_text_is(client):
    with connected(client, SOCKET) as page:
        page.send_bytes(b"\xff\xfe")
        assert page.receive_json()["type"] == "error"
        page.send_bytes(json.dumps(OPEN).encode())
        assert page.receive_json()["type"] == "opened"


# -- an atlas ----------------------------------------------------------------------------------------------


def test_open_sends_what_is_cached_cancel_stops_and_resume_goes_on(client, workers):
    fill(stored(), count=2)
    with connected(client, SOCKET) as page:
        page.send_json(OPEN)
        opened, *frames, progress = until(page, "training")
        assert opened["key"] == stored().key
        assert opened["settings"] == stored().settings.as_dict()
        assert [header["kind"] for header, _ in frames] == ["statics", "point", "point"]
        assert (progress["done"], opened["total"]) == (2, 3)
        page.send_json({"type": "cancel"})
        assert until(page, "cancelled")[-1]["done"] == 2
        page.send_json({"type": "resume"})
        until(page, "training")
    assert workers[0].killed


def test_when_the_page_has_gone_its_worker_is_ended_within_two_seconds(client, workers):
    with connected(client, SOCKET) as page:
        page.send_json(OPEN)
        until(page, "training")
        assert not workers[0].killed
        began = time.monotonic()
    while not workers[0].killed and time.monotonic() - began < 5:
        time.sleep(0.02)
    assert time.monotonic() - began < 2
    assert client.app.state.services.jobs.jobs == {}


def test_stopping_the_server_ends_the_worker(server, workers):
    with server as client, connected(client, SOCKET) as page:
        page.send_json(OPEN)
        until(page, "training")
    assert workers[0].killed
    assert server.app.state.services.jobs.jobs == {}


def test_with_a_real_worker_the_atlas_fills_and_opens_again_at_once(monkeypatch):
    with serve(route.routes, worker=start_worker) as client:
        with connected(client, SOCKET) as page:
            page.send_json(OPEN)
            heard = until(page, "complete")
            frames = models(heard)
            assert [(header["kind"], header.get("index")) for header, _ in frames] == [
                ("statics", None), ("point", 0), ("point", 1), ("point", 2),
            ]  # fmt: skip
        with connected(client, SOCKET) as page:
            began = time.monotonic()
            page.send_json(OPEN)
            again = models(until(page, "complete"))
            assert time.monotonic() - began < 1
        assert [header for header, _ in again] == [header for header, _ in frames]
        key = stored().key
        assert client.get(f"/cae/atlas/{key}/curves.csv").text.count("\n") == 4
        assert client.get(f"/cae/atlas/{key}/2.safetensors").status_code == 200


# -- its figures -------------------------------------------------------------------------------------------


def test_the_page_is_sent_its_figures_and_another_atlas_has_its_own(client):
    fill(stored(), count=2)
    with connected(client, SOCKET) as page:
        page.send_json(OPEN)
        figures = drawn(page)
        assert list(figures) == list(ATLAS.figures)
        assert figures["tradeoff"]["data"][0]["customdata"] == [0, 1]
        page.send_json({"type": "open", "settings": SETTINGS | {"hidden": 16}})
        while event_of(page)["type"] != "opened":
            pass
        assert drawn(page)["tradeoff"]["data"][0]["customdata"] == []


def test_a_page_that_wants_the_numbers_alone_is_sent_no_figure(client):
    fill(stored())
    with connected(client, SOCKET) as beside, connected(client, SOCKET) as page:
        beside.send_json(OPEN | {"figures_only": True})
        heard = until(beside, "complete")
        assert [event["type"] for event in heard] == ["opened", *["figures"] * 3, "progress"]
        page.send_json(OPEN)
        drawn(page)
        beside.send_json({"type": "resume"})
        assert beside.receive_json()["type"] == "progress"


def test_plotly_is_loaded_with_the_first_figure_and_torch_never_is(cache):
    """In a process of its own, because this one has long loaded both; without Streamlit, which loads Plotly itself."""
    code = """
import asyncio, sys
from cae.atlases import alike
from cae.atlases.job import Viewer
from cae.atlases.jobs import Jobs
from cae.atlases.store import Store
from cae.experiments.settings import PathSettings
from pages.atlas import ATLAS
loaded = lambda: sorted({"plotly", "torch"} & set(sys.modules))
print(loaded())

async def no_worker(store):
    raise OSError("none")

async def main():
    jobs, viewer = Jobs(no_worker, lambda: 0.0), Viewer()
    store = Store(PathSettings())
    jobs.open(viewer, store, alike.inspect(store), charts=ATLAS.figures)
    while not isinstance(item := await asyncio.wait_for(viewer.next(), 60), bytes):
        pass
    await jobs.close()

asyncio.run(main())
print(loaded())
"""
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout.splitlines() == ["[]", "['plotly']"]


# -- downloads ---------------------------------------------------------------------------------------------


def test_who_waits_for_a_run_is_shown_an_atlas_that_is_finished_or_a_still_of_one(client):
    still = client.get("/cae/atlas/meanwhile", follow_redirects=False)
    assert "still picture" in still.text
    assert len(still.content) <= 300 << 10
    atlas = stored()
    fill(atlas)
    whole = (atlas.folder / frame_name(2)).read_bytes()
    (atlas.folder / frame_name(2)).unlink()
    assert client.get("/cae/atlas/meanwhile", follow_redirects=False).status_code == 200  # it would have to be trained
    (atlas.folder / frame_name(2)).write_bytes(whole)
    shown = client.get("/cae/atlas/meanwhile", follow_redirects=False)
    path, query = shown.headers["location"].split("?")
    assert path == "/atlas"
    asked = from_url(dict(parse_qsl(query)))
    assert (asked.settings, asked.notices) == (atlas.settings, [])


def test_a_checkpoint_is_downloaded_under_the_name_of_its_lambda(client):
    fill(stored())
    response = client.get(f"/cae/atlas/{stored().key}/1.safetensors")
    assert response.content == checkpoint_bytes()
    assert response.headers["content-disposition"] == 'attachment; filename="cae-lambda-0.5.safetensors"'


def test_the_curves_are_downloaded_as_a_table(client):
    fill(stored())
    response = client.get(f"/cae/atlas/{stored().key}/curves.csv")
    assert response.headers["content-type"].startswith("text/csv")
    assert "attachment" in response.headers["content-disposition"]
    assert response.text.splitlines()[0].startswith("index,lambda,epochs,reconstruction,penalty,")
    assert len(response.text.splitlines()) == 4


@pytest.mark.parametrize("index", ["3", "007777", "-1", "1.5", "²", "x", "%2e%2e", "..%2fsecret", "1e0"])
def test_an_index_that_is_none_is_not_found(index, client):
    fill(stored())
    response = client.get(f"/cae/atlas/{stored().key}/{index}.safetensors")
    assert response.status_code == 404


@pytest.mark.parametrize(
    "key", ["0" * 16, "..", "%2e%2e", "%2e%2e%2f%2e%2e", "ABCDEF0123456789", "0" * 15, "%00" * 16, "٠" * 16]
)
@pytest.mark.parametrize("name", ["curves.csv", "0.safetensors"])
def test_a_key_that_is_none_is_not_found_and_reads_nothing(key, name, client, cache):
    fill(stored())
    (cache / "curves.csv").write_text("secret")
    os.link(stored().folder / frame_name(0), cache / frame_name(0))
    response = client.get(f"/cae/atlas/{key}/{name}")
    assert response.status_code == 404
    assert "secret" not in response.text


def test_what_is_not_found_is_told_in_a_sentence(client):
    assert "open its atlas" in client.get(f"/cae/atlas/{'0' * 16}/0.safetensors").text
    assert "no finished model" in client.get(f"/cae/atlas/{'0' * 16}/curves.csv").text


def test_behind_a_base_path_all_addresses_have_it(monkeypatch):
    options = {"server.baseUrlPath": "/lab/"}
    monkeypatch.setattr(compat.config, "get_option", options.__getitem__)
    assert {r.path.startswith("/lab/cae/atlas/") for r in route.routes(Services())} == {True}
