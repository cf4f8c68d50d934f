"""The Relatives page's socket and its table: what is its own; what it shares with Live's is in tests/pages/live."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from starlette.routing import BaseRoute

from cae.config import RELATIVES, RunConfig
from cae.experiments.record import Record
from cae.paper import bundled
from cae.paper.folder import ABOUT
from cae.runs import kept, notes
from pages.kit.services import Services
from pages.live import route as live
from pages.relatives import route
from tests.helpers.sockets import assert_a_page_of_another_site_is_turned_away, connected, opening

ROOT = Path(__file__).parents[3]
SOCKET, LIVE = "/cae/relatives/socket", "/cae/live/socket"


def served(services: Services) -> list[BaseRoute]:
    """What the ``client`` of these tests talks to."""
    return route.routes(services) + live.routes(services)


def test_a_page_of_another_site_is_turned_away(client):
    assert_a_page_of_another_site_is_turned_away(client, SOCKET)


def test_a_run_begins_with_its_settings_and_who_is_asked_for_joins(client, engines):
    with connected(client, SOCKET) as page:
        page.send_json(opening(RELATIVES))
        assert page.receive_json()["type"] == "opened"
        page.send_json({"type": "company", "members": {"cae+h": 0.1, "rbm": 0.05, "ae": 0}})
        page.send_json({"type": "match", "on": True})
        page.send_text("{")
        page.receive_json()  # so the ones before have been acted on
    assert engines[0].commands[0] == {"type": "start", "settings": RELATIVES.as_dict()}
    said = [command for command in engines[0].commands if command["type"] in ("company", "match")]
    assert said[0] == {"type": "company", "members": {"cae+h": 0.1, "rbm": 0.05, "ae": 0.0}}
    assert said[1] == {"type": "match", "on": True}


@pytest.mark.parametrize(
    ("socket", "own", "other", "sentence"),
    [
        (SOCKET, RELATIVES, RunConfig(), "relatives must be true on a page that shows relatives too"),
        (LIVE, RunConfig(), RELATIVES, "relatives must be false on a page that shows a run alone"),
    ],
)
def test_neither_page_takes_what_is_the_other_s(socket, own, other, sentence, client, engines):
    with connected(client, socket) as page:
        page.send_json(opening(other))
        assert sentence in page.receive_json()["message"]
        page.send_json(opening(own))
        assert page.receive_json()["type"] == "opened"
        page.send_json({"type": "rebuild", "settings": other.as_dict()})
        assert sentence in page.receive_json()["message"]
        assert not any(command["type"] == "rebuild" for command in engines[0].commands)


@pytest.mark.parametrize(("socket", "own", "other"), [(SOCKET, RELATIVES, RunConfig()), (LIVE, RunConfig(), RELATIVES)])
@pytest.mark.parametrize("what", ["record", "model"])
def test_a_link_to_a_run_of_the_other_page_is_told_and_its_settings_alone_are_used(
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
    assert "another page shows" in said[1]["message"]
    assert engines[0].commands[0] == {"type": "start", "settings": own.as_dict()}


def test_a_link_to_a_run_of_this_page_is_one_of_this_page(client, engines):
    again = Record(RELATIVES, [(7, "lam", 0.5)], 20)
    with connected(client, SOCKET) as page:
        page.send_json(opening(RELATIVES, again=again.to_link()))
        assert page.receive_json()["linked"]
    assert engines[0].commands[0]["record"] == again.as_dict()
    assert engines[0].commands[0]["record"]["settings"]["relatives"] is True


# -- the paper's table ---------------------------------------------------------------------------------------


def test_the_table_comes_with_the_paper_s_numbers_its_figures_and_what_it_shows(client, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    told = client.get("/cae/relatives/table.json").json()
    expected = json.loads(json.dumps(bundled.bundled().as_dict()))
    assert {name: told[name] for name in expected} == expected
    assert all(row["paper"]["test_error"] for row in told["rows"])
    assert told["where"] == "the table that comes with the app"
    assert len(told["words"]) > 8
    assert set(told["figures"]) == {"curves", "spectra"}
    for drawn in told["figures"].values():
        assert drawn["data"]
        assert drawn["layout"]["meta"]["says"]
        assert "template" not in drawn["layout"]


def test_a_report_on_this_machine_is_named_with_its_day(tmp_path, monkeypatch):
    folder = tmp_path / "paper-table"
    folder.mkdir()
    (folder / ABOUT).write_text("{}")
    monkeypatch.setattr(bundled.folder, "read", lambda path: bundled.bundled())
    where = route.told(tmp_path)["where"]
    assert where.startswith("a report of this machine, paper-table, ")
    assert where.rpartition(" ")[2].isdigit()


def test_the_server_needs_no_torch_for_it():
    script = "import sys; from pages.relatives import route; route.told(); print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
