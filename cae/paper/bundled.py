"""The table that there is: the newest one on disk, else the one that comes with the package. Knows no torch.

``latest()`` is what a page shows. ``report.plots`` draws its two figures, ``text.cells`` and ``words.findings`` say it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from cae.files import written
from cae.paper import folder, words
from cae.paper.results import CURVES, Results
from cae.paper.rows import NONE
from cae.paper.settings import TableSettings, checked_seeds
from cae.paper.text import cells

BUNDLED = Path(__file__).parents[1] / "bundled" / "table.json"
DIGITS = 4  # of a curve's numbers in a packed table
BAD = (OSError, ValueError, TypeError, KeyError, IndexError, ArithmeticError)


class Latest(NamedTuple):
    """A table, and the folder it was read from; None: it came with the package."""

    results: Results
    folder: Path | None


def latest(tables: Path = Path()) -> Latest:
    """The newest table in a folder of tables, else the one that comes with the package.

    Parameters
    ----------
    tables : Path
        The folder that the tables' folders lie in; by default this process's, in which ``python -m cae table`` makes
        them. A folder that holds no table, an unfinished one or one that can't be read is passed over.
    """
    for about in sorted(tables.glob(f"*/{folder.ABOUT}"), key=_changed, reverse=True):
        try:
            results = folder.read(about.parent)
            _say(results)
        except BAD:
            continue
        return Latest(results, about.parent)
    return Latest(bundled(), None)


def bundled(path: Path = BUNDLED) -> Results:
    """A packed table, by default the one that comes with the package."""
    return unpacked(json.loads(path.read_text(encoding="utf-8")))


def write(results: Results, path: Path) -> None:
    """Write a table packed, whole."""
    with written(path) as file:
        file.write_text(json.dumps(packed(results), ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def packed(results: Results) -> dict[str, Any]:
    """A table as small JSON: of each model the curves are means over the seeds, with four digits."""
    models = {}
    for model, figures in results.figures.items():
        seeds = [{name: value for name, value in one.items() if name not in CURVES} for one in figures]
        curves = {} if model == NONE else {name: [_short(y) for y in results.curve(model, name)] for name in CURVES}
        models[model] = {"seeds": seeds, "curves": curves}
    return {"settings": results.settings.as_dict(), "seeds": results.seeds, "models": models}


def unpacked(told: Mapping[str, Any]) -> Results:
    """The table again; the curves of every seed are the means over them.

    Raises
    ------
    ValueError, TypeError, KeyError
        If it is none.
    """
    models = {model: [one | told["models"][model]["curves"] for one in told["models"][model]["seeds"]]
              for model in folder.MODELS}  # fmt: skip
    return Results(TableSettings.from_dict(told["settings"]), checked_seeds(told["seeds"]), models)


def _short(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")


def _changed(about: Path) -> float:
    """When something was last written into a table's folder."""
    try:
        return max(file.stat().st_mtime for file in about.parent.glob("*.json"))
    except (OSError, ValueError):
        return 0.0


def _say(results: Results) -> None:
    """Whether all that is said and drawn of a table can be: what can't be is raised here."""
    cells(results)
    words.findings(results)
    words.setting(results)
    results.as_dict()
    for model in results.figures:
        if model != NONE:
            for name in CURVES:
                results.curve(model, name)
            results.mean(model, "directions")
