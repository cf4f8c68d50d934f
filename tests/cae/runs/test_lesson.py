"""What the Maths page asks of a run."""

import copy
import json

import numpy as np
import pytest
import torch

from cae import contraction, derivation
from cae.config import IN_THE_PLANE, RunConfig
from cae.data import load_dataset
from cae.experiments.record import Record
from cae.mistakes import MISTAKES
from cae.processes.frames import unpack
from cae.runs import members
from cae.runs.datasets import Shelf
from cae.runs.run import LiveRun
from cae.runs.seat import Seat
from tests.helpers.fakes import Clock

SETTINGS = RunConfig(dataset="digits", hidden=8, batch_size=32, lam=0.5)
UNIT, IMAGE, PLACE = 3, 7, 4


@pytest.fixture
def start(digits):
    return lambda record=None, **changes: LiveRun(SETTINGS.with_(**changes), Clock(), digits, record)


@pytest.fixture
def run(start) -> LiveRun:
    return stepped(start(), 5)


def say(run: LiveRun, kind: str, **fields: object) -> None:
    run.obey({"type": kind} | fields)


def stepped(run: LiveRun, steps: int) -> LiveRun:
    say(run, "step", steps=steps)
    return taken(run)


def taken(run: LiveRun) -> LiveRun:
    while run.stepping:
        run._clock.now += 0.1
        run.advance(0.0, lambda: False)
    return run


def frame(run: LiveRun) -> tuple[dict, dict]:
    run.dirty = True
    header, sections = unpack(run.make_frame())
    return header, {name: section.decoded() for name, section in sections.items()}


def inside(run: LiveRun) -> dict:
    return frame(run)[0]["inside"]


# -- one unit at one image ---------------------------------------------------------------------------------


def test_whoever_asks_for_nothing_is_told_nothing(run):
    header, sections = frame(run)
    assert not {"lesson", "checked", "inside", "mistakes", "rival"} & set(header)
    assert not any(name.startswith(("lesson", "inside")) for name in sections)


@pytest.mark.parametrize("activation", ["sigmoid", "gelu"])
def test_a_lesson_has_the_six_steps_numbers_of_a_unit_at_an_image(start, digits, activation):
    run = stepped(start(activation=activation), 5)
    say(run, "lesson", unit=UNIT, image=IMAGE)
    header, sections = frame(run)
    lesson, model = header["lesson"], run.trainer.model
    x = torch.from_numpy(digits.x_test[IMAGE : IMAGE + 1])
    z = model.pre_activations(x)[0][0].detach()
    J, gradient = derivation.jacobian(model, x)[0].detach(), derivation.gradient(model, x)
    W, pixel = model.W[0].detach(), lesson["pixel"]
    assert (lesson["unit"], lesson["image"], lesson["label"]) == (UNIT, IMAGE, digits.y_test[IMAGE])
    assert (lesson["activation"], lesson["lam"]) == (activation, 0.5)
    expected = {
        "z": z[UNIT],
        "h": model.activation.phi(z)[UNIT],
        "b": model.b[0][UNIT],
        "gain": model.activation.dphi(z)[UNIT],
        "gain1": model.activation.d2phi(z)[UNIT],
        "norm2": W[UNIT].square().sum(),
        "row_norm2": J[UNIT].square().sum(),
        "penalty": J.square().sum(),
        "share": J[UNIT].square().sum() / J.square().sum(),
        "gradb": gradient.b[UNIT],
        "wji": W[UNIT, pixel],
        "jji": J[UNIT, pixel],
        "xi": x[0, pixel],
        "grad": gradient.W[UNIT, pixel],
        "grad_direct": gradient.direct[UNIT, pixel],
        "grad_through": gradient.through[UNIT, pixel],
    }
    for name, value in expected.items():
        assert lesson[name] == pytest.approx(value.item(), rel=1e-5), name
    pictures = {"x": x[0], "w": W[UNIT], "j": J[UNIT], "grad": gradient.W[UNIT].detach(), "z": z,
                "rows": J.square().sum(1)}  # fmt: skip
    for name, values in pictures.items():
        np.testing.assert_allclose(sections[f"lesson_{name}"], values, rtol=1e-4, atol=1e-7)
    assert sections["lesson_h"].shape == sections["lesson_gain"].shape == sections["lesson_norm2"].shape == (8,)


def test_its_pixel_is_one_of_the_brighter_ones(run, digits):
    for image in range(20):
        say(run, "lesson", unit=UNIT, image=image)
        assert frame(run)[0]["lesson"]["xi"] >= 0.5 * digits.x_test[image].max()


def test_a_lesson_ends_in_one_frame_that_says_so(run):
    say(run, "lesson", unit=UNIT, image=IMAGE)
    frame(run)
    say(run, "lesson", unit=None, image=None)
    header, sections = frame(run)
    assert header["lesson"] is None
    assert "mistakes" not in header
    assert not any(name.startswith("lesson") for name in sections)
    assert "lesson" not in frame(run)[0]


def test_a_lesson_goes_on_with_the_next_model_as_far_as_that_has_the_unit(run):
    say(run, "lesson", unit=UNIT, image=IMAGE)
    say(run, "check", step=1)
    say(run, "reset", weights="new")
    header, _ = frame(run)
    assert header["lesson"]["unit"] == UNIT
    assert header["checked"] == {}  # of the model before
    say(run, "rebuild", settings=SETTINGS.with_(hidden=2))
    assert frame(run)[0]["lesson"] is None


def test_a_lesson_goes_on_in_another_engine_but_not_where_a_link_is_opened(run, digits):
    say(run, "lesson", unit=UNIT, image=IMAGE)
    after = LiveRun.from_snapshot(run.snapshot(), Clock(), digits)
    assert frame(after)[0]["lesson"] == frame(run)[0]["lesson"]
    assert "lesson" not in frame(LiveRun.from_snapshot(run.kept(), Clock(), digits))[0]


def test_a_lesson_goes_on_after_an_undo_to_a_time_without_one(run, digits):
    class Out:
        busy = False

        def send(self, kind, content): ...

        def say(self, message): ...

    before = run.snapshot()
    say(run, "lesson", unit=UNIT, image=IMAGE)
    seat = Seat(Out(), Shelf(), run._clock)
    seat.run = run
    seat._begin(LiveRun.from_snapshot(before, run._clock, digits))
    assert frame(seat.run)[0]["lesson"]["unit"] == UNIT


def test_the_cell_that_is_pointed_at_tells_its_part_of_the_image_s_penalty(run, digits):
    say(run, "probe", unit=2, image=5)
    assert set(frame(run)[0]["probe"]) == {"unit", "image", "h", "gain"}
    say(run, "lesson", unit=UNIT, image=IMAGE)
    probe = frame(run)[0]["probe"]
    rows = contraction.per_unit(run.trainer.model, torch.from_numpy(digits.x_test[5:6]))[0].detach()
    assert probe["gain"] ** 2 * probe["norm2"] == pytest.approx(rows[2].item(), rel=1e-5)
    assert probe["share"] == pytest.approx((rows[2] / rows.sum()).item(), rel=1e-5)


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        ({"type": "lesson", "unit": 8, "image": 0}, "unit must be a whole number from 0 to 7, but 8 came"),
        ({"type": "lesson", "unit": 0, "image": 10**6}, "image must be a whole number from 0"),
        ({"type": "lesson", "unit": 0, "image": None}, "A lesson is of a unit and an image"),
        ({"type": "inside", "unit": 8, "place": 0}, "unit must be a whole number from 0 to 7, but 8 came"),
        ({"type": "inside", "unit": 0, "place": 32}, "place must be a whole number from 0 to 31, but 32 came"),
        ({"type": "inside", "go": True}, "There is no step to take"),
        ({"type": "company", "members": {"mistake-none": 1.0}}, "There is no mistake 'none'"),
    ],
)
def test_what_there_is_not_is_refused(run, message, sentence):
    with pytest.raises(ValueError, match=sentence):
        run.obey(message)
    frame(run)


@pytest.mark.parametrize(
    "message",
    [
        {"type": "lesson", "unit": 0, "image": 0},
        {"type": "check", "step": 1},
        {"type": "inside", "unit": 0, "place": 0},
    ],
)
def test_a_run_in_the_plane_has_no_lessons(message):
    run = LiveRun(IN_THE_PLANE, Clock(), load_dataset(IN_THE_PLANE.dataset))
    with pytest.raises(ValueError, match="The Maths page is of models of images"):
        run.obey(message)


# -- checks ------------------------------------------------------------------------------------------------


def test_a_check_is_of_the_batch_that_comes_next_and_is_kept(run, digits):
    say(run, "check", step=4)
    (checked,) = frame(run)[0]["checked"].items()
    assert checked[0] == "4"
    assert checked[1]["at"] == 5
    assert checked[1]["images"] == 32
    assert checked[1]["entries"] == 32 * 8 * 64
    assert 0 < checked[1]["relative"] < 1e-5
    stepped(run, 3)
    say(run, "check", step=6)
    found = frame(run)[0]["checked"]
    assert found["4"] == checked[1]
    assert found["6"]["at"] == 8


# -- the step that comes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [{}, {"output": "linear"}, {"tied": False}, {"activation": "relu"}, {"lam": 0.0}, {"lam": 30.0}],
    ids=str,
)
def test_a_step_is_told_and_then_happens_as_it_was_told(start, digits, changes):
    run = stepped(start(**changes), 40)  # 1,437 images: the next batch is near the end of an epoch
    run.obey({"type": "play"})
    before = run.trainer.model.W[0][UNIT].detach().clone().numpy()
    say(run, "inside", unit=UNIT, place=PLACE)
    assert run.state == "paused"
    header, sections = frame(run)
    told = header["inside"]
    assert (told["step"], told["unit"], told["place"], told["happened"]) == (41, UNIT, PLACE, None)
    np.testing.assert_array_equal(sections["inside_x"], digits.x_train[told["image"]])
    assert told["label"] == digits.y_train[told["image"]]
    np.testing.assert_array_equal(sections["inside_w"], before.astype(np.float64))
    assert sections["inside_error"].sum() == pytest.approx(told["error"], rel=1e-4)
    parts = sections["inside_grad_error"] + sections["inside_grad_penalty"]
    np.testing.assert_allclose(sections["inside_grad"], parts, rtol=1e-3, atol=1e-5)
    np.testing.assert_allclose(sections["inside_j"], told["gain"] * sections["inside_w"], rtol=1e-5)
    assert told["loss_batch"] == pytest.approx(told["error_batch"] + told["lam"] * told["penalty_batch"])
    assert told["change"] == pytest.approx(told["after"] - told["before"], rel=1e-3, abs=1e-7)
    assert told["m_after"] == pytest.approx(0.9 * told["m"] + 0.1 * told["grad"], rel=1e-4, abs=1e-9)
    assert told["v_after"] == pytest.approx(0.999 * told["v"] + 0.001 * told["grad"] ** 2, rel=1e-4, abs=1e-12)
    assert told["grad"] == pytest.approx(sections["inside_grad"][told["pixel"]], rel=1e-6)
    assert abs(told["grad"]) == pytest.approx(np.abs(sections["inside_grad"]).max(), rel=1e-6)
    assert run.trainer.step == 40  # nothing has happened yet

    say(run, "inside", go=True)
    assert inside(run)["happened"] is None
    taken(run)
    told = inside(run)
    assert told["happened"]["step"] == run.trainer.step == 41
    assert told["happened"]["largest"] < 1e-6
    after = run.trainer.model.W[0][UNIT].detach().numpy()
    np.testing.assert_allclose(sections["inside_after"], after, rtol=0, atol=1e-6)
    assert np.abs(sections["inside_change"]).max() > 0
    assert inside(run) == told  # it stays, as long as no other step is taken
    stepped(run, 1)
    assert inside(run) is None


def test_its_pictures_are_sent_once_and_in_full_frames(run):
    say(run, "inside", unit=UNIT, place=PLACE)
    assert "inside_grad" in frame(run)[1]
    assert "inside_grad" not in frame(run)[1]
    say(run, "full")
    assert "inside_grad" in frame(run)[1]


def test_other_settings_while_it_waits_are_another_step(run):
    say(run, "inside", unit=UNIT, place=20)
    before = inside(run)
    say(run, "set", lam=5.0)
    told, sections = frame(run)[0]["inside"], frame(run)[1]
    assert told["lam"] == 5.0
    assert told["grad_penalty"] != before["grad_penalty"]
    say(run, "set", lr=0.01, batch_size=16)
    header, sections = frame(run)
    assert (header["inside"]["lr"], header["inside"]["batch_size"], header["inside"]["place"]) == (0.01, 16, 15)
    assert "inside_grad" in sections
    say(run, "inside", go=True)
    assert inside(taken(run))["happened"]["largest"] < 1e-6


def test_settings_that_change_before_a_frame_is_drawn_are_not_taken_for_those_foretold(run):
    say(run, "inside", unit=UNIT, place=PLACE)
    frame(run)
    say(run, "set", lam=5.0)
    with pytest.raises(ValueError, match="its forecast is of another step; look inside it again"):
        say(run, "inside", go=True)
    assert run.stepping == 0


@pytest.mark.parametrize("kind", ["play", "step", "reset", "inside"])
def test_whatever_else_moves_the_run_makes_it_stale(run, kind):
    say(run, "inside", unit=UNIT, place=PLACE)
    frame(run)
    say(
        run,
        kind,
        **{"step": {"steps": 1}, "reset": {"weights": "same"}, "inside": {"unit": None, "place": None}}.get(kind, {}),
    )
    taken(run)
    assert inside(run) is None
    with pytest.raises(ValueError, match="There is no step to take"):
        say(run, "inside", go=True)


def test_of_a_run_that_is_trained_again_the_step_has_the_settings_that_are_due(start):
    record = Record(SETTINGS, [(6, "lam", 20.0)], 50)
    run = start(record)
    while run.trainer.step < 6:
        say(run, "step", steps=1)
        taken(run)
    say(run, "inside", unit=UNIT, place=PLACE)
    assert inside(run)["lam"] == 20.0
    say(run, "inside", go=True)
    assert inside(taken(run))["happened"]["largest"] < 1e-6
    assert run.config.lam == 20.0


def test_a_step_at_which_training_diverges_is_not_foretold(start):
    run = stepped(start(), 2)
    say(run, "set", lr=10.0)
    run.trainer.flat.mul_(torch.inf)
    with pytest.raises(ValueError, match="The next step can't be shown: training diverges at it"):
        say(run, "inside", unit=UNIT, place=PLACE)


# -- the gallery -------------------------------------------------------------------------------------------


def test_a_lesson_holds_every_wrong_penalty_against_the_truth(run):
    say(run, "lesson", unit=UNIT, image=IMAGE)
    header, _ = frame(run)
    assert list(header["mistakes"]) == list(MISTAKES)
    x = run.picture.x[:100]
    for name, told in header["mistakes"].items():
        mistake = MISTAKES[name]
        own = name not in ("slope", "last-layer")
        model = run.trainer.model if own else mistake.network(run.config, 64)
        assert told["number"] == pytest.approx(mistake.penalty(model, x).mean().item(), rel=1e-5)
        assert told["truth"] == pytest.approx(contraction.penalty(model, x).mean().item(), rel=1e-5)
        assert told["of_step"] == (5 if own else 0)
    assert header["mistakes"]["slope"]["of"] == "an encoder of ReLU units, 64-8, untrained"
    assert header["mistakes"]["last-layer"]["of"] == "an encoder of 2 layers, 64-16-8, untrained"
    assert header["mistakes"]["detached"]["of"] == "the model in training"
    assert header["rival"] is None


@pytest.mark.parametrize("name", MISTAKES)
def test_one_trains_by_a_mistake_beside_the_same_network_done_right(run, name):
    say(run, "lesson", unit=UNIT, image=IMAGE)
    members = {f"mistake-{name}": 0.5, f"right-{name}": 0.5}
    say(run, "company", members=members)
    stepped(run, 10)
    header, _ = frame(run)
    rival, others = header["rival"], run.company.others
    wrong, right = others[f"mistake-{name}"].model, others[f"right-{name}"].model
    x = run.picture.x[:100]
    assert (rival["name"], rival["step"], rival["right_step"], rival["lam"]) == (name, 15, 15, 0.5)
    assert rival["diverged"] is False
    mistake = MISTAKES[name]
    for key, value in (
        ("number", mistake.penalty(wrong, x)),
        ("truth", contraction.penalty(wrong, x)),
        ("right_number", mistake.penalty(right, x)),
        ("right_truth", contraction.penalty(right, x)),
    ):
        assert rival[key] == pytest.approx(value.mean().item(), rel=1e-4), key
    assert not torch.equal(wrong.W[0], right.W[0])
    if mistake.is_own(run.config):  # then the run itself is the one done right
        assert torch.equal(right.W[0], run.trainer.model.W[0])
    else:
        assert header["mistakes"][name]["of"].endswith(", trained by the true penalty")
        assert header["mistakes"][name]["of_step"] == 15


def test_who_trains_the_run_s_own_network_begins_as_the_run_did(digits, monkeypatch):
    """With the atlas's model, where the run went on from one."""
    begun = MISTAKES["detached"].network(SETTINGS.with_(seed=99), 64)
    monkeypatch.setattr(members, "first_model", lambda config, data: copy.deepcopy(begun))
    for name in ("mistake-detached", "right-entry-mean"):
        assert torch.equal(members.member(name, 1.0, SETTINGS, digits).model.W[0], begun.W[0])
    assert not torch.equal(members.member("mistake-slope", 1.0, SETTINGS, digits).model.W[0], begun.W[0])


def test_a_rival_of_numbers_that_are_none_ends_nothing(run):
    say(run, "lesson", unit=UNIT, image=IMAGE)
    say(run, "company", members={"mistake-detached": 0.5})
    run.company.others["mistake-detached"].flat.mul_(torch.nan)
    header, _ = frame(run)
    assert header["rival"]["truth"] is None
    assert header["state"] == "paused"
    assert json.dumps(header["rival"], allow_nan=False)


def test_while_the_run_trains_the_gallery_is_compared_now_and_then(run):
    say(run, "lesson", unit=UNIT, image=IMAGE)
    say(run, "play")
    told = []
    for _ in range(20):
        run._clock.now += 0.1
        run.advance(run._clock() - 1, lambda: False)
        told.append("mistakes" in frame(run)[0])
    assert told[0]
    assert 3 <= sum(told) <= 7
