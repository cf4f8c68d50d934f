"""Benchmark of the λ atlas: how fast its fan is trained, and how true its models are."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import torch

from cae import checkpoint
from cae.atlases import alike
from cae.atlases.job import Viewer
from cae.atlases.jobs import Jobs, start_worker
from cae.atlases.store import Store, checkpoint_name
from cae.bench.report import Coming, Say, Unmeasured
from cae.bench.training import UsualLoop
from cae.contraction import penalty
from cae.data import load_dataset
from cae.experiments.settings import EPOCHS, PathSettings
from cae.figures.images import HELD_OUT
from cae.likeness import identity
from cae.model import Autoencoder
from cae.objectives import reconstruction_error

ROUNDS = 5
USUAL_S = 4.0  # of the usual loop, before and after each fan
FIRST = 3  # models after which the slider can be scrubbed
SHOWN = (1.0, 10.0, 100.0)  # λ at which it is told how many units stay themselves: the last is that of the pair before


def figures(say: Say) -> Coming:
    """The figures of the default atlas.

    Yields
    ------
    dict
        ``atlas_vs_conventional``: the time in which the usual loop trains 24 models for 60 epochs each over that of the
        whole atlas, from opening it to its last frame, workers' start and all figures included; the median of five.
        The loop runs as it is written, alone, with all threads, before and after each atlas; its steps a second count.
        ``atlas_first_three``: the share of the atlas' time after which three λ are there.
        ``atlas_heldout_vs_scratch``: the objective on 1,000 test images over that of models from scratch, 60 epochs
        each, at the worst λ and in the median. ``atlas_identity``, ``atlas_identity_scratch``: the share of units whose
        weights are most like their own in the next model, from λ = 1 and 10, and into λ = 100.
    """
    settings = PathSettings()
    usual = _Usual(settings)
    ratios, shares = [], []
    with tempfile.TemporaryDirectory() as cache:
        for n in range(ROUNDS):
            say(f"the default atlas, {n + 1} of {ROUNDS}")
            root = Path(cache) / str(n)
            before, times, after = usual.step_s(), grow(settings, root), usual.step_s()
            ratios.append((before + after) / 2 * usual.steps() / times[-1])
            shares.append(times[FIRST - 1] / times[-1])
        yield {"atlas_vs_conventional": statistics.median(ratios), "atlas_first_three": statistics.median(shares)}
        say("the same models from scratch")
        fan, scratch = models_of(settings, root), models_of(from_scratch(settings), root)
    compared = compare(settings, fan, scratch)
    yield {
        "atlas_heldout_vs_scratch": {"worst": compared.worst, "median": compared.median},
        "atlas_identity": dict(zip(_names(), compared.at(SHOWN), strict=True)),
        "atlas_identity_scratch": dict(zip(_names(), compare(settings, scratch, scratch).at(SHOWN), strict=True)),
    }


def from_scratch(settings: PathSettings) -> PathSettings:
    """The same models, each from initial weights."""
    epochs, first_epochs = EPOCHS["scratch"]
    return replace(settings, way="scratch", epochs=epochs, first_epochs=first_epochs)


def _names() -> list[str]:
    return [f"{lam:g}" for lam in SHOWN]


class _Usual:
    """The usual loop on the same data, timed."""

    def __init__(self, settings: PathSettings) -> None:
        self.settings, self.data = settings, load_dataset(settings.dataset)
        self.loop = UsualLoop(self.data, settings.hidden)
        self.loop.run(100)

    def steps(self) -> int:
        """How many it takes for models of all λ from scratch."""
        epochs = len(self.settings.lambdas) * EPOCHS["scratch"][1]
        return epochs * (len(self.data.x_train) // self.settings.batch_size)

    def step_s(self) -> float:
        """Seconds of one step, now."""
        steps, start = 0, time.perf_counter()
        while time.perf_counter() - start < USUAL_S:
            self.loop.run(50)
            steps += 50
        return (time.perf_counter() - start) / steps


# -- growing ---------------------------------------------------------------------------------------------------------


def grow(settings: PathSettings, root: Path) -> list[float]:
    """Train an atlas into a cache as the page does; seconds from opening it to each model's frame, ascending.

    Raises
    ------
    Unmeasured
        If it can't be trained.
    """
    return asyncio.run(_grow(settings, root))


async def _grow(settings: PathSettings, root: Path) -> list[float]:
    jobs, viewer, store = Jobs(start_worker, time.monotonic), Viewer(), Store(settings, root)
    clock = asyncio.create_task(jobs.keep_time())
    start, times = time.perf_counter(), []
    try:
        jobs.open(viewer, store, alike.inspect(store), figures_only=True)
        while True:
            item = await viewer.next()
            assert isinstance(item, dict)
            if item["type"] == "figures":
                times.append(time.perf_counter() - start)
            elif item["type"] == "progress" and item["state"] == "complete":
                return times
            elif item["type"] == "progress" and item["state"] == "failed":
                raise Unmeasured(f"The atlas could not be trained: {item['message']}")
    finally:
        clock.cancel()
        await jobs.close()


def models_of(settings: PathSettings, root: Path) -> list[Autoencoder]:
    """The models of an atlas, trained now if they are not there."""
    store = Store(settings, root)
    if len(store.inspect().points) < store.total:
        grow(settings, root)
    return [checkpoint.load_model(store.folder / checkpoint_name(index)) for index in range(store.total)]


# -- comparing -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Compared:
    """An atlas beside models from scratch.

    Attributes
    ----------
    lambdas : tuple of float
    ratios : list of float
        Held-out objective over that from scratch, at each λ.
    rises, falls : float
        The largest factor by which ‖J‖² rises, and by which the reconstruction error falls, from one λ to the next; 1
        where both are monotone. Held out.
    same : list of float
        Share of units that are most like themselves in the next model.
    """

    lambdas: tuple[float, ...]
    ratios: list[float]
    rises: float
    falls: float
    same: list[float]

    @property
    def worst(self) -> float:
        """At the worst λ."""
        return max(self.ratios)

    @property
    def median(self) -> float:
        """Over the λ."""
        return statistics.median(self.ratios)

    def at(self, lams: Iterable[float]) -> list[float]:
        """How many units stay themselves from these λ to the next; of the last λ, from the one before."""
        last = len(self.same) - 1
        return [self.same[min(self.lambdas.index(lam), last)] for lam in lams]


@torch.no_grad()
def compare(settings: PathSettings, models: list[Autoencoder], scratch: list[Autoencoder]) -> Compared:
    """Hold the models of an atlas against those from scratch, on test images.

    Parameters
    ----------
    settings : PathSettings
    models, scratch : list of Autoencoder
        One a λ.
    """
    x = torch.from_numpy(load_dataset(settings.dataset).x_test[:HELD_OUT])

    def held_out(model: Autoencoder) -> tuple[float, float]:
        return float(reconstruction_error(model, x).mean()), float(penalty(model, x).mean())

    own, others = [held_out(model) for model in models], [held_out(model) for model in scratch]
    pairs = zip(settings.lambdas, own, others, strict=True)
    ratios = [(r + lam * p) / (r_scratch + lam * p_scratch) for lam, (r, p), (r_scratch, p_scratch) in pairs]
    rises = max([1.0, *(b[1] / a[1] for a, b in pairwise(own) if a[1] > 0)])
    falls = max([1.0, *(a[0] / b[0] for a, b in pairwise(own))])
    same = [identity(a, b) for a, b in pairwise(models)]
    return Compared(settings.lambdas, ratios, rises, falls, same)
