"""Live: a contractive autoencoder trains in front of you; drag λ and watch."""

import streamlit as st

from pages.kit import session, widgets

run = session.load(st.query_params)

with st.sidebar:
    rebuilt = widgets.structure_settings(run.config)
if rebuilt is not None:
    session.rebuild(rebuilt)

widgets.live_view(run, on_seed_change=session.follow_seed)
