"""Files that are whole or not there, and what a safetensors file says of itself. Knows no torch."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from safetensors import SafetensorError, safe_open

_PART = ".part"


# -- writing -------------------------------------------------------------------------------------------------


@contextmanager
def beside(folder: Path) -> Iterator[Path]:
    """A path in a folder to write to that nobody else has; what is still there after the block goes."""
    part = folder / f"{_PART}-{os.getpid()}-{secrets.token_hex(8)}"
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def written(path: Path) -> Iterator[Path]:
    """A path to write to in the block: the file takes its name after it, and if the block fails nothing of it stays.

    What was there under that name before stays until then, and hands on who may read and write it; a new file may be
    read by whom the process's umask says. A symbolic link stays one: what it points to is written. What is no
    regular file, such as a device or a pipe, is never replaced: what the block has written goes into it.
    """
    path = Path(os.path.realpath(path))
    if path.exists() and not path.is_file():
        with beside(Path(tempfile.gettempdir())) as part:
            yield part
            with part.open("rb") as source, path.open("wb") as sink:
                shutil.copyfileobj(source, sink)
        return
    with beside(path.parent) as part:
        mode = _mode_of(path, part)
        yield part
        with contextlib.suppress(OSError):  # some file systems know no modes
            if part.stat().st_nlink == 1:  # else it is another file's too
                part.chmod(mode)
        os.replace(part, path)


def _mode_of(path: Path, part: Path) -> int:
    """The mode of a file, or that of a new one: some of those who write files make them for their own user alone."""
    if path.exists():
        return stat.S_IMODE(path.stat().st_mode)
    try:
        part.touch()
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
    mode = stat.S_IMODE(part.stat().st_mode)
    part.unlink()
    return mode


def sweep(folder: Path, pid: int) -> None:
    """Remove what a process that has been killed was writing in a folder."""
    _remove(folder.glob(f"{_PART}-{pid}-*"))


def sweep_stale(folder: Path, seconds: float) -> None:
    """Remove what somebody began to write in a folder so long ago that nobody can be writing it any more."""

    def stale(part: Path) -> bool:
        with contextlib.suppress(OSError):  # it has just been finished
            return time.time() - part.stat().st_mtime > seconds
        return False

    _remove(part for part in folder.glob(f"{_PART}-*") if stale(part))


def _remove(parts: Iterator[Path]) -> None:
    for part in parts:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


# -- safetensors ---------------------------------------------------------------------------------------------


class Damaged(ValueError):
    """A file that is no whole safetensors file; the text is the reason, without the file's name.

    ``length``: whether it is one, but for having too few bytes, or too many.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.length = "not fully covered" in reason


@dataclass(frozen=True, slots=True)
class TensorFile:
    """What a whole safetensors file says of itself.

    Attributes
    ----------
    metadata : dict of str to str
    dtypes : dict of str to str
        By the tensors' names, as the format calls them: "F32", "BF16", ….
    shapes : dict of str to list of int
    """

    metadata: dict[str, str]
    dtypes: dict[str, str]
    shapes: dict[str, list[int]]


def tensor_file(path: Path) -> TensorFile:
    """Read the header of a safetensors file, once its length has been found to agree with it. Reads no tensor.

    Raises
    ------
    Damaged
        If it is no such file, is cut short, or is longer than its header says.
    OSError
        If it can't be read.
    """
    try:
        # NumPy's: it needs no torch. It has no bfloat16, so the tensors themselves are left to who has torch anyway.
        with safe_open(path, framework="np") as file:
            slices = {name: file.get_slice(name) for name in file.keys()}  # noqa: SIM118 - not a dict
            return TensorFile(
                file.metadata() or {},
                {name: tensor.get_dtype() for name, tensor in slices.items()},
                {name: tensor.get_shape() for name, tensor in slices.items()},
            )
    except SafetensorError as error:
        raise Damaged(str(error).rpartition(": ")[2]) from error
