"""Families of models over hidden units and seeds, on disk: every model a checkpoint and a row of one tidy table.

Killed, it goes on where it was: every model is trained from what is on disk, by whoever has a core to spare.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from dataclasses import replace
from functools import lru_cache
from itertools import product
from multiprocessing import get_context
from pathlib import Path

from cae import checkpoint
from cae.checks import as_list, shown
from cae.data import Dataset, load_dataset
from cae.experiments.folder import (
    DIVERGED,
    FORMATS,
    NOT_TRAINED,
    TRAINED,
    Folder,
    Row,
    checkpoint_of,
    keep_row,
    name_of,
)
from cae.experiments.measure import measure
from cae.experiments.paths import PathPoint, train_model
from cae.experiments.settings import TRUNK, PathSettings
from cae.processes.handle import cores
from cae.processes.parent import end_with_parent
from cae.trainer import Diverged

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
        A folder, made if it is not there. If a grid of the same settings lies there, what is missing is trained: it may
        be given more units, seeds and λ (on a path, at its end), and the table keeps those of before.
    table : {"csv", "parquet"}
        The kind of table, ``table.csv`` or ``table.parquet``; it is complete after every model. A model that diverged
        is a row too: its ``status`` says so, and ``why``; so is one that starts from it, which is ``not trained``.
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
        If trainings diverged, when all that do not start from them are there; the message has a line for each.
    """
    if not isinstance(table, str) or table not in FORMATS:
        raise ValueError(f"table must be one of {', '.join(FORMATS)}, but {shown(table)} came.")
    families = [replace(settings, hidden=h, seed=seed) for h, seed in product(as_list(hidden), as_list(seeds))]
    if len(set(families)) != len(families) or not families:
        came = f"hidden {shown(hidden)} and seeds {shown(seeds)}"
        raise ValueError(f"hidden and seeds must be lists of different numbers, but {came} came.")
    units, numbers = ([*dict.fromkeys(getattr(f, name) for f in families)] for name in ("hidden", "seed"))
    folder = Folder(Path(out), settings, units, numbers)
    work = _Work(families, folder, on_progress)
    target = folder.write_table(table, work.rows)
    for _ in work.finished(executor):
        folder.write_table(table, work.rows)
    if work.failed:
        step = max(row.get("step", 0) for row in work.failed.values())
        raise Diverged(step, f"Not all models could be trained; all others are there, in {target}.\n{work.failures()}")
    return target


@contextlib.contextmanager
def side_by_side(workers: int | None = None) -> Iterator[Executor]:
    """So many processes of this machine (one a core by default) that train with one thread each, for ``run_grid``.

    A script that uses it needs ``if __name__ == "__main__":`` around what it does, as with any process pool.
    """
    count = workers or cores()
    with ProcessPoolExecutor(count, get_context("spawn"), initializer=_begin) as pool:
        try:
            yield pool
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


class _Work:
    """What of a grid is there, and what is still to be trained.

    Attributes
    ----------
    rows, failed : dict of str to dict
        The rows there are, by the models' names; and those of what diverged, or could not start, trunks among them.
    """

    def __init__(self, families: list[PathSettings], folder: Folder, on_progress: Callable[[float], None]) -> None:
        self._folder, self._on_progress = folder, on_progress
        self.rows: dict[str, Row] = {}
        self.failed: dict[str, Row] = {}
        self._there: set[Task] = set()
        # Trunks first, then as each family's order has it: the first λ of all families before the second of any.
        ordered = sorted(
            ((k, number, (family, index)) for number, family in enumerate(families)
             for k, index in enumerate([TRUNK, *family.order()]) if index != TRUNK or family.way == "fan"),
            key=lambda one: one[:2],
        )  # fmt: skip
        self._waiting = [task for _, _, task in ordered if not self._found(task)]
        idle = {family for family in families if not any(f == family and i != TRUNK for f, i in self._waiting)}
        self._waiting = [(family, index) for family, index in self._waiting if family not in idle]

    def _found(self, task: Task) -> bool:
        """Whether a model, or a trunk, is there or has diverged."""
        row = self._folder.row(name_of(*task))
        if row is not None:
            self._take(task, row)
        elif task[1] == TRUNK and (self._folder.path / checkpoint_of(*task)).is_file():
            self._there.add(task)
        return row is not None or task in self._there

    def _take(self, task: Task, row: Row) -> None:
        name = name_of(*task)
        if row["status"] == DIVERGED:
            self.failed[name] = row
        else:
            self._there.add(task)
        if task[1] != TRUNK:
            self.rows[name] = row

    def finished(self, executor: Executor | None) -> Iterator[Task]:
        """Train what is missing; gives each model when it is there, or when it has diverged."""
        running: dict[Future[Row | None], Task] = {}
        self._tell()
        while True:
            for task in [task for task in self._waiting if self._can_begin(task)]:
                if executor is None and running:
                    break
                self._waiting.remove(task)
                running[_submitted(executor, task, self._folder.path)] = task
            if not running:
                break
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                self._ended(running.pop(future), future)
                self._tell()
                yield task
        for task in self._waiting:  # what they start from diverged
            why = f"The {'model' if task[0].is_path else 'trunk'} it starts from is not there."
            row = _settings_of(*task) | {"status": NOT_TRAINED, "why": why}
            self.rows[name_of(*task)] = self.failed[name_of(*task)] = row
        if self._waiting:
            yield self._waiting[-1]

    def failures(self) -> str:
        """A line for each of what failed."""
        return "\n".join(
            f"{name.replace('_', ', ')}: {row['status']}. {row['why']}" for name, row in self.failed.items()
        )

    def _ended(self, task: Task, future: Future[Row | None]) -> None:
        error = future.exception()
        if error is None:
            row = future.result()
            self._there.add(task) if row is None else self._take(task, row)
        elif isinstance(error, Diverged):
            row = _settings_of(*task) | {"status": DIVERGED, "why": str(error), "step": error.step}
            keep_row(self._folder.path, name_of(*task), row)
            self._take(task, row)
        else:
            raise error

    def _can_begin(self, task: Task) -> bool:
        family, index = task
        needed = family.origin(index)
        return needed is None or (family, needed) in self._there

    def _tell(self) -> None:
        self._on_progress(sum(family.epochs_of(index) for family, index in self._there))


def _submitted(executor: Executor | None, task: Task, out: Path) -> Future[Row | None]:
    if executor is not None:
        return executor.submit(train_task, *task, out)
    future: Future[Row | None] = Future()
    try:
        future.set_result(train_task(*task, out))
    except Diverged as error:
        future.set_exception(error)
    return future


def train_task(family: PathSettings, index: int, out: Path) -> Row | None:
    """Train one model from what is on disk, and keep it there; its row, or None for the trunk of a fan."""
    data = _data(family.dataset)
    needed = family.origin(index)
    origin = None if needed is None else checkpoint.resume(out / checkpoint_of(family, needed), data.x_train)
    point = train_model(family, data, index, origin)
    row = None if index == TRUNK else _row(family, point, data)
    checkpoint.save(out / checkpoint_of(family, index), point.trainer)
    if row is not None:
        # The row comes last: a model counts as done when everything of it is there.
        keep_row(out, name_of(family, index), row)
    return row


@lru_cache(maxsize=1)
def _data(name: str) -> Dataset:
    """A data set, read once by each process that trains many models on it."""
    return load_dataset(name)


def _begin() -> None:
    """One thread, as several processes at once have a core each."""
    import torch

    torch.set_num_threads(1)
    end_with_parent()


def _settings_of(family: PathSettings, index: int) -> Row:
    """What a row says of a model before it is trained."""
    names = ("dataset", "hidden", "activation", "output", "tied", "seed", "way", "lr", "batch_size", "objective")
    row = {name: getattr(family, name) for name in names}
    return row | ({} if index == TRUNK else {"lambda": family.lambdas[index], "epochs": family.epochs_of(index)})


def _row(family: PathSettings, point: PathPoint, data: Dataset) -> Row:
    try:
        figures = measure(point.model, data)
    except (ArithmeticError, RuntimeError, ValueError) as error:  # finite weights, but too large to compute with
        step = point.trainer.step
        raise Diverged(
            step, f"The training at λ = {point.lam:g} diverged. Its figures have no numbers ({error})."
        ) from error
    states = {f"units {state}": count for state, count in figures.pop("states").items()}
    row = _settings_of(family, point.index) | {"status": TRAINED}
    row |= {"train_reconstruction": point.reconstruction, "train_penalty": point.penalty}
    return row | {"checkpoint": checkpoint_of(family, point.index)} | figures | states
