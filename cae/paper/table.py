"""The table: its folder, its models trained side by side, and their figures over the seeds.

Killed, it goes on where it was: a model that is done is a file, one in training a checkpoint of its last epoch.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path

from cae.data import load_dataset
from cae.files import written
from cae.paper.folder import ABOUT, MODELS, kept
from cae.paper.pool import Task, side_by_side
from cae.paper.results import Results
from cae.paper.settings import TableSettings, checked_seeds
from cae.paper.split import split
from cae.paper.work import steps_of, work


def run_table(
    settings: TableSettings,
    seeds: Sequence[int],
    out: str | os.PathLike[str],
    on_progress: Callable[[int], None] = lambda steps: None,
    workers: int = 0,
) -> Results:
    """Train, measure and fine-tune every row for every seed.

    Parameters
    ----------
    settings : TableSettings
    seeds : sequence of int
    out : path-like
        A folder, made if it is not there. If a table of the same settings lies there, what is missing is done; it may
        be given other seeds, and the results are those of the seeds asked for.
    on_progress : callable
        Told how many steps are done, of ``total_steps(settings, seeds)``.
    workers : int
        Processes of one thread each; 0: one row after another, in this process.

    Returns
    -------
    Results

    Raises
    ------
    ValueError
        If a setting is out of its range, the data set does not have what the split needs, or the folder holds another
        table.
    Diverged
        If a training diverges.
    """
    numbers, path = checked_seeds(seeds), Path(out)
    tasks: list[Task] = [(model, seed) for seed, model in product(numbers, MODELS)]
    found = {task: figures for task in tasks if (figures := kept(path, *task)) is not None}
    missing = [task for task in tasks if task not in found]
    if missing:
        split(load_dataset(settings.dataset), settings)  # refused before a folder is made, or a process started
    _claim(path, settings)
    done = sum(steps_of(model, settings) for model, _ in found)

    def on_steps(steps: int) -> None:
        nonlocal done
        done += steps
        on_progress(done)

    on_steps(0)
    if workers:
        found |= side_by_side(missing, settings, path, on_steps, workers)
    else:
        found |= {task: work(task[0], settings, task[1], path, on_steps) for task in missing}
    return Results(settings, numbers, {model: [found[model, seed] for seed in numbers] for model in MODELS})


def total_steps(settings: TableSettings, seeds: Sequence[int]) -> int:
    """Of all training and fine-tuning at most; what early stopping saves is counted as done."""
    return len(seeds) * sum(steps_of(model, settings) for model in MODELS)


def _claim(path: Path, settings: TableSettings) -> None:
    """Make the folder this table's, or see that it is.

    Raises
    ------
    ValueError
        If another table lies there.
    """
    path.mkdir(parents=True, exist_ok=True)
    mark, asked = path / ABOUT, settings.as_dict()
    if mark.exists():
        try:
            before = dict(json.loads(mark.read_text())["settings"])
        except (ValueError, TypeError, KeyError):
            raise ValueError(
                f"out must be a table's folder, but {mark} can't be read; choose another folder."
            ) from None
        others = [f"{name} {before.get(name)}" for name, value in asked.items() if before.get(name) != value]
        if others:
            raise ValueError(
                f"out must be a new folder or one with a table of the same settings, but {path} holds one with "
                f"{', '.join(others)}; choose another folder, or remove it."
            )
        return
    with written(mark) as file:
        file.write_text(json.dumps({"settings": asked}, indent=2))
