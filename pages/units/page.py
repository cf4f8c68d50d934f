"""Units: what every hidden unit does, image by image, of the live run, an atlas or a checkpoint."""

import streamlit as st

from pages.kit import component, keys, session
from pages.kit.labels import DATASET_LABELS
from pages.units import request

run = session.load(st.query_params)
asked = request.load(st.query_params)

data = {
    # The live run, should it be looked at: the same as on the Live page.
    "settings": run.config.as_dict() | run.pins,
    "view": asked.view,
    "datasets": DATASET_LABELS,
    "notices": asked.notices + (run.notices if asked.view["source"] == "live" else []),
}
component.show("units", keys.UNITS_VIEW, data)
