"""What lasts of a source from frame to frame while its model changes, so that nothing flips or begins anew."""

from __future__ import annotations

from collections.abc import Callable

from torch import Tensor

from cae.directions import Follower, Leading, leading
from cae.figures.plane import LatentPlane
from cae.inspection import blind_directions
from cae.inspectors.asked import TANGENTS
from cae.inspectors.chains import Chains
from cae.inspectors.drag import Drag
from cae.inspectors.maps import Maps
from cae.inspectors.subject import BLIND, Subject
from cae.neighbours import typical_distance
from cae.readouts import neighbours

FEW = 256  # images on which it is found what differs that the code ignores: in a moment, at every model
NEAR = 1000  # images among which the nearest is sought


class Held:
    """The latent plane, an image's directions, a drag, the chains and the map. One thread uses it; any may end it.

    Parameters
    ----------
    news : callable
        Called, on another thread, with the name of a work that has more to show.

    Attributes
    ----------
    drag : Drag
    chains : Chains
    maps : Maps
    """

    def __init__(self, news: Callable[[str], None] = lambda name: None) -> None:
        self.drag, self.chains, self.maps = Drag(), Chains(), Maps(lambda: news("map"))
        self._plane, self._follow_tangents, self._follow_ignored = LatentPlane(), Follower(), Follower()
        self._image: int | None = None
        # What was found of the model that was looked at last.
        self._planed: tuple[tuple[Subject, bool], Tensor, float] | None = None
        self._tangents: tuple[Subject, Leading] | None = None
        self._ignored: tuple[Subject, Leading] | None = None
        self._neighbour: tuple[float | None] | None = None
        # What is of the images alone.
        self._nearest: tuple[tuple[int, int], Tensor] | None = None
        self._once: dict[str, float] = {}

    def end(self) -> None:
        """Nothing of it will be looked at any more: what goes on ends."""
        self.maps.end()

    def plane(self, subject: Subject, live: bool) -> tuple[Tensor, float]:
        """Where all images lie in the latent plane, (N, 2), and what share of their variance that holds."""
        if self._planed is None or self._planed[0] != (subject, live):
            self._planed = (subject, live), *self._plane(subject.h, settle=not live)
        return self._planed[1:]

    def placed(self, h: Tensor) -> Tensor:
        """Where other codes lie in the plane that was asked for last, (B, 2)."""
        return self._plane.place(h)

    def tangents(self, subject: Subject, image: int) -> Leading:
        """The directions that the code of an image follows, each in its place and with its sign."""
        self._look_at(image)
        if self._tangents is None or self._tangents[0] is not subject:
            self._tangents = subject, self._follow_tangents(leading(subject.model, subject.one(image), TANGENTS))
        return self._tangents[1]

    def ignored(self, subject: Subject, image: int) -> Leading:
        """Those that it ignores, although images differ along them: σ is the share of the variance."""
        self._look_at(image)
        if self._ignored is None or self._ignored[0] is not subject:
            some = subject.x[:: max(1, subject.count // FEW)]
            found = blind_directions(subject.model, subject.one(image), some, BLIND)
            held = self._follow_ignored(Leading(found.share.double(), found.directions.double(), 0.0))
            self._ignored = subject, held
        return self._ignored[1]

    def _look_at(self, image: int) -> None:
        if image != self._image:
            self._image, self._tangents, self._ignored = image, None, None
            self._follow_tangents.forget()
            self._follow_ignored.forget()

    @property
    def measured(self) -> bool:
        """Whether ``neighbour`` is known and takes no time."""
        return self._neighbour is not None

    def neighbour(self, subject: Subject) -> float | None:
        """The distance to the typical nearest neighbour; None where all images are alike."""
        if self._neighbour is None:
            try:
                near = subject.x if subject.count <= NEAR else subject.x[:NEAR]
                self._neighbour = (typical_distance(near),)
            except ValueError:
                self._neighbour = (None,)
        return self._neighbour[0]

    def nearest(self, subject: Subject, image: int, k: int) -> Tensor:
        """The images nearest to one of them by their pixels."""
        if self._nearest is None or self._nearest[0] != (image, k):
            self._nearest = (image, k), neighbours(subject.x, image, k)
        return self._nearest[1]

    def once(self, name: str, measure: Callable[[], float]) -> float:
        """A number that is of the images alone, by its name: measured the first time."""
        if name not in self._once:
            self._once[name] = measure()
        return self._once[name]
