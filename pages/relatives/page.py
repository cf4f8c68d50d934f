"""Relatives: the contractive autoencoder beside the autoencoders it is always compared with, training in step."""

from functools import partial

import streamlit as st

from cae import config, lineup
from pages.kit import component, keys, modelform, session
from pages.relatives import RELATIVES

run = session.load(st.query_params, keys.RELATIVES_RUN, config.RELATIVES)

with st.sidebar:
    rebuilt = modelform.model_settings(run.config)
if rebuilt is not None:
    session.rebuild(rebuilt, keys.RELATIVES_RUN)

component.show(
    RELATIVES,
    keys.RELATIVES_VIEW,
    session.told(run) | {"lineup": lineup.told(run.config)},
    on_structure_change=partial(session.follow, keys.RELATIVES_RUN, keys.RELATIVES_VIEW),
)
