"""How one unit came to be as it is: along the training, or along λ."""

from __future__ import annotations

import numpy as np

from cae.figures.axes import axes_of, lambda_axis, lambda_words, multiples
from cae.figures.figure import Pieces, figure
from cae.figures.way import Way

PLOTS = ("mean φ′", "‖W‖", "share of the penalty")


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
        Over λ ``customdata`` of each point is its place in the atlas, and a click on it leads there.
    """
    yield
    along = way.over == "lambda"
    gain, norm2, share = way.paths[:, unit, 0], way.paths[:, unit, 2], way.paths[:, unit, 3]
    x, axis = lambda_axis(way.at) if along else (way.at, {})
    words = [
        f"λ = {lambda_words(lam)}" if along else f"step {at:,.0f}, λ = {lambda_words(lam)}"
        for at, lam in zip(way.at, way.lam, strict=True)
    ]
    drawn = multiples(PLOTS)
    leads = {"pins": "at", "marks": "line", "lam": way.at.tolist()} if along else {}
    curves = (gain, "A", ".3g"), (np.sqrt(norm2), "C", ".3g"), (share, "B", ".1%")
    for k, (values, role, shown) in enumerate(curves):
        drawn.add_scatter(
            x=x, y=values, mode="lines+markers" if len(x) < 40 else "lines", text=words, **axes_of(k), name=PLOTS[k],
            meta={"role": role} | leads, customdata=way.place,
            hovertemplate=f"%{{text}}: %{{y:{shown}}}<extra></extra>", showlegend=False,
        )  # fmt: skip
        drawn.update_yaxes(rangemode="tozero", nticks=3, tickformat=".1~%" if role == "B" else None, row=k + 1, col=1)
        drawn.update_xaxes(**axis, row=k + 1, col=1)
    drawn.update_xaxes(title="λ" if along else "step", row=len(PLOTS), col=1)
    return drawn
