"""An autoencoder of two inputs seen whole: what it does at every point of a grid, in one batched pass.

J has two columns, so that JᵀJ = [[a, c], [c, b]] is had for all points from one product of φ′² with the products of the
weights, and its eigenvalues and axes are in closed form.
Letters: G points of the grid, N points, H units; σ singular values of J, the first not the smaller.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from cae import contraction
from cae.checks import as_real, shown
from cae.model import Autoencoder
from cae.scale_free import check_images

STEEPEST = {"gelu": math.sqrt(2)}  # where φ′ is largest, of those for which that is a place other than z = 0


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """What a model does at points of the plane.

    Attributes
    ----------
    at : Tensor, shape (G, 2)
    pull : Tensor, shape (G, 2)
        r(x) − x: where the reconstruction moves the point. Of a contractive autoencoder it is *not* the score.
    penalty : Tensor, shape (G,)
        ‖J‖²_F.
    sigma : Tensor, shape (G, 2)
        How far the code moves for a small move along the first and the second singular direction.
    axis : Tensor, shape (G, 2)
        The first, of length 1 (of either sign); the second is at a right angle to it.
    """

    at: Tensor
    pull: Tensor
    penalty: Tensor
    sigma: Tensor
    axis: Tensor

    def last(self, count: int) -> Field:
        """The same at the last so many points alone."""
        return Field(*(values[-count:] for values in (self.at, self.pull, self.penalty, self.sigma, self.axis)))


def grid(count: int = 40, reach: float = 5.0) -> Tensor:
    """A square grid of count × count points from −reach to reach, row by row from below, (count², 2), float32.

    Raises
    ------
    ValueError
        If ``count`` is no whole number from 2 to 400, or ``reach`` not finite and above 0.
    """
    count = contraction.whole("count", count, 2, 400)
    if not 0 < as_real(reach) < math.inf:
        raise ValueError(f"reach must be a finite number above 0, but {shown(reach)} came.")
    axis = torch.linspace(-as_real(reach), as_real(reach), count)
    y, x = torch.meshgrid(axis, axis, indexing="ij")
    return torch.stack([x.reshape(-1), y.reshape(-1)], 1)


@torch.no_grad()
def field(model: Autoencoder, at: Tensor) -> Field:
    """The field of a model at points, in the model's dtype.

    Parameters
    ----------
    model : Autoencoder
        Of two inputs and any depth.
    at : Tensor, shape (G, 2)

    Raises
    ------
    ValueError
        If the model has not two inputs, or ``at`` is no finite (G, 2) of its dtype.
    """
    check_plane(model)
    zs = model.pre_activations(at)
    r = model.decode(model.activation.phi(zs[-1]))  # (G, 2)
    a, b, c = _gram(model, zs)
    middle, half = (a + b) / 2, torch.hypot((a - b) / 2, c)
    first = middle + half
    # The smaller eigenvalue from the determinant: the difference would lose its digits.
    second = ((a * b - c * c) / first.where(first > 0, 1)).clamp(min=0)
    turn = torch.atan2(2 * c, a - b) / 2
    axis = torch.stack([torch.cos(turn), torch.sin(turn)], 1)
    return Field(at, r - at, a + b, torch.stack([first, second], 1).sqrt(), axis)


def _gram(model: Autoencoder, zs: list[Tensor]) -> tuple[Tensor, Tensor, Tensor]:
    """‖J₁‖², ‖J₂‖² and J₁·J₂ of J's two columns, (G,) each."""
    A, W = contraction.row_factors(model, zs), model.W[0]  # (G, H) or (G, H, H₁); (H₁, 2)
    if model.depth == 1:
        products = torch.stack([W[:, 0] ** 2, W[:, 1] ** 2, W[:, 0] * W[:, 1]], 1)  # (H, 3)
        found = A.square() @ products
        return found[:, 0], found[:, 1], found[:, 2]
    J = A @ W  # (G, H, 2)
    one, other = J[:, :, 0], J[:, :, 1]
    return one.square().sum(1), other.square().sum(1), (one * other).sum(1)


@torch.no_grad()
def unit_lines(model: Autoencoder, reach: float = 5.0) -> Tensor:
    """Where each unit of the first layer is steepest, as a line across the square from −reach to reach, (H, 2, 2).

    That is w·x + b = 0 where φ′ is largest at z = 0 (sigmoid, tanh), or the unit's kink or bend is (ReLU, softplus); of
    GELU w·x + b = √2. The two ends of a line that misses the square, or of a unit without weights, are NaN.
    """
    check_plane(model)
    w, b = model.W[0].double(), model.b[0].double()
    norm = w.norm(dim=1)
    normal = w / norm[:, None]  # (H, 2)
    foot = normal * ((STEEPEST.get(model.activation.name, 0.0) - b) / norm)[:, None]  # nearest to the middle
    along = torch.stack([-normal[:, 1], normal[:, 0]], 1)
    # Between where it enters and leaves the strips |x| ≤ reach and |y| ≤ reach.
    ends = torch.stack([(-reach - foot) / along, (reach - foot) / along])  # (2, H, 2)
    parallel = along == 0  # to the strip: inside it everywhere, or nowhere
    inside = foot.abs() <= reach
    low = ends.amin(0).masked_fill(parallel, -torch.inf).amax(1)
    high = ends.amax(0).masked_fill(parallel, torch.inf).amin(1)
    hits = (low < high) & (inside | ~parallel).all(1)
    t = torch.stack([low, high], 1)  # (H, 2)
    lines = foot[:, None, :] + t[:, :, None] * along[:, None, :]
    return lines.masked_fill(~hits[:, None, None], torch.nan)


# -- what it comes to, in numbers ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AlongCurve:
    """Whether the map contracts across a curve and not along it; neither number proves it alone.

    Attributes
    ----------
    cosine : float
        Mean |cos| of the angle between the first singular direction and the tangent; 2/π = 0.64 by chance. A plain
        autoencoder reaches 1 too: it says which way is which, not how much they differ.
    ratio : float
        Mean ‖J·tangent‖/‖J·normal‖: how many times as far the code moves along as across. NaN if it moves nowhere.
    error : float
        Reconstruction error over the points' variance.
    """

    cosine: float
    ratio: float
    error: float


@torch.no_grad()
def along_curve(model: Autoencoder, at: Tensor, tangent: Tensor) -> AlongCurve:
    """Measure at points of a curve with their unit tangents, (N, 2) each.

    Raises
    ------
    ValueError
        If the model has not two inputs, or the points are not finite, of another shape, or all alike.
    """
    check_plane(model)
    at, tangent = at.to(model.W[0].dtype), tangent.to(model.W[0].dtype)
    check_images(model, at, least=2, name="at")
    check_images(model, tangent, least=2, name="tangent")
    if at.shape != tangent.shape:
        raise ValueError(f"There must be a tangent a point, but {len(tangent)} came for {len(at)} points.")
    found = field(model, at)
    cosine, ratio = along(found, tangent)
    return AlongCurve(cosine, ratio, error_share(model, at))


def along(found: Field, tangent: Tensor) -> tuple[float, float]:
    """``cosine`` and ``ratio`` of ``AlongCurve``, from a field at points of a curve, and its unit tangents there."""
    cosine = (found.axis * tangent).sum(1).abs().clamp(max=1)
    turned = torch.stack([cosine, (1 - cosine.square()).sqrt()], 1)  # the tangent in J's own axes, but for the signs
    own, other = (found.sigma * turned).norm(dim=1), (found.sigma * turned.flip(1)).norm(dim=1)
    return float(cosine.mean()), float((own / other)[own + other > 0].mean())


def error_of(found: Field) -> float:
    """The share of ``error_share`` from a field at points that are not all alike."""
    spread = (found.at - found.at.mean(0)).square().sum()
    return float(found.pull.square().sum() / spread)


@torch.no_grad()
def error_share(model: Autoencoder, x: Tensor) -> float:
    """Σ‖r(x) − x‖² over Σ‖x − mean‖²: 0 is a perfect reconstruction, 1 what the mean alone would do.

    Raises
    ------
    ValueError
        If all points are alike: they have no variance.
    """
    check_images(model, x, least=2)
    variance = (x - x.mean(0)).square().sum()
    if float(variance) == 0:
        raise ValueError(f"x must hold points that differ, but all {len(x):,} are alike.")
    return float((model(x) - x).square().sum() / variance)


def check_plane(model: Autoencoder) -> None:
    """Refuse a model that has not two inputs (ValueError)."""
    if model.sizes[0] != 2:
        raise ValueError(f"The model must have two inputs to be seen in the plane, but it has {model.sizes[0]:,}.")
