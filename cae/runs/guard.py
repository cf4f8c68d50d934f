"""What to go back to when training diverges, and which setting did it: found out by trying, not guessed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from cae.checks import plain
from cae.config import RunConfig, usual
from cae.trainer import BLOW_UP, Diverged, Trainer

__all__ = ["BLOW_UP", "DRAG_S", "HOLD_S", "GoodState", "due", "explain"]

EVERY_S = 1.0  # between two good states
DRAG_S = 0.5  # changes closer together than this are one drag
HOLD_S = 3.0  # a state from before a change is kept this long: a divergence may take a while to show
REPLAY_STEPS = 200
REPLAY_S = 0.5

NAMES = {"lam": "λ", "lr": "learning rate", "batch_size": "batch size"}


@dataclass(slots=True)
class GoodState:
    """A state of the trainer that was no worse than an untrained model, and the settings it was trained with."""

    state: dict[str, Tensor]
    config: RunConfig
    time: float = 0.0
    hold_until: float = 0.0


def due(good: GoodState, now: float) -> bool:
    """Whether a new good state should replace this one."""
    return now >= max(good.time + EVERY_S, good.hold_until)


def explain(
    trainer: Trainer,
    good: GoodState,
    config: RunConfig,
    error: Diverged,
    clock: Callable[[], float],
    replay_s: float = REPLAY_S,
) -> dict[str, Any]:
    """Name the setting that made training diverge.

    The steps since the good state are trained again, each time with one setting as it was then (or at its
    default, if it has not changed). A setting whose taking back keeps training healthy did it. Each trial ends after
    ``replay_s``: as long as it lasts no other run of the process has its turn.

    Returns
    -------
    dict
        ``step``, ``setting``, ``value`` and ``message``, a sentence.
    """
    defaults = usual(config)
    suspects = {}
    for name in ("lr", "lam"):
        then = getattr(good.config, name)
        suspects[name] = then if then != getattr(config, name) else getattr(defaults, name)
    # The likelier first: a setting that was changed since the good state, then the learning rate.
    order = sorted(suspects, key=lambda name: getattr(good.config, name) == getattr(config, name))
    steps = min(REPLAY_STEPS, max(1, error.step - int(good.state["numbers"][0])) + 40)
    culprit = next(
        (name for name in order if _survives(trainer, good, config, name, suspects[name], steps, clock, replay_s)), None
    )
    where = f"Training diverged at step {error.step:,}."
    if culprit is None:
        names = f"learning rate {plain(config.lr)} and λ {plain(config.lam)}"
        return {"step": error.step, "setting": "lr", "value": config.lr,
                "message": f"{where} {error} It takes both to mend it: {names}."}  # fmt: skip
    value, instead = getattr(config, culprit), suspects[culprit]
    message = (
        f"{where} {error} The {NAMES[culprit]} {plain(value)} did it: "
        f"the same steps with {NAMES[culprit]} {plain(instead)} stay finite."
    )
    return {"step": error.step, "setting": culprit, "value": value, "message": message}


def _survives(
    trainer: Trainer,
    good: GoodState,
    config: RunConfig,
    name: str,
    instead: float,
    steps: int,
    clock: Callable[[], float],
    replay_s: float,
) -> bool:
    trainer.load_state(good.state)
    trainer.lam, trainer.lr = config.lam, config.lr
    trainer.batch_size = config.batch_size
    setattr(trainer, name, instead)
    trainer.loss_every = 1
    stop = clock() + replay_s
    try:
        with torch.inference_mode():
            for _ in range(steps):
                trainer.train_step()
                if clock() > stop:
                    break
            trainer.check()
    except Diverged:
        return False
    return True
