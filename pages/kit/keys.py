"""Names of what is kept in ``st.session_state``."""

RUN = "cae-run"
LIVE_VIEW = "cae-live-view"
PLANE_RUN = "cae-plane-run"
PLANE_VIEW = "cae-plane-view"
MATHS_VIEW = "cae-maths-view"
PATH = "cae-path"
ATLAS_VIEW = "cae-atlas-view"
