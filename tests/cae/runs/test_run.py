import contextlib
import dataclasses
import itertools
import json
import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from cae import contraction
from cae.config import ACTIVATIONS, OUTPUTS, RunConfig
from cae.data import DataError
from cae.objectives import reconstruction_error
from cae.processes.frames import Section, unpack
from cae.runs.losses import MAX_ROWS
from cae.runs.run import LiveRun
from cae.runs.trail import unpack as unpack_weights
from tests.helpers.fakes import Clock

SETTINGS = RunConfig(dataset="digits", hidden=16, batch_size=32)
STEP_S = 0.01  # what a step takes by the clock of these tests


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def start(clock, digits):
    """A run of these settings, changed as asked."""
    return lambda **changes: LiveRun(SETTINGS.with_(**changes), clock, digits)


@pytest.fixture
def run(start) -> LiveRun:
    return start()


def train(run: LiveRun, steps: int, frames: bool = True) -> None:
    """Let a run take this many steps, or fewer if it stops by itself; frames are drawn 25 times a second."""
    clock, target = run._clock, run.trainer.step + steps

    def a_step_passed() -> bool:
        clock.now += STEP_S
        return run.trainer.step >= target

    while run.active and run.trainer.step < target:
        before = run.trainer.step
        run.advance(clock() + 0.04, a_step_passed)
        if run.trainer.step == before:
            clock.now += STEP_S
        if frames and run.dirty:
            run.make_frame()


def frame(run: LiveRun) -> tuple[dict, dict[str, Section]]:
    message = run.make_frame()
    assert message is not None
    return unpack(message)


def say(run: LiveRun, kind: str, **fields: object) -> None:
    run.obey({"type": kind} | fields)


def weights(run: LiveRun) -> torch.Tensor:
    return run.trainer.flat.clone()


# -- frames ------------------------------------------------------------------------------------------------


def test_the_first_frame_has_everything_a_page_needs_at_step_0(run):
    header, sections = frame(run)
    everything = {"images", "labels", "strip", "latent", "heat", "tiles", "units", "history", "marks"}
    assert set(sections) == everything
    assert (header["frame"], header["build"], header["state"], header["step"]) == (1, 1, "running", 0)
    assert header["settings"] == SETTINGS.as_dict()
    assert sections["history"].values.shape == (1, 6)
    assert sections["marks"].values.shape == (0, 3)
    numbers = {
        "epoch",
        "rate",
        "lam",
        "lr",
        "batch_size",
        "seq",
        "speed",
        "budget",
        "recon",
        "penalty",
        "weighted",
        "sat",
    }
    assert numbers | {"dead", "page", "pages", "unit", "image", "explained", "diverged"} <= set(header)


def test_later_frames_leave_out_what_has_not_changed_and_count_up(run):
    frame(run)
    for number in range(2, 8):
        train(run, 3, frames=False)
        header, sections = frame(run)
        assert header["frame"] == number
        assert "strip" in sections
        assert not {"images", "labels", "history", "marks"} & set(sections)
        assert "settings" not in header


def test_a_page_that_comes_new_gets_everything_again(run):
    frame(run)
    train(run, 100)
    say(run, "full")
    header, sections = frame(run)
    assert {"images", "labels", "heat", "tiles", "history", "marks"} <= set(sections)
    assert sections["history"].values[:, 0].tolist() == [row[0] for row in run.losses.rows]
    assert header["settings"] == SETTINGS.as_dict()


def test_the_numbers_of_a_paused_frame_are_those_of_the_model_on_the_test_images(run, digits):
    train(run, 50)
    say(run, "step", steps=3)
    train(run, 3, frames=False)
    header, _ = frame(run)
    x, model = torch.from_numpy(digits.x_test), run.trainer.model
    with torch.no_grad():
        assert header["recon"] == pytest.approx(float(reconstruction_error(model, x).mean()), rel=1e-5)
        assert header["penalty"] == pytest.approx(float(contraction.penalty(model, x).mean()), rel=1e-5)
    assert header["weighted"] == pytest.approx(0.1 * header["penalty"])
    assert (header["step"], header["epoch"]) == (53, pytest.approx(53 * 32 / 1400))


def test_every_row_of_the_loss_chart_is_sent_exactly_once(run):
    sent = frame(run)[1]["history"].values[:, 0].tolist()
    for _ in range(40):
        train(run, 7, frames=False)
        sections = frame(run)[1]
        if "loss" in sections:
            assert sections["loss"].values.shape[1] == 6
            sent += sections["loss"].values[:, 0].tolist()
    assert sent == [row[0] for row in run.losses.rows]
    assert len(sent) > 5
    assert sent == sorted(set(sent))


def test_the_rate_is_images_a_second_and_0_while_paused(run):
    train(run, 150)
    assert frame(run)[0]["rate"] == pytest.approx(32 / STEP_S, rel=0.05)
    say(run, "pause")
    assert frame(run)[0]["rate"] == 0


@pytest.mark.parametrize(("activation", "output", "tied"), [*itertools.product(ACTIVATIONS, OUTPUTS, (True, False))])
@pytest.mark.parametrize("hidden", [2, 1024])
def test_every_structure_starts_and_draws(activation, output, tied, hidden, start):
    run = start(activation=activation, output=output, tied=tied, hidden=hidden)
    train(run, 3, frames=False)
    header, sections = frame(run)
    assert header["state"] == "running"
    assert sections["latent"].values.shape == (397, 2)


# -- transport ---------------------------------------------------------------------------------------------


def test_pause_stops_and_play_goes_on(run):
    train(run, 10)
    say(run, "pause")
    train(run, 10)
    assert (run.trainer.step, run.active) == (10, False)
    assert frame(run)[0]["state"] == "paused"
    say(run, "play")
    train(run, 10)
    assert run.trainer.step == 20
    assert frame(run)[0]["state"] == "running"


@pytest.mark.parametrize("paused", [True, False])
def test_a_step_takes_exactly_as_many_as_asked_and_pauses(paused, run):
    if paused:
        say(run, "pause")
    say(run, "step", steps=10)
    train(run, 1000, frames=False)
    header, sections = frame(run)
    assert (header["step"], header["state"]) == (10, "paused")
    assert {"heat", "latent", "tiles"} <= set(sections)  # a paused page shows all of the same instant


def test_steps_taken_one_by_one_train_as_running_does(start):
    stepped, running = start(), start()
    for _ in range(30):
        say(stepped, "step", steps=1)
        train(stepped, 1)
    train(running, 30)
    assert torch.equal(weights(stepped), weights(running))


def test_the_run_pauses_at_its_budget_and_play_goes_past_it(start):
    run = start(budget=50)
    train(run, 1000)
    header, _ = frame(run)
    assert (header["step"], header["state"], header["budget"]) == (50, "paused", 50)
    say(run, "play")
    train(run, 30)
    assert (run.trainer.step, run.state) == (80, "running")


def test_a_budget_set_while_running_holds_and_a_reset_brings_it_back(run):
    train(run, 20)
    say(run, "budget", steps=30)
    train(run, 1000)
    assert (run.trainer.step, run.state) == (30, "paused")
    say(run, "play")
    say(run, "reset", weights="same")
    train(run, 1000)
    assert (run.trainer.step, run.state) == (30, "paused")
    say(run, "budget", steps=None)
    say(run, "play")
    train(run, 100)
    assert run.state == "running"


def test_slow_motion_takes_its_steps_in_time_and_shows_each(start, clock):
    run, seen = start(speed=2.0), []
    while clock.now < 1004.8:
        run.advance(clock() + 0.04, lambda: False)
        if run.dirty and run.urgent:
            header, sections = frame(run)
            seen.append(header["step"])
            assert "heat" in sections
        clock.now += 0.02
    assert seen == list(range(1, 11))
    assert 0 < run.wait(clock()) <= 0.5


@pytest.mark.parametrize("speed", [10.0, 40.0])
def test_a_speed_is_kept_over_a_while(speed, start, clock):
    run = start(speed=speed)
    while clock.now < 1010:
        run.advance(clock() + 0.01, lambda: False)
        if run.dirty:
            run.make_frame()
        clock.now += 0.01
    assert run.trainer.step == pytest.approx(10 * speed, rel=0.02)


def test_full_speed_again_waits_for_nothing(start, clock):
    run = start(speed=0.5)
    train(run, 1)
    assert run.wait(clock()) > 1
    say(run, "speed", steps_per_second=0.0)
    assert run.wait(clock()) == 0
    before = run.trainer.step
    train(run, 50)
    assert run.trainer.step == before + 50


def test_a_message_that_waits_interrupts_training_at_once(run):
    frame(run)
    run.advance(math.inf, lambda: True)
    assert run.trainer.step == 1


# -- changing λ, learning rate and batch size --------------------------------------------------------------


def test_a_change_of_lambda_restarts_nothing_and_is_told_from_the_step_it_trained(run):
    train(run, 10)
    frame(run)
    before = weights(run)
    say(run, "set", lam=5.0, seq=7)
    header, _ = frame(run)
    assert (header["lam"], header["seq"], header["step"]) == (0.1, 7, 10)  # nothing is trained with it yet
    assert torch.equal(weights(run), before)
    train(run, 1, frames=False)
    header, _ = frame(run)
    assert (header["lam"], header["seq"], header["step"]) == (5.0, 7, 11)
    assert header["weighted"] == pytest.approx(5 * header["penalty"])
    assert run.build == 1


def test_learning_rate_and_batch_size_change_while_it_runs(run):
    train(run, 10)
    say(run, "set", lr=0.01, batch_size=100)
    images = run.trainer.images_seen
    train(run, 1)
    header, _ = frame(run)
    assert (header["lr"], header["batch_size"]) == (0.01, 100)
    assert run.trainer.images_seen == images + 100


def test_every_change_leaves_a_mark_at_its_step(run, clock):
    changes = [("lam", 5.0), ("lr", 0.01), ("batch_size", 64), ("lam", 0.0)]
    for name, value in changes:
        train(run, 100)
        say(run, "set", **{name: value})
        header, sections = frame(run)
        assert sections["marks"].values[-1].tolist() == [header["step"], ["lam", "lr", "batch_size"].index(name), value]
    assert sections["marks"].values[:, 0].tolist() == [100, 200, 300, 400]


def test_a_drag_is_one_mark_where_it_began_with_the_value_it_ended_at(run, clock):
    train(run, 20)
    for lam in (0.2, 0.5, 1.0, 2.0):
        say(run, "set", lam=lam)
        train(run, 10)
    clock.now += 1
    say(run, "set", lam=3.0)
    assert run.losses.marks == [(20, 0, 2.0), (60, 0, 3.0)]


def test_a_value_that_is_set_to_what_it_was_leaves_no_mark(run):
    train(run, 5)
    say(run, "set", lam=0.1, lr=1e-3, batch_size=32, seq=1)
    assert run.losses.marks == []


def test_a_batch_larger_than_the_data_set_is_refused_and_changes_nothing(clock, digits):
    few = dataclasses.replace(digits, x_train=digits.x_train[:50], y_train=digits.y_train[:50])
    run = LiveRun(SETTINGS, clock, few)
    with pytest.raises(ValueError, match="batch_size must be a whole number from 1 to 50, but 64 came"):
        say(run, "set", lam=9.0, batch_size=64)
    assert (run.config, run.trainer.lam, run.trainer.batch_size, run.losses.marks) == (SETTINGS, 0.1, 32, [])
    train(run, 5)
    assert run.trainer.step == 5


# -- reset and rebuild -------------------------------------------------------------------------------------


def test_a_reset_to_the_same_weights_trains_to_the_same_bits(run):
    first = weights(run)
    train(run, 60)
    trained = weights(run)
    say(run, "reset", weights="same")
    assert torch.equal(weights(run), first)
    header, sections = frame(run)
    assert (header["step"], header["build"], header["seq"]) == (0, 2, 0)
    assert header["settings"]["seed"] == 0
    assert sections["history"].values[:, 0].tolist() == [0]
    train(run, 60)
    assert torch.equal(weights(run), trained)


def test_a_reset_to_new_weights_takes_the_next_seed(run, start):
    say(run, "reset", weights="new")
    assert frame(run)[0]["settings"]["seed"] == 1
    assert torch.equal(weights(run), weights(start(seed=1)))
    assert not torch.equal(weights(run), weights(start(seed=0)))


def test_after_the_last_seed_comes_the_first(start):
    run = start(seed=2**31 - 1)
    say(run, "reset", weights="new")
    assert run.config.seed == 0


def test_a_reset_keeps_what_was_set_while_running_and_forgets_its_marks(run):
    train(run, 20)
    say(run, "set", lam=5.0, lr=0.01)
    say(run, "reset", weights="same")
    train(run, 1)
    header, _ = frame(run)
    assert (header["lam"], header["lr"], run.losses.marks) == (5.0, 0.01, [])


@pytest.mark.parametrize("paused", [True, False])
def test_a_reset_leaves_a_paused_run_paused_and_a_running_one_running(paused, run):
    train(run, 20)
    if paused:
        say(run, "pause")
    say(run, "reset", weights="same")
    assert frame(run)[0]["state"] == ("paused" if paused else "running")


def test_a_rebuild_makes_the_model_that_was_asked_for(run):
    train(run, 20)
    say(run, "rebuild", settings=SETTINGS.with_(hidden=40, activation="tanh", tied=False, seed=9))
    header, sections = frame(run)
    assert (header["step"], header["build"], header["settings"]["hidden"]) == (0, 2, 40)
    assert sections["tiles"].values.shape == (40, 64)
    assert sections["heat"].hi == 1.0
    train(run, 20)
    assert run.trainer.step == 20


def test_a_rebuild_on_another_data_set_brings_its_images(run):
    say(run, "pin", unit=3, image=300)
    say(run, "rebuild", settings=SETTINGS.with_(dataset="fashion-mnist-small"))
    header, sections = frame(run)
    assert sections["images"].values.shape == (1000, 784)
    assert (header["side"], header["classes"][0]) == ([28, 28], "T-shirt")
    assert (header["unit"], header["image"]) == (None, None)


def test_a_rebuild_keeps_the_pins_that_still_mean_something(run):
    say(run, "pin", unit=12, image=300)
    say(run, "rebuild", settings=SETTINGS.with_(activation="tanh"))
    assert (run.picture.unit, run.picture.image) == (12, 300)
    say(run, "rebuild", settings=SETTINGS.with_(hidden=8))
    assert (run.picture.unit, run.picture.image) == (None, 300)


def test_a_data_set_that_can_not_be_had_leaves_the_run_as_it_was(run, monkeypatch, tmp_path):
    monkeypatch.setenv("CAE_DATA_DIR", str(tmp_path))
    train(run, 20)
    before = weights(run)
    with pytest.raises(DataError, match="CAE_DATA_DIR"):
        say(run, "rebuild", settings=SETTINGS.with_(dataset="mnist"))
    assert (run.config, run.trainer.step, run.build) == (SETTINGS, 20, 1)
    assert torch.equal(weights(run), before)


# -- pins, strip, probe, page ------------------------------------------------------------------------------


def test_a_pin_shows_in_the_next_frame_and_goes_when_it_is_let_go(run):
    frame(run)
    say(run, "pause")
    frame(run)
    say(run, "pin", unit=7, image=42)
    header, sections = frame(run)
    assert (header["unit"], header["image"], header["pin"]["unit"]) == (7, 42, 7)
    assert sections["heat"].values.shape == (16, 201)
    assert header["strip_images"][-1] == 42
    say(run, "pin", unit=None, image=None)
    header, sections = frame(run)
    assert (header["unit"], header["image"]) == (None, None)
    assert sections["heat"].values.shape == (16, 200)


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        ({"type": "pin", "unit": 16, "image": None}, "unit must be a whole number from 0 to 15, but 16 came"),
        ({"type": "pin", "unit": None, "image": 397}, "image must be a whole number from 0 to 396, but 397 came"),
        ({"type": "look", "unit": 16}, "unit must be a whole number from 0 to 15, but 16 came"),
        ({"type": "probe", "unit": 16, "image": 0}, "unit must be a whole number from 0 to 15, but 16 came"),
        ({"type": "probe", "unit": 0, "image": 397}, "image must be a whole number from 0 to 396"),
        ({"type": "strip", "images": [0, 1, 397]}, "image must be a whole number from 0 to 396, but 397 came"),
        ({"type": "page", "index": 1}, "page must be a whole number from 0 to 0, but 1 came"),
    ],
)
def test_what_this_model_does_not_have_is_refused_and_changes_nothing(message, sentence, run):
    say(run, "pin", unit=3, image=4)
    before = frame(run)[0]["strip_images"]
    with pytest.raises(ValueError, match=sentence):
        run.obey(message)
    header, _ = frame(run)
    assert (header["unit"], header["image"], header["strip_images"], header["page"]) == (3, 4, before, 0)
    assert "probe" not in header


def test_a_unit_is_looked_at_without_being_pinned_and_what_is_pinned_comes_first(run):
    frame(run)
    say(run, "pause")
    say(run, "look", unit=7)
    header, sections = frame(run)
    assert (header["unit"], header["pin"]["unit"]) == (None, 7)
    assert sections["pin_tile"].values.shape == (64,)
    say(run, "pin", unit=3, image=None)
    assert frame(run)[0]["pin"]["unit"] == 3
    say(run, "pin", unit=None, image=None)
    assert frame(run)[0]["pin"]["unit"] == 7
    say(run, "look", unit=None)
    assert "pin" not in frame(run)[0]


def test_what_is_looked_at_outlasts_a_reset_and_the_engine(run):
    say(run, "look", unit=7)
    say(run, "reset", weights="same")
    assert frame(run)[0]["pin"]["unit"] == 7
    again = LiveRun.from_snapshot(run.snapshot(), Clock())
    assert frame(again)[0]["pin"]["unit"] == 7


def test_the_strip_shows_the_images_asked_for(run):
    say(run, "strip", images=[5, 3, 9])
    header, sections = frame(run)
    assert header["strip_images"] == [5, 3, 9]
    assert sections["strip"].values.shape == (3, 64)


def test_a_probe_comes_with_every_frame_until_it_ends(run):
    frame(run)
    say(run, "probe", unit=3, image=40)
    for _ in range(2):
        assert frame(run)[0]["probe"]["unit"] == 3
        train(run, 1, frames=False)
    say(run, "probe", unit=None, image=None)
    assert "probe" not in frame(run)[0]


def test_another_page_of_units_comes_at_once_with_its_tiles(start):
    run = start(hidden=300)
    frame(run)
    say(run, "page", index=2)
    header, sections = frame(run)
    assert (header["page"], header["pages"]) == (2, 3)
    assert sections["tiles"].values.shape == (44, 64)
    assert sections["heat"].values.shape == (44, 200)


# -- divergence --------------------------------------------------------------------------------------------


def diverge(run: LiveRun) -> dict:
    """Train a healthy run, set what no run survives, and train until it is stopped."""
    train(run, 300)
    say(run, "set", lam=1e6)
    train(run, 20)
    say(run, "set", lr=10.0)
    train(run, 1000)
    assert run.state == "diverged"
    return run.diverged


def assert_finite(message: bytes) -> dict:
    header, sections = unpack(message)
    json.dumps(header, allow_nan=False)
    for section in sections.values():
        assert np.isfinite(section.decoded()).all()
    return header


def test_a_divergence_stops_the_run_with_a_finite_frame_that_names_the_setting(run):
    found = diverge(run)
    header = assert_finite(run.make_frame() or run.make_frame())
    assert header["state"] == "diverged"
    assert header["diverged"] == found
    assert found["setting"] in ("lam", "lr")
    assert found["value"] == getattr(run.config, found["setting"])
    assert "did it" in found["message"]
    assert not run.active


def test_the_picture_after_a_divergence_is_that_of_the_last_good_state(run, digits):
    diverge(run)
    say(run, "full")
    header, sections = frame(run)
    assert header["step"] < 1000
    with torch.no_grad():
        error = reconstruction_error(run.trainer.model, torch.from_numpy(digits.x_test)).mean()
    assert header["recon"] == pytest.approx(float(error), rel=1e-4)
    assert header["recon"] < 40
    assert header["lam"] == run.good.config.lam  # the one these weights were trained with
    assert sections["history"].values[:, 0].max() <= header["step"]


def test_restoring_takes_the_good_settings_and_trains_on(run):
    diverge(run)
    say(run, "restore")
    header, _ = frame(run)
    assert (header["state"], header["diverged"]) == ("running", None)
    assert header["lr"] == 1e-3
    train(run, 500)
    assert run.state == "running"
    assert frame(run)[0]["recon"] < run.trainer.limit / 5  # λ = 1e6 may stay: it was no cause of it


def test_settings_that_were_bad_from_the_start_can_be_restored_from_too(start):
    run = start(lam=1e6, lr=10.0)
    train(run, 1000)
    assert run.state == "diverged"
    say(run, "restore")
    train(run, 1000)
    assert run.state == "running"


def test_play_after_a_divergence_tries_the_settings_as_they_are(run):
    diverge(run)
    say(run, "play")
    train(run, 1000)
    assert run.state == "diverged"
    say(run, "set", lr=1e-3)
    say(run, "play")
    train(run, 300)
    assert run.state == "running"


def test_a_reset_after_a_divergence_runs_again(run):
    diverge(run)
    say(run, "set", lr=1e-3)
    say(run, "reset", weights="same")
    train(run, 100)
    assert (run.state, run.diverged, run.trainer.step) == ("running", None, 100)


def test_restore_without_a_divergence_does_nothing(run):
    train(run, 20)
    say(run, "pause")
    say(run, "restore")
    assert (run.state, run.trainer.step) == ("paused", 20)


@pytest.mark.parametrize("value", [math.nan, math.inf, 1e25])
def test_weights_gone_wrong_between_two_looks_never_reach_a_frame(value, run):
    frame(run)
    train(run, 100)
    run.trainer.flat[:5] = value
    say(run, "full")
    message = run.make_frame()
    if message is None:
        message = run.make_frame()
    assert assert_finite(message)["state"] == "diverged"


def test_the_loss_chart_has_no_spike_after_a_restore(run):
    diverge(run)
    say(run, "restore")
    train(run, 1)
    train(run, 30)
    assert max(row[1] for row in run.losses.rows) < 60


OPERATIONS = st.one_of(
    st.tuples(st.just("set"), st.fixed_dictionaries({}, optional={
        "lam": st.sampled_from([0.0, 1e-2, 1.0, 1e6]), "lr": st.sampled_from([1e-6, 1e-3, 1.0, 10.0]),
        "batch_size": st.sampled_from([1, 32, 1024])})),
    st.tuples(st.sampled_from(["play", "pause", "restore", "full"]), st.just({})),
    st.tuples(st.just("step"), st.fixed_dictionaries({"steps": st.sampled_from([1, 10])})),
    st.tuples(st.just("reset"), st.fixed_dictionaries({"weights": st.sampled_from(["same", "new"])})),
    st.tuples(st.just("pin"), st.fixed_dictionaries({"unit": st.sampled_from([None, 0, 7, 8]), "image": st.just(5)})),
    st.tuples(st.just("probe"), st.fixed_dictionaries({"unit": st.sampled_from([None, 0, 9]), "image": st.just(5)})),
    st.tuples(st.just("speed"), st.fixed_dictionaries({"steps_per_second": st.sampled_from([0.0, 25.0, 1000.0])})),
    st.tuples(st.just("rebuild"), st.fixed_dictionaries({"settings": st.builds(
        RunConfig, dataset=st.just("digits"), hidden=st.sampled_from([2, 8]), batch_size=st.just(32),
        activation=st.sampled_from(ACTIVATIONS), output=st.sampled_from(OUTPUTS), tied=st.booleans(),
        lam=st.sampled_from([0.1, 1e6]), lr=st.sampled_from([1e-3, 10.0]))})),
)  # fmt: skip


@settings(max_examples=30)
@given(st.lists(OPERATIONS, max_size=8))
def test_whatever_a_page_asks_for_the_run_goes_on_and_its_frames_are_finite(digits, operations):
    run = LiveRun(SETTINGS.with_(hidden=8), Clock(), digits)
    for kind, fields in operations:
        with contextlib.suppress(ValueError):  # a unit that this model does not have
            say(run, kind, **fields)
        train(run, 25, frames=False)
        message = run.make_frame() or run.make_frame()
        header = assert_finite(message)
        assert header["state"] == run.state
        assert (header["diverged"] is not None) == (run.state == "diverged")


# -- snapshots ---------------------------------------------------------------------------------------------


def resumed(run: LiveRun) -> LiveRun:
    return LiveRun.from_snapshot(run.snapshot(), Clock())


def test_a_run_goes_on_from_a_snapshot_with_the_same_bits(run):
    train(run, 70)
    say(run, "set", lam=2.0, lr=0.01, batch_size=50)
    train(run, 7)
    twin = resumed(run)
    train(run, 100)
    train(twin, 100)
    assert torch.equal(weights(twin), weights(run))
    assert (twin.trainer.step, twin.trainer.epoch) == (run.trainer.step, run.trainer.epoch)


def test_a_snapshot_brings_back_everything_the_page_shows(run):
    train(run, 200)
    say(run, "set", lam=2.0, seq=41)
    train(run, 50)
    say(run, "pin", unit=3, image=42)
    say(run, "strip", images=[9, 8, 7])
    say(run, "budget", steps=5000)
    say(run, "speed", steps_per_second=100.0)
    say(run, "pause")
    ours, our_sections = frame(run)
    say(run, "full")
    ours, our_sections = frame(run)
    theirs, their_sections = frame(resumed(run))
    assert theirs == ours | {"frame": ours["frame"] + 1, "explained": pytest.approx(ours["explained"], abs=1e-3)}
    for name in ("history", "marks", "strip", "heat", "tiles", "units", "pin_tile"):
        np.testing.assert_array_equal(their_sections[name].values, our_sections[name].values)


def test_a_snapshot_of_a_diverged_run_holds_its_good_state_paused(run):
    diverge(run)
    twin = resumed(run)
    assert (twin.state, twin.trainer.step) == ("paused", int(run.good.state["numbers"][0]))
    assert torch.equal(weights(twin), weights(run))


def test_steps_not_yet_taken_are_taken_after_a_snapshot(run):
    say(run, "step", steps=10)
    run.advance(math.inf, lambda: run.trainer.step >= 4)
    twin = resumed(run)
    train(twin, 1000)
    assert (twin.trainer.step, twin.state) == (10, "paused")


def test_lambda_can_be_changed_after_a_snapshot_that_has_marks(run):
    train(run, 20)
    say(run, "set", lam=2.0)
    twin = resumed(run)
    say(twin, "set", lam=3.0)
    assert twin.losses.marks[-1][2] == 3.0


def test_the_loss_chart_has_no_spike_after_a_snapshot(run):
    train(run, 310)
    twin, before = resumed(run), run.losses.rows[-1]
    train(twin, 31)
    added = [row for row in twin.losses.rows if row[0] > before[0]]
    assert added
    assert all(row[1] == pytest.approx(before[1], rel=0.2) for row in added)


def test_a_snapshot_of_a_page_of_units_shows_that_page(start):
    run = start(hidden=300)
    say(run, "page", index=2)
    assert frame(resumed(run))[0]["page"] == 2


def test_a_new_engine_counts_frames_on_from_where_the_page_is(run):
    frame(run)
    say(run, "renumber", frame=500)
    assert frame(run)[0]["frame"] == 501
    say(run, "renumber", frame=3)  # never back
    assert frame(run)[0]["frame"] == 502


# -- history -----------------------------------------------------------------------------------------------


def test_a_long_history_is_thinned_and_keeps_its_first_and_last_row(run, monkeypatch):
    monkeypatch.setattr("cae.runs.run.ROW_S", 0.0)
    monkeypatch.setattr(run.picture, "held_out", lambda: (30.0, 1.0))
    for _ in range(2 * MAX_ROWS + 100):
        run._clock.now += 1
        run.trainer.step += 1
        run._after_steps()
        assert len(run.losses.rows) <= MAX_ROWS
        assert run.losses.rows[0][0] == 0
        assert run.losses.rows[-1][0] == run.trainer.step
    steps = [row[0] for row in run.losses.rows]
    assert steps == sorted(set(steps))
    assert len(steps) > MAX_ROWS / 2 - 1
    assert max(np.diff(steps)) <= 8  # thinned evenly, not cut


# -- company -----------------------------------------------------------------------------------------------


def header(run: LiveRun) -> dict:
    run.dirty = True
    return unpack(run.make_frame())[0]


def test_a_twin_trains_in_step_with_the_run_and_leaves_its_bits_alone(run, start):
    run.obey({"type": "company", "members": {"twin": 0.0}})
    alone, twin = start(), start(lam=0.0)
    for one in (run, alone, twin):
        train(one, 40)
    assert torch.equal(run.trainer.flat, alone.trainer.flat)
    assert torch.equal(run.company.others["twin"].flat, twin.trainer.flat)
    assert header(run)["company"] == {"twin": {"lam": 0.0, "step": 40, "diverged": False}}
    assert "company" not in header(alone)


def test_a_twin_that_comes_late_catches_up_and_its_step_is_told(run):
    train(run, 30)
    run.obey({"type": "company", "members": {"twin": 0.0}})
    train(run, 10)
    assert header(run)["company"]["twin"]["step"] == 20
    train(run, 40)
    assert header(run)["company"]["twin"]["step"] == 80


def test_while_the_run_rests_or_goes_slowly_its_twin_catches_up_and_no_further(run, start):
    train(run, 30)
    run.obey({"type": "company", "members": {"twin": 0.0}})
    assert not run.behind, "it trains as fast as it can: they go together"
    run.obey({"type": "speed", "steps_per_second": 2})
    assert run.behind
    run.catch_up(math.inf, interrupted=lambda: run.company.steps["twin"] >= 7)
    assert run.company.steps["twin"] == 7
    run.obey({"type": "pause"})
    run.dirty = False
    run.catch_up(math.inf, interrupted=lambda: False)
    assert (run.company.steps["twin"], run.trainer.step, run.behind, run.dirty) == (30, 30, False, True)
    twin = start(lam=0.0)
    train(twin, 30)
    assert torch.equal(run.company.others["twin"].flat, twin.trainer.flat)


def test_a_member_s_weights_and_step_come_with_the_run_s_when_they_are_asked_for(run):
    train(run, 30)
    run.obey({"type": "company", "members": {"twin": 0.0}})
    train(run, 10)
    notes, tensors, _ = unpack_weights(run.weights(0, None, "twin"))
    twin = run.company.others["twin"]
    assert notes["member"] == {"lam": 0.0, "step": 20, "diverged": False}
    assert torch.equal(tensors["member/W.0"], twin.model.W[0])
    assert torch.equal(tensors["W.0"], run.trainer.model.W[0])
    assert not unpack_weights(run.weights(0, (1, 40, 20), "twin"))[1]  # they are known
    assert unpack_weights(run.weights(0, (1, 40), "twin"))[1]  # the twin's are not
    for other in (None, "nobody"):
        notes, tensors, _ = unpack_weights(run.weights(0, None, other))
        assert "member" not in notes
        assert not any(name.startswith("member/") for name in tensors)


def test_a_snapshot_holds_the_company_and_a_reset_begins_with_it(run):
    run.obey({"type": "company", "members": {"twin": 0.0}})
    train(run, 20)
    other = LiveRun.from_snapshot(run.snapshot(), Clock())
    for one in (run, other):
        train(one, 20)
    assert torch.equal(other.company.others["twin"].flat, run.company.others["twin"].flat)
    run.obey({"type": "reset", "weights": "same"})
    assert run.company.steps == {"twin": 0}
    run.obey({"type": "company", "members": {}})
    assert (run.company.steps, run.invited.strengths) == ({}, {})
