"""Axes that figures share: λ on a logarithm with 0 on it, small plots beside each other, names of φ′ and of states."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots


def multiples(titles: Sequence[str], columns: int = 1) -> go.Figure:
    """Small plots, one a title, in rows of so many; a page may lay them out otherwise.

    Those of ``axes_of(k)`` are the axes of plot k; ``layout.meta["multiples"]`` are the titles.
    """
    drawn = make_subplots(-(-len(titles) // columns), columns, subplot_titles=titles)
    drawn.update_layout(meta={"multiples": list(titles)})
    return drawn


def axes_of(k: int) -> dict[str, str]:
    """What a trace in plot k, from 0 on, says of its axes."""
    n = str(k + 1) if k else ""
    return {"xaxis": f"x{n}", "yaxis": f"y{n}"}


def slope_name(activation: str) -> str:
    """φ′ as it is called for this activation."""
    return "h(1−h)" if activation == "sigmoid" else "φ′"


def state_name(state: str, activation: str) -> str:
    """A unit's state as it is called for this activation: at 0 a ReLU is off, and tanh is saturated at −1."""
    if state == "saturated at 0" and activation in ("relu", "softplus", "gelu"):
        return "off"
    return state.replace("at 0", "at −1") if activation == "tanh" else state


def lambda_words(lam: float, digits: int = 3) -> str:
    """λ with three digits, or so many: 0, 0.0152, 1000, 1e6."""
    return f"{float(f'{lam:.{digits}g}'):g}".replace("e+0", "e").replace("e-0", "e-")


def log_range(values: np.ndarray, least: float = 1.0) -> tuple[float, float]:
    """The logarithms, to half decades, of an axis for these values; of at least so many decades."""
    above = values[values > 0]
    if not len(above):
        return -2.0, 0.0
    low, high = np.log10(above.min()), np.log10(above.max())
    room = max(0.0, least - (high - low)) / 2 + 0.1
    return float(np.floor(2 * (low - room)) / 2), float(np.ceil(2 * (high + room)) / 2)


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
    ticks |= {float(power): lambda_words(10.0**power) for power in powers}
    if len(ticks) < 2:
        ticks |= {math.log10(lam): lambda_words(lam, 2) for lam in above[:3]}
    room = max(0.04 * (places[-1] - places[0]), 0.1)
    axis = {
        "range": [float(places[0] - room), float(places[-1] + room)],
        "tickvals": list(ticks),
        "ticktext": list(ticks.values()),
    }
    return places, axis


def linear_axis(values: np.ndarray, least: float = 0.05) -> dict[str, Any]:
    """An upright axis that holds these values with some room to spare, at least so much, and a few ticks.

    Where there is none the axis has no numbers on it.
    """
    known = values[np.isfinite(values)]
    if not len(known):
        return {"tickvals": []}
    low, high = float(known.min()), float(known.max())
    room = max(0.09 * (high - low), 0.012 * abs(high), least)
    return {"range": [low - room, high + room], "nticks": 4}


def log_axis(values: np.ndarray) -> dict[str, Any]:
    """A logarithmic axis that holds these values, at least a factor of 3 long, with a few round numbers as ticks.

    Plotly's own ticks between two decades are single digits: 2 for 20. What is not above 0 is not on the axis.
    """
    known = np.log10(values[values > 0])
    if not len(known):
        return {"type": "log", "tickvals": []}
    low, high = float(known.min()), float(known.max())
    room = max(0.06 * (high - low), (math.log10(3) - (high - low)) / 2)
    low, high = low - room, high + room
    decades = range(math.floor(low), math.ceil(high) + 1)
    inside = [power for power in decades if low <= power <= high]
    if len(inside) > 1:
        ticks = [10.0**power for power in inside[:: -(-len(inside) // 4)]]
    else:
        steps = (1, 2, 5) if high - low < 1 else (1, 3)
        ticks = [step * 10.0**power for power in decades for step in steps if low <= math.log10(step) + power <= high]
    return {"type": "log", "range": [low, high], "tickvals": ticks, "ticktext": [lambda_words(tick) for tick in ticks]}
