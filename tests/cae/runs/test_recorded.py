"""A live run is recorded as it goes, and trains again from its record to the same bits."""

import dataclasses

import pytest
import torch

from cae.config import RunConfig
from cae.experiments.record import Record
from cae.experiments.replay import replay
from cae.runs.run import LiveRun
from cae.trainer import fast_matmul
from tests.helpers.fakes import Clock

SETTINGS = RunConfig(dataset="digits", hidden=16, batch_size=32)


@pytest.fixture(autouse=True)
def as_in_an_engine():
    with fast_matmul():
        yield


@pytest.fixture
def run(digits) -> LiveRun:
    return LiveRun(SETTINGS, Clock(), digits)


def train(run: LiveRun, steps: int) -> LiveRun:
    """So many steps more, or until it pauses; frames are drawn between them."""
    target = run.trainer.step + steps

    def passed() -> bool:
        run._clock.now += 0.01
        return run.trainer.step >= target

    while run.active and run.trainer.step < target:
        run.advance(run._clock() + 0.07, passed)
        run.make_frame()
    return run


def say(run: LiveRun, kind: str, **fields: object) -> None:
    run.obey({"type": kind} | fields)


def changed(run: LiveRun) -> LiveRun:
    """With changes at odd steps, several of them at one, one while it pauses."""
    train(run, 7)
    say(run, "set", lam=1.0, seq=1)
    say(run, "set", lam=3.0, lr=0.004, seq=2)
    train(run, 13)
    say(run, "step", steps=3)
    train(run, 3)
    say(run, "set", batch_size=48, seq=3)
    say(run, "set", lam=0.0, seq=4)
    say(run, "play")
    train(run, 100)
    say(run, "set", lam=0.25, seq=5)
    return train(run, 31)


def same(run: LiveRun, digits) -> None:
    """The run's weights are those of its record, by whichever way that has gone."""
    record = run.record()
    for form in (record, Record.from_json(record.to_json()), Record.from_link(record.to_link(), record.config)):
        assert torch.equal(replay(form, data=digits).flat, run.trainer.flat)


def test_the_record_of_a_run_trains_to_its_bits(run, digits):
    changed(run)
    assert [(change.step, change.name) for change in run.record().changes] == [
        (7, "lam"), (7, "lr"), (23, "lam"), (23, "batch_size"), (123, "lam"),
    ]  # fmt: skip
    same(run, digits)


def test_a_reset_and_a_rebuild_begin_a_new_record(run, digits):
    changed(run)
    say(run, "reset", weights="same")
    assert run.record().changes == ()
    assert (run.record().config.lam, run.record().config.batch_size) == (0.25, 48)
    same(changed(run), digits)
    say(run, "reset", weights="new")
    assert run.record().config.seed == 1
    same(train(run, 45), digits)
    say(run, "rebuild", settings=SETTINGS.with_(hidden=5), data=digits)
    same(changed(run), digits)


def test_the_record_survives_the_engine(run, digits):
    changed(run)
    again = LiveRun.from_snapshot(run.snapshot(), Clock(), digits)
    assert again.record() == run.record()
    say(again, "set", lam=9.0, seq=6)
    same(train(again, 21), digits)


def test_a_run_that_has_gone_back_after_a_divergence_is_recorded_as_it_went_on(run, digits):
    train(run, 200)
    run._clock.now += 5
    say(run, "set", lam=1e6, lr=10.0, seq=1)
    train(run, 400)
    assert run.state == "diverged"
    say(run, "restore")
    same(train(run, 33), digits)


# -- a live run that is replayed -------------------------------------------------------------------------------


def test_a_replayed_run_pauses_where_the_record_was_made_with_the_same_bits_and_settings(run, digits):
    changed(run)
    say(run, "set", lam=7.0, seq=6)  # not trained with yet
    again = LiveRun(SETTINGS.with_(budget=20), Clock(), digits, run.record())
    lams = set()
    while again.active:
        train(again, 3)
        lams.add(again.trained_lam)
    assert torch.equal(again.trainer.flat, run.trainer.flat)
    assert again.config == run.config.with_(budget=20)
    assert lams >= {0.1, 3.0, 0.0, 0.25}
    assert (again.state, again.replay.told()) == ("paused", {"to": 154, "state": "done", "at": None})
    assert again.record() == run.record()
    say(again, "play")
    assert again.replay is None


def test_a_replay_goes_on_in_another_engine(run, digits):
    changed(run)
    again = train(LiveRun(SETTINGS, Clock(), digits, run.record()), 50)
    again = LiveRun.from_snapshot(again.snapshot(), Clock(), digits)
    assert again.replay.told() == {"to": 154, "state": "on", "at": None}
    assert torch.equal(train(again, 500).trainer.flat, run.trainer.flat)


def test_a_person_s_own_change_ends_the_replay(run, digits):
    changed(run)
    again = train(LiveRun(SETTINGS, Clock(), digits, run.record()), 50)
    say(again, "set", lam=again.config.lam, seq=1)  # no change
    assert again.replay.state == "on"
    say(again, "set", lam=5.0, seq=2)
    assert again.replay.told() == {"to": 154, "state": "ended", "at": 50}
    train(again, 200)
    assert (again.state, again.trained_lam, again.trainer.step) == ("running", 5.0, 250)
    same(again, digits)


def test_a_reset_ends_the_replay(run, digits):
    changed(run)
    again = train(LiveRun(SETTINGS, Clock(), digits, run.record()), 50)
    say(again, "reset", weights="same")
    assert again.replay is None


def test_the_record_of_a_run_that_has_not_begun_pauses_at_step_0(run, digits):
    again = LiveRun(SETTINGS, Clock(), digits, run.record())
    assert (again.state, again.replay.state, again.trainer.step) == ("paused", "done", 0)


def test_frames_say_how_far_a_replay_is(run, digits):
    from cae.processes.frames import unpack

    assert unpack(run.make_frame())[0]["replay"] is None
    again = LiveRun(SETTINGS, Clock(), digits, changed(run).record())
    assert unpack(again.make_frame())[0]["replay"] == {"to": 154, "state": "on", "at": None}


# -- the latent plane ------------------------------------------------------------------------------------------


def test_the_latent_plane_does_not_turn_in_another_engine(run, digits):
    train(run, 100)
    say(run, "full")
    run.picture.plane._axes = -run.picture.plane._axes  # wherever a training has turned it
    run.make_frame()
    again = LiveRun.from_snapshot(run.snapshot(), Clock(), digits)
    with torch.inference_mode():
        here, there = (one.picture.whole(settle=True)[1]["latent"] for one in (run, again))
    assert (here.values == there.values).mean() > 0.99
    fresh = LiveRun.from_snapshot(run.snapshot(), Clock(), digits)
    fresh.picture.plane.load_state({})
    with torch.inference_mode():
        mirrored = fresh.picture.whole(settle=True)[1]["latent"]
    assert (here.values == mirrored.values).mean() < 0.5, "this test sees what it thinks it sees"


# -- 3 to 7 units ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hidden", [2, 3, 4, 5, 6, 7])
def test_any_number_of_units_trains_and_is_drawn(hidden, digits):
    from cae.processes.frames import unpack

    run = train(LiveRun(dataclasses.replace(SETTINGS, hidden=hidden), Clock(), digits), 40)
    say(run, "pin", unit=hidden - 1, image=3)
    say(run, "full")
    header, sections = unpack(run.make_frame())
    assert sections["heat"].values.shape[0] == sections["tiles"].values.shape[0] == hidden
    assert 0 < header["explained"] <= 1
    same(run, digits)
