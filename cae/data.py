"""The data sets: bundled, made or shipped by scikit-learn, or downloaded and verified. Knows no torch.

Each is named once, in ``REGISTRY`` at the end: whoever lists, describes or loads data sets reads it there.
``CAE_DATA_DIR`` names a folder that already has the official files, as ``mnist/`` and ``fashion-mnist/``
with the four gzipped IDX files each; then nothing is downloaded.
"""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

BUNDLED = Path(__file__).parent / "bundled" / "fashion_mnist_small.npz"
FASHION = ("T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Boot")
DIGITS = tuple("0123456789")


class DataError(RuntimeError):
    """A data set could not be had; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
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
        the unit square as images of two pixels: "circle", "spiral", "moons" or "xor" (2,000 + 1,000 each).

    Raises
    ------
    ValueError
        If there is no data set of that name.
    DataError
        If its files are neither in ``CAE_DATA_DIR`` nor can be downloaded, or are not what they should be.
    """
    if name not in REGISTRY:
        raise ValueError(f"name must be one of {', '.join(REGISTRY)}, but {name!r} came.")
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
    x_train, y_train, x_test, y_test = (_read_idx(path) for path in _idx_paths(name, base_url, cache))
    return _dataset(name, x_train, y_train, x_test, y_test, classes=classes)


def files_of(name: str) -> list[Path]:
    """Where the official files of "mnist" or "fashion-mnist" are, or will be once they have been downloaded.

    Parameters
    ----------
    name : str
    """
    import pooch

    folder = os.environ.get("CAE_DATA_DIR")
    return [Path(folder or pooch.os_cache("cae-lab")) / name / file for file in _FILES]


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
    """Read a gzipped IDX file of bytes: two zeros, type 8, the number of axes, their lengths, the bytes."""
    try:
        with gzip.open(path) as file:
            content = file.read()
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{path} is not a whole gzip file; delete it and load the data set again.") from error
    axes = content[3] if len(content) > 3 else 0
    if content[:3] != b"\0\0\x08" or len(content) < 4 + 4 * axes:
        raise DataError(f"{path} is not an IDX file of bytes; delete it and load the data set again.")
    shape = np.frombuffer(content, ">u4", axes, 4)
    if len(content) != 4 + 4 * axes + int(shape.prod()):
        raise DataError(f"{path} does not hold the {shape.tolist()} bytes it announces; delete it and load again.")
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
}  # fmt: skip
OFFERED = tuple(name for name, entry in REGISTRY.items() if entry.offered)
