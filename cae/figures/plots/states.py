"""How many units are in which state: over a training, over λ, or, without a way, now."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
from torch import Tensor

from cae.diagnostics import STATES, SWINGS, UnitStates, unit_states
from cae.figures.axes import lambda_words, state_name
from cae.figures.figure import Pieces, figure
from cae.figures.way import Way
from cae.model import Autoencoder
from cae.thresholds import Thresholds

# From the bottom upwards: what does its work first.
STACK = (SWINGS, *(state for state in STATES if state != SWINGS))
NAMED = 0.09  # share of the axis that a change of λ takes to be named


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
        A trace a state, by its name for this activation. Dotted lines stand where λ changed, and are named by it as far
        as there is room.
        ``layout.meta``: ``hidden``, ``counts`` by state, and ``over``: "step", "lambda", or None without a way.
    """
    yield
    drawn = go.Figure()
    names = {state: state_name(state, model.activation.name) for state in STATES}
    over = way.over if way is not None and len(way.at) > 1 else None
    if way is None or over is None:
        found = unit_states(model, x, **(thresholds or Thresholds()).as_dict(), zs=None) if states is None else states
        counts = found.counts()
        _now(drawn, counts, names)
    else:
        stacked = way.counts[:, [STATES.index(s) for s in STACK]]
        (_over_lambda if over == "lambda" else _over_steps)(drawn, way, stacked, names)
        counts = {state: int(n) for state, n in zip(STATES, way.counts[-1], strict=True)}
    drawn.update_layout(meta={"hidden": model.sizes[-1], "counts": counts, "over": over})
    return drawn


def _now(drawn: go.Figure, counts: dict[str, int], names: dict[str, str]) -> None:
    for state in STACK:
        drawn.add_bar(
            y=[""], x=[counts[state]], orientation="h", name=names[state], meta={"role": f"state {state}"},
            text=[f"{counts[state]:,}" if counts[state] else ""], textposition="inside", insidetextanchor="middle",
            hovertemplate="%{x}<extra>%{fullData.name}</extra>",
        )  # fmt: skip
    drawn.update_layout(barmode="stack", xaxis={"title": "units", "range": [0, sum(counts.values())]})


def _over_steps(drawn: go.Figure, way: Way, counts: np.ndarray, names: dict[str, str]) -> None:
    for k, state in enumerate(STACK):
        drawn.add_scatter(
            x=way.at, y=counts[:, k], stackgroup="units", mode="lines", line={"width": 0}, name=names[state],
            meta={"role": f"state {state}"}, hovertemplate="step %{x}: %{y}<extra>%{fullData.name}</extra>",
        )  # fmt: skip
    hidden = counts[0].sum()
    changes = np.flatnonzero(np.diff(way.lam)) + 1
    apart, free = NAMED * (way.at[-1] - way.at[0]), np.inf
    for t in changes[::-1]:
        named = way.at[t] + apart <= free
        free = way.at[t] if named else free
        drawn.add_scatter(
            x=[way.at[t], way.at[t]], y=[0, hidden], mode="lines+text", textposition="top center",
            text=["", f"λ {lambda_words(way.lam[t], 2)}" if named else ""], line={"dash": "dot", "width": 1.5},
            meta={"role": "reference"}, hoverinfo="skip", showlegend=False,
        )  # fmt: skip
    drawn.update_layout(xaxis={"title": "step"}, yaxis={"title": "units", "range": [0, float(hidden) * 1.12]})


def _over_lambda(drawn: go.Figure, way: Way, counts: np.ndarray, names: dict[str, str]) -> None:
    words = [lambda_words(lam) for lam in way.at]
    x = np.arange(len(words))
    for k, state in enumerate(STACK):
        drawn.add_bar(
            x=x, y=counts[:, k], name=names[state], customdata=way.place, text=words, textposition="none",
            meta={"role": f"state {state}", "pins": "at", "marks": "line", "lam": way.at.tolist()},
            hovertemplate="λ = %{text}: %{y}<extra>%{fullData.name}</extra>",
        )  # fmt: skip
    last, every = len(words) - 1, max(1, -(-len(words) // 8))
    named = [i for i in range(0, last, every) if last - i >= every] + [last]
    drawn.update_layout(
        barmode="stack", bargap=0.2,
        xaxis={"title": "λ", "tickvals": x[named], "ticktext": [lambda_words(way.at[i], 2) for i in named]},
        yaxis={"title": "units", "range": [0, float(counts[0].sum())]},
    )  # fmt: skip
