"""What a page is. Knows no Streamlit: the launcher reads it too."""

from __future__ import annotations

from dataclasses import dataclass


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
    """

    name: str
    title: str
    icon: str
