"""The model a live run begins with."""

from __future__ import annotations

from cae import checkpoint
from cae.atlases.store import cache_root, find_checkpoint
from cae.config import RunConfig
from cae.data import Dataset
from cae.header import CheckpointError
from cae.model import Autoencoder


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
        raise ValueError("start names a model that is no longer in this machine's atlas cache; training starts anew.")
    try:
        model = checkpoint.load_model(found[0])
    except CheckpointError as error:
        raise ValueError(f"start names a model that can't be opened; training starts anew. {error.sentence}") from error
    if (model.sizes, model.activation.name, model.tied, model.output) != (
        sizes, config.activation, config.tied, config.output,
    ):  # fmt: skip
        raise ValueError("start names a model of other settings than the rest of the link; training starts anew.")
    return model
