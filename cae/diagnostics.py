"""Figures that say how a code behaves over many images: saturation and constant units."""

from __future__ import annotations

from torch import Tensor

from cae.activations import Activation

SATURATED_BELOW, SATURATED_ABOVE = 0.05, 0.95
CONSTANT_STD = 0.01


def sat(h: Tensor, activation: Activation) -> float | None:
    """SAT: the share of h outside 0.05 to 0.95 of the activation's range.

    Parameters
    ----------
    h : Tensor, shape (N, H)
    activation : Activation

    Returns
    -------
    float or None
        0 to 1 (Rifai et al. 2011, §5.3, count a sigmoid's h below 0.05 and above 0.95); tanh is
        first mapped to 0…1. None for activations without a finite range, which can't saturate on both sides.
    """
    lo, hi = activation.output_range
    if not (abs(lo) < float("inf") and abs(hi) < float("inf")):
        return None
    low, high = lo + SATURATED_BELOW * (hi - lo), lo + SATURATED_ABOVE * (hi - lo)
    return float(((h < low) | (h > high)).sum()) / h.numel()


def constant_units(h: Tensor) -> int:
    """Dead units: those whose h is the same for all images (standard deviation under 0.01), of (N, H)."""
    # torch.std along the first axis is ten times slower than this.
    variance = (h - h.mean(0)).square().mean(0)  # (H,)
    return int((variance < CONSTANT_STD**2).sum())
