"""What a page may say: each message checked once, here, before anything acts on it. No input or output."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from cae import config
from cae.config import ConfigError, RunConfig

MAX_MESSAGE_BYTES = 16 * 1024
MAX_IMAGES = 10

Message = dict[str, Any]
Check = Callable[[str, Any], Any]
Fields = Mapping[str, Check]


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
    return checked(decoded(text, sorted(FIELDS)), FIELDS, _OPTIONAL)


def checked(message: Message, fields: Mapping[str, Fields], optional: Collection[str] = ()) -> Message:
    """A decoded message with only the fields its type has, each checked.

    Parameters
    ----------
    message : dict
        As ``decoded`` gives it.
    fields : mapping
        The checks of each type's fields: callables that take a field's name and value and give the value.
    optional : collection of str
        Fields that may be left out.

    Raises
    ------
    MessageError
        If a field is missing or out of range.
    """
    kind = message["type"]
    result: Message = {"type": kind}
    for name, check in fields[kind].items():
        if name in message:
            result[name] = check(name, message[name])
        elif name not in optional:
            raise MessageError(f'The message "{kind}" needs the field "{name}".')
    return result


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


# -- checks of a field: each takes its name and value, and gives the value or raises MessageError --------------


def whole(lo: int, hi: int) -> Callable[[str, Any], int]:
    """A whole number from lo to hi."""

    def check(name: str, value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not lo <= value <= hi:
            allowed = f"from {config.plain(lo)} to {config.plain(hi)}"
            raise MessageError(f"{name} must be a whole number {allowed}, but {shown(value)} came.")
        return value

    return check


def number(lo: float, hi: float) -> Callable[[str, Any], float]:
    """A number from lo to hi; a whole one becomes a float."""

    def check(name: str, value: Any) -> float:
        good = isinstance(value, int | float) and not isinstance(value, bool)
        if not good or not lo <= value <= hi:  # NaN is in no range
            raise MessageError(
                f"{name} must be a number from {config.plain(lo)} to {config.plain(hi)}, but {shown(value)} came."
            )
        return float(value)

    return check


def or_none(check: Check) -> Check:
    """``null``, or what ``check`` takes."""
    return lambda name, value: None if value is None else check(name, value)


def flag(name: str, value: Any) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise MessageError(f"{name} must be true or false, but {shown(value)} came.")
    return value


def choice(*allowed: str) -> Callable[[str, Any], str]:
    """One of these words."""

    def check(name: str, value: Any) -> str:
        if value not in allowed:
            raise MessageError(f"{name} must be one of {', '.join(allowed)}, but {shown(value)} came.")
        return value

    return check


def run_id(name: str, value: Any) -> str:
    """The id of a run, as far as can be told without asking the hub."""
    if not isinstance(value, str) or len(value) > 64:
        raise MessageError(f"{name} must be the id of a run, but {shown(value)} came.")
    return value


def settings(name: str, value: Any) -> RunConfig:
    """The settings of a run; those that are missing keep their defaults."""
    if not isinstance(value, dict):
        raise MessageError(f"{name} must be an object, but {shown(value)} came.")
    try:
        return RunConfig.from_mapping(value)
    except ConfigError as error:
        raise MessageError(str(error)) from error


def _images(name: str, value: Any) -> list[int]:
    if not isinstance(value, list) or not 1 <= len(value) <= MAX_IMAGES:
        raise MessageError(f"{name} must be a list of 1 to {MAX_IMAGES} image ids.")
    check = whole(0, 10**6)
    return [check(name, item) for item in value]


def shown(value: Any) -> str:
    """What came, for a message; cut short."""
    return repr(value)[:60]


index = or_none(whole(0, 10**6))  # of a unit or an image; the model and the data set bound it further
# "set" takes any of its three; elsewhere a field that may be left out is named here.
_OPTIONAL = frozenset({"lam", "lr", "batch", "seq", "run"})
FIELDS: dict[str, dict[str, Check]] = {
    "hello": {"run": or_none(run_id), "settings": settings},
    "set": {
        "lam": number(*config.LAM_RANGE),
        "lr": number(*config.LR_RANGE),
        "batch": whole(*config.BATCH_RANGE),
        "seq": whole(0, 2**53),
    },
    "play": {},
    "pause": {},
    "step": {"steps": whole(1, 1000)},
    "reset": {"weights": choice("same", "new")},
    "rebuild": {"settings": settings},
    "speed": {"steps_per_second": number(*config.SPEED_RANGE)},
    "budget": {"steps": or_none(whole(*config.BUDGET_RANGE))},
    "pin": {"unit": index, "image": index},
    "strip": {"images": _images},
    "probe": {"unit": index, "image": index},
    "page": {"index": whole(0, config.HIDDEN_RANGE[1])},
    "restore": {},
    "visible": {"visible": flag},
    "ack": {"frame": whole(0, 2**53)},
}
