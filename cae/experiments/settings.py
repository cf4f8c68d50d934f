"""The settings of a family of models over λ, validated once: how they grow, and in which order. Knows no torch."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, cast

from cae import config, relatives, typed
from cae.checks import Check, Refused, as_list, as_real, choice, flag, or_none, plain, shown, whole
from cae.config import LAM_RANGE, check_names, check_settings

MAX_LAMBDAS = 200
EPOCHS_RANGE = (1, 1000)


WAYS = ("fan", "up", "down", "scratch")
TRUNK = -1  # where an index of a model is asked for: the trunk of a fan
TRUNK_LAM = 1.0
# Of a model that starts from another one, and of one that starts from initial weights; measured, see docs/atlas.md.
EPOCHS = {"fan": (48, 10), "up": (20, 60), "down": (20, 60), "scratch": (20, 60)}
_STEPS = (5, 6, 6, 5)  # λs a decade, from 0.01 to 100


def default_lambdas() -> tuple[float, ...]:
    """The 24 default λ: 0, and 0.01 to 100 by way of 0.1, 1 and 10.

    They lie evenly in the logarithm inside each decade, to four significant digits.
    """
    decades = [10 ** (power + k / steps) for power, steps in enumerate(_STEPS, -2) for k in range(steps)]
    return 0.0, *(float(f"{lam:.4g}") for lam in decades), 100.0


def parse_lambdas(text: str) -> tuple[float, ...]:
    """Read a list of λ as a person writes it: numbers between spaces, semicolons or commas.

    Raises
    ------
    Refused
        If a part of it is no number or has two readings, or the list is not one ``PathSettings`` takes.
    """
    values = typed.numbers("lambdas", text)
    for value in values:
        if isinstance(value, str):
            raise Refused(f"lambdas must be numbers, but {shown(value)} came.", "lambdas")
    return checked_lambdas(values)


def checked_lambdas(values: object) -> tuple[float, ...]:
    """The list itself, if it is one to 200 numbers from 0 to 10⁶, each larger than the one before.

    Raises
    ------
    Refused
        Otherwise; it names the first number that is in the way.
    """
    allowed = f"1 to {MAX_LAMBDAS} numbers from 0 to {plain(LAM_RANGE[1])}, each larger than the one before"
    given = as_list(values)
    if not given:
        came = "none" if isinstance(values, list | tuple) or values is None else shown(values)
        raise Refused(f"lambdas must be {allowed}, but {came} came.", "lambdas")
    if len(given) > MAX_LAMBDAS:
        raise Refused(f"lambdas must be {allowed}, but {len(given)} came.", "lambdas")
    checked: list[float] = []
    for value in given:
        lam = as_real(value) + 0.0  # −0 is 0
        if not LAM_RANGE[0] <= lam <= LAM_RANGE[1]:  # NaN is refused too
            raise Refused(f"lambdas must be {allowed}, but {shown(value)} is among them.", "lambdas")
        if checked and lam <= checked[-1]:
            wrong = "comes twice" if lam in checked else f"comes after {checked[-1]:g}"
            raise Refused(f"lambdas must be {allowed}, but {lam:g} {wrong}.", "lambdas")
        checked.append(lam)
    return tuple(checked)


CHECKS: dict[str, Check] = {
    **{name: config.CHECKS[name] for name in ("dataset", "hidden", "activation", "output", "tied", "seed")},
    "lambdas": lambda name, value: checked_lambdas(value),
    "way": choice(*WAYS),
    "epochs": or_none(whole(*EPOCHS_RANGE)),
    "first_epochs": or_none(whole(*EPOCHS_RANGE)),
    "lr": config.CHECKS["lr"],
    "batch_size": config.CHECKS["batch_size"],
    "objective": relatives.check_text,
}


@dataclass(frozen=True, slots=True)
class PathSettings:
    """Everything a family of models over λ depends on.

    Parameters
    ----------
    dataset, hidden, activation, output, tied, seed, lr, batch_size
        As in ``RunConfig``; the seed is that of every model.
    lambdas : tuple of float
        1 to 200 values from 0 to 1e6, ascending.
    way : {"fan", "up", "down", "scratch"}
        Where each model starts. ``fan``: from the end of one trunk that is trained at λ = 1 (Adam's moments and the
        order of images with it), so that all have trained equally long and none remembers another's λ. ``up`` and
        ``down``: from the model of the λ before, as λ grows or falls. ``scratch``: from the same initial weights.
    epochs : int, optional
        Of each model that starts from another, 1 to 1000; by default what ``EPOCHS`` says of the way.
    first_epochs : int, optional
        Of whatever starts from initial weights (the trunk of a fan, the first model of a path, every model from
        scratch), 1 to 1000; by default as above.
    objective : str
        Whose models they are, as one word (``cae.relatives``); λ is the weight of its penalty. Of an objective without
        one there is one model, at λ = 0.

    Raises
    ------
    Refused
        If a setting is outside its range, or the objective does not go with the model; it names the setting, what came
        and what is allowed.
    """

    dataset: str = "fashion-mnist-small"
    hidden: int = 64
    activation: str = "sigmoid"
    output: str = "sigmoid"
    tied: bool = True
    seed: int = 0
    lambdas: tuple[float, ...] = default_lambdas()
    way: str = "fan"
    epochs: int = cast(int, None)  # a number as soon as the settings are made
    first_epochs: int = cast(int, None)
    lr: float = 3e-3  # in so few epochs it reaches what 0.001 does not
    batch_size: int = 128
    objective: str = relatives.DEFAULT

    def __post_init__(self) -> None:
        check_settings(self, CHECKS)
        name, _ = relatives.parse(self.objective)
        relatives.check_pair(name, self.activation, self.output, self.tied)
        if not relatives.KINDS[name].weighs and self.lambdas != (0.0,):
            came = " ".join(f"{lam:g}" for lam in self.lambdas)
            raise Refused(
                f"lambdas must be 0 alone for {name}, in which λ has no part, but {shown(came)} came.", "lambdas"
            )
        for name, epochs in zip(("epochs", "first_epochs"), EPOCHS[self.way], strict=True):
            if getattr(self, name) is None:
                object.__setattr__(self, name, epochs)

    def as_dict(self) -> dict[str, Any]:
        """The settings by name, as JSON can carry them; the objective where it is not the usual one."""
        # So that families of before there were others keep their names, and their folders.
        usual = {"objective"} if self.objective == relatives.DEFAULT else set()
        values = asdict(self) | {"lambdas": list(self.lambdas)}
        return {name: value for name, value in values.items() if name not in usual}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> PathSettings:
        """Settings from decoded JSON; names that are missing keep their defaults.

        ``warm``, which stood where ``way`` stands now, is understood: true was ``up``, false was ``scratch``.

        Raises
        ------
        Refused
            If a name is unknown or a value is outside its range.
        """
        given = dict(values)
        if "warm" in given:
            way = "up" if flag("warm", given.pop("warm")) else "scratch"
            given.setdefault("way", way)
        check_names(cls, given)
        return cls(**given)

    # -- how they grow ---------------------------------------------------------------------------------------

    @property
    def is_path(self) -> bool:
        """Whether each model starts from that of a neighbouring λ: else none depends on another λ."""
        return self.way in ("up", "down")

    def order(self) -> list[int]:
        """The indices in the order in which the models are trained.

        A path has its own. Branches, and models from scratch, can be trained in any order: they come coarse to fine, so
        that few of them already show the whole range: the first λ, the one nearest to 1, the last, and then the middle
        of every gap, gap by gap and round by round.
        """
        n = len(self.lambdas)
        if self.is_path:
            return list(range(n)) if self.way == "up" else list(range(n))[::-1]
        middle = min(range(n), key=lambda i: abs(math.log(max(self.lambdas[i], 1e-9))))
        order = list(dict.fromkeys([0, middle, n - 1]))
        while len(order) < n:
            there = sorted(order)
            order += [(a + b + 1) // 2 for a, b in itertools.pairwise(there) if b - a > 1]
        return order

    def trainings(self) -> list[int]:
        """All that is trained, in order: the trunk of a fan, and the models."""
        return ([TRUNK] if self.way == "fan" else []) + self.order()

    def origin(self, index: int) -> int | None:
        """From which model's end this one starts: an index, ``TRUNK``, or None for initial weights."""
        if self.way == "fan":
            return None if index == TRUNK else TRUNK
        if self.way == "scratch":
            return None
        before = index - 1 if self.way == "up" else index + 1
        return before if 0 <= before < len(self.lambdas) else None

    def epochs_of(self, index: int) -> int:
        """How many epochs the model of this index, or the trunk, is trained for from where it starts."""
        return self.first_epochs if self.origin(index) is None else self.epochs

    def total_epochs(self) -> int:
        """Those of all models together, and of the trunk."""
        return sum(map(self.epochs_of, self.trainings()))
