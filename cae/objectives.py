"""The objective and its gradient, written out by hand.

One convention, here and nowhere else:

    objective = mean over the batch of [ Σ_pixels reconstruction error + λ‖J(x)‖²_F ]

The reconstruction error of a pixel is the cross-entropy with a sigmoid output and the squared error
(r − x)² with a linear one. ``OneLayerGradient`` stands next to the forward it belongs to; anything
deeper goes through ``objective`` and automatic differentiation.

Letters: B images, D pixels, H hidden units; W (H, D), b (H,), c (D,), V (H, D) the decoder's weights
(V = W when tied); z pre-activation, h = φ(z), a logits, r reconstruction, g = ∂(Σ error)/∂a.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from cae import contraction
from cae.model import Autoencoder


def reconstruction_error(model: Autoencoder, x: Tensor) -> Tensor:
    """Σ_pixels error of every image, (B,): cross-entropy or squared error, by the model's output."""
    return error_from_logits(model, model.logits(model.encode(x)), x)


def error_from_logits(model: Autoencoder, a: Tensor, x: Tensor) -> Tensor:
    """The same from the decoder's logits a (B, D): (B,)."""
    if model.output == "linear":
        return (a - x).square().sum(1)
    # −x log σ(a) − (1−x) log(1−σ(a)) = softplus(a) − x·a: no logarithm of a rounded sigmoid.
    # From a = 60 on softplus(a) = a to the last bit of a float64 too.
    return F.softplus(a, threshold=60).sum(1) - (x * a).sum(1)


def objective(model: Autoencoder, x: Tensor, lam: float) -> Tensor:
    """The objective, a scalar that automatic differentiation can follow; any depth.

    Parameters
    ----------
    model : Autoencoder
    x : Tensor, shape (B, D)
    lam : float
        λ ≥ 0.

    Raises
    ------
    ValueError
        If λ is negative or not finite.
    """
    if not 0 <= lam < float("inf"):
        raise ValueError(f"lam must be a finite number of at least 0, but {lam!r} came.")
    return (reconstruction_error(model, x) + lam * contraction.penalty(model, x)).mean()


class OneLayerGradient:
    """Gradient of the objective for one encoder layer, into buffers given once.

    Nothing is allocated from step to step and no autograd graph is built; that, and taking the loss only
    when asked, is what makes a step cost little more than its five matrix products.

    Parameters
    ----------
    model : Autoencoder
        With one encoder layer.
    gradients : dict of str to Tensor
        Where to write: "W" (H, D), "b" (H,), "c" (D,), and "V" (H, D) when untied.
    batch_size : int
        B of every batch to come.
    """

    def __init__(self, model: Autoencoder, gradients: dict[str, Tensor], batch_size: int) -> None:
        D, H = model.sizes
        self.model, self.gradients = model, gradients
        self.W, self.b, self.c = model.W[0].detach(), model.b[0].detach(), model.c[0].detach()
        self.V = model.decoder_weight(0).detach()
        self._Wt, self._Vt = self.W.t(), self.V.t()
        B, new = batch_size, self.W.new_empty
        self.z, self.gain, self.scratch, self.dh = new(B, H), new(B, H), new(B, H), new(B, H)
        self.a, self.norm2, self.gain2 = new(B, D), new(H), new(H)
        self._gain2_column = self.gain2[:, None]
        # Tied, ∂W is the sum of two products over the batch, dzᵀx + hᵀg. With dz above h and x above g in
        # one buffer each it is a single product over 2B rows, which is faster than two.
        self._codes, self._pixels = new(2 * B, H), new(2 * B, D)
        self.dz, self.h = self._codes[:B], self._codes[B:]
        self.x, self.g = self._pixels[:B], self._pixels[B:]
        self._codes_t = self._codes.t()

    def __call__(self, lam: float, keep_logits: bool = True) -> None:
        """Write ∂objective/∂(W, b, c, V) at the batch in ``self.x`` (B, D) into the buffers.

        The logits are kept for ``loss`` only if that is going to be asked: their buffer, a third of what
        a step touches, would push the weights out of the processor's cache.
        """
        grad, x, z, h, gain = self.gradients, self.x, self.z, self.h, self.gain
        g, dh, dz = self.g, self.dh, self.dz
        mean = 1.0 / len(x)

        # Forward
        torch.mm(x, self._Wt, out=z).add_(self.b)  # (B, H)  z = xWᵀ + b
        curvature = self._activate(lam > 0)  # h = φ(z), gain = φ′(z), curvature = φ″(z), each (B, H)
        torch.mm(h, self.V, out=g).add_(self.c)  # (B, D)  a = hV + c, where g will be
        if keep_logits:
            self.a.copy_(g)

        # Reconstruction, backward
        if self.model.output == "sigmoid":
            g.sigmoid_().sub_(x)  # (B, D)  g = σ(a) − x
        else:
            g.sub_(x).mul_(2)  # (B, D)  g = 2(a − x)
        torch.mm(g, self._Vt, out=dh)  # (B, H)  ∂h = gVᵀ

        # Contraction: P = Σ_b Σ_j φ′(z_bj)² n_j with n_j = ‖W_j‖²
        #   ∂P/∂z_bj = 2 φ′ φ″ n_j            ∂P/∂W_j ∋ 2 W_j Σ_b φ′(z_bj)²
        if lam > 0:
            n = torch.linalg.vector_norm(self.W, dim=1, out=self.norm2)  # (H,)
            torch.mul(n, n, out=n)
            dh.addcmul_(curvature, n, value=2 * lam)  # (B, H)  the other φ′ follows with ∂z
            torch.sum(torch.mul(gain, gain, out=self.scratch), 0, out=self.gain2)  # (H,)
        torch.mul(dh, gain, out=dz)  # (B, H)  ∂z = ∂h ∘ φ′

        # Parameters. The mean over the batch costs nothing: it is the products' own factor.
        torch.sum(dz, 0, out=grad["b"]).mul_(mean)  # (H,)
        torch.sum(g, 0, out=grad["c"]).mul_(mean)  # (D,)
        if self.model.tied:
            grad["W"].addmm_(self._codes_t, self._pixels, beta=0, alpha=mean)  # (H, D)
        else:
            grad["W"].addmm_(dz.t(), x, beta=0, alpha=mean)  # (H, D)
            grad["V"].addmm_(h.t(), g, beta=0, alpha=mean)  # (H, D)
        if lam > 0:  # as the product's accumulator it would slow the product by more than this costs
            grad["W"].addcmul_(self.W, self._gain2_column, value=2 * lam * mean)  # (H, D)

    def _activate(self, with_curvature: bool) -> Tensor:
        """Fill h and gain from z; return φ″ (a buffer the caller may overwrite) if it is wanted."""
        z, h, gain = self.z, self.h, self.gain
        if self.model.activation.name == "sigmoid":
            t = self.dh  # free until the backward pass
            torch.sigmoid(z, out=h)
            torch.sigmoid(z.neg_(), out=t)  # σ(−z); not 1−h, which is 0 from z = 17 on
            torch.mul(h, t, out=gain)
            if with_curvature:
                torch.addcmul(gain, h, gain, value=-2, out=z)  # φ″ = φ′ (1 − 2h)
            return z
        phi = self.model.activation
        h.copy_(phi.phi(z))
        gain.copy_(phi.dphi(z))
        return phi.d2phi(z) if with_curvature else z

    def loss(self) -> tuple[float, float]:
        """Mean reconstruction error and mean ‖J‖²_F of the last batch, at the weights it was taken at.

        Call it before the weights are changed; it costs a few passes over the batch, so not every step.
        """
        error = error_from_logits(self.model, self.a, self.x).mean()
        norm2 = torch.linalg.vector_norm(self.W, dim=1).square_()
        return float(error), float((self.gain.square() @ norm2).mean())
