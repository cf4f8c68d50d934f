import json
import os
import stat
import struct
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy

from cae import files


def test_a_file_takes_its_name_when_it_is_whole(tmp_path):
    (tmp_path / "a").write_text("before")
    with files.written(tmp_path / "a") as part:
        part.write_text("after")
        assert (tmp_path / "a").read_text() == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_text() == "after"


def test_a_file_that_fails_half_way_leaves_what_was_there(tmp_path):
    (tmp_path / "a").write_text("before")
    part = None

    def fail() -> None:
        nonlocal part
        with files.written(tmp_path / "a") as part:
            part.write_text("half")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert not part.exists()
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_text() == "before"


def test_a_file_written_whole_may_be_read_by_whoever_may_read_other_new_files(tmp_path):
    (tmp_path / "plain").write_text("x")
    with files.written(tmp_path / "whole") as part:
        part.write_text("x")
    modes = {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("plain", "whole")}
    assert len(modes) == 1


def by_a_tool_that_is_careful(part: Path) -> None:
    """As safetensors writes: a file for its own user alone."""
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_WRONLY, 0o600))


@pytest.mark.parametrize("write", [by_a_tool_that_is_careful, lambda part: part.write_text("x")])
@pytest.mark.parametrize(("umask", "new"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_new_file_has_the_mode_of_the_umask_and_a_replaced_one_hands_its_own_on(write, umask, new, tmp_path):
    before = os.umask(umask)
    try:
        with files.written(tmp_path / "a") as part:
            write(part)
        assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == new
        for mode in (0o640, 0o666, 0o600):
            (tmp_path / "a").chmod(mode)
            with files.written(tmp_path / "a") as part:
                write(part)
            assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == mode
    finally:
        os.umask(before)


def test_another_name_of_a_file_leaves_that_file_as_it_is(tmp_path):
    (tmp_path / "shared").write_text("x")
    (tmp_path / "shared").chmod(0o600)
    (tmp_path / "a").write_text("before")
    with files.written(tmp_path / "a") as part:
        os.link(tmp_path / "shared", part)
    assert (tmp_path / "a").samefile(tmp_path / "shared")
    assert stat.S_IMODE((tmp_path / "shared").stat().st_mode) == 0o600


@pytest.mark.parametrize("there", [True, False], ids=["a file", "nothing yet"])
def test_a_symbolic_link_stays_one_and_what_it_points_to_is_written(there, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    target = tmp_path / "elsewhere" / "b"
    if there:
        target.write_text("before")
        target.chmod(0o640)
    (tmp_path / "between").symlink_to(target)
    (tmp_path / "a").symlink_to("between")
    with files.written(tmp_path / "a") as part:
        part.write_text("after")
        assert target.exists() == there
    assert (tmp_path / "a").is_symlink()
    assert (tmp_path / "between").is_symlink()
    assert target.read_text() == "after"
    assert not there or stat.S_IMODE(target.stat().st_mode) == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "between", "elsewhere"]
    assert [path.name for path in target.parent.iterdir()] == ["b"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_or_a_device_is_written_to_and_never_replaced(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    for name in ("pipe", "link"):
        with files.written(tmp_path / name) as path:
            by_a_tool_that_is_careful(path)
            path.write_text("through")
        assert os.read(reader, 100) == b"through"
    os.close(reader)
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "pipe"]


@pytest.mark.parametrize("name", ["a", "b/c"], ids=["a folder", "in no folder"])
def test_what_can_not_be_written_is_named_as_it_was_asked_for(name, tmp_path):
    (tmp_path / "a").mkdir()
    with pytest.raises(OSError) as refused, files.written(tmp_path / name) as part:
        part.write_text("x")
    assert refused.value.filename == str(tmp_path / name) or refused.value.filename == tmp_path / name
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_two_that_write_the_same_file_are_not_in_each_others_way(tmp_path):
    with files.written(tmp_path / "a") as one, files.written(tmp_path / "a") as other:
        one.write_text("one")
        other.write_text("other")
    assert (tmp_path / "a").read_text() == "one"  # the outer block ends last


def test_only_what_is_of_the_killed_process_or_old_is_swept(tmp_path):
    for name in (".part-12-a", ".part-123-a", "point-12-a"):
        (tmp_path / name).write_bytes(b"half")
    files.sweep(tmp_path, 12)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".part-123-a", "point-12-a"]
    files.sweep_stale(tmp_path, 60.0)
    assert (tmp_path / ".part-123-a").exists()
    for path in tmp_path.iterdir():
        os.utime(path, (1e9, 1e9))
    files.sweep_stale(tmp_path, 60.0)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["point-12-a"]


# -- safetensors -------------------------------------------------------------------------------------------


@pytest.fixture
def path(tmp_path) -> Path:
    tensors = {"W": np.zeros((3, 4), np.float32), "b": np.zeros(3)}
    (tmp_path / "a").write_bytes(safetensors.numpy.save(tensors, {"format": "x"}))
    return tmp_path / "a"


def test_a_safetensors_file_says_what_is_in_it(path):
    found = files.tensor_file(path)
    assert found.metadata == {"format": "x"}
    assert found.shapes == {"W": [3, 4], "b": [3]}
    assert found.dtypes == {"W": "F32", "b": "F64"}


def test_numbers_that_numpy_does_not_have_are_named_too(tmp_path):
    header = json.dumps({"W": {"dtype": "BF16", "shape": [2], "data_offsets": [0, 4]}}).encode()
    (tmp_path / "a").write_bytes(struct.pack("<Q", len(header)) + header + bytes(4))
    assert files.tensor_file(tmp_path / "a") == files.TensorFile({}, {"W": "BF16"}, {"W": [2]})


@pytest.mark.parametrize(
    "damage",
    [lambda whole: whole[:-1], lambda whole: whole + b"\0", lambda whole: whole[:20], lambda whole: b"",
     lambda whole: b"\xff" * 100, lambda whole: struct.pack("<Q", 2) + b"[]"],
    ids=["cut", "too long", "cut in its header", "empty", "garbage", "a list"],
)  # fmt: skip
def test_a_file_that_is_not_whole_is_refused(damage, path):
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(files.Damaged, match=r"\w"):
        files.tensor_file(path)


def test_a_file_that_is_not_there_is_told_from_one_that_is_damaged(tmp_path):
    with pytest.raises(FileNotFoundError):
        files.tensor_file(tmp_path / "none")
