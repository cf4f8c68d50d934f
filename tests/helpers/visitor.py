"""A visitor of the pages, by Streamlit's own test driver."""

import json
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]


def visit(script: str, **url: str) -> AppTest:
    """Open a page with these parameters in its URL."""
    app = AppTest.from_file(str(ROOT / script), default_timeout=30)
    for name, value in url.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def told(app: AppTest) -> dict:
    """What the view in the browser is given."""
    (view,) = [element for element in app.main if hasattr(element.proto, "component_name")]
    return json.loads(view.proto.json)


def widget(app: AppTest, kind: str, label: str) -> Any:
    """The side bar's widget of this name."""
    (found,) = [element for element in app.sidebar.get(kind) if element.label == label]
    return found


def press(app: AppTest, label: str) -> None:
    """Press a button of the side bar."""
    widget(app, "button", label).click()
    app.run()
    assert not app.exception
