"""Atlas: models over λ, trained once as a fan; drag λ and every view follows."""

import streamlit as st

from pages.atlas import ATLAS, form, request
from pages.kit import component, keys

path = request.load(st.query_params)

with st.sidebar:
    asked = form.path_settings(path.settings)
if asked is not None:
    request.train(asked)

data = {
    "settings": path.settings.as_dict(),
    "view": path.view,
    "build_token": path.build_token,
    "notices": path.notices,
}
component.show(ATLAS, keys.ATLAS_VIEW, data, on_added_change=request.add)
