import contextlib
import json
import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cae.checks import MAX_MESSAGE_BYTES, Refused
from cae.config import RunConfig
from cae.runs import messages
from cae.runs.messages import parse

# What any page may say to its run: Live's, and what another one adds.
SPOKEN = [
    (Path(__file__).parents[3] / f"pages/{page}/PROTOCOL.md").read_text() for page in ("live", "relatives", "maths")
]

GOOD = [
    {"type": "open", "run": None, "settings": {}},
    {"type": "open", "run": "wJalrXUtnFEMI-K7MDENG", "settings": {"lam": 3, "hidden": 2}},
    {"type": "set", "lam": 0.1, "lr": 0.001, "batch_size": 128, "seq": 17},
    {"type": "set", "lam": 0},
    {"type": "set", "batch_size": 1024},
    {"type": "play"},
    {"type": "pause"},
    {"type": "step", "steps": 10},
    {"type": "reset", "weights": "same"},
    {"type": "reset", "weights": "new"},
    {"type": "rebuild", "settings": {"dataset": "digits"}},
    {"type": "speed", "steps_per_second": 0},
    {"type": "speed", "steps_per_second": 2.5},
    {"type": "budget", "steps": 5000},
    {"type": "budget", "steps": None},
    {"type": "pin", "unit": 17, "image": None},
    {"type": "pin", "unit": None, "image": 0},
    {"type": "beside", "on": True},
    {"type": "look", "unit": 17},
    {"type": "look", "unit": None},
    {"type": "strip", "images": list(range(10))},
    {"type": "probe", "unit": 3, "image": 40},
    {"type": "probe", "unit": None, "image": None},
    {"type": "page", "index": 0},
    {"type": "open", "run": None, "settings": {}, "again": "120v0.1.0_0l0.1_7l3"},
    {"type": "open", "run": None, "settings": {}, "record": "abcdefghijklmnopqrst-_"},
    {"type": "open", "run": None, "settings": {}, "model": "ABCDEFGHIJKLMNOPQRST09"},
    {"type": "link", "what": "again"},
    {"type": "link", "what": "model"},
    {"type": "undo"},
    {"type": "lesson", "unit": 17, "image": 40},
    {"type": "lesson", "unit": None, "image": None},
    {"type": "check", "step": 6},
    {"type": "inside", "unit": 3, "place": 127},
    {"type": "inside", "go": True},
    {"type": "restore"},
    {"type": "company", "members": {"twin": 0, "strong": 30.0}},
    {"type": "company", "members": {"mistake-squared-sum": 0.1, "right-last-layer": 0.1}},
    {"type": "company", "members": {"cae+h": 0.1, "weight-decay": 0.02, "denoising": 0.5, "masking": 0.5, "rbm": 0.05}},
    {"type": "company", "members": {}},
    {"type": "match", "on": True},
    {"type": "visible", "visible": False},
    {"type": "ack", "frame": 123},
]

# a message and what its refusal says
BAD = [
    ({"type": "company", "members": ["twin"]}, "members must be an object of up to 12 names"),
    ({"type": "company", "members": {"../x": 0}}, "members must be an object of up to 12 names of small letters"),
    ({"type": "company", "members": dict.fromkeys("abcdefghijklm", 0)}, "members must be an object of up to 12"),
    ({"type": "company", "members": {"twin": -1}}, "members.twin must be a number from 0 to 1,000,000, but -1 came"),
    (
        {"type": "company", "members": {"denoising": 0}},
        "members.denoising must be a number from 0.001 to 100, but 0 came",
    ),
    ({"type": "company", "members": {"masking": 1.0}}, "members.masking must be a number above 0 and below 1, but 1.0"),
    ({"type": "company", "members": {"rbm": 0}}, "members.rbm must be a number from 1e-6 to 10, but 0 came"),
    ({"type": "match", "on": 1}, "on must be true or false, but 1 came"),
    ({"type": "open", "run": None}, '"open" needs the field "settings"'),
    ({"type": "open", "run": 5, "settings": {}}, "run must be the id of a run, but 5 came"),
    ({"type": "open", "run": "x" * 65, "settings": {}}, "run must be the id of a run"),
    ({"type": "open", "settings": []}, "settings must be an object, but [] came"),
    ({"type": "open", "settings": {"hidden": 1}}, "hidden must be a whole number from 2 to 1,024, but 1 came"),
    ({"type": "open", "settings": {}, "again": "1v0.1.0_x"}, "again must hold changes that are a step, l, r or b"),
    ({"type": "open", "settings": {}, "again": ["1"]}, "again must be the text of a record"),
    (
        {"type": "open", "settings": {}, "record": "../../../../etc/passwd"},
        "record must be 22 letters, digits, - and _",
    ),
    ({"type": "open", "settings": {}, "model": None}, "model must be 22 letters, digits, - and _, but None came"),
    ({"type": "link", "what": "everything"}, "what must be one of again, model, but 'everything' came"),
    ({"type": "open", "settings": {"__class__": 5}}, "There is no setting '__class__'"),
    ({"type": "open", "settings": {"lam": 10**400}}, "lam must be a number from 0 to 1,000,000"),
    ({"type": "set", "lam": -1}, "lam must be a number from 0 to 1,000,000, but -1 came"),
    ({"type": "set", "lam": 1e7}, "lam must be a number from 0 to 1,000,000"),
    ({"type": "set", "lam": float("nan")}, "lam must be a number from 0 to 1,000,000, but nan came"),
    ({"type": "set", "lam": float("inf")}, "lam must be a number from 0 to 1,000,000, but inf came"),
    ({"type": "set", "lam": 10**400}, "lam must be a number from 0 to 1,000,000, but 1000"),
    ({"type": "set", "lam": "3"}, "lam must be a number from 0 to 1,000,000, but '3' came"),
    ({"type": "set", "lam": True}, "lam must be a number"),
    ({"type": "set", "lam": None}, "lam must be a number"),
    ({"type": "set", "lr": 0}, "lr must be a number from 1e-6 to 10, but 0 came"),
    ({"type": "set", "lr": 11}, "lr must be a number"),
    ({"type": "set", "batch_size": 0}, "batch_size must be a whole number from 1 to 1,024, but 0 came"),
    ({"type": "set", "batch_size": 12.5}, "batch_size must be a whole number"),
    ({"type": "set", "seq": -1}, "seq must be a whole number from 0"),
    ({"type": "step"}, '"step" needs the field "steps"'),
    ({"type": "step", "steps": 0}, "steps must be a whole number from 1 to 1,000, but 0 came"),
    ({"type": "step", "steps": 1001}, "steps must be a whole number"),
    ({"type": "step", "steps": True}, "steps must be a whole number"),
    ({"type": "reset", "weights": "old"}, "weights must be one of same, new, but 'old' came"),
    ({"type": "reset", "weights": ["same"]}, "weights must be one of same, new"),
    ({"type": "rebuild", "settings": {"batch_size": 0}}, "batch_size must be a whole number from 1 to 1,024"),
    ({"type": "speed", "steps_per_second": -1}, "steps_per_second must be a number from 0 to 1,000, but -1 came"),
    ({"type": "budget", "steps": 0}, "steps must be a whole number from 1 to 100,000,000, but 0 came"),
    ({"type": "pin", "unit": 17}, '"pin" needs the field "image"'),
    ({"type": "pin", "unit": -1, "image": None}, "unit must be a whole number from 0"),
    ({"type": "probe", "unit": "a", "image": 1}, "unit must be a whole number from 0 to 1,000,000, but 'a' came"),
    ({"type": "lesson", "unit": 3}, '"lesson" needs the field "image"'),
    ({"type": "check", "step": 7}, "step must be a whole number from 1 to 6, but 7 came"),
    ({"type": "check"}, '"check" needs the field "step"'),
    ({"type": "inside", "unit": 1, "place": -1}, "place must be a whole number from 0"),
    ({"type": "inside", "go": 1}, "go must be true or false, but 1 came"),
    ({"type": "strip", "images": []}, "images must be a list of 1 to 10 image ids"),
    ({"type": "strip", "images": [1] * 11}, "images must be a list of 1 to 10 image ids"),
    ({"type": "strip", "images": [1, "2"]}, "images must be a whole number from 0 to 1,000,000, but '2' came"),
    ({"type": "page", "index": -1}, "index must be a whole number from 0 to 1,024, but -1 came"),
    ({"type": "visible", "visible": 1}, "visible must be true or false, but 1 came"),
    ({"type": "ack", "frame": 1.5}, "frame must be a whole number from 0"),
    ({"type": "start", "settings": {}}, "There is no message 'start'; there are ack, beside"),
    ({"type": "allow", "until": 9}, "There is no message 'allow'"),
    ({"type": "renumber", "frame": 9}, "There is no message 'renumber'"),
    ({"type": ["play"]}, 'must be an object with a "type"'),
    ({"play": True}, 'must be an object with a "type"'),
    (["play"], 'must be an object with a "type"'),
    (None, 'must be an object with a "type"'),
]


@pytest.mark.parametrize("message", GOOD, ids=json.dumps)
def test_a_message_of_the_protocol_is_taken_as_it_is(message):
    checked = parse(json.dumps(message))
    if "settings" in message:
        checked["settings"] = {name: checked["settings"].as_dict()[name] for name in message["settings"]}
    assert checked == message


@pytest.mark.parametrize(("message", "sentence"), BAD, ids=lambda value: json.dumps(value)[:60])
def test_a_bad_message_is_refused_with_what_is_wrong(message, sentence):
    with pytest.raises(Refused, match=re.escape(sentence)) as caught:
        parse(json.dumps(message))
    assert len(str(caught.value)) < 400


HUGE_NUMBER = '{"type":"ack","frame":' + "9" * 5000 + "}"


@pytest.mark.parametrize("text", ["", "{", "play", "{'type': 'play'}", b"\xff\xfe\xff", "[" * 9000, HUGE_NUMBER])
def test_what_is_not_json_is_refused(text):
    with pytest.raises(Refused, match="A message must be JSON, but this one is not"):
        parse(text)


def test_the_test_knows_every_message_the_protocol_documents():
    documented = {kind for text in SPOKEN for kind in re.findall(r'\{"type":"(\w+)"', text.split("## Server")[0])}
    assert {message["type"] for message in GOOD} == documented == set(messages.FIELDS)


def test_fields_that_the_message_does_not_have_go_no_further():
    assert parse('{"type": "play", "exec": "rm -rf", "until": 99}') == {"type": "play"}
    assert parse('{"type": "set", "lam": 1, "hidden": 5}') == {"type": "set", "lam": 1.0}


def test_whole_numbers_become_floats_where_numbers_are_wanted():
    assert isinstance(parse('{"type": "set", "lam": 3}')["lam"], float)
    assert parse('{"type": "open", "settings": {"lr": 1}}')["settings"] == RunConfig(lr=1.0)


def of_size(size: int, filler: str = "x") -> str:
    """A good message padded to this many bytes."""
    empty = '{"type": "play", "pad": ""}'
    count, rest = divmod(size - len(empty), len(filler.encode()))
    return f'{{"type": "play", "pad": "{filler * count}{"x" * rest}"}}'


@pytest.mark.parametrize("filler", ["x", "λ", "🙂"])
def test_sixteen_kibibytes_are_the_limit_whatever_the_characters(filler):
    assert parse(of_size(MAX_MESSAGE_BYTES, filler)) == {"type": "play"}
    assert parse(of_size(MAX_MESSAGE_BYTES, filler).encode()) == {"type": "play"}
    for message in (of_size(MAX_MESSAGE_BYTES + 1, filler), of_size(MAX_MESSAGE_BYTES + 1, filler).encode()):
        with pytest.raises(Refused, match="may be 16384 bytes long, but one of 16385 came"):
            parse(message)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just(10**400),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
FIELDS = sorted({name for fields in messages.FIELDS.values() for name in fields})


@settings(max_examples=200)
@given(
    st.sampled_from(sorted(messages.FIELDS)),
    st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=4),
    st.dictionaries(st.sampled_from([*RunConfig().as_dict(), "x"]), VALUES, max_size=3) | VALUES,
)
def test_whatever_a_field_holds_only_a_message_error_is_raised(kind, fields, given_settings):
    only_refused(json.dumps({"type": kind, "settings": given_settings} | fields))


@settings(max_examples=200)
@given(st.text() | st.binary() | VALUES.map(json.dumps))
@example("\ud800")
def test_whatever_text_comes_only_a_message_error_is_raised(text):
    only_refused(text)


def only_refused(text: str | bytes) -> None:
    with contextlib.suppress(Refused):
        checked = parse(text)
        assert checked["type"] in messages.FIELDS
        json.dumps({name: value for name, value in checked.items() if name != "settings"}, allow_nan=False)
