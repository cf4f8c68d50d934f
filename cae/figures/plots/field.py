"""An autoencoder of two inputs, seen whole: where it moves points, how much it contracts there, and which way."""

from __future__ import annotations

import math

import numpy as np
import plotly.graph_objects as go
import torch
from torch import Tensor

from cae.checks import as_real
from cae.field import AlongCurve, along_curve, check_plane, error_share, grid, unit_lines
from cae.field import field as field_at
from cae.figures.figure import Pieces, figure
from cae.figures.words import short, times_as_far
from cae.model import Autoencoder
from cae.scale_free import check_images

HEAT, ARROWS, ELLIPSES = 40, 17, 9  # places on a side
MOST_POINTS = 500
ONLY = 1000.0  # a ratio above it is no longer told as one
BARB = 0.3  # of an arrow's length
EDGES = 24  # of an ellipse
EXPECTS = (
    "Move a point a little along the data, and as far across it. Which of the two moves the code more? And without the "
    "penalty?"
)


@figure(rest=4)
def field(
    model: Autoencoder,
    x: Tensor,
    reference: Autoencoder | None = None,
    tangent: Tensor | None = None,
    reach: float | None = None,
    count: int = HEAT,
) -> Pieces:
    """The plane of two inputs: ‖J‖²_F as heat, r(x) − x as arrows, J's singular directions as ellipses, units as lines.

    Parameters
    ----------
    model : Autoencoder
        Of two inputs and any depth.
    x : Tensor, shape (N, 2)
        The data, at least two points that are not all alike.
    reference : Autoencoder, optional
        The model at λ = 0, for the sentence.
    tangent : Tensor, shape (N, 2), optional
        Unit tangents of the curve that the data lie on, where they lie on one.
    reach : float, optional
        The plane is shown from −reach to reach, above 0; by default 1.4 times as far out as the data.
    count : int
        The heat is had on count × count places, 2 to 400, arrows and ellipses on no more, and at most 17 and 9 a side.

    Returns
    -------
    plotly.graph_objects.Figure
        Ellipses are wide where a small move moves the code far: half axes in proportion to the singular values. A
        unit's line is where it is steepest (``cae.field.unit_lines``). ``layout.meta``: ``ratio`` (how many times as
        far the code moves along as across: the curve, or J's first direction at the data), ``cosine`` (None without
        ``tangent``), ``error`` (of the points' variance), ``reference_ratio``, ``says`` and ``expects``.

    Raises
    ------
    ValueError
        If an argument is none of these.
    """
    check_plane(model)
    check_images(model, x, least=2)
    reach = 1.4 * float(x.abs().max()) if reach is None else as_real(reach)
    at = grid(count, reach).to(x.dtype)
    yield
    own = _measured(model, x, tangent)
    without = None if reference is None else _measured(reference, x, tangent)
    drawn = go.Figure()
    axis = np.linspace(-reach, reach, count)
    heat = field_at(model, at).penalty.reshape(count, count).float().numpy()
    drawn.add_heatmap(
        x=axis, y=axis, z=heat, zmin=0.0, zmax=float(heat.max()) or 1.0, autocolorscale=True, name="‖J‖²",
        meta={"role": "amount"},
        hovertemplate="‖J‖² = %{z:.3g} at %{x:.2f}, %{y:.2f}<extra></extra>", colorbar={"title": "‖J‖²"},
    )  # fmt: skip
    points = x[torch.linspace(0, len(x) - 1, min(len(x), MOST_POINTS)).round().long()].float().numpy()
    drawn.add_scatter(
        x=points[:, 0], y=points[:, 1], mode="markers", marker={"size": 3}, name="data", meta={"role": "mark"},
        hoverinfo="skip",
    )  # fmt: skip
    lines = [
        ("units", "reference", _gapped(unit_lines(model, reach)), 1.0),
        ("J’s directions", "B", _ellipses(model, x, min(count, ELLIPSES), reach), 1.0),
        ("r(x) − x", "A", _arrows(model, x, min(count, ARROWS), reach), 1.5),
    ]
    for name, role, pieces, width in lines:
        drawn.add_scatter(
            x=pieces[:, 0], y=pieces[:, 1], mode="lines", name=name, meta={"role": role, "gaps": True},
            line={"width": width}, hoverinfo="skip",
        )  # fmt: skip
    numbers = {
        "ratio": own.ratio,
        "cosine": None if tangent is None else own.cosine,
        "error": own.error,
        "reference_ratio": without and without.ratio,
        "says": _sentence(own, without, tangent is not None),
        "expects": EXPECTS,
    }
    drawn.update_layout(
        meta=numbers,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom"},
        xaxis={"range": [-reach, reach], "constrain": "domain"},
        yaxis={"range": [-reach, reach], "scaleanchor": "x", "constrain": "domain"},
    )
    return drawn


def _measured(model: Autoencoder, x: Tensor, tangent: Tensor | None) -> AlongCurve:
    """Along the curve and across it; where there is none, along J's own first direction at the typical point."""
    if tangent is not None:
        return along_curve(model, x, tangent)
    sigma = field_at(model, x).sigma
    ratios = (sigma[:, 0] / sigma[:, 1])[sigma[:, 0] > 0]
    return AlongCurve(1.0, float(ratios.median()) if len(ratios) else math.nan, error_share(model, x))


def _sentence(own: AlongCurve, without: AlongCurve | None, curve: bool) -> str:
    where = "along the curve" if curve else "along its first direction"
    if math.isnan(own.ratio):
        says = "the code does not move at all"
    elif own.ratio > ONLY:
        says = f"the code moves {where} only"
    else:
        says = f"the code moves {times_as_far(own.ratio, where, 'across it')}"
    says = says.capitalize() if curve else f"At the typical point {says}"
    if without is not None and without.ratio <= ONLY:
        says += f" (at λ = 0 {short(without.ratio)} times)"
    return f"{says}; {short(100 * own.error)} % of the data’s variance is lost in the reconstruction."


def _gapped(pieces: Tensor) -> np.ndarray:
    """Lines of as many points each, (n, p, 2), one after the other with NaN between; none that hold NaN."""
    kept = pieces[pieces.isfinite().all(2).all(1)]
    between = kept.new_full((len(kept), 1, 2), torch.nan)
    drawn: np.ndarray = torch.cat([kept, between], 1).reshape(-1, 2)[:-1].float().numpy()
    return drawn


def _places(x: Tensor, count: int, reach: float) -> Tensor:
    """The middles of count × count equal squares."""
    return grid(count, reach * (1 - 1 / count)).to(x.dtype)


def _arrows(model: Autoencoder, x: Tensor, count: int, reach: float) -> np.ndarray:
    """An arrow from every place, in proportion to the pull, the longest as long as there is room between two places."""
    found = field_at(model, at := _places(x, count, reach))
    room = float((at[1] - at[0]).norm())
    pull = found.pull * (room / found.pull.norm(dim=1).max().clamp(min=room))
    tip, side = at + pull, torch.stack([-pull[:, 1], pull[:, 0]], 1)
    left, right = (tip - BARB * (pull + sign * 0.6 * side) for sign in (1, -1))
    return _gapped(torch.stack([at, tip, left, tip, right], 1))


def _ellipses(model: Autoencoder, x: Tensor, count: int, reach: float) -> np.ndarray:
    """Round every place the ellipse of J's singular directions, all to one scale: the largest fills its room."""
    found = field_at(model, at := _places(x, count, reach))
    largest = float(found.sigma.max())
    scale = 0.8 * reach / count / largest if largest > 0 else 0.0
    t = torch.linspace(0, 2 * torch.pi, EDGES + 1, dtype=at.dtype)
    one, other = found.axis, torch.stack([-found.axis[:, 1], found.axis[:, 0]], 1)
    round_ = (scale * found.sigma)[:, :, None] * torch.stack([t.cos(), t.sin()])  # (G, 2, EDGES + 1)
    return _gapped(at[:, None, :] + round_[:, 0, :, None] * one[:, None, :] + round_[:, 1, :, None] * other[:, None, :])
