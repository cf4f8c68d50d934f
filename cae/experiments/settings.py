"""The settings of a path of models over λ, validated once. Knows no torch and no Streamlit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from cae import config
from cae.checks import Check, Refused, flag, plain, shown, whole
from cae.config import LAM_RANGE, check_names, check_settings

MAX_LAMBDAS = 200
EPOCHS_RANGE = (1, 1000)


def default_lambdas(count: int = 24) -> tuple[float, ...]:
    """0, and the rest evenly spaced in the logarithm from 0.01 to 100, to four significant digits."""
    steps = count - 1
    return 0.0, *(float(f"{10 ** (-2 + 4 * i / (steps - 1)):.4g}") for i in range(steps))


def parse_lambdas(text: str) -> tuple[float, ...]:
    """Read a list of λ as a person writes it: numbers between commas, semicolons or spaces.

    Raises
    ------
    Refused
        If a part of it is no number, or the list is not one ``PathSettings`` takes.
    """
    values = []
    for part in text.replace(",", " ").replace(";", " ").split():
        try:
            values.append(float(part))
        except ValueError:
            raise Refused(f"lambdas must be numbers, but {shown(part)} came.", "lambdas") from None
    return checked_lambdas(values)


def checked_lambdas(values: object) -> tuple[float, ...]:
    """The list itself, if it is one to 200 numbers from 0 to 10⁶, each larger than the one before.

    Raises
    ------
    Refused
        Otherwise; it names the first number that is in the way.
    """
    allowed = f"1 to {MAX_LAMBDAS} numbers from 0 to {plain(LAM_RANGE[1])}, each larger than the one before"
    if not isinstance(values, list | tuple) or not values:
        raise Refused(f"lambdas must be {allowed}, but {'none' if not values else shown(values)} came.", "lambdas")
    if len(values) > MAX_LAMBDAS:
        raise Refused(f"lambdas must be {allowed}, but {len(values)} came.", "lambdas")
    checked: list[float] = []
    for value in values:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not LAM_RANGE[0] <= value <= LAM_RANGE[1]:  # NaN is refused too
            raise Refused(f"lambdas must be {allowed}, but {shown(value)} is among them.", "lambdas")
        lam = float(value)
        if checked and lam <= checked[-1]:
            wrong = "comes twice" if lam in checked else f"comes after {checked[-1]:g}"
            raise Refused(f"lambdas must be {allowed}, but {lam:g} {wrong}.", "lambdas")
        checked.append(lam)
    return tuple(checked)


CHECKS: dict[str, Check] = {
    **{name: config.CHECKS[name] for name in ("dataset", "hidden", "activation", "output", "tied", "seed")},
    "lambdas": lambda name, value: checked_lambdas(value),
    "warm": flag,
    "epochs": whole(*EPOCHS_RANGE),
    "first_epochs": whole(*EPOCHS_RANGE),
    "lr": config.CHECKS["lr"],
    "batch_size": config.CHECKS["batch_size"],
}


@dataclass(frozen=True, slots=True)
class PathSettings:
    """Everything a path of models over λ depends on.

    Parameters
    ----------
    dataset, hidden, activation, output, tied, seed, lr, batch_size
        As in ``RunConfig``; the seed is that of every model of the path.
    lambdas : tuple of float
        1 to 200 values from 0 to 1e6, ascending.
    warm : bool
        Whether each model starts from the one before (so that a unit stays the same unit), or every one from
        the same initial weights.
    epochs : int
        Of each model that starts from another, 1 to 1000.
    first_epochs : int
        Of each model that starts from initial weights, 1 to 1000.

    Raises
    ------
    Refused
        If a setting is outside its range; it names the setting, what came and what is allowed.
    """

    dataset: str = "fashion-mnist-small"
    hidden: int = 64
    activation: str = "sigmoid"
    output: str = "sigmoid"
    tied: bool = True
    seed: int = 0
    lambdas: tuple[float, ...] = default_lambdas()
    warm: bool = True
    epochs: int = 20
    first_epochs: int = 60
    lr: float = 3e-3  # along a path of 20 epochs a point it reaches what 0.001 does not
    batch_size: int = 128

    def __post_init__(self) -> None:
        check_settings(self, CHECKS)

    def as_dict(self) -> dict[str, Any]:
        """The settings by name, as JSON can carry them."""
        return asdict(self) | {"lambdas": list(self.lambdas)}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> PathSettings:
        """Settings from decoded JSON; names that are missing keep their defaults.

        Raises
        ------
        Refused
            If a name is unknown or a value is outside its range.
        """
        check_names(cls, values)
        return cls(**values)

    def epochs_of(self, index: int) -> int:
        """How many epochs the model of this index is trained for."""
        return self.epochs if self.warm and index > 0 else self.first_epochs

    def total_epochs(self) -> int:
        """Those of the whole path."""
        return sum(self.epochs_of(index) for index in range(len(self.lambdas)))
