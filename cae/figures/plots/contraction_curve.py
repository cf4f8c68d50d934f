"""How much the code contracts, near an image and farther off."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
import torch
from torch import Tensor

from cae import contraction, diagnostics
from cae.checks import as_list
from cae.diagnostics import ContractionCurve
from cae.figures.figure import Pieces, figure
from cae.figures.words import short, trend
from cae.model import Autoencoder
from cae.neighbours import typical_distance
from cae.scale_free import check_images

# In distances to the nearest neighbour: half a dozen before it, half a dozen beyond.
RADII = (0.03, 0.2, 0.4, 0.6, 0.8, 1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0)
DIRECTIONS = 4
OPERATIONS = 1e9  # that may go into a curve: a tenth of a second
LEAST, MOST, QUICK = 20, 400, 100  # images; the last of a model in training

WHY = {
    "rises": "the nearer to the images, the more the code contracts",
    "falls": "the farther from the images, the less the code moves for the way gone",
    "peaks": "the code contracts less some way off than at the images and far from them",
    "dips": "the code contracts most some way off the images",
    "stays": "the code contracts alike near the images and far from them",
}
EXPECTS = (
    "Go from an image farther and farther in any direction. Does each step move the code as much as the first, less, "
    "or more? And without the penalty?"
)


@figure(rest=8)
def contraction_curve(
    model: Autoencoder,
    x: Tensor,
    reference: Autoencoder | None = None,
    radii: Sequence[float] | Tensor | None = None,
    directions: int = DIRECTIONS,
    seed: int = 0,
    quick: bool = False,
) -> Pieces:
    """Mean ‖h(x₁) − h(x₀)‖/‖x₁ − x₀‖ over spheres round the images, against the radius: the contraction curve.

    Parameters
    ----------
    model : Autoencoder
        Of any depth.
    x : Tensor, shape (N, D)
        At least two images that are not all alike. Evenly spaced ones of them are measured, as many as can be had in a
        moment and at most 400; the nearest neighbours are sought among all.
    reference : Autoencoder, optional
        The model at λ = 0, of the same D: its mean is drawn beside, in the same directions.
    radii : sequence of float, optional
        At least two, finite and above 0, in the unit of a pixel; by default from 0.03 to 3 times the distance to the
        typical nearest neighbour.
    directions : int
        For every image, at least 1.
    seed : int
        Of the directions.
    quick : bool
        Of 100 images at most: of a model in training, which will be another in a moment.

    Returns
    -------
    plotly.graph_objects.Figure
        Radius across, ratio upwards. The mean with its spread over the images (tenth to ninetieth percentile of their
        means over directions), the root mean square beside it (dotted) and what that becomes at radius 0,
        √(mean ‖J‖²_F/D), as a dot. ``layout.meta``: ``images``, ``neighbour`` (the median distance to the nearest other
        image), ``kind`` (as ``words.trend``), ``says`` and ``expects``.

    Raises
    ------
    ValueError
        If an argument is none of these.

    Source: Rifai et al. (2011), "Contractive Auto-Encoders", §5.
    """
    models = [model] if reference is None else [model, reference]
    for one in models:
        check_images(one, x, least=2)
    neighbour = typical_distance(x)
    chosen = [neighbour * part for part in RADII] if radii is None else sorted(as_list(radii))
    if len(chosen) < 2:
        came = f"{len(chosen)} came; diagnostics.contraction_curve gives the ratio at one"
        raise ValueError(f"radii must be at least two to draw a curve, but {came}.")
    x = x[_rows(model, len(x), len(chosen), directions, QUICK if quick else MOST)]
    curves = []
    for one in models:
        yield
        curves.append(diagnostics.contraction_curve(one, x, chosen, directions, seed))
    limit = float((contraction.penalty(model, x).double().mean() / x.shape[1]).sqrt())
    return _drawn(curves, limit, neighbour, len(x))


def _rows(model: Autoencoder, images: int, radii: int, directions: int, most: int) -> Tensor:
    """Which images are measured."""
    inner = sum(a * b for a, b in zip(model.sizes[1:], model.sizes[2:], strict=False))
    each = directions * (model.sizes[0] * model.sizes[1] + radii * (inner + 30 * sum(model.sizes[1:])))
    count = min(images, max(LEAST, min(most, int(OPERATIONS / max(1, each)))))
    return torch.linspace(0, images - 1, count).round().long()


def _drawn(curves: list[ContractionCurve], limit: float, neighbour: float, images: int) -> go.Figure:
    curve, drawn = curves[0], go.Figure()
    radius = curve.radius.numpy()
    hover = "%{y:.3g} at radius %{x:.3g}<extra>%{fullData.name}</extra>"

    def line(values: Tensor | Sequence[float], name: str, role: str, **how: object) -> None:
        y, x = np.asarray(values, np.float32), how.pop("x", radius)
        drawn.add_scatter(x=x, y=y, name=name, meta={"role": role}, hovertemplate=hover, **{"mode": "lines"} | how)

    line(curve.low, "10 % of the images", "spread", showlegend=False, line={"width": 0})
    line(curve.high, "10 to 90 % of the images", "spread", fill="tonexty", line={"width": 0})
    line(curve.mean, "mean", "A")
    line(curve.rms, "root mean square", "A", line={"dash": "dot", "width": 1})
    line([limit], "√(mean ‖J‖²/D)", "A", x=np.zeros(1), mode="markers", cliponaxis=False)
    says = _sentence("The ratio", curve)
    if len(curves) > 1:
        line(curves[1].mean, "mean at λ = 0", "reference", line={"dash": "dash"})
        says += f" At λ = 0 it {trend(curves[1].mean.tolist(), radius.tolist())[1]}."
    top = 1.08 * max(float(one.max()) for one in (curve.high, curve.rms, curves[-1].mean)) or 1.0
    drawn.add_scatter(
        x=[neighbour] * 2, y=[0.0, top], name=f"nearest neighbour, {short(neighbour)}", mode="lines",
        meta={"role": "reference"}, line={"dash": "dot", "width": 1}, hoverinfo="name",
    )  # fmt: skip
    kind = trend(curve.mean.tolist(), radius.tolist())[0]
    drawn.update_layout(
        meta={"images": images, "neighbour": neighbour, "kind": kind, "says": says, "expects": EXPECTS},
        xaxis={"title": "radius, in units of a pixel", "range": [0.0, 1.02 * max(float(radius[-1]), neighbour)]},
        yaxis={"title": "‖Δh‖ / ‖Δx‖", "range": [0.0, top]},
    )
    return drawn


def _sentence(what: str, curve: ContractionCurve) -> str:
    kind, words = trend(curve.mean.tolist(), curve.radius.tolist())
    if float(curve.rms.max()) == 0:
        return f"{what} is 0 at every radius: the code does not move at all."
    return f"{what} {words}: {WHY[kind]}."
