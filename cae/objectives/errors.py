"""The reconstruction error and λ, which the objectives share.

That of a pixel is the cross-entropy with a sigmoid output and the squared error (r − x)² with a linear one.
``cae.gradients`` has its gradient, written out by hand for every depth; the functions here are for automatic
differentiation, and for whoever wants the number alone.
"""

from __future__ import annotations

import math

import torch.nn.functional as F
from torch import Tensor

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


def checked_lam(lam: float | Tensor) -> float | Tensor:
    """λ itself, if it is a finite number of at least 0; ValueError otherwise. A tensor stays one, to be followed."""
    if not 0 <= as_real(lam) < math.inf:
        raise ValueError(f"lam must be a finite number of at least 0, but {shown(lam)} came.")
    return lam if isinstance(lam, Tensor) else as_real(lam)
