"""The short run of the paper's table: its figures, whether they are what is aimed at, and its time over the usual."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

from cae import objectives
from cae.bench.report import Coming, Say, Unmeasured
from cae.bench.training import Contender, in_turn
from cae.data import load_dataset
from cae.objectives.rbm import RBM
from cae.paper.classifier import Classifier
from cae.paper.results import Results
from cae.paper.rows import AE, CAE, ROWS, Row
from cae.paper.settings import MOMENTUM, SHORT, TUNE_BATCH, TUNE_LR
from cae.paper.split import Split, split
from cae.paper.table import run_table, total_steps
from cae.paper.work import initial
from cae.processes.handle import cores
from cae.trainer import Trainer, fast_matmul

SETTINGS, SEEDS = SHORT, (0, 1, 2)
ROUNDS = 20
TUNING = "fine-tuning"


def figures(say: Say) -> Coming:
    """The figures of the short run over three seeds.

    Yields
    ------
    dict
        ``table_jacobian2_ratio``: ‖J‖²_F of the AE over that of the CAE. ``table_sat``, ``table_error``: by row, in per
        cent. ``table_error_below_ae``: how many points the CAE's test error lies below the AE's. ``table_vs_usual``:
        the time of all steps of the run over that of as many of the usual loop.

    Raises
    ------
    Unmeasured
        At the end, if one of the figures is not what is aimed at.
    """
    results = _results(say)
    found = _found(results)
    yield found
    say("the table's steps, beside those of the usual loop")
    yield {"table_vs_usual": vs_usual(results)}
    if missed := lines_missed(found):
        raise Unmeasured(f"The short run of the table does not reach what is aimed at: {'; '.join(missed)}.")


def _results(say: Say) -> Results:
    total, told = total_steps(SETTINGS, SEEDS), -1

    def show(done: int) -> None:
        nonlocal told
        if (tenth := 10 * done // total) > told:
            told = tenth
            say(f"the table, {10 * tenth} %")

    with tempfile.TemporaryDirectory() as out:
        return run_table(SETTINGS, SEEDS, Path(out), show, cores())


def _found(results: Results) -> dict[str, Any]:
    names = [row.name for row in ROWS]
    return {
        "table_jacobian2_ratio": results.ratio(AE, CAE, "jacobian2"),
        "table_sat": {name: 100 * results.mean(name, "sat") for name in names},
        "table_error": {name: results.error(name).mean for name in names},
        "table_error_below_ae": results.difference(AE, CAE).mean,
    }


def lines_missed(found: dict[str, Any]) -> list[str]:
    """What is aimed at and not reached, in words."""
    sat, error = found["table_sat"], found["table_error"]
    held = {
        "‖J‖²_F of the AE over the CAE's is above 10": found["table_jacobian2_ratio"] > 10,
        "the CAE's saturation is the highest": sat[CAE] == max(sat.values()),
        "it is 65 % or more": sat[CAE] >= 65,
        "the CAE's test error is the lowest": error[CAE] == min(error.values()),
        "it is 0.8 points or more below the AE's": found["table_error_below_ae"] >= 0.8,
        "it is 3.3 % or less": error[CAE] <= 3.3,
    }
    return [f"it is not so that {line}" for line, holds in held.items() if not holds]


# -- beside the usual loop -----------------------------------------------------------------------------------


def vs_usual(results: Results) -> float:
    """The time of all the run's steps over that of as many steps of the usual loop, both timed in turn."""
    images = split(load_dataset(results.settings.dataset), results.settings)
    contenders: dict[str, Contender] = {}
    for row in ROWS:
        contenders |= {row.name: _ours(row, images), f"usual {row.name}": _usual(row, images)}
    contenders |= {TUNING: _our_tuning(images), f"usual {TUNING}": _usual_tuning(images)}
    times = in_turn(contenders, ROUNDS)
    steps = {row.name: sum(one["steps"] for one in results.figures[row.name]) for row in ROWS}
    steps[TUNING] = sum(one["tuned"]["steps"] for of in results.figures.values() for one in of)
    ours, usual = (sum(n * min(times[f"{who}{name}"]) for name, n in steps.items()) for who in ("", "usual "))
    return ours / usual


def _ours(row: Row, images: Split) -> Contender:
    objective = objectives.named(row.objective)
    lam = SETTINGS.lam if row.lam is None else row.lam
    model = initial(SETTINGS, images.x.shape[1], 0)
    return Trainer(model, images.x, lam, row.lr, SETTINGS.batch_size, 0, objective).run


def _usual(row: Row, images: Split) -> Contender:
    """A row's training as most people write it; the RBM's is scikit-learn's."""
    x = torch.from_numpy(images.x)
    objective, lam = objectives.named(row.objective), SETTINGS.lam if row.lam is None else row.lam
    model = initial(SETTINGS, x.shape[1], 0)
    if isinstance(objective, RBM):
        from sklearn.neural_network import BernoulliRBM

        rbm = BernoulliRBM(SETTINGS.hidden, learning_rate=row.lr, batch_size=SETTINGS.batch_size, random_state=0)
        return _batches(TensorDataset(x), SETTINGS.batch_size, lambda batch: rbm.partial_fit(batch.numpy()))
    W, b, c = model.W[0], model.b[0], model.c[0]
    optimizer = torch.optim.Adam([W, b, c], lr=row.lr)

    def step(batch: Tensor) -> None:
        seen = batch
        if row.objective.startswith("denoising"):
            seen = batch + objective.numbers["sigma"] * torch.randn_like(batch)
        elif row.objective.startswith("masking"):
            seen = batch * (torch.rand_like(batch) >= objective.numbers["fraction"])
        h = torch.sigmoid(nn.functional.linear(seen, W, b))
        r = torch.sigmoid(h @ W + c)
        loss = nn.functional.binary_cross_entropy(r, batch, reduction="none").sum(1).mean()
        if row.objective == "weight-decay":
            loss = loss + lam * 0.5 * W.square().sum()
        elif lam:
            loss = loss + lam * ((h * (1 - h)) ** 2 @ (W**2).sum(1)).mean()
        _descend(optimizer, loss)

    return _batches(TensorDataset(x), SETTINGS.batch_size, step)


def _our_tuning(images: Split) -> Contender:
    x, y = torch.from_numpy(images.x), torch.from_numpy(images.y)
    classifier = Classifier(initial(SETTINGS, x.shape[1], 0), images.classes)
    targets = nn.functional.one_hot(y, images.classes).to(x)
    orders = torch.split(torch.randperm(len(x), generator=torch.Generator().manual_seed(0)), TUNE_BATCH)

    def run(steps: int) -> None:
        with torch.inference_mode(), fast_matmul():
            for k in range(steps):
                rows = orders[k % (len(x) // TUNE_BATCH)]
                classifier.step(x[rows], targets[rows])

    return run


def _usual_tuning(images: Split) -> Contender:
    x, y = torch.from_numpy(images.x), torch.from_numpy(images.y)
    torch.manual_seed(0)
    model = nn.Sequential(
        nn.Linear(x.shape[1], SETTINGS.hidden), nn.Sigmoid(), nn.Linear(SETTINGS.hidden, images.classes)
    )
    optimizer = torch.optim.SGD(model.parameters(), TUNE_LR, MOMENTUM)
    return _batches(
        TensorDataset(x, y),
        TUNE_BATCH,
        lambda batch, labels: _descend(optimizer, nn.functional.cross_entropy(model(batch), labels)),
    )


def _batches(data: TensorDataset, size: int, step: Any) -> Contender:
    """Steps on the batches of a DataLoader, again and again."""
    loader = DataLoader(data, batch_size=size, shuffle=True, drop_last=True)
    batches = iter(loader)

    def run(steps: int) -> None:
        nonlocal batches
        for _ in range(steps):
            try:
                batch = next(batches)
            except StopIteration:
                batches = iter(loader)
                batch = next(batches)
            step(*batch)

    return run


def _descend(optimizer: torch.optim.Optimizer, loss: Tensor) -> None:
    optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    optimizer.step()
    loss.item()
