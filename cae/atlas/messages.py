"""What an Atlas page may say, checked once. No input or output."""

from __future__ import annotations

from typing import Any

from cae.config import ConfigError
from cae.live.messages import MessageError, decoded
from cae.pathconfig import PathSettings

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
    MessageError
        Otherwise; the text is a sentence for the person.
    """
    message = decoded(text, TYPES)
    kind = message["type"]
    return kind, _settings(message.get("settings")) if kind == "open" else None


def _settings(values: Any) -> PathSettings:
    if not isinstance(values, dict):
        raise MessageError(f"settings must be an object, but {repr(values)[:60]} came.")
    try:
        return PathSettings.from_dict(values)
    except ConfigError as error:
        raise MessageError(str(error)) from error
    except OverflowError as error:
        raise MessageError("A number in the settings is larger than any setting may be.") from error
