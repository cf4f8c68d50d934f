"""The page's script, run by Streamlit's own test driver; what the browser makes of it is in tests/browser."""

import pytest

from cae.config import RELATIVES, RunConfig
from pages.kit import component
from tests.helpers.visitor import press, told, visit, widget

PAGE = "pages/relatives/page.py"


@pytest.fixture(autouse=True)
def no_view(monkeypatch):
    """What the view is given, not what it is made of."""
    monkeypatch.setattr(component, "modules_of", lambda page: [])


def test_the_page_opens_with_its_own_defaults_and_nothing_to_complain_about():
    app = visit(PAGE)
    given = told(app)
    assert given["settings"] == RELATIVES.as_dict()
    assert given["settings"]["relatives"] is True
    assert given["title"] == "Relatives"
    assert (given["link"], given["notices"], given["build_token"]) == ({}, [], 0)
    assert not app.error


def test_settings_of_the_url_reach_the_view_and_who_stands_beside_is_none_of_them():
    given = told(visit(PAGE, dataset="digits", hidden="100", lam="0.5", relatives="ae,rbm@0.1"))
    assert given["settings"] == RELATIVES.with_(dataset="digits", hidden=100, lam=0.5).as_dict()
    assert given["notices"] == []
    live = told(visit("pages/live/page.py", relatives="true"))
    assert (live["settings"], live["notices"]) == (RunConfig().as_dict(), [])


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("dataset", "plane-circle", "Data set must be one of fashion-mnist-small, digits"),
        (
            "start",
            "0123456789abcdef.2",
            "The model to continue from must be empty where relatives train",
        ),
        ("lam", "-1", "λ must be a number from 0 to 1,000,000, but -1 came. The default, 1.0, is used."),
    ],
)
def test_what_is_none_of_this_page_s_is_told_and_gets_its_default(name, text, sentence):
    given = told(visit(PAGE, **{name: text}))
    assert given["settings"] == RELATIVES.as_dict()
    (notice,) = given["notices"]
    assert notice.startswith(sentence)


def test_the_side_bar_rebuilds_this_page_s_run_and_not_the_live_page_s():
    app = visit(PAGE)
    widget(app, "text_input", "Hidden units").set_value("32")
    press(app, "Rebuild model")
    given = told(app)
    assert given["settings"] == RELATIVES.with_(hidden=32).as_dict()
    assert given["build_token"] == 1
