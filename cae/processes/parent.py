"""A process that another one started by ``multiprocessing`` ends with it, however that one ended."""

from __future__ import annotations

import os
import threading
from multiprocessing import parent_process


def end_with_parent() -> None:
    """From now on this process ends when who started it has: killed, that one can't say so, and this one would wait."""
    threading.Thread(target=_watch, daemon=True).start()


def _watch() -> None:
    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)  # what it is at must not be written any more: another one may be at the same by now
