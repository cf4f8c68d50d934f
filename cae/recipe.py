"""The widely copied recipe, trained as it is printed, and the same network trained by the penalty it means."""

from __future__ import annotations

from cae import objectives
from cae.model import Autoencoder
from cae.trainer import Trainer

SIZES = (784, 64, 32, 16)
LAM, LR, BATCH_SIZE = 100.0, 1e-3, 128


def network(seed: int = 0) -> Autoencoder:
    """784-64-32-16-32-64-784, ReLU but for its linear last layer."""
    return Autoencoder(SIZES, activation="relu", tied=False, output="linear", seed=seed)


def as_printed(x_train: object, seed: int = 0) -> Trainer:
    """The training of the recipe; see ``objectives.Recipe`` for what is wrong with it."""
    return Trainer(network(seed), x_train, LAM, LR, BATCH_SIZE, seed, objectives.Recipe())


def done_right(x_train: object, lam: float = LAM, seed: int = 0) -> Trainer:
    """The same network, images and batches, with λ‖J‖²_F of the whole encoder in place of its penalty."""
    return Trainer(network(seed), x_train, lam, LR, BATCH_SIZE, seed, objectives.Contraction())
