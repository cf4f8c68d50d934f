"""A table's folder: what it was asked for, and the figures of every model that is done. Knows no torch."""

from __future__ import annotations

import json
import math
from itertools import product
from pathlib import Path
from typing import Any

from cae.paper.results import Results
from cae.paper.rows import NONE, ROWS
from cae.paper.settings import TableSettings, checked_seeds

MODELS = (*(row.name for row in ROWS), NONE)
ABOUT = "settings.json"


def name_of(model: str, seed: int) -> str:
    """What the files of a model begin with."""
    return f"{model.lower()}_seed-{seed}"


def kept(path: Path, model: str, seed: int) -> dict[str, Any] | None:
    """What a run before has left of a row; a file that was cut short, or of another version, counts for nothing."""
    try:
        figures: dict[str, Any] = json.loads((path / f"{name_of(model, seed)}.json").read_text())
        whole = figures["model"] == model and figures["seed"] == seed
        whole = whole and isinstance(figures["tuned"], dict) and math.isfinite(figures.get("jacobian2", 0.0))
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return figures if whole else None


def read(path: Path) -> Results:
    """The table that lies in a folder, over the seeds of which every row is done.

    Raises
    ------
    OSError
        If no table lies there.
    ValueError, TypeError, KeyError
        If what lies there is another thing, or no seed is done.
    """
    settings = TableSettings.from_dict(json.loads((path / ABOUT).read_text())["settings"])
    # Every seed has a classifier without pre-training.
    begun = sorted(int(file.stem.rpartition("-")[2]) for file in path.glob(f"{name_of(NONE, 0)[:-1]}*.json"))
    found = {(model, seed): kept(path, model, seed) for model, seed in product(MODELS, begun)}
    seeds = checked_seeds([seed for seed in begun if all(found[model, seed] for model in MODELS)])
    whole = {task: figures for task, figures in found.items() if figures is not None}
    return Results(settings, seeds, {model: [whole[model, seed] for seed in seeds] for model in MODELS})
