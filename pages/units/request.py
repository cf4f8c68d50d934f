"""What a visitor of the Units page asked to look at: a source, and how it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from cae.atlases.store import KEY
from cae.checks import Refused
from cae.config import DATASETS
from cae.experiments.settings import MAX_LAMBDAS
from cae.inspectors.messages import IMAGES
from cae.thresholds import CHECKS, Thresholds
from pages.kit import keys
from pages.kit.session import PINS, wholes

# What the URL chooses among, the default first.
CHOICES: dict[str, tuple[str, ...]] = {
    "source": ("live", "atlas", "checkpoint"),
    "show": ("gain", "h", "part"),
    "sort": ("none", "mean", "state", "share", "cluster"),
    "group": ("class", "none", "cluster"),
    "scale": ("fixed", "unit", "global"),
    "images": tuple(str(count) for count in IMAGES),
}
# Which atlas and which checkpoint, by their keys.
NAMES = ("atlas", "checkpoint")


@dataclass(frozen=True, slots=True)
class UnitsRequest:
    """What a visitor asked to look at.

    Attributes
    ----------
    view : dict
        The source, what of it is shown and how, the thresholds, the selected unit and image.
    notices : list of str
        One sentence for each thing in the URL that could not be used.
    """

    view: dict[str, Any]
    notices: list[str] = field(default_factory=list)


def load(params: Mapping[str, str]) -> UnitsRequest:
    """The session's request; on the first visit, the one the URL describes."""
    if keys.UNITS not in st.session_state:
        st.session_state[keys.UNITS] = from_url(params)
    return st.session_state[keys.UNITS]


def from_url(params: Mapping[str, str]) -> UnitsRequest:
    """Read a request from URL parameters. A bad one gets its default and a sentence, the others stay."""
    notices: list[str] = []
    view: dict[str, Any] = {}
    for name, options in CHOICES.items():
        view[name] = _choice(name, params.get(name, ""), options, notices)
    view["images"] = int(view["images"])
    for name in NAMES:
        view[name] = _key(name, params.get(name, ""), notices)
    view["data"] = _dataset(params.get("data", ""), notices)
    otherwise = "The model in the middle is shown."
    found, refused = wholes(params, ("at",), otherwise)
    if found.get("at", 0) >= MAX_LAMBDAS:
        refused.append(
            f"at must be below {MAX_LAMBDAS}, the most models of an atlas, but {found.pop('at')} came. {otherwise}"
        )
    pins, none = wholes(params, PINS, "Nothing is selected.")
    view |= {"at": None} | found | dict.fromkeys(PINS) | pins
    view["thresholds"] = _thresholds(params, notices).as_dict()
    return UnitsRequest(view | {"defaults": Thresholds().as_dict()}, notices + refused + none)


def _choice(name: str, text: str, options: tuple[str, ...], notices: list[str]) -> str:
    """One of the options, the first if none or another one came."""
    if not text or text in options:
        return text or options[0]
    notices.append(
        f"{name} must be one of {', '.join(options)}, but {text[:40]!r} came. The default, {options[0]}, is used."
    )
    return options[0]


def _dataset(text: str, notices: list[str]) -> str | None:
    if not text or text in DATASETS:
        return text or None
    notices.append(f"data must be one of {', '.join(DATASETS)}, but {text[:40]!r} came. The first that fits is used.")
    return None


def _key(name: str, text: str, notices: list[str]) -> str | None:
    if not text or KEY.fullmatch(text):
        return text or None
    notices.append(f"{name} must be 16 hexadecimal digits, but {text[:40]!r} came. The newest is shown.")
    return None


def _thresholds(params: Mapping[str, str], notices: list[str]) -> Thresholds:
    default = Thresholds()
    values = default.as_dict()
    for name, check in CHECKS.items():
        if name not in params:
            continue
        text = params[name][:40]
        try:
            values[name] = check(name, float(text))
        except Refused as error:
            notices.append(f"{error} The default, {values[name]:g}, is used.")
        except ValueError:
            notices.append(f"{name} must be a number, but {text!r} came. The default, {values[name]:g}, is used.")
    try:
        return Thresholds(**values)
    except Refused as error:  # they cross
        notices.append(f"{error} The defaults are used.")
        return Thresholds(**values | {"low": default.low, "high": default.high})
