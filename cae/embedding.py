"""Codes in two or three dimensions, and back: principal components, the two most variable units, t-SNE; turned alike.

What lies between the points that are drawn is a code too, if somebody says which: every embedding leads back, and says
in words how. Letters: N images, H units, d = 2 or 3 dimensions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from cae.checks import shown
from cae.model import check_finite

FEWEST = 3  # images
ALIKE = 1e-12  # of the codes' mean square: what rounding in float32 leaves of codes that are all the same
STRAIGHT = 0.99  # cosine of an axis that is turned so little that it keeps its name
MANY = 1000  # units, of whose covariance all eigenvectors take longer than the few that are drawn
NEAREST = 10  # codes that a place of a t-SNE map is put together from


@dataclass(frozen=True, slots=True, eq=False)
class Embedding:
    """Codes in few dimensions.

    Attributes
    ----------
    method : str
        "pca", "units", "plane" or "tsne".
    points : Tensor, shape (N, d), float64
    explained : float or None
        The share of the codes' variance that lies in these dimensions; of t-SNE None: it keeps neighbours, not lengths.
    back : callable
        From places (M, d) to codes (M, H), float64.
    words : str
        How ``back`` finds the code of a place.
    axes : list of str
        What each dimension is called.
    """

    method: str
    points: Tensor
    explained: float | None
    back: Callable[[Tensor], Tensor]
    words: str
    axes: list[str]


def pca(h: Tensor, dimensions: int = 2) -> Embedding:
    """The first principal components of codes, as scikit-learn's ``PCA`` has them (its signs too).

    Parameters
    ----------
    h : Tensor, shape (N, H)
        At least 3 codes that are not all alike, of at least as many units as dimensions.
    dimensions : int
        2 or 3.

    Raises
    ------
    ValueError
        If an argument is none of these.
    """
    from sklearn.decomposition import PCA

    codes = checked_codes(h, dimensions)
    fit = PCA(dimensions, svd_solver=_solver(len(codes), codes.shape[1], dimensions), random_state=0).fit(codes.numpy())
    axes, mean = torch.from_numpy(fit.components_), torch.from_numpy(fit.mean_)
    where = "plane" if dimensions == 2 else "space"
    words = f"the code on the {where} of the first {dimensions} principal components; all others are at their means"
    explained = float(fit.explained_variance_ratio_.sum())
    names = [f"principal component {k + 1}" for k in range(dimensions)]
    return Embedding("pca", (codes - mean) @ axes.T, explained, lambda at: at @ axes + mean, words, names)


def _solver(images: int, units: int, dimensions: int) -> str:
    """Of scikit-learn's exact ways the quickest: they differ by rounding alone."""
    if units <= MANY:
        return "covariance_eigh"
    return "arpack" if dimensions < min(images, units) else "full"


def most_variable(h: Tensor, dimensions: int = 2) -> Embedding:
    """The h of the units that vary most over the images; of a code of as many units that is the code itself.

    Parameters and errors as ``pca``.
    """
    codes = checked_codes(h, dimensions)
    variance = codes.var(0, unbiased=False)
    # Of equal variances the first: a stable order does not flicker.
    units = torch.sort(variance, descending=True, stable=True).indices[:dimensions].sort().values
    return of_units(codes, units.tolist())


def of_units(h: Tensor, units: Sequence[int]) -> Embedding:
    """The h of two or three units that are named, in this order; of a code of as many units that is the code itself.

    Parameters
    ----------
    h : Tensor, shape (N, H)
    units : sequence of int
        2 or 3 of them, each once.
    """
    codes, units = checked_codes(h, len(units)), list(units)
    variance, mean = codes.var(0, unbiased=False), codes.mean(0)

    def back(at: Tensor) -> Tensor:
        code = mean.repeat(len(at), 1)
        code[:, units] = at.to(code)
        return code

    whole = codes.shape[1] == len(units)
    named = " and ".join(str(unit) for unit in units)
    words = (
        "the place itself: it is the code" if whole else f"h of units {named} as it is there, the others at their means"
    )
    explained = float(variance[units].sum() / variance.sum())
    names = [f"h of unit {unit}" for unit in units]
    return Embedding("plane" if whole else "units", codes[:, units], explained, back, words, names)


def from_neighbours(h: Tensor, points: Tensor) -> Embedding:
    """An embedding that has no formula (t-SNE's) with a way back: through the codes whose points lie nearest.

    A place's code is the mean of the ten nearest points' codes, weighted by the inverse of their squared distances: at
    a point it is that point's own code.

    Parameters
    ----------
    h : Tensor, shape (N, H)
    points : Tensor, shape (N, d)
    """
    codes, points = checked_codes(h, points.shape[1]), check_finite("points", points).double()
    if len(points) != len(codes):
        raise ValueError(f"There must be a point a code, but {len(points):,} came for {len(codes):,}.")

    def back(at: Tensor) -> Tensor:
        squares, nearest = torch.cdist(at.double(), points).square().topk(min(NEAREST, len(points)), largest=False)
        weight = 1 / squares.clamp(min=1e-12 * float(points.var(0).sum()))
        return ((weight / weight.sum(1, keepdim=True))[..., None] * codes[nearest]).sum(1)

    words = f"the mean of the codes of the {min(NEAREST, len(points))} nearest points, the nearer the heavier"
    names = [f"t-SNE {k + 1}" for k in range(points.shape[1])]
    return Embedding("tsne", points, None, back, words, names)


def aligned(points: Tensor, to: Tensor) -> Tensor:
    """Points turned, mirrored, moved and scaled as a whole so that they lie as near others as they can (Procrustes).

    Distances keep their proportions: what differs after it is what really does. Gower, "Generalized Procrustes
    analysis", Psychometrika 40 (1975).

    Parameters
    ----------
    points, to : Tensor, shape (N, d)
        Of the same N things.

    Raises
    ------
    ValueError
        If they are not of one shape, or not finite.
    """
    if points.shape != to.shape or points.ndim != 2:
        raise ValueError(
            f"Both must be (N, d) of the same things, but {tuple(points.shape)} and {tuple(to.shape)} came."
        )
    own, other = check_finite("points", points).double(), check_finite("to", to).double()
    a, b = own - own.mean(0), other - other.mean(0)
    size = a.square().sum()
    if float(size) == 0:
        return other.mean(0).expand_as(a).clone()
    U, s, Vt = torch.linalg.svd(a.T @ b)
    return a @ (U @ Vt) * (s.sum() / size) + other.mean(0)


def turning(points: Tensor, to: Tensor) -> Tensor:
    """The matrix (d, d) that turns and mirrors points about their middle so that they lie as others do.

    Parameters
    ----------
    points, to : Tensor, shape (N, d)
        Of the same N images, such as of one model and the next. Neither their scale nor their middle matters.
    """
    own, other = points.double(), to.double()
    U, _, Vt = torch.linalg.svd((own - own.mean(0)).T @ (other - other.mean(0)))
    turn: Tensor = U @ Vt
    return turn


def turned(found: Embedding, to: Tensor) -> Embedding:
    """An embedding turned and mirrored about its middle, neither scaled nor moved, so that it lies as others do.

    Parameters and what it does as ``turning``; an axis that is turned away from what it was named after is not called
    so any more.
    """
    turn, middle = turning(found.points, to), found.points.mean(0)
    near, nearest = turn.abs().max(0)
    axes = [
        found.axes[old] if cosine > STRAIGHT else f"axis {k + 1} of the components, turned"
        for k, (cosine, old) in enumerate(zip(near.tolist(), nearest.tolist(), strict=True))
    ]
    points = (found.points - middle) @ turn + middle
    return replace(found, points=points, back=lambda at: found.back((at - middle) @ turn.T + middle), axes=axes)


def between(one: Tensor, other: Tensor, count: int = 11) -> Tensor:
    """The straight line from one code (or image) to another, both ends with it, (count, H)."""
    t = torch.linspace(0, 1, count, dtype=one.dtype)[:, None]
    return (1 - t) * one + t * other


def checked_codes(h: object, dimensions: int) -> Tensor:
    """Codes that can be drawn in so many dimensions, in float64.

    Raises
    ------
    ValueError
        With a sentence that says which are missing.
    """
    if dimensions not in (2, 3):
        raise ValueError(f"dimensions must be 2 or 3, but {shown(dimensions)} came.")
    if not isinstance(h, Tensor) or not h.is_floating_point() or h.ndim != 2:
        came = f"{tuple(h.shape)} of {h.dtype}" if isinstance(h, Tensor) else f"a {type(h).__name__}"
        raise ValueError(f"h must be a floating-point tensor (N, H), codes of N images, but {came} came.")
    if len(h) < FEWEST:
        raise ValueError(f"There must be at least {FEWEST} images to draw their codes, but {len(h)} came; select more.")
    if h.shape[1] < dimensions:
        raise ValueError(f"A code of {h.shape[1]} units has no {dimensions} dimensions; draw it in {h.shape[1]}.")
    codes = check_finite("h", h).double()
    spread, size = codes.var(0, unbiased=False).sum(), codes.square().mean(0).sum()
    if float(spread) <= ALIKE * float(size):
        raise ValueError(f"All {len(h):,} codes are alike: there is nothing to draw of them.")
    return codes
