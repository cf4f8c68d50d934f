"""CAE Lab: contractive autoencoders, exact and fast, and a place to watch them train.

The names below are the public ones. They load on first use, so that ``import cae`` costs nothing in
processes that never train, such as the web server.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cae import checkpoint, contraction, diagnostics, figures, inspection, objectives
    from cae.data import load_dataset
    from cae.model import Autoencoder
    from cae.trainer import Trainer

__all__ = [
    "Autoencoder",
    "Trainer",
    "checkpoint",
    "contraction",
    "diagnostics",
    "figures",
    "inspection",
    "load_dataset",
    "objectives",
]
__version__ = "0.1.0"

_HOMES = {"Autoencoder": "cae.model", "Trainer": "cae.trainer", "load_dataset": "cae.data"}


def __getattr__(name: str) -> Any:
    if name in ("checkpoint", "contraction", "diagnostics", "figures", "inspection", "objectives"):
        return importlib.import_module(f"cae.{name}")
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'cae' has no attribute {name!r}")
