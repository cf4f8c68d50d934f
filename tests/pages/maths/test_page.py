"""The page's script, run by Streamlit's own test driver; what the browser makes of it is in tests/browser."""

import pytest

from cae.config import RunConfig
from pages.kit import component
from tests.helpers.visitor import told, visit

MATHS = "pages/maths/page.py"


@pytest.fixture(autouse=True)
def no_view(monkeypatch):
    """What the view is given, not what it is made of."""
    monkeypatch.setattr(component, "modules_of", lambda page: [])


def test_the_page_opens_with_the_run_that_the_live_page_opens_with():
    app = visit(MATHS)
    given = told(app)
    assert given["settings"] == RunConfig().as_dict() == told(visit("pages/live/page.py"))["settings"]
    assert given["title"] == "Maths"
    assert (given["link"], given["notices"], given["build_token"]) == ({}, [], 0)
    assert not app.error
    assert not app.sidebar.get("form")  # what is trained is chosen on the Live page


def test_what_the_url_says_reaches_the_view_and_what_it_may_not_is_told():
    given = told(visit(MATHS, hidden="16", activation="relu", unit="3", image="9"))
    assert given["settings"] == RunConfig(hidden=16, activation="relu").as_dict() | {"unit": 3, "image": 9}
    given = told(visit(MATHS, dataset="plane-circle", lam="-1"))
    assert given["settings"] == RunConfig().as_dict()
    assert [notice[:8] for notice in given["notices"]] == ["Data set", "λ must b"]
