"""What is looked for before anything is measured."""

from pathlib import Path

import pooch
import pytest

from cae import data
from cae.bench import needs, parts
from cae.bench.report import Unmeasured


def put_files(folder: Path) -> None:
    folder.mkdir(parents=True)
    for name in data._FILES:
        (folder / name).write_bytes(b"not read")


@pytest.fixture(autouse=True)
def _no_download(monkeypatch, tmp_path):
    """Nothing is downloaded or loaded by looking; the folder for downloads is the test's own."""
    monkeypatch.setattr(pooch, "os_cache", lambda name: tmp_path / "cache")
    monkeypatch.setattr(pooch, "create", lambda **_: pytest.fail("it was downloaded"))
    monkeypatch.setattr(data, "_read_idx", lambda path: pytest.fail("it was loaded"))
    monkeypatch.delenv("CAE_DATA_DIR", raising=False)


def test_data_is_found_where_it_was_downloaded_to(tmp_path):
    put_files(tmp_path / "cache" / "fashion-mnist")
    needs.data("fashion-mnist")()


def test_data_is_found_in_the_folder_that_is_named(tmp_path, monkeypatch):
    put_files(tmp_path / "mine" / "fashion-mnist")
    monkeypatch.setenv("CAE_DATA_DIR", str(tmp_path / "mine"))
    needs.data("fashion-mnist")()


def test_data_that_was_never_downloaded_is_said_with_how_to_get_it():
    with pytest.raises(Unmeasured, match=r"fashion-mnist has not been downloaded.*Set CAE_DATA_DIR, or run python -c"):
        needs.data("fashion-mnist")()


def test_one_file_that_is_missing_is_named(tmp_path):
    put_files(tmp_path / "cache" / "fashion-mnist")
    (tmp_path / "cache" / "fashion-mnist" / data._FILES[2]).unlink()
    with pytest.raises(Unmeasured, match=data._FILES[2]):
        needs.data("fashion-mnist")()


def test_the_named_folder_counts_even_where_the_data_was_downloaded(tmp_path, monkeypatch):
    put_files(tmp_path / "cache" / "fashion-mnist")
    monkeypatch.setenv("CAE_DATA_DIR", str(tmp_path / "mine"))
    with pytest.raises(Unmeasured, match=r"CAE_DATA_DIR is set, but .*mine/fashion-mnist.* is not there"):
        needs.data("fashion-mnist")()


def test_a_chromium_that_is_missing_is_said_with_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setattr(needs, "CHROMIUM", tmp_path / "chromium")
    with pytest.raises(Unmeasured, match=r"/chromium is not there: apt-get install chromium"):
        needs.browser()


def test_a_missing_playwright_is_said_with_how_to_get_it(monkeypatch):
    monkeypatch.setattr(needs.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(Unmeasured, match=r"pip install -r requirements-dev.txt"):
        needs.browser()


def test_every_page_needs_a_browser_and_the_units_the_full_data_too(monkeypatch):
    asked = {part.name: part.needs for part in parts.PARTS}
    for part in parts.PARTS:
        assert (needs.browser in part.needs) == part.page, part.name
    with pytest.raises(Unmeasured, match="fashion-mnist"):
        asked["units"][1]()
