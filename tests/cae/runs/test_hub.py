"""The hub with a clock turned by hand and engines that only note what is said to them."""

import asyncio

import numpy as np
import pytest

from cae.config import RunConfig
from cae.processes import wire
from cae.runs.capacity import FLOOR_HZ
from cae.runs.hub import DEATHS, DEATHS_S, KEPT_S, LEASE_S, Hub
from cae.runs.viewers import WINDOW, Viewer
from tests.helpers.hubs import SETTINGS, World, numbers, on_a_loop, received, settle

# -- runs and their ids ------------------------------------------------------------------------------------


@on_a_loop
async def test_a_page_gets_a_run_with_its_settings():
    world = World()
    page = await world.page()
    (event,) = await received(page)
    assert event == {"type": "opened", "run": page.run.id, "resumed": False}
    (engine,) = world.engines
    assert engine.commands == [{"type": "start", "settings": SETTINGS.as_dict()}]
    assert engine.allowed == WINDOW


@on_a_loop
async def test_run_ids_are_distinct_long_and_not_made_from_anything_known():
    worlds = [World(max_runs=1), World(max_runs=1)]  # the same clock, the same settings
    ids = [(await world.page()).run.id for _ in range(50) for world in worlds]
    assert len(set(ids)) == 100
    assert all(len(run_id) >= 22 for run_id in ids)  # 128 bits


@on_a_loop
async def test_two_pages_have_two_runs_and_two_engines():
    world = World()
    first, second = await world.page(), await world.page()
    assert first.run is not second.run
    assert len(world.engines) == 2
    world.engines[0].draw(1)
    assert await numbers(first) == [1]
    assert await numbers(second) == []


@on_a_loop
async def test_a_page_that_names_a_run_shares_it():
    world = World()
    first = await world.page()
    second = await world.page(first.run.id)
    assert second.run is first.run
    assert (await received(second))[0] == {"type": "opened", "run": first.run.id, "resumed": True}
    world.engines[0].draw(1)
    assert await numbers(first) == await numbers(second) == [1]
    assert world.engines[0].times("full") == 1


@on_a_loop
async def test_an_id_that_nobody_gave_out_is_not_taken_over():
    world = World()
    page = await world.page("an-id-of-my-own")
    (event,) = await received(page)
    assert event["run"] != "an-id-of-my-own"
    assert event["resumed"] is False


@on_a_loop
async def test_a_second_open_leaves_the_run_before():
    world = World()
    page = await world.page()
    first = page.run
    world.hub.join(page, None, SETTINGS)
    await settle()
    assert page.run is not first
    await world.after(LEASE_S)
    assert world.engines[0].killed
    assert list(world.hub.runs) == [page.run.id]


@on_a_loop
async def test_what_a_page_says_before_open_is_answered_with_an_error():
    world, page = World(), Viewer()
    world.hub.command(page, {"type": "play"})
    (event,) = await received(page)
    assert event["type"] == "error"
    assert "open" in event["message"]


# -- leases ------------------------------------------------------------------------------------------------


@on_a_loop
async def test_a_run_nobody_watches_is_freed_when_its_lease_is_over_and_not_before():
    world = World()
    page = await world.page()
    world.hub.leave(page)
    await world.after(LEASE_S - 0.1)
    assert not world.engines[0].killed
    await world.after(0.1)
    assert world.engines[0].killed
    assert world.hub.runs == {}


@on_a_loop
async def test_of_a_run_nobody_watches_the_snapshot_stays_for_a_while_and_goes_on_when_somebody_comes():
    world = World()
    page = await world.page()
    run = page.run
    world.engines[0].snapshot(0, b"as it was")
    world.hub.leave(page)
    await world.after(LEASE_S)
    assert world.engines[0].killed
    await world.after(KEPT_S - LEASE_S - 1)
    assert len(world.engines) == 1, "nobody is there to train for"
    again = await world.page(run.id)
    assert (await received(again))[0] == {"type": "opened", "run": run.id, "resumed": True}
    assert (wire.SNAPSHOT, b"as it was") in world.engines[1].heard
    world.hub.leave(again)
    await world.after(LEASE_S)
    await world.after(KEPT_S)
    assert world.hub.runs == {}


@on_a_loop
async def test_who_comes_back_while_a_run_gives_up_its_place_gets_it_with_what_it_kept_last():
    world = World()
    page = await world.page()
    run = page.run
    world.engines[0].prompt = False
    world.hub.leave(page)
    await world.after(LEASE_S)
    assert world.engines[0].heard[-1] == {"type": "leave"}
    again = await world.page(run.id)
    world.engines[0].snapshot(0, b"the last")
    world.engines[0].tell({"type": "left"})
    await settle()
    assert again.run is run
    assert (wire.SNAPSHOT, b"the last") in world.engines[1].heard


@on_a_loop
async def test_a_run_that_is_moved_goes_on_elsewhere_with_the_commands_its_snapshot_lacks():
    world = World()
    page = await world.page()
    world.engines[0].prompt = False
    world.fleet.moved = world.engines[0]
    await world.after(1)
    assert world.engines[0].heard[-1] == {"type": "leave"}
    world.fleet.moved = None
    world.hub.command(page, {"type": "set", "lam": 9.0})
    world.engines[0].snapshot(0, b"as it was")
    world.engines[0].tell({"type": "left"})
    await settle()
    assert page.run.engine is world.engines[1]
    assert {"type": "set", "lam": 9.0} in world.engines[1].commands
    assert world.engines[0].killed


def test_a_closed_tab_frees_its_run_within_thirty_seconds():
    assert LEASE_S + 1 < 30  # the hub ticks once a second


@on_a_loop
async def test_a_page_that_comes_back_in_time_goes_on_with_the_same_engine():
    world = World()
    page = await world.page()
    run_id = page.run.id
    world.engines[0].draw(1)
    world.hub.leave(page)
    assert world.engines[0].allowed == 0
    await world.after(LEASE_S - 0.1)
    again = await world.page(run_id)
    assert (await received(again))[0] == {"type": "opened", "run": run_id, "resumed": True}
    assert world.engines[0].times("full") == 1
    assert world.engines[0].allowed == 1 + WINDOW
    await world.after(2 * LEASE_S)
    assert not world.engines[0].killed


@on_a_loop
async def test_a_page_that_comes_back_too_late_gets_a_new_run():
    world = World()
    page = await world.page()
    run_id = page.run.id
    world.hub.leave(page)
    await world.after(LEASE_S)
    again = await world.page(run_id)
    (event,) = await received(again)
    assert (event["run"] != run_id, event["resumed"]) == (True, False)


@on_a_loop
async def test_a_run_stays_while_one_of_its_pages_does():
    world = World()
    first = await world.page()
    await world.page(first.run.id)
    world.hub.leave(first)
    await world.after(2 * LEASE_S)
    assert not world.engines[0].killed


@on_a_loop
async def test_with_no_page_left_the_engine_need_not_train_and_with_a_hidden_one_it_does():
    world = World()
    page = await world.page()
    world.hub.command(page, {"type": "visible", "visible": False})
    assert world.engines[0].heard[-1] == {"type": "allow", "until": 0, "train": True}
    world.hub.leave(page)
    assert world.engines[0].heard[-1] == {"type": "allow", "until": 0, "train": False}


@on_a_loop
async def test_an_engine_that_starts_for_a_run_already_freed_is_ended():
    world, page = World(), Viewer()
    world.hub.join(page, None, SETTINGS)
    world.hub.leave(page)
    world.now += LEASE_S
    world.hub.tick()  # before the engine has come
    await settle()
    assert world.engines[0].killed
    assert world.engines[0].heard == []


# -- commands ----------------------------------------------------------------------------------------------


@on_a_loop
async def test_commands_reach_the_engine_in_order_even_those_said_before_it_was_there():
    world, page = World(), Viewer()
    world.hub.join(page, None, SETTINGS)
    world.hub.command(page, {"type": "pause"})
    await settle()
    world.hub.command(page, {"type": "set", "lam": 5.0, "seq": 1})
    world.hub.command(page, {"type": "rebuild", "settings": RunConfig(hidden=32)})
    assert world.engines[0].commands[1:] == [
        {"type": "pause"},
        {"type": "set", "lam": 5.0, "seq": 1},
        {"type": "rebuild", "settings": RunConfig(hidden=32).as_dict()},
    ]


@on_a_loop
async def test_what_the_engine_says_reaches_its_pages_and_no_others():
    world = World()
    first, other = await world.page(), await world.page()
    await received(first), await received(other)
    world.engines[0].tell({"type": "error", "message": "No."})
    assert await received(first) == [{"type": "error", "message": "No."}]
    assert await received(other) == []


# -- weights -----------------------------------------------------------------------------------------------


async def asked(world: World, page: Viewer, since: int = 0, seen: tuple[int, int] | None = None) -> asyncio.Future:
    """A request for the weights of the page's run, as far as it gets without an answer."""
    request = asyncio.ensure_future(world.hub.weights(page.run.id, since, seen))
    await settle()
    return request


@on_a_loop
async def test_weights_are_asked_of_the_engine_and_handed_to_whoever_asked_in_order():
    world = World()
    page = await world.page()
    first, second = await asked(world, page), await asked(world, page, since=7, seen=(1, 50))
    assert world.engines[0].heard[-2:] == [
        {"type": "weights", "since": 0, "seen": None},
        {"type": "weights", "since": 7, "seen": [1, 50]},
    ]
    world.engines[0].answer(b"of the first")
    await settle()
    assert (first.result(), second.done()) == (b"of the first", False)
    world.engines[0].answer(b"of the second")
    assert await second == b"of the second"
    assert world.engines[0].commands[1:] == []  # it is no command of a page: no snapshot has to hold it


@on_a_loop
async def test_one_of_the_company_is_asked_for_by_its_name():
    world = World()
    page = await world.page()
    request = asyncio.ensure_future(world.hub.weights(page.run.id, 0, (1, 50, 20), "twin"))
    await settle()
    assert world.engines[0].heard[-1] == {"type": "weights", "since": 0, "seen": [1, 50, 20], "member": "twin"}
    world.engines[0].answer(b"of both")
    assert await request == b"of both"


def company(world: World) -> list[dict]:
    """What the run was told of its company, one after the other."""
    commands = [command for command in world.engines[0].commands if command["type"] == "company"]
    return [command["members"] for command in commands]


def wants(world: World, page: Viewer, **members: float) -> None:
    world.hub.command(page, {"type": "company", "members": members})


@on_a_loop
async def test_whom_any_page_wants_beside_a_run_trains_there_until_none_wants_it_any_more():
    world = World()
    first = await world.page()
    second = await world.page(first.run.id)
    wants(world, first, twin=0.0)
    wants(world, second, twin=0.0)
    wants(world, second, twin=0.0, strong=30.0)
    assert company(world) == [{"twin": 0.0}, {"twin": 0.0, "strong": 30.0}]
    world.hub.leave(second)
    wants(world, first)
    assert company(world)[2:] == [{"twin": 0.0}, {}]


@on_a_loop
async def test_the_company_of_a_run_stays_until_another_page_comes_that_does_not_want_it():
    world = World()
    page = Viewer()
    page.company = {"twin": 0.0}
    run = world.hub.join(page, None, SETTINGS)
    await settle()
    assert company(world) == [{"twin": 0.0}], "before there was an engine"
    world.hub.leave(page)
    world.hub.join(page, run.id, SETTINGS)  # a reload
    assert company(world) == [{"twin": 0.0}]
    world.hub.leave(page)
    await world.page(run.id)
    assert company(world) == [{"twin": 0.0}, {}]


@on_a_loop
async def test_one_who_asked_and_left_does_not_get_another_ones_answer_in_its_place():
    world = World()
    page = await world.page()
    first, second = await asked(world, page), await asked(world, page)
    first.cancel()
    await settle()
    world.engines[0].answer(b"of the first")
    world.engines[0].answer(b"of the second")
    assert await second == b"of the second"


@on_a_loop
async def test_there_are_no_weights_without_an_engine_nor_when_it_dies_over_the_question():
    world = World(max_runs=1)
    page, waiting = await world.page(), await world.page()
    assert await world.hub.weights("no such run", 0) is None
    assert await world.hub.weights(waiting.run.id, 0) is None
    request = await asked(world, page)
    world.engines[0].die()
    assert await request is None
    await settle()
    again = await asked(world, page)
    world.engines[-1].answer(b"of the new one")
    assert await again == b"of the new one"


@on_a_loop
async def test_an_engine_that_has_no_model_yet_answers_with_nothing():
    world = World()
    request = await asked(world, await world.page())
    world.engines[0].answer(b"")
    assert await request is None


@on_a_loop
async def test_nobody_waits_for_a_run_that_is_freed_or_a_hub_that_is_closed():
    world = World()
    page, other = await world.page(), await world.page()
    first, second = await asked(world, page), await asked(world, other)
    world.hub.leave(page)
    await world.after(LEASE_S)
    assert await first is None
    await world.hub.close()
    assert await second is None


@on_a_loop
async def test_a_viewer_that_takes_no_frames_keeps_the_run_in_training_and_its_lease():
    world = World()
    page = await world.page()
    run_id = page.run.id
    world.hub.leave(page)
    assert world.engines[0].heard[-1] == {"type": "allow", "until": 0, "train": False}
    watcher = Viewer()
    watcher.visible = False
    world.hub.join(watcher, run_id, SETTINGS)
    assert world.engines[0].heard[-1] == {"type": "allow", "until": 0, "train": True}
    assert world.engines[0].times("full") == 0
    await world.after(2 * LEASE_S)
    assert not world.engines[0].killed
    world.hub.leave(watcher)
    assert world.engines[0].heard[-1] == {"type": "allow", "until": 0, "train": False}


@on_a_loop
async def test_a_viewer_that_takes_no_frames_does_not_take_them_from_another():
    world = World()
    page = await world.page()
    watcher = Viewer()
    watcher.visible = False
    world.hub.join(watcher, page.run.id, SETTINGS)
    world.engines[0].draw(1)
    assert await numbers(page) == [1]
    assert await numbers(watcher) == []


# -- deaths ------------------------------------------------------------------------------------------------


@on_a_loop
async def test_after_a_death_another_engine_goes_on_from_the_snapshot_with_the_commands_it_lacks():
    world = World()
    page = await world.page()
    first = world.engines[0]
    for lam in (1.0, 2.0, 3.0):
        world.hub.command(page, {"type": "set", "lam": lam})
    first.draw(7)
    first.snapshot(2, b"state")
    world.hub.command(page, {"type": "pause"})
    await received(page)
    first.die()
    (event,) = await received(page)
    assert (event["type"], event["state"]) == ("status", "reconnecting")
    assert event["message"].endswith(".")
    second = world.engines[1]
    assert second.commands == [(wire.SNAPSHOT, b"state"), {"type": "set", "lam": 3.0}, {"type": "pause"}]
    assert {"type": "renumber", "frame": 7} in second.heard
    assert second.allowed == 7 + WINDOW


@on_a_loop
async def test_snapshots_of_the_new_engine_count_its_own_commands():
    world = World()
    page = await world.page()
    for lam in (1.0, 2.0, 3.0):
        world.hub.command(page, {"type": "set", "lam": lam})
    world.engines[0].snapshot(2, b"first")
    world.engines[0].die()
    await settle()
    world.hub.command(page, {"type": "pause"})
    world.engines[1].snapshot(1, b"second")  # it holds the one that was sent again
    world.engines[1].die()
    await settle()
    assert world.engines[2].commands == [(wire.SNAPSHOT, b"second"), {"type": "pause"}]


@on_a_loop
async def test_a_death_before_any_snapshot_starts_again_with_all_commands():
    world = World()
    page = await world.page()
    world.hub.command(page, {"type": "set", "lam": 1.0})
    world.engines[0].die()
    await settle()
    start = {"type": "start", "settings": SETTINGS.as_dict()}
    assert world.engines[1].commands == [start, {"type": "set", "lam": 1.0}]


@on_a_loop
async def test_the_next_frame_ends_the_status_for_pages_that_come_later():
    world = World()
    page = await world.page()
    world.engines[0].die()
    await settle()
    late = await world.page(page.run.id)
    assert [event.get("state") for event in await received(late)] == [None, "reconnecting"]
    world.engines[1].draw(1)
    later = await world.page(page.run.id)
    assert [event.get("state") for event in await received(later) if isinstance(event, dict)] == [None]


@on_a_loop
async def test_after_three_deaths_in_a_row_no_engine_is_started_until_the_person_asks():
    world = World()
    page = await world.page()
    world.engines[0].snapshot(0, b"poison")
    world.hub.command(page, {"type": "set", "lam": 1.0})
    rebuilt = RunConfig(hidden=8)
    world.hub.command(page, {"type": "rebuild", "settings": rebuilt})
    for death in range(DEATHS):
        await received(page)
        world.engines[death].die()
        await settle()
    told = [event for event in await received(page) if event.get("state") == "paused"]
    assert len(told) == 1
    assert "ended 3 times" in told[0]["message"]
    await world.after(1)
    assert len(world.engines) == DEATHS

    world.hub.command(page, {"type": "reset", "weights": "same"})
    await settle()
    (fresh,) = world.engines[DEATHS:]
    assert fresh.commands[0] == {"type": "start", "settings": rebuilt.as_dict()}
    assert (wire.SNAPSHOT, b"poison") not in fresh.commands


@on_a_loop
async def test_an_engine_that_could_not_be_started_is_tried_again():
    world = World()
    world.broken = OSError("no memory")
    page = await world.page()
    assert any("no memory" in event.get("message", "") for event in await received(page))
    world.broken = None
    await world.after(1)
    assert page.run.engine is world.engines[-1]


@on_a_loop
async def test_deaths_far_apart_are_never_given_up():
    world = World()
    page = await world.page()
    world.engines[0].snapshot(0, b"state")
    for death in range(3 * DEATHS):
        world.engines[death].die()
        await settle()
        assert world.engines[-1].commands == [(wire.SNAPSHOT, b"state")]
        world.now += DEATHS_S / (DEATHS - 1)
    assert not any(event["type"] == "error" for event in await received(page))


@on_a_loop
async def test_a_death_nobody_waits_for_changes_nothing_for_others():
    world = World()
    first, second = await world.page(), await world.page()
    await received(second)
    world.engines[0].die()
    assert await received(second) == []
    world.engines[1].draw(1)
    assert await numbers(second) == [1]
    assert first.run.engine is world.engines[2]


# -- frames ------------------------------------------------------------------------------------------------


@on_a_loop
async def test_frames_go_out_as_they_are_painted():
    world = World()
    page = await world.page()
    engine = world.engines[0]
    for number in range(1, WINDOW + 1):
        engine.draw(number)
        assert await numbers(page) == [number]
    assert engine.allowed == WINDOW  # nothing is painted yet
    world.hub.command(page, {"type": "ack", "frame": 1})
    assert engine.allowed == 1 + WINDOW
    engine.draw(WINDOW + 1)
    assert await numbers(page) == [WINDOW + 1]
    engine.draw(WINDOW + 2)
    assert await numbers(page) == []  # as many as may be on the way are
    world.hub.command(page, {"type": "ack", "frame": WINDOW + 1})
    assert await numbers(page) == [WINDOW + 2]


@on_a_loop
async def test_an_ack_for_frames_not_drawn_yet_allows_no_more_than_the_window():
    world = World()
    page = await world.page()
    world.engines[0].draw(1)
    world.hub.command(page, {"type": "ack", "frame": 10**9})
    assert world.engines[0].allowed == 1 + WINDOW


@on_a_loop
async def test_a_slow_page_gets_its_frames_merged_and_loses_no_rows():
    world = World()
    page = await world.page()
    engine = world.engines[0]
    for number in range(1, 3 * WINDOW):
        engine.draw(number, loss=np.array([[float(number)]]))
        if number <= WINDOW:
            assert await numbers(page) == [number]
    world.hub.command(page, {"type": "ack", "frame": WINDOW})
    ((header, sections),) = await received(page)
    assert header["frame"] == 3 * WINDOW - 1
    assert sections["loss"].values[:, 0].tolist() == list(range(WINDOW + 1, 3 * WINDOW))


@on_a_loop
async def test_a_slow_page_does_not_slow_down_another():
    world = World()
    fast = await world.page()
    slow = await world.page(fast.run.id)
    engine = world.engines[0]
    for number in range(1, 20):
        assert engine.allowed >= number
        engine.draw(number)
        assert number in await numbers(fast)
        world.hub.command(fast, {"type": "ack", "frame": number})
    assert len(await numbers(slow)) == 1  # the merged one: it was never asked in between


@on_a_loop
async def test_a_hidden_page_gets_nothing_and_when_it_shows_again_everything():
    world = World()
    page = await world.page()
    engine = world.engines[0]
    engine.draw(1)
    await received(page)
    engine.draw(2)
    world.hub.command(page, {"type": "visible", "visible": False})
    assert engine.allowed == 0
    engine.draw(3)  # was on its way already
    assert await received(page) == []
    world.hub.command(page, {"type": "ack", "frame": 1})
    assert engine.allowed == 0
    world.hub.command(page, {"type": "visible", "visible": True})
    assert engine.times("full") == 1
    assert engine.allowed == 3 + WINDOW
    engine.draw(4)
    assert await numbers(page) == [4]


@on_a_loop
async def test_a_hidden_page_does_not_stop_the_frames_of_another():
    world = World()
    seen = await world.page()
    hidden = await world.page(seen.run.id)
    world.hub.command(hidden, {"type": "visible", "visible": False})
    assert world.engines[0].allowed > 0
    world.engines[0].draw(1)
    assert await numbers(seen) == [1]
    assert await numbers(hidden) == []


# -- places ------------------------------------------------------------------------------------------------


@on_a_loop
async def test_with_all_places_taken_a_page_waits_its_turn_and_is_told_which():
    world = World(max_runs=1)
    first, second, third = await world.page(), await world.page(), await world.page()
    assert len(world.engines) == 1
    for position, page in ((1, second), (2, third)):
        status = (await received(page))[-1]
        assert (status["type"], status["state"], status["position"]) == ("status", "queued", position)
        assert str(position) in status["message"]
    world.hub.leave(first)
    await world.after(LEASE_S)
    assert second.run.engine is world.engines[1]
    assert third.run.engine is None
    assert (await received(third))[-1]["position"] == 1
    world.engines[1].draw(1)
    assert await numbers(second) == [1]


@on_a_loop
async def test_a_page_that_leaves_the_queue_makes_way_for_the_next():
    world = World(max_runs=1)
    await world.page()
    second, third = await world.page(), await world.page()
    world.hub.leave(second)
    await world.after(LEASE_S)
    assert len(world.hub.runs) == 2
    assert (await received(third))[-1]["position"] == 1
    assert len([engine for engine in world.engines if engine.heard]) == 1


@on_a_loop
async def test_what_a_waiting_page_says_is_kept_until_its_turn():
    world = World(max_runs=1)
    first, second = await world.page(), await world.page()
    world.hub.command(second, {"type": "set", "lam": 9.0})
    world.hub.leave(first)
    await world.after(LEASE_S)
    assert {"type": "set", "lam": 9.0} in second.run.engine.commands


def test_the_number_of_places_can_be_set_in_the_environment(monkeypatch):
    monkeypatch.setenv("CAE_MAX_RUNS", "7")
    assert Hub(None, lambda: 0.0).max_runs == 7
    for unset in ("", "0"):
        monkeypatch.setenv("CAE_MAX_RUNS", unset)
        assert Hub(None, lambda: 0.0).max_runs is None
    monkeypatch.setenv("CAE_MAX_RUNS", "2,5")
    with pytest.raises(ValueError, match=r"CAE_MAX_RUNS must be a whole number from 0 to 1,000, but 2\.5 came"):
        Hub(None, lambda: 0.0)
    monkeypatch.delenv("CAE_MAX_RUNS")
    assert Hub(None, lambda: 0.0).max_runs is None


# -- engines in reserve, and the end -----------------------------------------------------------------------


@on_a_loop
async def test_an_engine_that_can_not_be_started_is_told_to_the_page():
    world = World()
    world.broken = OSError("out of processes")
    page = await world.page()
    event = (await received(page))[-1]
    assert event == {"type": "error", "message": "No training process could be started: out of processes."}
    world.broken = None
    world.hub.join(page, page.run.id, SETTINGS)
    await settle()
    assert page.run.engine is world.engines[0]


@on_a_loop
async def test_closing_ends_every_place_also_those_still_being_found():
    world = World()
    await world.page()
    world.hub.join(Viewer(), None, SETTINGS)
    await world.hub.close()
    assert len(world.engines) == 2
    assert all(engine.killed for engine in world.engines)


# -- room --------------------------------------------------------------------------------------------------


@on_a_loop
async def test_who_would_make_the_turns_of_all_too_rare_waits_and_is_told_for_how_long_about():
    world = World(max_runs=None)
    first = await world.page()
    world.fleet.round_s = 1.01 / FLOOR_HZ
    second = await world.page()
    status = (await received(second))[-1]
    assert (status["state"], status["position"], status["wait_s"]) == ("queued", 1, None)
    world.hub.leave(first)
    await world.after(LEASE_S)
    assert second.run.engine is world.engines[1], "nobody else is there: whatever it costs"
    third = await world.page()
    assert "about" in (await received(third))[-1]["message"]


@on_a_loop
async def test_a_crash_counts_against_the_run_whose_turn_it_was_alone():
    world = World()
    innocent = await world.page()
    for _ in range(DEATHS + 1):
        innocent.run.engine.guilty = False
        innocent.run.engine.die()
        await settle()
    assert not innocent.run.given_up
