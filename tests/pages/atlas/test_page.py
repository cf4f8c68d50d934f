"""The Atlas page's script, run by Streamlit's own test driver; what the browser makes of it is in tests/browser."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from cae.experiments.settings import EPOCHS, WAYS, PathSettings
from pages.kit.component import LIMITS
from pages.kit.version import on_disk
from tests.helpers.visitor import press, told, visit, widget

ATLAS = "pages/atlas/page.py"
NOTHING = {"at": None, "left": None, "unit": None, "image": None}


def train(app: AppTest) -> None:
    press(app, "Train this atlas")


def write_lambdas(app: AppTest, text: str) -> None:
    widget(app, "text_area", "λ, from small to large").set_value(text)


def as_json(settings: PathSettings) -> dict:
    return json.loads(json.dumps(settings.as_dict()))


def test_the_page_opens_the_default_atlas_and_has_nothing_to_complain_about():
    app = visit(ATLAS)
    expected = {
        "settings": as_json(PathSettings()),
        "view": NOTHING,
        "title": "Atlas",
        "base": "/",
        "version": on_disk(),
        "limits": {name: list(ends) for name, ends in LIMITS.items()},
        "build_token": 0,
        "notices": [],
    }
    assert told(app) == expected
    assert not app.error
    assert not app.warning


def test_the_form_holds_the_default_24_lambdas():
    text = widget(visit(ATLAS), "text_area", "λ, from small to large").value
    assert tuple(float(part) for part in text.split(",")) == PathSettings().lambdas
    assert len(PathSettings().lambdas) == 24


def test_a_link_brings_the_atlas_and_what_was_looked_at():
    app = visit(
        ATLAS,
        dataset="digits",
        hidden="16",
        tied="false",
        warm="false",
        lambdas="0 0.1 3",
        epochs="2",
        lr="0.002",
        at="2",
        unit="7",
    )
    expected = PathSettings(
        dataset="digits", hidden=16, tied=False, way="scratch", lambdas=(0.0, 0.1, 3.0), epochs=2, lr=0.002
    )
    assert told(app)["settings"] == as_json(expected)
    assert told(app)["view"] == NOTHING | {"at": 2, "unit": 7}
    assert told(app)["notices"] == []
    assert widget(app, "text_area", "λ, from small to large").value == "0, 0.1, 3"
    assert widget(app, "toggle", "Tied weights (decoder = Wᵀ)").value is False


def test_bad_parameters_are_told_by_name_and_the_good_ones_stay():
    app = visit(ATLAS, hidden="1", lambdas="1 0", epochs="many", tied="perhaps", at="99", left="x", seed="9")
    assert told(app)["settings"] == as_json(PathSettings(seed=9))
    assert told(app)["view"] == NOTHING
    notices = told(app)["notices"]
    for name in (
        "Hidden units", "The list of λ", "Epochs of each λ", "Tied weights", "The shown λ", "The λ on the left",
    ):  # fmt: skip
        assert sum(notice.startswith(f"{name} must be") for notice in notices) == 1, name


def test_an_atlas_is_of_contractive_autoencoders_whatever_the_address_says():
    app = visit(ATLAS, objective="weight-decay", seed="9")
    assert told(app)["settings"] == as_json(PathSettings(seed=9))


def test_the_button_asks_for_the_atlas_of_the_form():
    app = visit(ATLAS)
    widget(app, "text_input", "Hidden units").set_value("16")
    widget(app, "selectbox", "Data set").set_value("digits")
    widget(app, "radio", "How they grow").set_value("scratch")
    write_lambdas(app, "0; 0.5 2")
    assert told(app)["build_token"] == 0
    train(app)
    expected = PathSettings(dataset="digits", hidden=16, way="scratch", lambdas=(0.0, 0.5, 2.0))
    assert (told(app)["build_token"], told(app)["settings"]) == (1, as_json(expected))
    assert told(app)["view"] == NOTHING


@pytest.mark.parametrize("way", WAYS)
def test_another_way_brings_its_own_numbers_of_epochs(way):
    app = visit(ATLAS)
    widget(app, "radio", "How they grow").set_value(way)
    train(app)
    assert (told(app)["settings"]["epochs"], told(app)["settings"]["first_epochs"]) == EPOCHS[way]
    assert widget(app, "text_input", "Epochs of each λ").value == ""
    widget(app, "text_input", "Epochs of each λ").set_value("7")
    train(app)
    assert told(app)["settings"]["epochs"] == 7
    assert widget(app, "text_input", "Epochs of each λ").value == "7"


@pytest.mark.parametrize(
    ("params", "way", "epochs"),
    [
        ({}, "fan", EPOCHS["fan"]),
        ({"warm": "true"}, "up", EPOCHS["up"]),
        ({"warm": "true", "epochs": "5", "first_epochs": "9"}, "up", (5, 9)),
        ({"warm": "false"}, "scratch", EPOCHS["scratch"]),
        ({"way": "down"}, "down", EPOCHS["down"]),
        ({"way": "down", "warm": "true"}, "down", EPOCHS["down"]),
    ],
)
def test_links_of_every_age_say_how_the_models_grow(params, way, epochs):
    app = visit(ATLAS, **params)
    settings = told(app)["settings"]
    assert (settings["way"], (settings["epochs"], settings["first_epochs"])) == (way, epochs)
    assert told(app)["notices"] == []


def test_a_second_press_takes_what_was_typed_after_the_first():
    app = visit(ATLAS)
    for token, text in enumerate(["0, 1", "0, 2", "0, 3"], start=1):
        write_lambdas(app, text)
        train(app)
        assert (told(app)["build_token"], told(app)["settings"]["lambdas"]) == (token, [0.0, float(token)])


def test_a_link_s_settings_that_the_form_does_not_show_stay():
    app = visit(ATLAS, lr="0.002", batch_size="64")
    train(app)
    assert (told(app)["settings"]["lr"], told(app)["settings"]["batch_size"]) == (0.002, 64)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "none came"),
        ("0, -1", "-1 is among them"),
        ("1, 0.5", "0.5 comes after 1"),
        ("0, 1, 1", "1 comes twice"),
        (" ".join(str(n) for n in range(201)), "201 came"),
        ("0, 1e7", "10000000 is among them"),
        ("0, a", "'a' came"),
        ("0, nan", "numbers, but 'nan' came"),
    ],
)
def test_a_bad_list_of_lambdas_is_answered_with_a_sentence_and_trains_nothing(text, said):
    app = visit(ATLAS)
    write_lambdas(app, text)
    train(app)
    (error,) = app.error
    assert error.value.startswith("The list of λ must be")
    assert error.value.endswith(f"{said}.")
    assert told(app)["build_token"] == 0


@pytest.mark.parametrize(
    ("text", "lambdas"),
    [
        ("0,5", [0.5]),
        ("0, 5", [0, 5]),
        ("0;5", [0, 5]),
        ("0,01; 0,1; 1", [0.01, 0.1, 1]),
        ("0,1,10", [0, 1, 10]),
        ("1e-3\n1", [0.001, 1]),
    ],
)
def test_a_list_of_lambdas_is_read_as_people_write_lists_in_the_form_and_in_the_link(text, lambdas):
    app = visit(ATLAS)
    write_lambdas(app, text)
    train(app)
    assert not app.error
    assert told(app)["settings"]["lambdas"] == lambdas
    assert told(visit(ATLAS, lambdas=text))["settings"]["lambdas"] == lambdas


def test_a_list_that_can_be_read_in_two_ways_is_refused_with_both():
    sentence = "The list of λ: '1,000' can be read as 1000 or as 1 and 0. Write 1000 or 1; 0."
    app = visit(ATLAS, lambdas="0; 1,000")
    assert told(app)["notices"] == [f"{sentence} The default is used."]
    write_lambdas(app, "1,000")
    train(app)
    (error,) = app.error
    assert (error.value, told(app)["build_token"]) == (sentence, 0)


def test_numbers_of_the_form_and_the_link_are_read_as_people_write_them():
    app = visit(ATLAS, hidden="1,024", lr="0,002", batch_size="1 000", epochs="1e1", at="0,0")
    settings = told(app)["settings"]
    assert [settings[name] for name in ("hidden", "lr", "batch_size", "epochs")] == [1024, 0.002, 1000, 10]
    assert (told(app)["view"]["at"], told(app)["notices"]) == (0, [])
    widget(app, "text_input", "Epochs of each λ").set_value("2,5")
    train(app)
    (error,) = app.error
    assert error.value == "Epochs of each λ must be a whole number from 1 to 1,000, but 2.5 came."


def test_behind_a_base_path_the_view_is_asked_for_there(monkeypatch):
    monkeypatch.setattr("pages.kit.compat.base_path", lambda: "/lab")
    assert told(visit(ATLAS))["base"] == "/lab/"
