"""The script Streamlit runs for every visitor: page settings and navigation."""

from pathlib import Path

import streamlit as st

from pages import PAGES

HERE = Path(__file__).parent

st.set_page_config("CAE Lab", ":material/blur_on:", layout="wide", initial_sidebar_state="collapsed")
st.logo(HERE / "kit" / "logo.svg", size="medium")
# Every one with its path: they would all be called after their script, "page", and no two may be called the same.
pages = [st.Page(HERE / p.name / "page.py", title=p.title, icon=p.icon, url_path=p.name) for p in PAGES]
st.navigation(pages, position="top").run()
