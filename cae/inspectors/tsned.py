"""The t-SNE that a page looks at: begun, stopped, begun anew; and after it the one at λ = 0, from where it ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from torch import Tensor

from cae.embedding import Embedding, aligned, checked_codes, from_neighbours, turning
from cae.inspectors.drawn import Map
from cae.inspectors.mapping import Look, Mapping
from cae.inspectors.subject import Subject
from cae.model import Autoencoder
from cae.tsne import checked_perplexity

if TYPE_CHECKING:
    from cae.inspectors.works import Scene

Settings = tuple[int, float, int]  # dimensions, perplexity, seed


@dataclass(slots=True, eq=False)
class _Run:
    """One t-SNE, what it is of, and what was made of its last look."""

    of: tuple[Subject | None, Settings]
    subject: Subject
    step: int | None
    mapping: Mapping
    turn: Tensor | None = None
    placed: tuple[Look, Embedding] | None = None
    beside: tuple[Autoencoder, Mapping] | None = None


class Tsne:
    """One at a time. A thread asks for its map; any may end it.

    Parameters
    ----------
    news : callable
        Called, on another thread, whenever there is more to be seen.
    """

    def __init__(self, news: Callable[[], None]) -> None:
        self._news, self._over = news, False
        self._run: _Run | None = None
        self._said: object = None  # what was asked last, which is done once
        self._lay: dict[int, Tensor] = {}  # how maps of so many dimensions lay

    def end(self) -> None:
        """Nobody will look at it: its processes end, and no more begin."""
        self._over = True
        self._stop(self._run)

    def leave(self) -> None:
        """Something else is looked at: what goes on ends, what is done stays."""
        run = self._run
        if run is not None and not run.mapping.look.over:
            self._run = None
        elif run is not None and run.beside is not None and not run.beside[1].look.over:
            run.beside[1].stop()
            run.beside = None
        if self._run is None:
            self._stop(run)

    def map(self, scene: Scene, asked: dict[str, Any]) -> Map:
        """The map as far as it is; it begins when something else is asked for than what there is.

        Of a live run it is of the moment at which it began, of anything else of the model that is shown.
        """
        said, self._said = self._said, asked.get("tsne")
        settings = asked["dimensions"], asked["perplexity"], asked["seed"]
        of = None if scene.step is not None else scene.subject, settings
        heard = self._said if self._said != said else None
        try:
            if self._run is None or self._run.of != of or (isinstance(heard, dict) and heard["go"]):
                self._begin(scene, of)
            elif heard is not None:
                self._stop(self._run)
        except ValueError as error:
            return Map(scene.subject, scene.step, "tsne", error=str(error))
        assert self._run is not None
        return self._as_far(self._run)

    def _begin(self, scene: Scene, of: tuple[Subject | None, Settings]) -> None:
        subject, (dimensions, perplexity, _) = scene.subject, of[1]
        checked_codes(subject.h, dimensions)
        checked_perplexity(perplexity, subject.count)
        self._stop(self._run)
        self._run = _Run(of, subject, scene.step, self._started(subject.h, of[1]))

    def _started(self, h: Tensor, settings: Settings, begin: Tensor | None = None) -> Mapping:
        dimensions, perplexity, seed = settings
        mapping = Mapping(h, dimensions, perplexity, seed, begin, self._news)
        if self._over:  # since it was begun
            mapping.stop()
        return mapping

    def _stop(self, run: _Run | None) -> None:
        if run is not None:
            run.mapping.stop()
            if run.beside is not None:
                run.beside[1].stop()

    # -- as far as it is -----------------------------------------------------------------------------------------

    def _as_far(self, run: _Run) -> Map:
        look = run.mapping.look
        if look.points is not None and (run.placed is None or run.placed[0].points is not look.points):
            run.placed = look, self._placed(run, look.points)
            if look.done:
                self._lay[look.points.shape[1]] = run.placed[1].points
        found = None if run.placed is None else run.placed[1]
        drawn = Map(run.subject, run.step, "tsne", found, error=look.error, look=look)
        return drawn if found is None or not look.done else self._with_beside(run, drawn, found.points)

    def _placed(self, run: _Run, points: Tensor) -> Embedding:
        """The points, all turned as the first of them had to be to lie as the last map did."""
        lay = self._lay.get(points.shape[1])
        if run.turn is None and lay is not None:
            run.turn = turning(points, lay)
        return from_neighbours(run.subject.h, points if run.turn is None else points @ run.turn)

    def _with_beside(self, run: _Run, drawn: Map, points: Tensor) -> Map:
        reference = run.subject.reference
        model = None if reference is None else reference.model
        if model is None:
            return drawn
        if run.beside is None or run.beside[0] is not model:
            if run.beside is not None:
                run.beside[1].stop()
            try:
                h = checked_codes(model.encode(run.subject.x), points.shape[1])
            except ValueError:  # they are all alike: there is none to be drawn beside
                return drawn
            run.beside = model, self._started(h, run.of[1], points)
        look = run.beside[1].look
        points0 = aligned(look.points, points) if look.done and look.points is not None else None
        return replace(drawn, points0=points0, beside=look)
