"""The inspector's process: it computes what one page shows. Orders come in on stdin, frames go out on stdout.

Started as ``python -m cae.inspectors.worker`` by ``pool.py``. It ends when its stdin ends, so it never outlives the
server, however that stopped.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from cae.processes.pipe import ThreadedPipe
from cae.processes.worker import main

IDLE_S = 60.0


def load(pipe: ThreadedPipe) -> Callable[[], None]:
    """Load everything a source needs before one is opened."""
    from cae.atlases.store import cache_root
    from cae.inspectors.inspector import Inspector
    from cae.trainer import fast_matmul

    inspector = Inspector(pipe, cache_root())

    def work() -> None:
        with fast_matmul():
            threading.Thread(target=inspector.lane.run, daemon=True).start()
            while True:
                while pipe.waiting():
                    inspector.obey(*pipe.take())
                if not inspector.turn():
                    pipe.wait(IDLE_S)

    return work


if __name__ == "__main__":
    # Two threads send, and nothing here is slowed down by another thread that reads.
    main(ThreadedPipe, load)
