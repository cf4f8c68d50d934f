"""The Atlas page's part of a visitor's session, and its widgets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

import streamlit as st

from cae.checks import Refused
from cae.config import ACTIVATIONS, DATASETS, HIDDEN_RANGE, OUTPUTS, SEED_RANGE
from cae.experiments.settings import EPOCHS_RANGE, PathSettings, parse_lambdas
from pages.kit import compat, keys
from pages.kit.session import wholes
from pages.kit.widgets import DATASET_LABELS, OUTPUT_LABELS, activation_label, loader

# What the URL says of the view: the λ shown, the one pinned on the left, the pinned unit and image.
LOOK = ("at", "left", "unit", "image")

PATHS = {
    True: "Warm path: each λ starts from the one before",
    False: "From scratch: each λ starts from the same weights",
}


@dataclass(frozen=True, slots=True)
class PathRequest:
    """The atlas a visitor asked for.

    Attributes
    ----------
    settings : PathSettings
    build_token : int
        Counts the presses of "Train this atlas".
    look : dict
        What the URL says of the view; ``None``: nothing.
    notices : list of str
        One sentence for each thing in the URL that could not be used.
    """

    settings: PathSettings
    build_token: int = 0
    look: dict[str, int | None] = field(default_factory=lambda: dict.fromkeys(LOOK))
    notices: list[str] = field(default_factory=list)


def load(params: Mapping[str, str]) -> PathRequest:
    """The session's atlas; on the first visit, the one the URL describes."""
    if keys.PATH not in st.session_state:
        st.session_state[keys.PATH] = from_url(params)
    return st.session_state[keys.PATH]


def train(settings: PathSettings) -> None:
    """Ask for the atlas of these settings."""
    st.session_state[keys.PATH] = PathRequest(settings, st.session_state[keys.PATH].build_token + 1)
    # At once, so that the form is built of these settings before anyone types in it again: Streamlit takes a field
    # with another default for another field, and would forget what was typed in the old one.
    st.rerun()


def from_url(params: Mapping[str, str]) -> PathRequest:
    """Read an atlas from URL parameters. A bad one gets its default and a sentence, the others stay."""
    settings, notices = PathSettings(), []
    for setting in fields(PathSettings):
        if setting.name not in params:
            continue
        try:
            value = _parsed(setting.name, params[setting.name], getattr(settings, setting.name))
            settings = replace(settings, **{setting.name: value})
        except Refused as error:
            notices.append(f"{error} The default is used.")
    found, refused = wholes(params, LOOK, "It is left out.")
    look: dict[str, int | None] = dict.fromkeys(LOOK) | found
    notices += refused
    count = len(settings.lambdas)
    for name in ("at", "left"):
        if (look[name] or 0) >= count:
            notices.append(f"{name} must be below {count}, the number of λ, but {look[name]} came. It is left out.")
            look[name] = None
    return PathRequest(settings, look=look, notices=notices)


def _parsed(name: str, text: str, default: Any) -> Any:
    """The setting in its own type where the text can be read so, as the text otherwise: it is then refused by name."""
    if name == "lambdas":
        return parse_lambdas(text)
    if isinstance(default, bool):
        return {"true": True, "false": False}.get(text.lower(), text)
    try:
        return type(default)(text)
    except ValueError:
        return text


def atlas_view(path: PathRequest) -> None:
    """Draw the atlas; it trains, draws and keeps the URL by itself.

    Parameters
    ----------
    path : PathRequest
        What to show; a new ``build_token`` asks for another atlas.
    """
    component = st.components.v2.component(
        "cae_atlas_view",
        html='<div class="cae-mount"></div>\n',
        js=loader("atlas/view/atlas.js"),
        isolate_styles=False,
    )
    data = {
        "settings": path.settings.as_dict(),
        "look": path.look,
        "base": f"{compat.base_path()}/",
        "build_token": path.build_token,
        "notices": path.notices,
    }
    component(key=keys.ATLAS_VIEW, data=data)


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
