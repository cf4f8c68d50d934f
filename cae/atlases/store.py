"""The cache of atlases on disk: one folder an atlas, one frame and one training a model. Knows no torch.

    <cache>/atlas/<key>/settings.json
                        statics.frame
                        trunk.safetensors, of a fan
                        point-000.safetensors, point-000.frame, …
                        begun-point-001.safetensors, of a training that was cut short

A model's checkpoint is written before its frame, so a model is finished when its frame is there. Every file is
written beside it and renamed, so what is there is whole, unless something outside has been at it: that
is found out when an atlas is opened, removed, and trained again.
"""

from __future__ import annotations

import contextlib
import csv
import errno
import hashlib
import io
import json
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cae import files
from cae.experiments.settings import TRUNK, TRUNK_LAM, PathSettings
from cae.processes import frames
from cae.processes.frames import FrameError

FORMAT = 1  # of the files; part of the key, and in every frame's header
BUDGET_BYTES = 4 << 20  # of all frames of an atlas together
MOST_UNITS, LEAST_UNITS = 128, 4  # that have a weight image and a row of the heatmap
# What headers, tables of sections and padding take at most; the tests compare with what they do take.
STATICS_HEADER, POINT_HEADER = 4096, 1000
STALE_S = 600.0  # no file takes this long to write: whoever began it is gone
STATICS, SETTINGS = "statics.frame", "settings.json"

KEY = re.compile(r"[0-9a-f]{16}")
FIGURES = (
    "reconstruction",
    "penalty",
    "sat",
    "constant",
    "participation",
    "probe",
    "train_reconstruction",
    "train_penalty",
)
NEWER = "near_copies"  # a figure that older frames lack
_SECTIONS = {
    "statics": {"images": "u8", "labels": "u8"},
    "point": {"strip": "u8", "latent": "i16", "heat": "u8", "tiles": "i8", "units": "f32"},
}


def cache_root() -> Path:
    """Where atlases are kept: ``CAE_CACHE_DIR``, or where this system keeps what can be made again."""
    folder = os.environ.get("CAE_CACHE_DIR")
    if folder:
        return Path(folder)
    import pooch

    return Path(pooch.os_cache("cae-lab"))


def key_of(settings: PathSettings) -> str:
    """The name of an atlas: 16 hexadecimal digits that settings and format decide."""
    values = settings.as_dict()
    if settings.way in ("up", "scratch"):  # of these there were atlases before there were fans: they keep their names
        values["warm"] = values.pop("way") == "up"
    if settings.way == "fan":
        values["trunk_lam"] = TRUNK_LAM
    canonical = json.dumps([FORMAT, values], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def tile_units(hidden: int, points: int, images: int, pixels: int, strip: int, columns: int) -> int:
    """How many units have weight images and heatmap rows, so that the whole atlas keeps to ``BUDGET_BYTES``.

    Parameters
    ----------
    hidden, points : int
        H, and the number of λ.
    images, pixels, strip, columns : int
        Test images, pixels of each, images of the strip and columns of the heatmap.
    """
    statics = STATICS_HEADER + images * pixels + images
    point = POINT_HEADER + strip * pixels + 4 * images
    room = (BUDGET_BYTES - statics) // points - point
    return min(hidden, MOST_UNITS, max(LEAST_UNITS, room // (columns + pixels + 16)))


@dataclass(slots=True)
class Cached:
    """What of an atlas is on disk and whole, and sentences about what was not.

    Attributes
    ----------
    statics : bytes or None
    points : dict of int to bytes
        The frames of the finished models.
    trained : set of int
        Indices, ``TRUNK`` among them, that need no training though they have no frame: their training lies in this
        atlas, or in another one of this cache that has the same model.
    notices : list of str
    """

    statics: bytes | None = None
    points: dict[int, bytes] = field(default_factory=dict)
    trained: set[int] = field(default_factory=set)
    notices: list[str] = field(default_factory=list)


class Store:
    """The folder of one atlas.

    Parameters
    ----------
    settings : PathSettings
    root : Path, optional
        The cache it is in; ``cache_root()`` by default.
    """

    def __init__(self, settings: PathSettings, root: Path | None = None) -> None:
        self.settings, self.key = settings, key_of(settings)
        self.root = cache_root() if root is None else root
        self.folder = self.root / "atlas" / self.key

    @property
    def total(self) -> int:
        """How many models the atlas has."""
        return len(self.settings.lambdas)

    # -- reading ---------------------------------------------------------------------------------------------

    def statics(self) -> bytes:
        """The statics frame.

        Raises
        ------
        FrameError
            If it is cut short or of another version.
        OSError
            If it can't be read.
        """
        message = (self.folder / STATICS).read_bytes()
        _check(message, "statics")
        return message

    def point(self, index: int) -> bytes:
        """The frame of a finished model; raises as ``statics`` does, also when the checkpoint beside it is bad."""
        message = (self.folder / frame_name(index)).read_bytes()
        header = _check(message, "point")
        if (header.get("index"), header.get("lam")) != (index, self.settings.lambdas[index]):
            raise FrameError(f"Expected the model of index {index} but got that of {header.get('index')}.")
        self.check(index)
        return message

    def check(self, index: int) -> None:
        """Raise FrameError unless a model's checkpoint, or the trunk's, is there and whole."""
        _check_checkpoint(self.folder / checkpoint_name(index))

    def trained(self, index: int) -> bool:
        """Whether a model, or the trunk, needs no training: its checkpoint is there and whole."""
        try:
            self.check(index)
        except (FrameError, OSError):
            return False
        return True

    def inspect(self) -> Cached:
        """Read everything that is there; what is not whole is removed, and a notice says so."""
        cached, damaged = Cached(), []
        # What is there and can't be read is as good as not there: writing it anew will say what is wrong.
        with contextlib.suppress(OSError):
            try:
                cached.statics = self.statics()
            except FrameError:
                damaged.append(STATICS)
        for index in range(self.total):
            with contextlib.suppress(OSError):
                try:
                    cached.points[index] = self.point(index)
                except FrameError:
                    damaged.append(frame_name(index))
        for name in damaged:
            self.remove(name)
        if damaged:
            cached.notices.append(_notice(damaged))
        return cached

    def remove(self, name: str) -> None:
        """Remove a file, if it is there and can be."""
        # What can't be removed is replaced when it has been made again, or that says why it can't be.
        with contextlib.suppress(OSError):
            (self.folder / name).unlink(missing_ok=True)

    # -- writing ---------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Make the folder and write the settings; raises OSError if that can't be done."""
        self.folder.mkdir(parents=True, exist_ok=True)
        files.sweep_stale(self.folder, STALE_S)
        text = json.dumps({"format": FORMAT, **self.settings.as_dict()}, indent=1)
        self.put(SETTINGS, lambda path: path.write_text(text))

    def put_point(self, index: int, save: Callable[[Path], object], frame: bytes) -> None:
        """Write a finished model: ``save`` its training, then its frame; both or none, and as ``put``."""
        self.put(checkpoint_name(index), save)
        try:
            self.put_frame(frame_name(index), frame)
        except OSError:
            self.remove(checkpoint_name(index))  # on a full disk it would take the place of what is of use
            raise

    def put_frame(self, name: str, frame: bytes) -> None:
        """Write a frame; as ``put``."""
        self.put(name, lambda path: path.write_bytes(frame))

    def put(self, name: str, write: Callable[[Path], object]) -> None:
        """Let ``write`` make a file and give it its name when it is whole; after an error nothing is left of it.

        Raises
        ------
        OSError
            As ``write`` raised it, or if the folder can't be written.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with files.written(self.folder / name) as part:
            write(part)

    def sweep(self, pid: int) -> None:
        """Remove what a process that has ended was about to write."""
        files.sweep(self.folder, pid)


def frame_name(index: int) -> str:
    """File name of a model's frame."""
    return f"point-{index:03d}.frame"


def checkpoint_name(index: int) -> str:
    """File name of a model's checkpoint, or of the trunk's."""
    return "trunk.safetensors" if index == TRUNK else f"point-{index:03d}.safetensors"


def begun_name(index: int) -> str:
    """File name of a training that is not finished."""
    return f"begun-{checkpoint_name(index)}"


def read_settings(folder: Path) -> PathSettings | None:
    """The settings of the atlas in a folder; None if there is none that this version can read."""
    try:
        values = json.loads((folder / SETTINGS).read_bytes())
        values.pop("format")
        settings = PathSettings.from_dict(values)
    except (OSError, ValueError, RecursionError, TypeError, KeyError, AttributeError):
        return None
    return settings if key_of(settings) == folder.name else None  # else of another version, or somebody has been at it


def disk_sentence(error: OSError, folder: Path) -> str:
    """What to tell the person when the cache can't be written."""
    kept = "What was finished is kept."
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return f"The disk is full: the next model could not be written to {folder}. {kept}"
    reason = error.strerror or str(error)
    return f"The cache folder {folder} could not be written ({reason}). {kept}"


# -- downloads -------------------------------------------------------------------------------------------------


def find_checkpoint(root: Path, key: str, index: int) -> tuple[Path, float] | None:
    """The checkpoint of a finished model and its λ; None if there is none."""
    if not KEY.fullmatch(key):
        return None
    folder = root / "atlas" / key
    try:
        lam = float(_check((folder / frame_name(index)).read_bytes(), "point")["lam"])
        _check_checkpoint(folder / checkpoint_name(index))
    except (OSError, FrameError, KeyError, TypeError, ValueError):
        return None
    return folder / checkpoint_name(index), lam


def curves(root: Path, key: str) -> str | None:
    """The figures of all finished models as CSV, one row a λ; None if there are none."""
    if not KEY.fullmatch(key):
        return None
    headers = []
    for path in sorted((root / "atlas" / key).glob("point-*.frame")):
        with contextlib.suppress(OSError, FrameError):
            headers.append(_check(path.read_bytes(), "point"))
    return curves_csv(headers) if headers else None


def curves_csv(headers: Sequence[dict[str, Any]]) -> str:
    """A tidy table of the figures in the headers of point frames."""
    states = list(headers[0]["figures"]["states"])
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["index", "lambda", "epochs", *FIGURES, NEWER, "explained", *states])
    for header in headers:
        figures = header["figures"]
        row = [header["index"], header["lam"], header["epochs"], *(figures[name] for name in FIGURES)]
        row += [figures.get(NEWER), header["explained"]]
        rows.writerow([*row, *(figures["states"][name] for name in states)])
    return text.getvalue()


# -- what a whole file is --------------------------------------------------------------------------------------


def _check(message: bytes, kind: str) -> dict[str, Any]:
    """The header of a frame that is whole, of this version and of this kind; FrameError otherwise."""
    header, sections = frames.unpack(message)
    if header.get("format") != FORMAT:
        raise FrameError(f"Expected a file of version {FORMAT} but got one of {header.get('format')!r}.")
    if header.get("kind") != kind:
        raise FrameError(f"Expected a frame of kind {kind!r} but got {header.get('kind')!r}.")
    for name, dtype in _SECTIONS[kind].items():
        if name not in sections or sections[name].values.dtype != frames.DTYPES[dtype]:
            raise FrameError(f"The frame has no section {name!r} of dtype {dtype}.")
    if kind == "point" and not (isinstance(header.get("figures"), dict) and {*FIGURES} < {*header["figures"]}):
        raise FrameError("The frame has not all figures.")
    return header


def _check_checkpoint(path: Path) -> None:
    """Raise FrameError unless a checkpoint is there and whole."""
    try:
        files.tensor_file(path)
    except FileNotFoundError as error:
        raise FrameError(f"{path.name} is not there.") from error
    except files.Damaged as error:
        raise FrameError(f"{path.name} is damaged ({error}).") from error


def _notice(damaged: list[str]) -> str:
    which = f"{damaged[0]} was" if len(damaged) == 1 else f"{len(damaged)} files, the first {damaged[0]}, were"
    again = "It is" if len(damaged) == 1 else "They are"
    return f"In the cache of this atlas {which} cut short, missing or of another version. {again} made again."
