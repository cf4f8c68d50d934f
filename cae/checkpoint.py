"""Checkpoints: a model, or a whole training, in one safetensors file that any safetensors reader opens.

The weights are there under the names of ``model.named_parameters()``; a training adds what its next step depends
on, so that it goes on to the same bits.
"""

from __future__ import annotations

import errno
import json
import os
import re
import zlib
from functools import reduce
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save as save_tensors
from safetensors.torch import save_file
from torch import Tensor

from cae import header, objectives
from cae.activations import ACTIVATIONS
from cae.checks import shown
from cae.config import CHECKPOINT_FORMAT
from cae.files import written
from cae.gradients.parameters import checked_parameters
from cae.header import CheckpointError
from cae.model import Autoencoder
from cae.trainer import Objective, Trainer

_STATE = "trainer."  # stands before the names of what only a training needs


def save(path: str | os.PathLike[str], what: Autoencoder | Trainer) -> None:
    """Write a model or a training to a file; what was there before stays until the new one is complete.

    Parameters
    ----------
    path : path-like
        By custom it ends in ``.safetensors``.
    what : Autoencoder or Trainer

    Raises
    ------
    OSError
        If the file cannot be written; nothing half-written is left behind.
    ValueError
        If it is neither, or one that could not be loaded again: with an activation of one's own, with parameters that
        are pruned, parametrised or shared, or a training whose model has been taken over.
    """
    contents, about = _contents(what)
    path = _checked_path(path)
    with written(path) as file:
        try:
            save_file(contents, file, about)
        except SafetensorError as error:  # a full disk, say: the system's error is in its text alone
            number = re.search(r"os error (\d+)", str(error))
            code = int(number[1]) if number else errno.EIO
            raise OSError(code, os.strerror(code), str(path)) from error


def encoded(what: Autoencoder | Trainer, record: str | None = None) -> bytes:
    """What ``save`` would write, as bytes.

    Parameters
    ----------
    what : Autoencoder or Trainer
    record : str, optional
        How it was trained (``Record.to_json``): it stands beside the rest, for whoever trains it or its like again.

    Raises
    ------
    ValueError
        As ``save`` does.
    """
    contents, about = _contents(what)
    return save_tensors(contents, about if record is None else about | {header.RECORD: record})


def _contents(what: Autoencoder | Trainer) -> tuple[dict[str, Tensor], dict[str, str]]:
    """The tensors of a checkpoint, and what it says of itself."""
    if not isinstance(what, Autoencoder | Trainer):
        raise ValueError(f"what must be an Autoencoder or a Trainer, but a {type(what).__name__} came.")
    model = what if isinstance(what, Autoencoder) else what.model
    if model.activation is not ACTIVATIONS.get(model.activation.name):
        raise ValueError(f"what must have one of the activations {', '.join(ACTIVATIONS)}, but one of its own came.")
    parameters = checked_parameters(model)
    tensors = {name: parameter.detach().clone() for name, parameter in parameters.items()}
    about = {"sizes": model.sizes, "activation": model.activation.name, "tied": model.tied, "output": model.output}
    if isinstance(what, Trainer):
        tensors |= {_STATE + name: tensor for name, tensor in what.state().items() if name != "flat"}
        about |= {"images": _fingerprint(what.x), "lam": what.lam, "step": what.step}
        if isinstance(what.objective, objectives.Objective):
            about["objective"] = what.objective.text
        about["frozen"] = [name for name, parameter in parameters.items() if not parameter.requires_grad]
    contents = {name: tensor.cpu().contiguous() for name, tensor in tensors.items()}
    return contents, {"format": CHECKPOINT_FORMAT, "about": json.dumps(about)}


def load_model(path: str | os.PathLike[str]) -> Autoencoder:
    """The model of a checkpoint, in the precision it was saved in.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If it is no checkpoint of this kind, is cut short, is of another version, or lacks a tensor that its model needs
        or holds one of another size, of no floating-point numbers, or of numbers that are not finite.
    """
    return _load(path)[0]


def resume(path: str | os.PathLike[str], x_train: object, objective: Objective | None = None) -> Trainer:
    """The training of a checkpoint: its next steps have the bits they would have had.

    Parameters
    ----------
    path : path-like
    x_train : array-like, shape (N, D)
        The images it was training on; to go on with others, make a ``Trainer`` of ``load_model(path)``.
    objective : callable, optional
        The objective it had, if that was a function of one's own; those of ``cae.objectives`` are in the file.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If it holds no training, or one of other images or another objective; and as for ``load_model``.
    """
    model, about, tensors = _load(path)
    if "images" not in about:
        raise ValueError(f"path must be the checkpoint of a training, but {path} holds a model only; use load_model.")
    frozen = about.get("frozen", [])
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(name not in frozen)
    trainer = Trainer(model, x_train, batch_size=1, objective=_objective(about, objective, path))
    came = _fingerprint(trainer.x)
    if came != about["images"]:
        raise ValueError(
            f"x_train must be the images this training was saved with ({about['images']}), but others came ({came}); "
            "to go on with those, make a Trainer of load_model(path)."
        )
    state = {name.removeprefix(_STATE): tensor for name, tensor in tensors.items() if name.startswith(_STATE)}
    try:
        _check_finite(tensors)
        trainer.load_state(state | {"flat": trainer.flat.clone()})
    except ValueError as error:
        raise CheckpointError(f"Its training can't be gone on with: {error}", path) from error
    return trainer


def _objective(about: dict[str, Any], given: Objective | None, path: str | os.PathLike[str]) -> Objective | None:
    """The objective of a training that is gone on with: the one it had, where the file or the caller tells it."""
    had = about.get("objective")
    if given is None and had is not None:
        try:
            return objectives.named(had)
        except ValueError as error:
            raise CheckpointError(f"Its training can't be gone on with: {error}", path) from error
    if had is not None and getattr(given, "text", None) != had:
        raise ValueError(
            f"objective must be the one this training had, {had}, but {shown(given)} came; to go on by that one, make "
            "a Trainer of load_model(path)."
        )
    return given


def _load(path: str | os.PathLike[str]) -> tuple[Autoencoder, dict[str, Any], dict[str, Tensor]]:
    path = _checked_path(path)
    if not path.is_file():
        raise FileNotFoundError(f"There is no file {path}.")
    try:
        about, file = header.read(path)
        header.check_tensors(about, file)
        with safe_open(path, framework="pt") as opened:
            tensors = {name: opened.get_tensor(name) for name in file.shapes}
        model = Autoencoder(about.sizes, about.activation, about.tied, about.output)
        weights = {name: tensors[name] for name in header.shapes(about.sizes, about.tied)}
        _check_finite(weights)
    except SafetensorError as error:  # it has been written to since its header was read
        raise CheckpointError(f"The file can't be read ({error}).", path) from error
    except CheckpointError as error:
        raise CheckpointError(error.sentence, path) from error
    model.to(reduce(torch.promote_types, (tensor.dtype for tensor in weights.values())))
    model.load_state_dict(weights)
    return model, header.said(file), tensors


def _checked_path(path: object) -> Path:
    if not isinstance(path, str | bytes | os.PathLike):
        raise ValueError(f"path must be that of a file, but {shown(path)} came.")
    return Path(os.fsdecode(path))


def _check_finite(tensors: dict[str, Tensor]) -> None:
    """Raise CheckpointError by the name of a tensor that holds NaN or infinite numbers."""
    for name, tensor in tensors.items():
        if bad := int((~tensor.isfinite()).sum()):
            raise CheckpointError(
                f"The checkpoint's {name} holds NaN or infinity, in {bad:,} of {tensor.numel():,} places: it was saved "
                "after a divergence, or is damaged."
            )


def _fingerprint(x: Tensor) -> str:
    """What tells one set of images from another."""
    images = x.cpu().contiguous()
    checksum = zlib.crc32(images.view(torch.uint8).numpy().data)  # as bytes: NumPy has no bfloat16
    return f"{len(x)} × {x.shape[1]}, checksum {checksum:08x}"
