import json

import pytest
from starlette.testclient import TestClient

from cae.checks import MAX_MESSAGE_BYTES
from cae.config import RunConfig
from cae.processes.frames import unpack
from cae.runs.fleet import start_engine
from cae.runs.hub import Hub
from pages.kit import compat
from pages.kit.services import Services
from pages.live import route
from tests.helpers.server import serve
from tests.helpers.sockets import (
    OWN_PAGE_OR_NO_BROWSER,
    answer,
    assert_a_page_of_another_site_is_turned_away,
    connected,
)

SOCKET = "/cae/live/socket"
OPEN = {"type": "open", "run": None, "settings": RunConfig(hidden=8).as_dict()}


served = route.routes


def hub_of(client: TestClient) -> Hub:
    return client.app.state.services.hub


# -- who may connect ---------------------------------------------------------------------------------------


def test_a_page_of_another_site_is_turned_away(client):
    assert_a_page_of_another_site_is_turned_away(client, SOCKET)


@OWN_PAGE_OR_NO_BROWSER
def test_a_page_of_this_server_is_let_in_by_streamlits_own_rule(headers, client):
    with connected(client, SOCKET, headers=headers) as page:
        page.send_json(OPEN)
        assert page.receive_json()["type"] == "opened"


# -- what may be said --------------------------------------------------------------------------------------


def test_open_is_answered_with_a_run_whose_engine_gets_the_settings(client, engines):
    with connected(client, SOCKET) as page:
        page.send_json(OPEN)
        event = page.receive_json()
        assert (event["type"], event["resumed"]) == ("opened", False)
        assert engines[0].commands == [{"type": "start", "settings": OPEN["settings"]}]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "A message must be JSON"),
        ("\x00\x01", "A message must be JSON"),
        ("[]", 'must be an object with a "type"'),
        ('{"type": "exec"}', "There is no message 'exec'"),
        ('{"type": "set", "lam": 1' + "0" * 400 + "}", "lam must be a number from 0 to 1,000,000"),
        (json.dumps({"type": "play", "pad": "x" * MAX_MESSAGE_BYTES}), "may be 16384 bytes long"),
        (json.dumps({"type": "play", "pad": "x" * 10**6}), "may be 16384 bytes long"),
    ],
    ids=["cut", "bytes", "list", "unknown", "huge number", "just too long", "a megabyte"],
)
def test_a_bad_message_is_answered_with_an_error_and_the_connection_goes_on(text, sentence, client, engines):
    with connected(client, SOCKET) as page:
        page.send_json(OPEN)
        page.receive_json()
        event = answer(page, text)
        assert event["type"] == "error"
        assert sentence in event["message"]
        page.send_json({"type": "set", "lam": 5.0, "seq": 1})
        assert answer(page, "{")["type"] == "error"  # so the one before has been acted on
        assert engines[0].commands[1:] == [{"type": "set", "lam": 5.0, "seq": 1}]


def test_bytes_are_answered_as_text_is(client):
    with connected(client, SOCKET) as page:
        page.send_bytes(b"\xff\xfe")
        assert page.receive_json()["type"] == "error"
        page.send_bytes(json.dumps(OPEN).encode())
        assert page.receive_json()["type"] == "opened"


def test_a_command_before_open_is_answered_with_an_error(client, engines):
    with connected(client, SOCKET) as page:
        assert "open" in answer(page, '{"type": "play"}')["message"]
        page.send_json(OPEN)
        assert page.receive_json()["type"] == "opened"
    assert {"type": "play"} not in engines[0].commands


def test_bad_settings_in_open_start_no_run(client, engines):
    with connected(client, SOCKET) as page:
        event = answer(page, json.dumps(OPEN | {"settings": {"hidden": 1}}))
        assert "hidden must be a whole number from 2 to 1,024, but 1 came" in event["message"]
        assert engines == [] or engines[0].heard == []


# -- how it ends -------------------------------------------------------------------------------------------


def test_a_closed_page_leaves_its_run_and_comes_back_to_it(client):
    with connected(client, SOCKET) as page:
        page.send_json(OPEN)
        run_id = page.receive_json()["run"]
    assert hub_of(client).runs[run_id].viewers == set()
    assert hub_of(client).runs[run_id].left_at is not None
    with connected(client, SOCKET) as page:
        page.send_json(OPEN | {"run": run_id})
        assert page.receive_json() == {"type": "opened", "run": run_id, "resumed": True}
        assert hub_of(client).runs[run_id].left_at is None


def test_two_pages_have_two_runs(client):
    with connected(client, SOCKET) as one, connected(client, SOCKET) as other:
        one.send_json(OPEN)
        other.send_json(OPEN)
        assert one.receive_json()["run"] != other.receive_json()["run"]


def test_stopping_the_server_ends_every_engine(server, engines):
    with server as client, connected(client, SOCKET) as page:
        page.send_json(OPEN)
        page.receive_json()
    assert engines
    assert all(engine.killed for engine in engines)


def test_with_a_real_engine_open_brings_a_full_frame():
    real = serve(route.routes, engine=start_engine)
    with real as client, connected(client, SOCKET) as page:
        page.send_json(OPEN)
        assert page.receive_json()["type"] == "opened"
        header, sections = unpack(page.receive_bytes())
        assert header["settings"]["hidden"] == 8
        assert {"images", "labels", "strip", "latent", "heat", "tiles", "history", "marks"} <= set(sections)
        page.send_json({"type": "ack", "frame": header["frame"]})
        later, _ = unpack(page.receive_bytes())
        assert later["frame"] > header["frame"]


# -- its address -------------------------------------------------------------------------------------------


def test_behind_a_base_path_its_address_has_it(monkeypatch):
    options = {"server.baseUrlPath": "/lab/"}
    monkeypatch.setattr(compat.config, "get_option", options.__getitem__)
    assert compat.base_path() == "/lab"
    assert [r.path for r in route.routes(Services())] == [
        f"/lab{SOCKET}",
        "/lab/cae/live/{run}/checkpoint.safetensors",
    ]
    options["server.baseUrlPath"] = ""
    assert compat.base_path() == ""
