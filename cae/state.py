"""What a training's state must be like before it is gone back to: it may come from a file that anybody has written."""

from __future__ import annotations

import math
from collections.abc import Mapping

import torch
from torch import Tensor

NAMES = ("flat", "m", "v", "order", "numbers", "settings", "generator")


def check_state(state: Mapping[str, object], parameters: int, counts: int, images: int) -> None:
    """Raise ``ValueError`` unless a state fits a model and its training images.

    Parameters
    ----------
    state : mapping of str to Tensor
        As ``Trainer.state`` gives it. ``steps``, which states of before lack, is optional.
    parameters : int
        Numbers in all parameters together.
    counts : int
        Of the parameters.
    images : int
    """
    if not isinstance(state, Mapping):
        raise ValueError(f"state must be what Trainer.state gives, but a {type(state).__name__} came.")
    found = {name: tensor for name, tensor in state.items() if isinstance(tensor, Tensor)}
    missing = [name for name in NAMES if name not in found]
    if missing:
        raise ValueError(f"state must hold the tensors {', '.join(NAMES)}, but {', '.join(missing)} did not come.")
    for name in ("flat", "m", "v"):
        tensor = found[name]
        if tensor.shape != (parameters,):
            what = "parameters" if name == "flat" else f"numbers in {name}"
            raise ValueError(f"state must hold {parameters} {what}, as this model has, but {tensor.numel()} came.")
    if "steps" in found and found["steps"].shape != (counts,):
        raise ValueError(f"steps of the state must be {counts}, one a parameter, but {found['steps'].numel()} came.")
    order = found["order"]
    if order.dtype != torch.int64 or order.ndim != 1 or len(order) not in (0, images):
        raise ValueError(f"order of the state must be of {images} images, but {tuple(order.shape)} came.")
    if len(order) and not (int(order.min()) >= 0 and int(order.max()) < images):
        raise ValueError(f"order of the state must name images from 0 to {images - 1}, but others came.")
    _check_numbers(found["numbers"], len(order), images)
    settings = found["settings"]
    if settings.shape != (2,) or not all(0 <= float(n) < math.inf for n in settings) or float(settings[1]) == 0:
        raise ValueError(f"settings of the state must be λ and a learning rate, but {settings.tolist()} came.")
    try:
        torch.Generator().set_state(found["generator"].cpu())
    except (RuntimeError, TypeError) as error:
        raise ValueError("generator of the state must be that of a torch.Generator, but it is not.") from error


def _check_numbers(numbers: Tensor, order: int, images: int) -> None:
    came = numbers.tolist()
    if numbers.shape == (4,) and not numbers.is_floating_point():
        step, seen, cursor, batch_size = came
        if step >= 0 and seen >= 0 and 0 <= cursor <= order and 1 <= batch_size <= images:
            return
    what = f"step, images seen, place in the order and a batch size of 1 to {images}"
    raise ValueError(f"numbers of the state must be {what}, but {came} came.")
