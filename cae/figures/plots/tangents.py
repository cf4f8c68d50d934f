"""Which small changes of one image the code follows, and which it ignores, as images."""

from __future__ import annotations

import math

import numpy as np
import plotly.graph_objects as go
from torch import Tensor

from cae import contraction
from cae.directions import leading
from cae.figures.axes import axes_of, multiples
from cae.figures.figure import Pieces, figure
from cae.figures.words import ALIKE, short
from cae.inspection import blind_directions
from cae.model import Autoencoder
from cae.probing import control
from cae.scale_free import check_images

COLUMNS = 5
IGNORED = 4
EXPECTS = (
    "Change this image a little along its first tangent, and as much in a direction drawn at random. Which of the two "
    "moves the code more, and how many times?"
)


@figure(rest=9)
def tangents(
    model: Autoencoder,
    x: Tensor,
    image: int = 0,
    side: tuple[int, int] | None = None,
    k: int = 2 * COLUMNS,
    seed: int = 0,
) -> Pieces:
    """The leading right singular vectors of J at an image, as images: its tangents; and directions the code ignores.

    Parameters
    ----------
    model : Autoencoder
        Of any depth.
    x : Tensor, shape (N, D)
    image : int
        0 to N − 1.
    side : tuple of int, optional
        Rows and columns of an image; by default of a square one if D is a square number, else of one row.
    k : int
        Tangents at most, at least 1.
    seed : int
        Of the random direction that is shown as control.

    Returns
    -------
    plotly.graph_objects.Figure
        Small plots: the image, its reconstruction, a random direction, the tangents with their σ (code units per unit
        of pixel, along a direction of length 1), and up to four directions that J maps to 0 along which the images of
        ``x`` vary most, with their share of the variance. ``layout.meta``: ``sigma``, ``random`` (‖J‖_F/√D, the root
        mean square over random directions), ``ignored`` (shares), ``says`` and ``expects``.

    Raises
    ------
    ValueError
        If an argument is none of these.

    Source: Rifai, Dauphin, Vincent, Bengio, Muller (2011), "The Manifold Tangent Classifier", NIPS.
    """
    check_images(model, x, least=1)
    image = contraction.whole("image", image, 0, len(x) - 1)
    rows, columns = _side(x.shape[1], side)
    one = x[image : image + 1]
    yield
    found = leading(model, one, k)
    yield
    blind = blind_directions(model, one, x, min(IGNORED, x.shape[1])) if len(x) > 1 else None
    ignored = [] if blind is None else blind.share.tolist()
    r = model(one)[0]
    shown = [
        (f"image {image}", one[0], "pixels"),
        ("reconstruction", r, "pixels"),
        (f"at random: {short(found.random)}", control(x.shape[1], seed), "signed"),
        *((f"σ<sub>{i}</sub> = {short(float(s))}", v, "signed") for i, (s, v) in _numbered(found.sigma, found.v)),
    ]
    if blind is not None:
        shown += [(f"ignored: {share:.1%}", v, "signed") for share, v in zip(ignored, blind.directions, strict=True)]
    numbers = {"sigma": found.sigma.tolist(), "random": found.random, "ignored": ignored}
    drawn = multiples([title for title, *_ in shown], COLUMNS)
    drawn.layout.meta |= numbers | {"says": _sentence(found.sigma.tolist(), found.random), "expects": EXPECTS}
    for k, (title, values, role) in enumerate(shown):
        _picture(drawn, k, title, values.float().numpy().reshape(rows, columns), role)
    return drawn


def _numbered(sigma: Tensor, v: Tensor) -> list[tuple[int, tuple[Tensor, Tensor]]]:
    return list(enumerate(zip(sigma, v, strict=True), 1))


def _side(D: int, side: tuple[int, int] | None) -> tuple[int, int]:
    if side is None:
        root = math.isqrt(D)
        return (root, root) if root * root == D else (1, D)
    if math.prod(side) != D:
        raise ValueError(f"side must be rows and columns of {D:,} pixels, but {side[0]} × {side[1]} came.")
    return side


def _sentence(sigma: list[float], random: float) -> str:
    if not sigma:
        return "The code of this image follows no direction at all."
    times = sigma[0] / random
    if times < ALIKE:
        return "The code of this image follows all directions alike: its first tangent no more than one at random."
    return (
        f"Along its first tangent the code moves {short(times)} times as far as in a random direction: "
        f"{short(sigma[0])} against {short(random)} for each unit of length."
    )


def _picture(drawn: go.Figure, k: int, title: str, values: np.ndarray, role: str) -> None:
    reach = float(np.abs(values).max()) or 1.0
    low, high = (-reach, reach) if role == "signed" else (min(0.0, float(values.min())), max(1.0, float(values.max())))
    where = axes_of(k)
    drawn.add_heatmap(
        z=values, zmin=low, zmax=high, autocolorscale=True, showscale=False, name=title, **where,
        meta={"role": role}, hovertemplate="%{z:.3g}<extra>%{fullData.name}</extra>",
    )  # fmt: skip
    drawn.update_layout(
        {
            where["xaxis"].replace("x", "xaxis"): {"showticklabels": False, "constrain": "domain"},
            where["yaxis"].replace("y", "yaxis"): {
                "showticklabels": False, "autorange": "reversed", "scaleanchor": where["xaxis"], "constrain": "domain",
            },
        }
    )  # fmt: skip
