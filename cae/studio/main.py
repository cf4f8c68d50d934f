"""The script Streamlit runs for every visitor: page settings and navigation."""

import streamlit as st

st.set_page_config(
    page_title="CAE Lab", page_icon=":material/blur_on:", layout="wide", initial_sidebar_state="collapsed"
)
pages = [st.Page("../../pages/live.py", title="Live", icon=":material/play_circle:", default=True)]
st.navigation(pages, position="top").run()
