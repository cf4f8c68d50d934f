"""The slow lane without its thread: turn by turn, by a clock that a test turns."""

import threading
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import numpy as np
import plotly.graph_objects as go
import pytest

from cae.figures.figure import Figure
from cae.inspectors import lane as lanes
from cae.inspectors import works
from cae.inspectors.lane import Lane
from cae.inspectors.works import WORKS, Scene
from cae.processes.frames import MAGIC, unpack
from cae.thresholds import Thresholds


class Clock:
    def __init__(self) -> None:
        self.now, self.piece = 100.0, 1.0

    def __call__(self) -> float:
        return self.now


class FakeSubject:
    """A subject whose frames say what they are of; each piece takes a second, or as the clock says."""

    def __init__(self, clock: Clock, name: str) -> None:
        self._clock, self._name = clock, name
        self.images, self.reference = SimpleNamespace(labels=None, classes=(), side=(1, 1), id=int), None
        self.pieces = {"unit": 1, "image": 3, "blind": 1, "order": 2, "scale": 3}

    def _make(self, kind: str, *about: object) -> Iterator[bytes | None]:
        for piece in range(self.pieces[kind]):
            self._clock.now += self._clock.piece
            last = piece == self.pieces[kind] - 1
            yield " ".join([self._name, kind, *map(str, about)]).encode() if last else None

    def unit(self, unit: int, serial: int) -> Iterator[bytes | None]:
        return self._make("unit", unit, serial)

    def image(self, image: int, serial: int) -> Iterator[bytes | None]:
        return self._make("image", image, serial)

    def blind(self, image: int, serial: int) -> Iterator[bytes | None]:
        return self._make("blind", image, serial)

    def order(self, serial: int) -> Iterator[bytes | None]:
        return self._make("order", serial)

    def scale(self, serial: int) -> Iterator[bytes | None]:
        return self._make("scale", serial)


class World:
    def __init__(self) -> None:
        self.clock = Clock()
        self.sent: list[str] = []
        self.headers: list[dict] = []
        self.said: list[dict] = []
        self.lane = Lane(self._take, self.said.append, self.clock)

    def _take(self, frame: bytes) -> None:
        if frame.startswith(MAGIC):  # of a figure, which is not a fake
            header = unpack(frame)[0]
            self.headers.append(header)
            frame = f"{header['kind']} {header['name']} {header['serial']}".encode()
        self.sent.append(frame.decode())

    def scene(self, name: str = "a", serial: int = 1, live: bool = False, low: float = 0.05) -> Scene:
        subject = FakeSubject(self.clock, name)
        subject.model = subject.x = name
        return Scene(subject, serial, Thresholds(low=low), None, live)

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
    assert world.turns() == ["a unit 3 1", "a image 40 1", "a order 1", "a blind 40 1", "a scale 1"]
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
    assert world.turns() == ["a image 2 1", "a blind 2 1"]
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
    assert world.turns() == ["a image 2 1", "a blind 2 1"]


def test_a_training_that_pauses_ends_the_rests_of_what_is_wanted(world):
    """What is last shown is of where the training stands, at once; only what pauses by the clock waits that long."""
    world.lane.take_on(("image", "scale"), ())
    world.lane.pin("image", 1)
    world.lane.show(world.scene("a", 1, live=True), ("model",))
    assert world.turns() == ["a image 1 1", "a scale 1"]
    world.lane.show(world.scene("b", 2, live=True), ("model",))
    assert world.turns() == []
    world.clock.piece = 0.0
    world.lane.show(world.scene("b", 3), ())
    assert world.turns() == ["b image 1 3"]
    pause = world.lane.turn()
    assert 0 < pause <= 2
    world.clock.now += pause
    assert world.turns() == ["b scale 3"]


def test_what_was_not_wanted_is_not_computed_because_a_training_pauses(world):
    world.lane.pin("image", 1)
    world.lane.show(world.scene("a", 1, live=True), ("model",))
    world.turns()
    world.lane.show(world.scene("a", 2), ())
    assert world.turns() == []


def test_the_scale_comes_at_most_every_two_seconds(world):
    world.clock.piece = 0.0
    told = 0
    for serial in range(401):  # forty a second, for ten seconds
        world.lane.show(world.scene(serial=serial), ("course", "model"))
        told += len(world.turns())
        world.clock.now += 0.025
    assert told == 6


def test_a_page_that_wants_few_works_gets_those_alone(world):
    world.lane.take_on(("scale",), ())
    world.lane.show(world.scene(), ALL)
    world.lane.want("order")  # which it did not take on
    assert world.turns() == ["a scale 1"]
    world.lane.pin("image", 40)
    world.lane.take_on(("image", "scale"), ())
    assert world.turns() == ["a image 40 1"]
    world.lane.take_on((), ())
    world.lane.show(world.scene("b", 2), ALL)
    assert world.turns() == []


@pytest.fixture
def hand(world, monkeypatch) -> None:
    """What a hand does, and what is held, in frames that only say of what they are."""

    def made(kind: str) -> Callable:
        def make(scene: Scene, image: int = 0, asked: dict | None = None) -> Iterator[bytes | None]:
            world.clock.now += world.clock.piece
            about = [kind, image, *([asked["id"]] if asked else []), scene.serial]
            yield " ".join(map(str, about)).encode()

        return make

    for kind in ("probe", "along", "chain", "directions", "plane"):
        monkeypatch.setattr(works.handson, kind, made(kind))
    world.lane.take_on(("unit", "image", "blind", "scale", "probe", "along", "chain", "directions", "plane"), ())


ASKED = {"push": {"id": 1}, "along": {"id": 2}, "chain": {"id": 3}}


@pytest.mark.usefixtures("hand")
def test_what_a_hand_does_comes_before_all_else_and_what_is_held_before_the_figures(world):
    world.lane.pin("unit", 3)
    world.lane.pin("image", 40)
    world.lane.ask(ASKED)
    world.lane.show(world.scene(), ALL)
    assert world.turns() == [
        "probe 40 1 1", "along 40 2 1", "chain 40 3 1", "a unit 3 1", "a image 40 1", "directions 40 1", "plane 0 1",
        "a blind 40 1", "a scale 1",
    ]  # fmt: skip


@pytest.mark.usefixtures("hand")
def test_of_many_pushes_the_last_is_made_and_none_waits_out_a_rest_or_a_figure(world):
    world.lane.show(world.scene(live=True), ALL)
    world.turns(count=4)
    for step in range(50):
        world.lane.ask({"push": {"id": step}})
    assert world.turns(count=1) == ["probe 0 49 1"]
    world.lane.ask({"push": {"id": 50}})
    assert world.turns(count=1) == ["probe 0 50 1"], "it rests only from new models"
    world.lane.take_on(("probe",), ())
    assert world.turns() == []
    world.lane.show(world.scene(serial=2, live=True), ("model",))
    assert world.turns() == []
    pause = world.lane.turn()
    assert 0 < pause <= 4 * world.clock.piece
    world.clock.now += pause
    assert world.turns() == ["probe 0 50 2"]


@pytest.mark.usefixtures("hand")
def test_a_chain_goes_on_when_it_is_asked_and_not_with_every_model(world):
    world.lane.ask(ASKED)
    world.lane.show(world.scene(), ALL)
    world.turns()
    world.lane.show(world.scene(serial=2), ("model",))
    assert [frame for frame in world.turns() if frame.startswith("chain")] == []
    world.lane.ask({"chain": {"id": 4}})
    assert world.turns() == ["chain 0 4 2"]


@pytest.mark.usefixtures("hand")
def test_what_can_not_be_seen_is_not_made_until_it_can(world):
    world.lane.take_on(("plane",), ())
    world.lane.ask(ASKED)
    world.lane.show(world.scene(), ALL)
    assert world.turns() == ["plane 0 1"]
    world.lane.take_on(("plane", "probe"), ())
    assert world.turns() == ["probe 0 1 1"]


def test_of_what_comes_further_while_it_is_made_that_comes_to_its_end_and_then_what_is_newer(world):
    world.lane.take_on(("order",), ())
    world.lane.show(world.scene(), ALL)
    sent = []
    for _ in range(6):
        world.lane.more("order")
        sent += world.turns(count=1)
    assert sent == ["a order 1"] * 2
    world.lane.more("scale")  # which the page does not want
    assert world.turns() == ["a order 1"]


def test_a_page_that_names_no_works_gets_those_that_are_not_for_pages_that_do(world):
    named = {work.name for work in WORKS if work.named}
    hands = {"probe", "along", "chain", "directions", "plane"}
    assert named == hands | {"place", "line", "map", "colour", "neighbours", "readouts"}
    assert [work.name for work in works.wanted()] == ["unit", "image", "order", "blind", "scale"]
    world.lane.ask(ASKED)
    world.lane.show(world.scene(), ALL)
    assert world.turns() == ["a scale 1"]


@pytest.fixture
def figure(world, monkeypatch) -> list[dict]:
    """A figure ``made`` of a model, thresholds, an image and what is asked, in two pieces; what it was drawn of."""
    calls: list[dict] = []

    def pieces(**known: object) -> Iterator[None]:
        world.clock.now += 1.0
        yield
        calls.append(known)
        return go.Figure(go.Scatter(y=np.arange(3.0), meta={"role": "A"}))

    of = frozenset({"model", "x", "image", "count", "thresholds"})
    made = Figure("made", of, frozenset({"model", "x"}), 3.0, pieces)
    monkeypatch.setattr(works, "find", lambda name: made)
    world.lane.take_on((), ("made",))
    return calls


def test_a_figure_is_drawn_by_its_name_of_what_it_needs(world, figure):
    scene = world.scene(serial=7, low=0.2)
    scene.subject.model, scene.subject.x = "the model", "the images"
    world.lane.show(scene, ALL)
    world.turns()
    assert figure == [
        {"model": "the model", "x": "the images", "thresholds": Thresholds(low=0.2), "image": None},
    ]
    (header,) = world.headers
    assert (header["kind"], header["name"], header["serial"], header["image"]) == ("figure", "made", 7, None)
    assert header["figure"]["data"][0]["meta"] == {"role": "A"}
    assert set(header["figure"]["data"][0]["y"]) == {"dtype", "bdata"}
    assert "template" not in header["figure"]["layout"]


def test_a_figure_is_drawn_anew_when_what_it_is_of_changes(world, figure):
    scene = world.scene()

    def drawn() -> int:
        return len(world.turns())

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
    world.lane.show(scene, ("course",))
    assert drawn() == 0
    world.lane.show(scene, ("thresholds",))
    assert drawn() == 1


def test_what_was_quick_while_it_trained_is_made_whole_when_it_pauses(world, monkeypatch):
    calls: list[bool] = []

    def pieces(quick: bool) -> Iterator[None]:
        calls.append(quick)
        yield
        return go.Figure()

    monkeypatch.setattr(works, "find", lambda name: Figure("made", frozenset({"quick"}), frozenset(), 3.0, pieces))
    world.lane.take_on((), ("made",))
    world.lane.show(world.scene("a", 1, live=True), ("model",))
    world.turns()
    world.lane.show(world.scene("a", 2), ())
    world.turns()
    world.lane.show(world.scene("a", 3), ())
    world.turns()
    assert calls == [True, False]


def test_the_scale_comes_after_the_figures(world, figure):
    """What pauses by the clock never keeps waiting what somebody looks at."""
    world.lane.pin("unit", 3)
    world.lane.take_on(None, ("made",))
    world.lane.show(world.scene(), ALL)
    assert world.turns() == ["a unit 3 1", "figure made 1", "a scale 1"]
    world.lane.show(world.scene("b", 2), ALL)
    world.lane.take_on(None, ())
    world.lane.take_on(None, ("made",))  # one that comes into sight later, too
    world.clock.now += 2
    assert world.turns() == ["b unit 3 2", "figure made 2", "b scale 2"]


def test_thresholds_that_change_while_it_trains_drop_what_has_begun_by_the_old_ones(world, figure):
    world.lane.show(world.scene(live=True), ALL)
    assert world.turns(count=1) == []
    world.lane.show(world.scene(serial=2, live=True, low=0.3), ("thresholds",), at_once=True)
    assert world.turns() == ["figure made 2"]
    assert [known["thresholds"].low for known in figure] == [0.3]
    world.lane.show(world.scene(serial=3, live=True, low=0.4), ("thresholds",), at_once=True)
    assert world.turns() == ["figure made 3"], "and whoever moves them does not wait out the rest"


def test_a_model_that_comes_while_it_trains_does_not_drop_a_figure_that_has_begun(world, figure):
    world.lane.show(world.scene("a", live=True), ALL)
    assert world.turns(count=1) == []
    world.lane.show(world.scene("b", 2, live=True), ("model",))
    assert world.turns() == ["figure made 1"]
    assert 0 < world.lane.turn() <= 3


def test_of_what_is_no_longer_shown_nothing_is_sent(world):
    world.lane.pin("image", 1)
    world.lane.show(world.scene(), ALL)
    world.lane.want("order")
    world.turns(count=4)
    world.lane.clear()
    assert world.turns() == []
    world.lane.show(world.scene("b", 2), ALL)
    assert world.turns() == ["b image 1 2", "b blind 1 2", "b scale 2"]  # at once, and the same image


def test_another_page_begins_with_nothing_selected(world):
    world.lane.pin("unit", 3)
    world.lane.rest(True)
    world.lane.show(world.scene(), ALL)
    world.lane.forget()
    world.lane.show(world.scene("b"), ALL)
    assert world.turns() == ["b scale 1"]


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
    assert world.turns() == ["a blind 1 1", "a scale 1"]
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
    lane.show(Scene(work, 1, Thresholds(), None, False), ("model",))
    assert sent.wait(5)
