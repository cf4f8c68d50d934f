"""What settings are called where a person chooses among them."""

from __future__ import annotations

from cae.data import OFFERED, REGISTRY

DATASET_LABELS = {name: REGISTRY[name].label for name in OFFERED}
OUTPUT_LABELS = {"sigmoid": "sigmoid, cross-entropy", "linear": "linear, squared error"}


def activation_label(name: str) -> str:
    """The name of an activation as it is written."""
    return {"relu": "ReLU", "gelu": "GELU"}.get(name, name)
