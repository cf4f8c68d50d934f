"""What a page may say: each message checked once, here, before anything acts on it. No input or output."""

from __future__ import annotations

import re
from typing import Any

from cae import config, lineup
from cae.checks import Check, Message, Refused, checked, choice, decoded, flag, number, or_none, shown, whole
from cae.config import RunConfig
from cae.experiments.record import Record
from cae.runs.kept import link_id

MAX_IMAGES = 10
MAX_MEMBERS = 12
_MEMBER = re.compile("[a-z][a-z+-]{0,39}")


def parse(text: str | bytes) -> Message:
    """Decode and check one message of a page.

    Returns
    -------
    dict
        The message with only the fields its type has, each of the right type and in range.

    Raises
    ------
    Refused
        Otherwise: too long, not JSON, of no known type, or with a field that is missing or out of range.
    """
    message = decoded(text, sorted(FIELDS))
    return checked(message, FIELDS, _OPTIONAL | _OPTIONAL_OF.get(message["type"], frozenset()))


def run_id(name: str, value: Any) -> str:
    """The id of a run, as far as can be told without asking the hub."""
    if not isinstance(value, str) or len(value) > 64:
        raise Refused(f"{name} must be the id of a run, but {shown(value)} came.")
    return value


def settings(name: str, value: Any) -> RunConfig:
    """The settings of a run; those that are missing keep their defaults."""
    if not isinstance(value, dict):
        raise Refused(f"{name} must be an object, but {shown(value)} came.")
    return RunConfig.from_mapping(value)


def _images(name: str, value: Any) -> list[int]:
    if not isinstance(value, list) or not 1 <= len(value) <= MAX_IMAGES:
        raise Refused(f"{name} must be a list of 1 to {MAX_IMAGES} image ids.")
    check = whole(*config.INDEX_RANGE)
    return [check(name, item) for item in value]


def _members(name: str, value: Any) -> dict[str, float]:
    if not isinstance(value, dict) or len(value) > MAX_MEMBERS or not all(map(_MEMBER.fullmatch, value)):
        allowed = f"an object of up to {MAX_MEMBERS} names of small letters, - and +"
        raise Refused(f"{name} must be {allowed} with a number each, but {shown(value)} came.", name)
    return {one: _strength(one)(f"{name}.{one}", given) for one, given in value.items()}


def _strength(member: str) -> Check:
    """What the number of a member may be: its strength in the line-up, else a λ."""
    known = lineup.LINEUP.get(member)
    return number(*config.LAM_RANGE) if known is None or known.strength is None else known.strength.check


def _again(name: str, value: Any) -> str:
    Record.from_link(value, RunConfig())  # says what is wrong with it
    return str(value)


# What a new run begins with, instead of the settings alone: a record in the link, one that is kept, a model that is.
LINKS: dict[str, Check] = {"again": _again, "record": link_id, "model": link_id}
index = or_none(whole(*config.INDEX_RANGE))
# "set" takes any of its three; elsewhere a field that may be left out is named here.
_OPTIONAL = frozenset({"lam", "lr", "batch_size", "seq", "run", *LINKS})
_OPTIONAL_OF = {"inside": frozenset({"unit", "place", "go"})}  # elsewhere a unit is asked for
FIELDS: dict[str, dict[str, Check]] = {
    "open": {"run": or_none(run_id), "settings": settings, **LINKS},
    "set": {
        "lam": number(*config.LAM_RANGE),
        "lr": number(*config.LR_RANGE),
        "batch_size": whole(*config.BATCH_RANGE),
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
    "beside": {"on": flag},
    "look": {"unit": index},
    "strip": {"images": _images},
    "company": {"members": _members},
    "match": {"on": flag},
    "probe": {"unit": index, "image": index},
    "page": {"index": whole(0, config.HIDDEN_RANGE[1])},
    "lesson": {"unit": index, "image": index},
    "check": {"step": whole(1, 6)},
    "inside": {"unit": index, "place": index, "go": flag},
    "restore": {},
    "undo": {},
    "link": {"what": choice("again", "model")},
    "visible": {"visible": flag},
    "ack": {"frame": whole(0, 2**53)},
}
