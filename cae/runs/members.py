"""Who trains in step with a run: made with its settings, but for one number of their own."""

from __future__ import annotations

from typing import Any

from cae import mistakes
from cae.company import Company
from cae.config import RunConfig
from cae.data import Dataset
from cae.objectives import Denoising
from cae.runs.beginning import first_model
from cae.runs.messages import DENOISING
from cae.trainer import Trainer


def member(name: str, value: float, config: RunConfig, data: Dataset) -> Trainer:
    """One to join the run's company.

    Parameters
    ----------
    name : str
        One that is called ``denoising`` is a denoising autoencoder, and ``value`` is the σ of its noise; the value of
        any other is its λ. One of the gallery of mistakes, ``mistake-<name>``, trains by that penalty, and
        ``right-<name>`` is the network on which it goes wrong, with the true one.
    value : float
    config : RunConfig
        Of the run: initial weights, batches, learning rate are the same.
    data : Dataset
    """
    if (mistake := mistakes.named(name)) is not None:
        model = mistake.network(config, data.x_train.shape[1])
        wrong = mistake if name.startswith(mistakes.MISTAKE) else None
        return Trainer(model, data.x_train, value, config.lr, config.batch_size, config.seed, objective=wrong)
    lam, objective = (0.0, Denoising(value, config.seed)) if name == DENOISING else (value, None)
    model = first_model(config, data)
    return Trainer(model, data.x_train, lam, config.lr, config.batch_size, config.seed, objective=objective)


def told(company: Company) -> dict[str, dict[str, Any]]:
    """What a page is told of each."""
    found = {}
    for name, trainer in company.others.items():
        noise = {"noise": trainer.objective.sigma} if isinstance(trainer.objective, Denoising) else {}
        found[name] = {"lam": trainer.lam, "step": trainer.step, "diverged": name in company.diverged} | noise
    return found
