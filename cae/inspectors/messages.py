"""What a page that looks at a source may say, checked once. No input or output."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cae import thresholds
from cae.atlases.store import KEY
from cae.checks import Check, Message, Refused, checked, choice, decoded, flag, or_none, shown, whole
from cae.config import DATASETS
from cae.experiments.settings import MAX_LAMBDAS
from cae.inspectors.selections import MOST
from cae.runs import messages as runs
from cae.thresholds import Thresholds

IMAGES = (1000, 10_000)
MAX_BYTES = 64 * 1024  # of a message: as many numbers of images as may be selected
TWIN = "twin"  # the name of a run's model at λ = 0 in its company
# What a page of a live run says to the run.
LIVE = ("set", "play", "pause", "step", "reset", "company")


def parse(
    text: str | bytes,
    figures: Sequence[str] = (),
    asks: Mapping[str, Check] | None = None,
    works: Sequence[str] = (),
) -> Message:
    """Decode and check one message of a page.

    Parameters
    ----------
    text : str or bytes
    figures : sequence of str
        Names of those the page has.
    asks : mapping of str to Check, optional
        What the page may ask.
    works : sequence of str
        Names of the frames it wants besides.

    Returns
    -------
    dict
        The message with only the fields its type has, each of the right type and in range. The settings of a live
        source are a ``RunConfig``, the thresholds complete.

    Raises
    ------
    Refused
        Otherwise; the text is a sentence for the person.
    """
    asks = asks or {}
    fields = FIELDS | {"watch": {"figures": _some(figures), "works": _some(works)}, "ask": asks}
    message = checked(decoded(text, sorted(fields), MAX_BYTES), fields, _OPTIONAL | asks.keys())
    if message["type"] == "select" and ("images" in message) == ("id" in message):
        raise Refused('The message "select" needs one of the fields "images" and "id".')
    if message["type"] == "ask":
        message = {"type": "ask", "asked": {name: value for name, value in message.items() if name != "type"}}
    if message["type"] == "thresholds":
        values = {name: value for name, value in message.items() if name != "type"}
        message = {"type": "thresholds", "thresholds": Thresholds(**values)}
    if message["type"] == "open":
        message.setdefault("images", IMAGES[0])
        message.setdefault("select", None)
        message["thresholds"] = message.get("thresholds") or Thresholds()
    return message


def _some(names: Sequence[str]) -> Check:
    """A list of some of these names."""

    def check(name: str, value: Any) -> list[str]:
        if not isinstance(value, list) or not all(isinstance(one, str) and one in names for one in value):
            raise Refused(f"{name} must be a list of some of {', '.join(names) or 'none'}, but {shown(value)} came.")
        return value

    return check


def _thresholds(name: str, value: Any) -> Thresholds:
    if not isinstance(value, dict):
        raise Refused(f"{name} must be an object, but {shown(value)} came.", name)
    for key in value:
        if key not in thresholds.CHECKS:
            raise Refused(f"There is no threshold {shown(key)}; there are {', '.join(thresholds.CHECKS)}.", name)
    return Thresholds(**value)


def _images(name: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value not in IMAGES:
        raise Refused(f"{name} must be {IMAGES[0]} or {IMAGES[1]}, but {shown(value)} came.")
    return value


def _ids(name: str, value: Any) -> list[int]:
    """Numbers of test images."""
    if not isinstance(value, list) or not 1 <= len(value) <= MOST:
        raise Refused(f"{name} must be a list of 1 to {MOST:,} numbers of images, but {shown(value)} came.", name)
    one = whole(0, MOST - 1)
    return [one(f"each of {name}", image) for image in value]


def _key(name: str, value: Any) -> str:
    if not isinstance(value, str) or not KEY.fullmatch(value):
        raise Refused(f"{name} must be 16 hexadecimal digits, but {shown(value)} came.")
    return value


def _source(name: str, value: Any) -> Message:
    if not isinstance(value, dict) or not isinstance(value.get("kind"), str):
        raise Refused(f'{name} must be an object with a "kind", but {shown(value)} came.')
    kind = value["kind"]
    if kind not in _SOURCES:
        raise Refused(f"There is no source {shown(kind)}; there are {', '.join(_SOURCES)}.")
    found: Message = {"kind": kind}
    for field, check in _SOURCES[kind].items():
        if field not in value and field not in _MAY_BE_NULL:
            raise Refused(f'The source "{kind}" needs the field "{field}".')
        found[field] = check(field, value.get(field))
    return found


_MAY_BE_NULL = frozenset({"run", "index", "dataset"})
_SOURCES: dict[str, dict[str, Check]] = {
    "live": {"run": or_none(runs.run_id), "settings": runs.settings},
    "atlas": {"key": _key, "index": or_none(whole(0, MAX_LAMBDAS - 1))},
    "checkpoint": {"id": _key, "dataset": or_none(choice(*DATASETS))},
}
# "set" takes any of its fields.
_OPTIONAL = frozenset({"images", "thresholds", "works", "select", "id", *runs.FIELDS["set"]})
FIELDS: dict[str, dict[str, Check]] = {
    "open": {"source": _source, "images": _images, "thresholds": or_none(_thresholds), "select": or_none(_key)},
    "select": {"images": _ids, "id": _key},
    "pin": {"unit": runs.index, "image": runs.index},
    "thresholds": thresholds.CHECKS,
    "cluster": {},
    "at": {"index": whole(0, MAX_LAMBDAS - 1)},
    "library": {},
    "ack": {"serial": whole(0, 2**53)},
    "visible": {"visible": flag},
    **{kind: runs.FIELDS[kind] for kind in LIVE},
}
