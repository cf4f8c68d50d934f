"""The side bar of a page whose tabs have a run of images: the settings that rebuild the model."""

from __future__ import annotations

import streamlit as st

from cae.checks import Refused
from cae.config import ACTIVATIONS, DATASETS, OUTPUTS, RunConfig
from pages.kit.labels import DATASET_LABELS, OUTPUT_LABELS, activation_label, worded
from pages.kit.numberfield import number_field, read


def model_settings(config: RunConfig) -> RunConfig | None:
    """The side bar's form of settings that rebuild the model.

    Returns
    -------
    RunConfig or None
        The new settings when the person asked for a rebuild.
    """
    # Enter in a field would throw a training away.
    with st.form("structure", border=False, enter_to_submit=False):
        st.subheader("Model and data")
        st.caption(
            "A change here builds a new model when you press the button: training starts again, which can be undone."
        )
        dataset = st.selectbox(
            "Data set",
            DATASETS,
            DATASETS.index(config.dataset),
            format_func=DATASET_LABELS.__getitem__,
            help="Images in all. Those of 70,000 are downloaded when they are first asked for.",
        )
        help = "2 to 1,024; of 2 the latent plane is h itself."
        hidden = number_field("Hidden units", config.hidden, help=help)
        activation = st.selectbox(
            "Activation φ",
            ACTIVATIONS,
            ACTIVATIONS.index(config.activation),
            format_func=activation_label,
        )
        output = st.selectbox("Output", OUTPUTS, OUTPUTS.index(config.output), format_func=OUTPUT_LABELS.__getitem__)
        tied = st.toggle("Tied weights (decoder = Wᵀ)", config.tied)
        seed = number_field("Seed", config.seed, help="Of the initial weights and the order of images.")
        pressed = st.form_submit_button("Rebuild model", type="primary", width="stretch")
    if not pressed:
        return None
    try:
        return config.with_(
            dataset=dataset,
            hidden=read("hidden", hidden),
            activation=activation,
            output=output,
            tied=tied,
            seed=read("seed", seed),
            start="",  # a new model is a new model
        )
    except Refused as error:
        st.error(worded(error))
        return None
