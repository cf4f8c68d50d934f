"""The chain that a contractive autoencoder samples with: from codes that move along the tangents to images, and back.

Rifai, Bengio, Dauphin, Vincent, "A generative process for sampling contractive auto-encoders" (ICML 2012), §4:

    h ← f(x) + J Jᵀ ε,  ε ~ N(0, σ²I),    x ← g(h).

The noise goes through J Jᵀ, so that the code moves where the encoder follows the image: Cov(h − f(x) | x) = σ²(J Jᵀ)².
Letters: B chains, D pixels, H hidden units; f encoder, g decoder, J = ∂h/∂x.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn.functional import linear

from cae import contraction
from cae.checks import as_real, shown
from cae.model import Autoencoder, seeded_generator
from cae.scale_free import check_images


@torch.no_grad()
def through_tangents(model: Autoencoder, x: Tensor, e: Tensor) -> Tensor:
    """J Jᵀ e at every image, (B, H), from products with vectors: neither J nor J Jᵀ is made.

    Parameters
    ----------
    model : Autoencoder
        Of any depth.
    x : Tensor, shape (B, D)
    e : Tensor, shape (B, H)
    """
    gains = [model.activation.dphi(z) for z in model.pre_activations(x)]
    u = contraction.pull_back(model, gains, e[:, None, :])[:, 0] @ model.W[0]  # (B, D)  Jᵀe
    for W, gain in zip(model.W, gains, strict=True):
        u = linear(u, W) * gain  # J u, a layer at a time
    return u


class Chain:
    """Chains of images, a step at a time.

    Parameters
    ----------
    model : Autoencoder
        Of any depth; it may be trained meanwhile.
    x : Tensor, shape (B, D)
        Where the B chains begin: any images.
    sigma : float
        σ > 0, the step size: the standard deviation of ε.
    seed : int
        Of the noise: the same seed, model and images give the same chains.

    Attributes
    ----------
    x : Tensor, shape (B, D)
        The images now.
    h : Tensor, shape (B, H) or None
        The codes they were decoded from; None before the first step.
    steps : int

    Raises
    ------
    ValueError
        If ``x`` is no finite (B, D) of the model's dtype, ``sigma`` not finite and above 0, or the seed none.
    """

    def __init__(self, model: Autoencoder, x: Tensor, sigma: float, seed: int = 0) -> None:
        check_images(model, x, least=1)
        if not 0 < as_real(sigma) < math.inf:
            raise ValueError(f"sigma must be a finite number above 0, but {shown(sigma)} came.")
        self.model, self.x, self.sigma = model, x, as_real(sigma)
        self.h: Tensor | None = None
        self.steps = 0
        self._generator = seeded_generator(seed)
        self._outside = self._all = 0

    @torch.no_grad()
    def step(self) -> Tensor:
        """One step; the images after it, (B, D).

        Raises
        ------
        ValueError
            If the chains have left all finite numbers, as those of a linear output can with a large σ.
        """
        model = self.model
        # In float32 on the CPU, so that a seed means the same noise on every device and in every dtype.
        e = torch.randn(len(self.x), model.sizes[-1], generator=self._generator, dtype=torch.float32).to(self.x)
        h = model.encode(self.x) + through_tangents(model, self.x, self.sigma * e)
        x = model.decode(h) if bool(h.isfinite().all()) else h
        if not bool(x.isfinite().all()):
            raise ValueError(f"At step {self.steps + 1} the chain left all finite numbers; take a smaller sigma.")
        lo, hi = model.activation.output_range
        self._outside += int(((h < lo) | (h > hi)).sum())
        self._all += h.numel()
        self.x, self.h, self.steps = x, h, self.steps + 1
        return x

    @property
    def outside(self) -> float:
        """The share of all h so far that lay outside the activation's range; they were decoded as they were."""
        return self._outside / self._all if self._all else 0.0
