"""Training the models of a family over λ: each by itself, from the end of the one it starts from, or all in a row."""

from __future__ import annotations

import copy
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

import torch

from cae import contraction, objectives
from cae.data import Dataset
from cae.experiments.settings import TRUNK, TRUNK_LAM, PathSettings, default_lambdas, parse_lambdas
from cae.model import Autoencoder
from cae.objectives import reconstruction_error
from cae.trainer import Diverged, Trainer

__all__ = ["TRUNK", "PathPoint", "PathSettings", "default_lambdas", "parse_lambdas", "train_model", "train_path"]

PIECE = 25  # steps between two words of progress
TRAIN_IMAGES = 1000  # on which a finished model is measured

Progress = Callable[[int, float], None]


@dataclass(slots=True)
class PathPoint:
    """One trained model.

    Attributes
    ----------
    index : int
        Of its λ, or ``TRUNK``.
    lam : float
    model : Autoencoder
        A copy of its own: training the next one does not change it.
    trainer : Trainer
        The training as it stands at this point. ``checkpoint.save(path, point.trainer)`` keeps it, and
        ``checkpoint.resume`` gives back what another model, or more training, can start from.
    epochs : int
        It was trained for, from where it started.
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


def train_model(
    settings: PathSettings,
    data: Dataset,
    index: int,
    origin: Trainer | None = None,
    on_progress: Progress = lambda index, fraction: None,
    begun: Trainer | None = None,
    keep: Callable[[Trainer], None] = lambda trainer: None,
) -> PathPoint:
    """Train one model: the same bits whenever, wherever and after whichever others it is trained.

    Parameters
    ----------
    settings : PathSettings
    data : Dataset
        ``load_dataset(settings.dataset)``.
    index : int
        Of its λ, or ``TRUNK``.
    origin : Trainer, optional
        The training at ``settings.origin(index)``, where that is one; it stays as it is.
    on_progress : callable
        Told the index and the share of the steps that is done, often.
    begun : Trainer, optional
        This very training, cut short: it goes on, and no origin is needed.
    keep : callable
        Given the training, often, to be kept for that.

    Raises
    ------
    ValueError
        If the model starts from another one and there is no training to start from.
    Diverged
        If the training diverges; the message names λ.
    """
    trainer = _started(settings, data, index, origin) if begun is None else begun
    trainer.lam = TRUNK_LAM if index == TRUNK else settings.lambdas[index]
    epoch = len(trainer.x) // trainer.batch_size  # steps of it
    first, last = _epochs_before(settings, index) * epoch, _epochs_before(settings, index, and_own=True) * epoch
    try:
        while trainer.step < last:
            trainer.run(min(PIECE, last - trainer.step))
            on_progress(index, (trainer.step - first) / (last - first))
            keep(trainer)
        trainer.check()
    except Diverged as error:
        raise Diverged(error.step, f"The training at λ = {trainer.lam:g} diverged. {error}") from error
    return point_of(settings, index, trainer)


def _started(settings: PathSettings, data: Dataset, index: int, origin: Trainer | None) -> Trainer:
    """The training of a model before its first step."""
    needed, trainer = settings.origin(index), initial(settings, data)
    if needed is not None:
        if not isinstance(origin, Trainer):
            which = "of the trunk" if needed == TRUNK else f"at index {needed}"
            came = type(origin).__name__
            raise ValueError(f"origin must be the Trainer {which}, from which this model starts; {came} came.")
        trainer.load_state(origin.state())
    return trainer


def _epochs_before(settings: PathSettings, index: int, and_own: bool = False) -> int:
    """Epochs from the initial weights to where a model starts, or to its end."""
    origin = settings.origin(index)
    before = 0 if origin is None else _epochs_before(settings, origin, and_own=True)
    return before + (settings.epochs_of(index) if and_own else 0)


def train_path(
    settings: PathSettings,
    data: Dataset,
    made: Collection[int] = (),
    recall: Callable[[int], Trainer] | None = None,
    on_progress: Progress = lambda index, fraction: None,
) -> Iterator[PathPoint]:
    """Train the models one after another, in the order of ``settings.order()``; the trunk of a fan comes before them.

    Parameters
    ----------
    settings : PathSettings
    data : Dataset
    made : collection of int
        Indices of the models that are there already, ``TRUNK`` among them if it is; they are left out.
    recall : callable, optional
        Gives the training of an index that is among ``made``, where another model starts from it.
    on_progress : callable
        As in ``train_model``.

    Yields
    ------
    PathPoint

    Raises
    ------
    ValueError, Diverged
        As ``train_model`` does.
    """
    at, last = None, None  # the training that was done last, and its index
    for index in settings.trainings():
        if index in made:
            continue
        needed = settings.origin(index)
        if needed is not None and needed != at:
            last, at = (recall(needed) if recall else None), needed
        point = train_model(settings, data, index, last, on_progress)
        yield point
        if settings.is_path or index == TRUNK:
            last, at = point.trainer, index


def initial(settings: PathSettings, data: Dataset) -> Trainer:
    """The training before its first step."""
    sizes = (data.x_train.shape[1], settings.hidden)
    model = Autoencoder(sizes, settings.activation, settings.tied, settings.output, settings.seed)
    batch_size = min(settings.batch_size, len(data.x_train))
    objective = objectives.named(settings.objective, settings.seed)
    return Trainer(model, data.x_train, 0.0, settings.lr, batch_size, settings.seed, objective)


def point_of(settings: PathSettings, index: int, trainer: Trainer) -> PathPoint:
    """The point of a training that has been done."""
    with torch.no_grad():
        x = trainer.x[:TRAIN_IMAGES]
        errors, penalties = reconstruction_error(trainer.model, x), contraction.penalty(trainer.model, x)
    model, epochs = copy.deepcopy(trainer.model), settings.epochs_of(index)
    return PathPoint(index, trainer.lam, model, trainer, epochs, float(errors.mean()), float(penalties.mean()))
