"""The slow lane without its thread: turn by turn, by a clock that a test turns."""

import threading
from collections.abc import Iterator
from types import SimpleNamespace

import numpy as np
import plotly.graph_objects as go
import pytest

from cae.figures.figure import Figure
from cae.inspectors import lane as lanes
from cae.inspectors import works
from cae.inspectors.lane import Lane
from cae.inspectors.works import WORKS, Scene
from cae.processes.frames import unpack


class Clock:
    def __init__(self) -> None:
        self.now, self.piece = 100.0, 1.0

    def __call__(self) -> float:
        return self.now


class FakeSubject:
    """A subject whose frames say what they are of; each piece takes a second, or as the clock says."""

    def __init__(self, clock: Clock, name: str) -> None:
        self._clock, self._name = clock, name
        self.images = SimpleNamespace(labels=None, classes=())
        self.pieces = {"unit": 1, "image": 3, "order": 2, "scale": 3, "course": 2}

    def _make(self, kind: str, *about: object) -> Iterator[bytes | None]:
        for piece in range(self.pieces[kind]):
            self._clock.now += self._clock.piece
            last = piece == self.pieces[kind] - 1
            yield " ".join([self._name, kind, *map(str, about)]).encode() if last else None

    def unit(self, unit: int, serial: int) -> Iterator[bytes | None]:
        return self._make("unit", unit, serial)

    def image(self, image: int, serial: int) -> Iterator[bytes | None]:
        return self._make("image", image, serial)

    def order(self, serial: int) -> Iterator[bytes | None]:
        return self._make("order", serial)

    def scale(self, serial: int) -> Iterator[bytes | None]:
        return self._make("scale", serial)

    def frames(self, thresholds: dict[str, float]) -> Iterator[bytes | None]:
        return self._make("course", thresholds["low"])


class World:
    def __init__(self) -> None:
        self.clock = Clock()
        self.sent: list[str] = []
        self.said: list[dict] = []
        self.lane = Lane(lambda frame: self.sent.append(frame.decode()), self.said.append, self.clock)

    def scene(self, name: str = "a", serial: int = 1, live: bool = False, low: float = 0.05) -> Scene:
        work = FakeSubject(self.clock, name)
        return Scene(work, serial, {"low": low}, work, live)

    def turns(self, count: int = 50) -> list[str]:
        """What is sent while there is something to do at once."""
        self.sent.clear()
        for _ in range(count):
            if self.lane.turn() != 0:
                break
        return list(self.sent)


@pytest.fixture
def world() -> World:
    return World()


REST = {work.name: work.rest for work in WORKS}
ALL = ("model", "course", "thresholds")


def test_the_most_wanted_comes_first(world):
    world.lane.pin("unit", 3)
    world.lane.pin("image", 40)
    world.lane.show(world.scene(), ALL)
    world.lane.want("order")
    assert world.turns() == ["a unit 3 1", "a image 40 1", "a order 1", "a course 0.05", "a scale 1"]
    assert world.lane.turn() is None  # nothing is left: it may sleep until somebody wants something


def test_what_is_wanted_more_comes_between_two_pieces_of_what_takes_long(world):
    world.lane.show(world.scene(), ("model",))
    world.turns(count=2)
    world.lane.pin("unit", 3)
    assert world.turns() == ["a unit 3 1", "a scale 1"]


def test_nothing_is_computed_of_units_nobody_looks_at(world):
    world.lane.take_on(("unit", "image"), ())
    world.lane.show(world.scene(), ("model",))
    assert world.turns() == []


def test_another_unit_overtakes_the_one_before(world):
    world.lane.show(world.scene(), ())
    world.lane.pin("image", 1)
    world.turns(count=2)
    world.lane.pin("image", 2)
    assert world.turns() == ["a image 2 1"]
    world.lane.pin("image", 2)
    assert world.turns() == []  # it is there already


def test_another_models_frames_take_the_place_of_the_one_befores(world):
    world.lane.take_on(("image",), ())
    world.lane.pin("image", 1)
    world.lane.show(world.scene("a", 1), ("model",))
    world.turns(count=2)
    world.lane.show(world.scene("b", 2), ("model",))
    assert world.turns() == ["b image 1 2"]


def test_while_it_trains_what_has_begun_comes_to_its_end_and_then_rests(world):
    world.lane.take_on(("image",), ())
    world.lane.pin("image", 1)
    world.lane.show(world.scene("a", 1, live=True), ("model",))
    world.turns(count=2)
    world.lane.show(world.scene("b", 2, live=True), ("model",))
    assert world.turns() == ["a image 1 1"]
    pause = world.lane.turn()
    assert 0 < pause <= 3 * REST["image"]
    world.clock.now += pause
    world.lane.show(world.scene("c", 3, live=True), ("model",))
    assert world.turns() == ["c image 1 3"]


def test_a_person_who_looks_at_another_image_does_not_wait_out_the_rest(world):
    world.lane.pin("image", 1)
    world.lane.show(world.scene(live=True), ("model",))
    world.turns()
    world.lane.pin("image", 2)
    assert world.turns() == ["a image 2 1"]


def test_the_trail_comes_at_most_once_a_second_and_the_scale_every_two(world):
    world.clock.piece = 0.0
    told: dict[str, int] = {"course": 0, "scale": 0}
    for serial in range(401):  # forty a second, for ten seconds
        world.lane.show(world.scene(serial=serial), ("course", "model"))
        for frame in world.turns():
            told[frame.split()[1]] += 1
        world.clock.now += 0.025
    assert told == {"course": 11, "scale": 6}


def test_a_page_that_wants_few_works_gets_those_alone(world):
    world.lane.take_on(("scale",), ())
    world.lane.show(world.scene(), ALL)
    world.lane.want("order")  # which it did not take on
    assert world.turns() == ["a scale 1"]
    world.lane.take_on(("course", "scale"), ())
    assert world.turns() == ["a course 0.05"]
    world.lane.take_on((), ())
    world.lane.show(world.scene("b", 2), ALL)
    assert world.turns() == []


@pytest.fixture
def figure(world, monkeypatch) -> list[dict]:
    """A figure ``made`` of a model, an image and what is asked, in two pieces; what it was drawn of."""
    calls: list[dict] = []

    def pieces(**known: object) -> Iterator[None]:
        world.clock.now += 1.0
        yield
        calls.append(known)
        return go.Figure(go.Scatter(y=np.arange(3.0), meta={"role": "A"}))

    of = frozenset({"model", "x", "image", "count"})
    made = Figure("made", of, frozenset({"model", "x"}), 3.0, pieces)
    monkeypatch.setattr(works, "find", lambda name: made)
    world.lane = Lane(lambda frame: world.sent.append(unpack(frame)[0]), world.said.append, world.clock)
    world.lane.take_on((), ("made",))
    return calls


def test_a_figure_is_drawn_by_its_name_of_what_it_needs(world, figure):
    scene = world.scene(serial=7)
    scene.subject.model, scene.subject.x = "the model", "the images"
    world.lane.show(scene, ALL)
    world.turns(0)
    while world.lane.turn() == 0:
        pass
    assert figure == [{"model": "the model", "x": "the images", "image": None}]
    (header,) = world.sent
    assert (header["kind"], header["name"], header["serial"], header["image"]) == ("figure", "made", 7, None)
    assert header["figure"]["data"][0]["meta"] == {"role": "A"}
    assert set(header["figure"]["data"][0]["y"]) == {"dtype", "bdata"}
    assert "template" not in header["figure"]["layout"]


def test_a_figure_is_drawn_anew_when_what_it_is_of_changes(world, figure):
    scene = world.scene()
    scene.subject.model = scene.subject.x = "there"

    def drawn() -> int:
        figure.clear()
        while world.lane.turn() == 0:
            pass
        return len(figure)

    world.lane.show(scene, ALL)
    assert drawn() == 1
    world.lane.pin("unit", 3)  # which it is not of
    assert drawn() == 0
    world.lane.pin("image", 4)
    assert drawn() == 1
    world.lane.ask({"count": 5})
    assert drawn() == 1
    world.lane.ask({"count": 5})
    assert drawn() == 0
    world.lane.show(scene, ("course", "thresholds"))
    assert drawn() == 0


def test_of_what_is_no_longer_shown_nothing_is_sent(world):
    world.lane.pin("image", 1)
    world.lane.show(world.scene(), ALL)
    world.lane.want("order")
    world.turns(count=4)
    world.lane.clear()
    assert world.turns() == []
    world.lane.show(world.scene("b", 2), ALL)
    assert world.turns() == ["b image 1 2", "b course 0.05", "b scale 2"]  # at once, and the same image


def test_another_page_begins_with_nothing_selected(world):
    world.lane.pin("unit", 3)
    world.lane.rest(True)
    world.lane.show(world.scene(), ALL)
    world.lane.forget()
    world.lane.show(world.scene("b"), ALL)
    assert world.turns() == ["b course 0.05", "b scale 1"]


def test_while_nobody_sees_it_nothing_is_computed(world):
    world.lane.show(world.scene(), ("model",))
    world.lane.rest(True)
    assert world.turns() == []
    assert world.lane.turn() is None
    world.lane.rest(False)
    assert world.turns() == ["a scale 1"]


def test_what_can_not_be_computed_is_said_once_and_the_rest_goes_on(world, monkeypatch, capsys):
    def fail(*_: object) -> Iterator[bytes | None]:
        raise RuntimeError("it does not converge.")
        yield

    monkeypatch.setattr(FakeSubject, "image", fail)
    world.lane.pin("image", 1)
    world.lane.show(world.scene(), ("model",))
    assert world.turns() == ["a scale 1"]
    (event,) = world.said
    assert event["type"] == "error"
    assert event["message"] == "What the code sees of this image could not be computed: it does not converge."


def test_a_frame_computed_while_its_model_was_replaced_is_not_sent(world, monkeypatch):
    def replaced(*_: object) -> Iterator[bytes | None]:
        world.lane.clear()
        yield b"too late"

    monkeypatch.setattr(FakeSubject, "scale", replaced)
    world.lane.show(world.scene(), ("model",))
    assert world.turns() == []


def test_its_thread_sleeps_until_something_is_wanted(monkeypatch):
    monkeypatch.setattr(lanes.os, "setpriority", lambda *_: None, raising=False)
    sent = threading.Event()
    lane = Lane(lambda frame: sent.set(), print)
    threading.Thread(target=lane.run, daemon=True).start()
    clock = Clock()
    work = FakeSubject(clock, "a")
    assert not sent.wait(0.05)
    lane.show(Scene(work, 1, {"low": 0.0}, work, False), ("model",))
    assert sent.wait(5)
