"""The widgets of our own: the live view, and the side bar's settings that rebuild the model."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from cae.checks import Refused
from cae.config import ACTIVATIONS, DATASETS, HIDDEN_RANGE, OUTPUTS, SEED_RANGE, RunConfig
from cae.data import OFFERED, REGISTRY
from pages.kit import compat, keys
from pages.kit.session import RunRequest

DATASET_LABELS = {name: REGISTRY[name].label for name in OFFERED}
OUTPUT_LABELS = {"sigmoid": "sigmoid, cross-entropy", "linear": "linear, squared error"}

# The modules are served by a route of ours: inline component code can't import relatively.
_LOADER = """
export default function (component) {
  const mount = component.parentElement.querySelector(".cae-mount");
  const url = new URL(component.data.base + "cae/pages/MODULE", document.baseURI).href;
  let gone = false;
  const ready = import(url).then((view) => {
    if (!gone) view.mount(mount, component);
    return view;
  });
  return () => {
    gone = true;
    ready.then((view) => view.unmount(mount));
  };
}
"""


def loader(module: str) -> str:
    """The inline code of a component that mounts one of our modules.

    Parameters
    ----------
    module : str
        Its path below ``pages``.
    """
    return _LOADER.replace("MODULE", module)


def activation_label(name: str) -> str:
    """The name of an activation as it is written."""
    return {"relu": "ReLU", "gelu": "GELU"}.get(name, name)


def live_view(run: RunRequest, on_seed_change: Callable[[], None]) -> None:
    """Draw the live view; it trains, draws and keeps the URL by itself.

    Parameters
    ----------
    run : RunRequest
        What to train; a new ``build_token`` rebuilds the model.
    on_seed_change : callable
        Called when the page has moved on to the weights of another seed.
    """
    # Registered on every rerun: the registry belongs to the server, not to this module.
    component = st.components.v2.component(
        "cae_live_view", html='<div class="cae-mount"></div>\n', js=loader("live/view/live.js"), isolate_styles=False
    )
    data = {
        "settings": run.config.as_dict() | run.pins,
        "base": f"{compat.base_path()}/",
        "build_token": run.build_token,
        "notices": run.notices,
    }
    component(key=keys.LIVE_VIEW, data=data, on_seed_change=on_seed_change)


def structure_settings(config: RunConfig) -> RunConfig | None:
    """The side bar's form of settings that rebuild the model.

    Returns
    -------
    RunConfig or None
        The new settings when the person asked for a rebuild.
    """
    with st.form("structure", border=False):
        st.subheader("Model and data")
        st.caption("A change here builds a new model: training starts again from step 0 when you press the button.")
        dataset = st.selectbox(
            "Data set",
            DATASETS,
            DATASETS.index(config.dataset),
            format_func=DATASET_LABELS.__getitem__,
            help="Images in all. Those of 70,000 are downloaded when they are first asked for.",
        )
        hidden = st.number_input(
            "Hidden units",
            2,
            HIDDEN_RANGE[1],
            config.hidden,
            help="8 to 1,024, or 2: the latent plane is then h itself.",
        )
        activation = st.selectbox(
            "Activation φ",
            ACTIVATIONS,
            ACTIVATIONS.index(config.activation),
            format_func=activation_label,
        )
        output = st.selectbox("Output", OUTPUTS, OUTPUTS.index(config.output), format_func=OUTPUT_LABELS.__getitem__)
        tied = st.toggle("Tied weights (decoder = Wᵀ)", config.tied)
        seed = st.number_input("Seed", *SEED_RANGE, config.seed, help="Of the initial weights and the order of images.")
        pressed = st.form_submit_button("Rebuild model", type="primary", width="stretch")
    if not pressed:
        return None
    try:
        return config.with_(
            dataset=dataset,
            hidden=int(hidden),
            activation=activation,
            output=output,
            tied=tied,
            seed=int(seed),
            start="",  # a new model is a new model
        )
    except Refused as error:
        st.error(str(error))
        return None
