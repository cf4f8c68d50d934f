"""Why each unit contracts or does not: its two factors, of which its part of ‖J‖² is the product."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
from torch import Tensor

from cae.diagnostics import STATES, UnitStates, unit_states
from cae.figures.figure import Pieces, figure
from cae.model import Autoencoder
from cae.thresholds import Thresholds

DEPTH = 12  # decades a factor may lie below the largest; what is smaller has no place on the axes, as a zero has none


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
        A trace a state, its points the units (``customdata``); ``layout.meta``: ``hidden`` (units), ``unplaced``
        (units one of whose factors is 0).

    Source: ‖J‖²_F = Σ_j φ′_j² ‖W_j‖² (Rifai et al. 2011, "Contractive Auto-Encoders", eq. 9).
    """
    yield
    found = unit_states(model, x, **(thresholds or Thresholds()).as_dict(), zs=None) if states is None else states
    gain2, norm2 = (values.double().numpy() for values in (found.mean_gain2, found.weight_norm2))  # (H,) each
    placed = _placed(gain2) & _placed(norm2)
    drawn = go.Figure()
    _isolines(drawn, gain2[placed], norm2[placed], "contribution" if model.depth == 1 else "product")
    own = np.array(found.state)
    for state in STATES:
        units = np.flatnonzero(placed & (own == state))
        text = [f"contribution {found.contribution[j]:.3g}, {found.share[j]:.1%} of ‖J‖²" for j in units]
        drawn.add_scatter(
            x=gain2[units], y=norm2[units], customdata=units, text=text, mode="markers", name=state,
            meta={"role": f"state {state}", "pins": "unit"}, showlegend=bool(len(units)),
            hovertemplate="unit %{customdata}<br>φ′² %{x:.3g}, ‖W‖² %{y:.3g}<br>%{text}<extra>%{fullData.name}</extra>",
        )  # fmt: skip
    drawn.update_layout(
        meta={"hidden": len(gain2), "unplaced": int((~placed).sum())},
        xaxis={"title": "mean φ′², log scale", "type": "log"},
        yaxis={"title": "‖W‖², log scale", "type": "log"},
    )
    return drawn


def _placed(values: np.ndarray) -> np.ndarray:
    """Which values have a place on a log axis."""
    return values > values.max(initial=0.0) * 10.0**-DEPTH


def _isolines(drawn: go.Figure, x: np.ndarray, y: np.ndarray, what: str) -> None:
    """Lines of equal product at powers of ten, each with its number at its upper left end."""
    if not len(x):
        return
    ends = np.array([[np.log10(v.min()) - 0.3, np.log10(v.max()) + 0.3] for v in (x, y)])
    powers = np.arange(np.ceil(ends[:, 0].sum()), np.floor(ends[:, 1].sum()) + 1)
    every = max(1, -(-len(powers) // 7))
    for k, power in enumerate(powers[::every]):
        left, right = max(ends[0, 0], power - ends[1, 1]), min(ends[0, 1], power - ends[1, 0])
        drawn.add_scatter(
            x=10.0 ** np.array([left, right]), y=10.0 ** np.array([power - left, power - right]), mode="lines+text",
            text=[f"{f'{what} ' if k == 0 else ''}10<sup>{int(power)}</sup>", ""], textposition="bottom right",
            line={"dash": "dot", "width": 1}, meta={"role": "reference"}, hoverinfo="skip", showlegend=False,
        )  # fmt: skip
