"""Figures that say how a code behaves over many images, and why.

Saturation and constant units, the state of every unit, how contraction fades with distance, and figures of
contraction that rescaling the code can't improve.

Letters: N images, D pixels, H hidden units; W_j a unit's weights, z_j its pre-activation, h_j = φ(z_j).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import linear

from cae import contraction
from cae.activations import Activation
from cae.checks import as_list, as_real, shown
from cae.model import Autoencoder, check_finite, seeded_generator
from cae.scale_free import ScaleFree, check_images, participation_ratio, parts, scale_free, variance
from cae.thresholds import Thresholds

__all__ = [
    "STATES",
    "ContractionCurve",
    "Factors",
    "ScaleFree",
    "UnitStates",
    "constant_units",
    "contraction_curve",
    "factors",
    "layer_states",
    "leading_directions",
    "participation_ratio",
    "sat",
    "scale_free",
    "span_of",
    "unit_states",
]

DEFAULTS = Thresholds()
SATURATED_BELOW, SATURATED_ABOVE = 0.05, 0.95  # the paper's
CONSTANT_STD = 0.01

SATURATED_0, SATURATED_1, DEAD, SHRUNK, SWINGS = (
    "saturated at 0",
    "saturated at 1",
    "dead",
    "weight-shrunk",
    "swings",
)
STATES = (SATURATED_0, SATURATED_1, DEAD, SHRUNK, SWINGS)  # in order of precedence


# -- of a code alone -----------------------------------------------------------------------------------------


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
    span = span_of(activation)
    if span is None:
        return None
    lo, width = span
    low, high = lo + SATURATED_BELOW * width, lo + SATURATED_ABOVE * width
    return float(((h < low) | (h > high)).sum()) / h.numel()


def constant_units(h: Tensor) -> int:
    """Dead units: those whose h is the same for all images (standard deviation under 0.01), of (N, H)."""
    return int((variance(h) < CONSTANT_STD**2).sum())


# -- what a unit contributes to the penalty -----------------------------------------------------------------


class Factors(NamedTuple):
    """The two factors of each unit's part of ‖J‖²_F for a layer of weights W, and what they make; (H,) each.

    mean over the images of Σ_i (φ′_j W_ji)² = (mean φ′_j²) · ‖W_j‖²  (Rifai et al. 2011, eq. 9).
    """

    mean_gain: Tensor
    mean_gain2: Tensor
    weight_norm2: Tensor
    contribution: Tensor

    def share(self) -> Tensor:
        """Of the mean ‖J‖²_F, (H,); all 0 if that is 0."""
        return shares(self.contribution)


def factors(gain: Tensor, W: Tensor) -> Factors:
    """The factors of a one-layer encoder.

    Parameters
    ----------
    gain : Tensor, shape (N, H)
        φ′(z) of every image.
    W : Tensor, shape (H, D)
    """
    mean_gain2, weight_norm2 = gain.square().mean(0), W.square().sum(1)
    return Factors(gain.mean(0), mean_gain2, weight_norm2, mean_gain2 * weight_norm2)


def shares(contribution: Tensor) -> Tensor:
    """What part of their sum each is; all 0 if that is 0."""
    total = contribution.sum()
    return contribution / total if total > 0 else torch.zeros_like(contribution)


# -- the state of every unit ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class UnitStates:
    """What every unit of the last encoder layer does, and the figures that say why.

    Attributes
    ----------
    state : tuple of str, length H
        One of ``STATES`` for each unit.
    share_low, share_high : Tensor, shape (H,)
        Share of the images for which the unit is saturated at 0, and at 1; 0 to 1.
    h_std : Tensor, shape (H,)
        Standard deviation of h over the images, in units of the activation's range (or of h, without one).
    reach : Tensor, shape (H,)
        How far h could move with the image, in the same unit: maximal slope × ‖W_j‖ × the root mean square,
        over the layer's inputs, of their standard deviations. A random direction W_j of that length would
        give z just that deviation, less or more if it looks where the images change less or more.
    mean_gain : Tensor, shape (H,)
        Mean over the images of φ′(z_j).
    mean_gain2 : Tensor, shape (H,)
        Mean over the images of φ′(z_j)².
    weight_norm2 : Tensor, shape (H,)
        ‖W_j‖², of the last layer's own weights.
    contribution : Tensor, shape (H,)
        Mean over the images of the unit's part of ‖J‖²_F; mean_gain2 · weight_norm2 for one layer.
    share : Tensor, shape (H,)
        The unit's share of the mean ‖J‖²_F; all 0 if that is 0.
    """

    state: tuple[str, ...]
    share_low: Tensor
    share_high: Tensor
    h_std: Tensor
    reach: Tensor
    mean_gain: Tensor
    mean_gain2: Tensor
    weight_norm2: Tensor
    contribution: Tensor
    share: Tensor

    def counts(self) -> dict[str, int]:
        """How many units are in each of ``STATES``."""
        return {name: self.state.count(name) for name in STATES}


@torch.no_grad()
def unit_states(
    model: Autoencoder,
    x: Tensor,
    low: float = DEFAULTS.low,
    high: float = DEFAULTS.high,
    most: float = DEFAULTS.most,
    dead: float = DEFAULTS.dead,
    shrunk: float = DEFAULTS.shrunk,
    steep: float = DEFAULTS.steep,
    *,
    zs: list[Tensor] | None = None,
) -> UnitStates:
    """Tell for every unit whether it is saturated, dead, shrunk, or swings: why it contracts, or does not.

    The first that holds, h being scaled to 0…1 by the activation's range:

    1. *saturated at 0*: h is below ``low`` for at least ``most`` of the images;
    2. *saturated at 1*: h is above ``high`` for at least ``most`` of them;
    3. *dead*: h is the same for all images (its standard deviation is under ``dead``), since no weight is left
       or the weights look only where the images never change;
    4. *weight-shrunk*: φ′ is near its maximum (its root mean square at least ``steep`` of it), and yet h neither
       could (``reach``) nor does (``h_std``) move by as much as ``shrunk``: ‖W_j‖ is what is small, not h(1−h);
    5. *swings*: everything else. A unit of small weights that look just where the images change most is here.

    An activation without a finite range has no 1 to saturate at. Softplus, ReLU and GELU count as saturated at 0
    where |φ′| is below ``low`` of its maximum, so a ReLU that is off for all images is; the identity never
    is. h is then taken in its own unit. As tanh(z) = 2σ(2z) − 1, a tanh unit is in the state of the sigmoid
    unit with twice its weights.

    Parameters
    ----------
    model : Autoencoder
        Of any depth; the units are those of the last encoder layer.
    x : Tensor, shape (N, D)
        At least two images.
    low, high : float
        0 ≤ low < high ≤ 1.
    most : float
        Above 0, up to 1.
    dead : float
        At least 0.
    shrunk : float
        At least 0. With 0.05, a sigmoid's h stays within about ±0.05: ‖W_j‖ times the inputs' deviation is
        under 0.2, and σ′ is at most ¼. That is a twentieth of the range, as ``low`` is.
    steep : float
        0 to 1. Not ½, as φ′(0) of softplus and GELU is only 0.5 and 0.44 of their maximum.
    zs : list of Tensor, optional
        ``model.pre_activations(x)``, where a forward pass has left them: most of the work.

    Raises
    ------
    ValueError
        If an argument is outside its range, ``x`` is no finite (N, D) of the model's dtype, or the model's
        parameters are not finite.
    """
    thresholds = Thresholds(low, high, most, dead, shrunk, steep)  # refuses what is out of range
    check_images(model, x, least=2)
    phi = model.activation
    zs = model.pre_activations(x) if zs is None else zs
    u = phi.phi(zs[-2]) if model.depth > 1 else x  # (N, ·)  the last layer's input
    h, gain = phi.phi(zs[-1]), phi.dphi(zs[-1])  # (N, H) each
    found = layer_states(phi, h, gain, model.W[-1], variance(u).mean(), thresholds)
    if model.depth == 1:
        return found
    contribution = _mean_contribution(model, x)
    return replace(found, contribution=contribution, share=shares(contribution))


def layer_states(
    phi: Activation, h: Tensor, gain: Tensor, W: Tensor, spread: Tensor, thresholds: Thresholds = DEFAULTS
) -> UnitStates:
    """What ``unit_states`` tells of units whose h and φ′ are at hand; of one layer, or of some units of it.

    Parameters
    ----------
    phi : Activation
    h, gain : Tensor, shape (N, H)
        h and φ′ of every image.
    W : Tensor, shape (H, D)
        The units' weights.
    spread : Tensor, shape ()
        Mean over the layer's inputs of their variances over the images.
    thresholds : Thresholds

    Returns
    -------
    UnitStates
        Contributions are those of a layer that looks at the images themselves, and shares are of the units given.
    """
    top, width = phi.slope_range[1], (span_of(phi) or (0.0, 1.0))[1]
    share_low, share_high = _saturation(phi, h, gain, thresholds.low, thresholds.high)
    h_std = variance(h).sqrt() / width
    mean_gain, mean_gain2, weight_norm2, contribution = factors(gain, W)
    reach = top / width * (weight_norm2 * spread).sqrt()
    small = (reach < thresholds.shrunk) & (h_std < thresholds.shrunk)

    tests = {
        SATURATED_0: share_low >= thresholds.most,
        SATURATED_1: share_high >= thresholds.most,
        DEAD: h_std < thresholds.dead,
        SHRUNK: (mean_gain2.sqrt() >= thresholds.steep * top) & small,
        SWINGS: torch.ones_like(h_std, dtype=torch.bool),
    }
    first = torch.stack([tests[name] for name in STATES]).int().argmax(0)  # (H,)  of several maxima the first
    return UnitStates(
        state=tuple(STATES[i] for i in first.tolist()),
        share_low=share_low,
        share_high=share_high,
        h_std=h_std,
        reach=reach,
        mean_gain=mean_gain,
        mean_gain2=mean_gain2,
        weight_norm2=weight_norm2,
        contribution=contribution,
        share=shares(contribution),
    )


def _saturation(phi: Activation, h: Tensor, gain: Tensor, low: float, high: float) -> tuple[Tensor, Tensor]:
    """Share of the images for which each unit is saturated at 0, and at 1: (H,) each."""
    span = span_of(phi)
    if span is None:  # flat counts as saturated at 0, and there is no 1
        return (gain.abs() < low * phi.slope_range[1]).to(h.dtype).mean(0), torch.zeros_like(h[0])
    lo, width = span
    return (h < lo + low * width).to(h.dtype).mean(0), (h > lo + high * width).to(h.dtype).mean(0)


def _mean_contribution(model: Autoencoder, x: Tensor) -> Tensor:
    """Mean over the images of the squared row norms of J, (H,)."""
    sums = [contraction.per_unit(model, part).sum(0) for part in parts(model, x)]
    return torch.stack(sums).sum(0) / len(x)


def leading_directions(sigma: Tensor, share: float = 0.9) -> int:
    """k for which the first k singular values carry a share of the contraction: of all images together.

    The least k with Σ_{i≤k} mean σ_i² ≥ share · mean ‖J‖²_F, the means over the images.

    Parameters
    ----------
    sigma : Tensor, shape (N, H)
        Singular values of J, descending, as ``contraction.spectrum`` gives them.
    share : float
        Above 0, at most 1.

    Returns
    -------
    int
        1 to H; 0 where all singular values are 0.

    Raises
    ------
    ValueError
        If ``sigma`` is no finite floating-point tensor of shape (N, H) with N, H ≥ 1, or ``share`` out of its range.
    """
    if not (isinstance(sigma, Tensor) and sigma.is_floating_point() and sigma.ndim == 2 and sigma.numel()):
        raise ValueError("sigma must be a floating-point tensor of shape (N, H) with N, H of at least 1.")
    check_finite("sigma", sigma)
    if not 0 < as_real(share) <= 1:
        raise ValueError(f"share must be a number above 0 and at most 1, but {shown(share)} came.")
    carried = sigma.double().square().mean(0).cumsum(0)  # (H,)
    if carried[-1] == 0:
        return 0
    # The sum of all, to the last bit, is reached at the last place at which it still grows.
    return int((carried < as_real(share) * carried[-1]).sum()) + 1


# -- contraction at a distance -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class ContractionCurve:
    """How much distances shrink on the way into the code, against the distance; all of shape (R,), float64.

    Attributes
    ----------
    radius : Tensor
        ‖x₁ − x₀‖.
    mean : Tensor
        Mean over images and directions of ‖h(x₁) − h(x₀)‖ / ‖x₁ − x₀‖.
    rms : Tensor
        Root mean square of the same. For radius → 0 its square becomes the mean over the images of ‖J‖²_F / D.
    low, high : Tensor
        Tenth and ninetieth percentile over the images of their means over directions: how images differ.
    """

    radius: Tensor
    mean: Tensor
    rms: Tensor
    low: Tensor
    high: Tensor


@torch.no_grad()
def contraction_curve(
    model: Autoencoder, x0: Tensor, radii: Sequence[float] | Tensor, directions: int = 64, seed: int = 0
) -> ContractionCurve:
    """The contraction ratio against the radius (Rifai et al. 2011, §5, contraction curves).

    x₁ lies uniformly on the sphere of each radius round every image x₀, in the same directions for all radii;
    it may leave the range of pixels. Where the curve is flat, the code contracts as it does at the images
    themselves; where it rises, x₁ has left the region in which it does; where it falls, units saturate.

    Parameters
    ----------
    model : Autoencoder
        Of any depth.
    x0 : Tensor, shape (B, D)
        At least one image.
    radii : sequence of float
        R of them, finite and above 0, in the unit of the pixels.
    directions : int
        Drawn for every image, at least 1.
    seed : int
        Of the directions.

    Returns
    -------
    ContractionCurve
        Computed in float64 whatever the model's dtype is: in float32 h(x₁) − h(x₀) is lost at small radii.

    Raises
    ------
    ValueError
        If an argument is none of these.
    """
    check_images(model, x0, least=1, name="x0")
    r = _checked_radii(radii)
    directions = contraction.whole("directions", directions)
    generator = seeded_generator(seed)
    W = [w.double() for w in model.W]
    b = [v.double() for v in model.b]

    def code(z: Tensor) -> Tensor:
        h = model.activation.phi(z)
        for w, v in zip(W[1:], b[1:], strict=True):
            h = model.activation.phi(linear(h, w, v))
        return h

    z0 = linear(x0.double(), W[0], b[0])  # (B, H₁)
    h0 = code(z0)  # (B, H)
    total, squares = z0.new_zeros(len(r), len(x0)), z0.new_zeros(len(r), len(x0))
    for _ in range(directions):  # one direction for every image at a time: no (B, directions, D)
        v = torch.randn(x0.shape, generator=generator, dtype=torch.float64).to(x0.device)
        # The first layer is linear up to z: z(x₀ + r·v) = z₀ + r·Wv, so that a radius costs no product with D.
        Wv = (v @ W[0].T) / v.norm(dim=1, keepdim=True)  # (B, H₁)
        for i, radius in enumerate(r):
            ratio = (code(z0 + radius * Wv) - h0).norm(dim=1) / radius  # (B,)
            total[i] += ratio
            squares[i] += ratio.square()
    per_image = total / directions  # (R, B)
    low, high = torch.quantile(per_image, per_image.new_tensor([0.1, 0.9]), dim=1)
    return ContractionCurve(
        radius=per_image.new_tensor(r),
        mean=per_image.mean(1),
        rms=(squares / directions).mean(1).sqrt(),
        low=low,
        high=high,
    )


def _checked_radii(radii: Sequence[float] | Tensor) -> list[float]:
    r = [as_real(radius) for radius in as_list(radii)]
    if not r or not all(0 < radius < math.inf for radius in r):
        raise ValueError(f"radii must be a sequence of finite numbers above 0, but {shown(radii)} came.")
    return r


def span_of(activation: Activation) -> tuple[float, float] | None:
    """Where the activation's range starts and how wide it is; None if it is not finite."""
    lo, hi = activation.output_range
    return (lo, hi - lo) if math.isfinite(lo) and math.isfinite(hi) else None


def finite_ends(activation: Activation) -> list[float | None]:
    """The ends of the activation's range, None for one that is not finite, as JSON can carry them."""
    return [end if math.isfinite(end) else None for end in activation.output_range]
