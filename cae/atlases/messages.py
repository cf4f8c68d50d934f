"""What an Atlas page may say, checked once. No input or output."""

from __future__ import annotations

from typing import Any

from cae.checks import Refused, decoded, shown
from cae.experiments.settings import PathSettings

TYPES = ("open", "cancel", "resume")


def parse(text: str | bytes) -> tuple[str, PathSettings | None]:
    """Decode and check one message of a page.

    Returns
    -------
    kind : str
        One of ``TYPES``.
    settings : PathSettings or None
        Those of "open", complete.

    Raises
    ------
    Refused
        Otherwise; the text is a sentence for the person.
    """
    message = decoded(text, TYPES)
    kind = message["type"]
    return kind, _settings(message.get("settings")) if kind == "open" else None


def _settings(values: Any) -> PathSettings:
    if not isinstance(values, dict):
        raise Refused(f"settings must be an object, but {shown(values)} came.")
    return PathSettings.from_dict(values)
