"""The page's script, run by Streamlit's own test driver; what the browser makes of it is in tests/browser."""

import pytest

from cae import points
from cae.config import IN_THE_PLANE, RunConfig
from pages.kit import component
from tests.helpers.visitor import told, visit

PLANE = "pages/plane/page.py"
DRAWN = points.named([(k, k * k % 7) for k in range(20)])


@pytest.fixture(autouse=True)
def no_view(monkeypatch):
    """What the view is given, not what it is made of."""
    monkeypatch.setattr(component, "modules_of", lambda page: [])


def test_the_page_opens_with_its_own_defaults_and_nothing_to_complain_about():
    app = visit(PLANE)
    given = told(app)
    assert given["settings"] == IN_THE_PLANE.as_dict()
    assert given["title"] == "Plane"
    assert (given["link"], given["notices"], given["build_token"]) == ({}, [], 0)
    assert not app.error


def test_settings_of_the_url_reach_the_view_the_drawn_points_too():
    given = told(visit(PLANE, dataset=DRAWN, hidden="4", lam="0.5", tied="false", unit="2"))
    expected = IN_THE_PLANE.with_(dataset=DRAWN, hidden=4, lam=0.5, tied=False).as_dict() | {"unit": 2}
    assert given["settings"] == expected
    assert given["notices"] == []


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("dataset", "digits", "Data set must be one of plane-circle, "),
        (
            "dataset",
            points.named([(1, 2)]),
            "There must be at least 8 points, but 1 came; draw some more. The default, pl",
        ),
        (
            "hidden",
            "64",
            "Hidden units must be a whole number from 2 to 16 in the plane, but 64 came. The default, 16,",
        ),
        ("output", "sigmoid", "Output must be linear in the plane"),
        ("lam", "-1", "λ must be a number from 0 to 1,000,000, but -1 came. The default, 3.0, is used."),
    ],
)
def test_what_is_none_of_the_plane_s_is_told_and_gets_its_default(name, text, sentence):
    given = told(visit(PLANE, **{name: text}))
    assert given["settings"] == IN_THE_PLANE.as_dict()
    (notice,) = given["notices"]
    assert notice.startswith(sentence)


def test_the_live_page_takes_no_points_in_the_plane():
    given = told(visit("pages/live/page.py", dataset="plane-circle", seed="9"))
    assert given["settings"] == RunConfig(seed=9).as_dict()
    (notice,) = given["notices"]
    assert notice.startswith("Data set must be one of fashion-mnist-small, digits")
