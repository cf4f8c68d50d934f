"""What an autoencoder would learn if it could represent anything: the references that trained ones are held against.

Of a *denoising* autoencoder with noise N(0, σ²I) the best reconstruction of a noised x is E[clean | x], and

    (r(x) − x)/σ² = ∇ log (p∗N(0, σ²I))(x),

the score of the density that noise has smoothed (Miyasawa 1961; Vincent, "A connection between score matching and
denoising autoencoders", Neural Computation 23, 2011; Alain, Bengio, JMLR 15, 2014). The contractive autoencoder's
r(x) − x is *not* that score: it has an optimum of its own, which for the linear tied one is known in closed form.
Letters: N points, D dimensions, K components.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from cae.checks import as_real, shown


@dataclass(frozen=True, slots=True, eq=False)
class Mixture:
    """A mixture of Gaussians. One component is a Gaussian.

    Attributes
    ----------
    weight : Tensor, shape (K,)
        Above 0, of sum 1.
    mean : Tensor, shape (K, D)
    covariance : Tensor, shape (K, D, D)
        Symmetric, without negative eigenvalues.
    """

    weight: Tensor
    mean: Tensor
    covariance: Tensor

    def _terms(self, x: Tensor, sigma: float) -> tuple[Tensor, Tensor]:
        """Logarithms of the noised components' densities with their weights, (N, K), and their scores, (N, K, D)."""
        D = self.mean.shape[1]
        S = self.covariance + sigma**2 * torch.eye(D, dtype=self.mean.dtype)  # (K, D, D)
        away = self.mean - x[:, None, :]  # (N, K, D)
        score = torch.linalg.solve(S, away[..., None])[..., 0]  # S⁻¹(m − x)
        log = -0.5 * ((away * score).sum(2) + torch.linalg.slogdet(S).logabsdet + D * math.log(2 * math.pi))
        return log + self.weight.log(), score

    def density(self, x: Tensor, sigma: float = 0.0) -> Tensor:
        """(p∗N(0, σ²I))(x), (N,)."""
        return self._terms(x, sigma)[0].logsumexp(1).exp()

    def score(self, x: Tensor, sigma: float = 0.0) -> Tensor:
        """∇ log (p∗N(0, σ²I))(x), (N, D)."""
        log, score = self._terms(x, sigma)
        return (log.softmax(1)[..., None] * score).sum(1)

    def denoised(self, x: Tensor, sigma: float) -> Tensor:
        """The optimal denoising autoencoder's r(x) = x + σ²·score, (N, D).

        On one Gaussian of mean 0 it is linear: x·s²/(s²+σ²) along each principal direction of variance s².
        """
        return x + sigma**2 * self.score(x, sigma)

    def sample(self, count: int, generator: torch.Generator) -> Tensor:
        """So many points, (count, D)."""
        which = torch.multinomial(self.weight, count, replacement=True, generator=generator)
        values, vectors = torch.linalg.eigh(self.covariance)
        root = vectors * values.clamp(min=0).sqrt()[:, None, :]  # (K, D, D)  root rootᵀ = covariance
        noise = torch.randn(count, self.mean.shape[1], generator=generator, dtype=self.mean.dtype)
        return self.mean[which] + (root[which] @ noise[..., None])[..., 0]


def contractive_eigenvalues(variances: Tensor, lam: float) -> Tensor:
    """Eigenvalues of the optimal *linear tied contractive* autoencoder's r, along the data's principal directions.

    With h = Wx and r = Wᵀh on centred data of covariance C with eigenvalues e_i, the objective
    tr((I − WᵀW)C(I − WᵀW)) + λ‖W‖²_F is least where WᵀW has C's eigenvectors with

        μ_i = max(0, 1 − λ/(2e_i)),

    given as many units as pixels: 2e_i(1 − μ_i) = λ balances the two terms. They are J's squared singular values too.

    Parameters
    ----------
    variances : Tensor
        e_i; 0 gives 0, also at λ = 0, where nothing is lost by it.
    lam : float
        λ ≥ 0.
    """
    if not 0 <= as_real(lam) < math.inf:
        raise ValueError(f"lam must be a finite number of at least 0, but {shown(lam)} came.")
    return torch.where(variances > 0, 1 - as_real(lam) / (2 * variances), 0).clamp(min=0)


def weight_decay_eigenvalues(variances: Tensor, lam: float, tied: bool = True) -> Tensor:
    """Eigenvalues of the optimal *linear* r of weight decay λ·½‖W‖², along the data's principal directions.

    Tied, ½‖W‖²_F is half of what the contraction of a linear encoder is, so that μ_i = max(0, 1 − λ/(4e_i)). Untied,
    ½(‖W‖² + ‖V‖²) is least, for a given product, at the sum of its singular values, and μ_i = max(0, 1 − λ/(2e_i)).

    Parameters
    ----------
    variances : Tensor
        e_i; 0 gives 0, also at λ = 0, where nothing is lost by it.
    lam : float
        λ ≥ 0.
    tied : bool
    """
    return contractive_eigenvalues(variances, lam / 2 if tied else lam)


def masked(second_moments: Tensor, fraction: float) -> Tensor:
    """The matrix A of the optimal *linear* r(x̃) = Ax̃ where each pixel of x̃ is 0 with the probability ν, (D, D).

    With x̃ = m∘x and P(m = 1) = q = 1 − ν: E[x x̃ᵀ] = qC and E[x̃ x̃ᵀ] = q²C + q(1−q) diag C, so that
    A = C (qC + ν diag C)⁻¹.

    Parameters
    ----------
    second_moments : Tensor, shape (D, D)
        C = E[x xᵀ].
    fraction : float
        ν, from 0 to below 1.
    """
    C = second_moments
    return torch.linalg.solve((1 - fraction) * C + fraction * torch.diag(C.diagonal()), C).mT


def weighted_cosine(a: Tensor, b: Tensor, weight: Tensor) -> float:
    """The mean cosine of the angle between two fields, (N, D) each, weighted; where either is 0 it counts as 0."""
    cosine = torch.nn.functional.cosine_similarity(a, b, dim=1)
    return float((cosine * weight).sum() / weight.sum())
