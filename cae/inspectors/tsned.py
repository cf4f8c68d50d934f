"""The t-SNE that a page looks at: begun, stopped, begun anew; and after it the one at λ = 0, from where it ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from torch import Tensor

from cae.embedding import Embedding, aligned, checked_codes, from_neighbours, turning
from cae.inspectors.drawn import Map
from cae.inspectors.mapping import Look, Mapper, Settings
from cae.inspectors.subject import Subject
from cae.model import Autoencoder
from cae.tsne import checked_perplexity

if TYPE_CHECKING:
    from cae.inspectors.works import Scene

SETTINGS = ("dimensions", "perplexity", "tsne_seed")


@dataclass(slots=True, eq=False)
class _Run:
    """What the t-SNE is of, and what was made of its last look."""

    of: tuple[Subject | None, Settings]
    subject: Subject
    step: int | None
    model0: Autoencoder | None  # whose codes at λ = 0 are mapped beside it
    turn: Tensor | None = None
    placed: tuple[Tensor, Embedding] | None = None


class Tsne:
    """One at a time. A thread asks for its map; any may end it.

    Parameters
    ----------
    news : callable
        Called, on another thread, whenever there is more to be seen.
    """

    def __init__(self, news: Callable[[], None]) -> None:
        self._mapper = Mapper(news)
        self._run: _Run | None = None
        self._said: object = None  # what was asked last, which is done once
        self._lay: dict[int, Tensor] = {}  # how maps of so many dimensions lay

    def end(self) -> None:
        """Nobody will look at it: its process ends, and no other begins."""
        self._mapper.end()

    def leave(self) -> None:
        """Something else is looked at: what goes on ends, what is done stays."""
        going = self._mapper.own is not None and not self._mapper.own.over
        self._mapper.stop()
        if going:
            self._run = None
        elif self._run is not None and self._mapper.beside is None:
            self._run.model0 = None

    def map(self, scene: Scene, asked: dict[str, Any]) -> Map:
        """The map as far as it is; it begins when something else is asked for than what there is.

        Of a live run it is of the moment at which it began, of anything else of the model that is shown.
        """
        said, self._said = self._said, asked.get("tsne")
        heard = self._said if self._said != said else None
        of = None if scene.step is not None else scene.subject, tuple(asked[name] for name in SETTINGS)
        try:
            if self._run is None or self._run.of != of or (isinstance(heard, dict) and heard["go"]):
                self._run = self._begun(scene, of)
            elif heard is not None:
                self._mapper.stop()
        except ValueError as error:
            return Map(scene.subject, scene.step, "tsne", error=str(error))
        return self._as_far(self._run)

    def _begun(self, scene: Scene, of: tuple[Subject | None, Settings]) -> _Run:
        subject, (dimensions, perplexity, _) = scene.subject, of[1]
        checked_codes(subject.h, dimensions)
        checked_perplexity(perplexity, subject.count)
        model0, h0 = _beside(subject, dimensions)
        self._mapper.begin(subject.h, of[1], h0)
        return _Run(of, subject, scene.step, model0)

    def _as_far(self, run: _Run) -> Map:
        look = self._mapper.own or Look(stopped=True)  # nothing begins where nobody looks any more
        if look.points is not None and (run.placed is None or run.placed[0] is not look.points):
            run.placed = look.points, self._placed(run, look.points)
            if look.done:
                self._lay[look.points.shape[1]] = run.placed[1].points
        drawn = Map(run.subject, run.step, "tsne", run.placed and run.placed[1], error=look.error, look=look)
        return self._with_beside(run, drawn) if look.done else drawn

    def _placed(self, run: _Run, points: Tensor) -> Embedding:
        """The points, all turned as the first of them had to be to lie as the last map did."""
        lay = self._lay.get(points.shape[1])
        if run.turn is None and lay is not None:
            run.turn = turning(points, lay)
        return from_neighbours(run.subject.h, points if run.turn is None else points @ run.turn)

    def _with_beside(self, run: _Run, drawn: Map) -> Map:
        """The same with that at λ = 0, which begins anew where there is another model now."""
        assert drawn.found is not None
        points = drawn.found.points
        model0, h0 = _beside(run.subject, points.shape[1], run.model0)
        if h0 is not None:
            self._mapper.compare(h0, run.of[1])
        run.model0, look = model0, self._mapper.beside
        if look is None or not look.done or look.points is None:
            return replace(drawn, beside=look)
        return replace(drawn, points0=aligned(look.points, points), beside=look)


def _beside(
    subject: Subject, dimensions: int, known: Autoencoder | None = None
) -> tuple[Autoencoder | None, Tensor | None]:
    """The model at λ = 0, and its codes where it is another than is known, if they can be drawn."""
    model = None if subject.reference is None else subject.reference.model
    if model is None or model is known:
        return model, None
    h = model.encode(subject.x)
    try:
        checked_codes(h, dimensions)
    except ValueError:
        return model, None
    return model, h
