"""Points in the plane as tensors, for autoencoders of two inputs; what they are like is in ``cae.points``."""

from __future__ import annotations

import torch
from torch import Tensor

from cae import points as sets
from cae.checks import shown
from cae.data import load_dataset

NAMES = sets.SHAPES
# The λ at which a circle shows contraction best, with 16 tied units; of the other activations there is none
# (docs/contraction.md).
SUGGESTED = {"sigmoid": 3.0, "tanh": 1.0, "gelu": 0.5}


def points(name: str) -> Tensor:
    """Training points of a name, (2000, 2), float32; always the same.

    Parameters
    ----------
    name : str
        "circle": one ring of radius 3, without noise, so that there is a tangent and a normal at every point; or
        "spiral", "moons", "xor" or "gaussians", those of ``load_dataset`` rescaled.

    Raises
    ------
    ValueError
        If there are none of that name.
    """
    if not isinstance(name, str) or name not in NAMES:
        raise ValueError(f"name must be one of {', '.join(NAMES)}, but {shown(name)} came.")
    return torch.from_numpy(load_dataset(f"plane-{name}").x_train)


def ring(turns: Tensor | int = 360) -> tuple[Tensor, Tensor]:
    """Points of the circle and its unit tangents there, (N, 2) each, float64.

    Parameters
    ----------
    turns : Tensor, shape (N,), or int
        Where they are, in turns; or how many, evenly spaced.
    """
    t = turns.double() if isinstance(turns, Tensor) else torch.arange(turns, dtype=torch.float64) / turns
    at, tangent = sets.ring(t.numpy())
    return torch.from_numpy(at), torch.from_numpy(tangent)


def drawn(came: object) -> Tensor:
    """Points that a person has drawn, centred and scaled, (N, 2), float32; as ``cae.points.drawn``."""
    return torch.from_numpy(sets.drawn(came))
