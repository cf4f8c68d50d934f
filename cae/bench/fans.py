"""The table of docs/atlas.md: fans of several sizes, kinds and seeds beside the same models from scratch."""

from __future__ import annotations

import tempfile
from pathlib import Path

from cae.bench.fan import compare, from_scratch, models_of
from cae.bench.report import Coming, Say
from cae.experiments.settings import PathSettings

BOUNDED = {
    f"{hidden} {'tied' if tied else 'untied'}": (hidden, tied) for hidden, tied in ((16, True), (64, True), (64, False))
}
SEEDS = (0, 1, 2)
UP_TO = 1.0  # λ up to which units are expected to stay themselves


def models() -> dict[str, PathSettings]:
    """By name: what bounds are set for, with three seeds, and what is only printed."""
    bounded = {
        f"{name}, seed {seed}": PathSettings(hidden=hidden, tied=tied, seed=seed)
        for name, (hidden, tied) in BOUNDED.items()
        for seed in SEEDS
    }
    printed = {f"64 {name}": PathSettings(activation=name) for name in ("tanh", "softplus", "relu", "gelu")}
    return bounded | printed | {"256 tied": PathSettings(hidden=256), "mnist, 64 tied": PathSettings(dataset="mnist")}


def figures(say: Say) -> Coming:
    """One row of the table after the other.

    Yields
    ------
    dict
        By the model's name. ``fan_worst``, ``fan_median``: held-out objective over that from scratch. ``fan_rises``,
        ``fan_falls``: the largest factor by which ‖J‖² rises, and by which the reconstruction error falls, from one λ
        to the next. ``fan_identity``: the smallest share of units that stay themselves, up to λ = 1 and beyond;
        ``scratch_identity``: the same of the models from scratch.
    """
    for name, settings in models().items():
        say(name)
        with tempfile.TemporaryDirectory() as cache:
            fan = models_of(settings, Path(cache))
            scratch = models_of(from_scratch(settings), Path(cache))
        own, other = compare(settings, fan, scratch), compare(settings, scratch, scratch)
        few = sum(lam < UP_TO for lam in settings.lambdas) + 1
        yield {
            "fan_worst": {name: own.worst},
            "fan_median": {name: own.median},
            "fan_rises": {name: own.rises},
            "fan_falls": {name: own.falls},
            "fan_identity": {f"{name}, to 1": min(own.same[:few]), f"{name}, beyond": min(own.same[few:])},
            "scratch_identity": {f"{name}, to 1": min(other.same[:few]), f"{name}, beyond": min(other.same[few:])},
            "fan_identity_less": {name: max(b - a for a, b in zip(own.same, other.same, strict=True))},
        }
