"""The side bar of the Atlas page: the settings of a path."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from cae.checks import Refused
from cae.config import ACTIVATIONS, DATASETS, HIDDEN_RANGE, OUTPUTS, SEED_RANGE
from cae.experiments.settings import EPOCHS_RANGE, PathSettings, parse_lambdas
from pages.kit.labels import DATASET_LABELS, OUTPUT_LABELS, activation_label

PATHS = {
    True: "Warm path: each λ starts from the one before",
    False: "From scratch: each λ starts from the same weights",
}


def path_settings(settings: PathSettings) -> PathSettings | None:
    """The side bar's form of an atlas' settings.

    Returns
    -------
    PathSettings or None
        The new settings when the person asked for that atlas.
    """
    with st.form("path", border=False):
        st.subheader("Models along λ")
        st.caption("One model for each λ. What has been trained before is kept and opens at once.")
        given: dict[str, Any] = {
            "dataset": _choice("Data set", DATASETS, settings.dataset, DATASET_LABELS.__getitem__),
            "hidden": int(
                st.number_input("Hidden units", 2, HIDDEN_RANGE[1], settings.hidden, help="8 to 1,024, or 2.")
            ),
            "activation": _choice("Activation φ", ACTIVATIONS, settings.activation, activation_label),
            "output": _choice("Output", OUTPUTS, settings.output, OUTPUT_LABELS.__getitem__),
            "tied": st.toggle("Tied weights (decoder = Wᵀ)", settings.tied),
            "seed": int(st.number_input("Seed", *SEED_RANGE, settings.seed, help="Of the initial weights.")),
        }
        text = st.text_area(
            "λ, from small to large",
            ", ".join(f"{lam:.12g}" for lam in settings.lambdas),
            height=132,
            help="1 to 200 numbers from 0 to 1,000,000 between commas or spaces, each larger than the one before.",
        )
        given["warm"] = st.radio("Path", list(PATHS), 0 if settings.warm else 1, format_func=PATHS.__getitem__)
        given["epochs"] = int(
            st.number_input("Epochs of each λ", *EPOCHS_RANGE, settings.epochs, help="On a warm path.")
        )
        given["first_epochs"] = int(
            st.number_input(
                "Epochs from initial weights",
                *EPOCHS_RANGE,
                settings.first_epochs,
                help="Of the first λ of a warm path; of every λ when each starts from scratch.",
            )
        )
        pressed = st.form_submit_button("Train this atlas", type="primary", width="stretch")
    if not pressed:
        return None
    try:
        return replace(settings, lambdas=parse_lambdas(text), **given)
    except Refused as error:
        st.error(str(error))
        return None


def _choice(label: str, options: tuple[str, ...], chosen: str, words: Callable[[str], str]) -> str:
    return st.selectbox(label, options, options.index(chosen), format_func=words)
