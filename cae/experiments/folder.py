"""The folder of a grid: whose it is, what of it is there, and its table. Knows no torch."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Any, cast

from cae.experiments.settings import TRUNK, PathSettings, checked_lambdas
from cae.files import written

FORMATS = ("csv", "parquet")
TRAINED, DIVERGED, NOT_TRAINED = "trained", "diverged", "not trained"  # what a row's status can be
_ABOUT = "sweep.json"
_GROWING = ("hidden", "seed", "lambdas")  # what a grid may have more of when it is gone on with

Row = dict[str, Any]


def name_of(family: PathSettings, index: int) -> str:
    """What the files of a model, or of a trunk, begin with."""
    return _name(family.hidden, family.seed, None if index == TRUNK else family.lambdas[index])


def checkpoint_of(family: PathSettings, index: int) -> str:
    """The file name of a model's checkpoint, or of a trunk's."""
    return f"{name_of(family, index)}.safetensors"


def _name(hidden: int, seed: int, lam: float | None) -> str:
    return f"hidden-{hidden}_seed-{seed}_{'trunk' if lam is None else f'lambda-{lam!r}'}"


def keep_row(path: Path, name: str, row: Row) -> None:
    """Keep a model's row in a grid's folder: everything of the model is there, or it has diverged."""
    with written(path / f"{name}.json") as file:
        file.write_text(json.dumps(row))


class Folder:
    """A folder that is a grid's.

    Parameters
    ----------
    path : Path
        Made if it is not there.
    settings : PathSettings
        Of every family, but for ``hidden`` and ``seed``.
    hidden, seeds : sequence of int

    Raises
    ------
    ValueError
        If a grid lies there that this one does not go on with: it may have other units, seeds and λ, and nothing else.
    """

    def __init__(self, path: Path, settings: PathSettings, hidden: Sequence[int], seeds: Sequence[int]) -> None:
        self.path, self._before = path, cast(dict[str, Row | None] | None, None)
        asked = settings.as_dict() | {"hidden": list(hidden), "seed": list(seeds)}
        path.mkdir(parents=True, exist_ok=True)
        mark = path / _ABOUT
        self._grid = self._united(json.loads(json.dumps(asked)), mark) if mark.exists() else asked
        text = json.dumps({"settings": self._grid}, indent=2)
        if not mark.exists() or mark.read_text() != text:
            with written(mark) as file:
                file.write_text(text)

    def _united(self, asked: dict[str, Any], mark: Path) -> dict[str, Any]:
        """What was asked for before, and now too."""
        other = (
            f"out must be a new folder or one with a sweep of the same settings, but {self.path} holds another sweep "
            f"(see {mark}); choose another folder, or remove it."
        )
        try:
            found = _renamed(json.loads(mark.read_text())["settings"])
            same = {name: value for name, value in found.items() if name not in _GROWING}
            grown = {name: list(found[name]) for name in _GROWING}
        except (ValueError, TypeError, KeyError, AttributeError):
            raise ValueError(other) from None
        if same != {name: value for name, value in asked.items() if name not in _GROWING}:
            raise ValueError(other)
        if asked["way"] in ("up", "down"):
            _check_path(asked["way"], grown["lambdas"], asked["lambdas"])
        for name in _GROWING:
            grown[name] += [value for value in asked[name] if value not in grown[name]]
        grown["lambdas"] = list(checked_lambdas(sorted(grown["lambdas"])))
        return asked | grown

    # -- rows ------------------------------------------------------------------------------------------------

    def row(self, name: str) -> Row | None:
        """A model's row, if the model is there or has diverged: a row that was cut short counts for nothing."""
        try:
            row = _renamed(json.loads((self.path / f"{name}.json").read_text()))
            row.setdefault("status", TRAINED)
            there = row["status"] == DIVERGED or (self.path / row["checkpoint"]).is_file()
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None
        return row if there else None

    def rows(self, ours: dict[str, Row]) -> list[Row]:
        """All rows there are, those of this run and those of runs before: units and seeds as asked for, λ ascending."""
        grid = product(self._grid["hidden"], self._grid["seed"], self._grid["lambdas"])
        names = [_name(*which) for which in grid]
        if self._before is None:
            self._before = {name: self.row(name) for name in names if name not in ours}
        found = (ours.get(name) or self._before.get(name) for name in names)
        return [row for row in found if row is not None]

    def write_table(self, kind: str, ours: dict[str, Row]) -> Path:
        """Write the table of all rows there are; its path."""
        target = self.path / f"table.{kind}"
        if rows := self.rows(ours):
            _write_table(rows, target)
        return target


def _check_path(way: str, before: list[float], asked: list[float]) -> None:
    """On a path each model starts from the one before it: others can only come at its end."""
    ends = (before, asked) if way == "up" else (before[::-1], asked[::-1])
    shorter = min(map(len, ends))
    if ends[0][:shorter] != ends[1][:shorter]:
        beyond = "above" if way == "up" else "below"
        raise ValueError(
            f"lambdas of a path that is gone on with must come {beyond} those of before, {before}, as each model "
            f"starts from the one before it, but {asked} came; choose another folder, or the way fan or scratch."
        )


def _renamed(values: dict[str, Any]) -> dict[str, Any]:
    """Settings, or a row, of a time when ``warm`` stood for ``way``."""
    if "warm" not in values:
        return values
    way = "up" if values["warm"] else "scratch"
    return {("way" if name == "warm" else name): way if name == "warm" else value for name, value in values.items()}


def _write_table(rows: list[Row], target: Path) -> None:
    # Rows of an older version lack what is measured since, and rows of what diverged all that is measured.
    names = max((list(row) for row in rows), key=len)
    names += [name for row in rows for name in row if name not in names]
    names = list(dict.fromkeys(names))
    if target.suffix == ".parquet":
        import pandas

        with written(target) as file:
            pandas.DataFrame(rows, columns=names).to_parquet(file)
        return
    with written(target) as path, path.open("w", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)
