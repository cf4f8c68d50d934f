"""The objectives by name: the numbers each takes, and the models it goes with. Knows no torch.

Written as one word, an objective is its name and its numbers: ``denoising:sigma=0.3``. The command line, the settings
of a sweep and checkpoints say it so; ``cae.objectives.named`` makes it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cae import typed
from cae.checks import Check, Refused, as_real, number, shown, whole

DEFAULT = "contraction"
BOUNDED = ("sigmoid", "tanh")  # activations whose units can be near their lower end
STRAIGHT = ("relu", "identity")  # φ″ = 0 wherever it exists

Numbers = dict[str, float]


def _above(name: str, value: Any) -> float:
    real = as_real(value)
    if not 0 < real < math.inf:
        raise Refused(f"{name} must be a finite number above 0, but {shown(value)} came.", name)
    return real


def _between(why: str) -> Check:
    def check(name: str, value: Any) -> float:
        real = as_real(value)
        if not 0 < real < 1:
            reason = f": {why}" if real >= 1 else ""
            raise Refused(f"{name} must be a number above 0 and below 1, but {shown(value)} came{reason}.", name)
        return real

    return check


@dataclass(frozen=True, slots=True)
class Kind:
    """What is known of an objective by its name.

    Attributes
    ----------
    checks : mapping of str to Check
        Its numbers.
    defaults : mapping of str to float
        What they are where nobody says.
    weighs : str
        What λ weighs; empty: λ has no part in it.
    lr : float or None
        The learning rate a sweep takes where nobody says; None: the one of all others.
    """

    checks: Mapping[str, Check] = field(default_factory=dict)
    defaults: Mapping[str, float] = field(default_factory=dict)
    weighs: str = ""
    lr: float | None = None


KINDS: dict[str, Kind] = {
    DEFAULT: Kind(weighs="‖J‖²_F"),
    "cae+h": Kind(
        {"gamma": number(0, 1e6), "draws": whole(1, 1000), "sigma": _above},
        {"gamma": 0.1, "draws": 4, "sigma": 0.01},
        weighs="‖J‖²_F",
    ),
    "weight-decay": Kind(weighs="½‖W‖²_F"),
    "sparse-kl": Kind(
        {"target": _between("a unit that is always on tells nothing")}, {"target": 0.05}, weighs="Σ KL of the units"
    ),
    "sparse-l1": Kind(weighs="Σ|h|"),
    "denoising": Kind({"sigma": _above}, {"sigma": 0.5}),
    "masking": Kind(
        {"fraction": _between("with every pixel masked, nothing is left to tell images apart by")}, {"fraction": 0.3}
    ),
    "rbm": Kind(lr=0.05),
    "recipe": Kind(weighs="what it takes for ‖J‖²_F"),
}


def checked(name: str, numbers: Mapping[str, Any]) -> Numbers:
    """All numbers of an objective, checked; its defaults where none came.

    Raises
    ------
    Refused
        If there is no objective of that name, it has no such number, or one is out of its range.
    """
    kind = _kind(name)
    for one in numbers:
        if one not in kind.checks:
            there = f"there are {', '.join(kind.checks)}" if kind.checks else "it has none"
            raise Refused(f"The objective {name} has no number {shown(one)}; {there}.", "objective")
    return {one: check(one, numbers.get(one, kind.defaults[one])) for one, check in kind.checks.items()}


def parse(text: object) -> tuple[str, Numbers]:
    """The name and the numbers of an objective written as one word.

    Raises
    ------
    Refused
        If it can't be read so; and as ``checked``.
    """
    if not isinstance(text, str):
        raise Refused(f"objective must be one of {', '.join(KINDS)}, but {shown(text)} came.", "objective")
    name, *parts = text.strip().split(":")
    _kind(name)
    numbers: dict[str, Any] = {}
    for part in parts:
        one, equals, value = part.partition("=")
        if not equals:
            allowed = f"a name and numbers behind it, as denoising:sigma=0.3, but {shown(text)} came"
            raise Refused(f"objective must be {allowed}.", "objective")
        if one in numbers:
            raise Refused(f"objective must give each number once, but {one} came twice.", "objective")
        numbers[one] = typed.number(one, value)
    return name, checked(name, numbers)


def written(name: str, numbers: Mapping[str, float]) -> str:
    """An objective as one word, the same for the same one: ``parse`` reads it."""
    return ":".join([name, *(f"{one}={repr(value).removesuffix('.0')}" for one, value in numbers.items())])


def check_text(name: str, value: Any) -> str:
    """The check of a setting: an objective as one word, in the one way ``written`` has."""
    return written(*parse(value))


def kind_of(text: str) -> Kind:
    """What is known of an objective written as one word."""
    return KINDS[parse(text)[0]]


def check_pair(name: str, activation: str, output: str, tied: bool, depth: int = 1) -> None:
    """Raise ``Refused``, with the reason, if an objective and a model of this kind do not go together."""
    if name == "sparse-kl" and activation not in BOUNDED:
        raise Refused(
            f"sparse-kl needs units with a lowest and a highest value, of activation {' or '.join(BOUNDED)}, but "
            f"{activation} came: its units have no share of a range to compare with the target; sparse-l1 takes any.",
            "objective",
        )
    if name == "cae+h" and activation in STRAIGHT:
        raise Refused(
            f"cae+h needs an activation with a curvature, but {activation} came: its φ″ is 0 wherever it exists, so "
            "that the penalty on ‖∂J/∂x‖² has no gradient.",
            "objective",
        )
    if name == "rbm" and not (activation == output == "sigmoid" and tied and depth == 1):
        raise Refused(
            "rbm needs one tied layer with activation and output sigmoid, but "
            f"{depth} {'tied' if tied else 'untied'} with {activation} and {output} came: P(h = 1 | v) and "
            "P(v = 1 | h) of an RBM are those two sigmoids of one W.",
            "objective",
        )
    if name == "recipe" and not (activation == "relu" and output == "linear" and not tied):
        raise Refused(
            "recipe needs the network it is printed with, untied, of activation relu and a linear output, but "
            f"{'tied' if tied else 'untied'} with {activation} and {output} came: with another one its mistakes "
            "would be others.",
            "objective",
        )


def _kind(name: str) -> Kind:
    if name not in KINDS:
        raise Refused(f"objective must be one of {', '.join(KINDS)}, but {shown(name)} came.", "objective")
    return KINDS[name]
