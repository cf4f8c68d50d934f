"""Axes that figures share: λ on a logarithm with 0 on it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np


def lambda_axis(lambdas: Sequence[float] | np.ndarray) -> tuple[np.ndarray, dict[str, Any]]:
    """Where λs stand on an axis of their logarithm, 0 half a decade or more left of the smallest above it.

    Parameters
    ----------
    lambdas : sequence of float
        Ascending, at least one.

    Returns
    -------
    places : ndarray, shape (T,)
        On the axis, of each λ.
    axis : dict
        Of Plotly's axis: its range, and ticks at 0 and at decades, five at most.
    """
    values = np.asarray(lambdas, float)
    above = values[values > 0]
    lo, hi = (math.log10(above[0]), math.log10(above[-1])) if len(above) else (0.0, 0.0)
    zero = lo - max(0.5, (hi - lo) / 8)
    places = np.where(values > 0, np.log10(np.maximum(values, 1e-300)), zero)
    first, last = math.ceil(lo - 1e-9), math.floor(hi + 1e-9)
    powers = list(range(first, last + 1, max(1, -(-(last - first + 1) // 5))))
    ticks = {zero: "0"} if values[0] == 0 else {}
    ticks |= {float(power): f"{10.0**power:g}" for power in powers}
    if len(ticks) < 2:
        ticks |= {math.log10(lam): f"{lam:.2g}" for lam in above[:3]}
    room = max(0.04 * (places[-1] - places[0]), 0.1)
    axis = {
        "range": [float(places[0] - room), float(places[-1] + room)],
        "tickvals": list(ticks),
        "ticktext": list(ticks.values()),
    }
    return places, axis
