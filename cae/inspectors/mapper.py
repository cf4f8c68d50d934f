"""The process of one t-SNE: codes come in on stdin, the map goes out on stdout, as far as it is and at its end.

Started as ``python -m cae.inspectors.mapper`` by ``mapping.py``. It ends with its stdin, so it never outlives whoever
started it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from cae.processes import frames, wire
from cae.processes.pipe import ThreadedPipe
from cae.processes.worker import main

LOOK_S = 0.25  # between two looks
NICER = 10
WAIT_S = 60.0


def load(pipe: ThreadedPipe) -> Callable[[], None]:
    """Load what a t-SNE needs, while its codes come."""
    import openTSNE  # noqa: F401
    import torch

    from cae import tsne

    if hasattr(os, "nice"):
        os.nice(NICER)

    def work() -> None:
        while not pipe.waiting():
            pipe.wait(WAIT_S)
        asked, sections = frames.unpack(pipe.take()[1])
        codes, begin = (
            torch.from_numpy(sections[name].values.copy()) if name in sections else None for name in ("h", "begin")
        )
        began, last, divergence = time.monotonic(), float("-inf"), 0.0

        def send(step: int, points: torch.Tensor, done: bool) -> None:
            header = {"step": step, "divergence": divergence, "seconds": time.monotonic() - began, "done": done}
            pipe.send(wire.FRAME, frames.pack(header, {"points": points.numpy()}))

        def look(progress: tsne.Progress) -> bool:
            nonlocal last, divergence
            divergence = progress.divergence
            if time.monotonic() - last >= LOOK_S:
                last = time.monotonic()
                send(progress.step, progress.points, False)
            return True

        try:
            assert codes is not None
            points = tsne.tsne(codes, asked["dimensions"], asked["perplexity"], asked["seed"], begin, look)
            send(tsne.STEPS, points, True)
        except Exception as error:  # whatever it is, somebody waits for a word
            pipe.say({"type": "failed", "message": str(error) or type(error).__name__})
        pipe.finish()

    return work


if __name__ == "__main__":
    main(ThreadedPipe, load)
