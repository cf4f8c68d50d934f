"""One unit by class: how its φ′ spreads over the images of each, and what each loses without it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from plotly.subplots import make_subplots
from torch import Tensor

from cae.figures.axes import slope_name
from cae.figures.figure import Pieces, figure
from cae.figures.words import image_name
from cae.inspection import ablation
from cae.model import Autoencoder

SPREAD = (0.1, 0.5, 0.9)  # quantiles


@figure(rest=9)
def by_class(
    model: Autoencoder,
    x: Tensor,
    unit: int,
    labels: np.ndarray,
    classes: Sequence[str],
    image: int | None = None,
    image_id: int | None = None,
) -> Pieces:
    """φ′ of one unit for the images of every class, and the error that h held at its mean adds there.

    Parameters
    ----------
    model : Autoencoder
    x : Tensor, shape (N, D)
    unit : int
        Of the last encoder layer.
    labels : ndarray of int, shape (N,)
    classes : sequence of str
        Their names, the first at the top.
    image : int, optional
        An image of ``x``, whose φ′ is marked.
    image_id : int, optional
        What it is called, where that is not its place in ``x``.

    Returns
    -------
    plotly.graph_objects.Figure
        Left: tenth percentile to ninetieth, and the median. Right: mean reconstruction error with the unit at its mean
        over the mean error as it is, less 1 (see ``inspection.ablation``). A class without images has neither.
        ``layout.meta``: of all images ``error``, ``clamped`` (that with the unit at its mean) and ``mean_h``.
    """
    gain = model.activation.dphi(model.pre_activations(x)[-1])[:, unit].double().numpy()  # (N,)
    yield
    lost = ablation(model, x, unit)
    yield
    error, clamped = lost.error.double().numpy(), lost.clamped.double().numpy()
    name = slope_name(model.activation.name)
    drawn = make_subplots(1, 2, shared_yaxes=True, horizontal_spacing=0.04, subplot_titles=(name, "added error"))
    for k, label in enumerate(classes):
        own = labels == k
        if not own.any():
            continue
        low, median, high = np.quantile(gain[own], SPREAD)
        role = {"role": f"class {k}"}
        spread = f"median {median:.3g}, 10 to 90 % {low:.3g} to {high:.3g}"
        hover = f"{label}, {own.sum()} images<br>{name}: {spread}<extra></extra>"
        drawn.add_scatter(
            x=[low, median, high], y=[label] * 3, mode="lines+markers", meta=role, showlegend=False,
            hovertemplate=hover,
            marker={"size": [1, 9, 1]}, line={"width": 4}, cliponaxis=False, row=1, col=1,
        )  # fmt: skip
        share = clamped[own].mean() / error[own].mean() - 1 if error[own].mean() else 0.0
        drawn.add_bar(
            x=[share], y=[label], orientation="h", meta=role, showlegend=False, row=1, col=2,
            hovertemplate=f"{label}: error {error[own].mean():.3g}, with h at its mean {share:+.2%}<extra></extra>",
        )  # fmt: skip
    if image is not None:
        drawn.add_scatter(
            x=[gain[image]], y=[classes[labels[image]]], mode="markers", meta={"role": "mark"},
            name=image_name(image, image_id),
            marker={"symbol": "circle-open", "size": 14}, cliponaxis=False, showlegend=False, row=1, col=1,
            hovertemplate=f"{name} = %{{x:.3g}}<extra>%{{fullData.name}}</extra>",
        )  # fmt: skip
    top = model.activation.slope_range[1]
    drawn.update_xaxes(range=[min(0.0, model.activation.slope_range[0]), top * 1.03], nticks=3, row=1, col=1)
    drawn.update_xaxes(tickformat="+.2~%", nticks=4, row=1, col=2)
    drawn.update_yaxes(categoryorder="array", categoryarray=list(classes)[::-1])
    drawn.update_layout(meta={"mean_h": lost.mean_h, "error": float(error.mean()), "clamped": float(clamped.mean())})
    return drawn
