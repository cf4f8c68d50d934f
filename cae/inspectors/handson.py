"""Frames of what a person does to one image: pushes it, moves it along a direction, lets a chain go on from it.

Each is of a model and, where there is one, of the model at λ = 0 it is held against: from the same pixels.
Letters: D pixels, H hidden units; h code, r reconstruction.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from cae import probing
from cae.directions import leading
from cae.inspectors.asked import LONGEST, TANGENTS
from cae.inspectors.chains import BESIDE, OWN
from cae.inspectors.subject import pixels, shapes
from cae.model import Autoencoder
from cae.probing import Response
from cae.processes import frames
from cae.processes.frames import Section, quantise_signed

if TYPE_CHECKING:
    import numpy as np

    from cae.inspectors.works import Scene

LENGTHS = 41  # moves along a direction of which it is told how far the code goes
ROUNDING = 1e-9  # of h in float64: what is no more is no move
REACH = 3.0  # the longest of them, in distances to the nearest neighbour

Pieces = Iterator[bytes | None]
Sections = dict[str, "Section | np.ndarray"]


def plane(scene: Scene) -> Pieces:
    """The ``plane`` frame: where all images lie in the latent plane."""
    xy, explained = scene.held.plane(scene.subject, scene.live)
    header = {"kind": "plane", "serial": scene.serial, "explained": explained}
    yield frames.pack(header, {"xy": xy.float().numpy()})


def probe(scene: Scene, image: int, asked: dict[str, Any] | None) -> Pieces:
    """The ``probe`` frame: the image as it is pushed, and how far the code has gone with it.

    What can't be done to it raises ``ValueError``, after a frame of where it stayed.
    """
    if asked is None:
        return
    held, subject, refused = scene.held, scene.subject, None
    try:
        held.drag.move(subject.one(image), image, subject.images.side, asked)
    except ValueError as error:
        refused = error
    held.plane(subject, scene.live)
    x = held.drag.x
    found = probing.responses(_models(scene), subject.one(image), x)
    own, beside = found[OWN], found.get(BESIDE)
    header = _header("probe", scene, image) | {
        "id": asked["id"],
        "drag": asked["drag"],
        "dx": float(own.dx),
        **_told("dh", "ratio", own),
        **_told("dh0", "ratio0", beside),
        "error": float((own.r - x).double().norm()),
        "error0": None if beside is None else float((beside.r - x).double().norm()),
    }
    path = held.placed(subject.model.encode(held.drag.images))  # (P, 2)
    sections: Sections = {"x": pixels(x[0]), "r": pixels(own.r[0])}
    sections |= {} if beside is None else {"r0": pixels(beside.r[0])}
    sections["path"] = path.float().numpy()
    if not held.measured:  # that takes longer than the rest: it comes behind
        yield frames.pack(header | {"neighbour": None}, sections)
    yield frames.pack(header | {"neighbour": held.neighbour(subject)}, sections)
    if refused is not None:
        raise refused


def directions(scene: Scene, image: int) -> Pieces:
    """The ``directions`` frame: along which small moves of the image the code goes farthest, and which it ignores."""
    held, subject, reference = scene.held, scene.subject, _models(scene).get(BESIDE)
    own = held.tangents(subject, image)
    yield None
    beside = None if reference is None else leading(reference, subject.one(image), TANGENTS)
    yield None
    ignored = held.ignored(subject, image)
    header = _header("directions", scene, image) | {
        "sigma": own.sigma.tolist(),
        "random": own.random,
        "sigma0": None if beside is None else beside.sigma.tolist(),
        "random0": None if beside is None else beside.random,
        "ignored": ignored.sigma.tolist(),
    }
    control = shapes(_control(scene)[None])
    sections: Sections = {
        "tangents": shapes(own.v),
        "ignored": shapes(ignored.v),
        "random": Section(control.values[0], control.lo, control.hi),
    }
    yield frames.pack(header, sections)


def along(scene: Scene, image: int, asked: dict[str, Any] | None) -> Pieces:
    """The ``along`` frame: the image moved along a direction, and as far along one drawn at random."""
    if asked is None:
        return
    subject, models = scene.subject, _models(scene)
    x0, (direction, missing) = subject.one(image), _direction(scene, image, asked)
    reach = min(LONGEST, REACH * (scene.held.neighbour(subject) or math.inf))
    lengths = torch.linspace(-reach, reach, LENGTHS, dtype=torch.float64)
    every = torch.cat([lengths, torch.tensor([asked["length"]], dtype=torch.float64)])  # the last is the one asked for
    moved = {name: _moved(model, x0, direction, every) for name, model in models.items()}
    (x, own), (_, beside) = moved[OWN], moved.get(BESIDE, (x0, None))
    x_random, random = _moved(subject.model, x0, _control(scene), every)
    header = _header("along", scene, image) | {name: asked[name] for name in ("id", "which", "index", "length")}
    header |= _told("dh", "ratio", own) | _told("dh0", "ratio0", beside) | _told("dh_random", "ratio_random", random)
    header["error"] = missing
    change = probing.exact_codes(subject.model, torch.cat([x0, x[-1:]])).diff(dim=0)[0]  # (H,)
    sections: Sections = {"x": pixels(x[-1]), "r": pixels(own.r[-1])}
    sections |= {} if beside is None else {"r0": pixels(beside.r[-1])}
    sections |= {"x_random": pixels(x_random[-1]), "r_random": pixels(random.r[-1])}
    change = change.where(change.abs() > ROUNDING, 0.0)
    sections |= {"dh_units": quantise_signed(change.numpy()), "lengths": lengths.float().numpy()}
    for name, response in (("moved", own), ("moved0", beside), ("moved_random", random)):
        if response is not None:
            sections[name] = response.dh[:-1].float().numpy()
    yield frames.pack(header, sections)


def chain(scene: Scene, image: int, asked: dict[str, Any] | None) -> Pieces:
    """The ``chain`` frame: the images of the chains, as far as they have gone."""
    if asked is None:
        return
    held, subject, models = scene.held, scene.subject, _models(scene)
    held.chains.go(models, subject.one(image), image, asked)
    own, beside = held.chains.chains[OWN], held.chains.chains.get(BESIDE)
    held.plane(subject, scene.live)
    h = subject.model.encode(own.x) if own.h is None else own.h
    header = _header("chain", scene, image) | {name: asked[name] for name in ("id", "run", "sigma", "seed")}
    header |= {
        "step": held.chains.step,
        "outside": own.outside,
        "outside0": None if beside is None else beside.outside,
        "error": held.chains.error,
    }
    sections: Sections = {"x": pixels(own.x[0])}
    sections |= {} if beside is None else {"x0": pixels(beside.x[0])}
    sections["at"] = held.placed(h)[0].float().numpy()
    yield frames.pack(header, sections)


# -- what they share -----------------------------------------------------------------------------------------


def _header(kind: str, scene: Scene, image: int) -> dict[str, Any]:
    subject = scene.subject
    return {"kind": kind, "image": subject.images.id(image), "serial": scene.serial, "reference": subject.against}


def _models(scene: Scene) -> dict[str, Autoencoder]:
    """The model, and the one it is held against, where there is one."""
    reference = scene.subject.reference
    beside = None if reference is None else reference.model
    return {OWN: scene.subject.model} | ({} if beside is None else {BESIDE: beside})


def _control(scene: Scene) -> Tensor:
    return probing.control(scene.subject.model.sizes[0])


def _direction(scene: Scene, image: int, asked: dict[str, Any]) -> tuple[Tensor | None, str | None]:
    """The direction that is asked for, (D,); where the image has none of this number, why."""
    which, index = asked["which"], asked["index"]
    if which == "random":
        return _control(scene), None
    find = scene.held.tangents if which == "tangent" else scene.held.ignored
    found = find(scene.subject, image).v
    if index < len(found):
        return found[index], None
    verb = "follows" if which == "tangent" else "ignores"
    there = f"{len(found)} such direction{'s' * (len(found) != 1)}" if len(found) else "no direction"
    return None, f"The code of this image {verb} {there}; there is no number {index + 1}."


def _moved(model: Autoencoder, x0: Tensor, direction: Tensor | None, lengths: Tensor) -> tuple[Tensor, Response]:
    """As ``probing.along``; without a direction the image stays where it is."""
    if direction is not None:
        return probing.along(model, x0, direction, lengths)
    x = x0.expand(len(lengths), -1)
    return x, probing.responses({OWN: model}, x0, x)[OWN]


def _told(dh: str, ratio: str, response: Response | None) -> dict[str, float | None]:
    """Under these names how far the code went with the last of the images, and that over the pixels' way."""
    if response is None:
        return {dh: None, ratio: None}
    moved = bool(response.dx[-1] > 0)
    return {dh: float(response.dh[-1]), ratio: float(response.ratio[-1]) if moved else None}
