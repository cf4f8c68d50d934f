"""The denoising objective: reconstruct the image from a noisy copy of it (Vincent et al. 2008)."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from cae.checks import as_real, shown
from cae.model import Autoencoder, seeded_generator
from cae.objectives import error_from_logits
from cae.pixels import check_range


class Denoising:
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

    def __init__(self, sigma: float, seed: int = 0) -> None:
        if not 0 < as_real(sigma) < math.inf:
            raise ValueError(f"sigma must be a finite number above 0, but {shown(sigma)} came.")
        self.sigma = as_real(sigma)
        self._generator = seeded_generator(seed)

    def __call__(self, model: Autoencoder, x: Tensor, lam: float) -> Tensor:
        """The objective of a batch (B, D), a scalar; the noise is drawn anew at every call."""
        noise = torch.randn(x.shape, generator=self._generator, dtype=torch.float32).to(x)
        a = model.logits(model.encode(x + self.sigma * noise))
        return error_from_logits(model, a, check_range(model, x)).mean()

    def state(self) -> Tensor:
        """On what the next noise depends."""
        return self._generator.get_state()

    def load_state(self, state: Tensor) -> None:
        """Go back to what ``state`` gave."""
        self._generator.set_state(state)
