"""How far from each other images are: the radius at which a sphere round one reaches the next.

Letters: N images, D pixels.
"""

from __future__ import annotations

import weakref

import torch
from torch import Tensor

from cae.model import check_finite

ROWS = 1000  # whose distances to all are had at once
SAME = 1e-5  # of the largest norm: rounding puts copies so far apart at most


@torch.no_grad()
def nearest(x: Tensor) -> Tensor:
    """The distance of every image to the nearest one that differs from it, (N,), in float64.

    Parameters
    ----------
    x : Tensor, shape (N, D)
        At least two images that are not all alike. Copies of an image are no neighbours of it: a data set that holds
        every image twice has the distances of one that holds it once.

    Raises
    ------
    ValueError
        If ``x`` is none of these.
    """
    if not isinstance(x, Tensor) or not x.is_floating_point() or x.ndim != 2 or len(x) < 2:
        came = f"{tuple(x.shape)} of {x.dtype}" if isinstance(x, Tensor) else f"a {type(x).__name__}"
        raise ValueError(f"x must be a floating-point tensor (N, D) of at least two images, but {came} came.")
    check_finite("x", x)
    centred = x.double() - x.double().mean(0)  # (N, D)  distances keep more digits so
    norm2 = centred.square().sum(1)  # (N,)
    same = SAME**2 * norm2.max()
    found = []
    for rows, own in zip(torch.split(centred, ROWS), torch.split(norm2, ROWS), strict=True):
        squares = own[:, None] + norm2 - 2 * rows @ centred.T  # (n, N)
        found.append(squares.masked_fill(squares <= same, torch.inf).amin(1))
    squares = torch.cat(found)
    if bool(squares.isinf().all()):
        raise ValueError(f"x must hold images that differ, but all {len(x):,} are alike: none has a neighbour.")
    return squares.sqrt()


_last: tuple[weakref.ref[Tensor], int, float] | None = None


def typical_distance(x: Tensor) -> float:
    """The median over the images of the distance to the nearest other; as ``nearest``.

    Of the tensor that was asked about last it is remembered: the images of a page stay while its models change.
    """
    global _last
    if _last is not None and _last[0]() is x and _last[1] == x._version:
        return _last[2]
    distance = float(nearest(x).median())
    if not x.is_inference():  # or else nobody counts its changes
        _last = weakref.ref(x), x._version, distance
    return distance
