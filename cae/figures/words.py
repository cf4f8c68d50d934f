"""Sentences that stand beside figures: what to see, with the number in it. Each rule is true of every number it gets.

Every figure whose ``layout.meta`` has ``says`` has ``expects`` too: the question to open before the answer.
"""

from __future__ import annotations

from collections.abc import Sequence

from cae.figures.axes import lambda_words

ALIKE = 1.05  # two numbers are told apart when one is so many times the other


def short(value: float) -> str:
    """A number with three digits."""
    return lambda_words(value)


def count(number: int, one: str, many: str = "") -> str:
    """``1 direction``, ``2 directions``, ``1,000 directions``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def image_name(place: int, image_id: int | None = None) -> str:
    """``image 17``: by its number in the data set, or its place where that is not told."""
    return f"image {place if image_id is None else image_id}"


def trend(values: Sequence[float], at: Sequence[float]) -> tuple[str, str]:
    """Where a curve goes from its first to its last point, and in which words.

    Parameters
    ----------
    values : sequence of float
        At least 0, two or more.
    at : sequence of float
        Where each is, ascending.

    Returns
    -------
    kind : str
        "rises" or "falls", where the last value is at least 1.05 times the first or the reverse, and nothing between
        goes beyond the two by as much; "peaks" or "dips" where something does; else "stays". Of a curve that does both
        the larger (as a factor) counts.
    words : str
    """
    first, last = float(values[0]), float(values[-1])
    high, low = max(values), min(values)
    over, under = _times(high, max(first, last)), _times(min(first, last), low)
    ends = f"from {short(first)} to {short(last)}"
    if max(over, under) >= ALIKE:
        kind, extreme = ("peaks", high) if over >= under else ("dips", low)
        middle = f"{short(extreme)} at {short(float(at[list(values).index(extreme)]))}"
        ways = ("rises", "falls") if kind == "peaks" else ("falls", "rises")
        return kind, f"{ways[0]} from {short(first)} to {middle}, then {ways[1]} to {short(last)}"
    if _times(last, first) >= ALIKE:
        return "rises", f"rises with the radius, {ends}"
    if _times(first, last) >= ALIKE:
        return "falls", f"falls with the radius, {ends}"
    return "stays", f"stays about the same, {ends}" if short(first) != short(last) else f"stays at {short(first)}"


def times_as_far(ratio: float, one: str, other: str) -> str:
    """``2.9 times as far along the curve as across it``; a ratio from 0.95 to 1.05 is ``about as far``."""
    if ratio >= ALIKE:
        return f"{short(ratio)} times as far {one} as {other}"
    return (
        f"about as far {one} as {other}" if ratio * ALIKE > 1 else f"only {short(ratio)} times as far {one} as {other}"
    )


def _times(one: float, other: float) -> float:
    """How many times the other number one is; of nothing, 1 or infinity."""
    if other > 0:
        return one / other
    return 1.0 if one == 0 else float("inf")
