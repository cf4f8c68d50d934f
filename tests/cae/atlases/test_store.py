import csv
import errno
import json
import os
import time
from pathlib import Path

import numpy as np
import pytest

from cae.atlases import store
from cae.atlases.store import Store, checkpoint_name, frame_name, tile_units
from cae.experiments.settings import PathSettings
from cae.processes.frames import FrameError
from tests.helpers.atlas_files import checkpoint_bytes, fill, point_frame, statics_frame

SETTINGS = PathSettings(dataset="digits", hidden=8, lambdas=(0.0, 0.5, 2.0), epochs=1, first_epochs=1)


@pytest.fixture
def cache(tmp_path) -> Store:
    """A store that has all three models."""
    made = Store(SETTINGS, tmp_path)
    fill(made)
    return made


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*")}


# -- the key -----------------------------------------------------------------------------------------------


def test_the_key_is_sixteen_hexadecimal_digits_that_every_setting_changes():
    keys = {store.key_of(SETTINGS)}
    others = {"seed": 1, "way": "down", "lambdas": (0.0, 0.5), "lr": 2e-3, "epochs": 2, "tied": False}
    for name, value in others.items():
        keys.add(store.key_of(PathSettings.from_dict(SETTINGS.as_dict() | {name: value})))
    assert len(keys) == 1 + len(others)
    assert all(store.KEY.fullmatch(key) for key in keys)


@pytest.mark.parametrize(
    ("values", "key"),
    [({"warm": True}, "334d6c52be75ab2a"), ({"way": "up"}, "334d6c52be75ab2a"), ({"warm": False}, "10091f8214f46d62")],
)
def test_atlases_of_the_time_before_fans_are_found_under_the_key_they_have(values, key):
    numbers = {"dataset": "digits", "hidden": 8, "lambdas": [0.0, 0.5, 2.0], "epochs": 2, "first_epochs": 3}
    assert store.key_of(PathSettings.from_dict(numbers | values)) == key


def test_an_atlas_of_the_time_before_fans_is_opened_and_says_what_it_is(tmp_path):
    numbers = {"dataset": "digits", "hidden": 8, "lambdas": [0.0, 0.5, 2.0], "epochs": 2, "first_epochs": 3}
    made = Store(PathSettings.from_dict(numbers | {"warm": True}), tmp_path)
    fill(made)
    written = {"format": 1, "warm": True} | {n: v for n, v in made.settings.as_dict().items() if n != "way"}
    (made.folder / "settings.json").write_text(json.dumps(written))
    settings = store.read_settings(made.folder)
    assert settings == made.settings
    assert settings.way == "up"
    assert len(Store(settings, tmp_path).inspect().points) == 3


def test_the_key_does_not_depend_on_how_the_settings_were_written_but_on_the_format(monkeypatch):
    again = PathSettings.from_dict(json.loads(json.dumps(SETTINGS.as_dict() | {"lambdas": [0, 0.5, 2]})))
    assert store.key_of(again) == store.key_of(SETTINGS)
    before = store.key_of(SETTINGS)
    monkeypatch.setattr(store, "FORMAT", store.FORMAT + 1)
    assert store.key_of(SETTINGS) != before


def test_the_cache_is_where_the_variable_says_and_else_where_the_system_keeps_such_things(monkeypatch, tmp_path):
    monkeypatch.setenv("CAE_CACHE_DIR", str(tmp_path))
    assert store.cache_root() == tmp_path
    monkeypatch.setenv("CAE_CACHE_DIR", "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert store.cache_root().name == "cae-lab"


# -- reading back ------------------------------------------------------------------------------------------


def test_what_was_written_is_read_back_whole(cache):
    cached = cache.inspect()
    assert cached.notices == []
    assert cached.statics == statics_frame()
    assert cached.points == {index: point_frame(index, lam) for index, lam in enumerate(SETTINGS.lambdas)}


def test_nothing_there_is_nothing_to_tell(tmp_path):
    cached = Store(SETTINGS, tmp_path / "not" / "there").inspect()
    assert (cached.statics, cached.points, cached.notices) == (None, {}, [])


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def older(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b'"format":1', b'"format":0'))


def other_codec(path: Path) -> None:
    path.write_bytes(b"CAE0" + path.read_bytes()[4:])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def garbage(path: Path) -> None:
    path.write_bytes(np.random.default_rng(0).bytes(5000))


def other_model(path: Path) -> None:
    path.write_bytes(point_frame(2, 2.0))


def no_figures(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b'"probe"', b'"prone"'))


@pytest.mark.parametrize("damage", [cut, older, other_codec, empty, garbage, other_model, no_figures])
def test_a_damaged_frame_is_removed_and_told_in_one_sentence(damage, cache):
    damage(cache.folder / frame_name(1))
    cached = cache.inspect()
    assert sorted(cached.points) == [0, 2]
    (notice,) = cached.notices
    assert notice.startswith("In the cache of this atlas point-001.frame was cut short, missing or of another version.")
    assert notice.endswith("It is made again.")
    assert frame_name(1) not in names(cache.folder)
    assert cache.inspect().notices == []


@pytest.mark.parametrize("damage", [cut, empty, garbage, os.unlink])
def test_a_model_whose_training_is_damaged_is_not_finished(damage, cache):
    damage(cache.folder / checkpoint_name(1))
    cached = cache.inspect()
    assert sorted(cached.points) == [0, 2]
    assert len(cached.notices) == 1
    assert frame_name(1) not in names(cache.folder)
    assert not cache.trained(1)


@pytest.mark.parametrize("damage", [cut, older, other_codec, empty, garbage])
def test_damaged_statics_are_made_again_and_the_models_kept(damage, cache):
    damage(cache.folder / store.STATICS)
    cached = cache.inspect()
    assert cached.statics is None
    assert len(cached.points) == 3
    assert store.STATICS in cached.notices[0]
    assert store.STATICS not in names(cache.folder)


def test_many_damaged_files_are_one_sentence(cache):
    for index in range(3):
        cut(cache.folder / frame_name(index))
    (notice,) = cache.inspect().notices
    assert "3 files, the first point-000.frame, were" in notice


def test_a_training_without_its_frame_was_interrupted_and_is_no_damage(cache):
    (cache.folder / frame_name(2)).unlink()
    cached = cache.inspect()
    assert sorted(cached.points) == [0, 1]
    assert cached.notices == []


def test_a_cache_that_is_a_file_reads_as_empty(tmp_path):
    (tmp_path / "atlas").write_text("in the way")
    cached = Store(SETTINGS, tmp_path).inspect()
    assert (cached.points, cached.notices) == ({}, [])


# -- writing -----------------------------------------------------------------------------------------------


def full(path: Path) -> None:
    path.write_bytes(b"half")
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_on_a_full_disk_nothing_half_written_is_left_and_what_was_there_stays(cache):
    before = names(cache.folder)
    with pytest.raises(OSError) as failed:
        cache.put(frame_name(1), full)
    assert names(cache.folder) == before
    assert sorted(cache.inspect().points) == [0, 1, 2]
    sentence = store.disk_sentence(failed.value, cache.folder)
    assert sentence.startswith("The disk is full: ")
    assert sentence.endswith("What was finished is kept.")
    assert str(cache.folder) in sentence


def test_a_disk_that_fills_up_when_the_file_gets_its_name_leaves_nothing_either(cache, monkeypatch):
    def replace(*_):
        raise OSError(errno.EDQUOT, "quota")

    before = names(cache.folder)
    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(OSError):
        cache.put_frame(frame_name(1), b"new")
    assert names(cache.folder) == before


def test_a_training_whose_frame_finds_no_room_is_not_left_to_fill_the_disk(tmp_path, monkeypatch):
    made = Store(SETTINGS, tmp_path)
    fill(made, count=1)
    before = names(made.folder)
    monkeypatch.setattr(made, "put_frame", lambda name, frame: full(tmp_path / "elsewhere"))
    with pytest.raises(OSError):
        made.put_point(1, lambda path: path.write_bytes(checkpoint_bytes()), b"frame")
    assert names(made.folder) == before


def test_other_reasons_are_named():
    error = PermissionError(errno.EACCES, "Permission denied")
    assert "could not be written (Permission denied)" in store.disk_sentence(error, Path("/nowhere"))


def test_what_a_killed_process_was_writing_is_swept_away(cache):
    left = cache.folder / ".part-12345-0123456789abcdef"
    left.write_bytes(b"half")
    cache.sweep(1234)
    assert left.exists()
    cache.sweep(12345)
    assert not left.exists()

    left.write_bytes(b"half")
    cache.begin()  # another process may be at it
    assert left.exists()
    os.utime(left, (time.time() - store.STALE_S - 1,) * 2)
    cache.begin()
    assert not left.exists()


def test_the_settings_lie_beside_the_models(tmp_path):
    made = Store(SETTINGS, tmp_path)
    made.begin()
    values = json.loads((made.folder / "settings.json").read_text())
    assert values.pop("format") == store.FORMAT
    assert PathSettings.from_dict(values) == SETTINGS


# -- size --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("points", "hidden"), [(1, 8), (24, 64), (24, 1024), (60, 128), (200, 64), (200, 1024)])
def test_the_atlas_keeps_to_four_mebibytes(points, hidden):
    units = tile_units(hidden, points, images=1000, pixels=784, strip=10, columns=200)
    size = len(statics_frame(1000, 784, units))
    size += points * len(point_frame(199, 0.12345678901234567, 1000, 784, units, lo=-1 / 3))
    assert size <= 4 << 20
    assert min(hidden, 4) <= units <= min(hidden, 128)


def test_as_many_units_are_shown_as_fit():
    def units(hidden: int, points: int) -> int:
        return tile_units(hidden, points, images=1000, pixels=784, strip=10, columns=200)

    assert units(64, 24) == 64
    assert units(1024, 24) == 128
    assert 4 <= units(1024, 200) < units(1024, 100) < 128
    assert units(2, 24) == 2


# -- downloads ---------------------------------------------------------------------------------------------


def test_the_curves_are_one_row_a_model_with_every_figure(cache, tmp_path):
    (cache.folder / frame_name(1)).unlink()
    rows = list(csv.DictReader(store.curves(tmp_path, cache.key).splitlines()))
    assert [row["index"] for row in rows] == ["0", "2"]
    assert [float(row["lambda"]) for row in rows] == [0.0, 2.0]
    assert {*store.FIGURES, "epochs", "explained", "dead", "swings"} < set(rows[0])
    assert rows[0]["sat"] == ""  # not "None"
    assert float(rows[1]["reconstruction"]) == 100.25


def test_a_checkpoint_is_found_with_its_lambda(cache, tmp_path):
    path, lam = store.find_checkpoint(tmp_path, cache.key, 1)
    assert path.read_bytes() == checkpoint_bytes()
    assert lam == 0.5


@pytest.mark.parametrize("key", ["", "..", "../../etc", "ABCDEF0123456789", "0" * 15, "0" * 17, "0" * 16 + "\n"])
def test_what_is_no_key_finds_nothing(key, cache, tmp_path):
    assert store.find_checkpoint(tmp_path, key, 0) is None
    assert store.curves(tmp_path, key) is None


def test_models_that_are_not_there_or_not_whole_are_not_found(cache, tmp_path):
    assert store.find_checkpoint(tmp_path, cache.key, 3) is None
    cut(cache.folder / checkpoint_name(1))
    assert store.find_checkpoint(tmp_path, cache.key, 1) is None
    cut(cache.folder / frame_name(0))
    assert store.find_checkpoint(tmp_path, cache.key, 0) is None
    assert store.curves(tmp_path, "0" * 16) is None


def test_a_frame_of_another_kind_is_refused(cache):
    cache.put_frame(frame_name(0), statics_frame())
    with pytest.raises(FrameError, match="of kind 'point'"):
        cache.point(0)
