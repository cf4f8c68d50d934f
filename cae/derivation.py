"""The penalty of one layer in six steps, each as a formula and held against automatic differentiation.

    1   h = φ(z),  z = W x + b
    2   J_ji = ∂h_j/∂x_i = φ′(z_j) W_ji
    3   J_j = φ′(z_j) W_j                                     a unit's row of J
    4   J = diag(φ′(z)) W
    5   ‖J‖²_F = Σ_j φ′(z_j)² ‖W_j‖²
    6   ∂‖J‖²_F/∂W_ji = 2 φ′(z_j)² W_ji + 2 φ′(z_j) φ″(z_j) ‖W_j‖² x_i,
        ∂‖J‖²_F/∂b_j  = 2 φ′(z_j) φ″(z_j) ‖W_j‖²

For the sigmoid φ′ = h(1−h) and φ″ = h(1−h)(1−2h) (Rifai et al. 2011, eq. 7). These are for reading and for checking:
they make the whole J, which training never does. Deeper encoders are in ``contraction``.

Letters: B images, D pixels, H units; z pre-activation, h code; all functions raise ValueError for a deeper encoder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.func import jacrev, vmap

from cae import contraction
from cae.checks import shown
from cae.contraction import whole
from cae.model import Autoencoder

STEPS = range(1, 7)
MOST_ENTRIES = 8_000_000  # of the Jacobians that a check holds against each other
MOST_PRODUCTS = 2_000_000_000  # that automatic differentiation makes for them: seconds, of a wide code
ENTRIES_AT_ONCE = 1_000_000  # of them that are in memory at a time

# What is differentiated are torch's own functions, in float64: nothing of ours is part of what ours is held against.
_TORCH: dict[str, Callable[[Tensor], Tensor]] = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "softplus": lambda z: F.softplus(z, threshold=60),
    "relu": torch.relu,
    "gelu": F.gelu,
    "identity": lambda z: z * 1,
}


# -- the six formulas ----------------------------------------------------------------------------------------


def code(model: Autoencoder, x: Tensor) -> Tensor:
    """Step 1, the code h = φ(W x + b), (B, H).

    Parameters
    ----------
    model : Autoencoder
    x : Tensor, shape (B, D)
    """
    return model.activation.phi(_z(model, x))


def entry(model: Autoencoder, x: Tensor, unit: int, pixel: int) -> Tensor:
    """Step 2, one entry of J, J_ji = φ′(z_j) W_ji, of every image, (B,).

    By the chain rule: φ′ is how h_j moves with z_j, and W_ji how z_j moves with x_i.

    Parameters
    ----------
    model : Autoencoder
    x : Tensor, shape (B, D)
    unit, pixel : int
        j and i.
    """
    return row(model, x, unit)[:, whole("pixel", pixel, 0, model.sizes[0] - 1)]


def row(model: Autoencoder, x: Tensor, unit: int) -> Tensor:
    """Step 3, a unit's row of J, J_j = φ′(z_j) W_j, of every image, (B, D).

    Parameters
    ----------
    model : Autoencoder
    x : Tensor, shape (B, D)
    unit : int
        j.
    """
    gain = model.activation.dphi(_z(model, x))  # (B, H)
    return gain[:, whole("unit", unit, 0, model.sizes[-1] - 1), None] * model.W[0][unit]


def jacobian(model: Autoencoder, x: Tensor) -> Tensor:
    """Step 4, J = diag(φ′(z)) W of every image, (B, H, D): H·D numbers an image.

    Parameters
    ----------
    model : Autoencoder
    x : Tensor, shape (B, D)
    """
    return model.activation.dphi(_z(model, x))[:, :, None] * model.W[0]


def squared_norm(model: Autoencoder, x: Tensor) -> Tensor:
    """Step 5, the closed sum ‖J‖²_F = Σ_j φ′(z_j)² ‖W_j‖², (B,), as ``contraction.penalty`` has it at every depth.

    Parameters
    ----------
    model : Autoencoder
    x : Tensor, shape (B, D)
    """
    return contraction.penalty(model, x, [_z(model, x)])


class Gradient(NamedTuple):
    """The gradient of the mean ‖J‖²_F.

    Attributes
    ----------
    direct : Tensor, shape (H, D)
        2 φ′² W_ji: that of a smaller W_ji at the same φ′.
    through : Tensor, shape (H, D)
        2 φ′ φ″ ‖W_j‖² x_i: that of another φ′, which W_ji moves through z_j.
    b : Tensor, shape (H,)
        2 φ′ φ″ ‖W_j‖².
    """

    direct: Tensor
    through: Tensor
    b: Tensor

    @property
    def W(self) -> Tensor:
        """∂/∂W, (H, D)."""
        return self.direct + self.through


def gradient(model: Autoencoder, x: Tensor) -> Gradient:
    """Step 6, the gradient of the images' mean ‖J‖²_F, with respect to W and b.

    ∂‖J‖²_F/∂W_ji = 2 φ′(z_j)² W_ji + 2 φ′(z_j) φ″(z_j) ‖W_j‖² x_i

    Parameters
    ----------
    model : Autoencoder
    x : Tensor, shape (B, D)
    """
    z, W, phi = _z(model, x), model.W[0], model.activation
    gain, B = phi.dphi(z), len(x)  # (B, H)
    moved = 2 * gain * phi.d2phi(z) * W.square().sum(1)  # (B, H)  2 φ′ φ″ ‖W_j‖²
    return Gradient(2 * gain.square().mean(0)[:, None] * W, moved.T @ x / B, moved.mean(0))


def _z(model: Autoencoder, x: Tensor) -> Tensor:
    if model.depth != 1:
        came = f"one of {model.depth} came"
        raise ValueError(f"model must have an encoder of one layer for these formulas, but {came}.")
    return model.pre_activations(x)[0]


# -- held against automatic differentiation -------------------------------------------------------------------


class Checked(NamedTuple):
    """How far a formula is from automatic differentiation.

    Attributes
    ----------
    largest : float
        The largest absolute difference.
    relative : float
        That over the largest number of automatic differentiation's; 0 if all of them are 0.
    entries, images : int
        How many numbers were compared, over how many images.
    against : str
        What they were compared with, in words.
    """

    largest: float
    relative: float
    entries: int
    images: int
    against: str


def check(step: int, model: Autoencoder, x: Tensor, unit: int = 0, pixel: int = 0) -> Checked:
    """Hold a step's formula, in the model's own precision, against automatic differentiation in float64.

    Parameters
    ----------
    step : int
        1 to 6.
    model : Autoencoder
    x : Tensor, shape (B, D)
        Of steps 4 to 6 the first of them are taken: as many as keep the Jacobians under 8 million entries, fewer of a
        code of more than 250 units.
    unit, pixel : int
        Of which unit and pixel steps 2 and 3 are.

    Raises
    ------
    ValueError
        If there is no such step, unit or pixel, or ``x`` is not what the model takes.
    """
    if step not in STEPS:
        raise ValueError(f"step must be a whole number from 1 to 6, but {shown(step)} came.")
    H, D = model.sizes[-1], model.sizes[0]
    if step > 3:
        x = x[: max(1, min(MOST_ENTRIES // (H * D), MOST_PRODUCTS // (H * H * D)))]
    with torch.inference_mode(False), torch.enable_grad():
        of_torch = _Torch(model)
        model, x = of_torch.model, x.clone()
        pairs = _gradients(model, of_torch, x) if step == 6 else _pairs(step, model, of_torch, x, unit, pixel)
        largest, size, entries = 0.0, 0.0, 0
        for ours, its in pairs:
            largest = max(largest, float((ours.double() - its).abs().max()))
            size, entries = max(size, float(its.abs().max())), entries + ours.numel()
    return Checked(largest, largest / size if size else 0.0, entries, len(x), _AGAINST[step])


_AGAINST = {
    1: "torch's own linear layer and activation, in float64",
    2: "torch.func.jacrev of h_j, in float64",
    3: "torch.func.jacrev of h_j, in float64",
    4: "torch.func.jacrev of h, in float64",
    5: "the sum of the squares of torch.func.jacrev's Jacobian, in float64",
    6: "torch.autograd through the squares of torch.func.jacrev's Jacobian, in float64",
}


class _Torch:
    """The encoder as torch alone has it, in float64."""

    def __init__(self, model: Autoencoder) -> None:
        self.model = model
        self.phi = _TORCH[model.activation.name]
        self.W = model.W[0].detach().double().requires_grad_()
        self.b = model.b[0].detach().double().requires_grad_()

    def h(self, x: Tensor) -> Tensor:
        return self.phi(F.linear(x, self.W, self.b))

    def row(self, x: Tensor, unit: int) -> Tensor:
        return vmap(jacrev(lambda one: self.h(one)[unit]))(x)

    def jacobian(self, x: Tensor) -> Tensor:
        return vmap(jacrev(self.h))(x)


def _pairs(
    step: int, model: Autoencoder, of_torch: _Torch, x: Tensor, unit: int, pixel: int
) -> Iterator[tuple[Tensor, Tensor]]:
    """Our numbers and automatic differentiation's, of some of the images at a time."""
    for some in _parts(x, 1 if step <= 3 else model.sizes[-1]):
        with torch.no_grad():
            ours = (
                code(model, some) if step == 1
                else entry(model, some, unit, pixel) if step == 2
                else row(model, some, unit) if step == 3
                else jacobian(model, some) if step == 4
                else squared_norm(model, some)
            )  # fmt: skip
        double = some.double()
        its = (
            of_torch.h(double) if step == 1
            else of_torch.row(double, unit)[:, pixel] if step == 2
            else of_torch.row(double, unit) if step == 3
            else of_torch.jacobian(double) if step == 4
            else of_torch.jacobian(double).square().sum((1, 2))
        )  # fmt: skip
        yield ours, its.detach()


def _gradients(model: Autoencoder, of_torch: _Torch, x: Tensor) -> Iterator[tuple[Tensor, Tensor]]:
    """Those of the mean ‖J‖²_F."""
    sums = [torch.zeros_like(of_torch.W), torch.zeros_like(of_torch.b)]
    for some in _parts(x, model.sizes[-1]):
        mean = of_torch.jacobian(some.double()).square().sum() / len(x)
        parts = torch.autograd.grad(mean, (of_torch.W, of_torch.b), materialize_grads=True)  # J may not know b
        for total, part in zip(sums, parts, strict=True):
            total += part
    with torch.no_grad():
        ours = gradient(model, x)
    yield ours.W, sums[0].detach()
    yield ours.b, sums[1].detach()


def _parts(x: Tensor, rows: int) -> Iterator[Tensor]:
    """The images in parts, of which a Jacobian of so many rows each is not too much for the memory."""
    yield from torch.split(x, max(1, ENTRIES_AT_ONCE // (rows * x.shape[1])))
