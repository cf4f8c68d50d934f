"""The contraction curves of several models in one figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from cae.figures.axes import log_axis
from cae.figures.figure import Pieces, figure
from cae.figures.words import trend


@figure()
def contraction_curves(rows: Mapping[str, Sequence[float]], radius: Sequence[float]) -> Pieces:
    """Mean ‖h(x₁) − h(x₀)‖/‖x₁ − x₀‖ against the radius, a line for each of several models.

    Parameters
    ----------
    rows : mapping of str to sequence of float
        By the models' names, the ratio at each radius (``diagnostics.contraction_curve(…).mean``).
    radius : sequence of float
        At least two, ascending, above 0.

    Returns
    -------
    plotly.graph_objects.Figure
        Radius across, on a logarithm, ratio upwards. ``layout.meta``: ``says`` and ``expects``.

    Source: Rifai et al. (2011), "Contractive Auto-Encoders", §5, figure 1.
    """
    yield
    drawn = go.Figure()
    x = np.asarray(radius, np.float32)
    for k, (name, curve) in enumerate(rows.items()):
        drawn.add_scatter(
            x=x, y=np.asarray(curve, np.float32), name=name, mode="lines+markers", meta={"role": f"class {k}"},
            hovertemplate="%{y:.3g} at radius %{x:.3g}<extra>%{fullData.name}</extra>",
        )  # fmt: skip
    says = " ".join(f"{name} {trend(curve, radius)[1]}." for name, curve in rows.items())
    drawn.update_layout(
        meta={"says": says, "expects": "Farther and farther from an image: which codes move more for each step?"},
        xaxis={"title": "radius, in units of a pixel, log scale"} | log_axis(x),
        yaxis={"title": "‖Δh‖ / ‖Δx‖", "rangemode": "tozero"},
    )
    return drawn
