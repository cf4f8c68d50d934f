"""Denoising: reconstruct the image from a corrupted copy of it (Vincent, Larochelle, Bengio, Manzagol, ICML 2008)."""

from __future__ import annotations

import torch
from torch import Tensor

from cae.gradients.buffers import FlatParameters
from cae.gradients.network import Gradient
from cae.gradients.penalties import Nothing
from cae.model import Autoencoder
from cae.objectives.base import Noisy
from cae.objectives.errors import error_from_logits
from cae.pixels import check_range


class Corrupting(Noisy):
    """mean[Σ_pixels error of r(x̃) against x], x̃ a corrupted copy of x that is drawn anew at every step.

    No penalty on J is part of it, whatever the trainer's λ.
    """

    def corrupted(self, x: Tensor) -> Tensor:
        """x̃ of a batch x (B, D)."""
        raise NotImplementedError

    def __call__(self, model: Autoencoder, x: Tensor, lam: float) -> Tensor:
        """The objective of a batch (B, D), a scalar; the noise is drawn anew at every call."""
        a = model.logits(model.encode(self.corrupted(x)))
        return error_from_logits(model, a, check_range(model, x)).mean()

    def by_hand(self, parameters: FlatParameters, batch_size: int) -> Gradient:
        """Its gradient, for every depth."""
        return Gradient(parameters, batch_size, Nothing, self.corrupted)


class Denoising(Corrupting):
    """An objective for ``Trainer``: mean over the batch of Σ_pixels error of r(x + ε) against x, ε ~ N(0, σ²I).

    The penalty on J is no part of it, whatever the trainer's λ. With σ → 0 its optimum's (r(x) − x)/σ² is the score of
    the data's density (``cae.optimal``).

    Parameters
    ----------
    sigma : float
        Standard deviation σ > 0 of the noise, in units of a pixel.
    seed : int
        Of the noise.

    Raises
    ------
    ValueError
        If ``sigma`` is not finite and above 0, or the seed is none.
    """

    name = "denoising"

    def __init__(self, sigma: float = 0.5, seed: int = 0) -> None:
        super().__init__(seed, sigma=sigma)

    @property
    def sigma(self) -> float:
        """σ."""
        return self.numbers["sigma"]

    def corrupted(self, x: Tensor) -> Tensor:
        """x + ε."""
        # On the CPU and in float32, so that a seed means the same noise on every device and in every dtype.
        return x + self.sigma * torch.randn(x.shape, generator=self._generator, dtype=torch.float32).to(x)


class Masking(Corrupting):
    """mean[Σ_pixels error of r(x̃) against x], each pixel of x̃ set to 0 with the probability ``fraction``.

    Parameters
    ----------
    fraction : float
        ν, above 0 and below 1.
    seed : int
        Of the masks.

    Raises
    ------
    ValueError
        If ``fraction`` is out of its range (with 1 nothing is left of the image), or the seed is none.
    """

    name = "masking"

    def __init__(self, fraction: float = 0.3, seed: int = 0) -> None:
        super().__init__(seed, fraction=fraction)

    def corrupted(self, x: Tensor) -> Tensor:
        """x with pixels set to 0."""
        kept = torch.rand(x.shape, generator=self._generator, dtype=torch.float32) >= self.numbers["fraction"]
        return x * kept.to(x)
