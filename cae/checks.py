"""What comes from outside, checked once: each check takes a name and a value, and gives the value or refuses it.

Settings, URLs, messages of a page and the command line are checked by the same few functions, so that the same mistake
gets the same sentence wherever it is made.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

MAX_MESSAGE_BYTES = 16 * 1024

Message = dict[str, Any]
Check = Callable[[str, Any], Any]
Fields = Mapping[str, Check]


class Refused(ValueError):
    """Something that can't be taken; the text is a sentence for the person.

    Parameters
    ----------
    message : str
    name : str
        Of the setting or field it is about, if it is about one.
    """

    def __init__(self, message: str, name: str = "") -> None:
        super().__init__(message)
        self.name = name


# -- words ---------------------------------------------------------------------------------------------------


def plain(number: float) -> str:
    """A number as a person writes it: 1,000,000 and 0.001 and 1e-6, never 1e+06."""
    if isinstance(number, int):
        return f"{number:,}"
    if number == 0 or 1e-4 <= abs(number) < 1e12:
        return f"{number:,.10g}" if abs(number) < 1000 else f"{number:,.0f}"
    mantissa, _, exponent = f"{number:.3g}".partition("e")
    return f"{mantissa}e{int(exponent)}" if exponent else mantissa


def shown(value: object) -> str:
    """What came, for a message; cut short."""
    if value == "":
        return "nothing"
    return repr(value if not isinstance(value, str) else value[:40])[:60]


# -- checks of one value -------------------------------------------------------------------------------------


def whole(lo: int, hi: int, also: int | None = None) -> Check:
    """A whole number from lo to hi, or this other one."""

    def check(name: str, value: Any) -> int:
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        if not is_whole or not (lo <= value <= hi or value == also):
            other = "" if also is None else f"{plain(also)} or "
            allowed = f"{other}a whole number from {plain(lo)} to {plain(hi)}"
            raise Refused(f"{name} must be {allowed}, but {shown(value)} came.", name)
        return value

    return check


def number(lo: float, hi: float) -> Check:
    """A number from lo to hi; a whole one becomes a float."""

    def check(name: str, value: Any) -> float:
        good = isinstance(value, int | float) and not isinstance(value, bool)
        if not good or not lo <= value <= hi or not math.isfinite(value):  # NaN is in no range
            raise Refused(f"{name} must be a number from {plain(lo)} to {plain(hi)}, but {shown(value)} came.", name)
        return float(value)

    return check


def or_none(check: Check) -> Check:
    """``None``, or what ``check`` takes."""
    return lambda name, value: None if value is None else check(name, value)


def flag(name: str, value: Any) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise Refused(f"{name} must be true or false, but {shown(value)} came.", name)
    return value


def choice(*allowed: str) -> Check:
    """One of these words."""

    def check(name: str, value: Any) -> str:
        if value not in allowed:
            raise Refused(f"{name} must be one of {', '.join(allowed)}, but {shown(value)} came.", name)
        return value

    return check


# -- checks of a message -------------------------------------------------------------------------------------


def decoded(text: str | bytes, types: Sequence[str]) -> Message:
    """The object a message holds, whose "type" is one of these.

    Raises
    ------
    Refused
        If it is too long, not JSON, or of none of these types.
    """
    size = len(text.encode(errors="surrogatepass") if isinstance(text, str) else text)
    if size > MAX_MESSAGE_BYTES:
        raise Refused(f"A message may be {MAX_MESSAGE_BYTES} bytes long, but one of {size} came.")
    try:
        message = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused("A message must be JSON, but this one is not.") from error
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        raise Refused('A message must be an object with a "type".')
    kind = message["type"]
    if kind not in types:
        raise Refused(f"There is no message {kind[:40]!r}; there are {', '.join(types)}.")
    return message


def checked(message: Message, fields: Mapping[str, Fields], optional: Collection[str] = ()) -> Message:
    """A decoded message with only the fields its type has, each checked.

    Parameters
    ----------
    message : dict
        As ``decoded`` gives it.
    fields : mapping
        The checks of each type's fields.
    optional : collection of str
        Fields that may be left out.

    Raises
    ------
    Refused
        If a field is missing or out of range.
    """
    kind = message["type"]
    result: Message = {"type": kind}
    for name, check in fields[kind].items():
        if name in message:
            result[name] = check(name, message[name])
        elif name not in optional:
            raise Refused(f'The message "{kind}" needs the field "{name}".', name)
    return result
