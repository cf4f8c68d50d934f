"""What contraction costs: reconstruction against ‖J‖²_F, one point a λ."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from cae.figures.axes import lambda_words, linear_axis, log_axis, multiples
from cae.figures.figure import Pieces, figure

MOST_NAMES = 8
# A name's width and height as shares of the plot, and where its middle is from its point: beside the first, above and
# beside the others, because the curve comes from above on the left.
WIDE, HIGH = 0.1, 0.15
BESIDE, ABOVE = (0.08, 0.0), (0.06, 0.11)


@figure()
def tradeoff(lambdas: Sequence[float], points: Mapping[int, Mapping[str, Any]]) -> Pieces:
    """Reconstruction against ‖J‖²_F of models with different λ: the curve along which one is bought with the other.

    Parameters
    ----------
    lambdas : sequence of float, length T
        Of all models, ascending.
    points : mapping of int to mapping
        Of the models that are finished, by their places in ``lambdas``: ``reconstruction`` (summed over pixels) and
        ``penalty`` (mean ‖J‖²_F) of held-out images. What has no ‖J‖²_F above 0 has no place on a logarithm.

    Returns
    -------
    plotly.graph_objects.Figure
        ``customdata`` of each point is its place in ``lambdas``; up to eight are named by their λ.
    """
    yield
    places = [place for place in sorted(points) if points[place]["penalty"] > 0]
    penalty = np.array([points[place]["penalty"] for place in places])
    reconstruction = np.array([points[place]["reconstruction"] for place in places])
    across, up = log_axis(penalty), linear_axis(reconstruction)
    text: list[str] = []
    sides: list[str] = []
    if places:
        _make_room(across["range"], 0.05, 0.16)
        _make_room(up["range"], 0.04, 0.2)
        where = np.column_stack([_share(np.log10(penalty), across["range"]), _share(reconstruction, up["range"])])
        text, sides = names([lambdas[place] for place in places], where)
    drawn = multiples(["reconstruction"])
    drawn.update_xaxes(across, title="‖J‖², log scale")
    drawn.update_yaxes(up, nticks=5)
    drawn.add_scatter(
        x=penalty, y=reconstruction, mode="lines+markers+text", text=text, textposition=sides, cliponaxis=False,
        hovertext=[lambda_words(lambdas[place]) for place in places], customdata=places, name="trade-off",
        line={"width": 1.5}, marker={"size": 6}, meta={"role": "A", "pins": "at", "marks": "dot"}, showlegend=False,
        hovertemplate="λ = %{hovertext}<br>reconstruction %{y:,.3r}<br>‖J‖² %{x:,.3r}<extra></extra>",
    )  # fmt: skip
    return drawn


def names(lambdas: Sequence[float], where: np.ndarray) -> tuple[list[str], list[str]]:
    """Which points are named by their λ, and on which side of them: no name on another or on a point, the ends first.

    Parameters
    ----------
    lambdas : sequence of float, length T
    where : ndarray, shape (T, 2)
        Of each point, as shares of the plot, from the left and from below.

    Returns
    -------
    text, sides : list of str
        ``""`` for a point without a name; sides as Plotly's ``textposition`` has them.
    """
    middles = where + np.array([BESIDE, *[ABOVE] * (len(where) - 1)])
    decades = [i for i, lam in enumerate(lambdas) if lam > 0 and math.log10(lam).is_integer()]
    named: list[int] = []
    for i in dict.fromkeys([0, len(lambdas) - 1, *decades, *range(len(lambdas))]):
        apart = np.abs(middles[named] - middles[i]) > [WIDE, HIGH]
        off = np.abs(np.delete(where, i, axis=0) - middles[i]) > [WIDE / 2, HIGH / 2]
        if i == 0 or (len(named) < MOST_NAMES and apart.any(axis=1).all() and off.any(axis=1).all()):
            named.append(i)
    text = [""] * len(lambdas)
    for i in named:
        text[i] = lambda_words(lambdas[i], 2) if i else f"  λ = {lambda_words(lambdas[0], 2)}"
    return text, ["middle right", *["top right"] * (len(lambdas) - 1)]


def _share(values: np.ndarray, range_: Sequence[float]) -> np.ndarray:
    return (values - range_[0]) / (range_[1] - range_[0])


def _make_room(range_: list[float], before: float, after: float) -> None:
    """For the names of the first and the last point: so much of the range more at its ends."""
    span = range_[1] - range_[0]
    range_[:] = [range_[0] - before * span, range_[1] + after * span]
