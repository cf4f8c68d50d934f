"""The states of a model's units by the thresholds a page has set."""

from __future__ import annotations

import inspect

from torch import Tensor

from cae.diagnostics import UnitStates, unit_states
from cae.model import Autoencoder

Thresholds = dict[str, float]
# Of each threshold; ``unit_states`` takes them by place, in this order.
DEFAULTS: Thresholds = {
    name: parameter.default
    for name, parameter in inspect.signature(unit_states).parameters.items()
    if parameter.kind is parameter.POSITIONAL_OR_KEYWORD and parameter.default is not parameter.empty
}


def judge(model: Autoencoder, x: Tensor, thresholds: Thresholds, zs: list[Tensor] | None = None) -> UnitStates:
    """``diagnostics.unit_states`` by these thresholds, all of them."""
    return unit_states(model, x, *(thresholds[name] for name in DEFAULTS), zs=zs)
