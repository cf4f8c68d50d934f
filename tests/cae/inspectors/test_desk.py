"""A page's session with inspectors and engines that only note what is said to them."""

import asyncio
import json

import pytest

from cae.checks import whole
from cae.config import RunConfig
from cae.inspectors import follow
from cae.inspectors.asked import ASKED
from cae.inspectors.desk import DEATHS_S, STUCK_S, Desk
from cae.inspectors.messages import TWIN, parse
from cae.inspectors.pool import Pool
from cae.runs.hub import LEASE_S
from cae.thresholds import Thresholds
from tests.helpers.fakes import FakeEngine
from tests.helpers.hubs import World as HubWorld
from tests.helpers.hubs import on_a_loop, received, settle, until
from tests.helpers.units_files import a_checkpoint, an_atlas

KEY = "0123456789abcdef"
ATLAS = {"kind": "atlas", "key": KEY, "index": None}
CHECKPOINT = {"kind": "checkpoint", "id": KEY, "dataset": None}
LIVE = {"kind": "live", "run": None, "settings": {"hidden": 16}}
THRESHOLDS = Thresholds().as_dict()


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    """Looks at a run follow each other at once."""
    monkeypatch.setattr(follow, "EVERY_S", 0.0)
    monkeypatch.setattr(follow, "PAUSE_S", 0.0)


class World(HubWorld):
    """A hub and a pool, and pages at desks."""

    def __init__(self, places: int = 10) -> None:
        super().__init__()
        self.inspectors: list[FakeEngine] = []
        self.unstartable: OSError | None = None
        self.pool = Pool(self._start_inspector, lambda: self.now, places)
        self.desks: list[Desk] = []

    async def _start_inspector(self) -> FakeEngine:
        await asyncio.sleep(0)
        if self.unstartable is not None:
            raise self.unstartable
        self.inspectors.append(FakeEngine())
        return self.inspectors[-1]

    async def desk(self, source: dict | None = None, **more: object) -> Desk:
        """A page, which may have opened a source."""
        self.desks.append(Desk(self.pool, self.hub, lambda: self.now))
        if source is not None:
            await says(self.desks[-1], type="open", source=source, **more)
        return self.desks[-1]

    async def shown(self, source: dict) -> tuple[Desk, FakeEngine]:
        """A page that is shown a source, and its inspector; what it was told till now is forgotten."""
        desk = await self.desk(source)
        inspector = self.inspectors[-1]
        show(inspector, source)
        await received(desk)
        return desk, inspector

    def leave(self) -> None:
        for desk in self.desks:
            desk.leave()


async def says(desk: Desk, **message: object) -> None:
    await desk.hear(parse(json.dumps(message)))
    await settle()


def orders(inspector: FakeEngine, kind: str) -> list[dict]:
    return [item for item in inspector.heard if isinstance(item, dict) and item["type"] == kind]


def show(inspector: FakeEngine, source: dict, **more: object) -> None:
    """The inspector shows what it was last told to show."""
    order = orders(inspector, "open")[-1]
    source = {**order["source"], **({"index": 1} if source["kind"] == "atlas" else {})}
    inspector.tell({"type": "opened", "id": order["id"], "source": source, "label": "what it is"} | more)


def units(inspector: FakeEngine, serial: int, index: int | None = None) -> None:
    inspector.frame({"kind": "units", "serial": serial, "index": index})


async def told(desk: Desk) -> list:
    """Events as they are, of frames their kinds."""
    return [item if isinstance(item, dict) else item[0]["kind"] for item in await received(desk)]


def states(items: list) -> list[str]:
    return [item["state"] for item in items if isinstance(item, dict) and item["type"] == "status"]


# -- opening -----------------------------------------------------------------------------------------------


@on_a_loop
async def test_a_source_is_shown_by_an_inspector_and_opened_when_it_is():
    world = World()
    desk = await world.desk(ATLAS, images=10000, thresholds={"low": 0.1})
    assert states(await told(desk)) == ["starting"]
    (inspector,) = world.inspectors
    assert inspector.heard[0] == {"type": "pin", "unit": None, "image": None}
    assert inspector.heard[1] == {
        "type": "open", "id": 1, "source": ATLAS, "images": 10000, "thresholds": THRESHOLDS | {"low": 0.1}, "serial": 0,
        "works": None, "seen": None, "figures": [], "asked": {}, "select": None,
    }  # fmt: skip
    show(inspector, ATLAS, lambdas=[0.0, 1.0], done=[1])
    inspector.frame({"kind": "statics"})
    units(inspector, 1, 1)
    opened, *frames = await told(desk)
    assert opened == {
        "type": "opened", "source": ATLAS | {"index": 1}, "label": "what it is", "lambdas": [0.0, 1.0], "done": [1],
    }  # fmt: skip
    assert frames == ["statics", "units"]


@on_a_loop
async def test_what_a_page_says_before_open_is_answered_with_an_error():
    world = World()
    desk = await world.desk()
    for message in ({"type": "pin", "unit": 1, "image": None}, {"type": "play"}, {"type": "cluster"}):
        await says(desk, **message)
        (event,) = await told(desk)
        assert event == {"type": "error", "message": 'Say "open" first: this page shows nothing yet.'}
    assert world.inspectors == []


@on_a_loop
async def test_a_source_that_can_not_be_shown_is_told_and_the_page_goes_on_with_what_it_shows():
    world = World()
    desk, inspector = await world.shown(ATLAS)
    await says(desk, type="open", source=CHECKPOINT)
    inspector.tell({"type": "failed", "id": 2, "message": "It is damaged."})
    assert (await told(desk))[-1] == {"type": "failed", "message": "It is damaged."}
    await says(desk, type="at", index=0)
    assert inspector.heard[-1] == {"type": "at", "index": 0}
    units(inspector, 5, 0)
    inspector.die()
    await settle()
    assert orders(world.inspectors[1], "open")[-1]["source"] == ATLAS | {"index": 0}


@on_a_loop
async def test_what_becomes_of_a_source_that_was_overtaken_is_not_told():
    world = World()
    desk = await world.desk(CHECKPOINT)
    await says(desk, type="open", source=ATLAS)
    await told(desk)
    (inspector,) = world.inspectors
    inspector.tell({"type": "failed", "id": 1, "message": "It is damaged."})
    inspector.tell({"type": "opened", "id": 1, "source": CHECKPOINT, "label": ""})
    assert await told(desk) == []
    show(inspector, ATLAS)
    assert [event["type"] for event in await told(desk)] == ["opened"]


@on_a_loop
async def test_frames_of_the_source_before_that_still_wait_are_not_sent_after_another_is_opened():
    world = World()
    desk, inspector = await world.shown(ATLAS)
    await says(desk, type="open", source=CHECKPOINT)
    await told(desk)
    units(inspector, 7, 1)
    show(inspector, CHECKPOINT)
    assert [event["type"] for event in await told(desk)] == ["opened"]


@on_a_loop
async def test_orders_go_to_the_inspector_as_they_come():
    world = World()
    desk, inspector = await world.shown(ATLAS)
    await says(desk, type="pin", unit=3, image=None)
    await says(desk, type="thresholds", **THRESHOLDS)
    await says(desk, type="cluster")
    assert inspector.heard[-3:] == [
        {"type": "pin", "unit": 3, "image": None},
        {"type": "thresholds", "thresholds": THRESHOLDS},
        {"type": "cluster"},
    ]
    inspector.tell({"type": "error", "message": "There is no such unit."})
    assert await told(desk) == [{"type": "error", "message": "There is no such unit."}]


@on_a_loop
async def test_a_selection_goes_to_the_inspector_and_its_answer_to_the_page():
    world = World()
    desk, inspector = await world.shown(ATLAS)
    await says(desk, type="select", images=[1, 2, 3])
    assert inspector.heard[-1] == {"type": "select", "images": [1, 2, 3]}
    selected = {"type": "selected", "id": "0" * 16, "images": [1, 2, 3], "count": 3, "of": 10}
    inspector.tell(selected)
    assert await told(desk) == [selected]
    await says(desk, type="open", source=ATLAS, select="0" * 16)
    assert orders(inspector, "open")[-1]["select"] == "0" * 16


@on_a_loop
async def test_the_library_is_read_from_the_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("CAE_CACHE_DIR", str(tmp_path))
    key = an_atlas(tmp_path).key
    a_checkpoint(tmp_path)
    world = World()
    desk = await world.desk()
    await desk.hear({"type": "library"})
    (event,) = await told(desk)
    assert (event["type"], [atlas["key"] for atlas in event["atlases"]]) == ("library", [key])
    assert [found["id"] for found in event["checkpoints"]] == [KEY]


@on_a_loop
async def test_an_inspector_that_is_stuck_with_a_source_is_left_when_another_is_asked_for():
    world = World()
    desk = await world.desk(CHECKPOINT | {"dataset": "mnist"})  # a download that never ends
    world.now += STUCK_S + 1
    await says(desk, type="open", source=ATLAS)
    first, second = world.inspectors
    assert first.killed
    assert orders(second, "open")[-1]["source"] == ATLAS
    assert "reconnecting" not in states(await told(desk))


# -- a page that is hidden, slow, or gone ------------------------------------------------------------------


@on_a_loop
async def test_a_hidden_page_gets_nothing_until_it_is_seen_again():
    world = World()
    desk, inspector = await world.shown(ATLAS)
    await says(desk, type="visible", visible=False)
    assert inspector.heard[-1] == {"type": "rest", "rest": True}
    units(inspector, 1, 1)
    units(inspector, 2, 1)
    assert await told(desk) == []
    await says(desk, type="visible", visible=True)
    assert inspector.heard[-1] == {"type": "rest", "rest": False}
    assert await told(desk) == ["units"]


@on_a_loop
async def test_a_page_that_leaves_hands_its_inspector_to_the_next():
    world = World()
    desk, inspector = await world.shown(ATLAS)
    desk.leave()
    assert inspector.heard[-1] == {"type": "close"}
    inspector.tell({"type": "closed"})
    other = await world.desk(CHECKPOINT)
    assert orders(inspector, "open")[-1]["source"] == CHECKPOINT
    show(inspector, CHECKPOINT)
    assert [event["type"] for event in await told(other)] == ["status", "opened"]
    assert len(world.inspectors) == 1


@on_a_loop
async def test_with_all_places_taken_a_page_waits_and_is_told():
    world = World(places=1)
    first, _ = await world.shown(ATLAS)
    second = await world.desk(CHECKPOINT)
    assert states(await told(second)) == ["starting", "queued"]
    first.leave()
    await settle()
    assert orders(world.inspectors[-1], "open")[-1]["source"] == CHECKPOINT


@on_a_loop
async def test_a_page_that_leaves_before_its_inspector_has_come_leaves_none_behind():
    world = World(places=1)
    desk = Desk(world.pool, world.hub, lambda: world.now)
    await desk.hear(parse(json.dumps({"type": "open", "source": ATLAS})))
    await asyncio.sleep(0)  # it is starting
    desk.leave()
    await settle()
    assert orders(world.inspectors[0], "open") == []
    world.inspectors[0].tell({"type": "closed"})
    assert await world.pool.take() is world.inspectors[0]


# -- deaths ------------------------------------------------------------------------------------------------


@on_a_loop
async def test_an_inspector_that_dies_is_replaced_and_the_next_shows_the_same():
    world = World()
    desk, first = await world.shown(ATLAS)
    await says(desk, type="pin", unit=3, image=40)
    await says(desk, type="thresholds", **THRESHOLDS | {"low": 0.2})
    units(first, 9, 2)  # of another λ, meanwhile
    await told(desk)
    first.die()
    await settle()
    (event,) = await told(desk)
    assert (event["type"], event["state"]) == ("status", "reconnecting")
    second = world.inspectors[1]
    assert second.heard[0] == {"type": "pin", "unit": 3, "image": 40}
    order = orders(second, "open")[0]
    assert order["source"] == ATLAS | {"index": 2}
    assert order["thresholds"]["low"] == 0.2
    assert order["serial"] == 9
    show(second, ATLAS)
    second.frame({"kind": "statics"})
    units(second, 10, 2)
    assert await told(desk) == ["statics", "units"]  # opened it was before


@on_a_loop
async def test_one_that_dies_over_what_is_asked_for_is_replaced_once_and_then_the_page_is_told():
    world = World()
    desk = await world.desk(CHECKPOINT)
    world.inspectors[0].die()
    await settle()
    assert orders(world.inspectors[1], "open")[0]["source"] == CHECKPOINT
    world.now += DEATHS_S - 1
    world.inspectors[1].die()
    await settle()
    assert len(world.inspectors) == 2
    event = (await told(desk))[-1]
    assert event["type"] == "failed"
    assert "ended twice" in event["message"]
    await says(desk, type="open", source=ATLAS)
    assert orders(world.inspectors[2], "open")[0]["source"] == ATLAS
    world.inspectors[2].die()  # counts anew
    await settle()
    assert len(world.inspectors) == 4


@on_a_loop
async def test_deaths_far_apart_are_all_made_good():
    world = World()
    await world.shown(ATLAS)
    for death in range(4):
        world.inspectors[-1].die()
        await settle()
        assert len(world.inspectors) == death + 2
        world.now += DEATHS_S


@on_a_loop
async def test_a_source_that_kills_one_inspector_and_is_refused_by_the_next_leaves_what_was_shown():
    world = World()
    desk, first = await world.shown(ATLAS)
    await says(desk, type="open", source=CHECKPOINT)
    first.die()
    await settle()
    second = world.inspectors[1]
    order = orders(second, "open")[-1]
    assert order["source"] == CHECKPOINT
    second.tell({"type": "failed", "id": order["id"], "message": "It is damaged."})
    await settle()
    assert orders(second, "open")[-1]["source"] == ATLAS | {"index": 1}
    assert (await told(desk))[-1] == {"type": "failed", "message": "It is damaged."}


@on_a_loop
async def test_an_inspector_that_dies_while_nothing_is_shown_is_not_replaced_until_something_is_asked_for():
    world = World()
    desk = await world.desk(CHECKPOINT)
    world.inspectors[0].tell({"type": "failed", "id": 1, "message": "No."})
    world.inspectors[0].die()
    await settle()
    assert len(world.inspectors) == 1
    await says(desk, type="open", source=ATLAS)
    assert len(world.inspectors) == 2


@on_a_loop
async def test_an_inspector_that_can_not_be_started_is_told_and_tried_again_when_asked():
    world = World()
    world.unstartable = OSError("no memory")
    desk = await world.desk(ATLAS)
    assert (await told(desk))[-1]["message"] == "No process to compute the figures could be started: no memory."
    world.unstartable = None
    await says(desk, type="open", source=ATLAS)
    assert orders(world.inspectors[0], "open") != []


# -- a live run --------------------------------------------------------------------------------------------


def weights(inspector: FakeEngine) -> list[bytes]:
    return [item[1] for item in inspector.heard if isinstance(item, tuple)]


def took(inspector: FakeEngine, since: int = 0, seen: list[int] | None = None, same: bool = False) -> None:
    inspector.tell({"type": "took", "since": since, "seen": seen, "same": same})


def requests(engine: FakeEngine) -> list[dict]:
    return [item for item in engine.heard if isinstance(item, dict) and item["type"] == "weights"]


@on_a_loop
async def test_a_live_source_is_a_new_run_whose_weights_go_to_the_inspector_again_and_again():
    world = World()
    desk = await world.desk(LIVE)
    (inspector,), (engine,) = world.inspectors, world.engines
    show(inspector, LIVE)
    await settle()
    opened = (await told(desk))[-1]
    assert opened["source"]["run"] in world.hub.runs
    assert opened["source"]["settings"] == RunConfig(hidden=16).as_dict()
    assert engine.allowed == 0  # it is to draw nothing
    engine.answer(b"first")
    await settle()
    assert weights(inspector) == [b"first"]
    units(inspector, 1)
    took(inspector, since=4, seen=[1, 50])
    assert await told(desk) == ["units"]
    assert requests(engine)[-1] == {"type": "weights", "since": 4, "seen": [1, 50]}
    engine.answer(b"second")
    await settle()
    assert weights(inspector) == [b"first", b"second"]
    world.leave()


@on_a_loop
async def test_a_page_that_holds_a_run_against_its_twin_asks_for_both():
    world = World()
    desk = Desk(world.pool, world.hub, lambda: world.now, member=TWIN)
    world.desks.append(desk)
    await says(desk, type="open", source=LIVE)
    (inspector,), (engine,) = world.inspectors, world.engines
    show(inspector, LIVE)
    await settle()
    assert requests(engine)[-1] == {"type": "weights", "since": 0, "seen": None, "member": "twin"}
    engine.answer(b"first")
    await settle()
    took(inspector, since=4, seen=[1, 50, 20])
    await settle()
    assert requests(engine)[-1] == {"type": "weights", "since": 4, "seen": [1, 50, 20], "member": "twin"}
    await says(desk, type="company", members={TWIN: 0})
    assert engine.commands[-1] == {"type": "company", "members": {"twin": 0.0}}
    world.leave()


def company(engine: FakeEngine) -> list[dict]:
    return [command["members"] for command in engine.commands if command["type"] == "company"]


@on_a_loop
async def test_a_run_has_the_company_of_a_page_while_that_looks_at_it():
    world = World()
    page = await world.page()
    desk = Desk(world.pool, world.hub, lambda: world.now, member=TWIN, company={TWIN: 0.0})
    await says(desk, type="open", source=LIVE | {"run": page.run.id})
    (engine,) = world.engines
    assert company(engine) == [{"twin": 0.0}]
    show(world.inspectors[0], LIVE)
    await says(desk, type="open", source=ATLAS)
    assert company(engine) == [{"twin": 0.0}], "the run is shown until the atlas is"
    show(world.inspectors[0], ATLAS)
    assert company(engine) == [{"twin": 0.0}, {}]
    await says(desk, type="open", source=LIVE | {"run": page.run.id})
    assert company(engine)[2:] == [{"twin": 0.0}]
    await says(desk, type="company", members={})
    show(world.inspectors[0], LIVE)
    await says(desk, type="open", source=LIVE | {"run": page.run.id})
    assert company(engine)[3:] == [{}], "the page has said otherwise"
    await says(desk, type="company", members={TWIN: 0})
    desk.leave()
    assert company(engine)[4:] == [{"twin": 0.0}, {}]


@on_a_loop
async def test_no_weights_are_asked_for_while_the_page_has_not_painted_what_it_got():
    world = World()
    desk, inspector = await world.shown(LIVE)
    for serial in (1, 2):
        world.engines[0].answer(b"weights")
        await settle()
        units(inspector, serial)
        took(inspector)
        await told(desk)
    asked = len(requests(world.engines[0]))
    await settle()
    assert len(requests(world.engines[0])) == asked == 2
    await says(desk, type="ack", serial=1)
    assert len(requests(world.engines[0])) == 3
    world.leave()


@on_a_loop
async def test_a_page_that_is_hidden_asks_for_no_weights_and_its_run_goes_on():
    world = World()
    desk, inspector = await world.shown(LIVE)
    world.engines[0].answer(b"weights")
    await settle()
    await says(desk, type="visible", visible=False)
    took(inspector)
    await settle()
    assert len(requests(world.engines[0])) == 1
    await world.after(2 * LEASE_S)
    assert not world.engines[0].killed
    assert world.engines[0].heard[-1] != {"type": "allow", "until": 0, "train": False}
    world.leave()


@on_a_loop
async def test_a_run_that_another_page_watches_is_followed_and_not_disturbed():
    world = World()
    page = await world.page()
    desk, inspector = await world.shown(LIVE | {"run": page.run.id})
    assert len(world.engines) == 1
    world.engines[0].answer(b"weights")
    await settle()
    assert weights(inspector) == [b"weights"]
    desk.leave()
    await world.after(2 * LEASE_S)
    assert not world.engines[0].killed


@on_a_loop
async def test_commands_go_to_the_run_and_its_words_come_back():
    world = World()
    desk, _ = await world.shown(LIVE)
    await says(desk, type="set", lam=3.0, seq=2)
    await says(desk, type="pause")
    assert world.engines[0].commands[1:] == [{"type": "set", "lam": 3.0, "seq": 2}, {"type": "pause"}]
    world.engines[0].tell({"type": "error", "message": "batch_size must be smaller."})
    assert await told(desk) == [{"type": "error", "message": "batch_size must be smaller."}]
    world.leave()


@on_a_loop
async def test_commands_to_what_is_no_run_are_answered_with_an_error():
    world = World()
    desk, _ = await world.shown(ATLAS)
    await says(desk, type="play")
    (event,) = await told(desk)
    assert '"play" is for a live run' in event["message"]


@on_a_loop
async def test_a_run_that_waits_for_its_turn_or_gets_another_engine_is_told():
    world = World()
    world.hub.max_runs = 1
    await world.page()
    desk = await world.desk(LIVE)
    show(world.inspectors[0], LIVE)
    await settle()
    assert "queued" in states(await told(desk))
    world.leave()


@on_a_loop
async def test_when_the_run_s_engine_dies_its_weights_are_asked_of_the_next():
    world = World()
    desk, inspector = await world.shown(LIVE)
    world.engines[0].die()
    await until(lambda: len(world.engines) > 1 and len(requests(world.engines[1])) == 1)
    assert states(await told(desk)) == ["reconnecting"]
    assert requests(world.engines[1]) == [{"type": "weights", "since": 0, "seen": None}]
    world.engines[1].answer(b"of the next")
    await settle()
    assert weights(inspector) == [b"of the next"]
    world.leave()


@on_a_loop
async def test_an_inspector_that_takes_over_is_sent_everything_of_the_run():
    world = World()
    _, first = await world.shown(LIVE)
    world.engines[0].answer(b"first")
    await settle()
    took(first, since=7, seen=[1, 50])
    await settle()
    world.engines[0].answer(b"second")
    await settle()
    first.die()
    await settle()
    second = world.inspectors[1]
    assert requests(world.engines[0])[-1]["since"] == 7
    show(second, LIVE)
    await until(lambda: requests(world.engines[0])[-1] == {"type": "weights", "since": 0, "seen": None})
    world.engines[0].answer(b"third")
    await settle()
    assert weights(second) == [b"third"]
    world.leave()


@on_a_loop
async def test_another_source_ends_the_watch_over_the_run_when_it_is_shown_and_not_if_it_fails():
    world = World()
    desk, inspector = await world.shown(LIVE)
    (run,) = world.hub.runs.values()
    world.engines[0].answer(b"first")
    await settle()
    took(inspector)
    await says(desk, type="open", source=CHECKPOINT)
    inspector.tell({"type": "failed", "id": 2, "message": "It is damaged."})
    await settle()
    assert len(run.viewers) == 1
    world.engines[0].answer(b"second")
    await settle()
    assert weights(inspector)[-1] == b"second"
    took(inspector)
    await says(desk, type="open", source=ATLAS)
    show(inspector, ATLAS)
    assert len(run.viewers) == 0
    before = len(requests(world.engines[0]))
    for _ in range(10):
        await settle()
    assert len(requests(world.engines[0])) == before
    world.leave()


@on_a_loop
async def test_what_the_inspector_took_of_the_run_before_is_not_taken_for_the_next_ones():
    world = World()
    desk, inspector = await world.shown(LIVE)
    world.engines[0].answer(b"of the first")
    await settle()
    await says(desk, type="open", source=LIVE | {"settings": {"hidden": 32}})
    show(inspector, LIVE)
    await settle()
    world.engines[1].answer(b"of the second")
    await settle()
    assert weights(inspector) == [b"of the first", b"of the second"]
    took(inspector, since=99, seen=[9, 99])  # the first's
    await settle()
    assert len(requests(world.engines[1])) == 1
    took(inspector, since=3, seen=[1, 3])
    await settle()
    assert requests(world.engines[1])[-1] == {"type": "weights", "since": 3, "seen": [1, 3]}
    world.leave()


@on_a_loop
async def test_a_run_that_was_overtaken_before_it_was_shown_is_let_go():
    world = World()
    desk = await world.desk(LIVE)
    await says(desk, type="open", source=CHECKPOINT)
    world.inspectors[0].tell({"type": "failed", "id": 2, "message": "It is damaged."})
    await world.after(LEASE_S)
    assert world.engines[0].killed


@on_a_loop
async def test_a_page_that_leaves_lets_go_of_its_run():
    world = World()
    desk, _ = await world.shown(LIVE)
    desk.leave()
    await world.after(LEASE_S)
    assert world.engines[0].killed


# -- of a page with figures --------------------------------------------------------------------------------


@on_a_loop
async def test_what_a_page_watches_and_asks_is_passed_on_and_told_to_who_takes_over():
    world = World()
    desk = Desk(world.pool, world.hub, lambda: world.now, works=("scale",), figures=("one", "two"))
    world.desks.append(desk)

    async def says_(**message: object) -> None:
        await desk.hear(parse(json.dumps(message), ("one", "two"), {"count": whole(1, 9)}))
        await settle()

    await says_(type="open", source=ATLAS)
    (inspector,) = world.inspectors
    (order,) = orders(inspector, "open")
    assert (order["works"], order["figures"], order["asked"]) == (["scale"], ["one", "two"], {})
    await says_(type="watch", figures=["two"])
    await says_(type="ask", count=4)
    assert inspector.heard[-2:] == [{"type": "watch", "figures": ["two"]}, {"type": "ask", "asked": {"count": 4}}]
    show(inspector, ATLAS)
    inspector.die()
    await settle()
    (order,) = orders(world.inspectors[1], "open")
    assert (order["works"], order["figures"], order["asked"]) == (["scale"], ["two"], {"count": 4})


@on_a_loop
async def test_what_a_page_sees_and_asks_of_an_image_is_told_to_the_inspector_that_takes_over():
    world = World()
    desk, first = await world.shown(ATLAS)
    asked = {"push": {"id": 1, "drag": 1, "pushes": []}}
    await desk.hear(parse(json.dumps({"type": "ask"} | asked), (), ASKED, ("probe", "plane")))
    await desk.hear(parse(json.dumps({"type": "watch", "figures": [], "works": ["probe"]}), (), {}, ("probe", "plane")))
    assert first.heard[-1] == {"type": "watch", "figures": [], "works": ["probe"]}
    first.die()
    await settle()
    order = orders(world.inspectors[1], "open")[-1]
    assert (order["seen"], order["asked"]) == (["probe"], asked)
