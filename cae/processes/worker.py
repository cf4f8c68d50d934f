"""The main of every process of ours: nothing may print between its messages, and what it needs is loaded once."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from typing import IO, TypeVar

from cae.processes.pipe import Pipe

AnyPipe = TypeVar("AnyPipe", bound=Pipe)


def main(open_pipe: Callable[[IO[bytes], IO[bytes]], AnyPipe], load: Callable[[AnyPipe], Callable[[], None]]) -> None:
    """Run a worker until its work is done; it ends by itself when its stdin does.

    Parameters
    ----------
    open_pipe : callable
        Of stdin and stdout makes its pipe.
    load : callable
        Imports what the work needs, and gives the work. Whatever comes later finds it loaded.
    """
    # Whatever prints must not get between the messages.
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    pipe = open_pipe(sys.stdin.buffer, sink)

    import torch

    torch.set_num_threads(int(os.environ.get("CAE_ENGINE_THREADS", "1")))
    work = load(pipe)
    gc.collect()
    gc.freeze()
    pipe.say({"type": "ready"})
    work()
