"""Figures of contraction that rescaling the code can't improve, and what goes over many images.

Letters: N images, D pixels, H hidden units; J = ∂h/∂x (H, D), σ its singular values; r reconstruction.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from cae import contraction
from cae.activations import ACTIVATIONS
from cae.model import Autoencoder, check_finite

CHUNK_FLOATS = 2**22  # of the largest tensor made for one part of the images: 16 MiB in float32


def participation_ratio(spectrum: Tensor) -> Tensor:
    """How many directions J has, counted by their weight: (Σσ²)² / Σσ⁴, (B,).

    k equal singular values give k, and one that outweighs all others 1 (as a measure of dimension: Gao et al.
    2017, "A theory of multineuronal dimensionality, dynamics and measurement"). Differentiable.

    Parameters
    ----------
    spectrum : Tensor, shape (B, H)
        Singular values, as ``contraction.spectrum`` gives them; in any order.

    Returns
    -------
    Tensor, shape (B,)
        1 to the rank, whatever the spectrum's scale; 0 where all singular values are 0, as no direction is left.

    Raises
    ------
    ValueError
        If ``spectrum`` is no finite, non-negative floating-point tensor of shape (B, H), H ≥ 1.
    """
    if not (
        isinstance(spectrum, Tensor) and spectrum.is_floating_point() and spectrum.ndim == 2 and spectrum.shape[1] > 0
    ):
        came = f"{tuple(spectrum.shape)} of {spectrum.dtype}" if isinstance(spectrum, Tensor) else repr(spectrum)
        raise ValueError(f"spectrum must be a floating-point tensor of shape (B, H) with H ≥ 1, but {came} came.")
    check_finite("spectrum", spectrum)
    if bool((spectrum < 0).any()):
        raise ValueError("spectrum must hold singular values, which are at least 0, but negative numbers came.")
    # Relative to the largest value: σ⁴ itself would leave float32's range from 1e-10 and 1e9 on.
    largest = spectrum.amax(1, keepdim=True)  # (B, 1)
    energy = (spectrum / torch.where(largest > 0, largest, 1)).square()  # (B, H)
    return energy.sum(1).square() / energy.square().sum(1).clamp(min=0.5)  # the sum is at least 1, or 0


@dataclass(frozen=True, slots=True)
class ScaleFree:
    """Figures of contraction that stay as they are when the code is shrunk and the decoder grown to match.

    Attributes
    ----------
    relative_contraction : float
        mean ‖J‖²_F · (Var x / D) / Var h, with Var the sum of the variances over the images. Below 1 the code
        moves more with the images than with noise of the same size: it contracts what is not in the data. NaN
        if the code is the same for all images.
    reconstruction_penalty : float
        mean ‖∂r/∂x‖²_F of the whole autoencoder. About the number of directions of a small change that come
        back in the reconstruction: D for a copy of the input, k for a projection onto k directions.
    participation : float
        Mean participation ratio of J's spectrum: among how many directions the encoder spreads what it lets
        through. 1 to min(H, D); 0 if nothing comes through.
    """

    relative_contraction: float
    reconstruction_penalty: float
    participation: float


@torch.no_grad()
def scale_free(model: Autoencoder, x: Tensor) -> ScaleFree:
    """Contraction in figures that rescaling can't improve.

    Untied and linear, W → cW, b → cb, V → V/c leaves every reconstruction as it is and multiplies ‖J‖²_F by c²:
    a small penalty alone proves nothing. Here c cancels. ‖J‖² and Var h both carry c²; ∂r/∂x is made of
    products V·W; the participation ratio is a quotient of fourth powers.

    Parameters
    ----------
    model : Autoencoder
        Of any depth.
    x : Tensor, shape (N, D)
        At least two images. It takes about N·D·H² operations with a sigmoid output and N·H² with a linear one.

    Raises
    ------
    ValueError
        If ``x`` is no finite (N, D) of the model's dtype with N ≥ 2, or the model's parameters are not finite.
    """
    check_images(model, x, least=2)
    penalty, reconstruction, participation = 0.0, 0.0, 0.0
    for part in parts(model, x):
        zs = model.pre_activations(part)
        M = contraction.gram(model, zs)  # (n, H, H)  J Jᵀ
        N = _decoder_gram(model, model.activation.phi(zs[-1]))  # (n, H, H) or (H, H)  Aᵀ A with A = ∂r/∂h
        trace = M.diagonal(dim1=1, dim2=2).sum(1)  # (n,)  Σσ²
        share = M / torch.where(trace > 0, trace, 1)[:, None, None]
        penalty += float(trace.sum())
        reconstruction += float((N * M).sum())  # ‖AJ‖²_F = tr(AᵀA JJᵀ)
        participation += float(((trace > 0) / share.square().sum((1, 2)).clamp(min=1e-30)).sum())  # Σσ⁴ = ‖M‖²_F
    spread_x, spread_h = float(variance(x).mean()), float(variance(model.encode(x)).sum())
    return ScaleFree(
        relative_contraction=penalty / len(x) * spread_x / spread_h if spread_h > 0 else math.nan,
        reconstruction_penalty=reconstruction / len(x),
        participation=participation / len(x),
    )


def _decoder_gram(model: Autoencoder, h: Tensor) -> Tensor:
    """Aᵀ A with A = ∂r/∂h (D, H): (n, H, H), or (H, H) where it is the same for all images."""
    ys = [h]  # pre-activations of the decoder's layers, the innermost first; the output's last
    for layer in reversed(range(model.depth)):
        y = ys[-1] if layer == model.depth - 1 else model.activation.phi(ys[-1])
        ys.append(torch.addmm(model.c[layer], y, model.decoder_weight(layer)))
    V = model.decoder_weight(0)  # (H₁, D)
    slope2 = ACTIVATIONS["sigmoid"].dphi(ys[-1]).square() if model.output == "sigmoid" else None  # (n, D)
    N = V @ V.T if slope2 is None else (V * slope2[:, None, :]) @ V.T  # (n, H₁, H₁)
    for layer in range(1, model.depth):
        V, gain = model.decoder_weight(layer), model.activation.dphi(ys[-1 - layer])  # (H_{l+1}, H_l), (n, H_l)
        N = V @ (gain[:, :, None] * N * gain[:, None, :]) @ V.T  # (n, H_{l+1}, H_{l+1})
    return N


# -- shared with diagnostics ----------------------------------------------------------------------------------


def variance(h: Tensor) -> Tensor:
    """Variance over the images, (N, H) → (H,). torch.var along the first axis is ten times slower than this."""
    return (h - h.mean(0)).square().mean(0)


def parts(model: Autoencoder, x: Tensor) -> Iterator[Tensor]:
    """The images in parts for which no (images, H, H) or (images, H, D) grows large."""
    largest = max(model.sizes[1:]) * max(model.sizes)
    return iter(torch.split(x, max(1, CHUNK_FLOATS // largest)))


def check_images(model: Autoencoder, x: Tensor, least: int, name: str = "x") -> None:
    """Refuse images that are no finite (N, D) with N ≥ ``least``, and a model that has diverged (ValueError)."""
    model.checked_input(x, name)
    if len(x) < least:
        raise ValueError(f"{name} must hold at least {least} image{'s' * (least > 1)}, but {len(x)} came.")
    for parameter, values in model.named_parameters():
        check_finite(f"the model's {parameter}", values)
