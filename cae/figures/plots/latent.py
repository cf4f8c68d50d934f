"""Where the codes of images lie, in two dimensions or three."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from torch import Tensor

from cae.checks import as_list, shown
from cae.embedding import Embedding, from_neighbours, most_variable, pca
from cae.figures.figure import Pieces, figure
from cae.model import Autoencoder
from cae.readouts import NEIGHBOURS, trustworthiness
from cae.scale_free import check_images
from cae.tsne import PERPLEXITY, tsne

METHODS = ("pca", "units", "tsne")
MOST = 1000  # images whose neighbours are compared
EXPECTS = (
    "Do images of one class have codes that lie together, although nobody told the model of classes? And does the "
    "penalty draw the classes apart or together?"
)


@figure(rest=9)
def latent(
    model: Autoencoder,
    x: Tensor,
    labels: Sequence[int] | np.ndarray | None = None,
    method: str = "pca",
    dimensions: int = 2,
    classes: Sequence[str] | None = None,
    perplexity: float = PERPLEXITY,
    seed: int = 0,
) -> Pieces:
    """Codes of images, drawn in two dimensions or three, coloured by class.

    Parameters
    ----------
    model : Autoencoder
        Of any depth.
    x : Tensor, shape (N, D)
        At least three images whose codes are not all alike.
    labels : sequence of int, shape (N,), optional
        Their classes.
    method : {"pca", "units", "tsne"}
        Principal components; the units that vary most (of as many units as dimensions: the code itself); t-SNE.
    dimensions : int
        2 or 3.
    classes : sequence of str, optional
        Their names; by default "class 0", ….
    perplexity, seed
        Of t-SNE.

    Returns
    -------
    plotly.graph_objects.Figure
        A trace a class; its points are images (``customdata``). ``layout.meta``: ``method``, ``explained`` (share of
        the codes' variance in these dimensions; None of t-SNE), ``trustworthiness`` (at ten neighbours; None of fewer
        than 21 images), ``images`` that it was measured on, ``says`` and ``expects``.

    Raises
    ------
    ValueError
        If an argument is none of these.
    """
    check_images(model, x, least=3)
    if method not in METHODS:
        raise ValueError(f"method must be one of {', '.join(METHODS)}, but {shown(method)} came.")
    h = model.encode(x)
    yield
    found = _embedded(h, method, dimensions, perplexity, seed)
    yield
    step = -(-len(x) // MOST)
    true = trustworthiness(h[::step], found.points[::step]) if len(h[::step]) > 2 * NEIGHBOURS else None
    numbers: dict[str, object] = {
        "method": found.method,
        "explained": found.explained,
        "trustworthiness": true,
        "images": len(h[::step]),
        "says": _sentence(found, true),
        "expects": EXPECTS,
    }
    return _drawn(found, _classes(labels, len(x), classes), numbers)


def _embedded(h: Tensor, method: str, dimensions: int, perplexity: float, seed: int) -> Embedding:
    if method == "tsne":
        return from_neighbours(h, tsne(h, dimensions, perplexity, seed))
    return (pca if method == "pca" else most_variable)(h, dimensions)


def _classes(labels: object, images: int, names: Sequence[str] | None) -> list[tuple[int, str, np.ndarray]]:
    """Each class with its name and the ids of its images; without labels one of all."""
    if labels is None:
        return [(0, "images", np.arange(images))]
    own = np.asarray(as_list(labels) if isinstance(labels, list | tuple) else labels)
    if own.shape != (images,):
        raise ValueError(f"labels must be a class for each of {images:,} images, but {own.shape} came.")
    there = np.unique(own)
    return [
        (int(label), names[label] if names is not None else f"class {label}", np.flatnonzero(own == label))
        for label in there
    ]


def _sentence(found: Embedding, true: float | None) -> str:
    if found.explained is None:
        says = "t-SNE keeps neighbours together and nothing else: distances between groups mean nothing"
    elif found.method == "plane":
        says = "The code has no more dimensions than these: all of it is seen"
    else:
        says = f"These dimensions hold {found.explained:.0%} of the codes’ variance"
    if true is None:
        return f"{says}."
    return f"{says}; of neighbours in the drawing {true:.0%} are trustworthy (are near in the code too)."


def _drawn(found: Embedding, groups: list[tuple[int, str, np.ndarray]], numbers: dict[str, object]) -> go.Figure:
    points = found.points.float().numpy()
    flat = points.shape[1] == 2
    drawn = go.Figure()
    for label, name, ids in groups:
        places = dict(zip("xyz", points[ids].T, strict=False))
        (drawn.add_scatter if flat else drawn.add_scatter3d)(
            **places, customdata=ids, name=name, mode="markers", meta={"role": f"class {label}", "pins": "image"},
            marker={"size": 5 if flat else 3}, showlegend=len(groups) > 1,
            hovertemplate="image %{customdata}<extra>%{fullData.name}</extra>",
        )  # fmt: skip
    axes = {
        f"{letter}axis": {"title": name, "zeroline": False} for letter, name in zip("xyz", found.axes, strict=False)
    }
    drawn.update_layout(meta=numbers)
    if flat:
        drawn.update_layout(axes)
        drawn.update_yaxes(scaleanchor="x", scaleratio=1)
    else:
        drawn.update_layout(scene=axes | {"aspectmode": "data"})
    return drawn
