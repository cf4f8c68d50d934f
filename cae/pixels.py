"""Images as training and its loss need them: numbers of the model's kind, all finite, in the range of its output."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from cae.model import Autoencoder, check_finite

ROUNDING = 1e-6  # that a pixel may lie outside [0, 1]


def training_images(model: Autoencoder, images: object, name: str = "x_train") -> Tensor:
    """Images of whatever holds them, as a tensor of the model's precision on its device.

    Parameters
    ----------
    model : Autoencoder
    images : array-like, shape (N, D)
        Floating-point numbers: a tensor, an array, a data frame, a list of lists. Memory is shared where it can be.
    name : str
        What the caller's argument is called.

    Raises
    ------
    ValueError
        If they are none, or none that the model takes; and as ``check_range`` does.
    """
    x, own = _tensor(name, images), model.W[0]
    if not x.is_floating_point():
        raise ValueError(
            f"{name} must have the model's dtype {own.dtype}, but {x.dtype} came; bytes from 0 to 255 become pixels "
            f"as {name} / 255."
        )
    check_finite(name, x)
    x = model.checked_input(x.to(own.device, own.dtype), name)
    if len(x) == 0:
        raise ValueError(f"{name} must hold at least one image, but shape {tuple(x.shape)} came.")
    return check_range(model, x, name)


def check_range(model: Autoencoder, x: Tensor, name: str = "x") -> Tensor:
    """``x`` itself, if its pixels are in the range of the model's output.

    The cross-entropy of a sigmoid output has no lower bound for pixels outside [0, 1]; the squared error of a linear
    one takes any.

    Raises
    ------
    ValueError
        Otherwise; the message says what came and how to scale it.
    """
    if model.output != "sigmoid" or x.numel() == 0:
        return x
    try:
        lo, hi = (float(end) for end in torch.aminmax(x.detach()))
    except RuntimeError:  # under torch.func.vmap there are no numbers to look at
        return x
    if lo >= -ROUNDING and hi <= 1 + ROUNDING:
        return x
    bytes_came = lo >= 0 and 1 < hi <= 255
    scaled = f"{name} / 255" if bytes_came else f"({name} - {name}.min()) / ({name}.max() - {name}.min())"
    raise ValueError(
        f'{name} must hold pixels in [0, 1] for output="sigmoid", but they go from {lo:.6g} to {hi:.6g}; '
        f'scale them, as {scaled}, or take output="linear", which has no range.'
    )


def _tensor(name: str, images: object) -> Tensor:
    if isinstance(images, Tensor):
        dense = images.detach()
        return dense if dense.layout == torch.strided else dense.to_dense()
    try:
        array = np.asarray(images)
        # Floats that torch has, in this machine's order of bytes, in memory of their own if it may not be written to.
        kind = {"f": np.dtype(np.float32 if array.dtype.itemsize <= 4 else np.float64)}.get(array.dtype.kind)
        return torch.from_numpy(np.require(array, kind or array.dtype, ["C", "W"]))
    except (TypeError, ValueError, RuntimeError) as error:
        came = getattr(images, "shape", None)
        what = f"a {type(images).__name__}" + (f" of shape {tuple(came)}" if isinstance(came, tuple) else "")
        raise ValueError(
            f"{name} must be images of floating-point numbers, an array or tensor of shape (N, D), but {what} came."
        ) from error
