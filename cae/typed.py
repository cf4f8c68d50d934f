"""Numbers as a person types them, in a field, a URL or a command: one reading, or a sentence that shows both.

A dot is the decimal sign. Spaces and commas stand between thousands where they make groups of three after a first
group that does not begin with 0; else one comma is a decimal sign too. ``pages/kit/view/typed.js`` is the browser's
twin; both are tried with ``tests/golden/typed.json``.
"""

from __future__ import annotations

import math
import re

from cae.checks import Refused, shown

Typed = int | float | str

_KEEPING = "\u00a0\u2007\u2009\u202f"  # spaces that keep a number together
_SPACES = f"[ \\t\\n\\r\\f\\v\u2000-\u200a\u205f\u3000{_KEEPING}]"
_NUMBER = re.compile(r"([+-]?)([0-9., ]*[0-9.,])((?:[eE][+-]?[0-9]+)?)")
_PLAIN = re.compile(r"[0-9]+\.?[0-9]*|\.[0-9]+")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:[ ,][0-9]{3})+(?:\.[0-9]*)?")
_COMMA = re.compile(r"(?:[0-9]+|[1-9][0-9]{0,2}(?: [0-9]{3})+),[0-9]*|,[0-9]+")
_SPACED = re.compile(rf"(?<![^;\s])[1-9][0-9]{{0,2}}(?:{_SPACES}[0-9]{{3}})+(?=[,;\s]|$)")


def number(name: str, text: str) -> Typed:
    """The number a text stands for, whole ones as ``int``; the text itself where it is none: its check refuses it.

    Raises
    ------
    Refused
        If the text has two readings.
    """
    found = _readings(_cleaned(text))
    if len(found) > 1:
        raise Refused(
            f"{name}: {shown(_cleaned(text))} can be read as {' or as '.join(found)}. Write one of these.", name
        )
    return _value(found[0], text) if found else text


def numbers(name: str, text: str) -> list[Typed]:
    """The numbers of a list between spaces, semicolons or commas; the text of a part where it is none.

    Raises
    ------
    Refused
        If a part of it has two readings.
    """
    for match in _SPACED.finditer(text):
        groups = re.split(_SPACES, match[0])
        if any(space in match[0] for space in _KEEPING) or any(group[0] == "0" for group in groups):
            raise _two(name, match[0], "".join(groups), groups)
    return [value for part in re.split(rf"(?:{_SPACES}|;)+", text) for value in _part(name, part.removesuffix(","))]


def _part(name: str, text: str) -> list[Typed]:
    """What stands between two spaces or semicolons, without the comma at its end."""
    whole = _NUMBER.fullmatch(_cleaned(text))
    items = [item for item in text.split(",") if item]
    if whole and "," in text and _GROUPED.fullmatch(whole[2]):
        raise _two(name, text, _cleaned(text).replace(",", ""), items)
    if whole and text.startswith(",") and len(items) == 1:
        raise _two(name, text, f"0.{items[0]}", items)
    if whole and text.count(",") == 1 and _COMMA.fullmatch(whole[2]):
        return [number(name, text)]
    return [number(name, item) for item in items]


def _two(name: str, text: str, one: str, items: list[str]) -> Refused:
    several = [re.sub("^0+(?=[0-9])", "", item) for item in items]
    both = f"{one} or as {' and '.join(several)}" if len(several) > 1 else f"{several[0]} or as {one}"
    return Refused(f"{name}: {shown(_cleaned(text))} can be read as {both}. Write {one} or {'; '.join(several)}.", name)


def _cleaned(text: str) -> str:
    return re.sub(f"{_SPACES}+", " ", text).strip(" ").replace("−", "-")


def _readings(text: str) -> list[str]:
    """What a cleaned text can be read as, with a dot and no spaces."""
    match = _NUMBER.fullmatch(text)
    if not match:
        return []
    sign, digits, power = match.groups()
    found = []
    if _PLAIN.fullmatch(digits):
        found.append(digits)
    grouped = _GROUPED.fullmatch(digits)
    if grouped:
        found.append(re.sub("[ ,]", "", digits))
    # Groups between commas alone are thousands; a number with spaces or a power of ten has its commas as it likes.
    if _COMMA.fullmatch(digits) and (not grouped or " " in digits or power):
        found.append(digits.replace(" ", "").replace(",", "."))
    return [f"{sign}{one}{power}" for one in found]


def _value(reading: str, text: str) -> Typed:
    value = float(reading)
    if not math.isfinite(value):
        return text
    return int(value) if value.is_integer() and abs(value) < 2**53 else value
