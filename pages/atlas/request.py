"""The atlas a visitor asked for: from the URL, or the side bar's form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

import streamlit as st

from cae import typed
from cae.checks import Refused
from cae.experiments.settings import PathSettings, checked_lambdas, parse_lambdas
from pages.kit import keys
from pages.kit.labels import NAMES, worded
from pages.kit.session import wholes

# What the URL says of the view: the λ shown, the one pinned on the left, the pinned unit and image.
VIEW = ("at", "left", "unit", "image")


@dataclass(frozen=True, slots=True)
class PathRequest:
    """The atlas a visitor asked for.

    Attributes
    ----------
    settings : PathSettings
    build_token : int
        Counts the presses of "Train this atlas".
    view : dict
        What the URL says of the view; ``None``: nothing.
    notices : list of str
        One sentence for each thing in the URL that could not be used.
    """

    settings: PathSettings
    build_token: int = 0
    view: dict[str, int | None] = field(default_factory=lambda: dict.fromkeys(VIEW))
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


def add() -> None:
    """The page asks for one λ more: the atlas with it is another one, which takes over what this one has."""
    lam, path = st.session_state[keys.ATLAS_VIEW].get("added"), st.session_state[keys.PATH]
    if lam is None:
        return
    try:
        settings = replace(path.settings, lambdas=checked_lambdas(sorted({*path.settings.lambdas, lam})))
    except Refused as error:
        st.session_state[keys.PATH] = replace(path, notices=[worded(error)])
        return
    st.session_state[keys.PATH] = PathRequest(settings, path.build_token + 1)


def from_url(params: Mapping[str, str]) -> PathRequest:
    """Read an atlas from URL parameters. A bad one gets its default and a sentence, the others stay."""
    given: dict[str, Any] = {}
    notices: list[str] = []
    for name in ("warm", *(setting.name for setting in fields(PathSettings))):
        if name not in params or name == "objective" or (name == "warm" and "way" in params):
            continue
        try:
            value = _parsed(name, params[name])
            PathSettings.from_dict(given | {name: value})
            given[name] = value
        except Refused as error:
            notices.append(f"{worded(error)} The default is used.")
    settings = PathSettings.from_dict(given)
    found, refused = wholes(params, VIEW, "It is left out.")
    view: dict[str, int | None] = dict.fromkeys(VIEW) | found
    notices += refused
    count = len(settings.lambdas)
    for name in ("at", "left"):
        if (view[name] or 0) >= count:
            notices.append(
                f"{NAMES[name]} must be below {count}, the number of λ, but {view[name]} came. It is left out."
            )
            view[name] = None
    return PathRequest(settings, view=view, notices=notices)


def _parsed(name: str, text: str) -> Any:
    """The setting in its own type where the text can be read so, as the text otherwise: it is then refused by name."""
    if name == "lambdas":
        return parse_lambdas(text)
    default = getattr(PathSettings(), name, True)  # "warm", of older links, is true or false
    if isinstance(default, bool):
        return {"true": True, "false": False}.get(text.lower(), text)
    return text if isinstance(default, str) else typed.number(name, text)
