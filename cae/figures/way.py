"""What became of units on the way here: along a training, or along λ."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Way(NamedTuple):
    """T models, one after the other.

    Attributes
    ----------
    over : str
        "step" or "lambda".
    at : ndarray, shape (T,)
        Step, or λ; ascending.
    place : ndarray of int, shape (T,)
        Of each in its atlas; -1 along a training.
    lam : ndarray, shape (T,)
        λ of each.
    counts : ndarray, shape (T, 5)
        Units in each of ``diagnostics.STATES``.
    paths : ndarray of float32, shape (T, H, 4)
        Of every unit mean φ′, mean φ′², ‖W_j‖² and its share of ‖J‖²_F.
    """

    over: str
    at: np.ndarray
    place: np.ndarray
    lam: np.ndarray
    counts: np.ndarray
    paths: np.ndarray
