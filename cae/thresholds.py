"""By which a hidden unit counts as saturated, dead or weight-shrunk. Knows no torch."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from cae.checks import Check, Refused, number, shown
from cae.config import check_settings

LARGEST = 1e6  # of a threshold that has no end of its own

_SHARE, _SIZE = (0.0, 1.0), (0.0, LARGEST)
RANGES = {"low": _SHARE, "high": _SHARE, "most": _SHARE, "dead": _SIZE, "shrunk": _SIZE, "steep": _SHARE}


def _most(name: str, value: Any) -> float:
    share: float = number(*_SHARE)(name, value)
    if share == 0:
        raise Refused(f"{name} must be a share above 0 and up to 1, but {shown(value)} came.", name)
    return share


CHECKS: dict[str, Check] = {name: number(*ends) for name, ends in RANGES.items()} | {"most": _most}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The thresholds of ``diagnostics.unit_states``, which says what each is for.

    Parameters
    ----------
    low, high : float
        0 ≤ low < high ≤ 1.
    most : float
        Above 0, up to 1.
    dead, shrunk : float
        0 to 10⁶.
    steep : float
        0 to 1.

    Raises
    ------
    Refused
        If one is outside its range; it names the threshold, what came and what is allowed.
    """

    low: float = 0.05
    high: float = 0.95
    most: float = 0.95
    dead: float = 0.001
    shrunk: float = 0.05
    steep: float = 0.4

    def __post_init__(self) -> None:
        check_settings(self, CHECKS)
        if not self.low < self.high:
            raise Refused(f"low must be below high, but {self.low:g} and {self.high:g} came.", "low")

    def as_dict(self) -> dict[str, float]:
        """The thresholds by name, as JSON can carry them."""
        return asdict(self)
