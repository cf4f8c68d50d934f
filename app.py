"""Launcher: ``streamlit run app.py``. The pages are in ``pages/``, what they show in ``cae/``."""

import streamlit as st

from pages.atlas import route as atlas
from pages.kit import static
from pages.kit.services import Services
from pages.live import route as live
from pages.units import route as units

services = Services()
routes = [*static.routes(), *live.routes(services), *atlas.routes(services), *units.routes(services)]
app = st.App("pages/main.py", routes=routes, lifespan=services.lifespan)
