"""The script Streamlit runs for every visitor: page settings and navigation."""

from pathlib import Path

import streamlit as st

st.set_page_config("CAE Lab", ":material/blur_on:", layout="wide", initial_sidebar_state="collapsed")
st.logo(Path(__file__).parent / "logo.svg", size="medium")
pages = [
    st.Page("../../pages/live.py", title="Live", icon=":material/play_circle:", default=True),
    st.Page("../../pages/atlas.py", title="Atlas", icon=":material/map:"),
    st.Page("../../pages/units.py", title="Units", icon=":material/grid_on:"),
]
st.navigation(pages, position="top").run()
