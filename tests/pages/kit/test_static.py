from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from pages.kit import compat, static


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(Starlette(routes=static.routes())) as client:
        yield client


def test_the_views_modules_are_served_as_javascript(client):
    response = client.get("/cae/pages/live/view/live.js")
    assert response.status_code == 200
    assert "javascript" in response.headers["content-type"]
    assert client.get("/cae/pages/live/view/live.css").status_code == 200


@pytest.mark.parametrize("path", ["live/view/live.js", "kit/view/base.css", "units/view/panels/scatter.js"])
def test_a_browser_asks_every_time_whether_a_module_is_still_the_same(path, client):
    first = client.get(f"/cae/pages/{path}")
    assert first.headers["cache-control"] == "no-cache"
    again = client.get(f"/cae/pages/{path}", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.headers["cache-control"]) == (304, "no-cache")


@pytest.mark.parametrize(
    "path",
    [
        "live/route.py", "kit/logo.svg", "live/PROTOCOL.md", "main.py", "__init__.py", "../app.py", "%2e%2e/app.py",
        "live/view/", "", "live/view/no.js", "live/view", "kit/__pycache__/compat.cpython-311.pyc",
    ],
)  # fmt: skip
def test_nothing_but_modules_and_style_sheets_is_served(path, client):
    assert client.get(f"/cae/pages/{path}").status_code == 404


def test_behind_a_base_path_the_addresses_have_it(monkeypatch):
    monkeypatch.setattr(compat.config, "get_option", {"server.baseUrlPath": "/lab/"}.__getitem__)
    assert [r.path for r in static.routes()] == ["/lab/cae/pages", "/lab/cae/plotly"]
