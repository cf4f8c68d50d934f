"""Units: what every hidden unit does, image by image, of the live run, an atlas or a checkpoint."""

import streamlit as st

from pages.kit import request, source_page
from pages.units import UNITS, thresholds

view, notices = thresholds.gathered(request.load(UNITS, st.query_params).view)
source_page.show(UNITS, view, notices)
