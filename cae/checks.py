"""What comes from outside, checked once: each check takes a name and a value, and gives the value or refuses it.

Settings, URLs, messages of a page and the command line are checked by the same few functions, so that the same mistake
gets the same sentence wherever it is made.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from decimal import Decimal
from numbers import Integral, Real
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
    if isinstance(value, str) and not value:
        return "nothing"
    try:
        return repr(value if not isinstance(value, str) else value[:40])[:60]
    except ValueError:  # Python writes no whole number of more digits
        return "a number of more than 4,300 digits"


# -- numbers of every type -----------------------------------------------------------------------------------


def as_real(value: object) -> float:
    """A real number of any type (Python's, NumPy's, torch's, a fraction, a decimal) as a float.

    NaN, which is in no range, where it is none: true and false are no numbers, nor are texts. What is too large for
    a float is infinite.
    """
    number: Any = _scalar(value)
    if isinstance(number, bool) or not isinstance(number, Real | Decimal):
        return math.nan
    try:
        return float(number)
    except OverflowError:
        too_large: Any = number
        return math.inf if too_large > 0 else -math.inf


def as_whole(value: object) -> int | None:
    """A whole number of any integer type as Python's; None where it is none: 3.0 is not, nor is true."""
    number: Any = _scalar(value)
    return None if isinstance(number, bool) or not isinstance(number, Integral) else int(number)


def as_flag(value: object) -> bool | None:
    """True or false, NumPy's too, as Python's; None where it is neither."""
    truth = _scalar(value)
    return truth if isinstance(truth, bool) else None


def as_list(value: object) -> list[Any]:
    """What a list, a tuple, a range, an array or a tensor holds, in order; nothing where that is none of them."""
    if not isinstance(value, Iterable) or isinstance(value, str | bytes | Mapping | Set):
        return []
    try:
        return list(value)
    except TypeError:  # an array of no axes
        return []


def _scalar(value: Any) -> Any:
    """What an array or tensor of no axes holds, such as NumPy's numbers; anything else as it is."""
    return value.item() if getattr(value, "shape", None) == () and hasattr(value, "item") else value


# -- checks of one value -------------------------------------------------------------------------------------


def whole(lo: int, hi: int) -> Check:
    """A whole number from lo to hi."""

    def check(name: str, value: Any) -> int:
        number = as_whole(value)
        if number is None or not lo <= number <= hi:
            allowed = f"a whole number from {plain(lo)} to {plain(hi)}"
            raise Refused(f"{name} must be {allowed}, but {shown(value)} came.", name)
        return number

    return check


def number(lo: float, hi: float) -> Check:
    """A number from lo to hi; a whole one becomes a float."""

    def check(name: str, value: Any) -> float:
        real = as_real(value)
        if not lo <= real <= hi or not math.isfinite(real):  # NaN is in no range
            raise Refused(f"{name} must be a number from {plain(lo)} to {plain(hi)}, but {shown(value)} came.", name)
        return real

    return check


def or_none(check: Check) -> Check:
    """``None``, or what ``check`` takes."""
    return lambda name, value: None if value is None else check(name, value)


def flag(name: str, value: Any) -> bool:
    """True or false."""
    truth = as_flag(value)
    if truth is None:
        raise Refused(f"{name} must be true or false, but {shown(value)} came.", name)
    return truth


def choice(*allowed: str) -> Check:
    """One of these words."""

    def check(name: str, value: Any) -> str:
        if not isinstance(value, str) or value not in allowed:
            raise Refused(f"{name} must be one of {', '.join(allowed)}, but {shown(value)} came.", name)
        return str(value)

    return check


# -- checks of a message -------------------------------------------------------------------------------------


def from_json(text: str | bytes, what: str, most: int) -> Any:
    """What a JSON text of at most so many bytes says; ``what`` it is stands in the sentence.

    Raises
    ------
    Refused
        If it is longer, or no JSON.
    """
    size = len(text.encode(errors="surrogatepass") if isinstance(text, str) else text)
    if size > most:
        raise Refused(f"{what} may be {most} bytes long, but one of {size} came.")
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused(f"{what} must be JSON, but this one is not.") from error


def decoded(text: str | bytes, types: Sequence[str], most: int = MAX_MESSAGE_BYTES) -> Message:
    """The object a message holds, whose "type" is one of these.

    Raises
    ------
    Refused
        If it is too long, not JSON, or of none of these types.
    """
    message = from_json(text, "A message", most)
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
