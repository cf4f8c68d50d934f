"""Families of models over hidden units and seeds, on disk: every model a checkpoint and a row of one tidy table.

Killed, it goes on where it was: every model is trained from what is on disk, by whoever has a core to spare.
"""

from __future__ import annotations

import contextlib
import csv
import json
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from dataclasses import replace
from functools import lru_cache
from itertools import product
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from cae import checkpoint
from cae.data import Dataset, load_dataset
from cae.experiments.measure import measure
from cae.experiments.paths import PathPoint, train_model
from cae.experiments.settings import TRUNK, PathSettings
from cae.files import written
from cae.processes.handle import cores
from cae.trainer import Diverged

FORMATS = ("csv", "parquet")
_ABOUT = "sweep.json"

Task = tuple[PathSettings, int]  # a family, and the index of a model or TRUNK


def run_grid(
    settings: PathSettings,
    hidden: Sequence[int],
    seeds: Sequence[int],
    out: str | os.PathLike[str],
    table: str = "csv",
    on_progress: Callable[[float], None] = lambda epochs: None,
    executor: Executor | None = None,
) -> Path:
    """Train a family of models over λ for every number of hidden units and every seed.

    Parameters
    ----------
    settings : PathSettings
        Of every family, but for ``hidden`` and ``seed``.
    hidden, seeds : sequence of int
    out : path-like
        A folder, made if it is not there. If a grid of the same settings lies there, what is missing is trained.
    table : {"csv", "parquet"}
        The kind of table, ``table.csv`` or ``table.parquet``; it is complete after every model.
    on_progress : callable
        Told how many epochs are done, those found on disk included.
    executor : concurrent.futures.Executor, optional
        Trains what does not depend on each other side by side, a model a task: ``side_by_side()``, or a cluster's (such
        as ``dask.distributed.Client.get_executor()``) whose workers see ``out`` under the same path. By default one
        model after another is trained here.

    Returns
    -------
    Path
        The table.

    Raises
    ------
    ValueError
        If a setting is out of its range, or a grid of other settings lies in the folder.
    Diverged
        If a training diverges; what does not start from it is trained first.
    """
    if table not in FORMATS:
        raise ValueError(f"table must be one of {', '.join(FORMATS)}, but {table!r} came.")
    families = [replace(settings, hidden=h, seed=seed) for h, seed in product(hidden, seeds)]
    if len(set(families)) != len(families) or not families:
        came = f"hidden {list(hidden)} and seeds {list(seeds)}"
        raise ValueError(f"hidden and seeds must be lists of different numbers, but {came} came.")
    out = Path(out)
    _claim(out, settings.as_dict() | {"hidden": list(hidden), "seed": list(seeds)})
    target = out / f"table.{table}"
    work = _Work(families, out, on_progress)
    work.write(target)
    for _ in work.finished(executor):
        work.write(target)
    return target


@contextlib.contextmanager
def side_by_side(workers: int | None = None) -> Iterator[Executor]:
    """So many processes of this machine (one a core by default) that train with one thread each, for ``run_grid``.

    A script that uses it needs ``if __name__ == "__main__":`` around what it does, as with any process pool.
    """
    count = workers or cores()
    with ProcessPoolExecutor(count, get_context("spawn"), initializer=_one_thread) as pool:
        try:
            yield pool
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


class _Work:
    """What of a grid is there, and what is still to be trained."""

    def __init__(self, families: list[PathSettings], out: Path, on_progress: Callable[[float], None]) -> None:
        self.families, self.out, self._on_progress = families, out, on_progress
        self.rows: dict[Task, dict[str, Any]] = {}
        self._trunks: set[Task] = set()
        self._waiting: list[Task] = []
        for family in families:
            for index in range(len(family.lambdas)):
                row = _read_row(out / f"{_name(family, index)}.json")
                if row is None:
                    self._waiting.append((family, index))
                else:
                    self.rows[family, index] = row
            if family.way == "fan" and (out / _checkpoint(family, TRUNK)).is_file():
                self._trunks.add((family, TRUNK))
            elif family.way == "fan" and any((family, index) not in self.rows for index in range(len(family.lambdas))):
                self._waiting.append((family, TRUNK))
        # Trunks first, then as each family's order has it: the first λ of all families before the second of any.
        place = {(family, index): k for family in families for k, index in enumerate([TRUNK, *family.order()])}
        self._waiting.sort(key=place.__getitem__)

    def finished(self, executor: Executor | None) -> Iterator[Task]:
        """Train what is missing; gives each model when it is there."""
        failed: BaseException | None = None
        running: dict[Future[dict[str, Any] | None], Task] = {}
        self._tell()
        while True:
            for task in [task for task in self._waiting if self._can_begin(task)]:
                if executor is None and running:
                    break
                self._waiting.remove(task)
                running[_submitted(executor, task, self.out)] = task
            if not running:
                break
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                task = running.pop(future)
                if (error := future.exception()) is not None:
                    if not isinstance(error, Diverged):
                        raise error
                    failed = failed or error
                    continue
                row = future.result()
                if row is None:
                    self._trunks.add(task)
                else:
                    self.rows[task] = row
                self._tell()
                yield task
        if failed is not None:
            raise failed

    def _can_begin(self, task: Task) -> bool:
        family, index = task
        needed = family.origin(index)
        return needed is None or (family, needed) in self.rows or (family, needed) in self._trunks

    def _tell(self) -> None:
        self._on_progress(sum(family.epochs_of(index) for family, index in {*self.rows, *self._trunks}))

    def write(self, target: Path) -> None:
        """The table as it stands: families as they were asked for, λ ascending."""
        rows = [self.rows[f, i] for f in self.families for i in range(len(f.lambdas)) if (f, i) in self.rows]
        if rows:
            _write_table(rows, target)


def _submitted(executor: Executor | None, task: Task, out: Path) -> Future[dict[str, Any] | None]:
    if executor is not None:
        return executor.submit(train_task, *task, out)
    future: Future[dict[str, Any] | None] = Future()
    try:
        future.set_result(train_task(*task, out))
    except Diverged as error:
        future.set_exception(error)
    return future


def train_task(family: PathSettings, index: int, out: Path) -> dict[str, Any] | None:
    """Train one model from what is on disk, and keep it there; its row, or None for the trunk of a fan."""
    data = _data(family.dataset)
    needed = family.origin(index)
    origin = None if needed is None else checkpoint.resume(out / _checkpoint(family, needed), data.x_train)
    point = train_model(family, data, index, origin)
    row = None if index == TRUNK else _row(family, point) | _flat(measure(point.model, data))
    checkpoint.save(out / _checkpoint(family, index), point.trainer)
    if row is not None:
        # The row comes last: a model counts as done when everything of it is there.
        with written(out / f"{_name(family, index)}.json") as file:
            file.write_text(json.dumps(row))
    return row


@lru_cache(maxsize=1)
def _data(name: str) -> Dataset:
    """A data set, read once by each process that trains many models on it."""
    return load_dataset(name)


def _one_thread() -> None:
    import torch

    torch.set_num_threads(1)


def _row(path: PathSettings, point: PathPoint) -> dict[str, Any]:
    names = ("dataset", "hidden", "activation", "output", "tied", "seed", "way", "lr", "batch_size")
    row = {name: getattr(path, name) for name in names} | {"lambda": point.lam, "epochs": point.epochs}
    row |= {"train_reconstruction": point.reconstruction, "train_penalty": point.penalty}
    return row | {"checkpoint": _checkpoint(path, point.index)}


def _flat(figures: dict[str, Any]) -> dict[str, Any]:
    states = {f"units {state}": count for state, count in figures.pop("states").items()}
    return figures | states


def _name(path: PathSettings, index: int) -> str:
    which = "trunk" if index == TRUNK else f"lambda-{path.lambdas[index]!r}"
    return f"hidden-{path.hidden}_seed-{path.seed}_{which}"


def _checkpoint(path: PathSettings, index: int) -> str:
    return f"{_name(path, index)}.safetensors"


def _claim(out: Path, settings: dict[str, Any]) -> None:
    """Make the folder this grid's, or find that it is."""
    out.mkdir(parents=True, exist_ok=True)
    mark = out / _ABOUT
    if not mark.exists():
        with written(mark) as file:
            file.write_text(json.dumps({"settings": settings}, indent=2))
        return
    try:
        found = _renamed(json.loads(mark.read_text())["settings"])
    except (ValueError, TypeError, KeyError):
        found = None
    if found != settings:
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
    return _renamed(row) if path.with_name(row["checkpoint"]).is_file() else None


def _renamed(values: dict[str, Any]) -> dict[str, Any]:
    """Settings, or a row, of a time when ``warm`` stood for ``way``."""
    if "warm" not in values:
        return values
    way = "up" if values["warm"] else "scratch"
    return {("way" if name == "warm" else name): way if name == "warm" else value for name, value in values.items()}


def _write_table(rows: list[dict[str, Any]], target: Path) -> None:
    if target.suffix == ".parquet":
        import pandas

        with written(target) as file:
            pandas.DataFrame(rows).to_parquet(file)
        return
    with written(target) as path, path.open("w", newline="") as file:
        # Rows of an older version lack what is measured since.
        names = max((list(row) for row in rows), key=len)
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)
