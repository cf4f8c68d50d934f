import os
import shutil

import pytest

from pages.kit import static, version


@pytest.fixture
def pages(tmp_path, monkeypatch):
    """A copy of the browser's half of the pages that a test may change."""
    for path in static.PAGES.rglob("*"):
        if path.suffix in static.SERVED:
            copy = tmp_path / path.relative_to(static.PAGES)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, copy)
    monkeypatch.setattr(version, "PAGES", tmp_path)
    return tmp_path


def test_the_same_files_are_the_same_version_wherever_and_whenever_they_were_written(pages):
    assert version.on_disk() == version.STARTED_WITH
    os.utime(pages / "live/view/live.js", (1e9, 1e9))
    assert version.on_disk() == version.STARTED_WITH


@pytest.mark.parametrize("path", ["kit/view/dom.js", "live/view/live.css", "units/view/panels/scatter.js"])
def test_a_change_of_any_module_or_style_sheet_is_another_version(path, pages):
    with (pages / path).open("a") as file:
        file.write(" ")
    assert version.on_disk() != version.STARTED_WITH


def test_a_module_that_moved_is_another_version(pages):
    (pages / "kit/view/dom.js").rename(pages / "kit/view/moved.js")
    assert version.on_disk() != version.STARTED_WITH


def test_what_no_browser_is_given_changes_nothing(pages):
    (pages / "live/PROTOCOL.md").write_text("words")
    (pages / "live/route.py").write_text("code")
    assert version.on_disk() == version.STARTED_WITH
