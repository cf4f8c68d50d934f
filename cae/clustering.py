"""Orders that put units, or images, beside those that are like them: for heatmaps.

Units are alike whose h is over all images, and images whose codes are: by Euclidean distance, so that a unit that is
the same for all images is a row like any other.

Letters: N images, H units; n things to order with d features each.
"""

from __future__ import annotations

import math
import warnings

import numpy as np
import torch
from scipy.cluster.hierarchy import linkage
from scipy.cluster.vq import kmeans2
from scipy.spatial.distance import pdist, squareform
from torch import Tensor

from cae.model import check_finite, seeded_generator

FEATURES = 64  # more are projected: distances are then off by 9% (a standard deviation of 1/√(2·64) of each)
HIERARCHY = 1500  # the most rows in one tree, which takes memory and time by their square
GROUP = 500  # the same inside a group of many
ROUNDS = 5  # of k-means: groups that are only there to be put in order need no better ones


def unit_order(h: Tensor, seed: int = 0) -> np.ndarray:
    """An order of the units in which those that do the same over the images are beside each other.

    Parameters
    ----------
    h : Tensor, shape (N, H)
        The codes of N images, or φ′: whatever is drawn.
    seed : int
        Of the random projection, from 65 images on. The same seed and codes give the same order.

    Returns
    -------
    ndarray of int64, shape (H,)
        A permutation of the units: the leaves of Ward's hierarchical clustering, turned so that neighbours match.

    Raises
    ------
    ValueError
        If ``h`` is no finite floating-point tensor of shape (N, H) with N, H ≥ 1, or ``seed`` is no whole number of at
        least 0.
    """
    return _order(_checked(h).T, seed)


def image_order(h: Tensor, seed: int = 0) -> np.ndarray:
    """An order of the images in which those of similar codes are beside each other.

    Parameters
    ----------
    h : Tensor, shape (N, H)
        The codes of N images, or φ′: whatever is drawn.
    seed : int
        Of the random projection, from 65 units on, and of k-means, from 1,501 images on. The same seed and codes
        give the same order.

    Returns
    -------
    ndarray of int64, shape (N,)
        A permutation of the images: as ``unit_order`` up to 1,500 of them. More go into √N groups by k-means; the
        groups are ordered by their centres, and the images inside each group among themselves.

    Raises
    ------
    ValueError
        If ``h`` is no finite floating-point tensor of shape (N, H) with N, H ≥ 1, or ``seed`` is no whole number of at
        least 0.
    """
    return _order(_checked(h), seed)


def _checked(h: Tensor) -> Tensor:
    if not (isinstance(h, Tensor) and h.is_floating_point() and h.ndim == 2 and h.numel() > 0):
        came = f"{tuple(h.shape)} of {h.dtype}" if isinstance(h, Tensor) else repr(h)
        raise ValueError(f"h must be a floating-point tensor of shape (N, H) with N, H ≥ 1, but {came} came.")
    return check_finite("h", h.detach())


def _order(rows: Tensor, seed: int) -> np.ndarray:
    generator = seeded_generator(seed)
    points = _features(rows, generator)
    if len(points) <= HIERARCHY:
        return np.array(_leaves(points), dtype=np.int64)
    first = torch.randperm(len(points), generator=generator)[: math.isqrt(len(points))]
    return _in_groups(points, points[first.numpy()])


def _features(rows: Tensor, generator: torch.Generator) -> np.ndarray:
    """Up to 64 features of every row, (n, d), that have the rows' distances up to a common factor.

    Products with a random matrix keep distances (Johnson and Lindenstrauss 1984), whatever the rows are.
    """
    features = rows.shape[1]
    scale = 1 / max(1.0, float(rows.abs().amax()))  # so that no sum and no square leaves the range
    if features <= FEATURES:
        return (rows * scale).cpu().double().numpy()
    # On the CPU and in float32, so that a seed means the same projection everywhere.
    projection = torch.randn(features, FEATURES, generator=generator, dtype=torch.float32)
    return (rows @ (projection.to(rows) * scale)).cpu().double().numpy()


def _leaves(points: np.ndarray) -> list[int]:
    """The leaves of Ward's tree over the points (n, d), turned as Gruvaeus and Wainer do.

    Where two branches meet, each may be turned round: those of their four ends come to lie together that are most
    alike (Gruvaeus, Wainer, "Two additions to hierarchical cluster analysis", Br. J. Math. Stat. Psychol. 25, 1972).
    """
    n = len(points)
    if n < 3:
        return list(range(n))
    distances = pdist(points)
    between = squareform(distances)  # (n, n)
    branches = [[i] for i in range(n)]
    for left, right in linkage(distances, "ward")[:, :2].astype(int).tolist():
        branches.append(_joined(branches[left], branches[right], between))
        branches[left] = branches[right] = []
    return branches[-1]


def _joined(left: list[int], right: list[int], between: np.ndarray) -> list[int]:
    """Two branches as one, each turned so that the ends that meet are the most alike; of equals the first."""
    distance = between.item
    gaps = (
        distance(left[-1], right[0]),
        distance(left[0], right[0]),
        distance(left[-1], right[-1]),
        distance(left[0], right[-1]),
    )
    best = gaps.index(min(gaps))
    return (left[::-1] if best & 1 else left) + (right[::-1] if best & 2 else right)


def _in_groups(points: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Many points (n, d) in the order of their groups' centres, and in order inside each group."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of groups that nobody is in, as of points that are all alike
        centres, group = kmeans2(points, centres, iter=ROUNDS, minit="matrix")
    members = [np.flatnonzero(group == i) for i in range(len(centres))]
    filled = [i for i, inside in enumerate(members) if len(inside)]
    chain: list[np.ndarray] = []
    for i in _leaves(centres[filled]):
        inside = members[filled[i]]
        inside = inside[_leaves(points[inside]) if len(inside) <= GROUP else _along(points[inside])]
        if chain:  # the end that is more like the last point comes first
            ends = np.linalg.norm(points[inside[[0, -1]]] - points[chain[-1][-1]], axis=1)
            inside = inside[::-1] if ends[1] < ends[0] else inside
        chain.append(inside)
    return np.concatenate(chain)


def _along(points: np.ndarray) -> np.ndarray:
    """The points (n, d) along their longest axis: of a large group, whose points k-means found much alike."""
    centred = points - points.mean(0)
    axis = np.linalg.eigh(centred.T @ centred)[1][:, -1]  # (d,)
    return np.argsort(centred @ axis, kind="stable")
