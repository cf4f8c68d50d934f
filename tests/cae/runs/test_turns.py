import os

import pytest

from cae.runs.turns import AHEAD_S, CREDIT_S, LEAST_S, ROUND_S, TurnFile, Turns


def taken(turns: Turns, costs: dict[int, float], seconds: float, pressing: tuple[int, ...] = ()) -> dict[int, float]:
    """The processor's time that each run gets of so many seconds, whose turns cost what they cost."""
    had, now = dict.fromkeys(costs, 0.0), 0.0
    while now < seconds:
        number = turns.next(list(costs), list(pressing))
        now += costs[number]
        turns.spent(number, costs[number], now)
        had[number] += costs[number]
    return had


def joined(*numbers: int) -> Turns:
    turns = Turns()
    for number in numbers:
        turns.join(number)
    return turns


def test_a_run_whose_steps_are_large_gets_no_more_time_than_small_ones():
    had = taken(joined(1, 2, 3), {1: 0.2, 2: 0.004, 3: 0.004}, 60)
    assert max(had.values()) / min(had.values()) < 1.05


def test_who_comes_late_or_back_has_no_claim_to_the_time_before():
    turns = joined(1)
    taken(turns, {1: 0.005}, 10)
    turns.join(2)
    had = taken(turns, {1: 0.005, 2: 0.005}, 1)
    assert had[2] == pytest.approx(had[1], abs=2 * CREDIT_S)
    taken(turns, {1: 0.005}, 10)  # the second pauses
    had = taken(turns, {1: 0.005, 2: 0.005}, 1)
    assert had[2] == pytest.approx(had[1], abs=2 * CREDIT_S)


def test_what_a_person_did_goes_first_but_a_flood_of_it_gets_no_more_than_its_share():
    turns = joined(1, 2, 3)
    taken(turns, {1: 0.005, 2: 0.005, 3: 0.005}, 1)
    assert turns.next([1, 2, 3], [3]) == 3
    had = taken(turns, {1: 0.005, 2: 0.005, 3: 0.005}, 10, pressing=(3,))
    assert had[3] < 10 / 3 + 2 * AHEAD_S


def test_turns_are_short_among_many_and_not_too_short_to_train_in():
    assert Turns.slice_s(2) == ROUND_S / 2
    assert Turns.slice_s(1000) == LEAST_S


def test_a_round_is_what_the_turns_of_those_who_take_them_cost_without_the_making_of_models():
    turns = joined(1, 2, 3)
    turns.spent(1, 2.0, now=2.0, usual=False)
    for now in (2.0, 3.0, 4.0):
        turns.spent(1, 0.02, now)
        turns.spent(2, 0.01, now)
    assert turns.round_s(4.5) == pytest.approx(0.03)
    turns.spent(2, 0.01, 9.0)
    assert turns.round_s(9.0) == pytest.approx(0.01), "the first has paused"
    turns.leave(2)
    assert turns.round_s(9.0) == 0.0


def test_whose_turn_it_is_can_be_read_by_another_process_and_nothing_stays(monkeypatch):
    ours = TurnFile.create()
    assert TurnFile.given() is None
    monkeypatch.setenv(TurnFile.VARIABLE, str(ours.path))
    theirs = TurnFile.given()
    assert ours.read() == 0
    theirs.write(70_123)
    assert ours.read() == 70_123
    ours.remove()
    assert not os.path.exists(ours.path)
