"""Launcher: ``streamlit run app.py``. The pages are in ``pages/``, what they show in ``cae/``."""

import streamlit as st

from pages import PAGES
from pages.kit import routes
from pages.kit.services import Services

services = Services()
app = st.App("pages/main.py", routes=routes.of(PAGES, services), lifespan=services.lifespan)
