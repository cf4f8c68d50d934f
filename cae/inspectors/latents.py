"""Frames of where the codes of all images lie, and of what lies between them.

Letters: N images, D pixels, H hidden units, d = 2 or 3 dimensions; h code, r reconstruction.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor

from cae import contraction, readouts
from cae.diagnostics import finite_ends
from cae.embedding import between
from cae.inspectors.drawn import Map
from cae.inspectors.mapping import Look
from cae.inspectors.subject import CHUNK, Subject, f32, pixels
from cae.model import Autoencoder
from cae.objectives import error_from_logits
from cae.processes import frames
from cae.processes.frames import Section
from cae.readouts import NEIGHBOURS
from cae.scale_free import parts
from cae.tsne import STEPS

if TYPE_CHECKING:
    from cae.inspectors.works import Scene

TRUSTED = 1000  # images whose neighbours on the map are compared; while it changes half as many
SAYS = {
    "class": "The class of each image; the model was never told.",
    "penalty": "‖J(x)‖²_F at each image: how far its code follows a small change of its pixels.",
    "error": "The reconstruction error of each image: what of it the code does not hold.",
    "h": "h of unit {unit} at each image.",
    "gain": "φ′ of unit {unit} at each image: where it is 0 the unit is saturated and no longer looks at it.",
}

Pieces = Iterator[bytes | None]
Sections = dict[str, "Section | np.ndarray"]


def map_(scene: Scene, asked: dict[str, Any]) -> Pieces:
    """The ``map`` frame: where the codes of all images lie, and the same images at λ = 0."""
    maps = scene.held.maps
    drawn = maps.map(scene, asked)
    yield None
    points0 = maps.points0(drawn)
    yield None
    found, subject = drawn.found, drawn.subject
    changes = scene.live or (drawn.look is not None and not drawn.look.over)
    true, measured = maps.trust(drawn, TRUSTED // (1 + changes))
    header = {
        "kind": "map",
        "serial": scene.serial,
        "step": drawn.step,
        "count": subject.count,
        "method": drawn.method if found is None else found.method,
        "dimensions": asked.get("dimensions", 2),
        "axes": None if found is None else found.axes,
        "explained": None if found is None else found.explained,
        "words": None if found is None else found.words,
        "trustworthiness": true,
        "measured": measured,
        "reference": subject.against,
        "error": drawn.error,
        "progress": _progress(drawn),
    }
    sections: Sections = {} if found is None or drawn.error else {"points": f32(found.points)}
    if sections and points0 is not None:
        sections["points0"] = f32(points0)
    yield frames.pack(header, sections)


def _progress(drawn: Map) -> dict[str, Any] | None:
    look: Look | None = drawn.look
    if look is None:
        return None
    told = {name: getattr(look, name) for name in ("step", "seconds", "divergence", "done", "stopped")}
    return told | {"of": STEPS, "beside": None if drawn.beside is None else drawn.beside.step}


def colour(scene: Scene, unit: int, asked: dict[str, Any]) -> Pieces:
    """The ``colour`` frame: a value for each image."""
    subject, by = scene.subject, asked.get("colour", "class")
    of_unit = by in ("h", "gain")
    header: dict[str, Any] = {"kind": "colour", "serial": scene.serial, "by": by, "unit": unit if of_unit else None}
    header |= {"lo": None, "hi": None, "says": SAYS[by].format(unit=unit)}
    if by == "class":
        yield frames.pack(header, {})
        return
    ends: Sequence[float | None] = (None, None)
    if of_unit:
        ends = finite_ends(subject.model.activation) if by == "h" else subject.model.activation.slope_range
        values = (subject.h if by == "h" else subject.gain)[:, unit]
    else:
        found = []
        for value in _penalties(subject) if by == "penalty" else _errors(subject):
            found.append(value)
            yield None
        values = torch.cat(found)
    own = torch.aminmax(values)
    header |= {
        name: float(mine) if end is None else end for name, end, mine in zip(("lo", "hi"), ends, own, strict=True)
    }
    yield frames.pack(header, {"values": f32(values)})


def _penalties(subject: Subject) -> Iterator[Tensor]:
    for some in parts(subject.model, subject.x):
        yield contraction.penalty(subject.model, some)


def _errors(subject: Subject) -> Iterator[Tensor]:
    for x, h in zip(torch.split(subject.x, CHUNK), torch.split(subject.h, CHUNK), strict=True):
        yield error_from_logits(subject.model, subject.model.logits(h), x)


def place(scene: Scene, asked: dict[str, Any]) -> Pieces:
    """The ``place`` frame: what the decoder makes of a place of the map."""
    wanted = asked.get("place")
    if wanted is None:
        return
    drawn = scene.held.maps.drawn(scene, asked)
    found, error = drawn.found, drawn.error
    if error is None and found is None:
        error = "There is no map yet, so no place of it can be decoded; wait until it is drawn."
    elif found is not None and found.points.shape[1] != 2:
        error = "A place can be decoded in two dimensions only; draw the map in two."
    header = {"kind": "place", "serial": scene.serial, **wanted, "words": found and found.words, "error": error}
    if error is not None or found is None:
        yield frames.pack(header, {})
        return
    code = found.back(torch.tensor([wanted["at"]], dtype=torch.float64))
    yield frames.pack(header, {"x": pixels(_decoded(drawn.subject.model, code)[0])})


def line(scene: Scene, image: int, asked: dict[str, Any]) -> Pieces:
    """The ``line`` frame: images decoded along the straight line between the codes of two, and the blend of both."""
    wanted, other, subject = asked.get("line"), asked.get("b"), scene.subject
    if wanted is None or other is None:
        return
    b, a = subject.images.place(other), subject.images.id(image)
    header = {"kind": "line", "serial": scene.serial, "image": a, "a": a, "b": other, "id": wanted["id"]}
    header |= {"reference": subject.against, "error": None}
    if b is None:
        header["error"] = f"Image {other:,} is not among the {subject.count:,} that are shown; choose another as B."
        yield frames.pack(header, {})
        return
    count = wanted["count"]
    blend = between(subject.x[image], subject.x[b], count)  # (count, D)
    decoded = {of: _decoded(model, between(h[image], h[b], count)) for of, (model, h) in _models(scene).items()}
    sections: Sections = {f"decoded{of}": pixels(x) for of, x in decoded.items()}
    sections["blend"] = pixels(blend)
    yield None
    sections |= {"away": _away(subject, decoded[""]), "away_blend": _away(subject, blend)}
    found = scene.held.maps.drawn(scene, asked).found
    if found is not None and found.explained is not None:  # what is straight in code space is so on a flat map of it
        sections["at"] = f32(between(found.points[image], found.points[b], count))
    yield frames.pack(header, sections)


def _away(subject: Subject, x: Tensor) -> np.ndarray:
    """The distance of each to the nearest of all images, (count,)."""
    return f32(torch.cdist(x, subject.x).min(1).values)


def neighbours(scene: Scene, image: int) -> Pieces:
    """The ``neighbours`` frame: the images whose codes lie nearest to one's, and those whose pixels do."""
    subject = scene.subject
    header: dict[str, Any] = {"kind": "neighbours", "serial": scene.serial, "image": subject.images.id(image)}
    header |= {"reference": subject.against} | dict.fromkeys(("agree", "agree0", "rerror", "rerror0", "error"))
    if subject.count < 2:
        yield frames.pack(header | {"error": "There must be 2 images for one to have a neighbour, but 1 came."}, {})
        return
    k, one = min(NEIGHBOURS, subject.count - 1), subject.one(image)
    pixel = scene.held.nearest(subject, image, k)
    sections = _near("pixel", "distance_pixel", subject, subject.x, image, pixel)
    yield None
    for of, (model, h) in _models(scene).items():
        near = readouts.neighbours(h, image, k)
        sections |= _near(f"code{of}", f"distance{of}", subject, h, image, near)
        logits = model.logits(h[image : image + 1])
        sections[f"r{of}"] = pixels(model(one)[0])
        header[f"agree{of}"] = len(set(near.tolist()) & set(pixel.tolist()))
        header[f"rerror{of}"] = float(error_from_logits(model, logits, one))
        yield None
    yield frames.pack(header, sections)


def _near(name: str, distance: str, subject: Subject, rows: Tensor, image: int, near: Tensor) -> Sections:
    """Which images are nearest, by their numbers, and how far."""
    away = (rows[near].double() - rows[image].double()).norm(dim=1)
    return {name: subject.images.named(near.numpy()), distance: f32(away)}


# -- what they share -----------------------------------------------------------------------------------------


def _models(scene: Scene) -> dict[str, tuple[Autoencoder, Tensor]]:
    """The model and all images' codes; by the name 0 those at λ = 0, where there is such a model."""
    subject, h0 = scene.subject, scene.held.maps.codes0(scene.subject)
    models = {"": (subject.model, subject.h)}
    if h0 is not None and subject.reference is not None and subject.reference.model is not None:
        models["0"] = subject.reference.model, h0
    return models


def _decoded(model: Autoencoder, codes: Tensor) -> Tensor:
    """What a model makes of codes, (M, D)."""
    return model.decode(codes.to(model.W[0].dtype))
