"""The model a live run begins with."""

from __future__ import annotations

from typing import Any

import torch
from safetensors import safe_open
from torch import Tensor

from cae import checkpoint
from cae.atlases.store import cache_root, find_checkpoint, frame_name
from cae.config import RunConfig
from cae.data import Dataset
from cae.header import CheckpointError
from cae.model import Autoencoder
from cae.processes import frames


def first_model(config: RunConfig, data: Dataset) -> Autoencoder:
    """The model a run begins with: of the atlas, or with initial weights.

    Raises
    ------
    ValueError
        If there is no such model in the atlas, or it is not one of these settings.
    """
    sizes = data.x_train.shape[1], config.hidden
    if not config.start:
        return Autoencoder(sizes, config.activation, config.tied, config.output, config.seed)
    key, _, index = config.start.partition(".")
    found = find_checkpoint(cache_root(), key, int(index))
    if found is None:
        raise ValueError("The model to continue from is no longer in this machine's atlas cache; training starts anew.")
    try:
        model = checkpoint.load_model(found[0])
    except CheckpointError as error:
        raise ValueError(
            f"The model to continue from can't be opened; training starts anew. {error.sentence}"
        ) from error
    if (model.sizes, model.activation.name, model.tied, model.output) != (
        sizes, config.activation, config.tied, config.output,
    ):  # fmt: skip
        raise ValueError(
            "The model to continue from is of other settings than the rest of the link; training starts anew."
        )
    return model


def origin_of(config: RunConfig) -> tuple[dict[str, Any], Tensor]:
    """What a page is told of the atlas's model that a run went on from, and where the atlas shows the images.

    Parameters
    ----------
    config : RunConfig
        Of a run that ``first_model`` has just given such a model.

    Returns
    -------
    told : dict
        ``lam``, and ``steps`` that it had been trained for.
    points : Tensor, shape (N, 2)
    """
    key, _, index = config.start.partition(".")
    found = find_checkpoint(cache_root(), key, int(index))
    assert found is not None
    path, lam = found
    with safe_open(path, framework="pt") as file:
        steps = int(file.get_tensor("trainer.numbers")[0])
    _, sections = frames.unpack(path.with_name(frame_name(int(index))).read_bytes())
    points = sections["latent"].values.astype("float64")
    return {"lam": lam, "steps": steps}, torch.from_numpy(points)
