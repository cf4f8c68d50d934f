"""t-SNE of codes, with what it has so far, and a way to stop it (openTSNE; one thread, the same picture for a seed)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from cae.checks import as_real, shown
from cae.contraction import whole
from cae.embedding import checked_codes

PERPLEXITY = 30.0
STEPS = 750
EXAGGERATED = 250  # of them, at first, neighbours attract twelve times as much: groups come apart
EVERY = 10  # steps between two looks
LEAST = 3  # neighbours for each unit of perplexity
MANY = 4000  # points


@dataclass(frozen=True, slots=True, eq=False)
class Progress:
    """How far a t-SNE is.

    Attributes
    ----------
    step : int
        Of 750.
    divergence : float
        Kullback–Leibler divergence of the map's neighbourhoods from the codes'; in the first 250 steps of exaggerated
        ones.
    points : Tensor, shape (N, d), float64
    """

    step: int
    divergence: float
    points: Tensor


class Stopped(Exception):
    """Whoever looked on had it stop; ``points`` are those there were."""

    def __init__(self, points: Tensor) -> None:
        super().__init__("The t-SNE was stopped.")
        self.points = points


def tsne(
    h: Tensor,
    dimensions: int = 2,
    perplexity: float = PERPLEXITY,
    seed: int = 0,
    begin: Tensor | None = None,
    look: Callable[[Progress], bool] = lambda progress: True,
) -> Tensor:
    """A t-SNE map of codes (van der Maaten, Hinton, JMLR 9, 2008), (N, d), float64.

    Parameters
    ----------
    h : Tensor, shape (N, H)
    dimensions : int
        2 or 3.
    perplexity : float
        About how many neighbours each code has: at least 1, and at most (N − 1)/3.
    seed : int
    begin : Tensor, shape (N, d), optional
        Where the points begin, such as a map of the same images at another λ; by default their principal components.
    look : callable
        Called every ten steps; what it gives says whether to go on.

    Raises
    ------
    ValueError
        If an argument is none of these.
    Stopped
        If ``look`` said so.
    """
    from openTSNE import TSNE
    from openTSNE.tsne import OptimizationInterrupt

    codes = checked_codes(h, dimensions)
    start = "pca" if begin is None else _start(begin, len(codes), dimensions)
    run = TSNE(
        dimensions,
        perplexity=checked_perplexity(perplexity, len(codes)),
        initialization=start,
        n_jobs=1,
        random_state=whole("seed", seed, 0),
        # Where there are few points, or three dimensions, trees are faster than grids.
        negative_gradient_method="bh" if dimensions == 3 or len(codes) < MANY else "fft",
        neighbors="exact" if len(codes) <= MANY else "annoy",
    )
    embedding = run.prepare_initial(codes.numpy())

    def phase(before: int, steps: int, **how: float | None) -> None:
        def heard(step: int, divergence: float, points: np.ndarray) -> bool:
            return not look(Progress(before + step, float(divergence), _plain(points)))

        embedding.optimize(
            steps, inplace=True, propagate_exception=True, callbacks=heard, callbacks_every_iters=EVERY, **how
        )

    try:
        phase(0, EXAGGERATED, exaggeration=12, momentum=0.5)
        phase(EXAGGERATED, STEPS - EXAGGERATED, exaggeration=None, momentum=0.8)
    except OptimizationInterrupt as stop:
        raise Stopped(_plain(stop.final_embedding)) from stop
    return _plain(embedding)


def checked_perplexity(perplexity: float, images: int) -> float:
    """The perplexity, if so many images have as many neighbours.

    Raises
    ------
    ValueError
        Otherwise, with the most that is possible.
    """
    most = (images - 1) / LEAST
    if not 1 <= as_real(perplexity) <= most:
        raise ValueError(
            f"perplexity must be a number from 1 to {most:g}, a third of the {images - 1:,} other images, but "
            f"{shown(perplexity)} came; take a smaller one, or more images."
        )
    return as_real(perplexity)


def _start(begin: Tensor, images: int, dimensions: int) -> np.ndarray:
    """Where points begin: near 0, as t-SNE wants it, or large distances would never be mended."""
    if begin.shape != (images, dimensions):
        raise ValueError(
            f"begin must be a place for each image, {images} × {dimensions}, but {tuple(begin.shape)} came."
        )
    centred = begin.double() - begin.double().mean(0)
    placed: np.ndarray = (1e-4 * centred / centred.std(0)[0].clamp(min=1e-300)).numpy()
    return placed


def _plain(points: Any) -> Tensor:
    return torch.from_numpy(np.array(points, np.float64))
