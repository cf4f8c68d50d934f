"""What a visitor's session remembers between reruns."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from cae import typed
from cae.checks import Refused, whole
from cae.config import INDEX_RANGE, RunConfig, from_url
from cae.runs import messages
from pages.kit import keys
from pages.kit.labels import worded

# What the URL pins: whole numbers that only the model or the data set can bound from above.
PINS = ("unit", "image")
_index = whole(*INDEX_RANGE)


@dataclass(frozen=True, slots=True)
class RunRequest:
    """The run a visitor asked for.

    Attributes
    ----------
    config : RunConfig
    build_token : int
        Counts the presses of "Rebuild model": a new one asks for a new model.
    pins : dict
        Pinned unit and image of the URL.
    link : dict
        What the run begins with instead of the settings alone: one of ``messages.LINKS``, or nothing.
    notices : list of str
        One sentence for each thing in the URL that could not be used.
    """

    config: RunConfig
    build_token: int = 0
    pins: dict[str, int] = field(default_factory=dict)
    link: dict[str, str] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)


def load(params: Mapping[str, str], key: str = keys.RUN, default: RunConfig | None = None) -> RunRequest:
    """The session's run; on the first visit, the one the URL describes.

    Parameters
    ----------
    params : mapping of str to str
    key : str
        Of the run in the session.
    default : RunConfig, optional
        As ``from_url`` takes it.
    """
    if key not in st.session_state:
        config, notices = from_url(params, worded, default)
        pins, refused = wholes(params, PINS, "Nothing is pinned.")
        link, bad = _link(params)
        st.session_state[key] = RunRequest(config, pins=pins, link=link, notices=notices + refused + bad)
    return st.session_state[key]


def told(run: RunRequest) -> dict[str, Any]:
    """What a view is given of its run."""
    settings = run.config.as_dict() | run.pins
    return {"settings": settings, "link": run.link, "build_token": run.build_token, "notices": run.notices}


def _link(params: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """What a link names beside settings, and a sentence if that is no name."""
    for name, check in messages.LINKS.items():
        if text := params.get(name, ""):
            try:
                return {name: check(name, text)}, []
            except Refused as error:
                return {}, [f"{worded(error)} The settings of the link alone are used."]
    return {}, []


def wholes(params: Mapping[str, str], names: tuple[str, ...], otherwise: str) -> tuple[dict[str, int], list[str]]:
    """The whole numbers from 0 that a URL gives for these names, and a sentence for each that is none.

    Parameters
    ----------
    params : mapping of str to str
    names : tuple of str
    otherwise : str
        The sentence's end: what happens then.
    """
    found: dict[str, int] = {}
    refused = []
    for name in names:
        if text := params.get(name, ""):
            try:
                found[name] = _index(name, typed.number(name, text))
            except Refused as error:
                refused.append(f"{worded(error)} {otherwise}")
    return found, refused


def rebuild(config: RunConfig, key: str = keys.RUN) -> None:
    """Ask for a new model with these settings."""
    run = st.session_state[key]
    st.session_state[key] = replace(run, config=config, build_token=run.build_token + 1)
    # At once, so that the form is built of these settings before anyone types in it again: Streamlit takes a field
    # with another default for another field, and would forget what was typed in the old one.
    st.rerun()


def follow(key: str = keys.RUN, view: str = keys.LIVE_VIEW) -> None:
    """The page moved on to another model by itself (new weights, an undo, a link): the side bar shows its settings."""
    run, structure = st.session_state[key], st.session_state[view].get("structure")
    if isinstance(structure, dict):
        with contextlib.suppress(Refused, TypeError):  # it comes from a browser
            st.session_state[key] = replace(run, config=run.config.with_(**structure))
