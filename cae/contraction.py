"""The contraction: ‖J‖²_F, its rows, its spectrum, its directions, and the curvature ‖∂J/∂x‖²_F.

J = ∂h/∂x has H rows and D columns. For one layer J = diag(φ′(z)) W, so
‖J‖²_F = Σ_j φ′(z_j)² Σ_i W_ji² (Rifai et al. 2011, eq. 7, with φ′ = h(1−h) for the sigmoid).
For L layers J = D_L W_L ⋯ D_1 W_1 with D_l = diag(φ′(z_l)). All but the last factor is the small matrix
A = D_L W_L ⋯ D_1 of H rows and H₁ columns, and whatever is asked of J = A W₁ is in A and in
K = W₁W₁ᵀ, which is the same for every image. So no (B, H, D) tensor is ever made.

All functions are differentiable; none averages over the batch. That, and λ, is the objective's business.
All raise ValueError where ``Autoencoder.checked_input`` refuses x.

Letters: B images, D pixels, H units of the last layer, H₁ of the first; z pre-activation, h code;
σ singular values, u and v left and right singular vectors of J (but ``sigma`` in ``hessian``: of the noise).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor
from torch.linalg import LinAlgError  # type: ignore[attr-defined]

from cae.checks import as_real, as_whole, shown
from cae.model import Autoencoder, check_finite, seeded_generator

# In float64 the eigenvalues of J Jᵀ are right to about 1e-15 of the largest, so singular values are
# to about 3e-8 of the largest: less than this is no number but noise, and given as 0.
ZERO = 1e-7
# A direction needs more: rounding turns v_i by about 1e-16 (σ_1/σ_i)², which here is 1e-4.
ZERO_DIRECTION = 1e-6
# Of the sampled curvature: 32 draws leave one image's value a standard deviation of at most 25%, usually 10 to 20.
DRAWS = 32
SIGMA = 0.01


def penalty(model: Autoencoder, x: Tensor, zs: list[Tensor] | None = None) -> Tensor:
    """‖J(x)‖²_F of every image, (B,): squared code units per squared unit of a pixel.

    Of one layer it is the closed sum Σ_j φ′(z_j)² ‖W_j‖², ‖W_j‖² = Σ_i W_ji², with [h_j(1−h_j)]² for φ′² of the
    sigmoid; of L layers tr(A K Aᵀ) with J = A W₁, A = D_L W_L ⋯ D_1 and K = W₁W₁ᵀ.

    Parameters
    ----------
    model : Autoencoder
    x : Tensor, shape (B, D)
    zs : list of Tensor, optional
        ``model.pre_activations(x)``, where a forward pass has left them: what remains is a few operations on
        the codes.

    Returns
    -------
    Tensor, shape (B,)
        Rifai et al. 2011, eq. 7; for deeper encoders tr(A K Aᵀ).

    Raises
    ------
    ValueError
        If ``x`` is not what the model takes.
    """
    zs = model.pre_activations(x) if zs is None else zs
    A, K = row_factors(model, zs), _products_of_rows(model)
    if K.ndim == 1:
        return (A * A) @ K
    return ((A @ K) * A).sum((1, 2)).clamp(min=0)  # rounding may take a sum of 0 below it


def per_unit(model: Autoencoder, x: Tensor, zs: list[Tensor] | None = None) -> Tensor:
    """Squared norms of the rows of J, (B, H): each unit's part of the penalty.

    Parameters
    ----------
    model : Autoencoder
    x : Tensor, shape (B, D)
    zs : list of Tensor, optional
        As for ``penalty``.

    Returns
    -------
    Tensor, shape (B, H)
        For one layer φ′(z_j)² ‖W_j‖², the summand of Rifai et al. 2011, eq. 7; for deeper encoders the
        diagonal of A K Aᵀ.

    Raises
    ------
    ValueError
        If ``x`` is not what the model takes.
    """
    zs = model.pre_activations(x) if zs is None else zs
    return _row_norms2(row_factors(model, zs), _products_of_rows(model))


def row_factors(model: Autoencoder, zs: list[Tensor]) -> Tensor:
    """A of J = A W₁ from the pre-activations of all layers, (B, H, H₁).

    A = D_L W_L D_{L−1} W_{L−1} ⋯ D_1 with D_l = diag(φ′(z_l)), so that ‖J‖²_F = tr(A W₁W₁ᵀ Aᵀ).
    For one layer A is the diagonal matrix of φ′(z), and only its diagonal is given: (B, H).
    """
    *gains, last = _gains(model, zs)
    if not gains:
        return last
    return pull_back(model, gains, last[:, :, None] * model.W[-1].to(last.dtype))  # (B, H, H_{L−1})  D_L W_L


def pull_back(model: Autoencoder, gains: list[Tensor], a: Tensor) -> Tensor:
    """Rows a of layer l times ∂h_l/∂h_0 without its last factor W₁, (B, R, H₁).

    a D_l W_l D_{l−1} W_{l−1} ⋯ D_1 with D_l = diag(φ′(z_l)), from the left, so that each product is of R rows.

    Parameters
    ----------
    model : Autoencoder
    gains : list of Tensor, each (B, H of that layer)
        φ′ of the layers 1 to l.
    a : Tensor, shape (B, R, H_l)
    """
    for layer in reversed(range(len(gains))):
        a = a * gains[layer][:, None, :]  # (B, R, H_l)  a D_l
        if layer > 0:
            a = a @ model.W[layer].to(a.dtype)  # (B, R, H_{l−1})  one (B·R, H_l) product
    return a


def gram(model: Autoencoder, zs: list[Tensor]) -> Tensor:
    """J Jᵀ = A K Aᵀ from the pre-activations of all layers, in their dtype, (B, H, H)."""
    A = row_factors(model, zs)
    W = model.W[0].to(A.dtype)  # (H₁, D)
    K = W @ W.T  # (H₁, H₁)
    if model.depth == 1:
        return A[:, :, None] * K * A[:, None, :]
    return (A @ K) @ A.mT


def spectrum(model: Autoencoder, x: Tensor) -> Tensor:
    """Singular values of J, descending, (B, H); those beyond min(H, D) are 0.

    Parameters
    ----------
    model : Autoencoder
    x : Tensor, shape (B, D)

    Returns
    -------
    Tensor, shape (B, H)
        Square roots of the eigenvalues of J Jᵀ, in the model's dtype. They are computed in float64 whatever
        that is, because the Gram matrix squares the condition: so values down to 1e-7 of the image's
        largest are right, and smaller ones are given as 0. (Deep float32 encoders: rounding of the
        pre-activations moves each value by about 1e-7 of the largest, too.) The gradient of a value
        given as 0 is 0.

    Raises
    ------
    ValueError
        If ``x`` is not what the model takes.
    """
    with _of_finite_weights(model):
        eigenvalues = torch.linalg.eigvalsh(gram(model, _float64(model.pre_activations(x))))  # (B, H), ascending
    return _roots(eigenvalues.flip(1), ZERO).to(x.dtype)


def tangents(model: Autoencoder, x: Tensor, k: int | None = None) -> Tensor:
    """Directions in pixel space along which the code moves most, (B, k, D): the right singular vectors of J.

    Rifai, Dauphin, Vincent, Bengio, Muller, "The Manifold Tangent Classifier" (NIPS 2011), take them for
    the tangents of the data's manifold at x.

    Parameters
    ----------
    model : Autoencoder
    x : Tensor, shape (B, D)
    k : int, optional
        How many, 1 to min(H, D); all by default.

    Returns
    -------
    Tensor, shape (B, k, D)
        Orthonormal rows in the order of ``spectrum``, v_i = Jᵀu_i/σ_i, computed in float64. Each row's sign
        is the one that makes its entry of largest magnitude positive. Where σ_i is at most 1e-6 of the
        image's largest there is no direction, and the row is 0. Vectors of equal singular values are some
        basis of the space they span, and have no gradient with respect to each other.

    Raises
    ------
    ValueError
        If ``k`` is not from 1 to min(H, D), or ``x`` is not what the model takes.
    """
    limit = min(model.sizes[0], model.sizes[-1])
    k = limit if k is None else whole("k", k, high=limit)
    zs = _float64(model.pre_activations(x))
    with _of_finite_weights(model):
        eigenvalues, U = _Eigh.apply(gram(model, zs))  # type: ignore[no-untyped-call]  # (B, H), (B, H, H)
    singular = _roots(eigenvalues.flip(1), ZERO_DIRECTION)[:, :k]  # (B, k)
    alive = singular > 0
    u = (U.flip(2)[:, :, :k] * (alive / singular.where(alive, 1))[:, None, :]).mT  # (B, k, H)  u_i/σ_i
    V = pull_back(model, _gains(model, zs), u) @ model.W[0].double()  # (B, k, D)
    # Rounding leaves the smallest directions orthogonal to few digits only. With L the Cholesky factor of
    # V Vᵀ the rows of L⁻¹V are orthonormal, and each is its old self less what the larger ones hold of it.
    L = torch.linalg.cholesky(V @ V.mT + torch.diag_embed((~alive).double()))  # (B, k, k)
    V = torch.linalg.solve_triangular(L, V, upper=False)
    return (V * V.gather(2, V.abs().argmax(2, keepdim=True)).sign()).to(x.dtype)


def hessian(model: Autoencoder, x: Tensor, draws: int | None = None, sigma: float = SIGMA, seed: int = 0) -> Tensor:
    """‖∂J/∂x‖²_F of every image, (B,): the curvature that CAE+H penalises.

    One layer without ``draws`` is exact: ∂J_ji/∂x_k = φ″(z_j) W_ji W_jk, so the sum of squares is
    Σ_j φ″(z_j)² ‖W_j‖⁴. Otherwise it is the estimate of Rifai, Mesnil, Vincent, Muller, Bengio, Dauphin,
    Glorot, "Higher order contractive auto-encoder" (ECML 2011),

        1/(draws σ²) Σ_draws ‖J(x+ε) − J(x)‖²_F,  ε ~ N(0, σ²I),

    from the difference of the factors A of J = A W₁, so that no two large norms are subtracted.

    Parameters
    ----------
    model : Autoencoder
    x : Tensor, shape (B, D)
    draws : int, optional
        Noisy copies of every image, at least 1; each costs about as much as ``penalty``. By default none
        for one layer, and 32 for deeper encoders.
    sigma : float
        Standard deviation σ > 0 of the noise, in units of a pixel. The default 0.01 suits pixels in [0, 1]
        and float32, which keeps three digits or more of the difference. (On Fashion-MNIST, rows ‖W_j‖ of 6,
        values from 0.003 to 0.03 agree within half a percent, and 0.1 is 4% off.)
    seed : int
        Of the noise. The same seed, images and settings give the same bits; each image has its own noise, so
        that errors average out over the batch.

    Returns
    -------
    Tensor, shape (B,)
        With draws, the bias is O(σ²), about (σ‖W_j‖)² of the value or less, and the variance falls as
        1/draws: the standard deviation is at most √(2/draws) of the value, and √(2/(draws·r)) of it where
        the curvature is spread evenly over r directions of pixel space. With relu, whose φ″ is 0 wherever
        it exists, the exact curvature is 0, but the estimate sees the kinks within reach of the noise: it
        grows as 1/σ and stands for no derivative.

    Raises
    ------
    ValueError
        If ``draws`` is not a whole number of at least 1, ``sigma`` is not finite and above 0, or ``x`` is
        not what the model takes.
    """
    if not 0 < as_real(sigma) < math.inf:
        raise ValueError(f"sigma must be a finite number above 0, but {shown(sigma)} came.")
    sigma = as_real(sigma)
    if draws is None and model.depth == 1:
        curvature = model.activation.d2phi(model.pre_activations(x)[0])  # (B, H)
        return (curvature * _products_of_rows(model)).square().sum(1)
    draws = DRAWS if draws is None else whole("draws", draws)
    generator = seeded_generator(seed)
    A, K = row_factors(model, model.pre_activations(x)), _products_of_rows(model)
    total = x.new_zeros(len(x))
    for _ in range(draws):
        # On the CPU and in float32, so that a seed means the same noise on every device and in every dtype.
        noise = torch.randn(x.shape, generator=generator, dtype=torch.float32).to(x)  # (B, D)
        moved = row_factors(model, model.pre_activations(x + sigma * noise))
        total = total + _row_norms2((moved - A) / sigma, K).sum(1)  # (B,)
    return total / draws


def hutchinson(model: Autoencoder, x: Tensor, draws: int = 1, seed: int = 0) -> Tensor:
    """An unbiased estimate of ‖J(x)‖²_F of every image, (B,), for encoders too wide for ``penalty``.

    E ‖Jᵀu‖² = tr(J Jᵀ) for u of independent fair signs ±1 (Hutchinson, "A stochastic estimator of the trace
    of the influence matrix for Laplacian smoothing splines", Commun. Stat. Simul. 19, 1990). Each draw
    takes one vector an image back through the encoder: D·H₁ + H₁·H₂ + … multiplications, where ``penalty``
    takes H times the deeper layers' part.

    Parameters
    ----------
    model : Autoencoder
    x : Tensor, shape (B, D)
    draws : int
        Vectors u an image, at least 1.
    seed : int
        Of the signs. The same seed, images and settings give the same bits.

    Returns
    -------
    Tensor, shape (B,)
        The mean of ‖Jᵀu‖² over the draws. Its variance is 2(‖JJᵀ‖²_F − Σ_j (JJᵀ)²_jj)/draws for each image,
        which is 0 where the rows of J are orthogonal. Its gradient is an unbiased estimate of
        ``penalty``'s.

    Raises
    ------
    ValueError
        If ``draws`` is not a whole number of at least 1, or ``x`` is not what the model takes.
    """
    draws = whole("draws", draws)
    generator = seeded_generator(seed)
    gains = _gains(model, model.pre_activations(x))
    total = x.new_zeros(len(x))
    for _ in range(draws):
        u = _signs((len(x), 1, model.sizes[-1]), generator).to(gains[-1])  # (B, 1, H)
        total = total + (pull_back(model, gains, u) @ model.W[0]).square().sum((1, 2))  # ‖Jᵀu‖², (B,)
    return total / draws


# -- what they share ---------------------------------------------------------------------------------------


def _gains(model: Autoencoder, zs: list[Tensor]) -> list[Tensor]:
    """φ′ of every layer, each (B, H of that layer)."""
    return [model.activation.dphi(z) for z in zs]


def _products_of_rows(model: Autoencoder) -> Tensor:
    """K = W₁W₁ᵀ, (H₁, H₁); for one layer, where nothing else is needed, its diagonal (H,)."""
    W = model.W[0]
    return (W * W).sum(1) if model.depth == 1 else W @ W.T


def _row_norms2(A: Tensor, K: Tensor) -> Tensor:
    """‖A_j W₁‖² of the rows of A, (B, H); A and K as ``row_factors`` and ``_products_of_rows`` give them."""
    if K.ndim == 1:
        return A * A * K
    # A row that W₁ maps to 0 may come out as a rounding error below 0, whose root would be NaN.
    return ((A @ K) * A).sum(2).clamp(min=0)


def _roots(eigenvalues: Tensor, zero: float) -> Tensor:
    """√λ of descending eigenvalues, (B, H); exactly 0, with gradient 0, where it is at most ``zero`` of the first."""
    alive = eigenvalues > zero**2 * eigenvalues[:, :1]
    return eigenvalues.where(alive, 1).sqrt() * alive  # √ of a 1 instead: its gradient at 0 is infinite


class _Eigh(torch.autograd.Function):
    """``torch.linalg.eigh`` whose gradient stays finite where eigenvalues are equal.

    With G = U diag(λ) Uᵀ, dU = U (F ∘ Uᵀ dG U), F_ij = 1/(λ_j − λ_i). torch divides by 0 there, which even
    makes NaN of vectors nobody asked for, such as those of units that are off. Here such an F_ij is 0.
    """

    @staticmethod
    def forward(ctx: Any, G: Tensor) -> tuple[Tensor, Tensor]:
        eigenvalues, U = torch.linalg.eigh(G)
        ctx.save_for_backward(eigenvalues, U)
        return eigenvalues, U

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> Tensor:
        eigenvalues, U = ctx.saved_tensors
        gap = eigenvalues[:, None, :] - eigenvalues[:, :, None]  # (B, H, H)  λ_j − λ_i
        equal = gap.abs() <= 1e-15 * eigenvalues[:, -1:, None]
        F = gap.masked_fill(equal, math.inf).reciprocal()
        return U @ (torch.diag_embed(grads[0]) + F * (U.mT @ grads[1])) @ U.mT


@contextmanager
def _of_finite_weights(model: Autoencoder) -> Iterator[None]:
    """Say of an eigendecomposition that fails which of the model's parameters are not finite, if any are."""
    try:
        yield
    except LinAlgError:
        for name, parameter in model.named_parameters():
            check_finite(f"the model's {name}", parameter)
        raise


def _float64(tensors: list[Tensor]) -> list[Tensor]:
    return [t.double() for t in tensors]


def _signs(shape: tuple[int, ...], generator: torch.Generator) -> Tensor:
    """Independent fair signs ±1, drawn on the CPU: a seed means the same ones on every device."""
    return torch.randint(0, 2, shape, generator=generator) * 2 - 1


def whole(name: str, value: int, low: int = 1, high: int | None = None) -> int:
    """``value`` as an int, if it is a whole number of any type from ``low`` to ``high``; ValueError otherwise."""
    number = as_whole(value)
    allowed = f"of at least {low}" if high is None else f"from {low} to {high}"
    if high is None:
        high = 2**53
        allowed += " and at most 2⁵³" if number is not None and number > high else ""
    if number is None or not low <= number <= high:
        raise ValueError(f"{name} must be a whole number {allowed}, but {shown(value)} came.")
    return number
