"""Paths of models over λ: one training along which λ grows, or one from scratch for each λ."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch

from cae import contraction
from cae.data import Dataset
from cae.experiments.settings import PathSettings, default_lambdas, parse_lambdas
from cae.model import Autoencoder
from cae.objectives import reconstruction_error
from cae.trainer import Diverged, Trainer

__all__ = ["PathPoint", "PathSettings", "default_lambdas", "parse_lambdas", "train_path"]

PIECE = 25  # steps between two words of progress
TRAIN_IMAGES = 1000  # on which a finished model is measured


@dataclass(slots=True)
class PathPoint:
    """One trained model of a path.

    Attributes
    ----------
    index : int
    lam : float
    model : Autoencoder
        A copy of its own: training the next one does not change it.
    trainer : Trainer
        The training as it stands at this point. A warm path goes on with it: save it before asking for the next
        point (``checkpoint.save(path, point.trainer)``), and ``checkpoint.resume`` it to go on from here.
    epochs : int
        This point was trained for.
    reconstruction, penalty : float
        Means of Σ_pixels error and of ‖J‖²_F over the first 1,000 training images.
    """

    index: int
    lam: float
    model: Autoencoder
    trainer: Trainer
    epochs: int
    reconstruction: float
    penalty: float


def train_path(
    settings: PathSettings,
    data: Dataset,
    start: int = 0,
    previous: Trainer | None = None,
    on_progress: Callable[[int, float], None] = lambda index, fraction: None,
) -> Iterator[PathPoint]:
    """Train the models of a path, one after the other.

    A warm path is one training along which λ is turned up, Adam's moments kept: where the last λ left the units is
    where the next one finds them, and a third of the epochs suffices that training from scratch would need.

    Parameters
    ----------
    settings : PathSettings
    data : Dataset
        ``load_dataset(settings.dataset)``.
    start : int
        Index of the first model to train.
    previous : Trainer, optional
        The training at index ``start − 1``, needed to go on along a warm path; the models are then, to the bit,
        those of a path that was never interrupted.
    on_progress : callable
        Told the index and the share of that model's steps that is done, often.

    Yields
    ------
    PathPoint

    Raises
    ------
    ValueError
        If a warm path is to go on and there is no training to go on from.
    Diverged
        If a model's training diverges; the message names λ.
    """
    if settings.warm and start > 0 and not isinstance(previous, Trainer):
        came = type(previous).__name__
        raise ValueError(f"previous must be the Trainer at index {start - 1} to go on along a warm path; {came} came.")
    trainer = previous if settings.warm else None
    for index in range(start, len(settings.lambdas)):
        if trainer is None or not settings.warm:
            trainer = _from_scratch(settings, data)
        trainer.lam = settings.lambdas[index]
        yield _train(settings, trainer, index, on_progress)


def _from_scratch(settings: PathSettings, data: Dataset) -> Trainer:
    sizes = (data.x_train.shape[1], settings.hidden)
    model = Autoencoder(sizes, settings.activation, settings.tied, settings.output, settings.seed)
    batch_size = min(settings.batch_size, len(data.x_train))
    return Trainer(model, data.x_train, 0.0, settings.lr, batch_size, settings.seed)


def _train(
    settings: PathSettings, trainer: Trainer, index: int, on_progress: Callable[[int, float], None]
) -> PathPoint:
    epochs = settings.epochs_of(index)
    steps = epochs * (len(trainer.x) // trainer.batch_size)
    try:
        for done in range(0, steps, PIECE):
            trainer.run(min(PIECE, steps - done))
            on_progress(index, min(1.0, (done + PIECE) / steps))
        trainer.check()
    except Diverged as error:
        raise Diverged(error.step, f"The training at λ = {trainer.lam:g} diverged. {error}") from error
    with torch.no_grad():
        x = trainer.x[:TRAIN_IMAGES]
        errors, penalties = reconstruction_error(trainer.model, x), contraction.penalty(trainer.model, x)
    model = copy.deepcopy(trainer.model)
    return PathPoint(index, trainer.lam, model, trainer, epochs, float(errors.mean()), float(penalties.mean()))
