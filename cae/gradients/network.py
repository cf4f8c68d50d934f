"""The gradient of the objective, written out by hand, for every depth, tied or untied.

``Gradient`` goes through the network in the order of its formulas: forward, the reconstruction's way
back through the decoder, the contraction, the way back through the encoder, the parameters. Nothing is
allocated from step to step and no graph is recorded.

Letters: B images; layer l takes u_l (B, D_l) to h_l (B, H_l), with u_1 = x and u_{l+1} = h_l; its decoder
takes y_l (B, H_l) back to logits a_l (B, D_l), with y_L = h_L and y_{l−1} = φ(a_l). z pre-activation,
g_l = ∂(Σ error)/∂a_l. V = W when tied. Sums are over the batch; its mean is taken at the very end.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import torch
from torch import Tensor

from cae.activations import ACTIVATIONS, Activation
from cae.gradients.buffers import FlatParameters, Layer
from cae.gradients.deep import DeepContraction
from cae.gradients.protocols import Penalty

SIGMOID = ACTIVATIONS["sigmoid"]


class Gradient:
    """∂objective/∂parameters at the batch in ``self.x``, into ``parameters.gradient``.

    Parameters
    ----------
    parameters : FlatParameters
        Of the model; later changes of the values in place are seen.
    batch_size : int
        B of every batch to come.
    penalty : callable, optional
        Makes what λ weighs from the layers; by default it is the contraction.
    corrupted : callable, optional
        Makes of the batch what is encoded in its place; it is reconstructed as it was.

    Attributes
    ----------
    x : Tensor, shape (B, D)
        Write the batch here before each call.
    """

    def __init__(
        self,
        parameters: FlatParameters,
        batch_size: int,
        penalty: Callable[[Sequence[Layer]], Penalty] | None = None,
        corrupted: Callable[[Tensor], Tensor] | None = None,
    ) -> None:
        self.model, self._corrupted = parameters.model, corrupted
        self.layers = [Layer(parameters, layer, batch_size) for layer in range(self.model.depth)]
        for below, above in pairwise(self.layers):
            below.h, below.slope = above.u, torch.empty_like(below.z)
        self.x = self.layers[0].u if corrupted is None else torch.empty_like(self.layers[0].u)
        self._scratch = self.x.new_empty(self.x.numel())  # for what needs room for a moment
        one = len(self.layers) == 1
        rooms = parameters.gradient, self._scratch  # the gradient is written last, so there is room in it until then
        self.contraction = RowContraction(self.layers[0]) if one else DeepContraction(self.layers, rooms)
        self._penalty: Penalty = self.contraction if penalty is None else penalty(self.layers)
        self._loss = 0.0, 0.0

    def __call__(self, lam: float, with_loss: bool = True) -> None:
        """Write the gradient; ``with_loss`` keeps what ``loss`` tells, at the cost of some passes over the batch."""
        layers, mean, penalty = self.layers, 1.0 / len(self.x), self._penalty
        if self._corrupted is not None:
            if with_loss:
                layers[0].u.copy_(self.x)
                self._forward(with_curvature=False)
                self._look(mean)
            layers[0].u.copy_(self._corrupted(self.x))
        self._forward(with_curvature=lam > 0 and penalty.curved)
        g = layers[0].g  # (B, D)  the logits, so far
        if with_loss and self._corrupted is None:
            self._look(mean)
        if self.model.output == "sigmoid":
            g.sigmoid_().sub_(self.x)  # (B, D)  g = σ(a) − x
        else:
            g.sub_(self.x).mul_(2)  # (B, D)  g = 2(a − x)
        for below, above in pairwise(layers):
            torch.mm(below.g, below.Vt, out=below.dh)  # (B, H)  ∂y = gVᵀ
            torch.mul(below.dh, below.slope, out=above.g)  # (B, H)  the next g = ∂y ∘ φ′(a)
        torch.mm(layers[-1].g, layers[-1].Vt, out=layers[-1].dh)  # (B, H)  ∂h of the code

        if lam > 0:
            penalty.backward(lam)
        for index in reversed(range(len(layers))):
            layer = layers[index]
            torch.mul(layer.dh, layer.gain, out=layer.dz)  # (B, H)  ∂z = ∂h ∘ φ′
            if lam > 0:
                penalty.add_to_dz(index, lam)
            if index > 0:
                torch.mm(layer.dz, layer.W, out=layers[index - 1].dh)  # (B, D)  ∂u = ∂z W

        for layer in layers:
            layer.write_gradient(mean)
        if lam > 0:
            penalty.add_to_weights(lam, mean)

    def _forward(self, with_curvature: bool) -> None:
        """z, h and gain = φ′(z) of every layer, φ″(z) where z was if it is wanted, and the logits in the gs."""
        phi = self.model.activation
        for layer in self.layers:
            torch.mm(layer.u, layer.Wt, out=layer.z).add_(layer.b)  # (B, H)  z = uWᵀ + b
            activate(phi, layer.z, layer.h, layer.gain, spare=layer.dh, with_curvature=with_curvature)
        for below, above in reversed(list(pairwise(self.layers))):
            torch.mm(above.y1, above.Vc, out=above.g)  # (B, D)  a = [y 1][V; c]
            activate(phi, above.g, below.y, below.slope, spare=below.dh, with_curvature=False)
        torch.mm(self.layers[0].y1, self.layers[0].Vc, out=self.layers[0].g)

    def _look(self, mean: float) -> None:
        self._loss = self._summed_error(self.layers[0].g) * mean, float(self.contraction.total()) * mean

    def _summed_error(self, a: Tensor) -> float:
        """The reconstruction error of the whole batch from its logits a (B, D), as in ``error_from_logits``."""
        x, room = self.x.view(-1), self._scratch
        if self.model.output == "linear":
            torch.sub(a.view(-1), x, out=room)
            return float(room @ room)
        return float(torch.logaddexp(a.view(-1), a.new_zeros(()), out=room).sum() - x @ a.view(-1))

    def loss(self) -> tuple[float, float]:
        """Mean reconstruction error and mean ‖J‖²_F of the last batch looked at, at the weights of then."""
        return self._loss


def activate(phi: Activation, z: Tensor, h: Tensor, gain: Tensor, spare: Tensor, with_curvature: bool) -> None:
    """Fill h = φ(z) and gain = φ′(z); φ″(z) takes the place of z if it is wanted. All are (B, H)."""
    if phi is SIGMOID:
        torch.sigmoid(z, out=h)
        torch.sigmoid(z.neg_(), out=spare)  # σ(−z); not 1−h, which is 0 from z = 17 on
        torch.mul(h, spare, out=gain)
        if with_curvature:
            torch.addcmul(gain, h, gain, value=-2, out=z)  # φ″ = φ′ (1 − 2h)
        return
    h.copy_(phi.phi(z))
    gain.copy_(phi.dphi(z))
    if with_curvature:
        z.copy_(phi.d2phi(z))


class RowContraction:
    """The contraction of one layer: P = Σ_b Σ_j φ′(z_bj)² n_j with n_j = ‖W_j‖².

    ∂P/∂z_bj = 2 φ′ φ″ n_j   and   ∂P/∂W_j = 2 W_j Σ_b φ′(z_bj)², beside what comes through z: with that, by
    z_j = W_j·x + b_j, ∂P/∂W_ji = Σ_b [2 φ′² W_ji + 2 φ′ φ″ n_j x_bi] and ∂P/∂b_j = Σ_b 2 φ′ φ″ n_j.
    """

    curved = True

    def __init__(self, layer: Layer) -> None:
        self.layer = layer
        H = len(layer.W)
        self.n, self.gain2 = layer.W.new_empty(H), layer.W.new_empty(H)
        self._gain2_column = self.gain2[:, None]

    def backward(self, lam: float) -> None:
        """Add ∂P/∂z, without its factor φ′, to ∂h; keep Σ_b φ′² for the weights."""
        layer = self.layer
        n = torch.linalg.vector_norm(layer.W, dim=1, out=self.n)  # (H,)
        torch.mul(n, n, out=n)
        layer.dh.addcmul_(layer.z, n, value=2 * lam)  # (B, H)  the φ′ of ∂P/∂z follows with ∂z = ∂h ∘ φ′
        squared = torch.mul(layer.gain, layer.gain, out=layer.dz)  # (B, H)  ∂z is not there yet
        torch.sum(squared, 0, out=self.gain2)  # (H,)

    def add_to_dz(self, index: int, lam: float) -> None:
        """Nothing: it went into ∂h."""

    def add_to_weights(self, lam: float, mean: float) -> None:
        """∂W_j += 2λ W_j times the batch's mean of φ′²."""
        # As the accumulator of the product before it would slow that by more than this costs.
        self.layer.dW.addcmul_(self.layer.W, self._gain2_column, value=2 * lam * mean)  # (H, D)

    def total(self) -> Tensor:
        """P of the batch."""
        return (self.layer.gain.square() @ self.layer.W.square().sum(1)).sum()
