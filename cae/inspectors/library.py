"""What can be opened: the atlases of the cache, and checkpoint files that were brought. Knows no torch.

    <cache>/atlas/<key>/             as ``cae.atlases.store`` keeps them
    <cache>/checkpoints/<id>.safetensors

The id of a checkpoint is made of its bytes: the same file has the same one, whoever brings it.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cae.atlases.store import KEY, Store, checkpoint_name, frame_name
from cae.config import ACTIVATIONS, OUTPUTS
from cae.experiments.settings import PathSettings

CHECKPOINT_FORMAT = "cae-lab 1"  # cae.checkpoint's, which this side of the wire can't ask: torch comes with it
MAX_BYTES = 256 << 20  # of a checkpoint
MAX_HEADER = 1 << 20
MAX_LAYERS = 4
# Above that the spectrum of one image's Jacobian takes minutes.
MAX_UNITS = 2048
KEPT = 20  # the newest
STALE_S = 3600.0  # no file takes this long to bring
LISTED = 100  # atlases named to a page
_BYTES = {"F32": 4, "F64": 8}


class CheckpointError(ValueError):
    """A file that can't be opened; the text is a sentence for the person."""


# -- atlases -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Atlas:
    """An atlas on disk: its settings and which of its models are finished."""

    key: str
    settings: PathSettings
    done: list[int]

    def listed(self) -> dict[str, Any]:
        """What a page is told of it."""
        named = ("dataset", "hidden", "activation", "output", "tied", "seed", "warm")
        lambdas = self.settings.lambdas
        about = {name: getattr(self.settings, name) for name in named}
        count = {"done": len(self.done), "total": len(lambdas), "lambdas": [lambdas[0], lambdas[-1]]}
        return {"key": self.key} | about | count


def find_atlas(root: Path, key: str) -> Atlas | None:
    """The atlas of a key, as far as it is finished; None if there is none that can be read."""
    if not KEY.fullmatch(key):
        return None
    try:
        values = json.loads((root / "atlas" / key / "settings.json").read_bytes())
        values.pop("format")
        store = Store(PathSettings.from_dict(values), root)
        names = {entry.name for entry in store.folder.iterdir()}
    except (OSError, ValueError, RecursionError, TypeError, KeyError, AttributeError):
        return None
    if store.key != key:  # of another version, or somebody has been at it
        return None
    done = [i for i in range(store.total) if {frame_name(i), checkpoint_name(i)} <= names]
    return Atlas(key, store.settings, done)


def atlases(root: Path) -> list[Atlas]:
    """The atlases that have a finished model, the newest first."""
    found = (find_atlas(root, folder.name) for folder in _newest(root / "atlas", "*")[:LISTED])
    return [atlas for atlas in found if atlas is not None and atlas.done]


# -- checkpoints -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class About:
    """What a checkpoint says of its model."""

    sizes: list[int]
    activation: str
    tied: bool
    output: str


def checkpoint_path(root: Path, name: str) -> Path:
    """Where the checkpoint of this id is, or would be."""
    return root / "checkpoints" / f"{name}.safetensors"


def checkpoints(root: Path) -> list[dict[str, Any]]:
    """The checkpoints that are kept, the newest first, as a page is told of them."""
    found = []
    for path in _newest(root / "checkpoints", "*.safetensors"):
        if KEY.fullmatch(path.stem):
            with contextlib.suppress(OSError, CheckpointError):
                found.append({"id": path.stem} | asdict(about(path)))
    return found


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
    for left in folder.glob(".part-*"):  # by a server that was killed
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > STALE_S:
                shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".part-") as beside:
        yield Path(beside) / "checkpoint"


def keep(root: Path, part: Path, digest: str) -> dict[str, Any]:
    """Take a file that was brought into the library, and let the oldest go.

    Parameters
    ----------
    root : Path
        The cache.
    part : Path
        The file, whole, on the same disk; it is renamed.
    digest : str
        Of its bytes, hexadecimal.

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
    told = {"id": digest[:16]} | asdict(about(part))
    path = checkpoint_path(root, digest[:16])
    os.replace(part, path)
    os.utime(path)  # brought again, it is the newest again
    ours = [old for old in _newest(path.parent, "*.safetensors") if KEY.fullmatch(old.stem)]
    for old in ours[KEPT:]:
        with contextlib.suppress(OSError):
            old.unlink()
    return told


def about(path: Path) -> About:
    """What a checkpoint says of its model, once its header and its length have been found to agree with that.

    Raises
    ------
    CheckpointError
        If it is no whole checkpoint, or of a model that can't be shown.
    OSError
        If it can't be read.
    """
    table, contents = _table(path)
    metadata = table.pop("__metadata__", None)
    came = metadata.get("format") if isinstance(metadata, dict) else None
    if not isinstance(metadata, dict) or came != CHECKPOINT_FORMAT:
        written = "another program wrote it" if came is None else f"it is of format {str(came)[:40]!r}"
        raise CheckpointError(f"The file must be a checkpoint that cae.checkpoint.save wrote, but {written}.")
    found = _about(metadata)
    end: float = 0
    for name, shape in _shapes(found).items():
        if not _is_tensor(table.get(name), shape):
            raise CheckpointError(f"The checkpoint has no {name} of shape {shape}, which its model needs.")
    for row in table.values():
        end = max(end, row["data_offsets"][1] if _is_tensor(row) else math.inf)
    if end != contents:
        raise CheckpointError("The file is cut short, or is longer than a checkpoint of its header would be.")
    return found


def _table(path: Path) -> tuple[dict[str, Any], int]:
    """The header of a safetensors file, and how many bytes follow it."""
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        length = int.from_bytes(file.read(8), "little")
        if size < 8 or length > min(size - 8, MAX_HEADER):
            raise CheckpointError("The file must be a safetensors file, but it has no header of one.")
        try:
            table = json.loads(file.read(length))
        except (ValueError, RecursionError) as error:
            raise CheckpointError("The file must be a safetensors file, but its header is not JSON.") from error
    if not isinstance(table, dict):
        raise CheckpointError("The file must be a safetensors file, but its header names no tensors.")
    return table, size - 8 - length


def _about(metadata: dict[str, Any]) -> About:
    try:
        said = json.loads(metadata["about"])
        found = About(list(said["sizes"]), said["activation"], said["tied"], said["output"])
    except (ValueError, RecursionError, TypeError, KeyError) as error:
        raise CheckpointError("The checkpoint does not say of what model it is.") from error
    whole = all(isinstance(n, int) and not isinstance(n, bool) and n >= 1 for n in found.sizes)
    known = found.activation in ACTIVATIONS and found.output in OUTPUTS and isinstance(found.tied, bool)
    if not (whole and known and 2 <= len(found.sizes) <= MAX_LAYERS + 1):
        raise CheckpointError("The checkpoint is of a model that this version does not know.")
    if found.sizes[-1] > MAX_UNITS:
        raise CheckpointError(f"The model has {found.sizes[-1]:,} units; up to {MAX_UNITS:,} can be looked at.")
    return found


def _shapes(found: About) -> dict[str, list[int]]:
    """The tensors a model of this kind has."""
    shapes: dict[str, list[int]] = {}
    for layer, (d, h) in enumerate(zip(found.sizes[:-1], found.sizes[1:], strict=True)):
        shapes |= {f"W.{layer}": [h, d], f"b.{layer}": [h], f"c.{layer}": [d]}
        shapes |= {} if found.tied else {f"V.{layer}": [h, d]}
    return shapes


def _is_tensor(row: Any, shape: list[int] | None = None) -> bool:
    """Whether a header's row is one of a tensor; with ``shape``, of a parameter of that shape."""
    try:
        start, end = row["data_offsets"]
        if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start <= end:
            return False
        return shape is None or (row["shape"] == shape and end - start == math.prod(shape) * _BYTES[row["dtype"]])
    except (TypeError, KeyError, ValueError):
        return False


def _newest(folder: Path, pattern: str) -> list[Path]:
    """What is in a folder, the newest first; nothing if there is no such folder."""
    found = []
    for path in folder.glob(pattern):
        with contextlib.suppress(OSError):
            found.append((path.stat().st_mtime, path.name))
    return [folder / name for _, name in sorted(found, reverse=True)]
