"""Atlas: a path of models over λ, trained once; drag λ and every view follows."""

import streamlit as st

from pages.atlas import request as atlas

path = atlas.load(st.query_params)

with st.sidebar:
    asked = atlas.path_settings(path.settings)
if asked is not None:
    atlas.train(asked)

atlas.atlas_view(path)
