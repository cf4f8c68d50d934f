"""Launcher: ``streamlit run app.py``. The pages are in ``pages/``, what they show in ``cae/``."""

import streamlit as st

from cae.live.route import lifespan, routes

app = st.App("cae/studio/main.py", routes=routes(), lifespan=lifespan)
