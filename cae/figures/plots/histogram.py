"""How a unit's h is spread over the images, with the thresholds that tell saturation."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
from torch import Tensor

from cae.diagnostics import SATURATED_0, SATURATED_1, SWINGS, span_of
from cae.figures.axes import state_name
from cae.figures.figure import Pieces, figure
from cae.figures.words import image_name
from cae.model import Autoencoder
from cae.thresholds import Thresholds

BINS = 50


@figure(rest=4)
def histogram(
    model: Autoencoder,
    x: Tensor,
    unit: int,
    image: int | None = None,
    thresholds: Thresholds | None = None,
    image_id: int | None = None,
) -> Pieces:
    """Histogram of one unit's h over images: how many there are in each of 50 equal parts of its range.

    Parameters
    ----------
    model : Autoencoder
    x : Tensor, shape (N, D)
    unit : int
        Of the last encoder layer.
    image : int, optional
        An image of ``x``, whose h is marked.
    thresholds : Thresholds, optional
        ``low`` and ``high``, beyond which h counts as saturated, where the activation has a finite range.
    image_id : int, optional
        What the image is called, where that is not its place in ``x``.

    Returns
    -------
    plotly.graph_objects.Figure
        h across, number of images upwards on a log scale. ``layout.meta``: ``images``, and ``below``, ``above``, the
        shares beyond the thresholds (None without a finite range).
    """
    yield
    h = model.encode(x)[:, unit].double().numpy()  # (N,)
    finite, cuts = span_of(model.activation), thresholds or Thresholds()
    lo, hi = (finite[0], sum(finite)) if finite else (float(h.min()), max(float(h.max()), float(h.min()) + 1e-9))
    counts, edges = np.histogram(h, BINS, (lo, hi))
    middle, wide = (edges[:-1] + edges[1:]) / 2, (hi - lo) / BINS
    low, high = (lo + cuts.low * (hi - lo), lo + cuts.high * (hi - lo)) if finite else (-np.inf, np.inf)
    drawn = go.Figure()
    for state, where in (
        (SATURATED_0, middle < low),
        (SWINGS, (middle >= low) & (middle <= high)),
        (SATURATED_1, middle > high),
    ):
        drawn.add_bar(
            x=middle[where], y=counts[where], width=wide, name=state_name(state, model.activation.name),
            meta={"role": f"state {state}"}, showlegend=False,
            hovertemplate="h = %{x:.3g}: %{y} images<extra></extra>",
        )  # fmt: skip
    shares: dict[str, float | None] = {"below": None, "above": None}
    if finite:
        shares = {"below": float((h < low).mean()), "above": float((h > high).mean())}
        for at in (low, high):
            drawn.add_scatter(
                x=[at, at],
                y=[0.5, len(h)],
                mode="lines",
                meta={"role": "reference"},
                hoverinfo="skip",
                showlegend=False,
            )
    if image is not None:
        drawn.add_scatter(
            x=[h[image]], y=[0.55], mode="markers", name=image_name(image, image_id), meta={"role": "mark"},
            marker={"symbol": "triangle-up", "size": 12}, cliponaxis=False, showlegend=False,
            hovertemplate="h = %{x:.3g}<extra>%{fullData.name}</extra>",
        )  # fmt: skip
    drawn.update_layout(
        meta={"images": len(h)} | shares,
        barmode="overlay", bargap=0.05,
        xaxis={"title": "h", "range": [lo, hi]},
        yaxis={"title": "images, log scale", "type": "log", "range": [np.log10(0.5), np.log10(2 * len(h))]},
    )  # fmt: skip
    return drawn
