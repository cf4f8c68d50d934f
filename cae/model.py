"""The autoencoder: an ordinary torch module with the paper's letters inside.

h = φ(W x + b), r = s(W′ h + c), with W′ = Wᵀ when the weights are tied
(Rifai, Vincent, Muller, Glorot, Bengio, ICML 2011, §2). Deeper encoders repeat the first line.
Letters: B images, D pixels, H hidden units; z pre-activation, h code, r reconstruction.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from cae.activations import Activation, activation

OUTPUTS = ("sigmoid", "linear")
MAX_LAYERS = 4


class Autoencoder(nn.Module):
    """An encoder of one to four layers and the decoder that mirrors it.

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
        Of the initial weights: Glorot's uniform ±√(6/(fan in + fan out)), biases 0.

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
        self.activation = _activation(activation)
        self.tied = bool(tied)
        if output not in OUTPUTS:
            raise ValueError(f"output must be one of {', '.join(OUTPUTS)}, but {output!r} came.")
        self.output = output
        generator = torch.Generator().manual_seed(int(seed))

        pairs = list(zip(self.sizes[:-1], self.sizes[1:], strict=True))
        self.W = nn.ParameterList(_glorot(h, d, generator) for d, h in pairs)  # each (H, D)
        self.b = nn.ParameterList(torch.zeros(h) for _, h in pairs)
        self.c = nn.ParameterList(torch.zeros(d) for d, _ in pairs)
        # The decoder's weights, stored as (H, D) too, so that tied and untied differ in nothing else.
        self.V = nn.ParameterList() if tied else nn.ParameterList(_glorot(h, d, generator) for d, h in pairs)

    @property
    def depth(self) -> int:
        """Number of encoder layers."""
        return len(self.W)

    def decoder_weight(self, layer: int) -> Tensor:
        """The weights (H, D) by which decoder layer ``layer`` takes codes to inputs."""
        return self.W[layer] if self.tied else self.V[layer]

    def pre_activations(self, x: Tensor) -> list[Tensor]:
        """z of every encoder layer, each (B, H of that layer), first layer first."""
        x = self.checked_input(x)
        zs = []
        for W, b in zip(self.W, self.b, strict=True):
            zs.append(torch.nn.functional.linear(x, W, b))  # (B, H)
            x = self.activation.phi(zs[-1])
        return zs

    def encode(self, x: Tensor) -> Tensor:
        """h of the last encoder layer: (B, D) → (B, H)."""
        return self.activation.phi(self.pre_activations(x)[-1])

    def logits(self, h: Tensor) -> Tensor:
        """The decoder without its output activation: (B, H) → (B, D)."""
        if h.ndim != 2 or h.shape[1] != self.sizes[-1]:
            raise ValueError(f"h must have shape (B, {self.sizes[-1]}), but {tuple(h.shape)} came.")
        for layer in reversed(range(self.depth)):
            h = torch.addmm(self.c[layer], h, self.decoder_weight(layer))  # (B, D)
            if layer > 0:
                h = self.activation.phi(h)
        return h

    def decode(self, h: Tensor) -> Tensor:
        """The reconstruction: (B, H) → (B, D), output activation applied."""
        a = self.logits(h)
        return torch.sigmoid(a) if self.output == "sigmoid" else a

    def forward(self, x: Tensor) -> Tensor:
        """decode(encode(x)): (B, D) → (B, D)."""
        return self.decode(self.encode(x))

    def checked_input(self, x: Tensor) -> Tensor:
        """``x`` itself, if it is a float tensor of shape (B, D) in the model's dtype.

        Raises
        ------
        ValueError
            Otherwise; the message says what came and what is allowed.
        """
        if not isinstance(x, Tensor):
            raise ValueError(f"x must be a torch.Tensor, but a {type(x).__name__} came; use torch.from_numpy.")
        if x.ndim != 2 or x.shape[1] != self.sizes[0]:
            raise ValueError(f"x must have shape (B, {self.sizes[0]}), but {tuple(x.shape)} came.")
        if x.dtype != self.W[0].dtype:
            raise ValueError(f"x must have the model's dtype {self.W[0].dtype}, but {x.dtype} came.")
        return x


def _activation(name: str) -> Activation:
    return activation(name)


def _checked_sizes(sizes: Sequence[int]) -> tuple[int, ...]:
    sizes = tuple(sizes)
    if not 2 <= len(sizes) <= MAX_LAYERS + 1 or not all(isinstance(n, int) and n >= 1 for n in sizes):
        raise ValueError(f"sizes must be 2 to {MAX_LAYERS + 1} whole numbers of at least 1, but {sizes!r} came.")
    return sizes


def _glorot(h: int, d: int, generator: torch.Generator) -> Tensor:
    bound = (6 / (h + d)) ** 0.5
    return (torch.rand(h, d, generator=generator) * 2 - 1) * bound
