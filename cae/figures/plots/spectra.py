"""The spectra of several models in one figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from cae.figures.axes import log_axis
from cae.figures.figure import Pieces, figure

DECADES = 4  # below the largest value that are shown


@figure()
def spectra(rows: Mapping[str, Sequence[float]], directions: Mapping[str, float]) -> Pieces:
    """Mean singular values of J, a line for each of several models, and how many hold 90 % of ‖J‖²_F.

    Parameters
    ----------
    rows : mapping of str to sequence of float
        By the models' names, their singular values, descending, means over images.
    directions : mapping of str to float
        By the same names, how many singular values hold 90 % of ‖J‖²_F (``diagnostics.leading_directions``).

    Returns
    -------
    plotly.graph_objects.Figure
        Rank across, σ upwards, on a logarithm, four decades of it. ``layout.meta``: ``says`` and ``expects``.

    Source: Rifai et al. (2011), "Contractive Auto-Encoders", §5.2, figure 2.
    """
    yield
    drawn, shown = go.Figure(), []
    top = max((max(sigma, default=0.0) for sigma in rows.values()), default=0.0) or 1.0
    for k, (name, sigma) in enumerate(rows.items()):
        y = np.asarray(sigma, np.float32)
        y = y[y > top * 10.0**-DECADES]
        shown.append(y)
        drawn.add_scatter(
            x=np.arange(1, len(y) + 1), y=y, name=name, mode="lines", meta={"role": f"class {k}"},
            hovertemplate="σ of rank %{x}: %{y:.3g}<extra>%{fullData.name}</extra>",
        )  # fmt: skip
    held = ", ".join(f"{name} {number:.3g}" for name, number in directions.items())
    drawn.update_layout(
        meta={
            "says": f"Directions that hold nine tenths of ‖J‖²: {held}.",
            "expects": "An image can change in as many directions as it has pixels. How many does each code follow?",
        },
        xaxis={"title": "rank of the singular value", "rangemode": "tozero"},
        yaxis={"title": "σ, log scale"} | log_axis(np.concatenate([np.zeros(0), *shown])),
    )
    return drawn
