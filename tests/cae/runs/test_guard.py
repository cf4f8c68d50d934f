import math

import pytest

from cae import Autoencoder, Trainer
from cae.config import RunConfig
from cae.runs import guard
from cae.runs.guard import GoodState
from cae.trainer import Diverged

GOOD = RunConfig(dataset="digits", hidden=16, lam=0.1, lr=1e-3)


@pytest.fixture
def trainer(digits):
    return Trainer(Autoencoder((64, 16)), digits.x_train, GOOD.lam, GOOD.lr).run(20)


def diverge(trainer: Trainer, good: RunConfig, now: RunConfig) -> dict:
    """Train from the good state with new settings until it diverges, and ask for the reason."""
    state = GoodState(trainer.state(), good)
    trainer.lam, trainer.lr = now.lam, now.lr
    with pytest.raises(Diverged) as caught:
        trainer.run(400)
    return guard.explain(trainer, state, now, caught.value, lambda: 0.0)


def test_a_learning_rate_just_raised_is_named(trainer):
    good, now = GOOD.with_(lam=1e6), GOOD.with_(lam=1e6, lr=10.0)
    found = diverge(trainer, good, now)
    assert (found["setting"], found["value"]) == ("lr", 10)
    assert "The learning rate 10 did it: the same steps with learning rate 0.001 stay finite." in found["message"]


def test_a_lambda_just_raised_is_named_even_if_the_learning_rate_was_daring(trainer):
    good, now = GOOD.with_(lr=3.0), GOOD.with_(lam=1e6, lr=3.0)
    found = diverge(trainer, good, now)
    assert (found["setting"], found["value"]) == ("lam", 1e6)
    assert "The λ 1,000,000 did it: the same steps with λ 0.1 stay finite." in found["message"]


def test_settings_that_were_bad_from_the_start_are_compared_with_the_defaults(trainer):
    bad = GOOD.with_(lam=1e6, lr=10.0)
    found = diverge(trainer, bad, bad)
    assert (found["setting"], found["value"]) == ("lr", 10)
    assert "with learning rate 0.001" in found["message"]


def test_the_sentence_says_the_step_and_what_was_seen(trainer):
    found = diverge(trainer, GOOD.with_(lam=1e6), GOOD.with_(lam=1e6, lr=10.0))
    assert found["message"].startswith(f"Training diverged at step {found['step']}. The reconstruction error reached ")


def test_where_no_single_setting_mends_it_both_are_named(trainer):
    state = GoodState(trainer.state(), GOOD)
    state.state["flat"].fill_(math.nan)
    found = guard.explain(trainer, state, GOOD, Diverged(30, "It broke."), lambda: 0.0)
    assert "It takes both to mend it: learning rate 0.001 and λ 0.1." in found["message"]


def test_a_good_state_is_kept_a_second_and_while_a_change_may_still_show():
    good = GoodState({}, GOOD, time=10.0)
    assert not guard.due(good, 10.9)
    assert guard.due(good, 11.0)
    good.hold_until = 13.0
    assert not guard.due(good, 12.9)
    assert guard.due(good, 13.0)


def test_a_trial_takes_no_longer_than_it_may(trainer):
    """A clock that counts how often it is read: the trials of both settings end with their first look at it."""
    looks: list[int] = []
    state, now = GoodState(trainer.state(), GOOD), GOOD.with_(lr=10.0, lam=1e6)

    def clock() -> float:
        looks.append(1)
        return float(len(looks))

    guard.explain(trainer, state, now, Diverged(300, "It broke."), clock, replay_s=0.5)
    assert len(looks) <= 4
