"""What a training asks of a gradient written by hand, and what the gradient asks of its penalty."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from torch import Tensor


class ByHand(Protocol):
    """The gradient of an objective at the batch in ``x``; write the batch there before each call."""

    x: Tensor

    def __call__(self, lam: float, with_loss: bool = True) -> None:
        """Write it into the parameters' gradient; ``with_loss`` keeps what ``loss`` tells."""

    def loss(self) -> tuple[float, float]:
        """Mean reconstruction error and mean ‖J‖²_F of the last batch looked at, uncorrupted."""


@runtime_checkable
class OwnStep(Protocol):
    """One that takes the step too, where it is not Adam's."""

    def step(self, lr: float) -> None:
        """Move the parameters."""


class Penalty(Protocol):
    """What λ weighs, as the step of ``network`` goes through it; sums are over the batch."""

    @property
    def curved(self) -> bool:
        """Whether it needs φ″ in place of z."""

    def backward(self, lam: float) -> None:
        """What it adds to ∂h of the last layer, before φ′."""

    def add_to_dz(self, index: int, lam: float) -> None:
        """What it adds to the ∂z of the layer of this index."""

    def add_to_weights(self, lam: float, mean: float) -> None:
        """What it adds to the ∂W, not through z; they hold the batch's mean by now."""
