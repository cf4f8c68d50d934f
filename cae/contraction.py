"""Closed forms of the contraction: ‖J‖²_F, its rows, its spectrum, and the curvature ‖∂J/∂x‖²_F.

J = ∂h/∂x has H rows and D columns. For one layer J = diag(φ′(z)) W, so
‖J‖²_F = Σ_j φ′(z_j)² Σ_i W_ji² (Rifai et al. 2011, eq. 7, with φ′ = h(1−h) for the sigmoid).
For deeper encoders J = D_L W_L ⋯ D_1 W_1 with D_l = diag(φ′(z_l)), and everything asked of it is in
its Gram matrix J Jᵀ, which is built layer by layer. No (B, H, D) tensor is ever made.

All functions are differentiable; none averages over the batch. That, and λ, is the objective's business.
"""

from __future__ import annotations

import torch
from torch import Tensor

from cae.model import Autoencoder


def penalty(model: Autoencoder, x: Tensor) -> Tensor:
    """‖J(x)‖²_F of every image, (B,).

    Parameters
    ----------
    model : Autoencoder
    x : Tensor, shape (B, D)

    Returns
    -------
    Tensor, shape (B,)
        Rifai et al. 2011, eq. 7; for deeper encoders the trace of J Jᵀ.
    """
    return per_unit(model, x).sum(1)


def per_unit(model: Autoencoder, x: Tensor) -> Tensor:
    """Squared norms of the rows of J, (B, H): each unit's part of the penalty.

    Parameters
    ----------
    model : Autoencoder
    x : Tensor, shape (B, D)

    Returns
    -------
    Tensor, shape (B, H)
        For one layer φ′(z_j)² ‖W_j‖².
    """
    zs = model.pre_activations(x)
    if model.depth == 1:
        gain = model.activation.dphi(zs[0])  # (B, H)
        return gain * gain * (model.W[0] * model.W[0]).sum(1)
    return gram(model, zs).diagonal(dim1=1, dim2=2)


def gram(model: Autoencoder, zs: list[Tensor]) -> Tensor:
    """J Jᵀ from the pre-activations of all layers, (B, H, H)."""
    M = model.W[0] @ model.W[0].T  # (H₁, H₁), the same for every image
    for layer, z in enumerate(zs):
        if layer > 0:
            W = model.W[layer]  # (H_l, H_{l−1})
            M = W @ M @ W.T  # (B, H_l, H_l)
        gain = model.activation.dphi(z)  # (B, H_l)
        M = gain[:, :, None] * M * gain[:, None, :]
    return M


def spectrum(model: Autoencoder, x: Tensor) -> Tensor:
    """Singular values of J, descending, (B, H); those beyond min(H, D) are 0.

    Parameters
    ----------
    model : Autoencoder
    x : Tensor, shape (B, D)

    Returns
    -------
    Tensor, shape (B, H)
        Square roots of the eigenvalues of J Jᵀ. Values below about 1e-4 of the largest carry no correct
        digits in float32 (the Gram matrix squares the condition); use a float64 model for those.
    """
    eigenvalues = torch.linalg.eigvalsh(gram(model, model.pre_activations(x)))  # (B, H), ascending
    return eigenvalues.clamp(min=0).sqrt().flip(1)


def hessian(model: Autoencoder, x: Tensor) -> Tensor:
    """‖∂J/∂x‖²_F of every image, (B,); one layer, exact.

    Parameters
    ----------
    model : Autoencoder
        With one encoder layer.
    x : Tensor, shape (B, D)

    Returns
    -------
    Tensor, shape (B,)
        ∂J_ji/∂x_k = φ″(z_j) W_ji W_jk, so the sum of squares is Σ_j φ″(z_j)² ‖W_j‖⁴; the term that CAE+H
        (Rifai et al., ECML 2011) estimates by sampling.

    Raises
    ------
    ValueError
        If the encoder has more than one layer.
    """
    if model.depth != 1:
        raise ValueError(f"hessian needs an encoder of one layer, but this one has {model.depth}.")
    curvature = model.activation.d2phi(model.pre_activations(x)[0])  # (B, H)
    norm2 = (model.W[0] * model.W[0]).sum(1)  # (H,)
    return (curvature * norm2).square().sum(1)
