"""The page's script, run by Streamlit's own test driver; what the browser makes of it is in tests/browser."""

import pytest
from streamlit.testing.v1 import AppTest

from cae.config import RunConfig
from pages.kit import keys
from pages.kit.component import LIMITS
from pages.kit.version import on_disk
from tests.helpers.visitor import press, told, visit, widget

LIVE = "pages/main.py"  # where a visitor comes in


def rebuild(app: AppTest) -> None:
    press(app, "Rebuild model")


@pytest.mark.parametrize("script", ["pages/main.py", "pages/live/page.py"])
def test_the_page_opens_with_the_default_settings_and_nothing_to_complain_about(script):
    app = visit(script)
    assert told(app) == {
        "settings": RunConfig().as_dict(),
        "title": "Live",
        "base": "/",
        "version": on_disk(),
        "limits": {name: list(ends) for name, ends in LIMITS.items()},
        "link": {},
        "build_token": 0,
        "notices": [],
    }
    assert not app.error
    assert not app.warning


def test_settings_of_the_url_reach_the_live_view_and_the_side_bar():
    app = visit(LIVE, hidden="100", lam="3.5", activation="tanh", tied="false", seed="7", speed="2", budget="900")
    expected = RunConfig(hidden=100, lam=3.5, activation="tanh", tied=False, seed=7, speed=2.0, budget=900)
    assert told(app)["settings"] == expected.as_dict()
    assert widget(app, "text_input", "Hidden units").value == "100"
    assert widget(app, "selectbox", "Activation φ").value == "tanh"
    assert widget(app, "toggle", "Tied weights (decoder = Wᵀ)").value is False
    assert widget(app, "text_input", "Seed").value == "7"


def test_bad_parameters_are_told_by_name_range_and_default_and_the_good_ones_stay():
    app = visit(LIVE, lam="-1", hidden="1", seed="9")
    assert told(app)["settings"] == RunConfig(seed=9).as_dict()
    hidden, lam = told(app)["notices"]
    assert hidden == "Hidden units must be a whole number from 2 to 1,024, but 1 came. The default, 64, is used."
    assert lam == "λ must be a number from 0 to 1,000,000, but -1 came. The default, 0.1, is used."


def test_pins_of_the_url_reach_the_live_view():
    settings = told(visit(LIVE, unit="17", image="300"))["settings"]
    assert (settings["unit"], settings["image"]) == (17, 300)


@pytest.mark.parametrize("text", ["-1", "seventeen", "1.5", "٣", "9" * 50, "<b>1</b>"])
def test_a_pin_that_is_no_number_is_told_and_nothing_is_pinned(text):
    given = told(visit(LIVE, unit=text))
    assert "unit" not in given["settings"]
    (notice,) = given["notices"]
    assert notice.startswith("The pinned unit must be a whole number from 0 to 1,000,000, but ")
    assert notice.endswith("Nothing is pinned.")


def test_rebuild_asks_for_the_model_in_the_form():
    app = visit(LIVE, lam="3.5")
    widget(app, "text_input", "Hidden units").set_value("48")
    widget(app, "selectbox", "Data set").select("digits")
    widget(app, "toggle", "Tied weights (decoder = Wᵀ)").set_value(False)
    rebuild(app)
    assert told(app)["settings"] == RunConfig(dataset="digits", hidden=48, tied=False, lam=3.5).as_dict()
    assert told(app)["build_token"] == 1
    rebuild(app)
    assert told(app)["build_token"] == 2  # the same settings again are a new model too


def test_the_form_changes_nothing_before_rebuild_is_pressed_and_says_so():
    app = visit(LIVE)
    assert any("builds a new model" in caption.value for caption in app.sidebar.caption)
    widget(app, "text_input", "Hidden units").set_value("48")
    app.run()
    assert told(app)["build_token"] == 0
    assert told(app)["settings"]["hidden"] == 64


def test_a_number_of_units_that_no_model_has_is_answered_with_a_sentence_and_rebuilds_nothing():
    app = visit(LIVE)
    widget(app, "text_input", "Hidden units").set_value("1")
    rebuild(app)
    (error,) = app.error
    assert error.value == "Hidden units must be a whole number from 2 to 1,024, but 1 came."
    assert (told(app)["build_token"], told(app)["settings"]["hidden"]) == (0, 64)


@pytest.mark.parametrize(("text", "units"), [("1,024", 1024), ("1\u202f000", 1000), ("1e2", 100), (" 64,0 ", 64)])
def test_a_number_of_units_is_read_as_people_write_numbers(text, units):
    app = visit(LIVE, hidden="48")
    widget(app, "text_input", "Hidden units").set_value(text)
    rebuild(app)
    assert not app.error
    assert told(app)["settings"]["hidden"] == units


@pytest.mark.parametrize(
    ("label", "text", "sentence"),
    [
        ("Hidden units", "12,5", "Hidden units must be a whole number from 2 to 1,024, but 12.5 came."),
        ("Hidden units", "10,000", "Hidden units must be a whole number from 2 to 1,024, but 10000 came."),
        ("Hidden units", "", "Hidden units must be a whole number from 2 to 1,024, but nothing came."),
        ("Seed", "٣", "Seed must be a whole number from 0 to 2,147,483,647, but '٣' came."),
        ("Seed", "1 000,500", "Seed: '1 000,500' can be read as 1000500 or as 1000.500. Write one of these."),
    ],
)
def test_what_is_no_number_of_the_field_is_answered_with_a_sentence_and_rebuilds_nothing(label, text, sentence):
    app = visit(LIVE)
    widget(app, "text_input", label).set_value(text)
    rebuild(app)
    (error,) = app.error
    assert error.value == sentence
    assert told(app)["build_token"] == 0


def test_a_second_rebuild_takes_what_was_set_after_the_first():
    app = visit(LIVE)
    for token, hidden in enumerate([48, 200, 100], start=1):
        widget(app, "text_input", "Hidden units").set_value(str(hidden))
        rebuild(app)
        assert (told(app)["build_token"], told(app)["settings"]["hidden"]) == (token, hidden)


@pytest.mark.parametrize("hidden", ["2", "3", "7"])
def test_few_units_can_be_built(hidden):
    app = visit(LIVE)
    widget(app, "text_input", "Hidden units").set_value(hidden)
    rebuild(app)
    assert not app.error
    assert told(app)["settings"]["hidden"] == int(hidden)


@pytest.mark.parametrize(
    ("name", "value", "other"),
    [
        ("again", "12v0.1.0_0l0.1_5l3", "12v0.1.0_5x3"),
        ("record", "abcdefghijklmnopqrst-_", "../../../etc/passwd"),
        ("model", "abcdefghijklmnopqrst-_", "abcdefghijklmnopqrstuv.safetensors"),
    ],
)
def test_what_a_link_names_beside_settings_reaches_the_view_or_is_refused_with_a_sentence(name, value, other):
    assert told(visit(LIVE, **{name: value}))["link"] == {name: value}
    given = told(visit(LIVE, **{name: other, "lam": "3"}))
    assert (given["link"], given["settings"]["lam"]) == ({}, 3.0)
    (notice,) = given["notices"]
    assert notice.endswith("The settings of the link alone are used.")


def test_two_visitors_do_not_share_settings():
    first, second = visit(LIVE, hidden="100"), visit(LIVE)
    widget(first, "text_input", "Hidden units").set_value("200")
    rebuild(first)
    second.run()
    assert told(second)["settings"]["hidden"] == 64


def test_the_url_is_read_once_and_does_not_undo_a_rebuild():
    app = visit(LIVE, hidden="100")
    widget(app, "text_input", "Hidden units").set_value("48")
    rebuild(app)
    app.run()
    assert told(app)["settings"]["hidden"] == 48


def test_the_side_bar_follows_the_page_to_the_model_it_has_moved_on_to():
    def script() -> None:
        import streamlit as st

        from pages.kit import keys, session

        session.load({"hidden": "32"})
        st.session_state[keys.LIVE_VIEW] = {"structure": {"seed": 12, "start": ""}}
        session.follow()
        st.session_state[keys.LIVE_VIEW] = {"structure": {"seed": -1}}
        session.follow()
        st.session_state[keys.LIVE_VIEW] = {"structure": {"nonsense": 1}}
        session.follow()

    app = AppTest.from_function(script, default_timeout=30).run()
    assert not app.exception
    run = app.session_state[keys.RUN]
    assert (run.config, run.build_token) == (RunConfig(hidden=32, seed=12), 0)


def test_behind_a_base_path_the_view_is_asked_for_there(monkeypatch):
    monkeypatch.setattr("pages.kit.compat.base_path", lambda: "/lab")
    assert told(visit(LIVE))["base"] == "/lab/"
