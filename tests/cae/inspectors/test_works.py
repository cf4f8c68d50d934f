"""The work of drawing a figure: what it is drawn of, and when."""

import itertools
from collections.abc import Iterator

import pytest

from cae import Autoencoder
from cae.diagnostics import unit_states
from cae.inspectors import course as courses
from cae.inspectors import sample
from cae.inspectors.course import Course, Point
from cae.inspectors.lane import Lane
from cae.inspectors.subject import Subject
from cae.inspectors.works import Scene, drawing
from cae.processes.frames import unpack
from cae.thresholds import Thresholds
from tests.cae.figures.decoding import array_of
from tests.helpers.fakes import Clock
from tests.helpers.units_files import shrunk

pytestmark = pytest.mark.usefixtures("no_gradients")


@pytest.fixture(scope="module")
def subject() -> Subject:
    return Subject(Autoencoder((64, 8)), sample.load("digits"))


def course_of(subject: Subject, *places: int, over: str = "step") -> Course:
    course = Course(over, subject.x[:100], "a name")
    course.keep(list(places), {i: Point(10.0 * i, 0.1 * i, lambda i=i: shrunk(1 + i)) for i in places})
    return course


def pieces(name: str, scene: Scene, asked: dict | None = None, **pins: int) -> Iterator[dict | None]:
    """The headers of a figure's frames, None for every other piece."""
    for frame in drawing(name).make(scene, {"unit": None, "image": None} | pins, asked or {}):
        yield None if frame is None else unpack(frame)[0]


def drawn(name: str, scene: Scene, **pins: int) -> list[dict]:
    return [header for header in pieces(name, scene, **pins) if header is not None]


def lengths(headers: list[dict]) -> list[int]:
    """Points of the first trace of each."""
    return [len(array_of(header["figure"]["data"][0]["x"])) for header in headers]


@pytest.fixture
def _takes_long(monkeypatch):
    monkeypatch.setattr(courses, "EARLY_S", 0.0)


@pytest.mark.usefixtures("_takes_long")
@pytest.mark.parametrize("name", ["path", "states"])
def test_along_a_long_way_a_figure_is_drawn_early_of_what_there_is_and_the_first_time_only(name, subject):
    course = course_of(subject, 0, 1, 2)
    scene = Scene(subject, 4, Thresholds(), course, False)
    early = drawn(name, scene, unit=3)
    assert lengths(early) == [1, 2, 3, 3]
    assert {(header["name"], header["serial"]) for header in early} == {(name, 4)}
    assert lengths(drawn(name, scene, unit=3)) == [3]
    assert lengths(drawn(name, Scene(subject, 5, Thresholds(dead=0.5), course, False), unit=3)) == [3]


@pytest.mark.usefixtures("_takes_long")
def test_between_two_models_of_a_long_way_others_have_their_turn(subject):
    scene = Scene(subject, 4, Thresholds(), course_of(subject, 0, 1), False)
    kinds = [header is not None for header in pieces("path", scene, unit=3)]
    assert not any(this and that for this, that in itertools.pairwise(kinds))
    assert kinds[0] is False


def test_a_way_that_takes_no_second_is_drawn_once(subject):
    assert lengths(drawn("path", Scene(subject, 4, Thresholds(), course_of(subject, 0, 1, 2), False), unit=3)) == [3]


def test_of_two_figures_of_a_way_the_second_finds_it_looked_at(subject):
    course = course_of(subject, 0, 1, 2)
    scene = Scene(subject, 4, Thresholds(), course, False)
    drawn("states", scene)
    for point in course.points.values():
        point.load = lambda: pytest.fail("looked at again")
    assert lengths(drawn("path", scene, unit=3)) == [3]


@pytest.mark.parametrize("name", ["path", "states"])
def test_in_an_atlas_with_gaps_a_point_leads_to_its_own_place(name, subject):
    scene = Scene(subject, 4, Thresholds(), course_of(subject, 0, 3, over="lambda"), False)
    (header,) = drawn(name, scene, unit=3)
    for trace in header["figure"]["data"]:
        assert array_of(trace["customdata"]).tolist() == [0, 3]


# -- what there is not ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("empty", [True, False])
def test_a_unit_pinned_where_there_is_no_way_yet_has_no_path_and_nothing_is_said(empty, subject):
    """A checkpoint never has one, and a run not before its trail has come."""
    sent, said = [], []
    lane = Lane(sent.append, said.append, Clock())
    lane.take_on((), ("path", "states"))
    lane.pin("unit", 3)
    lane.show(Scene(subject, 1, Thresholds(), course_of(subject) if empty else None, False), ("model", "course"))
    while lane.turn() == 0:
        pass
    assert [unpack(frame)[0]["name"] for frame in sent] == ["states"], "which counts those of the model alone"
    assert said == []


@pytest.mark.parametrize("name", ["path", "histogram", "by_class"])
def test_without_a_pinned_unit_there_is_no_figure_of_one(name, subject):
    scene = Scene(subject, 1, Thresholds(), course_of(subject, 0, 1), False)
    assert drawn(name, scene) == []
    (header,) = drawn(name, scene, unit=3)
    assert header["unit"] == 3


def test_without_a_pinned_image_there_is_no_figure_of_one(subject):
    scene = Scene(subject, 1, Thresholds(), None, False)
    assert drawn("image_spectrum", scene, unit=3) == []
    (header,) = drawn("image_spectrum", scene, image=40)
    assert (header["image"], header["figure"]["layout"]["meta"]["rank"]) == (40, 8)


# -- what there is -------------------------------------------------------------------------------------------


def test_states_that_the_page_was_shown_are_not_found_anew(subject):
    given = unit_states(subject.model, subject.x, dead=1.0, low=0.0)
    (header,) = drawn("states", Scene(subject, 1, Thresholds(), None, False, given))
    assert header["figure"]["layout"]["meta"]["counts"] == given.counts()
    assert given.counts() != unit_states(subject.model, subject.x).counts()
    (header,) = drawn("factors", Scene(subject, 1, Thresholds(), None, False, given))
    with_units = {trace["name"] for trace in header["figure"]["data"] if trace.get("showlegend")}
    assert with_units == {state for state, count in given.counts().items() if count}


def test_a_page_that_is_shown_no_states_has_them_found_by_its_thresholds(subject):
    cuts = Thresholds(dead=1.0, low=0.0)
    (header,) = drawn("states", Scene(subject, 1, cuts, None, False))
    assert (
        header["figure"]["layout"]["meta"]["counts"] == unit_states(subject.model, subject.x, **cuts.as_dict()).counts()
    )


@pytest.mark.parametrize(
    ("name", "of"),
    [
        ("factors", {"model", "thresholds"}),
        ("states", {"model", "thresholds", "course"}),
        ("path", {"course", "thresholds", "unit"}),
        ("histogram", {"model", "thresholds", "unit", "image"}),
        ("by_class", {"model", "unit", "image"}),
        ("image_spectrum", {"model", "image"}),
    ],
)
def test_a_figure_is_wanted_anew_when_what_it_is_of_changes_and_not_otherwise(name, of):
    changing = {"model", "course", "thresholds", "unit", "image"}
    assert drawing(name).of & changing == of
