import pytest

from cae.runs.pace import LATE_S, RATE_S, SLOW, Pace
from tests.helpers.fakes import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


def steps(pace: Pace, clock: Clock, seconds: float, each: float) -> int:
    """Steps taken in this time, by one who asks this often."""
    taken = 0
    for _ in range(round(seconds / each)):
        taken += pace.step_is_due()
        clock.now += each
    return taken


def test_as_fast_as_it_goes_a_step_is_always_due(clock):
    pace = Pace(0, clock)
    assert steps(pace, clock, 1, 0.001) == 1000
    assert pace.wait(clock()) == 0
    assert not pace.slow


@pytest.mark.parametrize(("speed", "each"), [(10.0, 0.001), (10.0, 0.03), (200.0, 0.003)])
def test_steps_keep_their_rhythm_however_often_one_asks(speed, each, clock):
    assert steps(Pace(speed, clock), clock, 20, each) == pytest.approx(20 * speed, rel=0.02)


def test_a_long_pause_is_not_made_up_for(clock):
    pace = Pace(100.0, clock)
    pace.step_is_due()
    clock.now += 10
    assert steps(pace, clock, 0.001, 0.0001) <= 100 * LATE_S + 1


def test_it_says_how_long_to_sleep(clock):
    pace = Pace(10.0, clock)
    assert pace.step_is_due()
    assert pace.wait(clock()) == pytest.approx(0.1, rel=0.6)
    pace.start()
    assert pace.wait(clock()) == 0


def test_only_slow_steps_are_each_shown(clock):
    assert [Pace(speed, clock).slow for speed in (0, 1, SLOW, SLOW + 1)] == [False, True, True, False]


def test_the_rate_is_that_of_the_last_second(clock):
    pace = Pace(0, clock)
    images = 0
    assert pace.rate() == 0
    for rate in (1000, 5000):
        for _ in range(100):
            clock.now += RATE_S / 50
            images += rate * RATE_S / 50
            pace.count(clock(), images)
    assert pace.rate() == pytest.approx(5000)
    pace.stop()
    assert pace.rate() == 0
