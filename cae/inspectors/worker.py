"""The inspector: a worker process that computes what one Units page shows. Orders come in on stdin, frames go out on
stdout.

Started as ``python -m cae.inspectors.worker`` by ``pool.py``. It ends when its stdin ends, so it never outlives the
server, however that stopped.
"""

from __future__ import annotations

import gc
import os
import sys
import threading

from cae.processes.pipe import ThreadedPipe

IDLE_S = 60.0


def main() -> None:
    """Entry point of the process."""
    # Whatever prints must not get between the frames.
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    # Two threads send, and nothing here is slowed down by another thread that reads.
    pipe = ThreadedPipe(sys.stdin.buffer, sink)

    import torch

    from cae.atlases.store import cache_root
    from cae.inspectors.inspector import Inspector
    from cae.trainer import fast_matmul

    torch.set_num_threads(int(os.environ.get("CAE_ENGINE_THREADS", "1")))
    inspector = Inspector(pipe, cache_root())
    gc.collect()
    gc.freeze()
    pipe.say({"type": "ready"})
    with fast_matmul():
        threading.Thread(target=inspector.lane.run, daemon=True).start()
        while True:
            while pipe.waiting():
                inspector.obey(*pipe.take())
            if not inspector.turn():
                pipe.wait(IDLE_S)


if __name__ == "__main__":
    main()
