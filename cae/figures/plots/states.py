"""How many units are in which state: over a training, over λ, or, without a way, now."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
from torch import Tensor

from cae.diagnostics import STATES, SWINGS, UnitStates, unit_states
from cae.figures.figure import Pieces, figure
from cae.figures.way import Way
from cae.model import Autoencoder
from cae.thresholds import Thresholds

# From the bottom upwards: what does its work first.
STACK = (SWINGS, *(state for state in STATES if state != SWINGS))


@figure(rest=9)
def states(
    model: Autoencoder,
    x: Tensor,
    thresholds: Thresholds | None = None,
    way: Way | None = None,
    states: UnitStates | None = None,
) -> Pieces:
    """How many of the H units are in each state.

    Parameters
    ----------
    model : Autoencoder
    x : Tensor, shape (N, D)
    thresholds : Thresholds, optional
    way : Way, optional
        Along which they are counted: over steps as areas, over λ as bars. With less than two models on it, the model's
        own count is one bar.
    states : UnitStates, optional
        Of this model on these images, where they are at hand.

    Returns
    -------
    plotly.graph_objects.Figure
        A trace a state. Dotted lines stand where λ changed, and are named by it. ``layout.meta``: ``hidden``.
    """
    yield
    drawn = go.Figure()
    if way is not None and len(way.at) > 1:
        columns = [STATES.index(state) for state in STACK]
        (_over_lambda if way.over == "lambda" else _over_steps)(drawn, way, way.counts[:, columns])
        hidden = int(way.counts[0].sum())
    else:
        found = unit_states(model, x, **(thresholds or Thresholds()).as_dict(), zs=None) if states is None else states
        for state in STACK:
            drawn.add_bar(
                y=[""], x=[found.counts()[state]], orientation="h", name=state, meta={"role": f"state {state}"}
            )
        hidden = model.sizes[-1]
        drawn.update_layout(barmode="stack", xaxis={"title": "units", "range": [0, hidden]})
    drawn.update_layout(meta={"hidden": hidden})
    return drawn


def _over_steps(drawn: go.Figure, way: Way, counts: np.ndarray) -> None:
    for k, state in enumerate(STACK):
        drawn.add_scatter(
            x=way.at, y=counts[:, k], stackgroup="units", mode="lines", line={"width": 0}, name=state,
            meta={"role": f"state {state}"}, hovertemplate="step %{x}: %{y}<extra>%{fullData.name}</extra>",
        )  # fmt: skip
    hidden = counts[0].sum()
    for t in np.flatnonzero(np.diff(way.lam)) + 1:
        drawn.add_scatter(
            x=[way.at[t], way.at[t]], y=[0, hidden], mode="lines+text", text=["", f"λ {way.lam[t]:.2g}"],
            textposition="top center", line={"dash": "dot", "width": 1.5}, meta={"role": "reference"}, hoverinfo="skip",
            showlegend=False,
        )  # fmt: skip
    drawn.update_layout(xaxis={"title": "step"}, yaxis={"title": "units", "range": [0, float(hidden) * 1.12]})


def _over_lambda(drawn: go.Figure, way: Way, counts: np.ndarray) -> None:
    words = [f"{lam:.2g}" for lam in way.at]
    for k, state in enumerate(STACK):
        drawn.add_bar(
            x=np.arange(len(way.at)), y=counts[:, k], name=state, customdata=np.arange(len(way.at)), text=words,
            textposition="none", meta={"role": f"state {state}", "pins": "at"},
            hovertemplate="λ = %{text}: %{y}<extra>%{fullData.name}</extra>",
        )  # fmt: skip
    every = max(1, len(words) // 8)
    ticks = list(range(0, len(words), every))
    drawn.update_layout(
        barmode="stack", bargap=0.2,
        xaxis={"title": "λ", "tickvals": ticks, "ticktext": [words[t] for t in ticks]},
        yaxis={"title": "units", "range": [0, float(counts[0].sum())]},
    )  # fmt: skip
