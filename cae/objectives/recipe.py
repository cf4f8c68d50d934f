"""The contractive loss that is widely copied, as it is printed: to be held against the one it is meant to be."""

from __future__ import annotations

from torch import Tensor

from cae.model import Autoencoder
from cae.objectives.base import Objective
from cae.objectives.errors import checked_lam


class Recipe(Objective):
    """Σ_batch [mean-squared error × D + λ Σ_j (h_j(1 − h_j))² ‖W_j‖²], W the last encoder layer's, held constant.

    What is wrong with it: h(1 − h) is the sigmoid's derivative, and the units are ReLU's; W is detached, so that no
    weight is made smaller; the last of three layers is penalised and called the encoder's Jacobian; and the sum over
    the batch makes the objective B times what the same λ means elsewhere (Adam takes no notice of that one).
    ``cae.recipe`` trains it beside the same network done right.
    """

    name = "recipe"

    def __call__(self, model: Autoencoder, x: Tensor, lam: float) -> Tensor:
        """The objective of a batch (B, D), a scalar."""
        h = model.encode(x)
        error = (model.logits(h) - x).square().mean() * x.shape[1]
        return (error + checked_lam(lam) * taken_for_penalty(model, h)).sum()


def taken_for_penalty(model: Autoencoder, h: Tensor) -> Tensor:
    """What the recipe takes for ‖J‖²_F of every image, from its code h (B, H): (B,)."""
    dh = h * (1 - h)  # (B, H)
    return dh.square() @ model.W[-1].detach().square().sum(1)
