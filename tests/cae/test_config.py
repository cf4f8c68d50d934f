import math
import re
from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cae import points
from cae.checks import Refused, plain
from cae.config import IN_THE_PLANE, RunConfig, from_url, usual
from cae.runs.losses import MARKS

NAMES = [field.name for field in fields(RunConfig)]

GOOD = [
    ("dataset", "digits", "digits"),
    ("hidden", "8", 8),
    ("hidden", "1024", 1024),
    ("hidden", "2", 2),
    ("activation", "tanh", "tanh"),
    ("tied", "false", False),
    ("tied", "0", False),
    ("tied", "True", True),
    ("tied", "1", True),
    ("output", "linear", "linear"),
    ("seed", "0", 0),
    ("seed", "2147483647", 2**31 - 1),
    ("lam", "0", 0.0),
    ("lam", "1e6", 1e6),
    ("lam", "0.25", 0.25),
    ("lam", "0,5", 0.5),
    ("lam", "1 000", 1000.0),
    ("hidden", "1,024", 1024),
    ("hidden", "64.0", 64),
    ("batch_size", "1e2", 100),
    ("budget", "1,000,000", 1_000_000),
    ("lr", "1e-6", 1e-6),
    ("lr", "10", 10.0),
    ("batch_size", "1", 1),
    ("batch_size", "1024", 1024),
    ("speed", "0", 0.0),
    ("speed", "2.5", 2.5),
    ("budget", "5000", 5000),
    ("budget", "0", None),
    ("budget", "", None),
    ("start", "0123456789abcdef.23", "0123456789abcdef.23"),
    ("start", "", ""),
]

# name, text, what the message says of the range, the default it names
BAD = [
    ("dataset", "imagenet", "one of fashion-mnist-small, digits, fashion-mnist, mnist", "fashion-mnist-small"),
    ("hidden", "1", "a whole number from 2 to 1,024", "64"),
    ("hidden", "1025", "a whole number from 2 to 1,024", "64"),
    ("hidden", "64.5", "a whole number from 2 to 1,024", "64"),
    ("hidden", "many", "a whole number from 2 to 1,024", "64"),
    ("activation", "swish", "one of sigmoid, tanh, softplus, relu, gelu, identity", "sigmoid"),
    ("tied", "maybe", "true or false", "true"),
    ("output", "softmax", "one of sigmoid, linear", "sigmoid"),
    ("seed", "-1", "a whole number from 0 to 2,147,483,647", "0"),
    ("seed", "9" * 5000, "a whole number from 0 to 2,147,483,647", "0"),
    ("lam", "-1", "a number from 0 to 1,000,000", "0.1"),
    ("lam", "1000001", "a number from 0 to 1,000,000", "0.1"),
    ("lam", "nan", "a number from 0 to 1,000,000", "0.1"),
    ("lam", "inf", "a number from 0 to 1,000,000", "0.1"),
    ("lam", "", "a number from 0 to 1,000,000", "0.1"),
    ("lr", "0", "a number from 1e-6 to 10", "0.001"),
    ("lr", "11", "a number from 1e-6 to 10", "0.001"),
    ("batch_size", "0", "a whole number from 1 to 1,024", "128"),
    ("batch_size", "10000", "a whole number from 1 to 1,024", "128"),
    ("speed", "-1", "a number from 0 to 1,000", "0.0"),
    ("speed", "fast", "a number from 0 to 1,000", "0.0"),
    ("budget", "-5", "a whole number from 1 to 100,000,000", "none"),
    ("budget", "soon", "a whole number from 1 to 100,000,000", "none"),
    ("start", "../../etc/passwd", "empty or a key of 16 hexadecimal digits, a dot and an index", "none"),
    ("start", "0123456789abcdef.1234", "empty or a key of 16 hexadecimal digits, a dot and an index", "none"),
]


@pytest.mark.parametrize(("name", "text", "value"), GOOD)
def test_a_good_parameter_of_the_url_is_taken(name, text, value):
    taken, problems = from_url({name: text})
    assert problems == []
    assert taken == RunConfig().with_(**{name: value})
    assert type(getattr(taken, name)) is type(value)


@pytest.mark.parametrize(("name", "text", "allowed", "default"), BAD)
def test_a_bad_parameter_gets_its_default_and_a_sentence_with_name_range_and_default(name, text, allowed, default):
    taken, problems = from_url({name: text})
    assert taken == RunConfig()
    (sentence,) = problems
    assert sentence.startswith(f"{name} must be {allowed}, but ")
    assert text[:10] in sentence
    assert sentence.endswith(f"The default, {default}, is used.")
    assert len(sentence) < 250


def test_every_setting_can_be_given_and_refused_in_the_url():
    assert {name for name, *_ in GOOD} == {name for name, *_ in BAD} == set(NAMES) - {"relatives"}  # the page's to say


def test_one_bad_parameter_does_not_take_the_others_with_it():
    taken, problems = from_url({"lam": "3", "hidden": "1", "lr": "-1", "seed": "7"})
    assert (taken.lam, taken.seed, taken.hidden, taken.lr) == (3.0, 7, 64, 1e-3)
    assert [problem.split()[0] for problem in problems] == ["hidden", "lr"]


def test_parameters_of_other_pages_are_none_of_its_business():
    assert from_url({"theme": "dark", "LAM": "7", "unit": "x"}) == (RunConfig(), [])


def test_a_link_made_from_the_settings_gives_them_back():
    given = RunConfig("digits", 100, "tanh", False, "linear", 12, 3.7, 0.02, 64, 2.5, 900)
    link = {name: "" if value is None else str(value) for name, value in given.as_dict().items()}
    assert from_url(link) == (given, [])


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0"), (1e6, "1,000,000"), (1e-6, "1e-6"), (0.001, "0.001"), (2**31 - 1, "2,147,483,647"), (0.25, "0.25")],
)
def test_numbers_in_sentences_are_written_as_a_person_writes_them(number, text):
    assert plain(number) == text


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from(NAMES), st.text(max_size=60), max_size=4))
def test_no_text_in_the_url_raises(params):
    taken, problems = from_url(params)
    assert len(problems) <= len(params)
    for name in params:
        blamed = any(problem.startswith(f"{name} must be") for problem in problems)
        assert not blamed or getattr(taken, name) == getattr(RunConfig(), name)


@settings(max_examples=200)
@given(
    st.sampled_from(NAMES),
    st.one_of(
        st.integers().map(str), st.floats().map(str), st.sampled_from(["1_0", "+9", " 8 ", "٨", "0x10", "1e999"])
    ),
)
def test_a_number_in_the_url_is_taken_only_if_it_is_in_range(name, text):
    taken, _ = from_url({name: text})
    RunConfig(**taken.as_dict())  # validates again
    assert all(math.isfinite(value) for value in (taken.lam, taken.lr, taken.speed))


# -- decoded JSON ------------------------------------------------------------------------------------------


def test_settings_in_json_keep_their_defaults_where_missing_and_take_whole_numbers_for_numbers():
    taken = RunConfig.from_mapping({"lam": 3, "hidden": 100})
    assert taken == RunConfig(lam=3.0, hidden=100)
    assert isinstance(taken.lam, float)
    assert RunConfig.from_mapping(taken.as_dict()) == taken


@pytest.mark.parametrize(
    ("values", "setting"),
    [
        ({"lambda": 3}, "lambda"),
        ({"lam": True}, "lam"),
        ({"lam": "3"}, "lam"),
        ({"lam": math.nan}, "lam"),
        ({"lam": 10**400}, "lam"),
        ({"lr": None}, "lr"),
        ({"hidden": True}, "hidden"),
        ({"hidden": 64.0}, "hidden"),
        ({"hidden": [64]}, "hidden"),
        ({"dataset": ["digits"]}, "dataset"),
        ({"tied": 1}, "tied"),
        ({"budget": 0}, "budget"),
        ({"seed": 2**31}, "seed"),
    ],
)
def test_a_bad_setting_in_json_is_refused_by_its_name(values, setting):
    with pytest.raises(Refused, match=setting) as caught:
        RunConfig.from_mapping(values)
    assert caught.value.name == setting
    assert len(str(caught.value)) < 300


def test_an_unknown_setting_is_answered_with_those_there_are():
    with pytest.raises(Refused, match=r"There is no setting 'lambda'; there are .*lam, "):
        RunConfig.from_mapping({"lambda": 3})


def test_settings_can_not_be_changed_behind_their_validation():
    with pytest.raises(FrozenInstanceError):
        RunConfig().lam = -1
    with pytest.raises(Refused, match=r"lam must be a number from 0 to 1,000,000, but -1\.0 came"):
        RunConfig().with_(lam=-1.0)


def test_every_setting_is_one_that_the_page_rebuilds_for_changes_live_or_paces_by():
    text = (Path(__file__).parents[2] / "pages/kit/view/run/run.js").read_text()

    def listed(constant: str) -> list[str]:
        (found,) = re.findall(rf"const {constant} = .*\(\[([^]]*)\]\)", text)
        return re.findall(r"'(\w+)'", found)

    structure, training = listed("STRUCTURE"), listed("TRAINING")
    assert sorted([*structure, *training, "speed", "budget", "relatives"]) == sorted(NAMES)
    assert training == list(MARKS)


def test_a_link_from_before_the_batch_size_had_its_name_still_works():
    assert from_url({"batch": "64"}) == (RunConfig(batch_size=64), [])
    assert from_url({"batch": "64", "batch_size": "32"}) == (RunConfig(batch_size=32), [])
    _, (sentence,) = from_url({"batch": "0"})
    assert sentence.startswith("batch_size must be a whole number from 1 to 1,024, but 0 came.")


# -- in the plane --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dataset", [*points.NAMES, points.named([(k, k * k % 7) for k in range(9)])])
def test_a_run_can_be_of_points_in_the_plane(dataset):
    config = IN_THE_PLANE.with_(dataset=dataset)
    assert config.in_the_plane
    assert RunConfig.from_mapping(config.as_dict()) == config
    assert usual(config) == IN_THE_PLANE
    assert not RunConfig().in_the_plane
    assert usual(RunConfig(hidden=8)) == RunConfig()


@pytest.mark.parametrize(
    ("changes", "name", "sentence"),
    [
        ({"output": "sigmoid"}, "output", "output must be linear in the plane, where points leave 0 to 1, but 'sigm"),
        ({"hidden": 17}, "hidden", "hidden must be a whole number from 2 to 16 in the plane, but 17 came"),
        ({"hidden": 1}, "hidden", "hidden must be a whole number from 2 to 1,024, but 1 came"),
        ({"dataset": "plane-torus"}, "dataset", "dataset must be one of plane-circle, "),
        ({"dataset": points.named([(1, 1)])}, "dataset", "There must be at least 8 points, but 1 came"),
        ({"dataset": "digits", "hidden": 17, "output": "sigmoid"}, "", ""),
    ],
)
def test_in_the_plane_there_are_few_units_and_a_linear_output(changes, name, sentence):
    if not name:
        assert not IN_THE_PLANE.with_(**changes).in_the_plane
        return
    with pytest.raises(Refused, match=sentence) as refused:
        IN_THE_PLANE.with_(**changes)
    assert refused.value.name == name


def test_the_url_of_one_kind_of_run_takes_no_data_set_of_the_other():
    assert from_url({}, default=IN_THE_PLANE) == (IN_THE_PLANE, [])
    taken, (sentence,) = from_url({"dataset": "digits", "lam": "1"}, default=IN_THE_PLANE)
    assert taken == IN_THE_PLANE.with_(lam=1.0)
    assert sentence.startswith("dataset must be one of plane-circle, ")
    assert sentence.endswith("but 'digits' came. The default, plane-circle, is used.")
    taken, (sentence,) = from_url({"dataset": "plane-moons", "lam": "1"})
    assert taken == RunConfig(lam=1.0)
    assert sentence.endswith("but 'plane-moons' came. The default, fashion-mnist-small, is used.")


def test_the_url_of_a_run_in_the_plane_gives_it_back_and_takes_its_own_defaults():
    drawn = points.named([(k, k * k % 7) for k in range(9)])
    given = IN_THE_PLANE.with_(dataset=drawn, hidden=3, tied=False, activation="tanh", budget=500)
    link = {name: "" if value is None else str(value) for name, value in given.as_dict().items()}
    assert from_url(link, default=IN_THE_PLANE) == (given, [])
    taken, problems = from_url({"hidden": "64", "output": "sigmoid", "lr": "-1"}, default=IN_THE_PLANE)
    assert taken == IN_THE_PLANE
    assert [problem.split("The default, ")[1].split(",")[0] for problem in problems] == ["16", "linear", "0.003"]
