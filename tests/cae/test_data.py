import gzip
import hashlib
import os
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import RidgeClassifier
from sklearn.neighbors import KNeighborsClassifier

from cae import config, data, load_dataset, points
from cae.data import REGISTRY, DataError

TOYS = ("circle", "spiral", "moons", "xor", "gaussians")

# -- what is always there ----------------------------------------------------------------------------------


def test_the_bundled_images_are_balanced_and_in_range(fashion):
    assert fashion.x_train.shape == (6000, 784)
    assert fashion.x_test.shape == (1000, 784)
    assert fashion.shape == (28, 28)
    assert np.bincount(fashion.y_train).tolist() == [600] * 10
    assert np.bincount(fashion.y_test).tolist() == [100] * 10
    assert len(fashion.classes) == 10
    for x in (fashion.x_train, fashion.x_test):
        assert x.dtype == np.float32
        assert (x.min(), x.max()) == (0, 1)
        assert x.flags.c_contiguous


def test_no_bundled_test_image_is_a_training_image(fashion):
    train = {image.tobytes() for image in fashion.x_train}
    assert not any(image.tobytes() in train for image in fashion.x_test)


def test_the_digits_are_all_there_and_in_range(digits):
    assert len(digits.x_train) + len(digits.x_test) == 1797
    assert digits.shape == (8, 8)
    assert digits.x_train.dtype == np.float32
    assert (digits.x_train.min(), digits.x_train.max()) == (0, 1)
    assert np.bincount(digits.y_test).min() >= 20  # as many of each class as the heatmap wants


def test_the_settings_offer_exactly_the_data_sets_there_are():
    with pytest.raises(ValueError, match=r"name must be one of .*, but 'imagenet' came") as caught:
        load_dataset("imagenet")
    for name in config.DATASETS:
        assert name in str(caught.value)


def test_the_registry_says_of_a_data_set_what_loading_it_gives(fashion, digits):
    toys = [load_dataset(name) for name in TOYS]
    for loaded in (fashion, digits, *toys):
        entry = REGISTRY[loaded.name]
        assert (entry.shape, entry.images) == (loaded.shape, (len(loaded.x_train), len(loaded.x_test)))
        assert entry.pixels == loaded.x_train.shape[1]
        assert entry.label
        assert entry.licence
        assert entry.source


# -- points in the plane -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TOYS)
def test_points_are_images_of_two_pixels_within_their_range(name):
    points = load_dataset(name)
    assert points.x_train.shape == (2000, 2)
    assert points.x_test.shape == (1000, 2)
    for x in (points.x_train, points.x_test):
        assert x.dtype == np.float32
        assert 0 < x.min() < x.max() < 1
    assert np.bincount(points.y_test).min() > 400
    assert len(points.classes) == 2


@pytest.mark.parametrize("name", TOYS)
def test_points_are_the_same_every_time(name):
    assert np.array_equal(load_dataset(name).x_train, load_dataset(name).x_train)


@pytest.mark.parametrize("name", TOYS)
def test_the_classes_lie_apart_but_no_line_parts_any_but_the_gaussians(name):
    points = load_dataset(name)
    train, test = (points.x_train, points.y_train), (points.x_test, points.y_test)
    assert KNeighborsClassifier(10).fit(*train).score(*test) > 0.97
    line = RidgeClassifier().fit(*train).score(*test)
    assert line > 0.97 if name == "gaussians" else line < (0.92 if name == "moons" else 0.8)


@pytest.mark.parametrize("name", TOYS)
def test_the_pages_do_not_offer_points_in_the_plane(name):
    with pytest.raises(ValueError, match="dataset must be one of fashion-mnist-small, digits, fashion-mnist, mnist"):
        config.RunConfig(dataset=name)


@pytest.mark.parametrize("name", points.NAMES)
def test_a_run_s_points_are_centred_and_others_of_the_same_kind_are_held_out(name):
    there = load_dataset(name)
    assert (there.name, there.shape) == (name, (1, 2))
    assert there.x_train.dtype == there.x_test.dtype == np.float32
    assert (there.x_train.shape, there.x_test.shape) == ((2000, 2), (1000, 2))
    for x in (there.x_train, there.x_test):
        assert np.abs(x.mean(0)).max() < 0.2
        assert np.sqrt((x**2).mean()) == pytest.approx(2, abs=0.15)
    assert not {tuple(row) for row in there.x_train.tolist()} & {tuple(row) for row in there.x_test.tolist()}
    assert there.y_train.max() + 1 == there.y_test.max() + 1 == len(there.classes)
    entry = REGISTRY[name]
    assert (entry.shape, entry.images, entry.offered) == (there.shape, (2000, 1000), False)
    assert entry.label
    assert entry.licence
    assert entry.source


@pytest.mark.parametrize("count", [8, 60, 1500])
def test_what_is_drawn_is_trained_on_again_and_again_and_is_held_out_itself(count):
    came = np.random.default_rng(1).integers(-128, 128, (count, 2))
    there = load_dataset(points.named(came))
    assert len(there.x_test) == count
    assert 2000 <= len(there.x_train) < 4000
    assert len(there.x_train) % count == 0  # each as often as the others
    np.testing.assert_array_equal(there.x_train[:count], there.x_test)
    ours = sorted(map(tuple, there.x_test.tolist()))
    assert ours == sorted(map(tuple, points.drawn(came).tolist()))


def test_points_that_can_t_be_trained_on_are_refused_when_they_are_loaded():
    with pytest.raises(ValueError, match="at least 8 points, but 1 came; draw some more"):
        load_dataset(points.named([(1, 2)]))


# -- IDX files ---------------------------------------------------------------------------------------------


def idx(array: np.ndarray) -> bytes:
    return bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">u4").tobytes() + array.tobytes()


IMAGES = np.arange(5 * 4 * 3, dtype=np.uint8).reshape(5, 4, 3)


def test_an_idx_file_is_read_as_its_format_says(tmp_path):
    path = tmp_path / "images.gz"
    path.write_bytes(gzip.compress(b"\0\0\x08\x02" + b"\0\0\0\x02" + b"\0\0\0\x03" + bytes([1, 2, 3, 250, 254, 255])))
    assert data._read_idx(path).tolist() == [[1, 2, 3], [250, 254, 255]]


WHOLE = gzip.compress(idx(IMAGES))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<html>not found</html>", "is not a whole gzip file"),
        (b"", "is not an IDX file"),
        (WHOLE[:-10], "is not a whole gzip file"),
        (WHOLE[:10] + b"\xff" * 20, "is not a whole gzip file"),
        (WHOLE[:-8] + b"\xff" * 4 + WHOLE[-4:], "is not a whole gzip file"),
        (gzip.compress(b"hello, this is text"), "is not an IDX file"),
        (gzip.compress(b""), "is not an IDX file"),
        (gzip.compress(b"\0\0\x08\x03\0\0"), "is not an IDX file"),
        (gzip.compress(idx(IMAGES).replace(b"\0\0\x08", b"\0\0\x0d", 1)), "is not an IDX file of bytes"),
        (gzip.compress(idx(IMAGES)[:-1]), r"does not hold the \[5, 4, 3\] bytes"),
        (gzip.compress(idx(IMAGES) + b"\0"), r"does not hold the \[5, 4, 3\] bytes"),
    ],
    ids=[
        "html",
        "empty",
        "cut",
        "damaged",
        "wrong checksum",
        "text",
        "nothing",
        "short",
        "floats",
        "a byte missing",
        "a byte more",
    ],
)
def test_a_file_that_is_not_idx_is_named_with_what_to_do(content, sentence, tmp_path):
    path = tmp_path / "images.gz"
    path.write_bytes(content)
    with pytest.raises(DataError, match=sentence) as caught:
        data._read_idx(path)
    assert str(path) in str(caught.value)
    assert "delete it" in str(caught.value)


# -- official files ----------------------------------------------------------------------------------------

FILES = dict(
    zip(
        data._FILES,
        (IMAGES, np.arange(5, dtype=np.uint8), IMAGES[:2], np.arange(2, dtype=np.uint8)),
        strict=True,
    )
)


def write_files(folder: Path) -> None:
    folder.mkdir(parents=True)
    for name, array in FILES.items():
        (folder / name).write_bytes(gzip.compress(idx(array), mtime=0))


def check_files(dataset: data.Dataset) -> None:
    np.testing.assert_array_equal(dataset.x_train, IMAGES.reshape(5, 12) / np.float32(255))
    np.testing.assert_array_equal(dataset.x_test, dataset.x_train[:2])
    assert dataset.y_train.tolist() == [0, 1, 2, 3, 4]
    assert dataset.shape == (4, 3)


@pytest.mark.parametrize("name", ["mnist", "fashion-mnist"])
def test_files_in_cae_data_dir_are_used_without_a_download(name, tmp_path, monkeypatch):
    write_files(tmp_path / name)
    monkeypatch.setenv("CAE_DATA_DIR", str(tmp_path))
    dataset = load_dataset(name)
    check_files(dataset)
    assert dataset.classes == (data.DIGITS if name == "mnist" else data.FASHION)


def test_a_missing_file_in_cae_data_dir_is_named_with_what_to_do(tmp_path, monkeypatch):
    write_files(tmp_path / "mnist")
    missing = tmp_path / "mnist" / data._FILES[2]
    missing.unlink()
    monkeypatch.setenv("CAE_DATA_DIR", str(tmp_path))
    with pytest.raises(DataError, match=r"CAE_DATA_DIR is set, but .* is not there\. Unset it to download") as caught:
        load_dataset("mnist")
    assert str(missing) in str(caught.value)


TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS = data._FILES


def in_folder(folder: Path, monkeypatch, **arrays: np.ndarray) -> Path:
    """A CAE_DATA_DIR with the made files, some of them others."""
    write_files(folder / "mnist")
    for which, array in arrays.items():
        (folder / "mnist" / globals()[which.upper()]).write_bytes(gzip.compress(idx(array)))
    monkeypatch.setenv("CAE_DATA_DIR", str(folder))
    return folder / "mnist"


LABELS = np.arange(5, dtype=np.uint8)


@pytest.mark.parametrize(
    ("which", "array", "found", "belongs"),
    [
        ("train_labels", LABELS[:4], "4 labels", "5, one for each image in"),
        ("test_labels", LABELS, "5 labels", "2, one for each image in"),
        ("train_labels", IMAGES, r"bytes of shape \(5, 4, 3\)", "labels: one axis, N"),
        ("train_images", LABELS, r"bytes of shape \(5,\)", "images: axes N, rows and columns"),
        ("test_images", IMAGES[:0], r"bytes of shape \(0, 4, 3\)", "at least 1 each"),
        ("test_images", IMAGES[:2, :0], r"bytes of shape \(2, 0, 3\)", "at least 1 each"),
        ("train_labels", LABELS[:0], r"bytes of shape \(0,\)", "at least 1 each"),
        ("train_images", IMAGES[..., None], r"bytes of shape \(5, 4, 3, 1\)", "images: axes N, rows and columns"),
        ("train_images", IMAGES.reshape(5, 12), r"bytes of shape \(5, 12\)", "images: axes N, rows and columns"),
        ("train_images", np.array(7, np.uint8), r"bytes of shape \(\)", "images: axes N, rows and columns"),
        ("train_labels", LABELS + 6, "labels up to 10", "0 to 9"),
        ("test_labels", LABELS[:2] + 254, "labels up to 255", "0 to 9"),
        ("test_images", IMAGES[:2].reshape(2, 3, 4), "images of 3 × 4 pixels", "images of 4 × 3"),
    ],
)
def test_a_file_that_holds_something_else_is_named_with_what_is_in_it_and_what_belongs_there(
    which, array, found, belongs, tmp_path, monkeypatch
):
    folder = in_folder(tmp_path, monkeypatch, **{which: array})
    with pytest.raises(DataError, match=rf"holds {found}, but there belong .*{belongs}.*\. Put the official") as caught:
        load_dataset("mnist")
    assert str(folder / globals()[which.upper()]) in str(caught.value)


@pytest.mark.parametrize(
    "name",
    [
        lambda file: file.removesuffix(".gz"),
        lambda file: file.removesuffix(".gz").replace("-idx", ".idx"),
        lambda file: file.removesuffix(".gz") + "/" + file.removesuffix(".gz"),
        lambda file: file,  # a browser may unzip and keep the name
    ],
    ids=["unzipped", "with a dot", "in a folder", "unzipped under the old name"],
)
def test_unzipped_files_are_read_too(name, tmp_path, monkeypatch):
    folder = in_folder(tmp_path, monkeypatch)
    for file, array in FILES.items():
        (folder / file).unlink()
        (folder / name(file)).parent.mkdir(exist_ok=True)
        (folder / name(file)).write_bytes(idx(array))
    check_files(load_dataset("mnist"))


def test_a_gzipped_file_with_a_dot_and_some_unzipped_are_read_too(tmp_path, monkeypatch):
    folder = in_folder(tmp_path, monkeypatch)
    (folder / TRAIN_IMAGES).rename(folder / "train-images.idx3-ubyte.gz")
    (folder / TEST_LABELS).unlink()
    (folder / "t10k-labels-idx1-ubyte").write_bytes(idx(FILES[TEST_LABELS]))
    check_files(load_dataset("mnist"))


def test_an_unzipped_file_that_is_cut_short_is_named(tmp_path, monkeypatch):
    folder = in_folder(tmp_path, monkeypatch)
    (folder / TRAIN_IMAGES).unlink()
    (folder / "train-images.idx3-ubyte").write_bytes(idx(IMAGES)[:-1])
    with pytest.raises(DataError, match=r"train-images.idx3-ubyte does not hold the \[5, 4, 3\] bytes"):
        load_dataset("mnist")


def test_axes_whose_product_runs_over_are_not_taken_for_what_is_there(tmp_path):
    lengths = np.array([2**31, 2**31, 4], ">u4").tobytes()  # 2⁶⁴, which is 0 in 64 bits
    (tmp_path / "images").write_bytes(b"\0\0\x08\x03" + lengths)
    with pytest.raises(DataError, match="does not hold the"):
        data._read_idx(tmp_path / "images")


@pytest.mark.parametrize("name", [None, 3, ["digits"], {"name": "digits"}])
def test_a_name_that_is_no_word_is_answered_with_those_there_are(name):
    with pytest.raises(ValueError, match="name must be one of fashion-mnist-small"):
        load_dataset(name)


OFFICIAL = Path(os.environ.get("CAE_DATA_DIR", Path(__file__).parents[3] / "shared" / "data"))


@pytest.mark.skipif(not (OFFICIAL / "mnist").is_dir(), reason="CAE_DATA_DIR names no folder with mnist/ in it")
def test_the_official_mnist_loads(monkeypatch):
    monkeypatch.setenv("CAE_DATA_DIR", str(OFFICIAL))
    mnist = load_dataset("mnist")
    assert (mnist.x_train.shape, mnist.x_test.shape, mnist.shape) == ((60000, 784), (10000, 784), (28, 28))
    assert mnist.y_train[:5].tolist() == [5, 0, 4, 1, 9]
    assert (mnist.x_train.dtype, mnist.x_train.max()) == (np.float32, 1)


@pytest.fixture
def site(tmp_path, monkeypatch) -> Iterator[tuple[Path, str]]:
    """A site on this machine that serves a folder, known to the library as the home of MNIST."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            pass

    folder = tmp_path / "site"
    write_files(folder)
    digests = tuple(hashlib.md5((folder / name).read_bytes()).hexdigest() for name in data._FILES)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    url = f"http://127.0.0.1:{server.server_address[1]}/"
    monkeypatch.setitem(data._SOURCES, "mnist", (url, digests))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.delenv("CAE_DATA_DIR", raising=False)
    monkeypatch.setattr("pooch.core.time.sleep", lambda seconds: None)  # between its two tries
    yield folder, url
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_official_files_are_downloaded_once_and_verified(site, tmp_path):
    folder, _ = site
    check_files(data._idx("mnist", cache=tmp_path / "cache"))
    for file in data._FILES:
        (folder / file).unlink()
    check_files(data._idx("mnist", cache=tmp_path / "cache"))


def test_wrong_bytes_are_refused_with_a_sentence_and_not_kept(site, tmp_path):
    folder, url = site
    (folder / data._FILES[1]).write_bytes(gzip.compress(idx(np.zeros(5, np.uint8))))
    with pytest.raises(DataError, match="The data set mnist could not be downloaded from") as caught:
        data._idx("mnist", cache=tmp_path / "cache")
    assert url in str(caught.value)
    assert "CAE_DATA_DIR" in str(caught.value)
    assert not (tmp_path / "cache" / data._FILES[1]).exists()


def test_a_file_damaged_in_the_cache_is_fetched_again(site, tmp_path):
    data._idx("mnist", cache=tmp_path / "cache")
    (tmp_path / "cache" / data._FILES[0]).write_bytes(b"damaged")
    check_files(data._idx("mnist", cache=tmp_path / "cache"))


def test_a_site_that_does_not_answer_is_a_sentence_too(site, tmp_path):
    with pytest.raises(DataError, match=r"could not be downloaded from http://127\.0\.0\.1:9/"):
        data._idx("mnist", base_url="http://127.0.0.1:9/", cache=tmp_path / "cache")
