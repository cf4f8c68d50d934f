"""Why each unit contracts or does not: its two factors, of which its part of ‖J‖² is the product."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
from torch import Tensor

from cae.diagnostics import STATES, UnitStates, unit_states
from cae.figures.axes import log_range, slope_name, state_name
from cae.figures.figure import Pieces, figure
from cae.model import Autoencoder
from cae.thresholds import Thresholds

DEPTH = 12  # decades a factor may lie below the largest; what is smaller stands at the edge, as a zero does
LINES = 6  # of equal product, at most


@figure(rest=4)
def factors(
    model: Autoencoder, x: Tensor, thresholds: Thresholds | None = None, states: UnitStates | None = None
) -> Pieces:
    """Each unit at (mean φ′², ‖W_j‖²), on log axes with lines of equal product.

    For one layer the product is the unit's contribution to the mean ‖J‖²_F; of a deep encoder the layers before it
    count too, and it is not.

    Parameters
    ----------
    model : Autoencoder
        Of H units in its last encoder layer.
    x : Tensor, shape (N, D)
    thresholds : Thresholds, optional
        By which the units' states are told apart.
    states : UnitStates, optional
        Of this model on these images, where they are at hand.

    Returns
    -------
    plotly.graph_objects.Figure
        A trace a state, its points the units (``customdata``); a unit one of whose factors is 0 stands at the edge, as
        a triangle, and the axis says how many do.

    Source: ‖J‖²_F = Σ_j φ′_j² ‖W_j‖² (Rifai et al. 2011, "Contractive Auto-Encoders", eq. 9).
    """
    yield
    found = unit_states(model, x, **(thresholds or Thresholds()).as_dict(), zs=None) if states is None else states
    gain2, norm2 = (values.double().numpy() for values in (found.mean_gain2, found.weight_norm2))  # (H,) each
    (across, off), (up, below) = _axis(gain2), _axis(norm2)
    x_, y_ = np.where(off, 10 ** across[0], gain2), np.where(below, 10 ** up[0], norm2)
    symbol = np.where(off, "triangle-left", np.where(below, "triangle-down", "circle"))
    share = found.share.tolist()
    text = [f"contribution {c:.3g}, {s:.1%} of ‖J‖²" for c, s in zip(found.contribution.tolist(), share, strict=True)]
    drawn = go.Figure()
    _isolines(drawn, across, up, "contribution" if model.depth == 1 else "product")
    own, size = np.array(found.state), 6 if len(gain2) > 400 else 8
    name = slope_name(model.activation.name)
    squared = "mean φ′²" if name == "φ′" else f"mean ({name})²"
    for state in STATES:
        units = np.flatnonzero(own == state)
        drawn.add_scatter(
            x=x_[units], y=y_[units], customdata=units, text=[text[j] for j in units], mode="markers",
            name=state_name(state, model.activation.name), meta={"role": f"state {state}", "pins": "unit"},
            showlegend=bool(len(units)), cliponaxis=False,
            marker={"symbol": symbol[units], "size": size},
            hovertemplate=f"unit %{{customdata}}<br>{squared} %{{x:.3g}}, ‖W‖² %{{y:.3g}}<br>%{{text}}"
            "<extra>%{fullData.name}</extra>",
        )  # fmt: skip
    log = {"type": "log", "showgrid": False}
    drawn.update_layout(
        xaxis={"title": f"{squared}, log scale{_at_edge('◀', off)}", "range": across} | log,
        yaxis={"title": f"‖W‖², log scale{_at_edge('▼', below)}", "range": up} | log,
    )
    return drawn


def _axis(values: np.ndarray) -> tuple[tuple[float, float], np.ndarray]:
    """A log axis, from and to half decades, and which values have no place on it."""
    off = values <= values.max(initial=0.0) * 10.0**-DEPTH
    return log_range(values[~off]), off


def _at_edge(sign: str, off: np.ndarray) -> str:
    n = int(off.sum())
    return f"; {sign} {n:,} unit{'' if n == 1 else 's'} at 0" if n else ""


def _isolines(drawn: go.Figure, x: tuple[float, float], y: tuple[float, float], what: str) -> None:
    """Lines of equal product at powers of ten, each with its number at its upper left end."""
    first, last = int(np.ceil(x[0] + y[0] + 1e-9)), int(np.floor(x[1] + y[1] - 1e-9))
    # Doubling: of the lines there are some stay when the axes grow, and none move.
    every = 2 ** max(0, int(np.ceil(np.log2(max(1, last - first + 1) / LINES))))
    for k, power in enumerate(range(-(-first // every) * every, last + 1, every)):
        left, right = max(x[0], power - y[1]), min(x[1], power - y[0])
        # Over the line that comes in from the left; under or beside the one from above.
        side = "top right" if left == x[0] else "bottom left" if left - x[0] > 0.2 * (x[1] - x[0]) else "bottom right"
        drawn.add_scatter(
            x=10.0 ** np.array([left, right]), y=10.0 ** np.array([power - left, power - right]), mode="lines+text",
            text=[f"{f'{what} ' if k == 0 else ''}10<sup>{power}</sup>", ""], textposition=side,
            line={"dash": "dot", "width": 1}, meta={"role": "reference"}, hoverinfo="skip", showlegend=False,
        )  # fmt: skip
