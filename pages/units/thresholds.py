"""The six thresholds of the address as one: each is in its range, but together they may cross."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cae.checks import Refused
from cae.thresholds import Thresholds


def gathered(view: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The view with the thresholds gathered, and a sentence if they can't be used."""
    defaults = Thresholds().as_dict()
    values = {name: view[name] for name in defaults}
    notices = []
    try:
        chosen = Thresholds(**values)
    except Refused as error:  # they cross
        notices = [f"{error} The defaults are used."]
        chosen = Thresholds(**values | {name: defaults[name] for name in ("low", "high")})
    others = {name: value for name, value in view.items() if name not in defaults}
    return others | {"thresholds": chosen.as_dict(), "defaults": defaults}, notices
