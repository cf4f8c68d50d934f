"""The Plane page's socket: what is its own; what it shares with Live's is in tests/pages/live/test_route.py."""

import json

import pytest
from starlette.routing import BaseRoute

from cae import points
from cae.config import IN_THE_PLANE, RunConfig
from cae.experiments.record import Record
from cae.processes.frames import unpack
from cae.runs import kept, notes
from cae.runs.fleet import start_engine
from pages.kit.services import Services
from pages.live import route as live
from pages.plane import route
from tests.helpers.server import serve
from tests.helpers.sockets import assert_a_page_of_another_site_is_turned_away, connected, opening

SOCKET = "/cae/plane/socket"
DRAWN = IN_THE_PLANE.with_(dataset=points.named([(k, k * k % 7) for k in range(20)]), hidden=4)
COMPANY = {"type": "company", "members": {"twin": 0.0, "denoising": 0.3}}


def served(services: Services) -> list[BaseRoute]:
    """What the ``client`` of these tests talks to."""
    return route.routes(services) + live.routes(services)


def test_a_page_of_another_site_is_turned_away(client):
    assert_a_page_of_another_site_is_turned_away(client, SOCKET)


def test_a_run_that_begins_has_its_company_and_one_that_goes_on_keeps_what_it_has(client, engines):
    with connected(client, SOCKET) as page:
        page.send_json(opening(DRAWN))
        run = page.receive_json()["run"]
        page.send_text("{")
        page.receive_json()  # so the one before has been acted on
        assert engines[0].commands == [{"type": "start", "settings": DRAWN.as_dict()}, COMPANY]
    with connected(client, SOCKET) as page:
        page.send_json(opening(DRAWN, run=run))
        assert page.receive_json()["resumed"]
        page.send_text("{")
        page.receive_json()
        said = [command for command in engines[0].commands if command["type"] == "company"]
        assert said == [COMPANY]


def test_a_live_run_of_images_has_no_company_of_its_own(client, engines):
    with connected(client, "/cae/live/socket") as page:
        page.send_json(opening(RunConfig()))
        page.receive_json()
        page.send_text("{")
        page.receive_json()
        assert COMPANY not in engines[0].commands


@pytest.mark.parametrize(
    ("socket", "own", "other", "sentence"),
    [
        (SOCKET, IN_THE_PLANE, RunConfig(), "dataset must be one of plane-circle, "),
        ("/cae/live/socket", RunConfig(), IN_THE_PLANE, "dataset must be one of fashion-mnist-small, digits"),
    ],
)
def test_neither_page_takes_what_is_the_other_s(socket, own, other, sentence, client, engines):
    with connected(client, socket) as page:
        page.send_json(opening(other))
        refused = page.receive_json()
        assert refused["type"] == "error"
        assert sentence in refused["message"]
        page.send_json(opening(own))
        assert page.receive_json()["type"] == "opened"
        page.send_json({"type": "rebuild", "settings": other.as_dict()})
        assert sentence in page.receive_json()["message"]
        assert not any(command["type"] == "rebuild" for command in engines[0].commands)


@pytest.mark.parametrize(
    ("socket", "own", "other"), [(SOCKET, IN_THE_PLANE, RunConfig()), ("/cae/live/socket", RunConfig(), IN_THE_PLANE)]
)
@pytest.mark.parametrize("what", ["record", "model"])
def test_a_link_to_a_run_of_the_other_kind_is_told_and_its_settings_alone_are_used(
    what, socket, own, other, client, engines, tmp_path, monkeypatch
):
    monkeypatch.setenv("CAE_CACHE_DIR", str(tmp_path))
    model = notes.before({"config": other.as_dict(), "step": 41, "format": notes.SNAPSHOT_FORMAT}, b"tensors")
    content = model if what == "model" else Record(other, [], 20).to_json().encode()
    made = kept.keep(tmp_path, f"{what}s", content)
    with connected(client, socket) as page:
        page.send_json(opening(own, **{what: made}))
        said = [page.receive_json(), page.receive_json()]
    assert "linked" not in said[0]
    assert said[1]["type"] == "notice"
    assert "another page shows" in said[1]["message"]
    assert engines[0].commands[0] == {"type": "start", "settings": own.as_dict()}


def test_a_link_to_a_run_of_points_that_were_drawn_holds_what_is_needed(client, engines, tmp_path, monkeypatch):
    monkeypatch.setenv("CAE_CACHE_DIR", str(tmp_path))
    again = Record(DRAWN, [(7, "lam", 1.0)], 20)
    with connected(client, SOCKET) as page:
        page.send_json(opening(DRAWN, again=again.to_link()))
        assert page.receive_json()["linked"]
    assert engines[0].commands[0]["record"] == again.as_dict()


@pytest.mark.parametrize(
    "message", [{"type": "company", "members": {"denoising": 0}}, {"type": "company", "members": {"denoising": 1e9}}]
)
def test_a_denoising_member_needs_some_noise(message, client):
    with connected(client, SOCKET) as page:
        page.send_json(opening(IN_THE_PLANE))
        page.receive_json()
        page.send_json(message)
        assert "members.denoising must be a number from 0.001 to 100" in page.receive_json()["message"]


def test_frames_of_a_run_come_from_its_engine_and_its_model_as_a_file():
    """With a real process."""
    with serve(route.routes, engine=start_engine) as client, connected(client, SOCKET) as page:
        page.send_json(opening(DRAWN.with_(dataset="plane-circle")))
        run = page.receive_json()["run"]
        for count in range(1, 6):
            event = page.receive()
            while "bytes" not in event or not event["bytes"]:
                event = page.receive()
            header, sections = unpack(event["bytes"])
            page.send_text(json.dumps({"type": "ack", "frame": header["frame"]}))
            if count == 1:
                assert "points" in sections
        assert header["step"] > 0
        assert set(header["company"]) == {"twin", "denoising"}
        file = client.get(f"/cae/plane/{run}/checkpoint.safetensors")
        assert file.headers["content-disposition"] == 'attachment; filename="cae-plane.safetensors"'
        assert file.status_code == 200
