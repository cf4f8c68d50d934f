"""One unit and one image looked at closely: what a unit is worth, and what the code cannot see of an image.

Letters: N images, D pixels, H units of the last encoder layer, H₁ of the first; z pre-activation, h code, V the
decoder's weights (H, D), a its logits; J = ∂h/∂x (H, D), σ its singular values.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass

import torch
from torch import Tensor

from cae import contraction
from cae.model import Autoencoder
from cae.objectives import error_from_logits
from cae.pixels import check_range
from cae.scale_free import check_images

CHUNK_FLOATS = 2**20  # of the largest tensor made for one part of the images: 4 MiB in float32 stay near the core
NO_VARIANCE = 1e-12  # of the images' total: in float64 what rounding leaves where they don't vary is less


# -- one unit ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Ablation:
    """What the reconstruction loses when a unit answers every image alike.

    Attributes
    ----------
    mean_h : float
        The unit's mean h over the images: what it is clamped to.
    error : Tensor, shape (N,)
        Σ_pixels reconstruction error of every image as it is; as in the objective.
    clamped : Tensor, shape (N,)
        The same with the unit's h clamped.
    """

    mean_h: float
    error: Tensor
    clamped: Tensor


@torch.no_grad()
def ablation(model: Autoencoder, x: Tensor, unit: int, h: Tensor | None = None) -> Ablation:
    """Clamp one unit to its mean over the images, and decode: mean ablation.

    Not to 0, which for most units is no value of theirs: clamped to its mean, a unit that is always on or always off
    loses nothing, and one that moves loses what its moving was worth to the decoder as it is.

    Parameters
    ----------
    model : Autoencoder
        Of any depth.
    x : Tensor, shape (N, D)
        At least one image.
    unit : int
        Of the last encoder layer, 0 to H − 1.
    h : Tensor, shape (N, H), optional
        ``model.encode(x)``, where it is at hand: half of the work.

    Returns
    -------
    Ablation
        Only h_j changes, by δ = mean − h_j, and so the decoder's first layer by δV_j: the product of the codes with
        V is made once, and for one layer it is all there is. No (N, D) tensor is made.

    Raises
    ------
    ValueError
        If ``unit`` is none of the model's, ``x`` is no finite (N, D) of the model's dtype with N ≥ 1 and pixels in the
        range of its output, or the model's parameters are not finite.
    """
    check_images(model, x, least=1)
    check_range(model, x)
    unit = contraction.whole("unit", unit, 0, model.sizes[-1] - 1)
    images = max(1, CHUNK_FLOATS // max(model.sizes))
    h = torch.cat([model.encode(part) for part in torch.split(x, images)]) if h is None else h  # (N, H)
    mean_h = h[:, unit].double().mean()
    change = mean_h.to(h.dtype) - h[:, unit]  # (N,)  δ
    V, c = model.decoder_weight(model.depth - 1), model.c[-1]  # (H, H_{L−1}) and (H_{L−1},); D for one layer

    errors = []
    for x_, h_, change_ in zip(*(torch.split(whole, images) for whole in (x, h, change)), strict=True):
        y = torch.addmm(c, h_, V)  # (n, H_{L−1})  h V + c
        both = (y, torch.addr(y, change_, V[unit]))  # y and y + δ V_j
        errors.append(torch.stack([error_from_logits(model, _logits(model, y), x_) for y in both]))  # (2, n)
    error, clamped = torch.cat(errors, 1)
    return Ablation(mean_h=float(mean_h), error=error, clamped=clamped)


@torch.no_grad()
def mean_gradient(model: Autoencoder, x: Tensor, unit: int, zs: list[Tensor] | None = None) -> Tensor:
    """What one unit looks at: the mean over the images of its row of J, ∂h_j/∂x, as an image, (D,).

    Parameters
    ----------
    model : Autoencoder
        Of any depth.
    x : Tensor, shape (N, D)
        At least one image.
    unit : int
        Of the last encoder layer, 0 to H − 1.
    zs : list of Tensor, optional
        ``model.pre_activations(x)``, where a forward pass has left them.

    Returns
    -------
    Tensor, shape (D,)
        In code units per unit of a pixel. For one layer W_j times the unit's mean φ′. A row of J goes back through
        the encoder as one vector an image, and the mean is taken before W₁: no (N, D) tensor is made.

    Raises
    ------
    ValueError
        If ``unit`` is none of the model's, ``x`` is no finite (N, D) of the model's dtype with N ≥ 1, or the model's
        parameters are not finite.
    """
    check_images(model, x, least=1)
    unit = contraction.whole("unit", unit, 0, model.sizes[-1] - 1)
    zs = model.pre_activations(x) if zs is None else zs
    slope = model.activation.dphi(zs[-1][:, unit])  # (N,)  φ′(z_j)
    if model.depth == 1:
        return slope.mean() * model.W[0][unit]
    gains = [model.activation.dphi(z) for z in zs[:-1]]
    row = slope[:, None] * model.W[-1][unit]  # (N, H_{L−1})  row j of D_L W_L
    return contraction.pull_back(model, gains, row[:, None, :]).mean((0, 1)) @ model.W[0]  # (D,)


# -- one image -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Blind:
    """Directions in pixel space that the code of one image ignores, although the images differ along them.

    Attributes
    ----------
    directions : Tensor, shape (k, D)
        Orthonormal, those along which the images vary most first.
    share : Tensor, shape (k,)
        Of the images' total variance, along each; 0 to 1.
    """

    directions: Tensor
    share: Tensor


@torch.no_grad()
def blind_directions(model: Autoencoder, x: Tensor, images: Tensor, k: int = 4) -> Blind:
    """The principal directions of the images within the null space of J(x): what the code does not see at x.

    J has D columns and at most H singular values that are not 0: along all other directions a small change of the
    image leaves its code as it is. Most of them are noise that no image has; those shown are where images do differ.

    Parameters
    ----------
    model : Autoencoder
        Of any depth.
    x : Tensor, shape (1, D)
        The image.
    images : Tensor, shape (N, D)
        At least two, whose variance it is about.
    k : int
        At most so many, 1 to D.

    Returns
    -------
    Blind
        Computed in float64, given in the model's dtype. Fewer than k where the null space, or what the images vary
        in it, has fewer dimensions; none where J has D singular values that are not 0. As in ``spectrum``, those of
        at most 1e-7 of the largest count as 0. Each row's sign makes its entry of largest magnitude positive.

    Raises
    ------
    ValueError
        If ``k`` is not from 1 to D, ``x`` or ``images`` are no finite (1, D) and (N, D) of the model's dtype with
        N ≥ 2, or the model's parameters are not finite.
    """
    check_images(model, x, least=1)
    if len(x) > 1:
        raise ValueError(f"x must be one image, of shape (1, {x.shape[1]}), but {tuple(x.shape)} came; use x[:1].")
    check_images(model, images, least=2, name="images")
    k = contraction.whole("k", k, 1, model.sizes[0])
    seen = _row_space(_jacobian(model, x))  # (d, D)
    centred = images.double() - images.double().mean(0)  # (N, D)
    total = centred.square().sum()
    rest = centred - (centred @ seen.T) @ seen  # what the images vary in the null space
    few = len(rest) <= rest.shape[1]  # the smaller of the two products has the same eigenvalues
    variances, axes = torch.linalg.eigh(rest @ rest.T if few else rest.T @ rest)  # ascending; N times those
    variances, axes = variances.flip(0)[:k], axes.flip(1)[:, :k].T
    alive = (variances > NO_VARIANCE * total) & (torch.arange(len(variances)) < len(rest.T) - len(seen))
    variances, axes = variances[alive], axes[alive]
    directions = axes @ rest / variances.sqrt()[:, None] if few else axes  # (k, D)
    # Less what rounding has left in them of the row space and of each other.
    directions = directions - (directions @ seen.T) @ seen
    Q, R = torch.linalg.qr(directions.T)
    directions = Q.T * R.diagonal().sign()[:, None]
    signs = directions.gather(1, directions.abs().argmax(1, keepdim=True)).sign()  # (k, 1)
    return Blind(directions=(directions * signs).to(x.dtype), share=(variances / total).to(x.dtype))


# -- what they share -----------------------------------------------------------------------------------------


def _logits(model: Autoencoder, y: Tensor) -> Tensor:
    """The logits from the pre-activations of the decoder's first layer, which for one layer are the logits: (n, D)."""
    for layer in reversed(range(model.depth - 1)):
        y = torch.addmm(model.c[layer], model.activation.phi(y), model.decoder_weight(layer))
    return y


def _jacobian(model: Autoencoder, x: Tensor) -> Tensor:
    """J of one image in float64, (H, D): from pre-activations in float64, so that a 0 of it is one."""
    model, x = copy.deepcopy(model).double(), x.double()
    A = contraction.row_factors(model, model.pre_activations(x))[0]  # (H, H₁) or (H,)
    return A[:, None] * model.W[0] if model.depth == 1 else A @ model.W[0]


def _row_space(J: Tensor) -> Tensor:
    """Orthonormal rows that J does not map to 0, (d, D): the right singular vectors up to its rank."""
    if J.shape[0] > J.shape[1]:
        J = torch.linalg.qr(J, mode="r").R  # J = QR has R's right singular vectors
    _, singular, V = torch.linalg.svd(J, full_matrices=False)  # (min(H, D),), (min(H, D), D)
    return V[: int((singular > contraction.ZERO * singular[0]).sum())]
