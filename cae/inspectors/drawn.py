"""What is drawn of all images' codes."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from cae.embedding import Embedding
from cae.inspectors.mapping import Look
from cae.inspectors.subject import Subject


@dataclass(frozen=True, slots=True, eq=False)
class Map:
    """A map of the codes of one model.

    Attributes
    ----------
    subject : Subject
        Whose codes these are: of a live run it may have trained on since.
    step : int or None
        Which a live run had come to.
    method : str
        That was asked for: "pca", "units" or "tsne".
    found : Embedding or None
        None where there is none (``error`` says why), or none yet.
    points0 : Tensor, shape (N, d), or None
        The same images at λ = 0, laid on these points; None without such a model, or not yet.
    error : str or None
    look, beside : Look or None
        How far a t-SNE is, and the one at λ = 0.
    """

    subject: Subject
    step: int | None
    method: str
    found: Embedding | None = None
    points0: Tensor | None = None
    error: str | None = None
    look: Look | None = None
    beside: Look | None = None
