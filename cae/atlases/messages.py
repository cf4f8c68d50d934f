"""What an Atlas page may say, checked once. No input or output."""

from __future__ import annotations

from typing import Any, NamedTuple

from cae import relatives
from cae.checks import Refused, decoded, flag, shown
from cae.experiments.settings import PathSettings

TYPES = ("open", "cancel", "resume")


class Open(NamedTuple):
    """An atlas that a page wants to see, or to know the figures of."""

    settings: PathSettings
    figures_only: bool


def parse(text: str | bytes) -> tuple[str, Open | None]:
    """Decode and check one message of a page.

    Returns
    -------
    kind : str
        One of ``TYPES``.
    opened : Open or None
        What "open" asks for, complete.

    Raises
    ------
    Refused
        Otherwise; the text is a sentence for the person.
    """
    message = decoded(text, TYPES)
    kind = message["type"]
    if kind != "open":
        return kind, None
    return kind, Open(_settings(message.get("settings")), flag("figures_only", message.get("figures_only", False)))


def _settings(values: Any) -> PathSettings:
    if not isinstance(values, dict):
        raise Refused(f"settings must be an object, but {shown(values)} came.")
    settings = PathSettings.from_dict(values)
    if settings.objective != relatives.DEFAULT:
        raise Refused(f"An atlas is one of contractive autoencoders, but {settings.objective} came.", "objective")
    return settings
