"""What can be opened: the atlases of the cache, and checkpoint files that were brought. Knows no torch.

    <cache>/atlas/<key>/             as ``cae.atlases.store`` keeps them
    <cache>/checkpoints/<id>.safetensors
    <cache>/checkpoints/<id>.name               what it was called where it came from

The id of a checkpoint is made of its bytes: the same file has the same one, whoever brings it.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cae import files, header
from cae.atlases.store import KEY, Store, checkpoint_name, frame_name, read_settings
from cae.checks import Refused
from cae.experiments.record import Record
from cae.experiments.settings import PathSettings
from cae.header import About, CheckpointError

MAX_BYTES = 256 << 20  # of a checkpoint
# Above that the spectrum of one image's Jacobian takes minutes.
MAX_UNITS = 2048
KEPT = 20  # the newest
STALE_S = 3600.0  # no file takes this long to bring
LISTED = 100  # atlases named to a page
NAMED = 80  # characters of a file's name


# -- atlases -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Atlas:
    """An atlas on disk: its settings and which of its models are finished."""

    key: str
    settings: PathSettings
    done: list[int]

    def listed(self) -> dict[str, Any]:
        """What a page is told of it."""
        named = ("dataset", "hidden", "activation", "output", "tied", "seed", "way")
        lambdas = self.settings.lambdas
        about = {name: getattr(self.settings, name) for name in named}
        count = {"done": len(self.done), "total": len(lambdas), "lambdas": [lambdas[0], lambdas[-1]]}
        return {"key": self.key} | about | count


def find_atlas(root: Path, key: str) -> Atlas | None:
    """The atlas of a key, as far as it is finished; None if there is none that can be read."""
    if not KEY.fullmatch(key):
        return None
    settings = read_settings(root / "atlas" / key)
    if settings is None:
        return None
    store = Store(settings, root)
    try:
        names = {entry.name for entry in store.folder.iterdir()}
    except OSError:
        return None
    done = [i for i in range(store.total) if {frame_name(i), checkpoint_name(i)} <= names]
    return Atlas(key, store.settings, done)


def atlases(root: Path) -> list[Atlas]:
    """The atlases that have a finished model, the newest first."""
    found = (find_atlas(root, folder.name) for folder in newest(root / "atlas", "*")[:LISTED])
    return [atlas for atlas in found if atlas is not None and atlas.done]


# -- checkpoints -------------------------------------------------------------------------------------------------


def checkpoint_path(root: Path, name: str) -> Path:
    """Where the checkpoint of this id is, or would be."""
    return root / "checkpoints" / f"{name}.safetensors"


def checkpoints(root: Path) -> list[dict[str, Any]]:
    """The checkpoints that are kept, the newest first, as a page is told of them."""
    found = []
    for path in newest(root / "checkpoints", "*.safetensors"):
        if KEY.fullmatch(path.stem):
            with contextlib.suppress(OSError, CheckpointError):
                found.append(_told(path.stem, about(path), path))
    return found


def _told(name: str, found: About, path: Path) -> dict[str, Any]:
    """What a page is told of a checkpoint: of what model it is, what it was called, and when it came."""
    called = None
    with contextlib.suppress(OSError, UnicodeError):
        called = path.with_suffix(".name").read_text("utf-8")[:NAMED] or None
    return {"id": name} | asdict(found) | {"file": called, "brought": int(path.stat().st_mtime)}


@contextlib.contextmanager
def part(root: Path) -> Iterator[Path]:
    """A path beside the library to write a file to that is being brought; what is still there after the block goes.

    Raises
    ------
    OSError
        If nothing can be written there.
    """
    folder = checkpoint_path(root, "").parent
    folder.mkdir(parents=True, exist_ok=True)
    files.sweep_stale(folder, STALE_S)
    with files.beside(folder) as part:
        yield part


def keep(root: Path, part: Path, digest: str, called: str = "") -> dict[str, Any]:
    """Take a file that was brought into the library, and let the oldest go.

    Parameters
    ----------
    root : Path
        The cache.
    part : Path
        The file, whole, on the same disk; it is renamed.
    digest : str
        Of its bytes, hexadecimal.
    called : str, optional
        What it is called where it comes from: told to people, never a path.

    Returns
    -------
    dict
        Its id and what it says of its model, as a page is told.

    Raises
    ------
    CheckpointError
        If it is no checkpoint of a model that can be shown.
    OSError
        If it can't be kept.
    """
    found = about(part)
    path = checkpoint_path(root, digest[:16])
    os.replace(part, path)
    os.utime(path)  # brought again, it is the newest again
    if name := "".join(c for c in called if c.isprintable())[:NAMED].strip():
        path.with_suffix(".name").write_text(name, "utf-8")
    ours = [old for old in newest(path.parent, "*.safetensors") if KEY.fullmatch(old.stem)]
    for old in ours[KEPT:]:
        with contextlib.suppress(OSError):
            old.unlink()
            old.with_suffix(".name").unlink(missing_ok=True)
    return _told(path.stem, found, path)


def about(path: Path) -> About:
    """What a checkpoint says of its model, once its header and its length have been found to agree with that.

    Raises
    ------
    CheckpointError
        If it is no whole checkpoint, or of a model that can't be shown.
    OSError
        If it can't be read.
    """
    found, file = header.read(path)
    if found.sizes[-1] > MAX_UNITS:
        raise CheckpointError(f"The model has {found.sizes[-1]:,} units; up to {MAX_UNITS:,} can be looked at.")
    header.check_tensors(found, file)
    return found


def record(path: Path) -> Record | None:
    """How the model of a checkpoint was trained; None if it does not tell, or nothing that can be read."""
    with contextlib.suppress(OSError, CheckpointError, Refused):
        _, file = header.read(path)
        text = file.metadata.get(header.RECORD)
        return None if text is None else Record.from_json(text)
    return None


def newest(folder: Path, pattern: str) -> list[Path]:
    """What is in a folder, the newest first; nothing if there is no such folder."""
    found = []
    for path in folder.glob(pattern):
        with contextlib.suppress(OSError):
            found.append((path.stat().st_mtime, path.name))
    return [folder / name for _, name in sorted(found, reverse=True)]
