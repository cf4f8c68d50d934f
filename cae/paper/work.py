"""One model of the table: trained, measured and fine-tuned, from what of it is on disk; its figures are a file."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import torch

from cae import checkpoint, objectives
from cae.data import load_dataset
from cae.files import written
from cae.model import Autoencoder
from cae.paper.classifier import tune
from cae.paper.folder import name_of
from cae.paper.measures import measured
from cae.paper.rows import BY_NAME, NONE, Row
from cae.paper.settings import TableSettings
from cae.paper.split import Split, split
from cae.trainer import Diverged, Trainer

PIECE = 50  # steps between two words of progress

OnSteps = Callable[[int], None]
Figures = dict[str, Any]


def steps_of(model: str, settings: TableSettings) -> int:
    """Steps of training and of fine-tuning, at most."""
    return settings.tune_steps + (0 if model == NONE else settings.steps)


def initial(settings: TableSettings, pixels: int, seed: int) -> Autoencoder:
    """The model before its first step: the same weights for every row of a seed."""
    model = Autoencoder((pixels, settings.hidden), seed=seed)
    with torch.no_grad():
        model.W[0].mul_(settings.scale)
    return model


def train(row: Row, settings: TableSettings, x: torch.Tensor, seed: int, path: Path, on_steps: OnSteps) -> Trainer:
    """Train a row's model, from its checkpoint if one is there; a checkpoint is kept after every epoch.

    Raises
    ------
    Diverged
        If the training diverges; the message names the row.
    """
    if path.is_file():
        trainer = checkpoint.resume(path, x)
        on_steps(trainer.step)
    else:
        model = initial(settings, x.shape[1], seed)
        lam = settings.lam if row.lam is None else row.lam
        objective = objectives.named(row.objective, seed)
        trainer = Trainer(model, x, lam, row.lr, settings.batch_size, seed, objective)
    per_epoch = settings.steps_an_epoch
    try:
        while trainer.step < settings.steps:
            epoch, into = divmod(trainer.step, per_epoch)
            trainer.lr = row.lr * settings.rate(epoch)
            steps = min(PIECE, per_epoch - into)
            trainer.run(steps)
            on_steps(steps)
            if trainer.step % per_epoch == 0:
                trainer.check()
                checkpoint.save(path, trainer)
    except Diverged as error:
        raise Diverged(error.step, f"The training of {row.name}, seed {seed}, diverged. {error}") from error
    return trainer


def work(model: str, settings: TableSettings, seed: int, out: Path, on_steps: OnSteps = lambda steps: None) -> Figures:
    """The figures of one row and seed, in a folder; its file is there when all of it is.

    Parameters
    ----------
    model : str
        A row's name, or ``NONE``.
    settings : TableSettings
    seed : int
        Of the initial weights, the order of the images and what the objective draws.
    out : Path
    on_steps : callable
        Told of so many steps more; what is on disk, and steps that early stopping saves, count as done.
    """
    name, parts = name_of(model, seed), _tensors(settings)
    own = BY_NAME.get(model)
    figures: Figures = {"model": model, "seed": seed}
    if own is None:
        start = initial(settings, parts["x"].shape[1], seed)
    else:
        trainer = train(own, settings, parts["x"], seed, out / f"{name}.safetensors", on_steps)
        start = trainer.model
        figures |= {"steps": trainer.step} | measured(start, parts["x_test"])
    taken = 0

    def tuning(steps: int) -> None:
        nonlocal taken
        taken += steps
        on_steps(steps)

    training, validation, test = ((parts[f"x{of}"], parts[f"y{of}"]) for of in ("", "_validation", "_test"))
    classes = _split(settings).classes
    tuned = tune(start, training, validation, test, classes, settings, seed, tuning)
    on_steps(settings.tune_steps - taken)
    figures["tuned"] = dataclasses.asdict(tuned)
    figures["images_tested"] = len(parts["x_test"])
    figures["parameters"] = sum(parameter.numel() for parameter in start.parameters())
    with written(out / f"{name}.json") as file:
        file.write_text(json.dumps(figures))
    return figures


@lru_cache(maxsize=1)
def _split(settings: TableSettings) -> Split:
    """The images, read once by each process."""
    return split(load_dataset(settings.dataset), settings)


@lru_cache(maxsize=1)
def _tensors(settings: TableSettings) -> dict[str, torch.Tensor]:
    """The images and classes of a split by its attributes' names."""
    of = _split(settings)
    names = ("x", "y", "x_validation", "y_validation", "x_test", "y_test")
    return {name: torch.from_numpy(getattr(of, name)) for name in names}
