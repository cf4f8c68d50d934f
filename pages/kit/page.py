"""What a page is: a table that the launcher, the navigation, its route and its address read. Knows no Streamlit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cae.checks import Check

SOURCES = ("live", "atlas", "checkpoint")


@dataclass(frozen=True, slots=True)
class Ask:
    """What a page may be asked, by its URL and, if a figure needs it, by its socket.

    Attributes
    ----------
    check : callable
        Takes name and value, gives the value in its own type, and raises ``Refused`` in a sentence.
    default : object
    """

    check: Check
    default: Any


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the site.

    Attributes
    ----------
    name : str
        Its folder under ``pages/``, and its path in the URL.
    title : str
        As the navigation has it.
    icon : str
        As Streamlit takes it.
    sources : tuple of str
        What can be looked at on it, of ``SOURCES``, the usual one first. A page with sources needs no route of its own.
    works : tuple of str
        Frames an inspector sends it beside figures: ``units`` and those of ``cae.inspectors.works``.
    figures : tuple of str
        Those of ``cae.figures`` that it shows.
    asks : mapping of str to Ask
        What else its URL says of it; what is asked of figures goes by the name of their parameter.
    says : mapping of str to Check
        What its socket may ask besides, which stands in no URL.
    selects : bool
        Whether its URL may name a selection of images.
    company : mapping of str to float
        Who trains beside a live run while the page looks at it, by name with their λ; a ``twin`` is what its figures
        hold the run against.
    """

    name: str
    title: str
    icon: str
    sources: tuple[str, ...] = ()
    works: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    asks: Mapping[str, Ask] = field(default_factory=dict)
    says: Mapping[str, Check] = field(default_factory=dict)
    company: Mapping[str, float] = field(default_factory=dict)
    selects: bool = False
