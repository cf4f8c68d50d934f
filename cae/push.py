"""What a hand does to an image: shift, turn, scale, blur, hide, add noise, draw. Every one is a function of an amount.

All take one image (D,) with pixels in [0, 1] and its side (rows, columns), and give one: an amount of 0 gives the image
itself to the bit. Places between pixels are interpolated (bilinear), so that a drag is smooth; what comes in from
beyond the edge is 0. Nothing is remembered: from the same image and amounts comes the same image.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import conv2d, grid_sample, pad

from cae.checks import as_real, as_whole, shown
from cae.model import check_finite, seeded_generator
from cae.pixels import ROUNDING

Side = tuple[int, int]
WIDEST = 64.0  # of a blur, in pixels
GREY = 0.5


def shift(image: Tensor, side: Side, right: float = 0.0, down: float = 0.0) -> Tensor:
    """Moved by so many pixels to the right and down, fractions and negative ones too."""
    x, right, down = _image(image, side), _real("right", right), _real("down", down)
    if right == down == 0:
        return x
    return _resampled(x, side, (1.0, 0.0), (right, down))


def rotate(image: Tensor, side: Side, degrees: float = 0.0) -> Tensor:
    """Turned round its middle by so many degrees, anticlockwise."""
    x, degrees = _image(image, side), _real("degrees", degrees)
    if degrees == 0:
        return x
    turn = math.radians(degrees)
    return _resampled(x, side, (math.cos(turn), math.sin(turn)), (0.0, 0.0))


def scale(image: Tensor, side: Side, octaves: float = 0.0) -> Tensor:
    """Twice as large round its middle with 1, half as large with −1."""
    x, octaves = _image(image, side), _real("octaves", octaves, 16)
    if octaves == 0:
        return x
    return _resampled(x, side, (2.0**-octaves, 0.0), (0.0, 0.0))


def noise(image: Tensor, side: Side, sigma: float = 0.0, seed: int = 0) -> Tensor:
    """Gaussian noise of standard deviation ``sigma`` on every pixel, cut to [0, 1]; the same seed draws the same.

    With the same seed a larger amount is the same noise, stronger.
    """
    x, sigma = _image(image, side), _positive("sigma", sigma)
    if sigma == 0:
        return x
    e = torch.randn(x.shape, generator=seeded_generator(seed), dtype=torch.float32).to(x)
    return (x + sigma * e).clamp(0, 1)


def blur(image: Tensor, side: Side, sigma: float = 0.0) -> Tensor:
    """Smoothed by a Gaussian of so many pixels' standard deviation, up to 64; at the edge its last pixels go on."""
    x, sigma = _image(image, side), min(_positive("sigma", sigma), WIDEST)
    if sigma == 0:
        return x
    reach = math.ceil(3 * sigma)
    at = torch.arange(-reach, reach + 1, dtype=torch.float64)
    kernel = torch.softmax(-0.5 * (at / sigma) ** 2, 0)
    picture = x.double().reshape(1, 1, *side)
    picture = conv2d(pad(picture, (0, 0, reach, reach), "replicate"), kernel[None, None, :, None])
    picture = conv2d(pad(picture, (reach, reach, 0, 0), "replicate"), kernel[None, None, None, :])
    return _finished(picture, x)


def occlude(image: Tensor, side: Side, size: float = 0.0, across: float = 0.5, down: float = 0.5) -> Tensor:
    """A grey box of so many pixels a side over it; its middle at these shares of the width and the height.

    A pixel that the box covers in part is grey in part.
    """
    x, size = _image(image, side), _positive("size", size)
    across, down = _real("across", across), _real("down", down)
    if size == 0:
        return x
    covered = torch.outer(_covered(side[0], size, down), _covered(side[1], size, across)).reshape(-1)
    return _finished(x.double() + covered * (GREY - x.double()), x)


def draw(image: Tensor, side: Side, ink: Tensor | None = None) -> Tensor:
    """Free drawing: ``ink`` (D,), from −1 to 1, is added: above 0 it draws, below it rubs out; cut to [0, 1]."""
    x = _image(image, side)
    if ink is None:
        return x
    if not isinstance(ink, Tensor) or ink.shape != x.shape:
        came = tuple(ink.shape) if isinstance(ink, Tensor) else type(ink).__name__
        raise ValueError(f"ink must be a tensor of the image's shape {tuple(x.shape)}, but {came} came.")
    check_finite("ink", ink)
    return torch.where(ink == 0, x, (x + ink.to(x)).clamp(0, 1))


PUSHES: dict[str, Callable[..., Tensor]] = {
    push.__name__: push for push in (shift, rotate, scale, noise, blur, occlude, draw)
}


def pushed(image: Tensor, side: Side, pushes: Iterable[tuple[str, Mapping[str, Any]]]) -> Tensor:
    """Several pushes, one after the other: ``[("rotate", {"degrees": 10}), ("noise", {"sigma": 0.1})]``.

    Raises
    ------
    ValueError
        If there is none of a name, an amount is none it takes, or the image is none.
    """
    x = _image(image, side)
    for name, amounts in pushes:
        if name not in PUSHES:
            raise ValueError(f"A push must be one of {', '.join(PUSHES)}, but {shown(name)} came.")
        try:
            x = PUSHES[name](x, side, **amounts)
        except TypeError as error:
            raise ValueError(f"The push {name!r} takes no {', '.join(map(str, amounts))}.") from error
    return x


# -- what they share ---------------------------------------------------------------------------------------


def _image(image: Tensor, side: Side) -> Tensor:
    rows, columns = (as_whole(n) for n in side)
    if rows is None or columns is None or min(rows, columns) < 1:
        raise ValueError(f"side must be two whole numbers of at least 1, rows and columns, but {shown(side)} came.")
    if not isinstance(image, Tensor) or not image.is_floating_point() or image.shape != (rows * columns,):
        came = f"{tuple(image.shape)} of {image.dtype}" if isinstance(image, Tensor) else f"a {type(image).__name__}"
        raise ValueError(f"image must be floating-point, of shape ({rows * columns},), but {came} came.")
    check_finite("image", image)
    lo, hi = (float(end) for end in image.aminmax())
    if lo < -ROUNDING or hi > 1 + ROUNDING:
        raise ValueError(f"image must hold pixels in [0, 1], but they go from {lo:.6g} to {hi:.6g}.")
    return image


def _real(name: str, value: float, most: float = math.inf) -> float:
    number = as_real(value)
    if not math.isfinite(number) or abs(number) > most:
        allowed = "a finite number" if most == math.inf else f"a number from −{most:g} to {most:g}"
        raise ValueError(f"{name} must be {allowed}, but {shown(value)} came.")
    return number


def _positive(name: str, value: float) -> float:
    if not 0 <= as_real(value) < math.inf:
        raise ValueError(f"{name} must be a finite number of at least 0, but {shown(value)} came.")
    return as_real(value)


def _resampled(x: Tensor, side: Side, turn: tuple[float, float], moved: tuple[float, float]) -> Tensor:
    """The image whose pixel (i, j) is what lies, turned and scaled round the middle, at the pixel less ``moved``."""
    rows, columns = side
    cos, sin = turn
    down = torch.arange(rows, dtype=torch.float64)[:, None] - (rows - 1) / 2 - moved[1]  # (rows, 1)
    right = torch.arange(columns, dtype=torch.float64) - (columns - 1) / 2 - moved[0]  # (columns,)
    from_right, from_down = cos * right - sin * down, sin * right + cos * down  # (rows, columns), from the middle
    grid = torch.stack([2 * from_right / columns, 2 * from_down / rows], 2)  # −1 to 1 from edge to edge
    picture = x.double().reshape(1, 1, *side)
    return _finished(grid_sample(picture, grid[None], "bilinear", "zeros", align_corners=False), x)


def _covered(pixels: int, size: float, middle: float) -> Tensor:
    """What share of each pixel in a row lies under a box."""
    at = torch.arange(pixels, dtype=torch.float64)
    start = middle * pixels - size / 2
    return (torch.minimum(at + 1, at.new_tensor(start + size)) - at.clamp(min=start)).clamp(0, 1)


def _finished(picture: Tensor, like: Tensor) -> Tensor:
    return picture.reshape(-1).clamp(0, 1).to(like)
