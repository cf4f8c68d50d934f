"""The script Streamlit runs for every visitor: page settings and navigation."""

from pathlib import Path
from typing import Any

import streamlit as st

from pages import PAGES
from pages.kit.page import Page

HERE = Path(__file__).parent


def entry(page: Page, **how: Any) -> Any:
    """A page as the navigation takes it; with its path, for all would be called after their script, ``page``."""
    return st.Page(HERE / page.name / "page.py", title=page.title, icon=page.icon, **{"url_path": page.name} | how)


# The icon is ours: one of Streamlit's names would be fetched from another host by every visitor.
icon = HERE / "kit" / "icon.svg"
st.set_page_config(page_icon=icon, layout="wide", initial_sidebar_state="collapsed")  # the title is each page's own
st.logo(HERE / "kit" / "logo.svg", size="medium")
first, *others = PAGES
# The first page stands at the site's root, whatever its path; listed again, hidden, it can be had under its own too.
root = entry(first, default=True, url_path="root")
shown = [root, *map(entry, others)]
here = st.navigation([*shown, entry(first, visibility="hidden")], position="top")
# On a narrow screen Streamlit folds its navigation into the side bar: there, and only there, this row is seen.
with st.container(horizontal=True, key="cae-pages"):
    for page in shown:
        st.page_link(page)
here.run()
