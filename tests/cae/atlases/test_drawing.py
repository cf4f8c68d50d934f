"""The figures of atlases: when they are made, how often, and for whom."""

import asyncio
import threading

import pytest

from cae.atlases import drawing
from cae.atlases.drawing import Drawing, Known
from cae.figures.figure import Figure
from cae.processes.frames import read_header
from tests.helpers.atlas_files import fill, point_frame
from tests.helpers.atlas_house import Page, in_a_house

CHARTS = ("curves", "tradeoff", "memory")
LAMBDAS = (0.0, 0.5, 2.0)


@pytest.fixture(autouse=True)
def no_pause(monkeypatch):
    monkeypatch.setattr(drawing, "PAUSE_S", 0.0)


async def until(true) -> None:
    async with asyncio.timeout(20):
        while not true():
            await asyncio.sleep(0.005)


def counts(frame: bytes) -> list[int]:
    """How many points each trace of a figure has."""
    return [len(trace.get("customdata", ())) for trace in read_header(frame)["figure"]["data"]]


# -- drawing by itself ---------------------------------------------------------------------------------------


class Hall:
    """A drawing of one figure that takes as long as a test lets it."""

    def __init__(self, monkeypatch) -> None:
        self.points: dict[int, bytes] = {}
        self.drawn: list[list[int]] = []
        self.shown: list[str] = []
        self.complaints: list[str] = []
        self.begun, self.may = threading.Semaphore(0), threading.Semaphore(0)
        self.broken: Exception | None = None

        def pieces(lambdas, points):
            self.begun.release()
            assert self.may.acquire(timeout=20)
            yield
            if self.broken is not None:
                raise self.broken
            self.drawn.append(sorted(points))
            import plotly.graph_objects as go

            return go.Figure()

        figure = Figure("slow", frozenset({"lambdas", "points"}), frozenset(), 0, pieces)
        monkeypatch.setattr(drawing, "find", {"slow": figure}.__getitem__)
        self.drawing = Drawing(
            ["slow"], frozenset("k"), self.known, lambda name, frame: self.shown.append(name), self.complaints.append
        )

    def known(self) -> Known:
        return Known(LAMBDAS, "fan", {"fan": dict(self.points)})

    def finish(self, index: int) -> None:
        self.points[index] = point_frame(index, LAMBDAS[index])
        self.drawing.look()

    async def begin(self) -> None:
        assert await asyncio.to_thread(self.begun.acquire, timeout=20)


@pytest.fixture
def in_a_hall(monkeypatch):
    def run(scenario) -> Hall:
        hall = Hall(monkeypatch)
        asyncio.run(scenario(hall))
        return hall

    return run


def test_of_what_finishes_while_one_is_made_only_the_last_state_is_drawn(in_a_hall):
    async def scenario(hall):
        hall.finish(0)
        await hall.begin()
        hall.finish(1)
        hall.finish(2)
        hall.may.release(2)
        await until(lambda: len(hall.shown) == 2)

    assert in_a_hall(scenario).drawn == [[0], [0, 1, 2]]


def test_a_state_is_drawn_once_however_often_somebody_looks(in_a_hall):
    async def scenario(hall):
        hall.may.release(9)
        hall.finish(0)
        await until(lambda: hall.shown)
        for _ in range(3):
            hall.drawing.look()
            await asyncio.sleep(0.02)

    hall = in_a_hall(scenario)
    assert (hall.drawn, hall.shown) == ([[0]], ["slow"])


def test_what_is_in_the_making_at_the_end_is_dropped(in_a_hall):
    async def scenario(hall):
        hall.finish(0)
        await hall.begin()
        await hall.drawing.end()
        hall.may.release()
        await asyncio.sleep(0.05)

    hall = in_a_hall(scenario)
    assert (hall.shown, hall.drawing.frames) == ([], {})


def test_one_that_fails_is_told_in_a_sentence_and_tried_again_with_the_next_state(in_a_hall):
    async def scenario(hall):
        hall.may.release(9)
        hall.broken = ZeroDivisionError("nothing")
        hall.finish(0)
        await until(lambda: hall.complaints)
        hall.broken = None
        hall.finish(1)
        await until(lambda: hall.shown)

    hall = in_a_hall(scenario)
    assert hall.complaints == ["The figure 'slow' could not be drawn (ZeroDivisionError: nothing)."]
    assert hall.drawn == [[0, 1]]


# -- those of open atlases -----------------------------------------------------------------------------------


class Viewer(Page):
    """A page that has figures."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, list[int]]] = []

    def look(self) -> dict[str, list[int]]:
        """What it has been shown last, by name."""
        while (item := self.take()) is not None:
            if isinstance(item, bytes) and (header := read_header(item))["kind"] == "figure":
                self.seen.append((header["name"], counts(item)))
        return dict(self.seen)


@in_a_house
async def test_figures_come_with_an_atlas_and_with_every_lambda_that_finishes(house):
    page = Viewer()
    await house.open(page, CHARTS)
    await until(lambda: set(page.look()) == set(CHARTS))
    assert (page.look()["tradeoff"], page.look()["memory"]) == ([0], [])
    (worker,) = house.workers
    worker.statics()
    worker.finish(0)
    await until(lambda: page.look()["tradeoff"] == [1])
    worker.finish(1)
    await until(lambda: page.look()["tradeoff"] == [2])
    await until(lambda: page.look()["memory"] == [2, 2])


@in_a_house
async def test_who_has_no_figures_gets_none_and_who_comes_later_what_is_made(house):
    first, plain, beside, later = Viewer(), Viewer(), Viewer(), Viewer()
    await house.open(first, CHARTS)
    await house.open(plain)
    await house.open(beside, CHARTS, figures_only=True)
    await until(lambda: set(first.look()) == set(CHARTS))
    await house.open(later, CHARTS)
    assert set(later.look()) == set(CHARTS)
    assert (plain.look(), beside.look()) == ({}, {})
    assert len(first.seen) == 3


@pytest.mark.parametrize("after", [0.0, 0.02, 0.2])  # before its figures are begun, in their midst, when they are made
def test_nothing_of_an_atlas_comes_after_another_is_opened(after, tmp_path):
    @in_a_house
    async def scenario(house):
        fill(house.store(hidden=16))
        page = Viewer()
        await house.open(page, CHARTS, hidden=16)
        await asyncio.sleep(after)
        await house.open(page, CHARTS)
        await until(lambda: set(page.look()) == set(CHARTS))
        await asyncio.sleep(0.1)
        page.look()
        assert {len(points) and max(points) for _, points in page.seen} == {0}
        assert list(house.jobs.jobs) == [house.store().key]

    scenario(tmp_path)


@in_a_house
async def test_a_path_that_is_looked_at_beside_an_atlas_is_drawn_in_its_memory(house):
    usual = {"epochs": 20, "first_epochs": 60}
    fill(house.store(way="fan", epochs=48, first_epochs=10))
    fill(house.store(way="up", **usual), 2)
    page, path = Viewer(), Page()
    await house.open(page, CHARTS, way="fan", epochs=48, first_epochs=10)
    await until(lambda: page.look().get("memory") == [3, 3])
    await house.open(path, way="up", figures_only=True, **usual)
    await until(lambda: page.look()["memory"] == [3, 2, 3, 2])
    house.workers[-1].finish(2)
    await until(lambda: page.look()["memory"] == [3, 3, 3, 3])
    assert [name for name, _ in page.seen].count("curves") == 1


def test_a_slow_page_gets_the_last_state_of_a_figure_after_everything_else():
    page = Page()
    page.charts = CHARTS
    page.show("curves", b"old")
    page.tell({"type": "progress"})
    page.show("curves", b"new")
    assert [page.take(), page.take(), page.take()] == [{"type": "progress"}, b"new", None]
    page.show("curves", b"another's")
    page.forget()
    assert page.take() is None


def test_waiting_wakes_up_for_a_figure():
    async def main() -> bytes:
        page = Page()
        page.charts = CHARTS
        waiting = asyncio.create_task(page.next())
        await asyncio.sleep(0)
        page.show("curves", b"new")
        return await asyncio.wait_for(waiting, 5)

    assert asyncio.run(main()) == b"new"
