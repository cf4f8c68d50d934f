"""The directions that the code of one image follows, and how each keeps its place and sign while the model trains.

Letters: D pixels, H units of the last layer; J = ∂h/∂x, σ its singular values, v its right singular vectors.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from scipy.linalg import eigh
from scipy.optimize import linear_sum_assignment
from torch import Tensor

from cae import contraction
from cae.contraction import ZERO_DIRECTION
from cae.model import Autoencoder
from cae.scale_free import check_images

ANOTHER = 0.25  # mean squared cosine with what was held, below which all directions are others
PASSES = 1.25  # a direction takes the place before its own when σ is so many times that one's


@dataclass(frozen=True, slots=True, eq=False)
class Leading:
    """Directions in pixel space along which the code moves, and how far.

    Attributes
    ----------
    sigma : Tensor, shape (k,), float64
        Singular values of J: how far the code moves for a small move of length 1.
    v : Tensor, shape (k, D), float64
        Orthonormal.
    random : float
        ‖J‖_F/√D: the root mean square of how far it moves along a direction drawn at random.
    """

    sigma: Tensor
    v: Tensor
    random: float


@torch.no_grad()
def leading(model: Autoencoder, x: Tensor, k: int = 8) -> Leading:
    """The leading right singular vectors of J at one image (the tangents of Rifai et al., NIPS 2011).

    From the smaller of JJᵀ (H × H) and JᵀJ (D × D), in float64: for one image J = diag(φ′)W itself is no larger than
    the weights. ``contraction.tangents`` does many images at once and can be differentiated; this is for frame rate.

    Parameters
    ----------
    model : Autoencoder
        Of any depth.
    x : Tensor, shape (1, D)
    k : int
        At most so many, at least 1.

    Returns
    -------
    Leading
        The largest first, each with its entry of largest magnitude positive. Fewer than k where J has fewer singular
        values above 1e-6 of the largest.

    Raises
    ------
    ValueError
        If ``x`` is no finite (1, D) of the model's dtype, ``k`` no whole number of at least 1, or the model's
        parameters are not finite.
    """
    check_images(model, x, least=1)
    if len(x) > 1:
        raise ValueError(f"x must be one image, of shape (1, {x.shape[1]}), but {tuple(x.shape)} came; use x[:1].")
    k = contraction.whole("k", k)
    J = jacobian(model, x)  # (H, D)
    H, D = J.shape
    n = min(H, D)
    # SciPy's finds the largest alone: at 1,000 units in a third of the time of all.
    found = eigh((J @ J.T if H <= D else J.T @ J).cpu().numpy(), subset_by_index=(max(0, n - k), n - 1))  # ascending
    eigenvalues, vectors = (torch.from_numpy(one).to(J) for one in found)
    squares, vectors = eigenvalues.flip(0), vectors.flip(1).T  # (k,), (k, H or D)
    alive = squares > ZERO_DIRECTION**2 * squares[0].clamp(min=torch.finfo(J.dtype).tiny)
    sigma, vectors = squares[alive].sqrt(), vectors[alive]
    if H <= D:
        # QR leaves each as it is, less what rounding has left in it of the ones before.
        Q, R = torch.linalg.qr((vectors @ J / sigma[:, None]).T)
        vectors = Q.T * R.diagonal().sign()[:, None]
    largest = vectors.gather(1, vectors.abs().argmax(1, keepdim=True)) if len(vectors) else vectors
    return Leading(sigma, vectors * largest.sign(), float(J.norm()) / D**0.5)


def jacobian(model: Autoencoder, x: Tensor) -> Tensor:
    """J of one image (1, D), (H, D), in float64."""
    A = contraction.row_factors(model, [z.double() for z in model.pre_activations(x)])[0]
    W = model.W[0].double()
    return A[:, None] * W if model.depth == 1 else A @ W


class Follower:
    """Keeps directions that change a little from call to call in their places, and their signs.

    Each is the one that overlaps most with what its place held (an assignment: no two want the same place), with the
    sign of their product: a direction and its negative are the same. The order by σ is kept up loosely: two change
    places when the later leads by a quarter, not at every frame in which they are about even.
    """

    def __init__(self) -> None:
        self._held: Tensor | None = None  # (k, D)

    def __call__(self, found: Leading) -> Leading:
        """The same directions in their places.

        Parameters
        ----------
        found : Leading
            As ``leading`` gives them. Where they have nothing to do with those before (of another image, say), or there
            were none, they are given as they came.
        """
        sigma, v = found.sigma, found.v
        if self._held is not None and len(self._held) and len(v) and self._held.shape[1] == v.shape[1]:
            overlap = self._held @ v.T  # (held, k)
            places, which = (torch.from_numpy(one) for one in linear_sum_assignment(-overlap.abs().numpy()))
            signs = overlap[places, which]
            if float(signs.square().mean()) >= ANOTHER:
                new = torch.tensor([i for i in range(len(v)) if i not in set(which.tolist())], dtype=torch.int64)
                signs = torch.where(signs < 0, -1.0, 1.0).to(v.dtype)
                v = torch.cat([v[which] * signs[:, None], v[new]])
                order = _loosely_sorted(sigma := torch.cat([sigma[which], sigma[new]]))
                sigma, v = sigma[order], v[order]
        self._held = v
        return Leading(sigma, v, found.random)

    def forget(self) -> None:
        """What comes next is of another image."""
        self._held = None


def _loosely_sorted(sigma: Tensor) -> list[int]:
    """An order, from the one there is by exchanges of neighbours, in which no one leads the one before by a quarter."""
    values, order = sigma.tolist(), list(range(len(sigma)))
    for end in range(1, len(order)):
        for i in range(end, 0, -1):
            if values[order[i]] <= PASSES * values[order[i - 1]]:
                break
            order[i - 1], order[i] = order[i], order[i - 1]
    return order
