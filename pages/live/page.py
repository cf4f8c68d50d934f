"""Live: a contractive autoencoder trains in front of you; drag λ and watch."""

import streamlit as st

from pages.kit import component, keys, session
from pages.live import LIVE, form

run = session.load(st.query_params)

with st.sidebar:
    rebuilt = form.model_settings(run.config)
if rebuilt is not None:
    session.rebuild(rebuilt)

settings = run.config.as_dict() | run.pins
data = {"settings": settings, "link": run.link, "build_token": run.build_token, "notices": run.notices}
component.show(LIVE, keys.LIVE_VIEW, data, on_structure_change=session.follow)
