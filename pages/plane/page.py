"""Plane: a contractive autoencoder of two inputs trains in front of you, and all that it does is seen."""

import streamlit as st

from cae.config import IN_THE_PLANE
from pages.kit import component, keys, session
from pages.plane import PLANE

run = session.load(st.query_params, keys.PLANE_RUN, IN_THE_PLANE)
component.show(PLANE, keys.PLANE_VIEW, session.told(run))
