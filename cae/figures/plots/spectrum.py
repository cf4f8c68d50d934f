"""How many directions the code follows: the singular values of its Jacobian."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import numpy as np
import plotly.graph_objects as go
import torch
from torch import Tensor

from cae import contraction
from cae.diagnostics import leading_directions, participation_ratio
from cae.figures.axes import log_range
from cae.figures.figure import Pieces, figure
from cae.figures.words import count
from cae.model import Autoencoder
from cae.scale_free import parts

SPREAD = (0.1, 0.9)  # quantiles over the images
SHARE = 0.9
OPERATIONS = 2e11  # that may go into it, at H³ an image: a second or two
QUICK = 150  # images, of a model in training
LEAST = 20
EXPECTS = (
    "An image can be changed in as many directions as it has pixels. How many of them does the code follow: all, a "
    "handful, one? And without the penalty?"
)


@figure(rest=6)
def spectrum(
    model: Autoencoder,
    x: Tensor,
    image: int | None = None,
    reference: Autoencoder | None = None,
    quick: bool = False,
) -> Pieces:
    """Mean singular values of J over images, with their spread, on a log scale; k₉₀ and the participation ratio.

    The two numbers answer different questions. k₉₀ is the least k with Σ_{i≤k} mean σ_i² ≥ 0.9 · mean ‖J‖²_F: how many
    directions carry nine tenths of the contraction, over all images together. The participation ratio (Σσ²)²/Σσ⁴ is an
    image's own effective number of directions, and its mean is told.

    Parameters
    ----------
    model : Autoencoder
        Of H units in its last encoder layer.
    x : Tensor, shape (N, D)
        Of a wide model evenly spaced ones of them are measured, for the time grows with H³; ``meta`` says how many.
    image : int, optional
        An image of ``x`` whose own singular values are drawn beside the mean.
    reference : Autoencoder, optional
        The model at λ = 0, of the same D: its mean is drawn beside, over the same images.
    quick : bool
        Of 150 images at most: of a model in training, which will be another in a moment.

    Returns
    -------
    plotly.graph_objects.Figure
        Rank across, σ upwards (units of h per unit of pixel). ``layout.meta``: ``images``, ``k90``, ``participation``,
        ``reference_k90`` (None without a reference), ``says`` and ``expects``.

    Source: Rifai et al. (2011), "Contractive Auto-Encoders", §5.2; the participation ratio as in
    ``diagnostics.participation_ratio``.
    """
    most = max(LEAST, min(QUICK if quick else len(x), int(OPERATIONS / max(model.sizes[1:]) ** 3)))
    rows = torch.linspace(0, len(x) - 1, min(most, len(x))).round().long()
    sigma = yield from _measured(model, x[rows])
    beside = None if reference is None else (yield from _measured(reference, x[rows]))
    low, high = torch.quantile(sigma, torch.tensor(SPREAD, dtype=torch.float64), dim=0)
    k90, participation = leading_directions(sigma, SHARE), float(participation_ratio(sigma).mean())
    own = None if image is None else contraction.spectrum(model, x[image : image + 1])[0]
    without = None if beside is None else leading_directions(beside, SHARE)
    numbers = {
        "images": len(rows),
        "k90": k90,
        "participation": participation,
        "reference_k90": without,
        "says": _sentence(k90, without),
        "expects": EXPECTS,
    }
    return _drawn(sigma.mean(0), low, high, own, image, numbers, beside)


def _measured(model: Autoencoder, x: Tensor) -> Generator[None, None, Tensor]:
    """Singular values of J at every image, (n, H), in float64; pauses between parts."""
    found = []
    for some in parts(model, x):
        found.append(contraction.spectrum(model, some))
        yield
    return torch.cat(found).double()


def _sentence(k90: int, without: int | None) -> str:
    if k90 == 0:
        return "The code follows no direction at all: every singular value is 0."
    verb = "carries" if k90 == 1 else "carry"
    says = f"{count(k90, 'direction')} {verb} nine tenths of the contraction, ‖J‖²"
    if without is None:
        return f"{says}."
    if without == k90:
        return f"{says}; at λ = 0 just as many do."
    if without == 0:
        return f"{says}; at λ = 0 the code follows none."
    return f"{says}; at λ = 0 it takes {'only ' if without < k90 else ''}{without:,}."


def _drawn(
    mean: Tensor,
    low: Tensor,
    high: Tensor,
    own: Tensor | None,
    image: int | None,
    numbers: dict[str, Any],
    beside: Tensor | None,
) -> go.Figure:
    drawn = go.Figure()
    hover = "σ of rank %{x}: %{y:.3g}<extra>%{fullData.name}</extra>"
    # Values that are 0 in all images have no place on a log scale.
    last = int((mean > 0).sum())
    rank = torch.arange(1, last + 1).numpy()
    floor = float(mean[last - 1]) / 10 if last else 1.0

    def line(values: Tensor, name: str, role: str, **how: object) -> None:
        # The band ends at the floor; a line of values that are 0 ends before it.
        shown = values[:last]
        kept = shown.clamp(min=floor) if role == "spread" else shown.where(shown >= floor, torch.nan)
        y = kept.float().numpy()
        drawn.add_scatter(x=rank, y=y, name=name, mode="lines", meta={"role": role}, hovertemplate=hover, **how)

    line(low, "10 % of the images", "spread", showlegend=False)
    line(high, "10 to 90 % of the images", "spread", fill="tonexty")
    line(mean, "mean", "A")
    if own is not None:
        line(own, f"image {image}", "B")
    if beside is not None:
        without = beside.mean(0)
        y = without[: int((without >= floor).sum())].float().numpy()
        drawn.add_scatter(
            x=np.arange(1, len(y) + 1), y=y, name="mean at λ = 0", mode="lines", line={"dash": "dash"},
            meta={"role": "reference"}, hovertemplate=hover,
        )  # fmt: skip
    ends = [floor, max([float(high.max()) if last else 1.0, *([] if beside is None else beside.mean(0).tolist())])]
    for name, at in (("k₉₀", numbers["k90"]), ("participation ratio", numbers["participation"])):
        drawn.add_scatter(
            x=[at, at], y=ends, name=f"{name} = {at:.3g}", mode="lines", meta={"role": "reference"}, hoverinfo="name"
        )
    drawn.data[-1].line.dash = "dot"
    drawn.update_layout(
        meta=numbers,
        xaxis={"title": "rank of the singular value", "rangemode": "tozero"},
        yaxis={"title": "σ, log scale", "type": "log", "range": log_range(np.array(ends))},
    )
    return drawn
