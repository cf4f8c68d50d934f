"""A page that looks at a source, as its script shows it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages.kit import component, request, session
from pages.kit.labels import DATASET_LABELS
from pages.kit.page import Page


def show(page: Page, view: dict[str, Any] | None = None, notices: list[str] | None = None) -> None:
    """Show the view of what the visitor asked for.

    Parameters
    ----------
    page : Page
    view : dict, optional
        What the view is given of the address; as the kit reads it by default.
    notices : list of str, optional
        More sentences about what could not be used of it.
    """
    run, asked = session.load(st.query_params), request.load(page, st.query_params)
    view = asked.view if view is None else view
    data = {
        # The live run, should it be looked at: the same as on the Live page.
        "settings": run.config.as_dict() | run.pins,
        "view": view,
        "figures": list(page.figures),
        "datasets": DATASET_LABELS,
        "notices": asked.notices + (notices or []) + (run.notices if view["source"] == "live" else []),
    }
    component.show(page, f"cae-{page.name}-view", data)
