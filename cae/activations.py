"""The activation functions φ with φ′ and φ″, each computed from the pre-activation z.

Computing φ′ from z and not from h matters: in float32 h(1−h) is exactly 0 from z = 17 on, while
σ(z)σ(−z) is right down to the smallest float. All functions are plain differentiable torch.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

Function = Callable[[Tensor], Tensor]


@dataclass(frozen=True, slots=True)
class Activation:
    """φ and its derivatives as functions of the pre-activation.

    Attributes
    ----------
    name : str
    phi, dphi, d2phi : callable
        φ(z), φ′(z), φ″(z), elementwise.
    slope_range : tuple of float
        The infimum and supremum of φ′, the ends of the page's colour scale.
    output_range : tuple of float
        The infimum and supremum of φ.
    """

    name: str
    phi: Function
    dphi: Function
    d2phi: Function
    slope_range: tuple[float, float]
    output_range: tuple[float, float]

    def __reduce__(self) -> tuple[Callable[[str], Activation], tuple[str]]:
        return activation, (self.name,)  # by name: lambdas can't be pickled, and a copy is the same function


def _sigmoid1(z: Tensor) -> Tensor:
    return torch.sigmoid(z) * torch.sigmoid(-z)  # σ′ = σ(z)σ(−z)


def _sigmoid2(z: Tensor) -> Tensor:
    s, t = torch.sigmoid(z), torch.sigmoid(-z)
    return s * t * (t - s)  # σ″ = σ′(1 − 2σ)


def _tanh1(z: Tensor) -> Tensor:
    return 4 * _sigmoid1(2 * z)  # 1 − tanh² = 4σ′(2z), which does not cancel


def _tanh2(z: Tensor) -> Tensor:
    return 8 * _sigmoid2(2 * z)


def _softplus(z: Tensor) -> Tensor:
    return torch.logaddexp(z, torch.zeros_like(z))


_SQRT_HALF, _SQRT_TAU = math.sqrt(0.5), math.sqrt(2 * math.pi)


def _gelu(z: Tensor) -> Tensor:
    return z * 0.5 * torch.erfc(-z * _SQRT_HALF)  # zΦ(z); erfc keeps the tail that 1 + erf loses


def _normal_pdf(z: Tensor) -> Tensor:
    return torch.exp(-0.5 * z * z) / _SQRT_TAU


def _gelu1(z: Tensor) -> Tensor:
    return 0.5 * torch.erfc(-z * _SQRT_HALF) + z * _normal_pdf(z)  # Φ + zφ


def _gelu2(z: Tensor) -> Tensor:
    return (2 - z * z) * _normal_pdf(z)


ACTIVATIONS: dict[str, Activation] = {
    a.name: a
    for a in (
        Activation("sigmoid", torch.sigmoid, _sigmoid1, _sigmoid2, (0.0, 0.25), (0.0, 1.0)),
        Activation("tanh", torch.tanh, _tanh1, _tanh2, (0.0, 1.0), (-1.0, 1.0)),
        Activation("softplus", _softplus, torch.sigmoid, _sigmoid1, (0.0, 1.0), (0.0, math.inf)),
        # φ″ of ReLU is 0 wherever it exists; at z = 0 we take φ′ = φ″ = 0, as torch does.
        Activation("relu", torch.relu, lambda z: (z > 0).to(z.dtype), torch.zeros_like, (0.0, 1.0), (0.0, math.inf)),
        # φ′ of GELU is extreme at z = ±√2, where φ″ = 0.
        Activation("gelu", _gelu, _gelu1, _gelu2, (-0.12890415, 1.12890415), (-0.17, math.inf)),
        Activation("identity", lambda z: z * 1, torch.ones_like, torch.zeros_like, (0.0, 1.0), (-math.inf, math.inf)),
    )
}


def activation(name: str) -> Activation:
    """Look an activation up by name.

    Raises
    ------
    ValueError
        If there is none of that name.
    """
    if name not in ACTIVATIONS:
        raise ValueError(f"activation must be one of {', '.join(ACTIVATIONS)}, but {name!r} came.")
    return ACTIVATIONS[name]
