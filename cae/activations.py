"""The activation functions φ with φ′ and φ″, each computed from the pre-activation z.

Computing φ′ from z and not from h matters: in float32 h(1−h) is exactly 0 from z = 17 on, while
σ(z)σ(−z) is right down to the smallest normal float. All functions are differentiable torch, backward and
forward, and under ``torch.func``; their derivatives keep their tails too.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

import torch
from torch import Tensor
from torch.autograd import forward_ad

from cae.checks import shown

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

    def __reduce__(self) -> tuple[Callable[..., Activation], tuple[Any, ...]]:
        if self is ACTIVATIONS.get(self.name):
            return activation, (self.name,)  # by name: lambdas can't be pickled, and a copy is the same function
        return Activation, tuple(getattr(self, field.name) for field in fields(self))


class _WithSlope(torch.autograd.Function):
    """φ's value, with φ′ from z as its derivative; torch takes h(1−h) and 1−h², which are 0 in the tails."""

    generate_vmap_rule = True

    @staticmethod
    def forward(z: Tensor, phi: Function, dphi: Function) -> Tensor:
        return phi(z)

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Tensor, Function, Function], output: Tensor) -> None:
        z, _, ctx.dphi = inputs
        ctx.save_for_backward(z)
        ctx.save_for_forward(z)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor, None, None]:
        (z,) = ctx.saved_tensors
        return grad * ctx.dphi(z), None, None

    @staticmethod
    def jvp(ctx: Any, dz: Tensor, *_: None) -> Tensor:
        (z,) = ctx.saved_tensors
        return dz * ctx.dphi(z)


def _with_slope(phi: Function, dphi: Function) -> Function:
    def function(z: Tensor) -> Tensor:
        # Where nobody differentiates, going through autograd's bookkeeping would take several times φ's own time.
        if not torch.is_grad_enabled() and forward_ad._current_level < 0:
            return phi(z)
        h: Tensor = _WithSlope.apply(z, phi, dphi)  # type: ignore[no-untyped-call]
        return h

    return function


def _sigmoid1(z: Tensor) -> Tensor:
    return torch.sigmoid(z) * torch.sigmoid(-z)  # σ′ = σ(z)σ(−z)


def _sigmoid2(z: Tensor) -> Tensor:
    s, t = torch.sigmoid(z), torch.sigmoid(-z)
    return s * t * (t - s)  # σ″ = σ′(1 − 2σ)


_sigmoid = _with_slope(torch.sigmoid, _sigmoid1)


def _tanh1(z: Tensor) -> Tensor:
    # 1 − tanh² = 1/cosh², and with p = σ(z)σ(−z) = 1/(2 + 2 cosh z): 1/cosh z = 2p/(1 − 2p), where 1 − 2p ≥ ½.
    # Nothing cancels or overflows, and p reaches twice as far out as the σ(2z)σ(−2z) of the usual formula.
    p = _sigmoid1(z)
    return (2 * p / (1 - 2 * p)).square()


def _tanh2(z: Tensor) -> Tensor:
    s, t = torch.sigmoid(z), torch.sigmoid(-z)
    p = s * t
    u = 1 / (1 - 2 * p)  # of s² + t²
    return 2 * (2 * p * u).square() * ((t - s) * u)  # −2 tanh′ tanh, with tanh z = (s² − t²)/(s² + t²)


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


# Constant slopes go through sign(z): its derivative is 0, so that autograd finds a 0 and not a missing graph.
def _zeros(z: Tensor) -> Tensor:
    return torch.sign(z).clamp(0, 0)


def _ones(z: Tensor) -> Tensor:
    return torch.sign(z).clamp(1, 1)


def _relu1(z: Tensor) -> Tensor:
    return torch.sign(z).clamp(min=0)  # 0 at z = 0, as torch has it


ACTIVATIONS: dict[str, Activation] = {
    a.name: a
    for a in (
        Activation("sigmoid", _sigmoid, _sigmoid1, _sigmoid2, (0.0, 0.25), (0.0, 1.0)),
        Activation("tanh", _with_slope(torch.tanh, _tanh1), _tanh1, _tanh2, (0.0, 1.0), (-1.0, 1.0)),
        Activation("softplus", _with_slope(_softplus, _sigmoid), _sigmoid, _sigmoid1, (0.0, 1.0), (0.0, math.inf)),
        # φ″ of ReLU is 0 wherever it exists; at z = 0 we take 0 too.
        Activation("relu", torch.relu, _relu1, _zeros, (0.0, 1.0), (0.0, math.inf)),
        # φ′ of GELU is extreme at z = ±√2, where φ″ = 0.
        Activation("gelu", _gelu, _gelu1, _gelu2, (-0.12890415, 1.12890415), (-0.17, math.inf)),
        Activation("identity", lambda z: z * 1, _ones, _zeros, (0.0, 1.0), (-math.inf, math.inf)),
    )
}


def activation(name: str) -> Activation:
    """Look an activation up by name.

    Raises
    ------
    ValueError
        If there is none of that name.
    """
    if not isinstance(name, str) or name not in ACTIVATIONS:
        raise ValueError(f"activation must be one of {', '.join(ACTIVATIONS)}, but {shown(name)} came.")
    return ACTIVATIONS[name]
