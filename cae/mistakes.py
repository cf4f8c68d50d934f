"""Six wrong penalties that people ship, each in the three lines they ship, and the test that would have caught it.

A page shows the functions as they stand here: what a mistake is called is the first line of its docstring, what goes
wrong the rest, and the code is the code that runs. All give one number an image, (B,), as ``contraction.penalty`` does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.func import jacrev, vmap

from cae import contraction
from cae.config import RunConfig
from cae.model import Autoencoder
from cae.objectives import reconstruction_error

Penalty = Callable[[Autoencoder, Tensor], Tensor]

MISTAKE, RIGHT = "mistake-", "right-"  # before a mistake's name: who trains with it, and the same network done right
WIDEST = 256  # of the first of two layers


# -- what people ship ----------------------------------------------------------------------------------------


def slope(model: Autoencoder, x: Tensor) -> Tensor:
    """h(1 − h), whatever the activation.

    h(1 − h) is the slope of the sigmoid alone. A ReLU's is 0 or 1, whatever h. This number is 0 at h = 1, where the
    true one is ‖W_j‖², and too large from h = 1.6 on. Trained with it, what counts is where h lies: nothing holds the
    slope of the units that are on.
    """
    h = model.encode(x)
    dh = h * (1 - h)
    return dh.square() @ model.W[0].square().sum(1)


def detached(model: Autoencoder, x: Tensor) -> Tensor:
    """W detached from the graph.

    The number is right and its gradient is not: 2φ′²W_ji is missing, so no weight is made smaller because it is large.
    What is left can only push z to where φ′ is small: units saturate, and the weights may grow as they like.
    """
    gain = model.activation.dphi(model.pre_activations(x)[0])
    W = model.W[0].detach()
    return gain.square() @ W.square().sum(1)


def squared_sum(model: Autoencoder, x: Tensor) -> Tensor:
    """The sum over units before squaring.

    (Σ_j φ′_j‖W_j‖)² is up to H times Σ_j φ′_j²‖W_j‖², so the same λ presses up to H times as hard, and
    the harder the more units there are. Trained with it, the code is held far more tightly than λ says.
    """
    gain = model.activation.dphi(model.pre_activations(x)[0])
    norms = model.W[0].norm(dim=1)
    return (gain * norms).sum(1).square()


def summed_output(model: Autoencoder, x: Tensor) -> Tensor:
    """A Jacobian of the summed output.

    The derivative of Σ_j h_j is the sum of the rows of J: rows that point the same way count up to H times, and rows
    against each other cancel. Trained with it, they come to cancel the more the larger λ is: with a large one this
    number is below ‖J‖², and nothing holds the rest.
    """
    x = x.detach().requires_grad_()
    (row,) = torch.autograd.grad(model.encode(x).sum(), x, create_graph=True)
    return row.square().sum(1)


def entry_mean(model: Autoencoder, x: Tensor) -> Tensor:
    """The mean over the entries of J.

    It is ‖J‖² divided by H·D, so the λ of a paper, or of another number of units, means something else here:
    with 64 units and 784 pixels it is 50,176 times weaker. Trained with it, the model is an autoencoder that is next
    to free of a penalty.
    """
    gain = model.activation.dphi(model.pre_activations(x)[0])
    W2 = model.W[0].square().mean(1)
    return (gain.square() * W2).mean(1)


def last_layer(model: Autoencoder, x: Tensor) -> Tensor:
    """The last layer only, called the encoder's Jacobian.

    It is ∂h/∂h₁, not ∂h/∂x: how the code moves with the first layer's units, whatever those do with the image. The same
    λ then weighs another quantity. Trained with it, a network ends at another contraction, in either direction: the
    code may be flattened altogether, or what the last layer contracts may be undone by the first.
    """
    z = model.pre_activations(x)[-1]
    gain = model.activation.dphi(z)
    return gain.square() @ model.W[-1].square().sum(1)


# -- the tests that would have caught them --------------------------------------------------------------------


def catches_slope(penalty: Penalty) -> None:
    """Hold it against automatic differentiation, with the activation that is used."""
    model, x = _example(activation="relu")
    J = vmap(jacrev(lambda one: model.encode(one[None])[0]))(x)
    assert torch.allclose(penalty(model, x), J.square().sum((1, 2)))


def catches_detached(penalty: Penalty) -> None:
    """Hold the gradient against differences, not only the number."""
    model, x = _example()
    W = model.W[0].detach().clone().requires_grad_()
    assert torch.autograd.gradcheck(lambda W: penalty(_with(model, W), x), W, raise_exception=False)


def catches_squared_sum(penalty: Penalty) -> None:
    """Have every unit twice: the penalty doubles."""
    model, x = _example()
    twice = _with(model, model.W[0].repeat(2, 1), model.b[0].repeat(2))
    assert torch.allclose(penalty(twice, x), 2 * penalty(model, x))


def catches_summed_output(penalty: Penalty) -> None:
    """Turn a sigmoid unit's sign: h becomes 1 − h, and no norm changes."""
    model, x = _example()
    sign = torch.tensor([-1.0, 1.0, 1.0], dtype=x.dtype)
    turned = _with(model, sign[:, None] * model.W[0], sign * model.b[0])
    assert torch.allclose(penalty(turned, x), penalty(model, x))


def catches_entry_mean(penalty: Penalty) -> None:
    """Add a pixel that is always 0: nothing changes."""
    model, x = _example()
    wider = _with(model, torch.nn.functional.pad(model.W[0], (0, 1)))
    assert torch.allclose(penalty(wider, torch.nn.functional.pad(x, (0, 1))), penalty(model, x))


def catches_last_layer(penalty: Penalty) -> None:
    """Make every weight of the first layer half as large, of an encoder without an activation: a quarter is left."""
    model, x = _example(sizes=(4, 3, 2), activation="identity")
    before = penalty(model, x)
    model.W[0].data /= 2
    assert torch.allclose(penalty(model, x), before / 4)


def _example(sizes: tuple[int, ...] = (4, 3), activation: str = "sigmoid") -> tuple[Autoencoder, Tensor]:
    """A small model of weights of order one, which hide no mistake, and two images."""
    model = Autoencoder(sizes, activation).double()
    generator = torch.Generator().manual_seed(1)
    for parameter in model.parameters():
        parameter.data = torch.randn(parameter.shape, generator=generator, dtype=torch.float64)
    return model, torch.rand(2, sizes[0], generator=generator, dtype=torch.float64)


def _with(model: Autoencoder, W: Tensor, b: Tensor | None = None) -> Autoencoder:
    """The same encoder with other weights, of any number of units and pixels, that stay in their graph."""
    other = Autoencoder((W.shape[1], W.shape[0]), model.activation.name).double()
    for letter, value in (("W", W), ("b", model.b[0] if b is None else b)):
        layers = getattr(other, letter)
        del layers._parameters["0"]
        layers.__dict__["0"] = value
    return other


# -- the gallery ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mistake:
    """One wrong penalty, an objective for ``Trainer``: mean[Σ_pixels error + λ · penalty].

    Attributes
    ----------
    name : str
    penalty : callable
        Takes model and x (B, D), gives (B,).
    test : callable
        Takes a penalty and raises ``AssertionError`` where it makes this mistake.
    of : {"own", "relu", "deep"}
        The network on which it goes wrong: any, one of ReLU units, or an encoder of two layers.
    """

    name: str
    penalty: Penalty
    test: Callable[[Penalty], None]
    of: str = "own"

    def __call__(self, model: Autoencoder, x: Tensor, lam: float) -> Tensor:
        """The objective of a batch (B, D), a scalar."""
        return (reconstruction_error(model, x) + lam * self.penalty(model, x)).mean()

    def is_own(self, config: RunConfig) -> bool:
        """Whether it goes wrong on the network of a run."""
        return self.of == "own" or (self.of == "relu" and config.activation == "relu")

    def network(self, config: RunConfig, pixels: int) -> Autoencoder:
        """The network on which it does, untrained, with all of a run's settings that it can have."""
        inner = (min(2 * config.hidden, WIDEST),) if self.of == "deep" else ()
        activation = "relu" if self.of == "relu" else config.activation
        return Autoencoder((pixels, *inner, config.hidden), activation, config.tied, config.output, config.seed)


MISTAKES: dict[str, Mistake] = {
    one.name: one
    for one in (
        Mistake("slope", slope, catches_slope, "relu"),
        Mistake("detached", detached, catches_detached),
        Mistake("squared-sum", squared_sum, catches_squared_sum),
        Mistake("summed-output", summed_output, catches_summed_output),
        Mistake("entry-mean", entry_mean, catches_entry_mean),
        Mistake("last-layer", last_layer, catches_last_layer, "deep"),
    )
}


def named(member: str) -> Mistake | None:
    """The mistake of a member of a company that is called ``mistake-<name>`` or ``right-<name>``; None of others.

    Raises
    ------
    ValueError
        If there is no mistake of that name.
    """
    for prefix in (MISTAKE, RIGHT):
        if member.startswith(prefix):
            name = member.removeprefix(prefix)
            if name not in MISTAKES:
                raise ValueError(f"There is no mistake {name!r}; there are {', '.join(MISTAKES)}.")
            return MISTAKES[name]
    return None


def numbers(mistake: Mistake, model: Autoencoder, x: Tensor) -> tuple[float, float]:
    """What a mistake takes for the mean ‖J‖²_F of these images, and what that is."""
    with torch.inference_mode(False), torch.enable_grad():
        wrong = mistake.penalty(model, x.clone())
    with torch.no_grad():
        return float(wrong.detach().mean()), float(contraction.penalty(model, x).mean())
