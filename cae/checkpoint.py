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
from pathlib import Path

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from cae.config import CHECKPOINT_FORMAT
from cae.files import written
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
    """
    model = what if isinstance(what, Autoencoder) else what.model
    tensors = {name: parameter.detach().clone() for name, parameter in model.named_parameters()}
    about = {"sizes": model.sizes, "activation": model.activation.name, "tied": model.tied, "output": model.output}
    if isinstance(what, Trainer):
        tensors |= {_STATE + name: tensor for name, tensor in what.state().items() if name != "flat"}
        about["images"] = _fingerprint(what.x)
    path = Path(path)
    contents = {name: tensor.cpu().contiguous() for name, tensor in tensors.items()}
    with written(path) as file:
        try:
            save_file(contents, file, {"format": CHECKPOINT_FORMAT, "about": json.dumps(about)})
        except SafetensorError as error:  # a full disk, say: the system's error is in its text alone
            number = re.search(r"os error (\d+)", str(error))
            code = int(number[1]) if number else errno.EIO
            raise OSError(code, os.strerror(code), str(path)) from error


def load_model(path: str | os.PathLike[str]) -> Autoencoder:
    """The model of a checkpoint, in the precision it was saved in.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If it is no checkpoint of this kind, is cut short, or is of another version.
    """
    return _load(path)[0]


def resume(path: str | os.PathLike[str], x_train: np.ndarray | Tensor, objective: Objective | None = None) -> Trainer:
    """The training of a checkpoint: its next steps have the bits they would have had.

    Parameters
    ----------
    path : path-like
    x_train : ndarray or Tensor, shape (N, D)
        The images it was training on; to go on with others, make a ``Trainer`` of ``load_model(path)``.
    objective : callable, optional
        The objective it had, if that was one of its own.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If it holds no training, or one of other images; and as for ``load_model``.
    """
    model, about, tensors = _load(path)
    if "images" not in about:
        raise ValueError(f"path must be the checkpoint of a training, but {path} holds a model only; use load_model.")
    trainer = Trainer(model, x_train, batch_size=1, objective=objective)
    came = _fingerprint(trainer.x)
    if came != about["images"]:
        raise ValueError(
            f"x_train must be the images this training was saved with ({about['images']}), but others came ({came}); "
            "to go on with those, make a Trainer of load_model(path)."
        )
    state = {name.removeprefix(_STATE): tensor for name, tensor in tensors.items() if name.startswith(_STATE)}
    trainer.load_state(state | {"flat": trainer.flat.clone()})
    return trainer


def _load(path: str | os.PathLike[str]) -> tuple[Autoencoder, dict[str, object], dict[str, Tensor]]:
    if not Path(path).is_file():
        raise FileNotFoundError(f"There is no file {path}.")
    try:
        with safe_open(path, framework="pt") as file:
            metadata = file.metadata() or {}
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a dict
    except SafetensorError as error:
        raise ValueError(f"path must be a whole safetensors file, but {path} is not ({error}).") from error
    if metadata.get("format") != CHECKPOINT_FORMAT:
        came = metadata.get("format", "another program's")
        raise ValueError(f"path must be a checkpoint of format {CHECKPOINT_FORMAT!r}, but {path} is {came!r}.")
    about = json.loads(metadata["about"])
    model = Autoencoder(about["sizes"], about["activation"], about["tied"], about["output"])
    model.to(tensors["W.0"].dtype)
    model.load_state_dict({name: tensor for name, tensor in tensors.items() if not name.startswith(_STATE)})
    return model, about, tensors


def _fingerprint(x: Tensor) -> str:
    """What tells one set of images from another."""
    images = x.cpu().contiguous()
    return f"{len(x)} × {x.shape[1]}, checksum {zlib.crc32(images.numpy().tobytes()):08x}"
