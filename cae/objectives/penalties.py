"""Autoencoders held back by their weights or by their code: weight decay, and two kinds of sparsity."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from cae.gradients import penalties
from cae.gradients.buffers import FlatParameters
from cae.gradients.network import Gradient
from cae.model import Autoencoder
from cae.objectives.base import Objective
from cae.objectives.errors import checked_lam, error_from_logits
from cae.pixels import check_range


def _error(model: Autoencoder, x: Tensor, z: Tensor) -> Tensor:
    """The mean reconstruction error from the code's pre-activations z (B, H)."""
    return error_from_logits(model, model.logits(model.activation.phi(z)), check_range(model, x)).mean()


class WeightDecay(Objective):
    """mean[Σ_pixels error] + λ·½‖W‖²_F, summed over all weights: the decoder's too where it has its own; no biases."""

    name = "weight-decay"

    def __call__(self, model: Autoencoder, x: Tensor, lam: float) -> Tensor:
        """The objective of a batch (B, D), a scalar."""
        squares = [W.square().sum() for W in (*model.W, *model.V)]
        return _error(model, x, model.pre_activations(x)[-1]) + checked_lam(lam) * 0.5 * torch.stack(squares).sum()

    def by_hand(self, parameters: FlatParameters, batch_size: int) -> Gradient:
        """Its gradient, for every depth."""
        return Gradient(parameters, batch_size, penalties.Weights)


class SparseL1(Objective):
    """mean[Σ_pixels error + λ Σ_j |h_j|], h the code.

    Untied and with an activation that has no upper end, a smaller code and a larger decoder cost nothing: the penalty
    then makes the code small before it makes it sparse.
    """

    name = "sparse-l1"

    def __call__(self, model: Autoencoder, x: Tensor, lam: float) -> Tensor:
        """The objective of a batch (B, D), a scalar."""
        z = model.pre_activations(x)[-1]
        return _error(model, x, z) + checked_lam(lam) * model.activation.phi(z).abs().sum(1).mean()

    def by_hand(self, parameters: FlatParameters, batch_size: int) -> Gradient:
        """Its gradient, for every depth."""
        return Gradient(parameters, batch_size, penalties.Size)


class SparseKL(Objective):
    """mean[Σ_pixels error] + λ Σ_j KL(ρ ‖ ρ̂_j), ρ̂_j the mean activation of unit j over the batch.

    KL(ρ ‖ ρ̂) = ρ log(ρ/ρ̂) + (1−ρ) log((1−ρ)/(1−ρ̂)) of two coins (Lee, Ekanadham, Ng 2008 penalise the same mean by
    its square). ρ̂ is a share of the unit's range: h itself for sigmoid, (h+1)/2 for tanh.

    Parameters
    ----------
    target : float
        ρ, above 0 and below 1.

    Raises
    ------
    ValueError
        If the target is out of its range; from ``Trainer``, if the model's units have no highest or lowest value.
    """

    name = "sparse-kl"

    def __init__(self, target: float = 0.05) -> None:
        super().__init__(target=target)

    def __call__(self, model: Autoencoder, x: Tensor, lam: float) -> Tensor:
        """The objective of a batch (B, D), a scalar."""
        self.check(model)
        z, rho = model.pre_activations(x)[-1], self.numbers["target"]
        low, high = model.activation.output_range
        # Both shares from z: 1 − ρ̂ would be 0 where all units are on to the last bit, and its logarithm infinite.
        on = torch.sigmoid(z * (high - low)).mean(0).clamp(min=penalties.SMALLEST)  # (H,)
        off = torch.sigmoid(-z * (high - low)).mean(0).clamp(min=penalties.SMALLEST)
        kl = rho * (math.log(rho) - on.log()) + (1 - rho) * (math.log1p(-rho) - off.log())
        return _error(model, x, z) + checked_lam(lam) * kl.sum()

    def by_hand(self, parameters: FlatParameters, batch_size: int) -> Gradient:
        """Its gradient, for every depth."""
        target, model = self.numbers["target"], parameters.model
        return Gradient(parameters, batch_size, lambda layers: penalties.Share(layers, target, model))
