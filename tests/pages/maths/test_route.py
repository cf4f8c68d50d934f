"""What of the Maths page's routes is its own; what it shares with Live's is in tests/pages/live/test_route.py."""

import pytest
from starlette.routing import BaseRoute

from cae import mistakes
from cae.config import IN_THE_PLANE, RunConfig
from cae.mistakes import MISTAKES
from cae.processes.frames import unpack
from cae.runs.fleet import start_engine
from pages.kit.services import Services
from pages.live import route as live
from pages.maths import route, sources
from tests.helpers.server import serve
from tests.helpers.sockets import assert_a_page_of_another_site_is_turned_away, connected

SOCKET = "/cae/maths/socket"
LESSON = {"type": "lesson", "unit": 3, "image": 5}
NONE = {"type": "lesson", "unit": None, "image": None}


def opening(run: str | None = None, config: RunConfig | None = None) -> dict:
    return {"type": "open", "run": run, "settings": (config or RunConfig()).as_dict()}


def served(services: Services) -> list[BaseRoute]:
    """What the ``client`` of these tests talks to."""
    return route.routes(services) + live.routes(services)


def test_a_page_of_another_site_is_turned_away(client):
    assert_a_page_of_another_site_is_turned_away(client, SOCKET)


def test_the_run_is_the_tab_s_live_one_and_its_lesson_ends_when_the_page_is_left(client, engines):
    with connected(client, "/cae/live/socket") as page:
        page.send_json(opening())
        run = page.receive_json()["run"]
    with connected(client, SOCKET) as page:
        page.send_json(opening(run))
        assert page.receive_json()["resumed"]
        page.send_json(LESSON)
        page.send_text("{")
        page.receive_json()  # so the one before has been acted on
    with connected(client, "/cae/live/socket") as page:
        page.send_json(opening(run))
        assert page.receive_json()["resumed"]
        page.send_text("{")
        page.receive_json()
    assert len(engines) == 1
    assert [said for said in engines[0].commands if said["type"] == "lesson"] == [LESSON, NONE]


def test_a_run_of_points_is_refused(client):
    with connected(client, SOCKET) as page:
        page.send_json(opening(config=IN_THE_PLANE))
        assert page.receive_json()["type"] == "error"


def test_the_sources_are_those_of_the_package(client):
    told = client.get("/cae/maths/source.json").json()
    assert [formula["name"] for formula in told["formulas"][:3]] == ["penalty", "gradient", "deep"]
    for formula in told["formulas"]:
        lines = (sources.ROOT / formula["file"]).read_text().splitlines()
        at = formula["line"] - 1
        in_file = lines[at : at + len(formula["lines"])]
        assert [line.strip() for line in in_file] == [line.strip() for line in formula["lines"]]
        assert 1 <= len(in_file) <= 20
        assert formula["title"]
    penalty, gradient, deep = told["formulas"][:3]
    assert "Σ_j φ′(z_j)² ‖W_j‖²" in penalty["doc"]
    assert "Parameters" not in penalty["doc"]
    assert "return (A * A) @ K" in "\n".join(penalty["lines"])
    assert "layer.dh.addcmul_(layer.z, n, value=2 * lam)" in "\n".join(gradient["lines"])
    assert "self.layer.dW.addcmul_" in gradient["lines"][-1]
    assert any("a = a @ model.W[layer]" in line for line in deep["lines"])


def test_a_mistake_is_told_in_the_lines_that_run(client):
    told = client.get("/cae/maths/source.json").json()["mistakes"]
    assert [one["name"] for one in told] == list(MISTAKES)
    for one in told:
        mistake = MISTAKES[one["name"]]
        assert one["network"] == mistake.of
        assert len(one["code"].splitlines()) == 3
        assert one["code"].splitlines()[-1].startswith("return ")
        assert 3 <= len(one["test"].splitlines()) <= 5
        assert "assert " in one["test"]
        assert mistake.penalty.__doc__.startswith(one["title"])
        assert one["wrong"].endswith(".")
        assert one["says"].endswith(".")
    assert one["title"] == "The last layer only, called the encoder's Jacobian"
    # What is told, run as it stands, is what trains.
    text = "\n".join(f"    {line}" for line in told[2]["code"].splitlines())
    room = dict(vars(mistakes))
    exec(f"def penalty(model, x):\n{text}", room)
    MISTAKES["detached"].test(mistakes.contraction.penalty)
    with pytest.raises(AssertionError):
        MISTAKES["squared-sum"].test(room["penalty"])


def test_a_source_that_is_gone_is_named():
    with pytest.raises(LookupError, match=r"cae/mistakes\.py has no nothing"):
        sources._definition("cae/mistakes.py", "nothing")


def test_a_page_that_opens_without_a_run_starts_one_and_hears_its_lesson():
    """With a real process."""
    with serve(route.routes, engine=start_engine) as client, connected(client, SOCKET) as page:
        page.send_json(opening(config=RunConfig(dataset="digits", hidden=8)))
        assert page.receive_json()["resumed"] is False
        page.send_json(LESSON)
        page.send_json({"type": "check", "step": 2})
        seen: dict = {}
        for _ in range(200):
            event = page.receive()
            if event.get("bytes"):
                header, sections = unpack(event["bytes"])
                seen |= header
                page.send_json({"type": "ack", "frame": header["frame"]})
                if seen.get("lesson") and seen.get("checked"):
                    break
        assert seen["lesson"]["unit"] == 3
        assert seen["checked"]["2"]["relative"] < 1e-4
        assert "lesson_w" in sections or "mistakes" in seen
