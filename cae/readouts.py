"""What can be read out of a code by simple means, held out: by neighbours, by a linear classifier; how true a map is.

Letters: N images, H units or pixels, d dimensions of a map.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from cae.contraction import whole
from cae.model import check_finite

NEIGHBOURS = 10


def knn_accuracy(train: Tensor, labels: object, test: Tensor, truth: object, k: int = NEIGHBOURS) -> float:
    """Share of held-out codes whose k nearest training codes vote for their class (scikit-learn's, uniform weights).

    Parameters
    ----------
    train, test : Tensor, shapes (N, H) and (M, H)
    labels, truth : array-like of int, shapes (N,) and (M,)
    k : int
        1 to N.

    Raises
    ------
    ValueError
        If an argument is none of these, or there is but one class.
    """
    from sklearn.neighbors import KNeighborsClassifier

    x, y, x_test, y_test = _checked(train, labels, test, truth)
    k = whole("k", k, 1, len(x))
    return float(KNeighborsClassifier(k).fit(x, y).score(x_test, y_test))


def probe_accuracy(train: Tensor, labels: object, test: Tensor, truth: object, seed: int = 0) -> float:
    """Share of held-out codes that a linear classifier puts into their class: a linear probe.

    Logistic regression by scikit-learn on codes of mean 0 and deviation 1 (of the training codes), with its usual
    weight decay. Alain, Bengio, "Understanding intermediate layers using linear classifier probes" (2016).

    Parameters and errors as ``knn_accuracy``.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    x, y, x_test, y_test = _checked(train, labels, test, truth)
    probe = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000, random_state=whole("seed", seed, 0)))
    return float(probe.fit(x, y).score(x_test, y_test))


def trustworthiness(h: Tensor, points: Tensor, k: int = NEIGHBOURS) -> float:
    """How far the k nearest neighbours in a map are neighbours in the code too: 1 where none is a stranger.

    Venna, Kaski, "Neighborhood preservation in nonlinear projection methods" (ICANN 2001); scikit-learn's.

    Parameters
    ----------
    h : Tensor, shape (N, H)
    points : Tensor, shape (N, d)
    k : int
        1 to less than N/2.

    Raises
    ------
    ValueError
        If an argument is none of these.
    """
    from sklearn.manifold import trustworthiness as measured

    if len(h) != len(points):
        raise ValueError(f"There must be a point a code, but {len(points):,} came for {len(h):,}.")
    if len(h) < 5:
        raise ValueError(f"There must be at least 5 images for their neighbours to be compared, but {len(h)} came.")
    k = whole("k", k, 1, (len(h) - 1) // 2)
    return float(measured(_numbers("h", h), _numbers("points", points), n_neighbors=k))


def neighbours(x: Tensor, image: int, k: int = NEIGHBOURS) -> Tensor:
    """Ids of the k images nearest to one of them, the nearest first, without itself, (k,).

    Parameters
    ----------
    x : Tensor, shape (N, H)
        Codes, or pixels.
    image : int
    k : int
        1 to N − 1.
    """
    if len(x) < 2:
        raise ValueError("There must be at least 2 images for one to have a neighbour, but 1 came.")
    image, k = whole("image", image, 0, len(x) - 1), whole("k", k, 1, len(x) - 1)
    rows = check_finite("x", x).double()
    distance = (rows - rows[image]).square().sum(1)
    distance[image] = torch.inf
    return torch.sort(distance, stable=True).indices[:k]


# -- what they share ---------------------------------------------------------------------------------------


def _checked(train: Tensor, labels: object, test: Tensor, truth: object) -> tuple[np.ndarray, ...]:
    x, x_test = _numbers("train", train), _numbers("test", test)
    y, y_test = np.asarray(labels), np.asarray(truth)
    for name, codes, classes in (("train", x, y), ("test", x_test, y_test)):
        if classes.shape != (len(codes),):
            came = f"{classes.shape} came for {len(codes):,} codes of {name}"
            raise ValueError(f"There must be a class a code, but {came}.")
    if x.shape[1] != x_test.shape[1]:
        raise ValueError(f"train and test must have as many units, but {x.shape[1]} and {x_test.shape[1]} came.")
    there = np.unique(y)
    if len(there) < 2:
        raise ValueError(f"There must be images of two classes or more to tell apart, but all are of {there[0]}.")
    return x, y, x_test, y_test


def _numbers(name: str, codes: Tensor) -> np.ndarray:
    if not isinstance(codes, Tensor) or not codes.is_floating_point() or codes.ndim != 2 or len(codes) == 0:
        came = f"{tuple(codes.shape)} of {codes.dtype}" if isinstance(codes, Tensor) else f"a {type(codes).__name__}"
        raise ValueError(f"{name} must be a floating-point tensor (N, H) of at least one code, but {came} came.")
    numbers: np.ndarray = check_finite(name, codes).detach().double().numpy()
    return numbers
