"""The data sets: bundled, made or shipped by scikit-learn, or downloaded and verified. Knows no torch.

Each is named once, in ``REGISTRY`` at the end: whoever lists, describes or loads data sets reads it there.
``CAE_DATA_DIR`` names a folder that already has the official files, as ``mnist/`` and ``fashion-mnist/``
with the four IDX files each, gzipped or not; then nothing is downloaded.
"""

from __future__ import annotations

import gzip
import math
import os
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from cae import points
from cae.checks import shown

BUNDLED = Path(__file__).parent / "bundled" / "fashion_mnist_small.npz"
FASHION = ("T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Boot")
DIGITS = tuple("0123456789")


class DataError(RuntimeError):
    """A data set could not be had; the message says why and what to do."""


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Dataset:
    """Images and their classes, split into training and held-out images.

    Attributes
    ----------
    name : str
    x_train, x_test : ndarray of float32, shape (N, D), in [0, 1]
    y_train, y_test : ndarray of uint8, shape (N,)
    shape : tuple of int
        Rows and columns of an image, D in all.
    classes : tuple of str
    """

    name: str
    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    shape: tuple[int, int]
    classes: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """What there is to know of a data set before it is loaded.

    Attributes
    ----------
    label : str
        Its name in a list.
    shape : tuple of int
        Rows and columns of an image.
    images : tuple of int
        How many for training, and how many held out.
    licence, source : str
        Of the images; who made them and where they come from.
    load : callable
        Takes its name.
    offered : bool
        Whether the pages offer it.
    """

    label: str
    shape: tuple[int, int]
    images: tuple[int, int]
    licence: str
    source: str
    load: Callable[[str], Dataset]
    offered: bool = True

    @property
    def pixels(self) -> int:
        """D."""
        return self.shape[0] * self.shape[1]


def load_dataset(name: str = "fashion-mnist-small") -> Dataset:
    """Load a data set by name.

    Parameters
    ----------
    name : str
        "fashion-mnist-small" (6,000 + 1,000 images, bundled), "digits" (1,797 images of 8 × 8, from
        scikit-learn), "mnist" or "fashion-mnist" (70,000 images each, downloaded once and verified); or points in
        the unit square as images of two pixels: "circle", "spiral", "moons", "xor" or "gaussians" (2,000 + 1,000 each).
        "plane-circle" and so on: the same of a standard deviation of 2, and one ring for the circle; "plane-drawn:…":
        as ``cae.points.named`` names them, those held out the same.

    Raises
    ------
    ValueError
        If there is no data set of that name, or it is of points that can't be trained on.
    DataError
        If its files are neither in ``CAE_DATA_DIR`` nor can be downloaded, or are not what they should be.
    """
    if isinstance(name, str) and name.startswith(points.DRAWN):
        return _drawn(name)
    if not isinstance(name, str) or name not in REGISTRY:
        raise ValueError(f"name must be one of {', '.join(REGISTRY)}, but {shown(name)} came.")
    return REGISTRY[name].load(name)


def _bundled(name: str) -> Dataset:
    with np.load(BUNDLED, allow_pickle=False) as npz:
        return _dataset(name, npz["x_train"], npz["y_train"], npz["x_test"], npz["y_test"], FASHION)


def _digits(name: str) -> Dataset:
    from sklearn.datasets import load_digits

    digits = load_digits()
    images, classes = digits.images / 16, digits.target.astype(np.uint8)
    return _dataset(name, images[397:], classes[397:], images[:397], classes[:397], classes=DIGITS, scale=1.0)


def _dataset(
    name: str,
    x_train: np.ndarray,
    y_train: np.ndarray,
    x_test: np.ndarray,
    y_test: np.ndarray,
    classes: tuple[str, ...],
    scale: float = 255.0,
) -> Dataset:
    def flat(images: np.ndarray) -> np.ndarray:
        rows = images.reshape(len(images), -1).astype(np.float32)
        rows /= np.float32(scale)
        return rows

    rows, columns = x_train.shape[1:]
    return Dataset(name, flat(x_train), y_train, flat(x_test), y_test, (rows, columns), classes)


# Where the official files are, and their MD5 as their publishers give it (the MNIST page's mirror at
# ossci-datasets; github.com/zalandoresearch/fashion-mnist).
_FILES = (
    "train-images-idx3-ubyte.gz",
    "train-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
)
_SOURCES: dict[str, tuple[str, tuple[str, ...]]] = {
    "mnist": (
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        (
            "f68b3c2dcbeaaa9fbdd348bbdeb94873",
            "d53e105ee54ea40749a09fcbcd1e9432",
            "9fb629c4189551a2d022fa330f9573f3",
            "ec29112dd5afa0611ce80d1b7f02629c",
        ),
    ),
    "fashion-mnist": (
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
        (
            "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
            "25c81989df183df01b3e8a0aad5dffbe",
            "bef4ecab320f06d8554ea6380940ec79",
            "bb300cfdad3c16e7a12a480ee83cd310",
        ),
    ),
}


def _idx(name: str, base_url: str | None = None, cache: Path | None = None) -> Dataset:
    classes = FASHION if name == "fashion-mnist" else DIGITS
    paths = _idx_paths(name, base_url, cache)
    contents = [_read_idx(path) for path in paths]
    for images, labels in ((0, 1), (2, 3)):
        _check_pair(paths[images], contents[images], paths[labels], contents[labels], len(classes))
    x_train, y_train, x_test, y_test = contents
    if x_train.shape[1:] != x_test.shape[1:]:
        sizes = (" × ".join(map(str, x.shape[1:])) for x in (x_test, x_train))
        raise DataError(_misplaced(paths[2], f"images of {next(sizes)} pixels", f"images of {next(sizes)}"))
    return _dataset(name, x_train, y_train, x_test, y_test, classes=classes)


def _check_pair(images: Path, x: np.ndarray, labels: Path, y: np.ndarray, classes: int) -> None:
    """Raise DataError unless one file holds images and the other the class of each."""
    for path, content, belongs in ((images, x, "images: axes N, rows and columns"), (labels, y, "labels: one axis, N")):
        if content.ndim != (3 if path is images else 1) or content.size == 0:
            raise DataError(_misplaced(path, f"bytes of shape {content.shape}", f"{belongs}, at least 1 each"))
    if len(x) != len(y):
        raise DataError(_misplaced(labels, f"{len(y):,} labels", f"{len(x):,}, one for each image in {images}"))
    if y.max() >= classes:
        raise DataError(_misplaced(labels, f"labels up to {y.max()}", f"0 to {classes - 1}"))


def _misplaced(path: Path, found: str, belongs: str) -> str:
    remedy = "Put the official file there, or unset CAE_DATA_DIR to download it."
    return f"{path} holds {found}, but there belong {belongs}. {remedy}"


def files_of(name: str) -> list[Path]:
    """Where the official files of "mnist" or "fashion-mnist" are, or will be once they have been downloaded.

    In ``CAE_DATA_DIR`` they may be unzipped, and have the names that unzipping gives them.

    Parameters
    ----------
    name : str
    """
    import pooch

    folder = os.environ.get("CAE_DATA_DIR")
    if not folder:
        return [pooch.os_cache("cae-lab") / name / file for file in _FILES]
    return [_there(Path(folder) / name, file) for file in _FILES]


def _there(folder: Path, file: str) -> Path:
    """The file of this name in a folder, or the same unzipped; the name itself if there is none."""
    plain = file.removesuffix(".gz")
    dotted = plain.replace("-idx", ".idx")
    others = (plain, dotted, f"{dotted}.gz", f"{plain}/{plain}", f"{plain}/{dotted}")
    return next((folder / one for one in (file, *others) if (folder / one).is_file()), folder / file)


def _idx_paths(name: str, base_url: str | None, cache: Path | None) -> list[Path]:
    if not os.environ.get("CAE_DATA_DIR") or base_url is not None:
        return _download(name, base_url, cache)
    paths = files_of(name)
    missing = [str(path) for path in paths if not path.is_file()]
    if missing:
        raise DataError(f"CAE_DATA_DIR is set, but {missing[0]} is not there. Unset it to download the files.")
    return paths


def _download(name: str, base_url: str | None, cache: Path | None) -> list[Path]:
    import pooch

    url, md5 = _SOURCES[name]
    fetcher = pooch.create(
        path=cache or files_of(name)[0].parent,
        base_url=base_url or url,
        registry={file: f"md5:{digest}" for file, digest in zip(_FILES, md5, strict=True)},
        retry_if_failed=1,
    )
    try:
        return [Path(fetcher.fetch(file)) for file in _FILES]
    except (OSError, ValueError) as error:  # no network, or the wrong bytes
        raise DataError(
            f"The data set {name} could not be downloaded from {base_url or url} ({type(error).__name__}). "
            "Check the network, or point CAE_DATA_DIR at a folder that has the official files."
        ) from error


def _read_idx(path: Path) -> np.ndarray:
    """Read an IDX file of bytes, gzipped or not: two zeros, type 8, the number of axes, their lengths, the bytes."""
    try:
        content = path.read_bytes()
        if not content.startswith(b"\0\0") and (content.startswith(b"\x1f\x8b") or path.suffix == ".gz"):
            content = gzip.decompress(content)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise DataError(f"{path} is not a whole gzip file; delete it and load the data set again.") from error
    except OSError as error:
        raise DataError(f"{path} can't be read ({error.strerror or error}).") from error
    axes = content[3] if len(content) > 3 else 0
    if content[:3] != b"\0\0\x08" or len(content) < 4 + 4 * axes:
        raise DataError(f"{path} is not an IDX file of bytes; delete it and load the data set again.")
    shape = np.frombuffer(content, ">u4", axes, 4).tolist()
    if len(content) != 4 + 4 * axes + math.prod(shape):
        raise DataError(f"{path} does not hold the {shape} bytes it announces; delete it and load again.")
    return np.frombuffer(content, np.uint8, offset=4 + 4 * axes).reshape(shape)


# -- points in the plane -----------------------------------------------------------------------------------------

_MARGIN = 0.05  # that is left free on every side of the unit square


def _toy(make: points.Make, classes: tuple[str, str]) -> Callable[[str], Dataset]:
    """The loader of points (N, 2) of two classes, scaled to the unit square."""

    def load(name: str) -> Dataset:
        made, labels = make(points.TRAIN + points.TEST)
        order = np.random.default_rng(points.SEED).permutation(len(made))
        lo, hi = made.min(0), made.max(0)
        middle, reach = (lo + hi) / 2, (hi - lo).max()  # the same for both axes: what is round stays round
        x = ((made - middle) / reach * (1 - 2 * _MARGIN) + 0.5)[order, None, :]  # (N, 1, 2)
        y, train = labels.astype(np.uint8)[order], points.TRAIN
        return _dataset(name, x[:train], y[:train], x[train:], y[train:], classes=classes, scale=1.0)

    return load


def _plane(toy: str) -> Callable[[str], Dataset]:
    """The loader of the same points, centred and scaled to a standard deviation of 2; fresh ones are held out."""

    def load(name: str) -> Dataset:
        of = load_dataset(toy)
        x_train, x_test = points.scaled(of.x_train, of.x_test)
        return replace(of, name=name, x_train=x_train, x_test=x_test)

    return load


def _ring(name: str) -> Dataset:
    x_train, x_test = points.ring_sets()
    y_train, y_test = (np.zeros(len(x), np.uint8) for x in (x_train, x_test))
    return Dataset(name, x_train, y_train, x_test, y_test, (1, 2), ("ring",))


def _drawn(name: str) -> Dataset:
    """Points that a person has drawn: the same are held out, as there are no others.

    For training they are repeated until there are as many as of the others, so that a batch of any size can be had.
    """
    # In no order: the first ones are to be of all of the drawing.
    x = np.random.default_rng(points.SEED).permutation(points.of_name(name))
    many = np.tile(x, (-(-points.TRAIN // len(x)), 1))
    y_train, y_test = (np.zeros(len(some), np.uint8) for some in (many, x))
    return Dataset(name, many, y_train, x, y_test, (1, 2), ("drawn",))


# -- the one place where a data set is named ----------------------------------------------------------------------

_ZALANDO = "Fashion-MNIST, Zalando SE (Xiao, Rasul, Vollgraf 2017), github.com/zalandoresearch/fashion-mnist"


_TOYS: dict[str, tuple[str, points.Make, tuple[str, str]]] = {
    "circle": ("Circle", points.circle, ("outer", "inner")),
    "spiral": ("Spiral", points.spiral, ("one arm", "the other")),
    "moons": ("Moons", points.moons, ("upper", "lower")),
    "xor": ("XOR", points.xor, ("same", "different")),
    "gaussians": ("Two Gaussians", points.gaussians, ("left", "right")),
}


def _points(label: str, load: Callable[[str], Dataset], licence: str, source: str) -> Entry:
    """An entry of points in the plane: for the package, and for runs of two inputs."""
    return Entry(label, (1, 2), (points.TRAIN, points.TEST), licence, source, load, offered=False)


_SKLEARN = "BSD-3-Clause", "made by scikit-learn"
REGISTRY: dict[str, Entry] = {
    "fashion-mnist-small": Entry(
        "Fashion-MNIST, 7,000", (28, 28), (6000, 1000), "MIT", f"{_ZALANDO}; bundled", _bundled
    ),
    "digits": Entry(
        "Digits of 8 × 8, 1,797", (8, 8), (1400, 397), "CC BY 4.0",
        "Optical Recognition of Handwritten Digits (Alpaydin, Kaynak 1998), UCI; with scikit-learn", _digits,
    ),
    "fashion-mnist": Entry("Fashion-MNIST, 70,000", (28, 28), (60_000, 10_000), "MIT", _ZALANDO, _idx),
    "mnist": Entry(
        "MNIST, 70,000", (28, 28), (60_000, 10_000), "CC BY-SA 3.0",
        "MNIST (LeCun, Cortes, Burges 1998), mirrored at ossci-datasets", _idx,
    ),
    **{toy: _points(label, _toy(make, classes), *_SKLEARN) for toy, (label, make, classes) in _TOYS.items()},
    **{f"plane-{toy}": _points(label, _plane(toy), *_SKLEARN) for toy, (label, *_) in _TOYS.items() if toy != "circle"},
    "plane-circle": _points("Circle", _ring, "MIT", "made here"),
}  # fmt: skip
OFFERED = tuple(name for name, entry in REGISTRY.items() if entry.offered)
