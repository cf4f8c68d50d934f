"""Grids of paths, on disk: every model a checkpoint and a row of one tidy table; killed, it goes on where it was."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

from cae import checkpoint
from cae.data import load_dataset
from cae.experiments.measure import measure
from cae.experiments.paths import PathPoint, train_path
from cae.experiments.settings import PathSettings
from cae.files import written

FORMATS = ("csv", "parquet")
_ABOUT = "sweep.json"


def run_grid(
    settings: PathSettings,
    hidden: Sequence[int],
    seeds: Sequence[int],
    out: str | os.PathLike[str],
    table: str = "csv",
    on_progress: Callable[[float], None] = lambda epochs: None,
) -> Path:
    """Train a path of models for every number of hidden units and every seed.

    Parameters
    ----------
    settings : PathSettings
        Of every path, but for ``hidden`` and ``seed``.
    hidden, seeds : sequence of int
    out : path-like
        A folder, made if it is not there. If a grid of the same settings lies there, what is missing is trained.
    table : {"csv", "parquet"}
        The kind of table, ``table.csv`` or ``table.parquet``; it is complete after every model.
    on_progress : callable
        Told how many epochs are done, those found on disk included.

    Returns
    -------
    Path
        The table.

    Raises
    ------
    ValueError
        If a setting is out of its range, or a grid of other settings lies in the folder.
    """
    if table not in FORMATS:
        raise ValueError(f"table must be one of {', '.join(FORMATS)}, but {table!r} came.")
    paths = [replace(settings, hidden=h, seed=seed) for h, seed in product(hidden, seeds)]
    if len(set(paths)) != len(paths) or not paths:
        came = f"hidden {list(hidden)} and seeds {list(seeds)}"
        raise ValueError(f"hidden and seeds must be lists of different numbers, but {came} came.")
    out = Path(out)
    _claim(out, {"settings": settings.as_dict() | {"hidden": list(hidden), "seed": list(seeds)}})
    rows: list[dict[str, Any]] = []
    target = out / f"table.{table}"
    before = 0
    for path in paths:

        def told(epochs: float, before: int = before) -> None:
            on_progress(before + epochs)

        for row in _one_path(path, out, told):
            rows.append(row)
            _write_table(rows, target)
        before += path.total_epochs()
        told(path.total_epochs())
    return target


def _one_path(path: PathSettings, out: Path, on_progress: Callable[[float], None]) -> Iterator[dict[str, Any]]:
    """The rows of a path's models: first those on disk, then those trained now."""
    done, epochs = 0, [sum(map(path.epochs_of, range(index))) for index in range(len(path.lambdas))]
    for index in range(len(path.lambdas)):
        row = _read_row(out / f"{_name(path, index)}.json")
        if row is None:
            break
        yield row
        done += 1
    if done == len(path.lambdas):
        return
    data = load_dataset(path.dataset)
    previous = checkpoint.resume(out / _checkpoint(path, done - 1), data.x_train) if path.warm and done else None

    def progress(index: int, fraction: float) -> None:
        on_progress(epochs[index] + fraction * path.epochs_of(index))

    for point in train_path(path, data, done, previous, progress):
        row = _row(path, point) | _flat(measure(point.model, data))
        checkpoint.save(out / _checkpoint(path, point.index), point.trainer)
        # The row comes last: a model counts as done when everything of it is there.
        with written(out / f"{_name(path, point.index)}.json") as file:
            file.write_text(json.dumps(row))
        yield row


def _row(path: PathSettings, point: PathPoint) -> dict[str, Any]:
    names = ("dataset", "hidden", "activation", "output", "tied", "seed", "warm", "lr", "batch_size")
    row = {name: getattr(path, name) for name in names} | {"lambda": point.lam, "epochs": point.epochs}
    row |= {"train_reconstruction": point.reconstruction, "train_penalty": point.penalty}
    return row | {"checkpoint": _checkpoint(path, point.index)}


def _flat(figures: dict[str, Any]) -> dict[str, Any]:
    states = {f"units {state}": count for state, count in figures.pop("states").items()}
    return figures | states


def _name(path: PathSettings, index: int) -> str:
    return f"hidden-{path.hidden}_seed-{path.seed}_lambda-{path.lambdas[index]!r}"


def _checkpoint(path: PathSettings, index: int) -> str:
    return f"{_name(path, index)}.safetensors"


def _claim(out: Path, about: dict[str, Any]) -> None:
    """Make the folder this grid's, or find that it is."""
    out.mkdir(parents=True, exist_ok=True)
    mark = out / _ABOUT
    if not mark.exists():
        with written(mark) as file:
            file.write_text(json.dumps(about, indent=2))
        return
    try:
        found = json.loads(mark.read_text())
    except ValueError:
        found = None
    if found != about:
        raise ValueError(
            f"out must be a new folder or one with a sweep of the same settings, but {out} holds another sweep "
            f"(see {mark}); choose another folder, or remove it."
        )


def _read_row(path: Path) -> dict[str, Any] | None:
    """A model's row, if the model is there: a row that was cut short counts for nothing."""
    try:
        row: dict[str, Any] = json.loads(path.read_text())
    except (OSError, ValueError):
        return None
    return row if path.with_name(row["checkpoint"]).is_file() else None


def _write_table(rows: list[dict[str, Any]], target: Path) -> None:
    if target.suffix == ".parquet":
        import pandas

        with written(target) as file:
            pandas.DataFrame(rows).to_parquet(file)
        return
    with written(target) as path, path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
