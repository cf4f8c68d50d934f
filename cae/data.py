"""The data sets: bundled, shipped by scikit-learn, or downloaded and verified.

``CAE_DATA_DIR`` names a folder that already has the official files, as ``mnist/`` and ``fashion-mnist/``
with the four gzipped IDX files each; then nothing is downloaded.
"""

from __future__ import annotations

import gzip
import os
import zlib
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


def load_dataset(name: str = "fashion-mnist-small") -> Dataset:
    """Load a data set by name.

    Parameters
    ----------
    name : str
        "fashion-mnist-small" (6,000 + 1,000 images, bundled), "digits" (1,797 images of 8 × 8, from
        scikit-learn), "mnist" or "fashion-mnist" (70,000 images each, downloaded once and verified).

    Raises
    ------
    ValueError
        If there is no data set of that name.
    DataError
        If its files are neither in ``CAE_DATA_DIR`` nor can be downloaded, or are not what they should be.
    """
    loaders = {"fashion-mnist-small": _bundled, "digits": _digits, "mnist": _idx, "fashion-mnist": _idx}
    if name not in loaders:
        raise ValueError(f"name must be one of {', '.join(loaders)}, but {name!r} came.")
    return loaders[name](name)


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


def _idx_paths(name: str, base_url: str | None, cache: Path | None) -> list[Path]:
    folder = os.environ.get("CAE_DATA_DIR")
    if folder and base_url is None:
        paths = [Path(folder) / name / file for file in _FILES]
        missing = [str(path) for path in paths if not path.is_file()]
        if missing:
            raise DataError(f"CAE_DATA_DIR is set, but {missing[0]} is not there. Unset it to download the files.")
        return paths
    return _download(name, base_url, cache)


def _download(name: str, base_url: str | None, cache: Path | None) -> list[Path]:
    import pooch

    url, md5 = _SOURCES[name]
    fetcher = pooch.create(
        path=cache or pooch.os_cache("cae-lab") / name,
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
