"""The contractive autoencoder's objective, and that of CAE+H, which penalises the curvature too."""

from __future__ import annotations

import torch
from torch import Tensor

from cae import contraction
from cae.gradients.buffers import FlatParameters
from cae.gradients.network import Gradient
from cae.model import MAX_SEED, Autoencoder
from cae.objectives.base import Noisy, Objective
from cae.objectives.errors import checked_lam, error_from_logits
from cae.pixels import check_range


def objective(model: Autoencoder, x: Tensor, lam: float | Tensor) -> Tensor:
    """The objective, a scalar that automatic differentiation can follow; any depth.

    Parameters
    ----------
    model : Autoencoder
    x : Tensor, shape (B, D)
    lam : float
        λ ≥ 0.

    Raises
    ------
    ValueError
        If λ is negative or not finite, or as ``reconstruction_error``.
    """
    lam = checked_lam(lam)
    zs = model.pre_activations(x)
    error = error_from_logits(model, model.logits(model.activation.phi(zs[-1])), check_range(model, x))
    return (error + lam * contraction.penalty(model, x, zs)).mean()


class Contraction(Objective):
    """mean[Σ_pixels error + λ‖J(x)‖²_F]: the contractive autoencoder (Rifai et al. 2011), what a ``Trainer`` takes.

    J is that of the whole encoder, exactly, at every depth; at λ = 0 it is the plain autoencoder.
    """

    name = "contraction"

    def __call__(self, model: Autoencoder, x: Tensor, lam: float) -> Tensor:
        """The objective of a batch (B, D), a scalar."""
        return objective(model, x, lam)

    def by_hand(self, parameters: FlatParameters, batch_size: int) -> Gradient:
        """Its gradient, for every depth."""
        return Gradient(parameters, batch_size)


class HigherOrder(Noisy):
    """mean[Σ_pixels error + λ‖J(x)‖²_F + γ‖∂J/∂x‖²_F]: CAE+H (Rifai, Mesnil et al., ECML 2011).

    The curvature of one layer is exact. That of a deeper encoder is the paper's estimate, from noisy copies of every
    image that are drawn anew at each step (``contraction.hessian``).

    Parameters
    ----------
    gamma : float
        γ, 0 to 10⁶.
    draws : int
        Noisy copies of an image, 1 to 1000, and
    sigma : float
        the standard deviation of their noise, in units of a pixel; both for deeper encoders only.
    seed : int
        Of the noise.

    Raises
    ------
    ValueError
        If one is out of its range; from ``Trainer``, if the model's activation has no curvature (relu, identity).
    """

    name = "cae+h"

    def __init__(self, gamma: float = 0.1, draws: int = 4, sigma: float = contraction.SIGMA, seed: int = 0) -> None:
        super().__init__(seed, gamma=gamma, draws=draws, sigma=sigma)

    def __call__(self, model: Autoencoder, x: Tensor, lam: float) -> Tensor:
        """The objective of a batch (B, D), a scalar; a deep encoder's noise is drawn anew at every call."""
        plain, numbers = objective(model, x, lam), self.numbers
        if model.depth == 1:
            return plain + numbers["gamma"] * contraction.hessian(model, x).mean()
        seed = int(torch.randint(MAX_SEED, (), generator=self._generator))
        curvature = contraction.hessian(model, x, int(numbers["draws"]), numbers["sigma"], seed)
        return plain + numbers["gamma"] * curvature.mean()
