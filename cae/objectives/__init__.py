"""The objectives: what training makes small.

One convention, here and nowhere else:

    objective = mean over the batch of [ Σ_pixels reconstruction error + λ·penalty ]

and without another word the penalty is ‖J(x)‖²_F. The relatives differ in the penalty, or in what the image is
reconstructed from. ``Trainer(model, x, lam, objective=objectives.SparseL1())`` trains by one; each instance has a
gradient, written out by hand where that is simple, and says what of it the next step depends on.

Letters: B images, D pixels, H hidden units; z pre-activation, h = φ(z), a logits, r reconstruction.
"""

from __future__ import annotations

from cae import relatives
from cae.objectives.base import Objective
from cae.objectives.contractive import Contraction, HigherOrder, objective
from cae.objectives.denoising import Denoising, Masking
from cae.objectives.errors import error_from_logits, reconstruction_error
from cae.objectives.penalties import SparseKL, SparseL1, WeightDecay
from cae.objectives.rbm import RBM
from cae.objectives.recipe import Recipe

__all__ = [
    "RBM",
    "Contraction",
    "Denoising",
    "HigherOrder",
    "Masking",
    "Objective",
    "Recipe",
    "SparseKL",
    "SparseL1",
    "WeightDecay",
    "error_from_logits",
    "named",
    "objective",
    "reconstruction_error",
]

_CLASSES: dict[str, type[Objective]] = {
    one.name: one
    for one in (Contraction, HigherOrder, WeightDecay, SparseKL, SparseL1, Denoising, Masking, RBM, Recipe)
}


def named(text: str, seed: int = 0) -> Objective:
    """An objective written as one word, such as ``denoising:sigma=0.3``.

    Parameters
    ----------
    text : str
    seed : int
        Of what it draws, if it draws.

    Raises
    ------
    ValueError
        If there is none of that name, or a number is out of its range.
    """
    name, numbers = relatives.parse(text)
    cls = _CLASSES[name]
    return cls(**numbers, seed=seed) if cls.draws else cls(**numbers)
