"""Files that are whole or not there."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def written(path: Path) -> Iterator[Path]:
    """A path to write to in the block: the file takes its name after it, and if the block fails nothing of it stays.

    What was there under that name before stays until then.
    """
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
    os.close(handle)
    try:
        yield Path(beside)
        os.replace(beside, path)
    finally:
        Path(beside).unlink(missing_ok=True)
