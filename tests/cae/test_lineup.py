"""The line-up of the Relatives page: a table that knows no torch."""

import json

import pytest

from cae import lineup, relatives
from cae.config import IN_THE_PLANE, RELATIVES
from cae.lineup import LINEUP

STRONG = [one for one in LINEUP.values() if one.strength is not None]


def test_everybody_of_the_story_is_there_by_an_objective_that_there_is():
    story = "ae weight-decay sparse-kl sparse-l1 denoising masking rbm cae+h deep recipe right"
    assert list(LINEUP) == story.split()
    assert all(one.objective in relatives.KINDS for one in LINEUP.values())
    assert [name for name, one in LINEUP.items() if one.strength is None] == ["ae"]


@pytest.mark.parametrize("one", STRONG, ids=lambda one: one.name)
def test_the_five_strengths_ascend_have_the_usual_one_among_them_and_can_be(one):
    values = one.strength.values
    assert len(values) == 5
    assert list(values) == sorted(set(values))
    assert one.strength.usual in values
    assert [one.strength.check("strength", value) for value in values] == list(values)
    if one.number not in ("lam", "lr"):
        assert one.number in relatives.KINDS[one.objective].checks


def test_with_the_page_s_own_settings_nobody_is_refused():
    assert [one.name for one in LINEUP.values() if one.refused(RELATIVES)] == []


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"activation": "relu"}, {"sparse-kl", "cae+h", "rbm"}),
        ({"activation": "tanh"}, {"rbm"}),
        ({"tied": False}, {"rbm"}),
        ({"output": "linear"}, {"rbm"}),
        ({"activation": "softplus"}, {"sparse-kl", "rbm"}),
        ({"hidden": 257}, {"deep"}),
        ({"hidden": 1024, "activation": "identity"}, {"deep", "sparse-kl", "cae+h", "rbm"}),
    ],
)
def test_who_does_not_go_with_the_settings_is_refused_with_the_reason(changes, refused):
    settings = RELATIVES.with_(**changes)
    said = {row["name"]: row["refused"] for row in lineup.told(settings)}
    assert {name for name, why in said.items() if why} == refused
    assert all(said[name].endswith(".") for name in refused)


def test_in_the_plane_all_are_refused():
    assert all(one.refused(IN_THE_PLANE) for one in LINEUP.values())


def test_the_table_can_be_told_as_json():
    told = json.loads(json.dumps(lineup.told(RELATIVES)))
    assert [row["name"] for row in told] == list(LINEUP)
    assert told[0]["strength"] is None
    assert told[4]["strength"] == {
        "symbol": "σ",
        "says": "of the noise, a pixel from 0 to 1",
        "values": [0.1, 0.3, 0.5, 1.0, 2.0],
        "usual": 0.5,
    }
