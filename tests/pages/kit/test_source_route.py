import hashlib
import json
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.routing import BaseRoute
from starlette.testclient import TestClient, WebSocketTestSession

from cae import checkpoint
from cae.diagnostics import STATES
from cae.inspectors import library
from cae.inspectors.asked import ASKED
from cae.inspectors.messages import MAX_BYTES
from cae.inspectors.pool import start_inspector
from cae.processes.frames import unpack
from cae.runs.fleet import start_engine
from pages.kit import compat, routes, source_route
from pages.kit.page import SOURCES, Page
from pages.kit.services import Services
from pages.units import UNITS
from tests.helpers.fakes import FakeEngine
from tests.helpers.made_units import made_units
from tests.helpers.server import serve
from tests.helpers.sockets import (
    OWN_PAGE_OR_NO_BROWSER,
    answer,
    assert_a_page_of_another_site_is_turned_away,
    connected,
)
from tests.helpers.units_files import LAMBDAS, a_checkpoint, an_atlas, shrunk

SOCKET = "/cae/units/socket"
UPLOAD = "/cae/checkpoint"
CHECKPOINT = {"kind": "checkpoint", "id": "0123456789abcdef", "dataset": None}
OPEN = {"type": "open", "source": CHECKPOINT, "images": 1000, "thresholds": None}


def routes_of(services: Services) -> list[BaseRoute]:
    return routes.of([UNITS], services)


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("CAE_CACHE_DIR", str(tmp_path))
    return tmp_path


@pytest.fixture
def inspectors() -> list[FakeEngine]:
    """The inspectors the server started, none of them a process; nor is an engine."""
    return []


@pytest.fixture
def server(inspectors) -> TestClient:
    async def start() -> FakeEngine:
        inspectors.append(FakeEngine())
        return inspectors[-1]

    return serve(routes_of, inspector=start)


@pytest.fixture
def client(server) -> Iterator[TestClient]:
    with server as client:
        yield client


def real() -> TestClient:
    """A server with processes."""
    return serve(routes_of, inspector=start_inspector, engine=start_engine)


def until(page: WebSocketTestSession, wanted: Callable[[object], bool]) -> list:
    """Everything the page gets up to what is wanted: events, and frames as (header, sections)."""
    heard = []
    while True:
        message = page.receive()
        heard.append(json.loads(message["text"]) if message.get("text") else unpack(message["bytes"]))
        item = heard[-1]
        if not isinstance(item, dict) and item[0]["kind"] == "units":
            page.send_json({"type": "ack", "serial": item[0]["serial"]})
        if wanted(item):
            return heard


def frame(kind: str, **header: object) -> Callable[[object], bool]:
    """A frame of this kind whose header says this."""
    return lambda item: (
        not isinstance(item, dict) and item[0]["kind"] == kind and all(item[0].get(k) == v for k, v in header.items())
    )


# -- who may connect, and what may be said -----------------------------------------------------------------


def test_a_page_of_another_site_is_turned_away(client):
    assert_a_page_of_another_site_is_turned_away(client, SOCKET)


@OWN_PAGE_OR_NO_BROWSER
def test_a_page_of_this_server_is_let_in(headers, client):
    with connected(client, SOCKET, headers=headers) as page:
        assert answer(page, json.dumps(OPEN))["state"] == "starting"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "A message must be JSON"),
        ("[" * 5000, "A message must be JSON"),
        ('{"type": "exec"}', "There is no message 'exec'"),
        ('{"type": "pin", "unit": 1, "image": null}', 'Say "open" first'),
        ('{"type": "open", "source": {"kind": "atlas", "key": "../../x"}}', "key must be 16 hexadecimal digits"),
        (json.dumps({"type": "play", "pad": "x" * MAX_BYTES}), "may be 65536 bytes long"),
    ],
)
def test_a_bad_message_is_answered_with_an_error_and_the_connection_goes_on(text, sentence, client, inspectors):
    with connected(client, SOCKET) as page:
        event = answer(page, text)
        assert event["type"] == "error"
        assert sentence in event["message"]
        assert answer(page, json.dumps(OPEN))["state"] == "starting"
        assert answer(page, "{")["type"] == "error"  # so the one before has been acted on
        assert inspectors[0].heard[-1]["type"] == "open"


def test_when_a_page_has_gone_its_inspector_is_closed_and_when_the_server_ends_none_is_left(server, inspectors):
    with server as client:
        with connected(client, SOCKET) as page:
            answer(page, json.dumps(OPEN))
            answer(page, "{")
        assert inspectors[0].heard[-1] == {"type": "close"}
        assert not inspectors[0].killed
    assert inspectors[0].killed
    assert inspectors[0].collected


def test_behind_a_base_path_all_addresses_have_it(monkeypatch):
    options = {"server.baseUrlPath": "/lab/"}
    monkeypatch.setattr(compat.config, "get_option", options.__getitem__)
    assert {r.path for r in routes_of(Services())} > {f"/lab{SOCKET}", f"/lab{UPLOAD}"}
    assert {r.path.startswith("/lab/") for r in routes_of(Services())} == {True}


# -- bringing a checkpoint ---------------------------------------------------------------------------------


def content(path: Path, **settings: object) -> bytes:
    checkpoint.save(path, shrunk(2, **settings))
    return path.read_bytes()


def test_a_checkpoint_that_is_brought_can_be_opened_by_the_id_it_gets(client, cache, tmp_path):
    whole = content(tmp_path / "a", activation="tanh", tied=False)
    response = client.post(f"{UPLOAD}?name=my%20%CE%BB.safetensors", content=whole)
    assert response.status_code == 200
    name = hashlib.sha256(whole).hexdigest()[:16]
    told = response.json()
    model = {"id": name, "sizes": [64, 8], "activation": "tanh", "tied": False, "output": "sigmoid"}
    assert told.items() >= (model | {"lam": None, "step": None, "file": "my λ.safetensors"}).items()
    assert library.checkpoint_path(cache, name).read_bytes() == whole
    assert client.post(UPLOAD, content=whole).json().items() >= model.items()
    with connected(client, SOCKET) as page:
        assert answer(page, '{"type": "library"}')["checkpoints"][0]["file"] == told["file"]


def left(cache: Path) -> list[Path]:
    return [path for path in (cache / "checkpoints").rglob("*") if path.is_file()] if cache.exists() else []


@pytest.mark.parametrize("content", [b"", b"nonsense", b"PK\x03\x04" + bytes(1000)])
def test_what_is_no_checkpoint_is_refused_with_a_sentence_and_not_kept(content, client, cache):
    response = client.post(UPLOAD, content=content)
    assert response.status_code == 400
    assert "must be a safetensors file" in response.json()["message"]
    assert left(cache) == []


def test_a_page_of_another_site_can_bring_nothing(client, cache, tmp_path):
    response = client.post(UPLOAD, content=content(tmp_path / "a"), headers={"origin": "https://evil.example"})
    assert response.status_code == 403
    assert response.json()["message"] == "A checkpoint can only be brought from a page of this server."
    assert left(cache) == []


@pytest.mark.parametrize("announced", [True, False])
def test_a_file_that_is_too_large_is_refused_also_if_it_does_not_say_so(
    announced, client, cache, monkeypatch, tmp_path
):
    whole = content(tmp_path / "a")
    monkeypatch.setattr(library, "MAX_BYTES", len(whole) - 1)
    response = client.post(UPLOAD, content=whole if announced else iter([whole[:1000], whole[1000:]]))
    assert response.status_code == 413
    assert "but this file has more" in response.json()["message"]
    assert left(cache) == []


def test_a_checkpoint_that_can_not_be_kept_is_told(client, cache, tmp_path, monkeypatch):
    (cache / "checkpoints").write_text("a file where the folder should be")
    response = client.post(UPLOAD, content=content(tmp_path / "a"))
    assert response.status_code == 507
    assert "could not be kept in the cache folder" in response.json()["message"]


def test_a_checkpoint_can_only_be_posted(client):
    assert client.get(UPLOAD).status_code == 405


# -- with real processes -----------------------------------------------------------------------------------


def test_a_page_opens_what_it_brought_sees_every_state_and_gets_another_inspector_when_its_own_dies(tmp_path):
    model, made = made_units()
    checkpoint.save(tmp_path / "brought", model)
    key = an_atlas(tmp_path).key
    with real() as client, connected(client, SOCKET) as page:
        name = client.post(UPLOAD, content=(tmp_path / "brought").read_bytes()).json()["id"]
        page.send_json(OPEN | {"source": CHECKPOINT | {"id": name}})
        page.send_json({"type": "pin", "unit": 3, "image": 40})
        heard = until(page, frame("image"))
        opened = next(item for item in heard if isinstance(item, dict) and item["type"] == "opened")
        assert opened["source"] == {"kind": "checkpoint", "id": name, "dataset": "fashion-mnist-small"}
        header, sections = next(item for item in heard if frame("units")(item))
        assert [STATES[i] for i in sections["state"].values] == made
        assert header["counts"] == {state: made.count(state) for state in STATES}

        (inspector,) = client.app.state.services.pool._lent
        os.kill(inspector.pid, signal.SIGKILL)
        heard = until(page, frame("image", image=40))
        told = next(item for item in heard if isinstance(item, dict))  # frames may still have been on their way
        assert told["state"] == "reconnecting"
        again, sections = next(item for item in heard if frame("units")(item))
        assert again["counts"] == header["counts"]
        assert again["serial"] > header["serial"]

        page.send_json({"type": "open", "source": {"kind": "atlas", "key": key, "index": None}})
        heard = until(page, frame("figure", name="path", unit=3))
        assert next(item for item in heard if frame("units")(item))[0]["lam"] == LAMBDAS[1]
        page.send_json({"type": "at", "index": 2})
        until(page, frame("units", index=2, lam=LAMBDAS[2]))
        page.send_json({"type": "cluster"})
        until(page, frame("order"))


def test_a_page_follows_a_run_and_steers_it():
    source = {"kind": "live", "run": None, "settings": {"dataset": "digits", "hidden": 16}}
    with real() as client, connected(client, SOCKET) as page:
        page.send_json({"type": "open", "source": source})
        page.send_json({"type": "pin", "unit": 3, "image": None})
        heard = until(page, frame("figure", name="path", unit=3))
        opened = next(item for item in heard if isinstance(item, dict) and item["type"] == "opened")
        assert opened["source"]["run"] in client.app.state.services.hub.runs
        page.send_json({"type": "set", "lam": 3.0, "seq": 7})
        heard = until(page, frame("units", seq=7, lam=3.0))
        assert heard[-1][0]["state"] == "running"
        page.send_json({"type": "pause"})
        heard = until(page, frame("units", state="paused"))
        step = heard[-1][0]["step"]
        page.send_json({"type": "step", "steps": 10})
        until(page, frame("units", step=step + 10))
        page.send_json({"type": "reset", "weights": "new"})
        until(page, frame("units", step=0))

        (run,) = client.app.state.services.hub.runs.values()
        engine = run.engine
        os.kill(engine._engine.process.pid, signal.SIGKILL)
        page.send_json({"type": "play"})
        heard = until(page, frame("units", state="running"))
        assert any(isinstance(item, dict) and item.get("state") == "reconnecting" for item in heard)


def test_a_source_that_is_gone_is_told_by_a_real_inspector_too(tmp_path):
    a_checkpoint(tmp_path).unlink()
    with real() as client, connected(client, SOCKET) as page:
        page.send_json(OPEN)
        heard = until(page, lambda item: isinstance(item, dict) and item["type"] == "failed")
        assert "no longer kept here" in heard[-1]["message"]


# -- what a page's table says ------------------------------------------------------------------------------


def test_a_page_says_what_its_table_has_and_its_company_trains_beside_the_run_it_looks_at(inspectors):
    made = Page(
        "made", "Made", ":material/bolt:", sources=SOURCES, works=("probe", "plane"), says={"push": ASKED["push"]},
        company={"twin": 0.0},
    )  # fmt: skip
    engines: list[FakeEngine] = []

    async def inspector() -> FakeEngine:
        inspectors.append(FakeEngine())
        return inspectors[-1]

    async def engine() -> FakeEngine:
        engines.append(FakeEngine())
        return engines[-1]

    push = {"push": {"id": 1, "drag": 1, "pushes": []}}
    client = serve(lambda services: [source_route.socket(made, services)], inspector=inspector, engine=engine)
    with client, connected(client, "/cae/made/socket") as page:
        page.send_json({"type": "open", "source": {"kind": "live", "run": None, "settings": {"hidden": 16}}})
        while not inspectors or not inspectors[0].heard:
            page.send_text("nothing")
            _error(page)
        page.send_json({"type": "ask", "along": {}} | push)
        page.send_json({"type": "watch", "figures": [], "works": ["plane"]})
        page.send_json({"type": "watch", "figures": [], "works": ["scale"]})
        assert "works must be a list of some of probe, plane" in _error(page)
        said = {item["type"]: item for item in inspectors[0].heard}
        assert said["open"]["works"] == ["probe", "plane"]
        assert said["ask"] == {"type": "ask", "asked": push}
        assert said["watch"] == {"type": "watch", "figures": [], "works": ["plane"]}
        assert {"type": "company", "members": {"twin": 0.0}} in engines[0].commands


def _error(page: WebSocketTestSession) -> str:
    while (event := page.receive_json())["type"] != "error":
        pass
    return event["message"]
