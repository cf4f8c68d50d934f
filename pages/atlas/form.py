"""The side bar of the Atlas page: the settings of its models."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from cae.checks import Refused
from cae.config import ACTIVATIONS, DATASETS, OUTPUTS
from cae.experiments.settings import EPOCHS, WAYS, PathSettings, parse_lambdas
from pages.kit.labels import DATASET_LABELS, OUTPUT_LABELS, activation_label, worded
from pages.kit.numberfield import number_field, read

LABELS = {
    "fan": "Fan: every λ branches off one trunk",
    "up": "Path up: each starts from the λ before",
    "down": "Path down: each starts from the λ after",
    "scratch": "From scratch: each starts from the same weights",
}
# The fields of numbers, and whether one may be empty.
NUMBERS = {"hidden": False, "seed": False, "epochs": True, "first_epochs": True}
WAYS_HELP = """
- **Fan**: a short trunk is trained at λ = 1, and every model goes on from its end. All have trained equally long, and
  none remembers another's λ.
- **Path up**, **path down**: one training along which λ grows, or falls. What a model is like depends on the λs before.
- **From scratch**: models that have nothing in common but their initial weights; units are strangers.
"""


def path_settings(settings: PathSettings) -> PathSettings | None:
    """The side bar's form of an atlas' settings.

    Returns
    -------
    PathSettings or None
        The new settings when the person asked for that atlas.
    """
    with st.form("path", border=False, enter_to_submit=False):
        st.subheader("Models along λ")
        st.caption("One model for each λ. What has been trained before is kept and opens at once.")
        given: dict[str, Any] = {
            "dataset": _choice("Data set", DATASETS, settings.dataset, DATASET_LABELS.__getitem__),
            "hidden": number_field("Hidden units", settings.hidden, help="2 to 1,024."),
            "activation": _choice("Activation φ", ACTIVATIONS, settings.activation, activation_label),
            "output": _choice("Output", OUTPUTS, settings.output, OUTPUT_LABELS.__getitem__),
            "tied": st.toggle("Tied weights (decoder = Wᵀ)", settings.tied),
            "seed": number_field("Seed", settings.seed, help="Of the initial weights."),
        }
        text = st.text_area(
            "λ, from small to large",
            ", ".join(f"{lam:.12g}" for lam in settings.lambdas),
            height=132,
            help="1 to 200 numbers from 0 to 1,000,000, between them spaces, semicolons or commas; each larger than "
            "the one before.",
        )
        given["way"] = st.radio(
            "How they grow", WAYS, WAYS.index(settings.way), format_func=LABELS.__getitem__, help=WAYS_HELP
        )
        given["epochs"] = _epochs(
            "Epochs of each λ", settings, 0, f"Of a model that starts from another one's end. {_usual(0)}"
        )
        given["first_epochs"] = _epochs(
            "Epochs from initial weights",
            settings,
            1,
            f"Of a fan's trunk, of a path's first model, of every model from scratch. {_usual(1)}",
        )
        pressed = st.form_submit_button("Train this atlas", type="primary", width="stretch")
    if not pressed:
        return None
    try:
        numbers = {name: read(name, given[name], optional) for name, optional in NUMBERS.items()}
        return replace(settings, lambdas=parse_lambdas(text), **given | numbers)
    except Refused as error:
        st.error(worded(error))
        return None


def _epochs(label: str, settings: PathSettings, which: int, help: str) -> str:
    """The field of a number of epochs; empty where it is the usual one, so that another way gets its own."""
    usual = EPOCHS[settings.way][which]
    now = (settings.epochs, settings.first_epochs)[which]
    shown = None if now == usual else now
    return number_field(label, shown, placeholder=f"usual: {usual}", help=help)


def _usual(which: int) -> str:
    """What an empty field stands for."""
    told = ", ".join(f"{EPOCHS[way][which]} ({way})" for way in WAYS if way != "scratch" or which)
    return f"Empty: {told}."


def _choice(label: str, options: tuple[str, ...], chosen: str, words: Callable[[str], str]) -> str:
    return st.selectbox(label, options, options.index(chosen), format_func=words)
