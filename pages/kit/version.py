"""Which version the browser's half of the pages has: as the server started with it, and as it lies on the disk now."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from pages.kit.static import PAGES, SERVED


def on_disk() -> str:
    """The version of the modules and style sheets that a browser would get now."""
    files = sorted(path for path in PAGES.rglob("*") if path.suffix in SERVED)
    stats = ((path, path.stat()) for path in files)
    return _digest(tuple((path, stat.st_mtime_ns, stat.st_size) for path, stat in stats))


@lru_cache(maxsize=1)
def _digest(files: tuple[tuple[Path, int, int], ...]) -> str:
    """Of the files' names and bytes; read again only when one has changed."""
    digest = hashlib.sha256()
    for path, _, _ in files:
        content = path.read_bytes()
        digest.update(f"{path.relative_to(PAGES).as_posix()} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


STARTED_WITH = on_disk()
