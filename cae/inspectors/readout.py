"""The ``readouts`` frame: what simple means read out of the code, held out, beside the same of pixels."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from torch import Tensor

from cae.inspectors.subject import Subject
from cae.processes import frames
from cae.readouts import NEIGHBOURS, knn_accuracy, probe_accuracy

if TYPE_CHECKING:
    from cae.inspectors.works import Scene

MOST = 1000  # images of each half
MEANS: dict[str, Callable[..., float]] = {"knn": knn_accuracy, "probe": probe_accuracy}
NAMES = [name + of for name in MEANS for of in ("", "0", "_pixels")]


def readouts(scene: Scene) -> Iterator[bytes | None]:
    """The frame, in pieces, each of one measurement.

    The images are test images, which the model never saw: every other one is fitted on, and the rest measured.
    """
    subject, held = scene.subject, scene.held
    fitted, measured = halves(subject.count)
    header: dict[str, Any] = {"kind": "readouts", "serial": scene.serial, "reference": subject.against, "error": None}
    header |= dict.fromkeys(NAMES) | {"says": None, "fitted": len(fitted), "measured": len(measured)}
    if len(fitted) < NEIGHBOURS:
        least, count = 2 * NEIGHBOURS, subject.count
        header["error"] = f"There must be at least {least} images, half of them to fit on, but {count} came."
        yield frames.pack(header, {})
        return
    try:
        for name, of, rows in _rows(scene):
            measure = partial(_measured, name, subject, rows)
            header[name + of] = held.once(f"{name} of pixels", measure) if of == "_pixels" else measure()
            yield None
    except ValueError as error:
        yield frames.pack(header | dict.fromkeys(NAMES) | {"error": str(error)}, {})
        return
    yield frames.pack(header | {"says": _says(header)}, {})


def halves(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Ids of the images that are fitted on, and of those that are measured: at most 1,000 each."""
    every = np.arange(min(count, 2 * MOST))
    return every[::2], every[1::2]


def _rows(scene: Scene) -> Iterator[tuple[str, str, Tensor]]:
    h0 = scene.held.maps.codes0(scene.subject)
    for name in MEANS:
        yield name, "", scene.subject.h
        yield name, "_pixels", scene.subject.x
        if h0 is not None:
            yield name, "0", h0


def _measured(name: str, subject: Subject, rows: Tensor) -> float:
    (fitted, measured), labels = halves(subject.count), subject.images.labels
    return MEANS[name](rows[fitted], labels[fitted], rows[measured], labels[measured])


def _says(header: dict[str, Any]) -> str:
    beside = "" if header["probe0"] is None else f", {header['probe0']:.0%} from it at λ = 0"
    return (
        f"A linear classifier that was fitted on {header['fitted']:,} codes tells {header['probe']:.0%} of "
        f"{header['measured']:,} others’ classes{beside}, {header['probe_pixels']:.0%} from the pixels."
    )
