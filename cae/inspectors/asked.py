"""What a page may ask of the image in hand: to push it, to move it along a direction, to let a chain go on from it.

And of a map of the codes: to decode a place of it, the line between two images, to start a t-SNE or stop it.

Each is checked here as far as it can be without the image; what is wrong with an amount is found where it is done.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cae.checks import Check, Refused, choice, flag, number, or_none, shown, whole
from cae.config import INDEX_RANGE, SEED_RANGE

COUNT = whole(0, 2**53)
MOST_PUSHES = 16  # one after the other, of one image
LONGEST = 20.0  # a move along a direction, in units of a pixel
TANGENTS = 8
WAYS = ("tangent", "ignored", "random")
SIGMA_RANGE = (1e-6, 1e6)
STEPS_RANGE = (0, 1_000_000)
LINE_RANGE = (2, 41)  # codes along a line
FAR = 1e9  # a place beyond is on no map


def _pushes(name: str, value: Any) -> list[tuple[str, dict[str, Any]]]:
    if not isinstance(value, list) or len(value) > MOST_PUSHES or not all(map(_is_push, value)):
        allowed = f"a list of up to {MOST_PUSHES} pairs of a name and its amounts"
        raise Refused(f"{name} must be {allowed}, but {shown(value)} came.", name)
    return [(push, amounts) for push, amounts in value]


def _is_push(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and isinstance(value[0], str) and isinstance(value[1], dict)


def _place(name: str, value: Any) -> list[float]:
    check = number(-FAR, FAR)
    if not isinstance(value, list) or len(value) != 2:
        raise Refused(f"{name} must be a place in two dimensions, [x, y], but {shown(value)} came.", name)
    return [check(name, one) for one in value]


def _object(fields: Mapping[str, Check]) -> Check:
    """An object with these fields, and no others are kept."""

    def check(name: str, value: Any) -> dict[str, Any]:
        if not isinstance(value, dict) or not fields.keys() <= value.keys():
            raise Refused(f"{name} must be an object with {', '.join(fields)}, but {shown(value)} came.", name)
        return {field: check(f"{name}.{field}", value[field]) for field, check in fields.items()}

    return check


push = _object({"id": COUNT, "drag": COUNT, "pushes": _pushes})
along = _object(
    {"id": COUNT, "which": choice(*WAYS), "index": whole(0, TANGENTS - 1), "length": number(-LONGEST, LONGEST)}
)
chain = _object(
    {
        "id": COUNT,
        "run": COUNT,
        "step": whole(*STEPS_RANGE),
        "sigma": number(*SIGMA_RANGE),
        "seed": whole(*SEED_RANGE),
    }
)

# By the names under which a page says them.
ASKED: dict[str, Check] = {"push": push, "along": along, "chain": chain}
MAPPED: dict[str, Check] = {
    "place": _object({"id": COUNT, "at": _place}),
    "line": _object({"id": COUNT, "count": whole(*LINE_RANGE)}),
    "tsne": _object({"id": COUNT, "go": flag}),
    "b": or_none(whole(*INDEX_RANGE)),  # the other end of the line
}
