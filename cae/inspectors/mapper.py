"""The process of t-SNEs: codes come in on stdin, maps go out on stdout, as far as they are and at their end.

Started as ``python -m cae.inspectors.mapper`` by ``mapping.py``. Another order takes the place of the one that goes on.
It ends with its stdin, so it never outlives whoever started it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any

from cae.processes import frames, wire
from cae.processes.frames import Section
from cae.processes.pipe import ThreadedPipe
from cae.processes.worker import main

LOOK_S = 0.25  # between two looks
NICER = 10
WAIT_S = 60.0


def load(pipe: ThreadedPipe) -> Callable[[], None]:
    """Load what a t-SNE needs, while its codes come."""
    import openTSNE  # noqa: F401

    from cae.tsne import Stopped

    if hasattr(os, "nice"):
        os.nice(NICER)

    def work() -> None:
        while True:
            order = None
            while pipe.waiting():
                order = pipe.take()[1]
            if order is None:
                pipe.wait(WAIT_S)
                continue
            asked, sections = frames.unpack(order)
            try:
                _do(pipe, asked, sections)
            except Stopped:  # by another order
                pass
            except Exception as error:  # whatever it is, somebody waits for a word
                pipe.say({"type": "failed", "id": asked["id"], "message": str(error) or type(error).__name__})

    return work


def _do(pipe: ThreadedPipe, asked: dict[str, Any], sections: dict[str, Section]) -> None:
    """The map of codes, where they are given, and then that of others that begins where the first ended."""
    import torch

    points = None
    for part, codes in (("own", "h"), ("beside", "h0")):
        if codes in sections:
            begin = torch.from_numpy(sections["begin"].values.copy()) if "begin" in sections else points
            points = _map(pipe, asked, part, torch.from_numpy(sections[codes].values.copy()), begin)


def _map(pipe: ThreadedPipe, asked: dict[str, Any], part: str, codes: Any, begin: Any) -> Any:
    from cae.tsne import STEPS, Progress, tsne

    began, last, divergence = time.monotonic(), float("-inf"), 0.0

    def send(step: int, points: Any, done: bool) -> None:
        told = {"step": step, "divergence": divergence, "seconds": time.monotonic() - began, "done": done}
        header = {"id": asked["id"], "part": part, "look": told}
        pipe.send(wire.FRAME, frames.pack(header, {"points": points.numpy()}))

    def look(progress: Progress) -> bool:
        nonlocal last, divergence
        divergence = progress.divergence
        if time.monotonic() - last >= LOOK_S:
            last = time.monotonic()
            send(progress.step, progress.points, False)
        return not pipe.waiting()

    points = tsne(codes, asked["dimensions"], asked["perplexity"], asked["seed"], begin, look)
    send(STEPS, points, True)
    return points


if __name__ == "__main__":
    main(ThreadedPipe, load)
