"""A number that is typed has one range: in the view's field, in the URL, and where the server checks a message."""

import json
from collections.abc import Callable

import pytest

from cae import config
from cae.checks import Refused
from cae.inspectors import messages as source
from cae.runs import messages as live
from cae.thresholds import Thresholds
from pages.kit.component import LIMITS
from pages.kit.request import from_url
from pages.units import UNITS

SETTINGS = ("lam", "lr", "batch_size", "budget")


def says(name: str, value: float) -> dict:
    """The message by which a page tells the server of this number."""
    if name == "budget":
        return {"type": "budget", "steps": value}
    if name in SETTINGS:
        return {"type": "set", name: value}
    return {"type": "thresholds", **(Thresholds().as_dict() | crossing(name)), name: value}


def crossing(name: str) -> dict[str, float]:
    """The other of low and high, out of the way."""
    return {"low": {"high": 1.0}, "high": {"low": 0.0}}.get(name, {})


def by_message(name: str, value: float) -> bool:
    parse: Callable = live.parse if name in SETTINGS else source.parse
    try:
        parse(json.dumps(says(name, value)))
    except Refused:
        return False
    return True


def by_url(name: str, value: float) -> bool:
    if name in SETTINGS:
        return not config.from_url({name: str(value)})[1]
    return not from_url(UNITS, {name: str(value)}).notices


@pytest.mark.parametrize("name", LIMITS)
def test_field_url_and_server_take_the_same_numbers(name):
    lo, hi = LIMITS[name]
    step = 1 if isinstance(hi, int) else 1e-9
    inside = {
        "low": (0.0, 0.5), "high": (0.5, 1.0),  # they may not cross
        "most": (lo + step, hi), "budget": (lo, hi),
    }.get(name, (lo, (lo + hi) // 2, hi))  # fmt: skip
    below = -1 if name == "budget" else lo - step  # 0 is no end, in a URL
    for value in inside:
        assert (by_url(name, value), by_message(name, value)) == (True, True), value
    for value in (below, hi + step, 5 * hi):
        assert (by_url(name, value), by_message(name, value)) == (False, False), value


def test_every_number_that_the_pages_may_send_has_its_limits_stated():
    numbers = {name for name, default in config.RunConfig().as_dict().items() if isinstance(default, int | float)}
    elsewhere = {"hidden", "seed", "tied", "speed"}  # the side bar's, and a slider's
    assert set(LIMITS) == (numbers - elsewhere) | {"budget"} | set(Thresholds().as_dict())
