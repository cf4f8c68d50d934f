"""The autoencoder: an ordinary torch module with the paper's letters inside.

h = φ(W x + b), r = s(W′ h + c), with W′ = Wᵀ when the weights are tied
(Rifai, Vincent, Muller, Glorot, Bengio, ICML 2011, §2). Deeper encoders repeat the first line.
Letters: B images, D pixels, H hidden units; z pre-activation, h code, r reconstruction.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor, nn

from cae.activations import Activation
from cae.activations import activation as activation_named
from cae.checks import as_flag, as_list, as_whole, shown
from cae.config import MAX_LAYERS, OUTPUTS

MAX_SEED = 2**63 - 1
MAX_WEIGHTS = 2**31  # of a layer


class Autoencoder(nn.Module):
    """An encoder of one to four layers and the decoder that mirrors it.

    An ordinary module: it trains in any torch loop and works under ``torch.func``. What takes x or h raises
    ValueError where that is no finite (B, D) or (B, H) of the model's dtype on its device.

    Parameters
    ----------
    sizes : sequence of int
        ``(D, H)`` for one layer, ``(D, H₁, …, H)`` for more; two to five numbers, each at least 1.
    activation : str
        φ of every encoder layer (and of the decoder's inner layers): sigmoid, tanh, softplus, relu,
        gelu or identity.
    tied : bool
        Whether each decoder layer uses the transposed weights of its encoder layer.
    output : str
        "sigmoid", for inputs in [0, 1] and cross-entropy; "linear", for squared error.
    seed : int
        Of the initial weights, at least 0: Glorot's uniform ±√(6/(fan in + fan out)), biases 0.

    Raises
    ------
    ValueError
        If an argument is none of the above; the message names it, what came and what is allowed.
    """

    def __init__(
        self,
        sizes: Sequence[int],
        activation: str = "sigmoid",
        tied: bool = True,
        output: str = "sigmoid",
        seed: int = 0,
    ) -> None:
        super().__init__()
        self.sizes = _checked_sizes(sizes)
        self.activation: Activation = activation_named(activation)
        truth = as_flag(tied)
        if truth is None:
            raise ValueError(f"tied must be True or False, but {shown(tied)} came.")
        self.tied = truth
        if not isinstance(output, str) or output not in OUTPUTS:
            raise ValueError(f"output must be one of {', '.join(OUTPUTS)}, but {shown(output)} came.")
        self.output = str(output)
        generator = seeded_generator(seed)

        pairs = list(zip(self.sizes[:-1], self.sizes[1:], strict=True))
        self.W = nn.ParameterList(_glorot(h, d, generator) for d, h in pairs)  # each (H, D)
        self.b = nn.ParameterList(torch.zeros(h) for _, h in pairs)
        self.c = nn.ParameterList(torch.zeros(d) for d, _ in pairs)
        # The decoder's weights, stored as (H, D) too, so that tied and untied differ in nothing else.
        self.V = nn.ParameterList() if self.tied else nn.ParameterList(_glorot(h, d, generator) for d, h in pairs)

    def __setattr__(self, name: str, value: Any) -> None:
        # Another activation may be assigned at any time, or its name.
        if name == "activation" and not isinstance(value, Activation):
            value = activation_named(value)
        super().__setattr__(name, value)

    @property
    def depth(self) -> int:
        """Number of encoder layers."""
        return len(self.W)

    def decoder_weight(self, layer: int) -> Tensor:
        """The weights (H, D) by which decoder layer ``layer`` takes codes to inputs."""
        return self.W[layer] if self.tied else self.V[layer]

    def pre_activations(self, x: Tensor) -> list[Tensor]:
        """z of every encoder layer, each (B, H of that layer), first layer first."""
        h = self._checked("x", x, self.sizes[0])
        zs: list[Tensor] = []
        for W, b in zip(self.W, self.b, strict=True):
            if zs:
                h = self.activation.phi(zs[-1])
            zs.append(torch.nn.functional.linear(h, W, b))  # (B, H)
        check_finite("x", x, trace=zs[0])
        return zs

    def encode(self, x: Tensor) -> Tensor:
        """h of the last encoder layer: (B, D) → (B, H)."""
        return self.activation.phi(self.pre_activations(x)[-1])

    def logits(self, h: Tensor) -> Tensor:
        """The decoder without its output activation: (B, H) → (B, D).

        h may hold what is not finite: that of a training which diverges does, and its guard has to see it.
        """
        h = self._checked("h", h, self.sizes[-1])
        for layer in reversed(range(self.depth)):
            h = torch.addmm(self.c[layer], h, self.decoder_weight(layer))  # (B, D)
            if layer > 0:
                h = self.activation.phi(h)
        return h

    def decode(self, h: Tensor) -> Tensor:
        """The reconstruction: (B, H) → (B, D), output activation applied."""
        check_finite("h", self._checked("h", h, self.sizes[-1]))
        return self._output(self.logits(h))

    def forward(self, x: Tensor) -> Tensor:
        """decode(encode(x)): (B, D) → (B, D)."""
        return self._output(self.logits(self.encode(x)))

    def checked_input(self, x: Tensor, name: str = "x") -> Tensor:
        """``x`` itself, if it is a finite tensor of shape (B, D) with the model's dtype, on its device.

        Parameters
        ----------
        x : Tensor, shape (B, D)
            B may be 0.
        name : str
            What the caller's own argument is called, for the message.

        Raises
        ------
        ValueError
            Otherwise; the message says what came, what is allowed and what to do.
        """
        return check_finite(name, self._checked(name, x, self.sizes[0]))

    def _output(self, a: Tensor) -> Tensor:
        return activation_named("sigmoid").phi(a) if self.output == "sigmoid" else a

    def _checked(self, name: str, x: Tensor, width: int) -> Tensor:
        own = self.W[0]
        if not isinstance(x, Tensor):
            raise ValueError(
                f"{name} must be a torch.Tensor, but a {type(x).__name__} came; use torch.as_tensor({name})."
            )
        if x.ndim != 2 or x.shape[1] != width:
            remedy = f"; a single one is {name}[None]" if x.shape == (width,) else ""
            raise ValueError(f"{name} must have shape (B, {width}), but {tuple(x.shape)} came{remedy}.")
        if x.dtype != own.dtype:
            remedy = f"use {name}.to({own.dtype})"
            raise ValueError(f"{name} must have the model's dtype {own.dtype}, but {x.dtype} came; {remedy}.")
        if x.device != own.device:
            remedy = f'use {name}.to("{own.device}")'
            raise ValueError(f"{name} must be on the model's device {own.device}, but it is on {x.device}; {remedy}.")
        return x


def check_finite(name: str, x: Tensor, trace: Tensor | None = None) -> Tensor:
    """``x`` itself, if all its numbers are finite.

    Parameters
    ----------
    name : str
        What the caller's argument is called.
    x : Tensor
    trace : Tensor, optional
        Something smaller that can't be finite where x isn't, such as its product with weights.

    Raises
    ------
    ValueError
        If one is NaN or infinite; the message names the argument and says how many are.
    """
    x_data = x.detach()
    try:
        # One pass: NaN and infinity both stay in a sum. Large finite numbers may overflow it, so a sum that is
        # not finite is a reason to look closer, not yet an error.
        if math.isfinite((x_data if trace is None else trace.detach()).sum().item()):
            return x
        bad = int((~x_data.isfinite()).sum())
    except RuntimeError:
        # Under torch.func.vmap, and on the meta device, there are no numbers to look at while this runs.
        return x
    if bad:
        came = f"{bad:,} of {x.numel():,} are NaN or infinite"
        raise ValueError(f"{name} must hold finite numbers only, but {came}; ~{name}.isfinite() shows which.")
    return x


def seeded_generator(seed: int, name: str = "seed") -> torch.Generator:
    """A generator of its own for whoever draws numbers.

    Raises
    ------
    ValueError
        If the seed is no whole number of at least 0.
    """
    number = as_whole(seed)
    if number is None or not 0 <= number <= MAX_SEED:
        raise ValueError(f"{name} must be a whole number from 0 to 2⁶³ − 1, but {shown(seed)} came.")
    return torch.Generator().manual_seed(number)


def _checked_sizes(sizes: Sequence[int]) -> tuple[int, ...]:
    came = [as_whole(n) for n in as_list(sizes)]
    numbers = tuple(n for n in came if n is not None and n >= 1)
    if not 2 <= len(numbers) <= MAX_LAYERS + 1 or len(numbers) != len(came):
        allowed = f"2 to {MAX_LAYERS + 1} whole numbers of at least 1"
        raise ValueError(f"sizes must be {allowed}, but {shown(sizes)} came; (784, 64) is 784 pixels and 64 units.")
    if max(d * h for d, h in pairwise(numbers)) > MAX_WEIGHTS:
        raise ValueError(f"sizes must give a layer {MAX_WEIGHTS:,} weights at most, but {shown(sizes)} came.")
    return numbers


def _glorot(h: int, d: int, generator: torch.Generator) -> Tensor:
    bound = (6 / (h + d)) ** 0.5
    return (torch.rand(h, d, generator=generator) * 2 - 1) * bound
