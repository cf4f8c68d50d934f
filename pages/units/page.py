"""Units: what every hidden unit does, image by image, of the live run, an atlas or a checkpoint."""

import streamlit as st

from pages.kit import session
from pages.units import request as units

run = session.load(st.query_params)
request = units.load(st.query_params)

units.units_view(request, run)
