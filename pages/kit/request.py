"""What a visitor of a page with a source asked to look at: by its URL, checked by the page's table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from cae import typed
from cae.atlases.store import KEY
from cae.checks import Check, Refused, choice, or_none, whole
from cae.config import DATASETS
from cae.experiments.settings import MAX_LAMBDAS
from cae.inspectors.messages import IMAGES
from pages.kit.labels import worded
from pages.kit.page import Page
from pages.kit.session import PINS, wholes

SECOND = "b"  # the image that the pinned one is held against


@dataclass(frozen=True, slots=True)
class Request:
    """What a visitor asked to look at.

    Attributes
    ----------
    view : dict
        The source, what of it is shown and how, the pinned unit and image, the second pinned image.
    notices : list of str
        One sentence for each thing in the URL that could not be used.
    """

    view: dict[str, Any]
    notices: list[str] = field(default_factory=list)


def load(page: Page, params: Mapping[str, str]) -> Request:
    """The session's request; on the first visit, the one the URL describes."""
    key = f"cae-{page.name}"
    if key not in st.session_state:
        st.session_state[key] = from_url(page, params)
    return st.session_state[key]


def from_url(page: Page, params: Mapping[str, str]) -> Request:
    """Read a request from URL parameters. A bad one gets its default and a sentence, the others stay."""
    view: dict[str, Any] = {}
    notices: list[str] = []

    def read(name: str, check: Check, default: Any, otherwise: str) -> None:
        try:
            view[name] = check(name, _typed(name, params[name], default)) if params.get(name) else default
        except Refused as error:
            view[name] = default
            notices.append(f"{worded(error)} {otherwise}")

    def usual(default: Any) -> str:
        return (
            f"The default, {default:g}, is used." if isinstance(default, float) else f"The default, {default}, is used."
        )

    first = page.sources[0]
    read("source", choice(*page.sources), first, usual(first))
    images = choice(*map(str, IMAGES))
    read("images", lambda name, value: int(images(name, str(value))), IMAGES[0], usual(IMAGES[0]))
    for name in ("atlas", "checkpoint"):
        read(name, _key, None, "The newest is shown.")
    read("data", choice(*DATASETS), None, "The first that fits is used.")
    read("at", or_none(whole(0, MAX_LAMBDAS - 1)), None, "The model in the middle is shown.")
    if page.selects:
        read("select", _key, None, "All images are shown.")
    for name, ask in page.asks.items():
        read(name, ask.check, ask.default, usual(ask.default))
    pins, refused = wholes(params, (*PINS, SECOND), "Nothing is selected.")
    return Request(view | dict.fromkeys((*PINS, SECOND)) | pins, notices + refused)


def _typed(name: str, text: str, default: Any) -> Any:
    """The text as what its default is, where it can be read so; what can't is refused by its check, by name."""
    if isinstance(default, bool):
        return {"true": True, "false": False}.get(text, text)
    return typed.number(name, text) if isinstance(default, int | float) or name == "at" else text


def _key(name: str, value: Any) -> str:
    if not KEY.fullmatch(str(value)):
        raise Refused(f"{name} must be 16 hexadecimal digits, but {value!r} came.", name)
    return str(value)
