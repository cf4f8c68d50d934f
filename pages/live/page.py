"""Live: a contractive autoencoder trains in front of you; drag λ and watch."""

import streamlit as st

from pages.kit import component, keys, modelform, session
from pages.live import LIVE

run = session.load(st.query_params)

with st.sidebar:
    rebuilt = modelform.model_settings(run.config)
if rebuilt is not None:
    session.rebuild(rebuilt)

component.show(LIVE, keys.LIVE_VIEW, session.told(run), on_structure_change=session.follow)
