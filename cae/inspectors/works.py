"""The slow works of an inspector: what each is called, what it is of, and how it is made. One line each.

A figure is a work too: ``drawing`` makes one of any in ``cae.figures``, by its name.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterator
from dataclasses import dataclass, field
from typing import Any

from cae.diagnostics import UnitStates
from cae.figures.figure import find, told
from cae.inspectors import handson, latents
from cae.inspectors.course import Course
from cae.inspectors.held import Held
from cae.inspectors.readout import readouts
from cae.inspectors.retrained import Retrained
from cae.inspectors.subject import Subject
from cae.processes import frames
from cae.thresholds import Thresholds

PINS = ("unit", "image")


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """What is shown: all slow work is of one of these.

    ``states`` of its units, where the page shows them; ``held``: what lasts from one scene of a source to the next;
    ``step``: which a live run has come to.
    """

    subject: Subject
    serial: int
    thresholds: Thresholds
    course: Course | None
    live: bool
    states: UnitStates | None = None
    held: Held = field(default_factory=Held)
    step: int | None = None


Pieces = Iterator[bytes | str | None]


@dataclass(frozen=True, slots=True)
class Work:
    """A kind of slow work.

    Attributes
    ----------
    name : str
        Of the frame it makes.
    said : str
        The beginning of the sentence that it could not be computed.
    of : frozenset of str
        When one of these changes it is wanted anew: ``model``, ``reference``, ``course``, ``thresholds``, ``unit``,
        ``image``, ``live`` (the training pauses: what was quick can be whole), or what a page asks. Of nothing: only
        when somebody asks for it.
    pinned : str or None
        The pin without which there is nothing to do.
    make : callable
        Of a scene, the pins and what is asked makes its pieces: after each but the last comes None, or the name of what
        has changed with it.
    rest : float
        Of a model in training it rests so many times what it took.
    pause_s : float
        Seconds between two, at least.
    last : bool
        Whether figures come before it.
    named : bool
        Whether it is only for pages that name it.
    """

    name: str
    said: str
    of: frozenset[str]
    make: Callable[[Scene, dict[str, int | None], dict[str, Any]], Pieces]
    pinned: str | None = None
    rest: float = 9.0
    pause_s: float = 0.0
    last: bool = False
    named: bool = False


def _of(*names: str) -> frozenset[str]:
    return frozenset(names)


# The most wanted first. What a hand does is answered at once; the unit that is looked at is cheap and follows closely;
# the others may take seconds of a wide model.
WORKS = (
    Work("probe", "This push", _of("model", "reference", "image", "push"),
         lambda scene, pins, asked: handson.probe(scene, pins["image"] or 0, asked.get("push")), rest=4, named=True),
    Work("along", "This move", _of("model", "reference", "image", "along"),
         lambda scene, pins, asked: handson.along(scene, pins["image"] or 0, asked.get("along")), rest=4, named=True),
    Work("chain", "This step", _of("chain"),
         lambda scene, pins, asked: handson.chain(scene, pins["image"] or 0, asked.get("chain")), rest=0, named=True),
    Work("place", "This place", _of("model", "method", "dimensions", "place"),
         lambda scene, pins, asked: latents.place(scene, asked), rest=4, named=True),
    Work("line", "The line between the images", _of("model", "reference", "image", "method", "dimensions", "b", "line"),
         lambda scene, pins, asked: latents.line(scene, pins["image"] or 0, asked), rest=4, named=True),
    Work("unit", "What this unit does", _of("model", "unit"),
         lambda scene, pins, _: scene.subject.unit(pins["unit"] or 0, scene.serial), "unit", 4),
    Work("image", "What the code sees of this image", _of("model", "image"),
         lambda scene, pins, _: scene.subject.image(pins["image"] or 0, scene.serial), "image"),
    Work("order", "The order", _of(), lambda scene, *_: scene.subject.order(scene.serial), rest=0),
    Work("directions", "The directions of this image", _of("model", "reference", "image", "live"),
         lambda scene, pins, _: handson.directions(scene, pins["image"] or 0), rest=4, named=True),
    Work("plane", "The latent plane", _of("model", "live"), lambda scene, *_: handson.plane(scene), rest=4, named=True),
    Work("map", "The map",
         _of("model", "reference", "live", "method", "dimensions", "perplexity", "tsne_seed", "tsne"),
         lambda scene, pins, asked: latents.map_(scene, asked), rest=4, named=True),
    Work("colour", "The colour", _of("model", "unit", "colour"),
         lambda scene, pins, asked: latents.colour(scene, pins["unit"] or 0, asked), rest=4, named=True),
    Work("neighbours", "The neighbours of this image", _of("model", "reference", "image"),
         lambda scene, pins, asked: latents.neighbours(scene, pins["image"] or 0), rest=4, named=True),
    Work("blind", "What the code does not see of this image", _of("model", "image"),
         lambda scene, pins, _: scene.subject.blind(pins["image"] or 0, scene.serial), "image", last=True),
    Work("scale", "The scale-free figures", _of("model"), lambda scene, *_: scene.subject.scale(scene.serial),
         pause_s=2, last=True),
    Work("readouts", "The readouts", _of("model", "reference"), lambda scene, *_: readouts(scene), pause_s=1, last=True,
         named=True),
)  # fmt: skip


# What some of them are held against, where that has to be trained first.
RETRAINING = Work("retraining", "The twin at λ = 0", _of("model"), lambda scene, *_: _retrained(scene), last=True)


def _retrained(scene: Scene) -> Pieces:
    reference = scene.subject.reference
    return reference.train() if isinstance(reference, Retrained) else iter(())


def wanted(names: Collection[str] | None = None) -> list[Work]:
    """The works of these names, the most wanted first; by default all that are not for pages that name them."""
    return [work for work in WORKS if (not work.named if names is None else work.name in names)]


def drawing(name: str) -> Work:
    """The work of drawing a figure; raises ``ValueError`` if there is none of this name."""
    figure = find(name)

    def drawn(known: dict[str, Any], header: dict[str, Any]) -> Pieces:
        if any(known.get(name) is None for name in figure.required):
            return  # nothing is pinned, or seen of the way, yet
        for part in _with_the_whole(figure.pieces(**{name: known[name] for name in figure.needs if name in known})):
            yield None if part is None else frames.pack(header | {"figure": told(part)}, {})

    def make(scene: Scene, pins: dict[str, int | None], asked: dict[str, Any]) -> Pieces:
        known = _known(scene) | pins | asked
        images, image = scene.subject.images, pins["image"]
        named = pins if image is None else pins | {"image": images.id(image)}
        known["image_id"] = named["image"]
        header = {"kind": "figure", "name": figure.name, "serial": scene.serial}
        header |= {name: named[name] for name in PINS if name in figure.needs}
        reference = scene.subject.reference
        if "reference" in figure.needs and reference is not None:
            known["reference"], header["reference"] = reference.model, reference.words
        course = scene.course
        if "way" in figure.needs and course is not None:
            for early in course.look(scene.thresholds):
                yield None
                if early:
                    yield from drawn(known | {"way": course.way(scene.thresholds)}, header)
            known["way"] = course.way(scene.thresholds)
        yield from drawn(known, header)

    changes = {"way": {"course", "thresholds"}, "x": {"model"}, "labels": {"model"}, "classes": {"model"}}
    changes |= {"reference": {"model", "reference"}, "side": {"model"}, "quick": {"live"}}
    of = frozenset().union(*(changes.get(name, {name}) for name in figure.needs))
    return Work(f"figure {name}", f"The figure {name!r}", of, make, rest=figure.rest)


def _known(scene: Scene) -> dict[str, Any]:
    """What figures may be of, by the names of their parameters."""
    model, images = scene.subject.model, scene.subject.images
    known: dict[str, Any] = {"model": model, "x": scene.subject.x, "labels": images.labels, "classes": images.classes}
    known |= {"side": images.side, "quick": scene.live}
    return known | {"thresholds": scene.thresholds, "states": scene.states}


def _with_the_whole(pieces: Generator[Any, None, Any]) -> Iterator[Any]:
    """The pieces, and at their end the figure that they have become."""
    yield (yield from pieces)
