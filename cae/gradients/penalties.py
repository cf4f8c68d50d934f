"""Penalties on the weights and on the code, and their gradients, for the step that ``network`` takes.

Each adds ∂(penalty)/∂h to the code's ∂h, or ∂(penalty)/∂W to ∂W. Sums are over the batch, as in ``network``.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from cae.gradients.buffers import Layer
from cae.model import Autoencoder

SMALLEST = 1e-30  # a mean activation can count as: 1/ρ̂ and λ/ρ̂ stay numbers of float32


class Nothing:
    """No penalty, whatever λ."""

    curved = False  # whether it needs φ″

    def __init__(self, layers: Sequence[Layer]) -> None:
        self.layers = layers

    def backward(self, lam: float) -> None:
        """Nothing."""

    def add_to_dz(self, index: int, lam: float) -> None:
        """Nothing."""

    def add_to_weights(self, lam: float, mean: float) -> None:
        """Nothing."""


class Weights(Nothing):
    """½‖W‖² of all weights, the decoder's too where it has its own: ∂W += λW."""

    def add_to_weights(self, lam: float, mean: float) -> None:
        """No mean over the batch: the penalty is the same for every image."""
        for layer in self.layers:
            layer.dW.add_(layer.W, alpha=lam)
            if not layer.tied:
                layer.dVc[:-1].add_(layer.Vc[:-1], alpha=lam)


class Size(Nothing):
    """Σ_j |h_j|: ∂h += λ sign(h)."""

    def backward(self, lam: float) -> None:
        """Add λ sign(h)."""
        last = self.layers[-1]
        last.dh.add_(torch.sign(last.h), alpha=lam)


class Share(Nothing):
    """KL(ρ ‖ ρ̂_j), ρ̂_j the batch's mean of s = (h − low)/(high − low): ∂h += λ (−ρ/ρ̂ + (1−ρ)/(1−ρ̂))/(high − low)."""

    def __init__(self, layers: Sequence[Layer], target: float, model: Autoencoder) -> None:
        super().__init__(layers)
        self._target, self._model = target, model

    def backward(self, lam: float) -> None:
        """Add it: the batch's mean and the sum over it cancel."""
        low, high = self._model.activation.output_range
        on, off = (share.mean(0).clamp_(min=SMALLEST) for share in self._shares(low, high - low))  # (H,)
        self.layers[-1].dh.add_((1 - self._target) / off - self._target / on, alpha=lam / (high - low))

    def _shares(self, low: float, width: float) -> tuple[Tensor, Tensor]:
        """s and 1 − s, (B, H) each, the smaller one from φ′ = width² s (1 − s), so that it keeps its digits."""
        last = self.layers[-1]
        s = (last.h - low) / width
        larger = torch.maximum(s, 1 - s)
        smaller = last.gain / (width**2 * larger)
        return torch.where(s < 0.5, smaller, larger), torch.where(s < 0.5, larger, smaller)
