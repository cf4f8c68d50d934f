"""What is measured of a model of the table, on the test images."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from cae import contraction, diagnostics
from cae.model import Autoencoder

RADII = (0.1, 0.3, 1.0, 2.0, 3.0, 5.0, 7.0, 10.0, 14.0, 20.0, 30.0)
CURVE_IMAGES, DIRECTIONS = 100, 4
SPECTRUM_IMAGES = 12
AT_ONCE = 1000  # images at a time
SHARE = 0.9


@torch.inference_mode()
def measured(model: Autoencoder, x: Tensor) -> dict[str, Any]:
    """The figures of a model.

    Parameters
    ----------
    model : Autoencoder
        Of D pixels and H units.
    x : Tensor, shape (N, D)
        The test images.

    Returns
    -------
    dict
        ``jacobian2``, ``jacobian``, ``jacobian_entry``: means over all images of ‖J‖²_F, ‖J‖_F and ‖J‖²_F/(D·H).
        ``sat``: share of h below 0.05 or above 0.95. ``radius``, ``curve``: the contraction ratio against the radius,
        the mean over the first 100 images and 4 directions each. ``sigma``: singular values of J, descending, means
        over the first 12 images. ``directions``: how many of them hold 90 % of ‖J‖²_F over those images.
    """
    squares = torch.cat([contraction.penalty(model, part) for part in torch.split(x, AT_ONCE)]).double()
    curve = diagnostics.contraction_curve(model, x[:CURVE_IMAGES], RADII, DIRECTIONS)
    sigma = torch.cat([contraction.spectrum(model, one) for one in torch.split(x[:SPECTRUM_IMAGES], 1)]).double()
    return {
        "jacobian2": float(squares.mean()),
        "jacobian": float(squares.sqrt().mean()),
        "jacobian_entry": float(squares.mean()) / math.prod(model.sizes),
        "sat": diagnostics.sat(model.encode(x), model.activation),
        "radius": list(RADII),
        "curve": curve.mean.tolist(),
        "sigma": [float(f"{value:.6g}") for value in sigma.mean(0).tolist()],
        "directions": diagnostics.leading_directions(sigma, SHARE),
    }
