"""What an Atlas page may say, checked once. No input or output."""

from __future__ import annotations

import json
from typing import Any

from cae.config import ConfigError
from cae.live.messages import MAX_MESSAGE_BYTES, MessageError
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
    size = len(text.encode(errors="surrogatepass") if isinstance(text, str) else text)
    if size > MAX_MESSAGE_BYTES:
        raise MessageError(f"A message may be {MAX_MESSAGE_BYTES} bytes long, but one of {size} came.")
    try:
        message = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise MessageError("A message must be JSON, but this one is not.") from error
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        raise MessageError('A message must be an object with a "type".')
    kind = message["type"]
    if kind not in TYPES:
        raise MessageError(f"There is no message {kind[:40]!r}; there are {', '.join(TYPES)}.")
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
