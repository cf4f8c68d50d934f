"""What an atlas takes from another one of the same cache."""

import dataclasses

import pytest

from cae.atlases import alike, store
from cae.atlases.store import STATICS, Store, checkpoint_name, frame_name
from cae.experiments.settings import TRUNK, PathSettings
from cae.processes.frames import unpack
from tests.helpers.atlas_files import checkpoint_bytes, fill, point_frame

SETTINGS = PathSettings(dataset="digits", hidden=8, lambdas=(0.0, 0.5, 2.0))


@pytest.fixture
def whole(tmp_path) -> Store:
    made = Store(SETTINGS, tmp_path)
    fill(made)
    made.put_frame(checkpoint_name(TRUNK), checkpoint_bytes())
    return made


def other(whole: Store, **settings: object) -> Store:
    return Store(dataclasses.replace(SETTINGS, **settings), whole.root)


def test_what_another_atlas_has_is_taken_over_under_its_own_index(whole):
    larger = other(whole, lambdas=(0.0, 0.2, 0.5, 2.0))
    cached = alike.inspect(larger)
    assert sorted(cached.points) == [0, 2, 3]
    header, sections = unpack(cached.points[2])
    assert (header["index"], header["lam"]) == (2, 0.5)
    assert sections["tiles"].values.tobytes() == unpack(whole.point(1))[1]["tiles"].values.tobytes()
    assert cached.trained == {TRUNK}
    again = larger.inspect()  # it lies on disk, as if it had been trained here
    assert again.points == cached.points
    assert again.statics == cached.statics
    assert again.notices == []


def test_trainings_are_not_kept_twice(whole):
    larger = other(whole, lambdas=(0.0, 0.5, 2.0, 3.0))
    alike.inspect(larger)
    one, two = whole.folder / checkpoint_name(1), larger.folder / checkpoint_name(1)
    assert one.samefile(two)


def test_where_no_file_can_have_two_names_it_is_copied(whole, monkeypatch):
    def refused(*_):
        raise OSError("not on this disk")

    monkeypatch.setattr(alike.os, "link", refused)
    larger = other(whole, lambdas=(0.0, 0.5, 2.0, 3.0))
    assert sorted(alike.inspect(larger).points) == [0, 1, 2]


def test_a_frame_that_shows_too_few_units_is_drawn_anew_from_the_training(whole, monkeypatch):
    monkeypatch.setattr(store, "MOST_UNITS", 4)
    fill(other(whole, seed=1))
    for index, lam in enumerate(SETTINGS.lambdas):
        other(whole, seed=1).put_frame(frame_name(index), point_frame(index, lam, units=4))
    monkeypatch.undo()
    larger = other(whole, seed=1, lambdas=(0.0, 0.5, 2.0, 3.0))
    cached = alike.inspect(larger)
    assert (cached.points, cached.trained) == ({}, {0, 1, 2})
    assert len(unpack(cached.statics)[0]["tile_units"]) == 8


@pytest.mark.parametrize("settings", [{"seed": 1}, {"epochs": 3}, {"way": "scratch"}, {"tied": False}, {"lr": 0.1}])
def test_nothing_is_taken_from_an_atlas_of_other_models(whole, settings):
    cached = alike.inspect(other(whole, lambdas=(0.0, 0.5, 3.0), **settings))
    assert (cached.points, cached.trained) == ({}, set())


@pytest.mark.parametrize("way", ["up", "down"])
def test_the_models_of_a_path_are_of_that_path_alone(whole, way):
    fill(other(whole, way=way))
    assert alike.inspect(other(whole, way=way, lambdas=(0.0, 0.5, 2.0, 3.0))).points == {}


def test_what_is_damaged_there_is_not_taken(whole):
    (whole.folder / frame_name(0)).write_bytes(b"CAE1")
    (whole.folder / checkpoint_name(1)).write_bytes(b"no")
    cached = alike.inspect(other(whole, lambdas=(0.0, 0.5, 2.0, 3.0)))
    assert (sorted(cached.points), cached.trained) == ([2], {0, TRUNK})
    (whole.folder / STATICS).unlink()
    cached = alike.inspect(other(whole, lambdas=(0.0, 2.0, 3.0)))
    assert sorted(cached.points) == [1]  # by way of the atlas that took it


def test_which_other_ways_are_there(whole):
    assert alike.other_ways(whole) == {"up": False, "down": False, "scratch": False}
    fill(other(whole, way="up", epochs=None, first_epochs=None))
    fill(other(whole, way="down", epochs=None, first_epochs=None), count=2)
    assert alike.other_ways(whole) == {"up": True, "down": False, "scratch": False}
    up = other(whole, way="up", epochs=None, first_epochs=None)
    assert alike.other_ways(up)["fan"]
