"""The Units page's script, run by Streamlit's own test driver; what the browser makes of it is in tests/browser."""

import inspect
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cae.config import RunConfig
from cae.diagnostics import unit_states
from pages.kit import keys
from tests.helpers.visitor import press, told, visit, widget

ROOT = Path(__file__).parents[3]
UNITS = "pages/units/page.py"
KEY = "0123456789abcdef"
THRESHOLDS = {"low": 0.05, "high": 0.95, "most": 0.95, "dead": 0.001, "shrunk": 0.05, "steep": 0.4}
VIEW = {
    "source": "live",
    "atlas": None,
    "at": None,
    "checkpoint": None,
    "data": None,
    "show": "gain",
    "sort": "none",
    "group": "class",
    "scale": "fixed",
    "images": 1000,
    "unit": None,
    "image": None,
    "b": None,
    "select": None,
    "thresholds": THRESHOLDS,
    "defaults": THRESHOLDS,
}


def test_the_page_opens_with_the_live_run_and_has_nothing_to_complain_about():
    app = visit(UNITS)
    given = told(app)
    assert given["view"] == VIEW
    assert given["settings"] == RunConfig().as_dict()
    assert given["base"] == "/"
    assert given["notices"] == []
    assert set(given["datasets"]) == {"fashion-mnist-small", "digits", "fashion-mnist", "mnist"}
    assert not app.error
    assert not app.warning


def test_the_thresholds_are_those_of_the_maths():
    defaults = {name: inspect.signature(unit_states).parameters[name].default for name in THRESHOLDS}
    assert told(visit(UNITS))["view"]["thresholds"] == defaults


def test_a_link_to_a_model_of_an_atlas_brings_all_that_was_looked_at():
    url = {"source": "atlas", "atlas": KEY, "at": "12", "show": "part", "sort": "share", "group": "cluster"}
    url |= {
        "scale": "unit",
        "images": "10000",
        "low": "0.1",
        "high": "0.9",
        "dead": "0.01",
        "unit": "7",
        "image": "300",
    }
    given = told(visit(UNITS, **url))
    changed = {"low": 0.1, "high": 0.9, "dead": 0.01}
    expected = VIEW | url | {"at": 12, "images": 10000, "unit": 7, "image": 300, "thresholds": THRESHOLDS | changed}
    assert given["view"] == {name: expected[name] for name in VIEW}
    assert given["notices"] == []


def test_a_link_to_a_checkpoint_names_its_data_set():
    view = told(visit(UNITS, source="checkpoint", checkpoint=KEY, data="digits"))["view"]
    assert (view["source"], view["checkpoint"], view["data"]) == ("checkpoint", KEY, "digits")


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        (
            "source",
            "cloud",
            "The source must be one of live, atlas, checkpoint, but 'cloud' came. The default, live, is used.",
        ),
        ("show", "<b>", "show must be one of gain, h, part, but '<b>' came. The default, gain, is used."),
        ("images", "50", "The number of images must be one of 1000, 10000, but '50' came. The default, 1000, is used."),
        ("atlas", "../../etc", "The atlas must be 16 hexadecimal digits, but '../../etc' came. The newest is shown."),
        (
            "at",
            "-1",
            "The shown λ must be a whole number from 0 to 199, but -1 came. The model in the middle is shown.",
        ),
        (
            "unit",
            "one",
            "The pinned unit must be a whole number from 0 to 1,000,000, but 'one' came. Nothing is selected.",
        ),
        ("low", "much", "low must be a number from 0 to 1, but 'much' came. The default, 0.05, is used."),
    ],
)
def test_a_bad_parameter_is_told_by_name_and_gets_its_default(name, text, sentence):
    given = told(visit(UNITS, **{"source": "atlas", name: text, "sort": "mean"}))
    assert given["notices"] == [sentence]
    source = {"source": "live" if name == "source" else "atlas"}
    assert given["view"] == VIEW | source | {"sort": "mean"}


@pytest.mark.parametrize("text", ["1.5", "nan", "-0.1", "1e999"])
def test_a_threshold_outside_its_range_gets_its_default(text):
    given = told(visit(UNITS, source="atlas", high=text))
    assert given["view"]["thresholds"] == THRESHOLDS
    (notice,) = given["notices"]
    assert notice.startswith("high must be")
    assert notice.endswith("The default, 0.95, is used.")


def test_thresholds_that_cross_get_their_defaults():
    given = told(visit(UNITS, source="atlas", low="0.6", high="0.4"))
    assert given["view"]["thresholds"] == THRESHOLDS
    assert given["notices"] == ["low must be below high, but 0.6 and 0.4 came. The defaults are used."]


def test_a_data_set_nobody_knows_is_told():
    given = told(visit(UNITS, source="checkpoint", data="cifar"))
    assert given["view"]["data"] is None
    (notice,) = given["notices"]
    assert notice.startswith("Data set must be one of fashion-mnist-small, digits, ")
    assert notice.endswith("but 'cifar' came. The first that fits is used.")


def test_the_live_run_is_that_of_the_live_page():
    app = visit(UNITS, hidden="100", lam="3.5", seed="7", unit="17")
    expected = RunConfig(hidden=100, lam=3.5, seed=7).as_dict() | {"unit": 17}
    assert told(app)["settings"] == expected
    assert app.session_state[keys.RUN].config == RunConfig(hidden=100, lam=3.5, seed=7)


def test_a_model_rebuilt_on_the_live_page_is_the_one_looked_at_here():
    app = AppTest.from_file(str(ROOT / "pages/main.py"), default_timeout=30).run()
    widget(app, "text_input", "Hidden units").set_value("48")
    press(app, "Rebuild model")
    units = AppTest.from_file(str(ROOT / UNITS), default_timeout=30)
    units.session_state[keys.RUN] = app.session_state[keys.RUN]
    units.run()
    assert told(units)["settings"]["hidden"] == 48


def test_what_is_wrong_with_the_live_run_is_said_only_where_it_is_looked_at():
    assert told(visit(UNITS, hidden="1"))["notices"][0].startswith("Hidden units must be")
    assert told(visit(UNITS, hidden="1", source="atlas"))["notices"] == []


def test_the_url_is_read_once():
    app = visit(UNITS, sort="mean")
    app.query_params["sort"] = "share"
    app.run()
    assert told(app)["view"]["sort"] == "mean"


def test_behind_a_base_path_the_view_is_asked_for_there(monkeypatch):
    monkeypatch.setattr("pages.kit.compat.base_path", lambda: "/lab")
    assert told(visit(UNITS))["base"] == "/lab/"


def test_a_place_that_no_atlas_has_is_refused_before_the_server_is_asked():
    given = told(visit(UNITS, source="atlas", atlas=KEY, at="500"))
    assert given["view"]["at"] is None
    assert any(
        "The shown λ must be a whole number from 0 to 199, but 500 came" in notice for notice in given["notices"]
    )
