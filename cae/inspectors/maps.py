"""The map of all images' codes, from model to model: each lies as the last one of its kind did."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from cae.embedding import Embedding, aligned, checked_codes, of_units, pca, turned
from cae.inspectors.drawn import Map
from cae.inspectors.subject import Subject
from cae.inspectors.tsned import Tsne
from cae.model import Autoencoder
from cae.readouts import NEIGHBOURS, trustworthiness
from cae.tsne import PERPLEXITY

if TYPE_CHECKING:
    from cae.inspectors.works import Scene

DEFAULTS: dict[str, Any] = {"method": "pca", "dimensions": 2, "perplexity": PERPLEXITY, "tsne_seed": 0}
MORE = 1.1  # times the variance of a unit that is drawn must another have to take its place while a model trains


class Maps:
    """Makes the map of a scene. One thread asks for maps; any may end it.

    Parameters
    ----------
    news : callable
        Called, on another thread, whenever a t-SNE has come further.
    """

    def __init__(self, news: Callable[[], None] = lambda: None) -> None:
        self._tsne = Tsne(news)
        self._drawn: tuple[tuple[object, ...], Map] | None = None
        self._lay: dict[int, Tensor] = {}  # how the components lay that were drawn, by dimensions
        self._units: list[int] = []
        self._true: tuple[tuple[Tensor, int], tuple[float | None, int | None]] | None = None
        self._own0: tuple[Tensor, Tensor] | None = None
        self._codes0: tuple[Autoencoder, Tensor] | None = None

    def end(self) -> None:
        """Nobody will look at it any more."""
        self._tsne.end()

    def map(self, scene: Scene, asked: dict[str, Any]) -> Map:
        """The map that is asked for, of the model that is shown."""
        asked = DEFAULTS | asked
        kind, of = (asked["method"], asked["dimensions"]), (scene.subject, scene.live)
        if asked["method"] == "tsne":
            drawn = self._tsne.map(scene, asked)
        else:
            self._tsne.leave()
            if self._drawn is not None and self._drawn[0] == (kind, of):
                return self._drawn[1]
            drawn = self._of_a_formula(scene, *kind)
        self._drawn = (kind, of), drawn
        return drawn

    def drawn(self, scene: Scene, asked: dict[str, Any]) -> Map:
        """The map that is drawn: while a model trains it may be of one before."""
        kind = tuple((DEFAULTS | asked)[name] for name in ("method", "dimensions"))
        if scene.live and self._drawn is not None and self._drawn[0][0] == kind:
            return self._drawn[1]
        return self.map(scene, asked)

    def codes0(self, subject: Subject) -> Tensor | None:
        """The codes of the same images at λ = 0, (N, H); None without such a model."""
        model = None if subject.reference is None else subject.reference.model
        if model is None:
            return None
        if self._codes0 is None or self._codes0[0] is not model:
            self._codes0 = model, model.encode(subject.x)
        return self._codes0[1]

    def points0(self, drawn: Map) -> Tensor | None:
        """Where the same images lie at λ = 0 by the same means, laid on the points, (N, d)."""
        if drawn.method == "tsne" or drawn.found is None:
            return drawn.points0
        h, points = self.codes0(drawn.subject), drawn.found.points
        if h is None:
            return None
        try:
            own = self._components0(h, points.shape[1]) if drawn.method == "pca" else h[:, self._units]
            return aligned(own, points)
        except ValueError:  # its codes are all alike
            return None

    def _components0(self, h: Tensor, dimensions: int) -> Tensor:
        """The principal components of the codes at λ = 0, which are the same for every λ of an atlas."""
        if self._own0 is None or self._own0[0] is not h or self._own0[1].shape[1] != dimensions:
            self._own0 = h, pca(h, dimensions).points
        return self._own0[1]

    def trust(self, drawn: Map, most: int) -> tuple[float | None, int | None]:
        """How trustworthy a map is, and on how many images, of up to so many, that is measured; None of too few."""
        if drawn.found is None:
            return None, None
        h, points = drawn.subject.h, drawn.found.points
        if self._true is None or self._true[0][0] is not points or self._true[0][1] != most:
            step = -(-len(h) // most)
            some = h[::step]
            enough = len(some) > 2 * NEIGHBOURS
            true = (trustworthiness(some, points[::step]), len(some)) if enough else (None, None)
            self._true = (points, most), true
        return self._true[1]

    def _of_a_formula(self, scene: Scene, method: str, dimensions: int) -> Map:
        try:
            found = self._held(scene.subject.h, method, dimensions, scene.live)
        except ValueError as error:
            return Map(scene.subject, scene.step, method, error=str(error))
        return Map(scene.subject, scene.step, method, found)

    def _held(self, h: Tensor, method: str, dimensions: int, live: bool) -> Embedding:
        if method == "units":
            return of_units(h, self._varying(checked_codes(h, dimensions), dimensions, live))
        found, lay = pca(h, dimensions), self._lay.get(dimensions)
        found = found if lay is None else turned(found, lay)
        self._lay[dimensions] = found.points
        return found

    def _varying(self, codes: Tensor, dimensions: int, live: bool) -> list[int]:
        """The units that vary most. One that is drawn keeps its axis, and goes only for one that varies more."""
        variance, before = codes.var(0, unbiased=False), self._units
        if len(before) != dimensions:
            before = []
        if live:
            variance[before] *= MORE
        most = torch.sort(variance, descending=True, stable=True).indices[:dimensions].sort().values.tolist()
        new = iter([unit for unit in most if unit not in before])
        self._units = [unit if unit in most else next(new) for unit in before] or most
        return self._units
