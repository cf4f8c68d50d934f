"""A live run with its relatives beside it."""

import json
import math
from typing import Any

import numpy as np
import pytest
import torch

from cae import recipe
from cae.config import RELATIVES
from cae.data import load_dataset
from cae.lineup import LINEUP
from cae.objectives import RBM, Denoising, HigherOrder, Masking, Recipe, SparseKL, SparseL1, WeightDecay
from cae.processes.frames import Section, unpack
from cae.runs import members
from cae.runs.members import member
from cae.runs.run import LiveRun
from cae.trainer import Trainer
from tests.helpers.fakes import Clock

DATA = load_dataset("digits")
SETTINGS = RELATIVES.with_(dataset="digits", hidden=8, budget=None)
USUAL = {name: one.strength.usual if one.strength else 0.0 for name, one in LINEUP.items()}
SOME = {name: USUAL[name] for name in ("ae", "denoising", "rbm")}


def begun(members: dict | None = None, **changes: object) -> LiveRun:
    run = LiveRun(SETTINGS.with_(**changes), Clock(), DATA)
    if members:
        run.obey({"type": "company", "members": members})
    return run


def train(run: LiveRun, steps: int) -> LiveRun:
    run.obey({"type": "step", "steps": steps})
    while run.stepping:
        run._clock.now += 0.05
        run.advance(0.0, lambda: False)
    while run.behind:
        run._clock.now += 0.05
        run.catch_up(run._clock() + 1, lambda: False)
    return run


def frame(run: LiveRun) -> tuple[dict, dict[str, Section]]:
    run._clock.now += 10
    run.dirty = True
    return unpack(run.make_frame())


def settled(run: LiveRun) -> tuple[dict, dict[str, Section]]:
    """What all the frames of a run that rests tell."""
    header, sections = frame(run)
    while run.dirty:
        more, others = frame(run)
        header, sections = header | more, sections | others
    return header, sections


# -- who joins -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "strength", "lam", "lr", "objective"),
    [
        ("ae", 0.0, 0.0, 1e-3, None),
        ("weight-decay", 0.3, 0.3, 1e-3, WeightDecay),
        ("sparse-kl", 0.3, 0.3, 1e-3, SparseKL),
        ("sparse-l1", 0.3, 0.3, 1e-3, SparseL1),
        ("denoising", 0.3, 0.0, 1e-3, Denoising),
        ("masking", 0.3, 0.0, 1e-3, Masking),
        ("rbm", 0.3, 0.0, 0.3, RBM),
        ("cae+h", 0.3, 1.0, 1e-3, HigherOrder),
        ("deep", 0.3, 0.3, 1e-3, None),
        ("recipe", 0.3, 0.3, 1e-3, Recipe),
        ("right", 0.3, 0.3, 1e-3, None),
    ],
)
def test_each_of_the_line_up_is_made_with_its_strength(name, strength, lam, lr, objective):
    made = member(name, strength, SETTINGS, DATA)
    assert (made.lam, made.lr, made.batch_size, made.step) == (lam, lr, 128, 0)
    assert objective is None or isinstance(made.objective, objective)
    numbers = getattr(made.objective, "numbers", {})
    assert all(numbers[own] == 0.3 for own in ("sigma", "fraction", "gamma") if own in numbers and name != "cae+h")
    assert name != "cae+h" or numbers["gamma"] == 0.3
    sizes = {"deep": (64, 16, 8), "recipe": (64, 64, 32, 16), "right": (64, 64, 32, 16)}.get(name, (64, 8))
    assert made.model.sizes == sizes


def test_those_of_the_run_s_own_network_have_its_first_weights_and_the_recipe_its_printed_ones():
    run = begun(USUAL)
    for name, trainer in run.company.others.items():
        if LINEUP[name].network == "own":
            assert torch.equal(trainer.flat, run.trainer.flat)
    assert torch.equal(run.company.others["recipe"].flat, run.company.others["right"].flat)
    assert torch.equal(run.company.others["recipe"].model.W[0], recipe.network(0, 64).W[0])


def test_the_rbm_keeps_its_own_learning_rate_and_cae_h_follows_the_run_s_lam():
    run = begun({"rbm": 0.2, "cae+h": 0.1, "ae": 0.0})
    run.obey({"type": "set", "lr": 0.01, "lam": 7.0})
    train(run, 3)
    others = run.company.others
    assert {name: (one.lam, one.lr) for name, one in others.items()} == {
        "rbm": (0.0, 0.2),
        "cae+h": (7.0, 0.01),
        "ae": (0.0, 0.01),
    }


def test_who_does_not_go_with_the_run_is_named_and_the_others_join():
    run = begun(activation="relu")
    with pytest.raises(ValueError, match=r"sparse-kl needs units .*rbm needs one tied layer"):
        run.obey({"type": "company", "members": {"sparse-kl": 1.0, "ae": 0.0, "rbm": 0.05}})
    assert list(run.company.others) == ["ae"]
    header, _ = frame(run)
    assert list(header["company"]) == ["ae"]
    assert set(header["relatives"]) == {"cae", "ae"}
    other = LiveRun.from_snapshot(run.snapshot(), Clock(), DATA)
    assert list(other.company.others) == ["ae"]
    run.obey({"type": "rebuild", "settings": SETTINGS})
    assert set(run.company.others) == {"sparse-kl", "ae", "rbm"}


def test_another_strength_begins_anew_and_catches_up():
    run = train(begun(SOME), 20)
    run.obey({"type": "company", "members": SOME | {"denoising": 1.0}})
    assert run.company.steps == {"ae": 20, "rbm": 20, "denoising": 0}
    assert run.behind
    run.dirty = False
    run.catch_up(run._clock() + 1, lambda: True)  # a step at most
    assert run.dirty  # a page is told while it catches up
    train(run, 0)
    assert set(run.company.steps.values()) == {20}
    alone = Trainer(member("denoising", 1.0, SETTINGS, DATA).model, DATA.x_train, 0, 1e-3, 128, 0, Denoising(1.0, 0))
    with torch.inference_mode():
        for _ in range(20):
            alone.train_step()
    assert torch.equal(run.company.others["denoising"].flat, alone.flat)


def test_a_snapshot_brings_all_of_them_back_to_the_same_bits():
    run = train(begun(USUAL), 5)
    other = LiveRun.from_snapshot(run.snapshot(), Clock(), DATA)
    for one in (run, other):
        train(one, 5)
    assert run.company.others.keys() == other.company.others.keys() == USUAL.keys()
    for name, trainer in run.company.others.items():
        assert torch.equal(trainer.flat, other.company.others[name].flat)


# -- frames --------------------------------------------------------------------------------------------------


def test_a_run_that_rests_tells_everything_of_everybody_once():
    run = train(begun(USUAL), 5)
    header, sections = settled(run)
    names = {"cae", *USUAL}
    assert set(header["relatives"]) == names
    assert set(header["company"]) == set(USUAL)
    shapes = {
        f"{name}/{what}": shape
        for name in names
        for what, shape in {"strip": (10, 64), "hist": (40,), "curve": (8,)}.items()
    }
    assert {name: sections[name].values.shape for name in shapes} == shapes
    assert sections["cae/tiles"].values.shape == (8, 64)
    assert sections["deep/tiles"].values.shape == (16, 64)
    assert sections["recipe/spectrum"].values.shape == (16,)
    assert sections["originals"].values.shape == (10, 64)
    assert sections["labels"].values.shape == (header["count"],)
    assert [row["name"] for row in header["lineup"]] == list(LINEUP)
    assert len(header["radii"]) == 8
    assert header["settings"]["relatives"] is True
    assert (header["match"], header["kept"], header["unit"]) == (None, None, None)
    more, others = frame(run)  # nothing has changed
    assert set(others) <= {"loss"}
    assert more["relatives"] == header["relatives"]


def test_while_it_trains_a_frame_draws_some_and_all_have_their_turn():
    run = begun(USUAL)
    frame(run)
    run.obey({"type": "play"})
    seen: set[str] = set()
    for _ in range(12):
        run._clock.now += 0.1
        run.advance(0.0, lambda: True)
        _, sections = frame(run)
        strips = {name for name in sections if name.endswith("/strip")}
        assert 0 < len(strips) <= 2
        assert len([name for name in sections if name.endswith("/curve")]) <= 1
        seen |= set(sections)
    assert {f"{name}/{what}" for name in ("cae", *USUAL) for what in ("strip", "hist", "curve")} <= seen


def test_a_new_page_is_told_all_that_is_known():
    run = train(begun(SOME), 3)
    settled(run)
    run.obey({"type": "full"})
    _, sections = frame(run)
    assert {f"{name}/{what}" for name in ("cae", *SOME) for what in ("strip", "tiles", "spectrum")} <= set(sections)


def test_numbers_are_each_one_s_own_at_its_own_step():
    run = train(begun({"ae": 0.0, "deep": 3.0}), 6)
    header, _ = settled(run)
    cae, ae, deep = (header["relatives"][name] for name in ("cae", "ae", "deep"))
    assert (cae["step"], ae["step"], deep["step"]) == (6, 6, 6)
    assert (cae["strength"], ae["strength"], deep["strength"]) == (None, None, 3.0)
    assert cae["parameters"] == ae["parameters"] == 64 * 8 + 8 + 64
    assert (deep["sizes"], deep["units"], deep["gain2"], deep["norm2"]) == ([64, 16, 8], 8, None, None)
    assert header["company"]["ae"] == {"lam": 0.0, "step": 6, "diverged": False, "strength": None}
    assert header["penalty"] == cae["penalty"]
    run.obey({"type": "company", "members": {"ae": 0.0}})
    header, _ = frame(run)
    assert set(header["relatives"]) == {"cae", "ae"}


def test_other_images_in_the_strip_are_drawn_of_all():
    run = train(begun(SOME), 2)
    settled(run)
    run.obey({"type": "strip", "images": [3, 1]})
    header, sections = settled(run)
    assert header["strip_images"] == [3, 1]
    assert np.array_equal(sections["originals"].values, np.rint(255 * DATA.x_test[[3, 1]]).astype(np.uint8))
    assert all(sections[f"{name}/strip"].values.shape == (2, 64) for name in ("cae", *SOME))


def test_who_diverges_keeps_its_last_numbers_and_the_others_go_on():
    run = train(begun({"ae": 0.0, "weight-decay": 0.02}), 2)
    before = settled(run)[0]["relatives"]["ae"]
    with torch.no_grad():
        run.company.others["ae"].flat.fill_(math.nan)
    header, sections = settled(train(run, 1))
    assert header["state"] == "paused"
    assert header["relatives"]["ae"] == before
    assert header["relatives"]["weight-decay"]["step"] == 3
    assert "ae/strip" not in sections
    train(run, 40)
    assert frame(run)[0]["company"]["ae"]["diverged"]


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        ({"type": "pin", "unit": 1, "image": None}, "Here nothing is pinned"),
        ({"type": "look", "unit": 1}, "Here nothing is pinned"),
        ({"type": "probe", "unit": 1, "image": 1}, "no cells to probe"),
        ({"type": "beside", "on": True}, "its relatives train beside it already"),
        ({"type": "strip", "images": [10**6]}, "image must be a whole number"),
        ({"type": "page", "index": 1}, "page must be"),
        ({"type": "match", "on": True}, "train some steps first"),
    ],
)
def test_what_there_is_none_of_is_refused_in_words(message, sentence):
    run = begun({"rbm": 0.05})
    with pytest.raises(ValueError, match=sentence):
        run.obey(message)
    run.obey({"type": "pin", "unit": None, "image": None})
    assert frame(run)[0]["step"] == 0


def test_a_run_of_this_page_begins_at_step_0_and_is_of_images():
    with pytest.raises(ValueError, match="start must be empty"):
        SETTINGS.with_(start="0123456789abcdef.3")
    with pytest.raises(ValueError, match="dataset must be one of"):
        SETTINGS.with_(dataset="plane-circle", hidden=8, output="linear")


# -- at equal error ------------------------------------------------------------------------------------------


def error_of(run: LiveRun, trainer: Trainer) -> float:
    with torch.inference_mode():
        return run.picture.kin.held_out(trainer.model)["error"]


def matched(run: LiveRun) -> dict:
    run.obey({"type": "match", "on": True})
    while run.behind:
        run._clock.now += 0.05
        run.catch_up(run._clock() + 1, lambda: False)
    return frame(run)[0]["match"]


def test_each_is_trained_at_five_strengths_for_as_long_as_the_run_and_the_nearest_is_told():
    run = begun({"ae": 0.0, "weight-decay": 0.02, "rbm": 0.05})
    train(run, 10)
    run.obey({"type": "set", "batch_size": 50, "lr": 3e-3})
    train(run, 5)
    match = matched(run)
    assert (match["step"], match["lam"], match["done"], match["of"], match["running"], match["now"]) == (
        15, 1.0, 10, 10, False, None,
    )  # fmt: skip
    assert match["error"] == error_of(run, run.trainer)
    assert set(match["found"]) == {"weight-decay", "rbm"}
    for name, found in match["found"].items():
        errors = [one["error"] for one in found["tried"]]
        assert [one["strength"] for one in found["tried"]] == list(LINEUP[name].strength.values)
        assert found["nearest"] == int(np.argmin([abs(error - match["error"]) for error in errors]))
        assert found["distance"] == pytest.approx(errors[found["nearest"]] - match["error"])
    # As the company would have trained it.
    run.obey({"type": "company", "members": {"weight-decay": 0.1}})
    train(run, 0)
    assert match["found"]["weight-decay"]["tried"][-1]["error"] == error_of(run, run.company.others["weight-decay"])
    assert json.dumps(match)


def test_who_has_been_trained_at_the_nearest_strength_joins_as_it_is():
    run = train(begun({"weight-decay": 0.02, "denoising": 0.5}), 12)
    match = matched(run)
    nearest = {name: found["tried"][found["nearest"]] for name, found in match["found"].items()}
    run.obey({"type": "company", "members": {name: one["strength"] for name, one in nearest.items()}})
    assert set(run.company.steps.values()) == {12}
    assert not run.behind
    header, _ = settled(run)
    for name, one in nearest.items():
        assert header["relatives"][name]["error"] == pytest.approx(one["error"])
    assert header["match"] == match
    train(run, 1)
    assert frame(run)[0]["match"]["step"] == 12  # what it says is of that step


def test_what_has_been_trained_at_another_lam_has_the_run_s_when_it_joins():
    run = train(begun({"cae+h": 0.1}), 3)
    (found,) = matched(run)["found"].values()
    run.obey({"type": "set", "lam": 5.0})
    run.obey({"type": "company", "members": {"cae+h": found["tried"][found["nearest"]]["strength"]}})
    assert run.company.steps == {"cae+h": 3}
    assert run.company.others["cae+h"].lam == 5.0


def test_a_run_that_can_not_be_matched_goes_on():
    run = begun({"weight-decay": 0.02})
    with pytest.raises(ValueError, match="train some steps first"):
        run.obey({"type": "match", "on": True})
    assert run.state == "running"


@pytest.mark.parametrize(
    "message",
    [
        {"type": "match", "on": False},
        {"type": "play"},
        {"type": "step", "steps": 1},
        {"type": "company", "members": {"weight-decay": 0.1}},
    ],
)
def test_it_stops_when_something_else_is_asked_and_what_was_found_stays(message):
    run = train(begun({"weight-decay": 0.02}), 4)
    run.obey({"type": "match", "on": True})
    assert run.state == "paused"
    run.catch_up(run._clock() + 1, lambda: run.invited.told()["match"]["done"] == 2)
    run.obey(message)
    told = frame(run)[0]["match"]
    assert (told["running"], told["done"], told["of"]) == (False, 2, 5)


@pytest.mark.parametrize(
    "message",
    [
        {"type": "reset", "weights": "same"},
        {"type": "reset", "weights": "new"},
        {"type": "rebuild", "settings": SETTINGS},
    ],
)
def test_it_is_forgotten_with_the_model(message):
    run = train(begun({"weight-decay": 0.02}), 2)
    matched(run)
    run.obey(message)
    assert frame(run)[0]["match"] is None


def test_a_strength_that_diverges_is_told_and_is_never_the_nearest(monkeypatch):
    run = train(begun({"weight-decay": 0.02}), 3)
    made = members.member

    def exploding(name: str, strength: float, *of: Any) -> Trainer:
        trainer = made(name, strength, *of)
        if strength == 0.01:
            with torch.no_grad():
                trainer.flat.fill_(math.nan)
        return trainer

    monkeypatch.setattr(members, "member", exploding)
    found = matched(run)["found"]["weight-decay"]
    assert found["tried"][1] == {"strength": 0.01, "error": None, "diverged": True}
    assert found["nearest"] != 1


def test_there_must_be_somebody_to_match_and_a_run_of_this_page():
    run = train(begun({"ae": 0.0}), 1)
    with pytest.raises(ValueError, match="nobody to match"):
        run.obey({"type": "match", "on": True})
    live = LiveRun(SETTINGS.with_(relatives=False), Clock(), DATA)
    with pytest.raises(ValueError, match="Only relatives can be matched"):
        live.obey({"type": "match", "on": True})
