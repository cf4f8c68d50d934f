"""Who trains in step with a run: made with its settings, but for one number of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cae import mistakes, objectives, recipe, relatives
from cae.company import Company
from cae.config import RunConfig
from cae.data import Dataset
from cae.lineup import DEEP_UNITS, LINEUP, Relative
from cae.model import Autoencoder
from cae.runs.beginning import first_model
from cae.trainer import Trainer

FOLLOW = ("cae+h", "mistake-", "right-")  # so begin the names of those whose λ is the run's own


def member(name: str, value: float, config: RunConfig, data: Dataset) -> Trainer:
    """One to join the run's company.

    Parameters
    ----------
    name : str
        One of ``cae.lineup``, and ``value`` is its strength; the value of any other is its λ. One of the gallery of
        mistakes, ``mistake-<name>``, trains by that penalty, and ``right-<name>`` is the network on which it goes
        wrong, with the true one.
    value : float
    config : RunConfig
        Of the run: initial weights, batches, learning rate are the same.
    data : Dataset

    Raises
    ------
    ValueError
        If it does not go with the run.
    """
    if (mistake := mistakes.named(name)) is not None:
        pixels = data.x_train.shape[1]
        model = first_model(config, data) if mistake.is_own(config) else mistake.network(config, pixels)
        wrong = mistake if name.startswith(mistakes.MISTAKE) else None
        return Trainer(model, data.x_train, value, config.lr, config.batch_size, config.seed, objective=wrong)
    if name not in LINEUP:
        return Trainer(first_model(config, data), data.x_train, value, config.lr, config.batch_size, config.seed)
    one = LINEUP[name]
    if not config.in_the_plane and (why := one.refused(config)):
        raise ValueError(why)
    own = {one.number: value} if one.number not in ("lam", "lr") else {}
    lam = value if one.number == "lam" and one.strength is not None else config.lam if name.startswith(FOLLOW) else 0.0
    lr = value if one.number == "lr" else config.lr
    objective = objectives.named(relatives.written(one.objective, relatives.checked(one.objective, own)), config.seed)
    network = _network(one, config, data)
    return Trainer(network, data.x_train, lam, lr, config.batch_size, config.seed, objective)


def _network(one: Relative, config: RunConfig, data: Dataset) -> Autoencoder:
    pixels = data.x_train.shape[1]
    if one.network == "recipe":
        return recipe.network(config.seed, pixels)
    if one.network == "deep":
        sizes = pixels, min(2 * config.hidden, DEEP_UNITS), config.hidden
        return Autoencoder(sizes, config.activation, config.tied, config.output, config.seed)
    return first_model(config, data)


def join(company: Company, name: str, trainer: Trainer) -> None:
    """Take one into a run's company; who has a learning rate of its own keeps it."""
    company.join(name, trainer, own_lr=has_own_lr(name))


def has_own_lr(name: str) -> bool:
    """Whether a member's learning rate is its own, not the run's."""
    return name in LINEUP and LINEUP[name].number == "lr"


def follow(company: Company, lam: float) -> None:
    """The run's λ has become another."""
    for name, trainer in company.others.items():
        if name.startswith(FOLLOW):
            trainer.lam = lam


def strength_of(name: str, strengths: Mapping[str, float]) -> float | None:
    """The strength of one of the line-up; None: it has none."""
    return strengths[name] if name in LINEUP and LINEUP[name].strength is not None else None


def told(company: Company, strengths: Mapping[str, float]) -> dict[str, dict[str, Any]]:
    """What a page is told of each; of the line-up, with their strengths."""
    found = {}
    for name, trainer in company.others.items():
        noise: dict[str, Any] = (
            {"noise": trainer.objective.sigma} if isinstance(trainer.objective, objectives.Denoising) else {}
        )
        own: dict[str, Any] = {"strength": strength_of(name, strengths)} if name in strengths else {}
        found[name] = {"lam": trainer.lam, "step": trainer.step, "diverged": name in company.diverged} | noise | own
    return found
