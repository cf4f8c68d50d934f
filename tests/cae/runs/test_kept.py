"""What links name is kept for a while: as long as is said, as much as is said, and under names nobody can guess."""

import os
import re

import pytest

from cae.checks import Refused
from cae.runs import kept

DAY = 86_400.0


def test_what_is_kept_is_found_by_its_id_alone(tmp_path):
    one, other = kept.keep(tmp_path, "models", b"one"), kept.keep(tmp_path, "models", b"one")
    assert one != other
    assert kept.link_id("model", one) == one
    assert kept.find(tmp_path, "models", one) == b"one"
    assert kept.find(tmp_path, "records", one) is None
    assert kept.find(tmp_path, "models", "x" * 22) is None


def test_no_text_of_a_visitor_is_part_of_a_path(tmp_path):
    made = kept.keep(tmp_path, "records", b"it")
    (path,) = (tmp_path / "links" / "records").iterdir()
    assert made not in str(path)
    assert re.fullmatch("[0-9a-f]{32}", path.name)
    for text in (path.name, "../records/" + made[:11], made + "\n", "", made[:-1], "../" * 7 + "x"):
        assert kept.find(tmp_path, "records", text) is None
        with pytest.raises(Refused, match="record must be 22 letters, digits, - and _"):
            kept.link_id("record", text)


def test_it_is_kept_as_long_as_is_said(tmp_path):
    now = 1e9
    made = kept.keep(tmp_path, "models", b"it", lambda: now)
    (path,) = (tmp_path / "links" / "models").iterdir()
    os.utime(path, (now, now))
    assert kept.find(tmp_path, "models", made, lambda: now + (kept.DAYS - 1) * DAY) == b"it"
    assert kept.find(tmp_path, "models", made, lambda: now + (kept.DAYS + 1) * DAY) is None
    kept.keep(tmp_path, "models", b"new", lambda: now + (kept.DAYS + 1) * DAY)
    assert not path.exists()


@pytest.mark.parametrize("bound", ["MOST", "MOST_BYTES"])
def test_the_oldest_go_when_there_are_too_many_or_too_large(tmp_path, monkeypatch, bound):
    monkeypatch.setitem(getattr(kept, bound), "models", 3 if bound == "MOST" else 3 * (1000 + 32) + 5)
    ids = []
    for age in range(6):
        ids.append(kept.keep(tmp_path, "models", bytes(1000)))
        for path in (tmp_path / "links" / "models").iterdir():
            os.utime(path, (path.stat().st_mtime - 10, path.stat().st_mtime - 10))
        assert age < 3 or len(list((tmp_path / "links" / "models").iterdir())) == 3
    assert [kept.find(tmp_path, "models", made) is not None for made in ids] == [False] * 3 + [True] * 3


def test_what_is_larger_than_all_that_may_be_kept_is_kept_alone(tmp_path, monkeypatch):
    monkeypatch.setitem(kept.MOST_BYTES, "models", 10)
    made = kept.keep(tmp_path, "models", bytes(1000))
    assert kept.find(tmp_path, "models", made) == bytes(1000)


def test_what_is_damaged_is_not_there(tmp_path):
    made = kept.keep(tmp_path, "models", b"a model")
    (path,) = (tmp_path / "links" / "models").iterdir()
    path.write_bytes(path.read_bytes()[:-1])
    assert kept.find(tmp_path, "models", made) is None
