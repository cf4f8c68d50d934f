"""What links name and do not hold: records of runs, and models, kept on the disk for a while. Knows no torch.

    <cache>/links/records/<name>    the text of a record
    <cache>/links/models/<name>     a snapshot of a live run

Who has the id has what it names. It can't be guessed, and the file is called after its digest: nothing that a visitor
says is ever part of a path.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import secrets
import time
from collections.abc import Callable
from pathlib import Path

from cae import files
from cae.checks import Refused, shown

DAYS = 30  # that something is kept, unless newer ones need its room
MOST_BYTES = {"records": 128 << 20, "models": 1 << 30}
MOST = {"records": 2000, "models": 200}
STALE_S = 600.0  # no file takes this long to write

_ID = re.compile(r"[A-Za-z0-9_-]{22}")
_DIGEST = hashlib.sha256().digest_size


def link_id(name: str, value: object) -> str:
    """An id as ``keep`` gives it."""
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise Refused(f"{name} must be 22 letters, digits, - and _, but {shown(value)} came.", name)
    return value


def keep(root: Path, kind: str, content: bytes, now: Callable[[], float] = time.time) -> str:
    """Keep something, and let the oldest go; its id.

    Parameters
    ----------
    root : Path
        The cache.
    kind : {"records", "models"}
    content : bytes
    now : callable
        Seconds since the epoch.

    Raises
    ------
    OSError
        If it can't be written.
    """
    made = secrets.token_urlsafe(16)
    path = _path(root, kind, made)
    path.parent.mkdir(parents=True, exist_ok=True)
    files.sweep_stale(path.parent, STALE_S)
    with files.written(path) as part:
        part.write_bytes(hashlib.sha256(content).digest() + content)
    _let_go(path.parent, kind, now())
    return made


def find(root: Path, kind: str, made: str, now: Callable[[], float] = time.time) -> bytes | None:
    """What is kept under an id; None if it is there no longer, never was, or is damaged."""
    if not _ID.fullmatch(made):
        return None
    path = _path(root, kind, made)
    try:
        if now() - path.stat().st_mtime > DAYS * 86_400:
            return None
        written = path.read_bytes()
    except OSError:
        return None
    digest, content = written[:_DIGEST], written[_DIGEST:]
    return content if hashlib.sha256(content).digest() == digest else None


def _path(root: Path, kind: str, made: str) -> Path:
    return root / "links" / kind / hashlib.sha256(made.encode()).hexdigest()[:32]


def _let_go(folder: Path, kind: str, now: float) -> None:
    """Remove what is too old, and the oldest of what is too much."""
    found = []
    for path in folder.iterdir():
        with contextlib.suppress(OSError):
            if not path.name.startswith("."):
                found.append((path.stat().st_mtime, path.stat().st_size, path))
    total = 0
    for place, (written, size, path) in enumerate(sorted(found, reverse=True)):
        total += size
        if place and (place >= MOST[kind] or total > MOST_BYTES[kind] or now - written > DAYS * 86_400):
            with contextlib.suppress(OSError):
                path.unlink()
