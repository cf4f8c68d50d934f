"""Benchmark of the λ atlas: the path of 24 models against the same models by the usual loop, each from scratch."""

from __future__ import annotations

import time

import torch

from cae.bench.report import Coming, Say
from cae.bench.training import UsualLoop
from cae.data import load_dataset
from cae.experiments.paths import train_path
from cae.experiments.settings import PathSettings
from cae.model import Autoencoder
from cae.objectives import objective
from cae.trainer import Trainer, fast_matmul

SCRATCH_EPOCHS = 60
USUAL_STEPS = 200  # of the usual loop, timed between two models of the path
CHECKED = (1, 12, 17, 23)  # models whose objective is compared with one from scratch


def figures(say: Say) -> Coming:
    """The figures of the path.

    Yields
    ------
    dict
        ``atlas_vs_conventional``: the time in which the usual loop trains the 24 models from scratch for 60 epochs each
        over the time of the whole path. The loop's step is timed between the path's models, on the same cores, and
        multiplied by its number of steps. ``atlas_objective_vs_scratch``: the training objective of the path's model
        over that of one trained for 60 epochs from scratch; the largest of those at four λ from 0.01 to 100.
    """
    settings, data = PathSettings(), load_dataset()
    x = torch.from_numpy(data.x_train)
    usual = UsualLoop(data, settings.hidden)
    usual.run(USUAL_STEPS)
    say("path of models over λ")
    ours, usual_step, reached = 0.0, [], {}
    models = train_path(settings, data)
    for index in range(len(settings.lambdas)):
        start = time.perf_counter()
        with fast_matmul():
            point = next(models)
        ours += time.perf_counter() - start
        start = time.perf_counter()
        usual.run(USUAL_STEPS)
        usual_step.append((time.perf_counter() - start) / USUAL_STEPS)
        if index in CHECKED:
            reached[point.lam] = _objective(point.model, x, point.lam)
    steps = SCRATCH_EPOCHS * (len(x) // settings.batch_size)
    yield {"atlas_vs_conventional": sum(usual_step) * steps / ours}
    say("models from scratch, to compare with")
    worst = 0.0
    for lam, value in reached.items():
        model = Autoencoder((x.shape[1], settings.hidden))
        Trainer(model, x, lam, settings.lr, settings.batch_size).run(steps)
        worst = max(worst, value / _objective(model, x, lam))
    yield {"atlas_objective_vs_scratch": worst}


@torch.no_grad()
def _objective(model: Autoencoder, x: torch.Tensor, lam: float) -> float:
    return float(objective(model, x, lam))
