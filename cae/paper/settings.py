"""The settings of the table, validated once. Knows no torch."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from cae import config
from cae.checks import Check, Refused, as_list, number, shown, whole
from cae.config import check_names, check_settings

# Of the fine-tuning: SGD with momentum on the mean cross-entropy.
TUNE_LR, MOMENTUM, TUNE_BATCH = 0.1, 0.9, 50

CHECKS: dict[str, Check] = {
    "dataset": config.CHECKS["dataset"],
    "images": whole(TUNE_BATCH, 10**6),
    "validation": whole(50, 10**6),
    "hidden": config.CHECKS["hidden"],
    "batch_size": config.CHECKS["batch_size"],
    "epochs": whole(1, 1000),
    "decay": number(1e-3, 1.0),
    "scale": number(0.01, 100.0),
    "lam": config.CHECKS["lam"],
    "tune_epochs": whole(1, 1000),
    "patience": whole(1, 1000),
    "tune_decay": number(0.0, 1.0),
    "tune_mask": number(0.0, 0.9),
    "split_seed": config.CHECKS["seed"],
}


@dataclass(frozen=True, slots=True)
class TableSettings:
    """Everything a table depends on but its seeds.

    Parameters
    ----------
    dataset : str
    images, validation : int
        How many training images are trained on, and how many others decide when fine-tuning stops; at least 50 each.
        The test images are those of the data set, all of them.
    hidden : int
        Units of every model, 2 to 1024.
    batch_size, epochs : int
        Of training, 1 to 1024 and 1 to 1000.
    decay : float
        What the learning rate has fallen to in the last epoch, as a share of that of the first, in equal steps; 0.001
        to 1, which is no decay.
    scale : float
        By which the initial weights are multiplied, 0.01 to 100. 4: that of the authors' public codes.
    lam : float
        λ of the CAE, 0 to 10⁶.
    tune_epochs, patience : int
        Of fine-tuning at most, and how many of them it goes on for without a smaller validation error; from 1.
    tune_decay : float
        What the rate of fine-tuning has fallen to in its last epoch, as ``decay``; 0 to 1, which is no decay.
    tune_mask : float
        Share of the pixels that are set to 0 at each step of fine-tuning, 0 to 0.9.
    split_seed : int
        Of the order in which the training images are split into those trained on and those of validation.

    Raises
    ------
    Refused
        If a setting is outside its range; it names the setting, what came and what is allowed.
    """

    dataset: str = "mnist"
    images: int = 50_000
    validation: int = 10_000
    hidden: int = 1000
    batch_size: int = 50
    epochs: int = 20
    decay: float = 0.02
    scale: float = 1.0
    lam: float = 1.0
    tune_epochs: int = 30
    patience: int = 6
    tune_decay: float = 1.0
    tune_mask: float = 0.0
    split_seed: int = 0

    def __post_init__(self) -> None:
        check_settings(self, CHECKS)
        if self.batch_size > self.images:
            raise Refused(
                f"batch_size must be at most {self.images:,}, the number of images, but {self.batch_size:,} came.",
                "batch_size",
            )

    def as_dict(self) -> dict[str, Any]:
        """The settings by name, as JSON can carry them."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> TableSettings:
        """Settings from decoded JSON; names that are missing keep their defaults.

        Raises
        ------
        Refused
            If a name is unknown or a value is outside its range.
        """
        check_names(cls, values)
        return cls(**values)

    def with_(self, **changes: Any) -> TableSettings:
        """The same with some settings changed, checked."""
        return dataclasses.replace(self, **changes)

    # -- steps -----------------------------------------------------------------------------------------------

    @property
    def steps_an_epoch(self) -> int:
        """Of training; a rest smaller than a batch is left out."""
        return self.images // self.batch_size

    @property
    def steps(self) -> int:
        """Of training, of every model."""
        return self.epochs * self.steps_an_epoch

    @property
    def tune_steps(self) -> int:
        """Of fine-tuning, at most."""
        return self.tune_epochs * (self.images // TUNE_BATCH)

    def rate(self, epoch: int) -> float:
        """The learning rate of an epoch, from 0 on, as a share of the first one's."""
        return _falling(epoch, self.epochs, self.decay)

    def tune_rate(self, epoch: int) -> float:
        """The same of fine-tuning."""
        return _falling(epoch, self.tune_epochs, self.tune_decay)


def _falling(epoch: int, epochs: int, last: float) -> float:
    """From 1 in epoch 0 to ``last`` in the last one, in equal steps."""
    return 1.0 if epochs == 1 else 1.0 - (1.0 - last) * epoch / (epochs - 1)


SHORT = TableSettings(images=10_000, validation=2_000, batch_size=20, epochs=10, decay=1.0)


def checked_seeds(seeds: object) -> list[int]:
    """The seeds, different ones, at least one.

    Raises
    ------
    Refused
        If they are none.
    """
    checked = [config.CHECKS["seed"]("seeds", seed) for seed in as_list(seeds)]
    if not checked or len(set(checked)) != len(checked):
        raise Refused(f"seeds must be a list of different whole numbers, but {shown(seeds)} came.", "seeds")
    return checked
