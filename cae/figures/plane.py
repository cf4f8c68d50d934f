"""The latent plane: principal components of h, followed from frame to frame without flipping."""

from __future__ import annotations

import torch
from torch import Tensor

SUBSPACE = 6  # iterated together; the plane then converges at the rate λ₇/λ₂ an iteration
SETTLE = 30


class LatentPlane:
    """First two principal components of codes that change a little from call to call.

    Every call continues a subspace iteration with Rayleigh–Ritz from the last one, which costs a few thin
    products instead of an eigendecomposition of H × H. The plane is then turned within itself to lie as
    near the last one as it can (orthogonal Procrustes), so that points move because the code moved
    and for no other reason. With H ≤ 2 the plane is h itself.
    """

    def __init__(self) -> None:
        self._basis: Tensor | None = None  # (H, k)
        self._axes: Tensor | None = None  # (H, 2), as shown last
        self._mean: Tensor | None = None  # (H,), of the codes shown last

    def __call__(self, h: Tensor, settle: bool = False) -> tuple[Tensor, float]:
        """Coordinates of the codes and the share of their variance that the plane holds.

        Parameters
        ----------
        h : Tensor, shape (N, H)
        settle : bool
            Iterate until the plane is exact to the eye, as a paused page deserves.

        Returns
        -------
        coordinates : Tensor, shape (N, 2)
        explained : float
            0 to 1.
        """
        if h.shape[1] <= 2:
            return torch.nn.functional.pad(h, (0, 2 - h.shape[1])), 1.0
        self._mean = h.mean(0)
        centred = h - self._mean
        basis, first = self._basis, self._basis is None
        if basis is None:
            generator = torch.Generator().manual_seed(0)
            basis = torch.randn(h.shape[1], min(SUBSPACE, h.shape[1]), generator=generator, dtype=h.dtype)
        for _ in range(SETTLE if first or settle else 1):
            # The small decompositions in float64: where units hardly vary, float32 underflows there to NaN.
            basis = torch.linalg.qr((centred.T @ (centred @ basis)).double()).Q.to(h.dtype)  # (H, k)
        projected = centred @ basis  # (N, k)
        variances, vectors = torch.linalg.eigh((projected.T @ projected).double())  # ascending
        self._basis = basis @ vectors.flip(1).to(h.dtype)
        axes = self._basis[:, :2]  # (H, 2)
        if self._axes is None:
            # Deterministic signs: the largest weight of each axis is positive.
            axes = axes * torch.sign(axes.gather(0, axes.abs().argmax(0, keepdim=True)))
        else:
            U, _, Vt = torch.linalg.svd(axes.T @ self._axes)
            axes = axes @ (U @ Vt)
        self._axes = axes
        total = float(centred.square().sum())
        return centred @ axes, min(1.0, float(variances[-2:].sum()) / total) if total > 0 else 1.0

    def place(self, h: Tensor) -> Tensor:
        """Where other codes lie in the plane of the last call, (B, 2)."""
        if self._axes is None or self._mean is None:
            return torch.nn.functional.pad(h, (0, 2 - h.shape[1]))  # two units are axes already
        return (h - self._mean) @ self._axes

    def lie_near(self, h: Tensor, points: Tensor) -> None:
        """Turn the plane within itself so that codes lie as near these places as they can.

        Parameters
        ----------
        h : Tensor, shape (N, H)
        points : Tensor, shape (N, 2)
            Their scale does not matter.
        """
        own, _ = self(h, settle=True)
        if self._axes is not None:  # two units are axes already
            U, _, Vt = torch.linalg.svd(own.double().T @ points.double())
            self._axes = self._axes @ (U @ Vt).to(h.dtype)

    # -- state -----------------------------------------------------------------------------------------------

    def state(self) -> dict[str, Tensor]:
        """From what the next call goes on; nothing before the first."""
        held = {"plane.basis": self._basis, "plane.axes": self._axes}
        return {name: tensor.clone() for name, tensor in held.items() if tensor is not None}

    def load_state(self, state: dict[str, Tensor]) -> None:
        """Go on from there; what is the plane's is taken out of ``state``."""
        self._basis, self._axes = state.pop("plane.basis", None), state.pop("plane.axes", None)
