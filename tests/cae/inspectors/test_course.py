import numpy as np
import pytest
import torch

from cae import Autoencoder
from cae.diagnostics import STATES, unit_states
from cae.figures.way import Way
from cae.inspectors import course as courses
from cae.inspectors import sample
from cae.inspectors.course import Course, Point
from cae.thresholds import Thresholds


@pytest.fixture
def x() -> torch.Tensor:
    return sample.load("digits").x


def model(scale: float) -> Autoencoder:
    made = Autoencoder((64, 8))
    with torch.no_grad():
        made.W[0].mul_(scale)
    return made


def course_of(x: torch.Tensor, *scales: float, over: str = "step") -> Course:
    course = Course(over, x, "a name")
    course.keep(
        list(range(len(scales))), {i: Point(10.0 * i, 0.1 * i, lambda s=s: model(s)) for i, s in enumerate(scales)}
    )
    return course


def looked(course: Course, **thresholds: float) -> Way | None:
    """The way when all of it has been looked at."""
    for _ in course.look(Thresholds(**thresholds)):
        pass
    return course.way(Thresholds(**thresholds))


def test_a_way_has_every_unit_of_every_model_on_it(x):
    way = looked(course_of(x, 0.1, 1.0, 5.0))
    assert way.over == "step"
    assert way.at.tolist() == [0.0, 10.0, 20.0]
    assert way.lam == pytest.approx([0.0, 0.1, 0.2])
    states = unit_states(model(5.0), x)
    assert way.counts[2].tolist() == list(states.counts().values())
    expected = torch.stack([states.mean_gain, states.mean_gain2, states.weight_norm2, states.share], 1)
    assert np.array_equal(way.paths[2], expected.numpy())


def test_each_model_of_an_atlas_is_at_its_place_there_and_none_of_a_training_has_one(x):
    course = course_of(x, 0.1, 1.0, over="lambda")
    course.keep([0, 3], {3: Point(5.0, 5.0, lambda: model(2.0))})  # models 1 and 2 are not there (yet)
    assert looked(course).place.tolist() == [0, 3]
    course = course_of(x, 0.1, 1.0)
    course.reach(17.0, 0.4, unit_states(model(3.0), x), Thresholds())
    assert looked(course).place.tolist() == [-1, -1, -1]


def test_a_model_that_was_looked_at_is_not_looked_at_again_unless_by_other_thresholds(x):
    course = course_of(x, 0.1, 1.0)
    loaded: list[float] = []
    for name, point in course.points.items():
        point.load = lambda name=name: loaded.append(name) or model(0.1)
    looked(course)
    looked(course)
    assert loaded == [0, 1]
    looked(course, dead=0.5)
    assert loaded == [0, 1, 0, 1]


def test_other_thresholds_count_other_states(x):
    course = course_of(x, 1.0)
    assert looked(course).counts[0, STATES.index("dead")] == 0
    assert looked(course, dead=1.0, low=0.0).counts[0, STATES.index("dead")] == 8


def test_a_model_that_is_gone_is_left_out(x):
    course = course_of(x, 0.1, 1.0, 5.0)
    course.points[1].load = lambda: None
    assert looked(course).at.tolist() == [0.0, 20.0]
    assert set(course.points) == {0, 2}


def test_points_that_are_no_longer_alive_go_and_those_that_stay_are_not_looked_at_again(x):
    course = course_of(x, 0.1, 1.0, 5.0)
    looked(course)
    seen = course.points[2].seen
    course.keep([0, 2, 3, 4], {3: Point(30.0, 0.3, lambda: model(2.0))})
    assert list(course.points) == [0, 2, 3]
    assert course.points[2].seen is seen
    assert looked(course).at.tolist() == [0.0, 20.0, 30.0]


def test_a_training_s_trail_ends_where_it_is_now(x):
    course = course_of(x, 0.1)
    course.reach(17.0, 0.4, unit_states(model(3.0), x), Thresholds())
    assert looked(course).at.tolist() == [0.0, 17.0]
    course.reach(0.0, 0.4, unit_states(model(3.0), x), Thresholds())
    assert looked(course).at.tolist() == [0.0]
    course.reach(18.0, 0.4, unit_states(model(3.0), x), Thresholds(dead=0.5))
    assert looked(course).at.tolist() == [0.0], "what was found by other thresholds is not mixed in"


def test_without_a_point_there_is_no_way(x):
    assert looked(course_of(x)) is None


def test_what_was_seen_so_far_is_a_way_and_one_by_other_thresholds_is_not_mixed_in(x):
    course = course_of(x, 0.1, 1.0, 5.0)
    looked(course)
    looking = course.look(Thresholds(dead=0.5))
    assert course.way(Thresholds(dead=0.5)) is None
    next(looking)
    assert course.way(Thresholds(dead=0.5)).at.tolist() == [0.0]
    assert course.way(Thresholds()).at.tolist() == [10.0, 20.0]


def test_one_that_takes_long_says_when_to_show_what_there_is_but_only_the_first_time(x, monkeypatch):
    monkeypatch.setattr(courses, "EARLY_S", 0.0)
    course = course_of(x, 0.1, 1.0, 5.0)
    shown = [len(course.way(Thresholds()).at) for early in course.look(Thresholds()) if early]
    assert shown == [1, 2, 3]
    assert list(course.look(Thresholds(dead=0.5))) == [False] * 3, "every model is still a piece of its own"
    assert list(course.look(Thresholds(dead=0.5))) == []


def test_one_that_takes_no_second_is_shown_when_it_is_whole(x):
    assert list(course_of(x, 0.1, 1.0, 5.0).look(Thresholds())) == [False] * 3
