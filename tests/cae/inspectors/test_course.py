import numpy as np
import pytest
import torch

from cae import Autoencoder
from cae.diagnostics import STATES, unit_states
from cae.inspectors import course as courses
from cae.inspectors import sample
from cae.inspectors.course import Course, Point
from cae.processes.frames import unpack
from cae.thresholds import Thresholds


@pytest.fixture
def x() -> torch.Tensor:
    return sample.load("digits").x


def model(scale: float) -> Autoencoder:
    made = Autoencoder((64, 8))
    with torch.no_grad():
        made.W[0].mul_(scale)
    return made


def course_of(x: torch.Tensor, *scales: float) -> Course:
    course = Course("step", x, "a name")
    course.keep(
        list(range(len(scales))), {i: Point(10.0 * i, 0.1 * i, lambda s=s: model(s)) for i, s in enumerate(scales)}
    )
    return course


def shown(course: Course, **thresholds: float) -> tuple[dict, dict[str, np.ndarray]]:
    *_, frame = course.frames(Thresholds(**thresholds))
    header, sections = unpack(frame)
    return header, {name: section.values for name, section in sections.items()}


def test_a_trail_shows_every_unit_of_every_model_on_the_way(x):
    header, sections = shown(course_of(x, 0.1, 1.0, 5.0))
    assert (header["kind"], header["over"], header["states"]) == ("course", "step", list(STATES))
    assert sections["at"].tolist() == [0.0, 10.0, 20.0]
    assert sections["lam"] == pytest.approx([0.0, 0.1, 0.2])
    states = unit_states(model(5.0), x)
    assert sections["counts"][2].tolist() == list(states.counts().values())
    expected = torch.stack([states.mean_gain, states.mean_gain2, states.weight_norm2, states.share], 1)
    assert np.array_equal(sections["paths"][2], expected.numpy())


def test_a_model_that_was_looked_at_is_not_looked_at_again_unless_by_other_thresholds(x):
    course = course_of(x, 0.1, 1.0)
    loaded: list[float] = []
    for name, point in course.points.items():
        point.load = lambda name=name: loaded.append(name) or model(0.1)
    shown(course)
    shown(course)
    assert loaded == [0, 1]
    shown(course, dead=0.5)
    assert loaded == [0, 1, 0, 1]


def test_other_thresholds_count_other_states(x):
    course = course_of(x, 1.0)
    assert shown(course)[1]["counts"][0, STATES.index("dead")] == 0
    assert shown(course, dead=1.0, low=0.0)[1]["counts"][0, STATES.index("dead")] == 8


def test_a_model_that_is_gone_is_left_out(x):
    course = course_of(x, 0.1, 1.0, 5.0)
    course.points[1].load = lambda: None
    assert shown(course)[1]["at"].tolist() == [0.0, 20.0]
    assert set(course.points) == {0, 2}


def test_points_that_are_no_longer_alive_go_and_those_that_stay_are_not_looked_at_again(x):
    course = course_of(x, 0.1, 1.0, 5.0)
    shown(course)
    seen = course.points[2].seen
    course.keep([0, 2, 3, 4], {3: Point(30.0, 0.3, lambda: model(2.0))})
    assert list(course.points) == [0, 2, 3]
    assert course.points[2].seen is seen
    assert shown(course)[1]["at"].tolist() == [0.0, 20.0, 30.0]


def test_a_training_s_trail_ends_where_it_is_now(x):
    course = course_of(x, 0.1)
    course.reach(17.0, 0.4, unit_states(model(3.0), x), Thresholds())
    assert shown(course)[1]["at"].tolist() == [0.0, 17.0]
    course.reach(0.0, 0.4, unit_states(model(3.0), x), Thresholds())
    assert shown(course)[1]["at"].tolist() == [0.0]
    course.reach(18.0, 0.4, unit_states(model(3.0), x), Thresholds(dead=0.5))
    assert shown(course)[1]["at"].tolist() == [0.0], "what was found by other thresholds is not mixed in"


def test_without_a_point_there_is_no_frame(x):
    assert list(course_of(x).frames(Thresholds())) == []


def test_one_that_takes_long_shows_what_there_is_in_between_but_only_the_first_time(x, monkeypatch):
    monkeypatch.setattr(courses, "EARLY_S", 0.0)
    course = course_of(x, 0.1, 1.0, 5.0)
    frames = [unpack(frame) for frame in course.frames(Thresholds()) if frame is not None]
    assert [len(sections["at"].values) for _, sections in frames] == [1, 2, 3, 3]
    frames = [frame for frame in course.frames(Thresholds(dead=0.5)) if frame is not None]
    assert len(frames) == 1
