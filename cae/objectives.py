"""The objective: what training makes small.

One convention, here and nowhere else:

    objective = mean over the batch of [ Σ_pixels reconstruction error + λ‖J(x)‖²_F ]

The reconstruction error of a pixel is the cross-entropy with a sigmoid output and the squared error
(r − x)² with a linear one. ``cae.gradients`` has its gradient, written out by hand for every depth; the
functions here are for automatic differentiation, and for whoever wants the number alone.

Letters: B images, D pixels, H hidden units; z pre-activation, h = φ(z), a logits, r reconstruction.
"""

from __future__ import annotations

import math

import torch.nn.functional as F
from torch import Tensor

from cae import contraction
from cae.checks import as_real, shown
from cae.model import Autoencoder
from cae.pixels import check_range


def reconstruction_error(model: Autoencoder, x: Tensor) -> Tensor:
    """Σ_pixels error of every image, (B,): cross-entropy or squared error, by the model's output.

    Raises
    ------
    ValueError
        If ``x`` is not what the model takes, or has pixels outside the range of its output.
    """
    a = model.logits(model.encode(x))
    return error_from_logits(model, a, check_range(model, x))


def error_from_logits(model: Autoencoder, a: Tensor, x: Tensor) -> Tensor:
    """The same from the decoder's logits a (B, D): (B,)."""
    if model.output == "linear":
        return (a - x).square().sum(1)
    # −x log σ(a) − (1−x) log(1−σ(a)) = softplus(a) − x·a: no logarithm of a rounded sigmoid.
    # From a = 60 on softplus(a) = a to the last bit of a float64 too.
    return F.softplus(a, threshold=60).sum(1) - (x * a).sum(1)


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
    if not 0 <= as_real(lam) < math.inf:
        raise ValueError(f"lam must be a finite number of at least 0, but {shown(lam)} came.")
    lam = lam if isinstance(lam, Tensor) else as_real(lam)
    zs = model.pre_activations(x)
    error = error_from_logits(model, model.logits(model.activation.phi(zs[-1])), check_range(model, x))
    return (error + lam * contraction.penalty(model, x, zs)).mean()
