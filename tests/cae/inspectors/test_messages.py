import json

import pytest

from cae.checks import Refused, choice, whole
from cae.config import RunConfig
from cae.inspectors.asked import ASKED
from cae.inspectors.messages import MAX_BYTES, parse
from cae.thresholds import Thresholds

KEY = "0123456789abcdef"
ATLAS = {"kind": "atlas", "key": KEY, "index": 3}

THRESHOLDS = Thresholds().as_dict()


def said(**fields: object) -> dict:
    return parse(json.dumps(fields))


def opened(source: dict, **fields: object) -> dict:
    return said(type="open", source=source, **fields)


def test_open_is_complete_whatever_it_leaves_out():
    assert opened(ATLAS) == {
        "type": "open",
        "source": ATLAS,
        "images": 1000,
        "thresholds": Thresholds(),
        "select": None,
    }
    assert opened(ATLAS, thresholds=None)["thresholds"] == Thresholds()
    assert opened(ATLAS, thresholds={"low": 0.1})["thresholds"] == Thresholds(low=0.1)
    assert opened(ATLAS, images=10000)["images"] == 10000
    assert opened(ATLAS, select=KEY)["select"] == KEY


def test_all_images_there_can_be_may_be_selected():
    assert len(said(type="select", images=list(range(10_000)))["images"]) == 10_000


@pytest.mark.parametrize(
    ("source", "complete"),
    [
        ({"kind": "atlas", "key": KEY}, {"kind": "atlas", "key": KEY, "index": None}),
        ({"kind": "checkpoint", "id": KEY}, {"kind": "checkpoint", "id": KEY, "dataset": None}),
        (
            {"kind": "checkpoint", "id": KEY, "dataset": "digits", "more": 1},
            {"kind": "checkpoint", "id": KEY, "dataset": "digits"},
        ),
        (
            {"kind": "live", "settings": {"hidden": 8}},
            {"kind": "live", "run": None, "settings": RunConfig(hidden=8)},
        ),
    ],
)
def test_a_source_has_all_its_fields_and_no_others(source, complete):
    assert opened(source)["source"] == complete


@pytest.mark.parametrize(
    ("message", "checked"),
    [
        ({"type": "pin", "unit": 17, "image": None}, {"type": "pin", "unit": 17, "image": None}),
        ({"type": "thresholds", **THRESHOLDS}, {"type": "thresholds", "thresholds": Thresholds()}),
        ({"type": "at", "index": 3, "more": 1}, {"type": "at", "index": 3}),
        ({"type": "set", "lam": 1, "seq": 4}, {"type": "set", "lam": 1.0, "seq": 4}),
        ({"type": "step", "steps": 10}, {"type": "step", "steps": 10}),
        ({"type": "reset", "weights": "new"}, {"type": "reset", "weights": "new"}),
        ({"type": "cluster"}, {"type": "cluster"}),
        ({"type": "library"}, {"type": "library"}),
        ({"type": "select", "images": [3, 9999]}, {"type": "select", "images": [3, 9999]}),
        ({"type": "select", "id": KEY, "more": 1}, {"type": "select", "id": KEY}),
        ({"type": "play"}, {"type": "play"}),
        ({"type": "ack", "serial": 2}, {"type": "ack", "serial": 2}),
    ],
)
def test_a_good_message_comes_back_with_its_own_fields(message, checked):
    assert said(**message) == checked


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        ({"type": "rebuild", "settings": {}}, "There is no message 'rebuild'; there are ack, ask, at, cluster"),
        ({"type": "open"}, 'The message "open" needs the field "source".'),
        ({"type": "open", "source": KEY}, 'source must be an object with a "kind"'),
        (
            {"type": "open", "source": {"kind": "cloud"}},
            "There is no source 'cloud'; there are live, atlas, checkpoint.",
        ),
        ({"type": "open", "source": {"kind": "atlas"}}, 'The source "atlas" needs the field "key".'),
        ({"type": "open", "source": {"kind": "atlas", "key": "../../etc"}}, "key must be 16 hexadecimal digits"),
        ({"type": "open", "source": {"kind": "atlas", "key": 16 * [0]}}, "key must be 16 hexadecimal digits"),
        (
            {"type": "open", "source": ATLAS | {"index": 200}},
            "index must be a whole number from 0 to 199, but 200 came",
        ),
        ({"type": "open", "source": {"kind": "checkpoint", "id": KEY.upper()}}, "id must be 16 hexadecimal digits"),
        ({"type": "open", "source": {"kind": "checkpoint", "id": KEY, "dataset": "cats"}}, "dataset must be one of"),
        (
            {"type": "open", "source": {"kind": "live", "settings": {"hidden": 1}}},
            "hidden must be a whole number from 2",
        ),
        ({"type": "open", "source": {"kind": "live", "run": 7, "settings": {}}}, "run must be the id of a run"),
        ({"type": "open", "source": ATLAS, "images": 5000}, "images must be 1000 or 10000, but 5000 came."),
        ({"type": "open", "source": ATLAS, "images": True}, "images must be 1000 or 10000"),
        ({"type": "open", "source": ATLAS, "thresholds": {"lo": 0.1}}, "There is no threshold 'lo'; there are low"),
        ({"type": "open", "source": ATLAS, "thresholds": {"low": 0.99}}, "low must be below high, but 0.99 and 0.95"),
        ({"type": "thresholds", **THRESHOLDS, "high": 0.05}, "low must be below high, but 0.05 and 0.05 came."),
        ({"type": "thresholds", **THRESHOLDS, "most": 0}, "most must be a share above 0 and up to 1, but 0 came."),
        ({"type": "thresholds", **THRESHOLDS, "dead": -1}, "dead must be a number from 0 to 1,000,000, but -1 came."),
        ({"type": "thresholds", "low": 0.1}, 'needs the field "high"'),
        ({"type": "pin", "unit": 3}, 'The message "pin" needs the field "image".'),
        ({"type": "pin", "unit": -1, "image": None}, "unit must be a whole number"),
        ({"type": "select"}, 'The message "select" needs one of the fields "images" and "id".'),
        ({"type": "select", "id": KEY, "images": [1]}, 'The message "select" needs one of the fields'),
        ({"type": "select", "id": "../x"}, "id must be 16 hexadecimal digits"),
        ({"type": "select", "images": []}, "images must be a list of 1 to 10,000 numbers of images, but [] came."),
        ({"type": "select", "images": [0] * 10_001}, "images must be a list of 1 to 10,000 numbers of images"),
        ({"type": "select", "images": 3}, "images must be a list of 1 to 10,000 numbers of images, but 3 came."),
        ({"type": "select", "images": [1, 1.5]}, "each of images must be a whole number from 0 to 9,999, but 1.5"),
        ({"type": "select", "images": [10_000]}, "each of images must be a whole number from 0 to 9,999"),
        ({"type": "open", "source": ATLAS, "select": "x"}, "select must be 16 hexadecimal digits"),
        ({"type": "at", "index": 1.5}, "index must be a whole number"),
        ({"type": "set", "lam": -1}, "lam must be a number from 0"),
        ({"type": "ack", "serial": "1"}, "serial must be a whole number"),
        ({"type": "play", "pad": "x" * MAX_BYTES}, "A message may be 65536 bytes long"),
    ],
)
def test_a_bad_message_is_refused_with_a_sentence(message, sentence):
    with pytest.raises(Refused) as refused:
        said(**message)
    assert sentence in str(refused.value)
    assert len(str(refused.value)) < 400


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "1" + "0" * 400, "true", "null", "[]"])
def test_a_threshold_that_is_no_number_is_refused(number):
    others = json.dumps({"type": "thresholds", **THRESHOLDS, "steep": 0.4}).replace("0.4}", f"{number}}}")
    with pytest.raises(Refused, match="steep must be a number from 0 to 1"):
        parse(others)


# -- of a page with figures --------------------------------------------------------------------------------

ASKS = {"count": whole(1, 9), "show": choice("one", "two")}


def asked(**fields: object) -> dict:
    return parse(json.dumps(fields), ("spectrum", "counts"), ASKS)


def test_a_page_says_which_of_its_figures_can_be_seen_and_asks_what_its_table_has():
    assert asked(type="watch", figures=["counts"]) == {"type": "watch", "figures": ["counts"]}
    assert asked(type="watch", figures=[]) == {"type": "watch", "figures": []}
    assert asked(type="ask", count=4) == {"type": "ask", "asked": {"count": 4}}
    assert asked(type="ask", count=4, more=1) == {"type": "ask", "asked": {"count": 4}}


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        ({"type": "watch", "figures": ["nothing"]}, "figures must be a list of some of spectrum, counts, but"),
        ({"type": "watch", "figures": "counts"}, "figures must be a list of some of"),
        ({"type": "watch"}, "figures"),
        ({"type": "ask", "count": 10}, "count must be a whole number from 1 to 9, but 10 came"),
        ({"type": "ask", "show": None}, "show must be one of one, two, but None came"),
    ],
)
def test_what_its_table_has_not_is_refused(message, sentence):
    with pytest.raises(Refused, match=sentence):
        asked(**message)


def test_it_says_which_of_its_works_can_be_seen_too():
    def watched(**fields: object) -> dict:
        return parse(json.dumps({"type": "watch"} | fields), ("spectrum",), ASKS, ("probe", "plane"))

    assert watched(figures=[], works=["plane"]) == {"type": "watch", "figures": [], "works": ["plane"]}
    with pytest.raises(Refused, match="works must be a list of some of probe, plane, but"):
        watched(figures=[], works=["scale"])


# -- of an image in hand -----------------------------------------------------------------------------------

PUSH = {"id": 17, "drag": 3, "pushes": [["shift", {"right": 2.5}], ["draw", {"ink": "AAA="}]]}
ALONG = {"id": 4, "which": "tangent", "index": 0, "length": 1.5}
CHAIN = {"id": 9, "run": 2, "step": 14, "sigma": 0.5, "seed": 0}


@pytest.mark.parametrize(("name", "value"), [("push", PUSH), ("along", ALONG), ("chain", CHAIN)])
def test_what_is_asked_of_an_image_comes_back_with_its_own_fields(name, value):
    message = parse(json.dumps({"type": "ask", name: value | {"more": 1}}), (), ASKED)
    pushes = [(push, amounts) for push, amounts in value.get("pushes", [])]
    assert message == {"type": "ask", "asked": {name: value | ({"pushes": pushes} if pushes else {})}}


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("push", [], "push must be an object with id, drag, pushes, but"),
        ("push", {"id": 1, "drag": 2}, "push must be an object with id, drag, pushes, but"),
        ("push", PUSH | {"id": -1}, "push.id must be a whole number from 0"),
        ("push", PUSH | {"pushes": [["shift"]]}, "push.pushes must be a list of up to 16 pairs of a name and its"),
        ("push", PUSH | {"pushes": [["shift", {}]] * 17}, "push.pushes must be a list of up to 16 pairs"),
        ("along", ALONG | {"which": "tangents"}, "along.which must be one of tangent, ignored, random"),
        ("along", ALONG | {"index": 8}, "along.index must be a whole number from 0 to 7, but 8"),
        ("along", ALONG | {"length": 21}, "along.length must be a number from -20 to 20, but 21 came"),
        ("along", ALONG | {"length": float("nan")}, "along.length must be a number from -20 to 20"),
        ("chain", CHAIN | {"sigma": 0}, "chain.sigma must be a number from 1e-6 to 1,000,000, but 0 came"),
        ("chain", CHAIN | {"seed": 0.5}, "chain.seed must be a whole number"),
        ("chain", CHAIN | {"step": -1}, "chain.step must be a whole number from 0"),
    ],
)
def test_what_can_not_be_asked_of_it_is_refused(name, value, sentence):
    with pytest.raises(Refused) as refused:
        parse(json.dumps({"type": "ask", name: value}), (), ASKED)
    assert sentence in str(refused.value)
