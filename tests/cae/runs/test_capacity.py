import pytest

from cae.config import RunConfig
from cae.runs import capacity
from cae.runs.capacity import FLOOR_HZ, Departures, footprint_mib, queue_words, room_for

RUN = RunConfig()


@pytest.fixture(autouse=True)
def two_gib(monkeypatch) -> None:
    """And two cores, whatever this machine has."""
    monkeypatch.setenv("CAE_MEMORY_MIB", "2,048")
    monkeypatch.setattr(capacity, "cores", lambda: 2)


def test_there_is_room_for_fifty_runs_of_the_default_page_and_not_for_any_number():
    assert room_for(RUN, [RUN] * 49, 0.3, None)
    assert not room_for(RUN, [RUN] * 500, 0.0, None)


def test_a_large_model_takes_the_room_of_many_small_ones():
    large = RunConfig(hidden=1024, tied=False)
    assert footprint_mib(large) > 4 * footprint_mib(RUN)
    assert not room_for(large, [RUN] * 64, 0.0, None)
    assert room_for(RunConfig(hidden=8), [RUN] * 64, 0.0, None)


def test_memory_can_be_set_in_the_environment(monkeypatch):
    monkeypatch.setenv("CAE_MEMORY_MIB", "1000")
    assert not room_for(RUN, [RUN] * 20, 0.0, None)
    monkeypatch.setenv("CAE_MEMORY_MIB", "8000")
    assert room_for(RUN, [RUN] * 200, 0.0, None)


def test_a_newcomer_is_let_in_only_if_it_would_see_enough_frames():
    assert room_for(RUN, [RUN], 0.99 / FLOOR_HZ, None)
    assert not room_for(RUN, [RUN], 1.01 / FLOOR_HZ, None)


def test_who_is_alone_is_let_in_whatever_it_takes_and_never_more_than_was_said(monkeypatch):
    monkeypatch.setenv("CAE_MEMORY_MIB", "1")
    assert room_for(RUN, [], 9.0, 1)
    monkeypatch.setenv("CAE_MEMORY_MIB", "8000")
    assert not room_for(RUN, [RUN], 0.0, 1)


def test_unless_it_is_said_half_of_the_machine_s_memory_may_be_taken(monkeypatch):
    monkeypatch.delenv("CAE_MEMORY_MIB")
    monkeypatch.setattr(capacity, "_machine_mib", lambda: 64_000.0)
    assert capacity.memory_mib() == 32_000
    monkeypatch.setattr(capacity, "_machine_mib", lambda: 1_000.0)
    assert capacity.memory_mib() == capacity.LEAST_MIB


def test_the_waiting_time_is_told_from_the_pace_at_which_places_have_become_free():
    departures = Departures()
    assert departures.wait_s(1000.0, 1) is None
    for now in (400.0, 520.0, 640.0):
        departures.add(now)
    assert departures.wait_s(700.0, 1) == pytest.approx(100)
    assert departures.wait_s(700.0, 3) == pytest.approx(300)


@pytest.mark.parametrize(
    ("wait_s", "words"), [(None, "as soon as somebody leaves"), (42.0, "about 40 seconds"), (300.0, "about 5 minutes")]
)
def test_who_waits_is_told_the_place_and_for_how_long(wait_s, words):
    told = queue_words(2, wait_s)
    assert "yours is number 2 in the queue" in told
    assert words in told
