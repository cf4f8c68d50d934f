"""Which hidden units are alike by their weights: the same unit in two models, near-copies within one.

Letters: H hidden units; W_j the weights of unit j of the last encoder layer. Alike is measured by the cosine of W_j.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import normalize

from cae.checks import as_real, shown
from cae.model import Autoencoder

NEAR_COPY = 0.95  # cosine above which two units count as near-copies of each other


def cosines(before: Autoencoder, after: Autoencoder) -> Tensor:
    """Cosine of every unit's weights in one model with every unit's in another; 0 where a unit has none.

    Parameters
    ----------
    before, after : Autoencoder
        Their last encoder layers must have as many inputs.

    Returns
    -------
    Tensor of float32 or float64, shape (H before, H after)

    Raises
    ------
    ValueError
        If the last encoder layers have different numbers of inputs.
    """
    a, b = before.W[-1].detach(), after.W[-1].detach()  # (H, D)
    if a.shape[1] != b.shape[1]:
        raise ValueError(f"The last encoder layers must have as many inputs, but {a.shape[1]} and {b.shape[1]} came.")
    return normalize(a, dim=1) @ normalize(b, dim=1).T


def identity(before: Autoencoder, after: Autoencoder) -> float:
    """Share of units that are most like themselves: argmax_k cos(W_j, W′_k) = j.

    1 where every unit of a model can be followed into the other under its number, about 1/H between strangers.

    Parameters
    ----------
    before, after : Autoencoder
        Two models of the same shape.

    Raises
    ------
    ValueError
        If their last encoder layers differ in shape.
    """
    alike = cosines(before, after)
    if alike.shape[0] != alike.shape[1]:
        raise ValueError(f"The models must have as many units, but {alike.shape[0]} and {alike.shape[1]} came.")
    return float((alike.argmax(1) == torch.arange(len(alike))).float().mean())


def near_copies(model: Autoencoder, least: float = NEAR_COPY) -> Tensor:
    """Groups of units that have nearly the same weights.

    Two units are in one group where a chain of units leads from one to the other, each of a cosine above ``least`` with
    the next.

    Parameters
    ----------
    model : Autoencoder
    least : float
        0 to 1.

    Returns
    -------
    Tensor of int64, shape (H,)
        Of each unit the lowest number in its group, which is its own where it stands alone.

    Raises
    ------
    ValueError
        If ``least`` is not from 0 to 1.
    """
    if not 0 <= as_real(least) <= 1:
        raise ValueError(f"least must be a number from 0 to 1, but {shown(least)} came.")
    linked = cosines(model, model) > as_real(least)
    linked.fill_diagonal_(True)
    group = torch.arange(len(linked))
    while True:
        # The lowest number among those linked with each; it has spread along every chain when nothing changes.
        lowest = torch.where(linked, group, len(linked)).min(1).values
        if torch.equal(lowest, group):
            return group
        group = lowest


def in_groups(groups: Tensor) -> int:
    """How many units are a near-copy of another.

    Parameters
    ----------
    groups : Tensor, shape (H,)
        As ``near_copies`` gives them.
    """
    counts = torch.bincount(groups)
    return int(counts[counts > 1].sum())
