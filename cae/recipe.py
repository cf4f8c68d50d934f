"""The widely copied recipe, trained as it is printed, and the same network trained by the penalty it means."""

from __future__ import annotations

import torch

from cae import objectives
from cae.model import Autoencoder
from cae.trainer import Trainer

INNER = (64, 32, 16)
LAM, LR, BATCH_SIZE = 100.0, 1e-3, 128


def network(seed: int = 0, pixels: int = 784) -> Autoencoder:
    """784-64-32-16-32-64-784, or of other images, ReLU but for its linear last layer."""
    return Autoencoder((pixels, *INNER), activation="relu", tied=False, output="linear", seed=seed)


def as_printed(x_train: object, seed: int = 0) -> Trainer:
    """The training of the recipe; see ``objectives.Recipe`` for what is wrong with it."""
    return _trained(x_train, LAM, seed, objectives.Recipe())


def done_right(x_train: object, lam: float = LAM, seed: int = 0) -> Trainer:
    """The same network, images and batches, with λ‖J‖²_F of the whole encoder in place of its penalty."""
    return _trained(x_train, lam, seed, objectives.Contraction())


def _trained(x_train: object, lam: float, seed: int, objective: objectives.Objective) -> Trainer:
    pixels = torch.as_tensor(x_train).shape[-1]
    return Trainer(network(seed, pixels), x_train, lam, LR, BATCH_SIZE, seed, objective)
