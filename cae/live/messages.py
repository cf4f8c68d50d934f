"""What a page may say: each message checked once, here, before anything acts on it. No input or output."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from cae import config
from cae.config import ConfigError, RunConfig

MAX_MESSAGE_BYTES = 16 * 1024
MAX_IMAGES = 10

Message = dict[str, Any]


class MessageError(ValueError):
    """A message that can't be acted on; the text is a sentence for the person."""


def parse(text: str | bytes) -> Message:
    """Decode and check one message of a page.

    Returns
    -------
    dict
        The message with only the fields its type has, each of the right type and in range.

    Raises
    ------
    MessageError
        Otherwise: too long, not JSON, of no known type, or with a field that is missing or out of range.
    """
    message = decoded(text, sorted(_FIELDS))
    kind = message["type"]
    checked: Message = {"type": kind}
    for name, check in _FIELDS[kind].items():
        if name in message:
            checked[name] = check(name, message[name])
        elif name not in _OPTIONAL:
            raise MessageError(f'The message "{kind}" needs the field "{name}".')
    return checked


def decoded(text: str | bytes, types: Sequence[str]) -> Message:
    """The object a message holds, whose "type" is one of these.

    Raises
    ------
    MessageError
        If it is too long, not JSON, or of none of these types.
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
    if kind not in types:
        raise MessageError(f"There is no message {kind[:40]!r}; there are {', '.join(types)}.")
    return message


def _whole(lo: int, hi: int) -> Callable[[str, Any], int]:
    def check(name: str, value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not lo <= value <= hi:
            allowed = f"from {config.plain(lo)} to {config.plain(hi)}"
            raise MessageError(f"{name} must be a whole number {allowed}, but {_shown(value)} came.")
        return value

    return check


def _number(lo: float, hi: float) -> Callable[[str, Any], float]:
    def check(name: str, value: Any) -> float:
        good = isinstance(value, int | float) and not isinstance(value, bool)
        if not good or not lo <= value <= hi:  # NaN is in no range
            raise MessageError(
                f"{name} must be a number from {config.plain(lo)} to {config.plain(hi)}, but {_shown(value)} came."
            )
        return float(value)

    return check


def _or_none(check: Callable[[str, Any], Any]) -> Callable[[str, Any], Any]:
    return lambda name, value: None if value is None else check(name, value)


def _flag(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise MessageError(f"{name} must be true or false, but {_shown(value)} came.")
    return value


def _choice(*allowed: str) -> Callable[[str, Any], str]:
    def check(name: str, value: Any) -> str:
        if value not in allowed:
            raise MessageError(f"{name} must be one of {', '.join(allowed)}, but {_shown(value)} came.")
        return value

    return check


def _run_id(name: str, value: Any) -> str:
    if not isinstance(value, str) or len(value) > 64:
        raise MessageError(f"{name} must be the id of a run, but {_shown(value)} came.")
    return value


def _settings(name: str, value: Any) -> RunConfig:
    if not isinstance(value, dict):
        raise MessageError(f"{name} must be an object, but {_shown(value)} came.")
    try:
        return RunConfig.from_mapping(value)
    except ConfigError as error:
        raise MessageError(str(error)) from error


def _images(name: str, value: Any) -> list[int]:
    if not isinstance(value, list) or not 1 <= len(value) <= MAX_IMAGES:
        raise MessageError(f"{name} must be a list of 1 to {MAX_IMAGES} image ids.")
    check = _whole(0, 10**6)
    return [check(name, item) for item in value]


def _shown(value: Any) -> str:
    return repr(value)[:60]


_index = _or_none(_whole(0, 10**6))
# "set" takes any of its three; elsewhere a field that may be left out is named here.
_OPTIONAL = frozenset({"lam", "lr", "batch", "seq", "run"})
_FIELDS: dict[str, dict[str, Callable[[str, Any], Any]]] = {
    "hello": {"run": _or_none(_run_id), "settings": _settings},
    "set": {
        "lam": _number(*config.LAM_RANGE),
        "lr": _number(*config.LR_RANGE),
        "batch": _whole(*config.BATCH_RANGE),
        "seq": _whole(0, 2**53),
    },
    "play": {},
    "pause": {},
    "step": {"steps": _whole(1, 1000)},
    "reset": {"weights": _choice("same", "new")},
    "rebuild": {"settings": _settings},
    "speed": {"steps_per_second": _number(*config.SPEED_RANGE)},
    "budget": {"steps": _or_none(_whole(*config.BUDGET_RANGE))},
    "pin": {"unit": _index, "image": _index},
    "strip": {"images": _images},
    "probe": {"unit": _index, "image": _index},
    "page": {"index": _whole(0, config.HIDDEN_RANGE[1])},
    "restore": {},
    "visible": {"visible": _flag},
    "ack": {"frame": _whole(0, 2**53)},
}
