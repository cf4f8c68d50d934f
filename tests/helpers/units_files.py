"""Sources for tests of the Units page: an atlas and checkpoints with models in them, and what a page says."""

import functools
import json
from pathlib import Path

import torch

from cae import Autoencoder, checkpoint
from cae.atlases.store import STATICS, Store
from cae.experiments.settings import PathSettings
from cae.inspectors import library
from tests.helpers.atlas_files import point_frame, statics_frame

LAMBDAS = (0.0, 0.5, 2.0)
SETTINGS = PathSettings(dataset="digits", hidden=8, lambdas=LAMBDAS, epochs=1, first_epochs=1)


def shrunk(scale: float, sizes: tuple[int, ...] = (64, 8), **settings: object) -> Autoencoder:
    """A model whose weights are so many times the initial ones: models of different scale look different."""
    model = Autoencoder(sizes, **settings)
    with torch.no_grad():
        for W in model.W:
            W.mul_(scale)
    return model


def an_atlas(root: Path, done: tuple[int, ...] = (0, 1, 2), settings: PathSettings = SETTINGS) -> Store:
    """An atlas of which these models are finished."""
    store = Store(settings, root)
    store.begin()
    store.put_frame(STATICS, statics_frame())
    for index in done:
        save = functools.partial(checkpoint.save, what=shrunk(3 - index, (64, settings.hidden)))
        store.put_point(index, save, point_frame(index, settings.lambdas[index]))
    return store


def a_checkpoint(root: Path, model: Autoencoder | None = None, name: str = "0123456789abcdef") -> Path:
    """A checkpoint in the library."""
    path = library.checkpoint_path(root, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    checkpoint.save(path, model or shrunk(2))
    return path


def as_json(message: dict) -> bytes:
    return json.dumps(message).encode()
