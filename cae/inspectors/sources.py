"""Opening what can be opened from disk: a model of an atlas, or a checkpoint that was brought."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cae import checkpoint
from cae.atlases.store import find_checkpoint
from cae.checks import plain
from cae.data import OFFERED, REGISTRY
from cae.experiments.record import Record
from cae.header import CheckpointError
from cae.inspectors import library, sample
from cae.model import Autoencoder

Source = dict[str, Any]


class SourceError(ValueError):
    """A source can't be shown; the text is a sentence for the person."""


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """A source that can be shown.

    Attributes
    ----------
    source : dict
        As it was asked for, complete.
    model : Autoencoder
    dataset : str
    label : str
        What it is, in a few words.
    lam : float or None
    record : Record or None
        How it was trained, where a checkpoint tells.
    also : dict
        What else the page is told: of an atlas, its λ and which of them are done; of a checkpoint, the data sets whose
        images it takes.
    """

    source: Source
    model: Autoencoder
    dataset: str
    label: str
    lam: float | None = None
    record: Record | None = None
    also: dict[str, Any] = field(default_factory=dict)


def open_source(root: Path, source: Source) -> Opened:
    """Open an atlas or a checkpoint of the cache.

    Raises
    ------
    SourceError
        If it is not there, is damaged, or there are no images for it.
    """
    return _atlas(root, source) if source["kind"] == "atlas" else _checkpoint(root, source)


def atlas_model(root: Path, key: str, index: int) -> tuple[Autoencoder, float]:
    """A finished model of an atlas and its λ; raises as ``open_source``."""
    found = find_checkpoint(root, key, index)
    if found is None:
        raise SourceError(f"Model {index} of this atlas is not in the cache (any more); open it on the Atlas page.")
    return _loaded(found[0]), found[1]


def _atlas(root: Path, source: Source) -> Opened:
    atlas = library.find_atlas(root, source["key"])
    if atlas is None or not atlas.done:
        raise SourceError("There is no finished model of this atlas in the cache; open it on the Atlas page first.")
    index = source["index"]
    if index is None:
        index = atlas.done[len(atlas.done) // 2]
    if index >= len(atlas.settings.lambdas):
        raise SourceError(f"This atlas has the models 0 to {len(atlas.settings.lambdas) - 1}, but {index} came.")
    model, lam = atlas_model(root, source["key"], index)
    s = atlas.settings
    label = f"Atlas of {s.dataset}: {_described(model)}, λ from {plain(s.lambdas[0])} to {plain(s.lambdas[-1])}"
    also = {"lambdas": list(s.lambdas), "done": atlas.done}
    return Opened(source | {"index": index}, model, s.dataset, label, lam, also=also)


def _checkpoint(root: Path, source: Source) -> Opened:
    path = library.checkpoint_path(root, source["id"])
    try:
        about = library.about(path)
    except FileNotFoundError as error:
        raise SourceError("This checkpoint is no longer kept here; bring the file again.") from error
    except (OSError, CheckpointError) as error:
        raise SourceError(str(error)) from error
    sizes = about.sizes
    fitting = sample.fitting(sizes[0])
    dataset: str | None = source["dataset"] or next(iter(fitting), None)
    if dataset not in fitting:
        have = ", ".join(f"{name} has {REGISTRY[name].pixels}" for name in OFFERED)
        raise SourceError(f"The model takes images of {sizes[0]:,} pixels, but {have}; choose one that fits.")
    model = _loaded(path)
    also = {"datasets": fitting}
    label, record = f"Checkpoint: {_described(model)}", library.record(path)
    return Opened(source | {"dataset": dataset}, model, dataset, label, about.lam, record, also)


def _loaded(path: Path) -> Autoencoder:
    try:
        model = checkpoint.load_model(path)
    except FileNotFoundError as error:
        raise SourceError("The model's file has just been removed.") from error
    except CheckpointError as error:
        raise SourceError(error.sentence) from error
    except OSError as error:
        raise SourceError(f"The model's file can't be read ({error.strerror or error}).") from error
    # Half precision has a tenth of a percent: good for keeping a model, not for looking at its figures.
    return model.float() if model.W[0].dtype.itemsize < 4 else model


def _described(model: Autoencoder) -> str:
    sizes = "-".join(map(str, model.sizes))
    return f"{sizes} {model.activation.name}, {'tied' if model.tied else 'untied'}, {model.output} output"
