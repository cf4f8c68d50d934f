"""The model at λ = 0 that a model is held against: where it comes from, and what it is in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from torch import Tensor

from cae.inspectors import library
from cae.inspectors.sources import SourceError, atlas_model
from cae.model import Autoencoder

SHARES = {
    "fan": "this atlas’s model at λ = 0, which shares the trunk with it",
    "up": "this atlas’s model at λ = 0, from which its path began",
    "down": "this atlas’s model at λ = 0, at the end of its path",
    "scratch": "this atlas’s model at λ = 0, from the same initial weights",
}


class Reference:
    """What a model is held against.

    Parameters
    ----------
    words : str
        What it is, or why there is none.
    load : callable, optional
        Gives the model, when it is needed; None where there is none.

    Attributes
    ----------
    words : str
    """

    def __init__(self, words: str, load: Callable[[], Autoencoder | None] = lambda: None) -> None:
        self.words, self._load = words, load

    @cached_property
    def model(self) -> Autoencoder | None:
        """The model; None if there is none."""
        return self._load()


def of_run(step: int, member: Mapping[str, Any] | None, parameters: dict[str, Tensor], like: Autoencoder) -> Reference:
    """Of a live run at a step: its twin, where it trains one.

    Parameters
    ----------
    step : int
        The run's.
    member : mapping or None
        What ``LiveRun.weights`` notes of the twin: ``lam``, ``step``, ``diverged``.
    parameters : dict of Tensor
        The twin's.
    like : Autoencoder
        The run's own model.
    """
    if member is None or member["lam"] != 0:
        return Reference("none: no twin at λ = 0 trains beside this run")
    if member["diverged"]:
        return Reference(f"none: the twin at λ = 0 diverged at step {member['step']:,}")

    def load() -> Autoencoder:
        model = Autoencoder(like.sizes, like.activation.name, like.tied, like.output)
        model.load_state_dict(parameters, assign=True)
        return model

    behind = step - member["step"]
    where = "in step with it" if behind == 0 else f"at step {member['step']:,}, {behind:,} behind and catching up"
    return Reference(f"its twin at λ = 0: the same seed and batches, {where}", load)


def of_atlas(root: Path, key: str, index: int) -> Reference:
    """Of a model of an atlas: that atlas's own at λ = 0."""
    atlas = library.find_atlas(root, key)
    if atlas is None or atlas.settings.lambdas[0] != 0:
        return Reference("none: this atlas has no model at λ = 0")
    if index == 0:
        return Reference("none: this is the model at λ = 0 itself")
    if 0 not in atlas.done:
        return Reference("none yet: this atlas’s model at λ = 0 is not finished")

    def load() -> Autoencoder | None:
        try:
            return atlas_model(root, key, 0)[0]
        except SourceError:  # it has been removed since
            return None

    return Reference(SHARES[atlas.settings.way], load)
