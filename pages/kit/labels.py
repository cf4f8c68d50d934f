"""What settings are called where a person chooses among them."""

from __future__ import annotations

from cae.checks import Refused
from cae.data import OFFERED, REGISTRY

DATASET_LABELS = {name: REGISTRY[name].label for name in OFFERED}
OUTPUT_LABELS = {"sigmoid": "sigmoid, cross-entropy", "linear": "linear, squared error"}


def activation_label(name: str) -> str:
    """The name of an activation as it is written."""
    return {"relu": "ReLU", "gelu": "GELU"}.get(name, name)


# What the pages call what an address has a short name for; those that are not here are called the same.
NAMES = {
    "dataset": "Data set",
    "data": "Data set",
    "hidden": "Hidden units",
    "activation": "Activation",
    "tied": "Tied weights",
    "output": "Output",
    "seed": "Seed",
    "lam": "λ",
    "lr": "Learning rate",
    "batch_size": "Batch size",
    "speed": "Speed",
    "budget": "Stop at",
    "start": "The model to continue from",
    "again": "The run to train again",
    "record": "The record of a run",
    "model": "The kept model",
    "lambdas": "The list of λ",
    "way": "How they grow",
    "epochs": "Epochs of each λ",
    "first_epochs": "Epochs from initial weights",
    "at": "The shown λ",
    "left": "The λ on the left",
    "unit": "The pinned unit",
    "image": "The pinned image",
    "b": "The second pinned image",
    "select": "The selection",
    "tsne_seed": "The seed of t-SNE",
    "images": "The number of images",
    "source": "The source",
    "atlas": "The atlas",
    "checkpoint": "The checkpoint",
}


def worded(error: Refused) -> str:
    """What was refused, in the page's own words: its sentence begins with the name of what it is about."""
    name, text = error.name, str(error)
    rest = text[len(name) :]
    return f"{NAMES[name]}{rest}" if name in NAMES and text.startswith(name) and rest[:1] in (" ", ":") else text
