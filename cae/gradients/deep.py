"""The contraction of a deep encoder, and its gradient, without ever making a Jacobian.

J = A_1 W_1 with A_L = diag(φ′(z_L)) and A_{l−1} = A_l W_l diag(φ′(z_{l−1})), so that with K = W_1 W_1ᵀ

    P = ‖J‖²_F = tr(A_1 K A_1ᵀ)

needs no tensor as wide as an image. Backwards, with C_l = A_l W_l and d_l = φ′(z_l), and a factor 2 left out
until the end:

    ∂A_1 = A_1 K                        ∂W_1 = (Σ_b A_1ᵀ A_1) W_1
    ∂d_{l−1} = Σ_rows C_l ∘ ∂A_{l−1}    ∂C_l = ∂A_{l−1} ∘ d_{l−1}
    ∂W_l = Σ_b A_lᵀ ∂C_l                ∂A_l = ∂C_l W_lᵀ        (only the diagonal of it for l = L: ∂d_L)

All images share the weights, so each product is one ordinary matrix product over (images · H_L) rows. The images
go through in chunks, so that what this needs beside the plain step stays small.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from cae.gradients.buffers import Layer


class Chunk:
    """Views of the workspace for some of the images; n of them. Lists go by layer, l = 1 first."""

    def __init__(self, gains: list[Tensor], dgains: list[Tensor], rooms: tuple[Tensor, Tensor], rows: slice) -> None:
        n, H_L = len(gains[0][rows]), gains[-1].shape[1]
        self.d_last = gains[-1][rows][:, :, None]  # (n, H_L, 1)
        self.d = [d[rows][:, None, :] for d in gains[:-1]]  # each (n, 1, H_l)
        self.dd = [dd[rows] for dd in dgains]  # each (n, H_l)
        # C_{l+1}, A_l and ∂A_l, each (n·H_L, H_l): flat for products, and image by image.
        widths = [d.shape[1] for d in gains[:-1]]
        self.C = _cut(rooms[0], n * H_L, widths)
        both = _cut(rooms[1], n * H_L, widths * 2)
        self.A, self.dA = both[: len(widths)], both[len(widths) :]
        self.C3, self.A3, self.dA3 = ([one.view(n, H_L, -1) for one in many] for many in (self.C, self.A, self.dA))


def _cut(room: Tensor, rows: int, widths: list[int]) -> list[Tensor]:
    parts = torch.split(room[: rows * sum(widths)], [rows * width for width in widths])
    return [part.view(rows, width) for part, width in zip(parts, widths, strict=True)]


class DeepContraction:
    """P and its gradient for an encoder of two or more layers, at their last batch.

    Parameters
    ----------
    layers : sequence of Layer
    rooms : tuple of two Tensors, shapes (m,) and (n,)
        Memory to work in; what is in it between two calls does not matter.
    """

    curved = True

    def __init__(self, layers: Sequence[Layer], rooms: tuple[Tensor, Tensor]) -> None:
        self.layers, self._rooms = layers, rooms
        self._chunks: list[Chunk] = []  # made when first needed: λ may be 0 for ever

    def _prepare(self) -> None:
        gains, W = [layer.gain for layer in self.layers], [layer.W for layer in self.layers]
        B, H_L, new = len(gains[0]), len(W[-1]), W[0].new_empty
        inner = [len(w) for w in W[:-1]]  # H_1 … H_{L−1}
        floats = H_L * sum(inner)  # of one image's C, A or ∂A
        rooms = self._rooms
        if len(rooms[0]) < floats or len(rooms[1]) < 2 * floats:
            rooms = new(floats), new(2 * floats)
        n = min(B, len(rooms[0]) // floats, len(rooms[1]) // (2 * floats))
        n = -(-B // -(-B // n))  # as many chunks as that takes, of one size
        self._dgains = [torch.empty_like(gain) for gain in gains]
        self._chunks = [Chunk(gains, self._dgains, rooms, slice(i, i + n)) for i in range(0, B, n)]
        self._K, self._S = new(inner[0], inner[0]), new(inner[0], inner[0])
        self._dW = [torch.empty_like(w) for w in W[1:]]

    def _forward(self, chunk: Chunk) -> None:
        """C and A of a chunk, from the last layer down."""
        torch.mul(chunk.d_last, self.layers[-1].W, out=chunk.C3[-1])  # C_L = diag(d_L) W_L
        torch.mul(chunk.C3[-1], chunk.d[-1], out=chunk.A3[-1])
        for i in reversed(range(len(chunk.d) - 1)):
            torch.mm(chunk.A[i + 1], self.layers[i + 1].W, out=chunk.C[i])
            torch.mul(chunk.C3[i], chunk.d[i], out=chunk.A3[i])
        torch.mm(chunk.A[0], self._K, out=chunk.dA[0])  # ∂A_1 = A_1 K

    def _backward(self, chunk: Chunk) -> None:
        self._S.addmm_(chunk.A[0].t(), chunk.A[0])  # Σ A_1ᵀ A_1
        last = len(chunk.d) - 1
        for i in range(last + 1):
            torch.sum(chunk.C3[i].mul_(chunk.dA3[i]), 1, out=chunk.dd[i])  # (n, H_l)  ∂d_l
            dC = chunk.dA3[i].mul_(chunk.d[i])  # (n, H_L, H_l)
            if i < last:
                self._dW[i].addmm_(chunk.A[i + 1].t(), chunk.dA[i])  # (H_{l+1}, H_l)
                torch.mm(chunk.dA[i], self.layers[i + 1].W.t(), out=chunk.dA[i + 1])
        # The last layer's A is diagonal: so is what reaches it.
        torch.sum(torch.mul(dC, self.layers[-1].W, out=chunk.A3[last]), 2, out=chunk.dd[-1])  # (n, H_L)
        self._dW[-1].add_(torch.mul(dC, chunk.d_last, out=chunk.A3[last]).sum(0))  # (H_L, H_{L−1})

    def backward(self, lam: float) -> None:
        """Everything but the factor 2λ, which the two methods below bring."""
        if not self._chunks:
            self._prepare()
        torch.mm(self.layers[0].W, self.layers[0].W.t(), out=self._K)
        for sums in (self._S, *self._dW):
            sums.zero_()
        for chunk in self._chunks:
            self._forward(chunk)
            self._backward(chunk)

    def add_to_dz(self, index: int, lam: float) -> None:
        """∂z += 2λ ∂d ∘ φ″(z), for the layer of this index."""
        layer = self.layers[index]
        layer.dz.addcmul_(self._dgains[index], layer.z, value=2 * lam)  # (B, H)

    def add_to_weights(self, lam: float, mean: float) -> None:
        """∂W += 2λ times the batch's mean of what does not come through z."""
        self.layers[0].dW.addmm_(self._S, self.layers[0].W, alpha=2 * lam * mean)  # (H_1, D)
        for layer, dW in zip(self.layers[1:], self._dW, strict=True):
            layer.dW.add_(dW, alpha=2 * lam * mean)

    def total(self) -> Tensor:
        """P of the batch, from the weights and φ′."""
        if not self._chunks:
            self._prepare()
        torch.mm(self.layers[0].W, self.layers[0].W.t(), out=self._K)
        total = self._K.new_zeros(())
        for chunk in self._chunks:
            self._forward(chunk)
            total += (chunk.A[0] * chunk.dA[0]).sum()
        return total
