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
from dataclasses import dataclass
from pathlib import Path

import numpy as np

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

    Raises
    ------
    ValueError
        If there is no data set of that name.
    DataError
        If its files are neither in ``CAE_DATA_DIR`` nor can be downloaded, or are not what they should be.
    """
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

TOY_TRAIN, TOY_TEST = 2000, 1000
TOY_SEED = 2011
Make = Callable[[int], tuple[np.ndarray, np.ndarray]]  # so many points (N, 2), and the class of each
_MARGIN = 0.05  # that is left free on every side of the unit square


def _toy(make: Make, classes: tuple[str, str]) -> Callable[[str], Dataset]:
    """The loader of points (N, 2) of two classes, scaled to the unit square."""

    def load(name: str) -> Dataset:
        points, labels = make(TOY_TRAIN + TOY_TEST)
        order = np.random.default_rng(TOY_SEED).permutation(len(points))
        lo, hi = points.min(0), points.max(0)
        middle, reach = (lo + hi) / 2, (hi - lo).max()  # the same for both axes: what is round stays round
        x = ((points - middle) / reach * (1 - 2 * _MARGIN) + 0.5)[order, None, :]  # (N, 1, 2)
        y = labels.astype(np.uint8)[order]
        parts = x[:TOY_TRAIN], y[:TOY_TRAIN], x[TOY_TRAIN:], y[TOY_TRAIN:]
        return _dataset(name, *parts, classes=classes, scale=1.0)

    return load


def _circle(count: int) -> tuple[np.ndarray, np.ndarray]:
    from sklearn.datasets import make_circles

    return make_circles(count, noise=0.06, factor=0.4, random_state=TOY_SEED)


def _moons(count: int) -> tuple[np.ndarray, np.ndarray]:
    from sklearn.datasets import make_moons

    return make_moons(count, noise=0.08, random_state=TOY_SEED)


def _spiral(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Two arms: the Swiss roll from above, and the same turned by half a turn."""
    from sklearn.datasets import make_swiss_roll

    points, _ = make_swiss_roll(count, noise=0.3, random_state=TOY_SEED)
    arm = points[:, [0, 2]]
    labels = np.arange(count) % 2
    return np.where(labels[:, None] == 1, -arm, arm), labels


def _xor(count: int) -> tuple[np.ndarray, np.ndarray]:
    from sklearn.datasets import make_blobs

    corners = np.array([[0.0, 0.0], [1.0, 1.0], [0.0, 1.0], [1.0, 0.0]])
    points, corner = make_blobs(count, centers=corners, cluster_std=0.15, random_state=TOY_SEED)
    return points, corner >= 2


def _gaussians(count: int) -> tuple[np.ndarray, np.ndarray]:
    from sklearn.datasets import make_blobs

    return make_blobs(count, centers=np.array([[-1.0, -0.5], [1.0, 0.5]]), cluster_std=0.35, random_state=TOY_SEED)


# -- the one place where a data set is named ----------------------------------------------------------------------

_ZALANDO = "Fashion-MNIST, Zalando SE (Xiao, Rasul, Vollgraf 2017), github.com/zalandoresearch/fashion-mnist"


def _points(label: str, make: Make, classes: tuple[str, str]) -> Entry:
    """An entry of points in the plane; for the package only, until there is a page for them."""
    images = TOY_TRAIN, TOY_TEST
    return Entry(label, (1, 2), images, "BSD-3-Clause", "made by scikit-learn", _toy(make, classes), offered=False)


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
    "circle": _points("Circle", _circle, ("outer", "inner")),
    "spiral": _points("Spiral", _spiral, ("one arm", "the other")),
    "moons": _points("Moons", _moons, ("upper", "lower")),
    "xor": _points("XOR", _xor, ("same", "different")),
    "gaussians": _points("Two Gaussians", _gaussians, ("left", "right")),
}  # fmt: skip
OFFERED = tuple(name for name, entry in REGISTRY.items() if entry.offered)
