"""How one unit came to be as it is: along the training, or along λ."""

from __future__ import annotations

import numpy as np
from plotly.subplots import make_subplots

from cae.figures.axes import lambda_axis
from cae.figures.figure import Pieces, figure
from cae.figures.way import Way

ROWS = ("mean φ′", "‖W‖", "share of the penalty")


@figure(rest=9)
def path(way: Way, unit: int) -> Pieces:
    """One unit's mean φ′, ‖W_j‖ and share of ‖J‖²_F over the steps of a training or over λ, three plots over one axis.

    Parameters
    ----------
    way : Way
    unit : int
        0 to H − 1.

    Returns
    -------
    plotly.graph_objects.Figure
        ``customdata`` of each point is its place on the way; over λ a click on it leads there (``meta.pins`` is
        ``at``).
    """
    yield
    gain, norm2, share = way.paths[:, unit, 0], way.paths[:, unit, 2], way.paths[:, unit, 3]
    places, axis = lambda_axis(way.at) if way.over == "lambda" else (way.at, {})
    drawn = make_subplots(3, 1, shared_xaxes=True, vertical_spacing=0.09, subplot_titles=ROWS)
    where = [
        f"λ = {lam:.3g}" if way.over == "lambda" else f"step {at:,.0f}, λ = {lam:.3g}"
        for at, lam in zip(way.at, way.lam, strict=True)
    ]
    for row, (values, role, shown) in enumerate(
        ((gain, "A", ".3g"), (np.sqrt(norm2), "C", ".3g"), (share, "B", ".1%")), 1
    ):
        drawn.add_scatter(
            x=places, y=values, mode="lines+markers" if len(places) < 40 else "lines", text=where, row=row, col=1,
            name=ROWS[row - 1], meta={"role": role, "pins": "at"}, customdata=np.arange(len(places)), showlegend=False,
            hovertemplate=f"%{{text}}: %{{y:{shown}}}<extra></extra>",
        )  # fmt: skip
        drawn.update_yaxes(rangemode="tozero", nticks=3, tickformat=".0%" if role == "B" else None, row=row, col=1)
        drawn.update_xaxes(**axis, row=row, col=1)
    drawn.update_xaxes(title="λ" if way.over == "lambda" else "step", row=3, col=1)
    return drawn
