"""How many directions of a small change the code of one image follows."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
from torch import Tensor

from cae import contraction
from cae.diagnostics import participation_ratio
from cae.figures.axes import log_range
from cae.figures.figure import Pieces, figure
from cae.figures.words import image_name
from cae.model import Autoencoder


@figure(rest=9)
def image_spectrum(model: Autoencoder, x: Tensor, image: int, image_id: int | None = None) -> Pieces:
    """Singular values of J at one image, the largest first, on a log scale, and its participation ratio.

    Parameters
    ----------
    model : Autoencoder
    x : Tensor, shape (N, D)
    image : int
        0 to N − 1.
    image_id : int, optional
        What it is called, where that is not its place in ``x``.

    Returns
    -------
    plotly.graph_objects.Figure
        Rank across, σ upwards (units of h per unit of pixel); values of 0 have no place. ``layout.meta``: ``rank`` and
        ``participation``.
    """
    yield
    sigma = contraction.spectrum(model, x[image : image + 1])  # (1, H)
    participation = float(participation_ratio(sigma))
    values = sigma[0][sigma[0] > 0].double().numpy()
    shares = values**2 / (values**2).sum() if len(values) else values
    drawn = go.Figure()
    drawn.add_scatter(
        x=np.arange(1, len(values) + 1), y=values, customdata=shares,
        name=image_name(image, image_id), meta={"role": "B"}, marker={"size": 5}, showlegend=False,
        mode="lines+markers" if len(values) <= 150 else "lines",
        hovertemplate="σ of rank %{x}: %{y:.3g}<br>%{customdata:.1%} of ‖J(x)‖²<extra></extra>",
    )  # fmt: skip
    if len(values):
        drawn.add_scatter(
            x=[participation] * 2, y=[values[-1], values[0]], mode="lines", line={"dash": "dash", "width": 1.5},
            name=f"participation ratio {participation:.3g}", meta={"role": "reference"}, hoverinfo="name",
        )  # fmt: skip
    drawn.update_layout(
        meta={"rank": len(values), "participation": participation},
        xaxis={"title": "rank", "rangemode": "tozero"},
        yaxis={"title": "σ, log scale", "type": "log", "range": log_range(values)},
    )
    return drawn
