"""The trail a run leaves, alone and in a run."""

import itertools

import pytest
import torch

from cae import Autoencoder
from cae.config import RunConfig
from cae.runs import trail as trails
from cae.runs.run import LiveRun
from cae.runs.trail import BUDGET_BYTES, FEWEST, MESSAGE_BYTES, MOST, Trail, unpack
from tests.helpers.fakes import Clock

SETTINGS = RunConfig(dataset="digits", hidden=16, batch_size=32)


def model(hidden: int = 4, pixels: int = 6) -> Autoencoder:
    return Autoencoder((pixels, hidden))


def steps(trail: Trail) -> list[int]:
    return [point.step for point in trail.points]


# -- alone -------------------------------------------------------------------------------------------------


def test_a_point_keeps_the_weights_as_they_were():
    trail, own = Trail(), model()
    before = own.W[0].detach().clone()
    trail.add(0, 0.1, own)
    with torch.no_grad():
        own.W[0].zero_()
        own.b[0].fill_(1)
    (point,) = trail.points
    assert torch.equal(point.W, before)
    assert torch.equal(point.b, torch.zeros(4))
    assert (point.step, point.lam) == (0, 0.1)


@pytest.mark.parametrize("offers", [10, MOST, MOST + 1, 1000, 12345])
def test_a_training_of_any_length_has_points_at_even_distances_from_its_beginning_on(offers):
    trail, own = Trail(), model()
    for offer in range(offers):
        trail.add(10 * offer, 0.0, own)
    kept = steps(trail)
    assert kept[0] == 0
    assert len({after - before for before, after in itertools.pairwise(kept)}) <= 1
    assert min(offers, MOST // 2) <= len(kept) <= MOST
    stride = kept[1] - kept[0]
    assert 10 * (offers - 1) - kept[-1] < stride


@pytest.mark.parametrize(("hidden", "pixels"), [(1024, 784), (64, 784), (1024, 100), (4000, 784)])
def test_its_memory_is_bounded_and_it_never_has_few_points(hidden, pixels):
    trail, own = Trail(), model(hidden, pixels)
    most = 0
    for offer in range(3 * MOST):
        trail.add(offer, 0.0, own)
        most = max(most, len(trail.points))
        taken = sum(point.nbytes for point in trail.points)
        assert taken <= BUDGET_BYTES or len(trail.points) <= FEWEST
    assert FEWEST <= most <= MOST


def test_no_step_is_there_twice():
    trail, own = Trail(), model()
    for step in (0, 0, 5, 5, 9):
        trail.add(step, 0.0, own)
    assert steps(trail) == [0, 5, 9]


def test_going_back_takes_what_came_after_with_it_and_serials_are_not_used_again():
    trail, own = Trail(), model()
    for step in range(10):
        trail.add(step, 0.0, own)
    last = trail.points[-1].serial
    trail.cut(4)
    assert steps(trail) == [0, 1, 2, 3, 4]
    trail.add(5, 0.0, own)
    assert trail.points[-1].serial > last
    trail.clear()
    assert trail.points == []
    trail.add(0, 0.0, own)
    assert trail.points[0].serial > last + 1


def test_whoever_comes_late_gets_all_of_a_large_trail_in_several_messages():
    trail, own = Trail(), model(1024, 784)
    for step in range(8):
        trail.add(step, 0.0, own)
    since, heard, messages = 0, [], 0
    while some := trail.since(since):
        assert sum(point.nbytes for point in some) <= MESSAGE_BYTES or len(some) == 1
        heard += [point.step for point in some]
        since, messages = some[-1].serial, messages + 1
    assert heard == list(range(8))
    assert messages > 1


def test_a_message_comes_back_as_it_was_sent():
    trail, own = Trail(), model()
    for step in range(3):
        trail.add(step, step / 10, own)
    message = trail.pack({"state": "λ"}, dict(own.named_parameters()), since=1)
    notes, parameters, points = unpack(message)
    assert notes == {"state": "λ", "origin": trail.origin, "alive": [1, 2, 3]}
    assert set(parameters) == {"W.0", "b.0", "c.0"}
    assert torch.equal(parameters["W.0"], own.W[0])
    assert [(point.serial, point.step, point.lam) for point in points] == [(2, 1, 0.1), (3, 2, 0.2)]
    assert torch.equal(points[0].W, own.W[0])


def test_two_trails_are_told_apart():
    assert Trail().origin != Trail().origin


# -- in a run ----------------------------------------------------------------------------------------------


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def run(clock, digits) -> LiveRun:
    return LiveRun(SETTINGS, clock, digits)


def train(run: LiveRun, count: int) -> None:
    target = run.trainer.step + count

    def a_step_passed() -> bool:
        run._clock.now += 0.01
        return run.trainer.step >= target

    while run.active and run.trainer.step < target:
        run.advance(run._clock() + 0.04, a_step_passed)


def test_a_run_leaves_a_point_at_every_row_of_its_chart_from_step_0_on(run):
    train(run, 300)
    assert steps(run.trail) == [row[0] for row in run.losses.rows]
    assert len(run.trail.points) > 5
    assert torch.equal(run.trail.points[0].W, Autoencoder((64, 16)).W[0])


def test_a_reset_begins_a_new_trail(run):
    train(run, 100)
    run.obey({"type": "reset", "weights": "same"})
    assert steps(run.trail) == [0]
    assert run.trail.points[0].serial > 1


def test_after_a_divergence_the_trail_ends_where_the_run_goes_on(run):
    train(run, 500)
    run.obey({"type": "pause"})
    reached = run.trainer.step
    assert run.good.state["numbers"][0] < reached, "so there is something to go back from"
    with torch.inference_mode():
        run.trainer.flat.fill_(float("nan"))
    run.weights(0, None)
    assert run.state == "diverged"
    assert steps(run.trail)[-1] <= run.trainer.step < reached
    assert all(bool(point.W.isfinite().all()) for point in run.trail.points)


def test_the_weights_of_a_run_are_those_it_has_now_with_all_a_page_says_of_it(run):
    train(run, 50)
    run.obey({"type": "set", "lam": 3.0, "seq": 7})
    train(run, 1)
    notes, parameters, points = unpack(run.weights(0, None))
    assert torch.equal(parameters["W.0"], run.trainer.model.W[0])
    assert (notes["step"], notes["build"], notes["state"], notes["lam"], notes["seq"]) == (51, 1, "running", 3.0, 7)
    assert notes["rate"] == run.rate() > 0
    assert RunConfig.from_mapping(notes["config"]) == run.config
    assert [point.serial for point in points] == notes["alive"] == [point.serial for point in run.trail.points]


def test_weights_that_are_known_are_not_sent_again(run):
    train(run, 50)
    seen = (run.build, run.trainer.step)
    notes, parameters, points = unpack(run.weights(10**6, seen))
    assert (parameters, points) == ({}, [])
    assert notes["step"] == 50
    train(run, 1)
    assert unpack(run.weights(10**6, seen))[1] != {}


def test_weights_that_are_no_longer_finite_are_not_handed_out(run):
    train(run, 200)
    with torch.inference_mode():
        run.trainer.flat.fill_(float("nan"))
    notes, parameters, _ = unpack(run.weights(0, None))
    assert notes["state"] == "diverged"
    assert all(bool(values.isfinite().all()) for values in parameters.values())


def test_a_run_that_goes_on_in_another_engine_has_another_trail_of_the_same_training(run):
    train(run, 100)
    twin = LiveRun.from_snapshot(run.snapshot(), Clock())
    assert twin.trail.origin != run.trail.origin
    train(twin, 50)
    assert steps(twin.trail)[0] == 0
    assert steps(twin.trail)[-1] > 100
    assert trails.unpack(twin.weights(0, None))[0]["step"] == 150
