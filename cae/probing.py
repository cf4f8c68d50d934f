"""One image moved: how far the pixels went, how far the code, and what is reconstructed.

Letters: B images, D pixels, H hidden units; h code, r reconstruction, J = ∂h/∂x.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import linear

from cae.model import Autoencoder, check_finite, seeded_generator
from cae.scale_free import check_images


@dataclass(frozen=True, slots=True, eq=False)
class Response:
    """What a model makes of images that were one image.

    Attributes
    ----------
    dx, dh : Tensor, shape (B,), float64
        ‖x − x₀‖ and ‖h(x) − h(x₀)‖.
    ratio : Tensor, shape (B,), float64
        dh/dx, the contraction ratio (Rifai et al. 2011, §5); NaN where the image has not moved.
    h : Tensor, shape (B, H)
    r : Tensor, shape (B, D)
    """

    dx: Tensor
    dh: Tensor
    ratio: Tensor
    h: Tensor
    r: Tensor


@torch.no_grad()
def responses(models: Mapping[str, Autoencoder], x0: Tensor, x: Tensor) -> dict[str, Response]:
    """How far the code of each model moves when an image does: the same pixels for all of them.

    Parameters
    ----------
    models : mapping of str to Autoencoder
        By whatever they are called; all of the same D and precision.
    x0 : Tensor, shape (1, D)
        The image as it was.
    x : Tensor, shape (B, D)
        The image moved, in B ways.

    Returns
    -------
    dict of str to Response
        Distances in float64 whatever the model's precision: in float32 that of a small move is lost.

    Raises
    ------
    ValueError
        If an image is not finite or has not the model's D, or a model has diverged; the message says whose.
    """
    found = {}
    for name, model in models.items():
        try:
            check_images(model, x0, least=1, name="x0")
            check_images(model, x, least=1)
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from error
        if len(x0) != 1:
            raise ValueError(f"x0 must be one image, of shape (1, {x0.shape[1]}), but {tuple(x0.shape)} came.")
        found[name] = _response(model, x0, x)
    return found


def _response(model: Autoencoder, x0: Tensor, x: Tensor) -> Response:
    h = exact_codes(model, x)  # (B, H)
    dx, dh = (x.double() - x0.double()).norm(dim=1), (h - exact_codes(model, x0)).norm(dim=1)
    h = h.to(x.dtype)
    return Response(dx, dh, dh / dx, h, model.decode(h))


def exact_codes(model: Autoencoder, x: Tensor) -> Tensor:
    """h in float64, whatever the model's precision, (B, H)."""
    h = x.double()
    for W, b in zip(model.W, model.b, strict=True):
        h = model.activation.phi(linear(h, W.double(), b.double()))
    return h


# -- along a direction ---------------------------------------------------------------------------------------


@torch.no_grad()
def along(model: Autoencoder, x0: Tensor, direction: Tensor, lengths: Tensor) -> tuple[Tensor, Response]:
    """An image moved along a direction: x(t) = x₀ + t·v, and what the model makes of it.

    Parameters
    ----------
    model : Autoencoder
    x0 : Tensor, shape (1, D)
    direction : Tensor, shape (D,)
        v, of any length but 0; it is made one of length 1.
    lengths : Tensor, shape (B,)
        t, in units of a pixel; any sign.

    Returns
    -------
    x : Tensor, shape (B, D)
        It may leave the range of pixels: an image that is clipped has gone another way.
    response : Response

    Raises
    ------
    ValueError
        If the direction is none, or as ``responses``.
    """
    D = model.sizes[0]
    if not isinstance(direction, Tensor) or direction.shape != (D,):
        came = tuple(direction.shape) if isinstance(direction, Tensor) else type(direction).__name__
        raise ValueError(f"direction must be a tensor of shape ({D},), one of the pixel space, but {came} came.")
    length = check_finite("direction", direction).double().norm()
    if length == 0:
        raise ValueError("direction must not be 0 everywhere: there is no way along it.")
    v = (direction.double() / length).to(x0.dtype)
    x = x0 + check_finite("lengths", lengths)[:, None].to(x0.dtype) * v  # (B, D)
    return x, responses({"the model": model}, x0, x)["the model"]


def control(D: int, seed: int = 0) -> Tensor:
    """A direction drawn at random, (D,): uniform on the sphere, of length 1, float64; the same for the same seed.

    What the code does along it is what a move of that length does if nothing is known of where it goes: on average
    over such directions ‖Jv‖² is ‖J‖²_F/D.
    """
    v = torch.randn(D, generator=seeded_generator(seed), dtype=torch.float64)
    return v / v.norm()
