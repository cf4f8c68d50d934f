"""Points in the plane for autoencoders of two inputs, centred and scaled to a standard deviation of about 2.

About 2, so that the units of a small encoder have something to bend over: at 0.3, as in the unit square, a sigmoid of
ordinary weights is a straight line.
"""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor

from cae.checks import shown
from cae.data import load_dataset

SPREAD = 2.0
RADIUS = 3.0  # of the circle: a standard deviation of 2.12
POINTS = 2000
NAMES = ("circle", "spiral", "moons", "xor", "gaussians")
FEWEST, MOST = 8, 5000  # points that are drawn


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
    if name == "circle":
        turns = torch.from_numpy(np.random.default_rng(2011).permutation(POINTS) / POINTS)  # in no order
        return ring(turns)[0].float()
    return torch.from_numpy(_scaled(load_dataset(name).x_train))


def ring(turns: Tensor | int = 360) -> tuple[Tensor, Tensor]:
    """Points of the circle and its unit tangents there, (N, 2) each, float64.

    Parameters
    ----------
    turns : Tensor, shape (N,), or int
        Where they are, in turns; or how many, evenly spaced.
    """
    t = turns.double() if isinstance(turns, Tensor) else torch.arange(turns, dtype=torch.float64) / turns
    cos, sin = torch.cos(2 * math.pi * t), torch.sin(2 * math.pi * t)
    return RADIUS * torch.stack([cos, sin], 1), torch.stack([-sin, cos], 1)


def drawn(came: object) -> Tensor:
    """Points that a person has drawn, centred and scaled, (N, 2), float32.

    Parameters
    ----------
    came : sequence of pairs of numbers
        8 to 5,000 of them, in any unit; the same scale for both axes, so that what is round stays round.

    Raises
    ------
    ValueError
        If they are too few or too many, all alike, or not finite; the message says so to the person.
    """
    try:
        given = np.asarray(came, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError("Points must be pairs of numbers, x and y.") from error
    if given.size == 0:
        given = given.reshape(0, 2)
    if given.ndim != 2 or given.shape[1] != 2:
        raise ValueError(f"Points must be pairs of numbers, x and y, but an array of shape {given.shape} came.")
    if len(given) < FEWEST:
        raise ValueError(f"There must be at least {FEWEST} points, but {len(given)} came; draw some more.")
    if len(given) > MOST:
        raise ValueError(f"There must be at most {MOST:,} points, but {len(given):,} came; clear some.")
    if not np.isfinite(given).all():
        bad = int((~np.isfinite(given)).any(1).sum())
        raise ValueError(f"Points must be finite numbers, but {bad:,} of {len(given):,} are not.")
    if np.ptp(given, axis=0).max() <= 1e-9 * max(1.0, np.abs(given).max()):
        raise ValueError(f"Points must not all be the same, but all {len(given):,} are; draw a line or a cloud.")
    return torch.from_numpy(_scaled(given))


def _scaled(came: np.ndarray) -> np.ndarray:
    given = np.asarray(came, np.float64)
    size = np.abs(given).max()  # first: the square of a large number is infinite
    centred = given / size - (given / size).mean(0)
    scaled: np.ndarray = (SPREAD / np.sqrt((centred**2).mean()) * centred).astype(np.float32)
    return scaled
