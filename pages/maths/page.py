"""Maths: the penalty in six steps, a step from inside and six mistakes, all in the numbers of the live run."""

import streamlit as st

from pages.kit import component, keys, session
from pages.maths import MATHS

run = session.load(st.query_params)
component.show(
    MATHS, keys.MATHS_VIEW, session.told(run), on_structure_change=lambda: session.follow(view=keys.MATHS_VIEW)
)
