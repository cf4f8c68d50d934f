"""What a visitor's session remembers between reruns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import streamlit as st

from cae import typed
from cae.checks import Refused, whole
from cae.config import INDEX_RANGE, RunConfig, from_url
from pages.kit import keys

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
    notices : list of str
        One sentence for each thing in the URL that could not be used.
    """

    config: RunConfig
    build_token: int = 0
    pins: dict[str, int] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)


def load(params: Mapping[str, str]) -> RunRequest:
    """The session's run; on the first visit, the one the URL describes."""
    if keys.RUN not in st.session_state:
        config, notices = from_url(params)
        pins, refused = wholes(params, PINS, "Nothing is pinned.")
        notices += refused
        st.session_state[keys.RUN] = RunRequest(config, pins=pins, notices=notices)
    return st.session_state[keys.RUN]


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
                refused.append(f"{error} {otherwise}")
    return found, refused


def rebuild(config: RunConfig) -> None:
    """Ask for a new model with these settings."""
    run = st.session_state[keys.RUN]
    st.session_state[keys.RUN] = replace(run, config=config, build_token=run.build_token + 1)
    # At once, so that the form is built of these settings before anyone types in it again: Streamlit takes a field
    # with another default for another field, and would forget what was typed in the old one.
    st.rerun()


def follow_seed() -> None:
    """The page moved on to new weights by itself: the side bar shows their seed."""
    run, seed = st.session_state[keys.RUN], st.session_state[keys.LIVE_VIEW].get("seed")
    if seed is not None:
        st.session_state[keys.RUN] = replace(run, config=run.config.with_(seed=int(seed)))
