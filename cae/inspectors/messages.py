"""What a Units page may say, checked once. No input or output."""

from __future__ import annotations

from typing import Any

from cae.atlases.store import KEY
from cae.checks import Check, Message, Refused, checked, choice, decoded, flag, number, or_none, shown, whole
from cae.config import DATASETS
from cae.experiments.settings import MAX_LAMBDAS
from cae.runs import messages as runs

# The defaults of ``diagnostics.unit_states``, which this side of the wire can't ask: torch comes with it.
THRESHOLDS = {"low": 0.05, "high": 0.95, "most": 0.95, "dead": 0.001, "shrunk": 0.05, "steep": 0.4}
IMAGES = (1000, 10_000)
LARGEST = 1e6  # of a threshold that has no end of its own
# What a page of a live run says to the run.
LIVE = ("set", "play", "pause", "step", "reset")


def parse(text: str | bytes) -> Message:
    """Decode and check one message of a page.

    Returns
    -------
    dict
        The message with only the fields its type has, each of the right type and in range. The settings of a live
        source are a ``RunConfig``; the thresholds of "open" are complete.

    Raises
    ------
    Refused
        Otherwise; the text is a sentence for the person.
    """
    message = checked(decoded(text, sorted(FIELDS)), FIELDS, _OPTIONAL)
    if message["type"] == "thresholds":
        _check_order(message)
    if message["type"] == "open":
        message.setdefault("images", IMAGES[0])
        message["thresholds"] = message.get("thresholds") or dict(THRESHOLDS)
    return message


def _thresholds(name: str, value: Any) -> dict[str, float]:
    if not isinstance(value, dict):
        raise Refused(f"{name} must be an object, but {shown(value)} came.")
    for key in value:
        if key not in THRESHOLDS:
            raise Refused(f"There is no threshold {shown(key)}; there are {', '.join(THRESHOLDS)}.")
    values = THRESHOLDS | {key: _CHECKS[key](key, came) for key, came in value.items()}
    _check_order(values)
    return values


def _check_order(values: Message) -> None:
    if not values["low"] < values["high"]:
        raise Refused(f"low must be below high, but {values['low']:g} and {values['high']:g} came.")


def _most(name: str, value: Any) -> float:
    share: float = _share(name, value)
    if share == 0:
        raise Refused(f"{name} must be a share above 0 and up to 1, but {shown(value)} came.")
    return share


def _images(name: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value not in IMAGES:
        raise Refused(f"{name} must be {IMAGES[0]} or {IMAGES[1]}, but {shown(value)} came.")
    return value


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


_share = number(0.0, 1.0)
_size = number(0.0, LARGEST)
_CHECKS: dict[str, Check] = {
    "low": _share, "high": _share, "most": _most, "dead": _size, "shrunk": _size, "steep": _share,
}  # fmt: skip
_MAY_BE_NULL = frozenset({"run", "index", "dataset"})
_SOURCES: dict[str, dict[str, Check]] = {
    "live": {"run": or_none(runs.run_id), "settings": runs.settings},
    "atlas": {"key": _key, "index": or_none(whole(0, MAX_LAMBDAS - 1))},
    "checkpoint": {"id": _key, "dataset": or_none(choice(*DATASETS))},
}
# "set" takes any of its fields.
_OPTIONAL = frozenset({"images", "thresholds", *runs.FIELDS["set"]})
FIELDS: dict[str, dict[str, Check]] = {
    "open": {"source": _source, "images": _images, "thresholds": or_none(_thresholds)},
    "pin": {"unit": runs.index, "image": runs.index},
    "thresholds": _CHECKS,
    "cluster": {},
    "at": {"index": whole(0, MAX_LAMBDAS - 1)},
    "library": {},
    "ack": {"serial": whole(0, 2**53)},
    "visible": {"visible": flag},
    **{kind: runs.FIELDS[kind] for kind in LIVE},
}
