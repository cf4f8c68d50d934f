"""Names of what is kept in ``st.session_state``."""

RUN = "cae-run"
LIVE_VIEW = "cae-live-view"
PATH = "cae-path"
ATLAS_VIEW = "cae-atlas-view"
