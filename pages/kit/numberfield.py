"""A field of the side bar for a number, which is read as people write numbers."""

from __future__ import annotations

from typing import Any

import streamlit as st

from cae import typed


def number_field(label: str, value: int | None, **how: Any) -> str:
    """What is typed in the field; ``read`` it when its form is sent.

    Streamlit's own field for numbers lets the browser drop what it does not know: of 12,5 it makes 125.

    Parameters
    ----------
    label : str
    value : int or None
        What it shows first.
    **how
        Passed on to Streamlit's field for a text.
    """
    return st.text_input(label, "" if value is None else str(value), **how)


def read(name: str, text: str, optional: bool = False) -> typed.Typed | None:
    """The number of a setting, for its check; an empty field that may be is None.

    Raises
    ------
    Refused
        If it has two readings.
    """
    return None if optional and not text.strip() else typed.number(name, text)
