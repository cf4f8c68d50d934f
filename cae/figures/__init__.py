"""What is looked at: figures for Plotly, each a function, and the arrays of what moves too fast for it.

``from cae import figures; figures.spectrum(model, x)`` shows itself in a notebook. Plotly is imported with the first
figure, not before.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

NAMES = sorted(path.stem for path in (Path(__file__).parent / "plots").glob("[!_]*.py"))


def __getattr__(name: str) -> Any:
    if name in NAMES:
        return getattr(importlib.import_module(f"cae.figures.plots.{name}"), name)
    raise AttributeError(f"module 'cae.figures' has no attribute {name!r}; its figures are {', '.join(NAMES)}")


def __dir__() -> list[str]:
    return [*globals(), *NAMES]
