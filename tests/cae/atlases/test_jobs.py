"""The jobs with workers that only do what a test tells them, on a clock that a test turns."""

import asyncio
import functools

import pytest

from cae.atlases.jobs import GRACE_S, TICK_S
from cae.atlases.store import STATICS, checkpoint_name, frame_name
from cae.experiments.settings import TRUNK
from tests.helpers.atlas_files import checkpoint_bytes, fill
from tests.helpers.atlas_house import Page, in_a_house, settle

# -- one atlas, from nothing to complete -------------------------------------------------------------------


@in_a_house
async def test_an_atlas_is_opened_trained_and_complete(house):
    page = Page()
    await house.open(page)
    opened, progress = page.heard()
    assert opened == {
        "type": "opened", "key": house.store().key, "settings": house.store().settings.as_dict(), "total": 3,
        "notices": [], "others": {},
    }  # fmt: skip
    assert progress == {
        "type": "progress", "state": "training", "done": 0, "fraction": 0.0, "remaining_s": None, "message": None,
    }  # fmt: skip

    (worker,) = house.workers
    assert worker.orders == [0]
    worker.statics()
    worker.progress(0.0)
    house.now += 3
    worker.progress(0.5)
    statics, progress = page.heard()
    assert statics == ("statics", None)
    assert (progress["fraction"], progress["remaining_s"]) == (0.25, 9.0)  # 1 of 4 epochs in 3 s

    worker.finish(0)
    point, progress = page.heard()
    assert point == ("point", 0)
    assert (progress["done"], progress["fraction"]) == (1, 0.5)  # 2 of 4 epochs
    worker.finish(1, 2)
    assert worker.orders == [0, 1, 2]
    *frames, progress = [item for item in page.heard() if isinstance(item, tuple) or item["state"] == "complete"]
    assert frames == [("point", 1), ("point", 2)]
    assert (progress["done"], progress["fraction"], progress["remaining_s"]) == (3, 1.0, None)


@in_a_house
async def test_what_is_cached_comes_at_once_and_needs_no_worker(house):
    fill(house.store())
    page = Page()
    await house.open(page)
    heard = page.heard()
    assert heard[0]["type"] == "opened"
    assert heard[1:5] == [("statics", None), ("point", 0), ("point", 1), ("point", 2)]
    assert heard[5]["state"] == "complete"
    assert house.workers == []


@in_a_house
async def test_what_is_missing_is_trained_on_and_damage_is_told(house):
    store = house.store()
    fill(store)
    (store.folder / frame_name(1)).write_bytes(b"CAE1")
    page = Page()
    await house.open(page)
    opened, *rest = page.heard()
    assert "point-001.frame was cut short" in opened["notices"][0]
    assert rest[:3] == [("statics", None), ("point", 0), ("point", 2)]
    assert (rest[3]["state"], rest[3]["done"]) == ("training", 2)
    assert house.workers[0].orders == [1]
    house.workers[0].finish(1)
    assert page.frames() == [("point", 1)]


@in_a_house
async def test_points_wait_for_the_statics_that_explain_them(house):
    store = house.store()
    fill(store)
    (store.folder / STATICS).unlink()
    page = Page()
    await house.open(page)
    assert page.frames() == []
    (worker,) = house.workers
    worker.statics()
    assert page.frames() == [("statics", None), ("point", 0), ("point", 1), ("point", 2)]


@in_a_house
async def test_a_slow_page_gets_the_last_word_of_progress_and_every_frame(house):
    page = Page()
    await house.open(page)
    (worker,) = house.workers
    worker.statics()
    for step in range(100):
        worker.progress(step / 1000)
    worker.finish(0)
    assert len(page.heard()) == 6  # opened, training, statics, one word of progress, the point and a word after it
    worker.finish(1, 2)
    assert page.frames() == [("point", 1), ("point", 2)]


# -- side by side ------------------------------------------------------------------------------------------

on_two_cores = functools.partial(in_a_house, places=2)
FAN = {"way": "fan", "lambdas": [0.0, 0.1, 0.3, 1.0, 3.0, 10.0, 100.0]}


@on_two_cores
async def test_a_fan_s_trunk_comes_first_and_then_its_branches_side_by_side_coarse_to_fine(house):
    page = Page()
    await house.open(page, **FAN)
    one, two = house.workers
    assert (one.orders, two.orders) == ([TRUNK], [])
    one.statics()
    one.trunk()
    assert (one.orders, two.orders) == ([TRUNK, 0], [3])
    two.statics()
    two.finish(3)
    assert page.frames() == [("statics", None), ("point", 3)]
    assert two.orders[-1] == 6
    one.finish(0)
    two.finish(6)
    assert (one.orders[-1], two.orders[-1]) == (2, 5)
    one.finish(2)
    one.finish(1)
    one.finish(4)
    assert page.last()["state"] == "training"  # the other still trains
    two.finish(5)
    assert page.last()["state"] == "complete"
    assert not house.alive


@on_two_cores
async def test_how_far_it_is_counts_what_is_half_done(house):
    page = Page()
    await house.open(page, **FAN)
    one, two = house.workers
    one.statics()
    one.trunk()
    assert page.last()["fraction"] == pytest.approx(2 / 9)
    one.progress(0.5, index=0)
    two.progress(0.25, index=3)
    assert page.last()["fraction"] == pytest.approx(2.75 / 9)
    one.finish(0)
    assert page.last()["fraction"] == pytest.approx(3.25 / 9)


@on_two_cores
async def test_a_path_is_trained_by_one_worker(house):
    await house.open(Page(), way="down")
    (worker,) = house.workers
    assert worker.orders == [2]


@on_two_cores
async def test_a_branch_that_diverges_holds_up_no_other_and_is_named_at_the_end(house):
    page = Page()
    await house.open(page, **FAN | {"lambdas": [0.0, 1.0, 10.0]})
    one, two = house.workers
    one.statics()
    one.trunk()
    two.tell(type="diverged", index=1, message="The training at λ = 1 diverged.")
    assert page.last()["state"] == "training"
    two.finish(2)
    one.finish(0)
    progress = page.last()
    assert (progress["state"], progress["done"]) == ("failed", 2)
    assert progress["message"] == "The training at λ = 1 diverged."
    house.jobs.resume(page)
    await settle()
    assert [worker.orders for worker in house.alive] == [[1]]


@on_two_cores
async def test_what_is_half_done_of_a_fan_goes_on_without_its_trunk(house):
    store = house.store(**FAN)
    fill(store, count=2)
    store.put_frame(checkpoint_name(TRUNK), checkpoint_bytes())
    store.put_frame(checkpoint_name(2), checkpoint_bytes())  # trained, and not drawn
    page = Page()
    await house.open(page, **FAN)
    assert len(house.workers) == 2
    assert page.last()["fraction"] == pytest.approx((2 + 2) / (2 + 6 + 0.3))
    assert [worker.orders for worker in house.workers] == [[3], [6]]


@on_two_cores
async def test_an_atlas_with_one_lambda_more_trains_that_one_alone(house):
    fill(house.store(**FAN))
    page = Page()
    await house.open(page, **FAN | {"lambdas": [*FAN["lambdas"], 200.0]})
    assert len(page.frames()) == 8  # statics and seven models
    (worker,) = house.workers
    assert worker.orders == [TRUNK]
    worker.trunk()
    worker.finish(7)
    assert page.last()["state"] == "complete"


@in_a_house
async def test_a_page_that_wants_figures_alone_gets_no_frames(house):
    fill(house.store())
    page, store = Page(), house.store()
    house.jobs.open(page, store, store.inspect(), figures_only=True)
    opened, *figures, progress = page.heard()
    assert (opened["type"], progress["state"]) == ("opened", "complete")
    assert [(event["type"], event["index"], event["lam"]) for event in figures] == [
        ("figures", 0, 0.0), ("figures", 1, 0.5), ("figures", 2, 2.0),
    ]  # fmt: skip
    assert figures[0]["figures"]["penalty"] == 100.25


# -- shared ------------------------------------------------------------------------------------------------


@in_a_house
async def test_two_pages_of_the_same_settings_share_one_worker_and_get_the_same(house):
    one, other = Page(), Page()
    await house.open(one)
    house.workers[0].statics()
    house.workers[0].finish(0)
    await house.open(other)
    assert len(house.workers) == 1
    assert one.frames() == other.frames() == [("statics", None), ("point", 0)]
    house.workers[0].finish(1)
    assert one.frames() == other.frames() == [("point", 1)]
    house.jobs.leave(one)
    await house.pass_(10)
    assert house.alive  # the other still looks


@in_a_house
async def test_others_wait_in_the_queue_and_are_told_their_place(house):
    pages = [Page() for _ in range(3)]
    for seed, page in enumerate(pages):
        await house.open(page, seed=seed)
    assert len(house.workers) == 1
    states = [page.last() for page in pages]
    assert [state["state"] for state in states] == ["training", "queued", "queued"]
    assert states[1]["message"] == "Another atlas is being trained; this one is number 1 in the queue."
    assert "number 2" in states[2]["message"]

    house.workers[0].statics()
    house.workers[0].finish(0, 1, 2)
    await settle()
    assert [worker.store.settings.seed for worker in house.workers] == [0, 1]
    states = [page.last() for page in pages]
    assert [state["state"] for state in states] == ["complete", "training", "queued"]
    assert "number 1" in states[2]["message"]

    house.jobs.leave(pages[1])  # the one being trained
    await house.pass_(GRACE_S)
    assert [worker.store.settings.seed for worker in house.alive] == [2]


@in_a_house
async def test_a_queued_atlas_shows_what_is_cached_and_can_leave_the_queue(house):
    first, second, third = Page(), Page(), Page()
    await house.open(first, seed=0)
    fill(house.store(seed=1), count=2)
    await house.open(second, seed=1)
    await house.open(third, seed=2)
    heard = second.heard()
    assert [item for item in heard if isinstance(item, tuple)] == [("statics", None), ("point", 0), ("point", 1)]
    assert heard[-1]["state"] == "queued"
    house.jobs.cancel(second)
    assert second.last()["state"] == "cancelled"
    assert "number 1" in third.last()["message"]
    house.jobs.resume(second)
    assert "number 2" in second.last()["message"]


# -- cancelled and resumed ---------------------------------------------------------------------------------


@in_a_house
async def test_cancel_ends_the_worker_keeps_what_is_done_and_resume_goes_on(house):
    page = Page()
    await house.open(page)
    (worker,) = house.workers
    worker.statics()
    worker.finish(0)
    page.heard()
    house.jobs.cancel(page)
    await settle()
    assert worker.killed
    assert worker.collected
    progress = page.last()
    assert (progress["state"], progress["done"], progress["fraction"], progress["remaining_s"]) == (
        "cancelled", 1, 0.5, None,
    )  # fmt: skip
    worker.progress(0.9)  # was on its way
    worker.tell(type="failed", message="late")
    worker.end()
    assert page.heard() == []

    house.jobs.resume(page)
    await settle()
    assert page.last()["state"] == "training"
    again = house.workers[1]
    again.tell(type="statics")
    assert again.orders == [1]
    again.finish(1)
    assert page.frames() == [("point", 1)]


@in_a_house
async def test_cancelling_before_the_process_has_started_ends_it_when_it_has(house):
    page = Page()
    store = house.store()
    house.jobs.open(page, store, store.inspect())
    house.jobs.cancel(page)
    await settle()
    assert house.alive == []
    assert page.last()["state"] == "cancelled"
    house.jobs.resume(page)
    house.jobs.cancel(page)
    house.jobs.resume(page)
    await settle()
    assert len(house.alive) == 1


@in_a_house
async def test_cancel_and_resume_that_change_nothing_are_answered_with_how_it_stands(house):
    page = Page()
    house.jobs.cancel(page)
    assert page.last()["type"] == "error"
    house.jobs.resume(page)
    assert page.last()["type"] == "error"
    fill(house.store())
    await house.open(page)
    page.heard()
    for ask in (house.jobs.cancel, house.jobs.resume):
        ask(page)
        assert page.last()["state"] == "complete"


# -- left --------------------------------------------------------------------------------------------------


@in_a_house
async def test_when_the_last_page_has_gone_training_ends_within_two_seconds(house):
    page = Page()
    await house.open(page)
    house.jobs.leave(page)
    assert GRACE_S + 2 * TICK_S < 2
    await house.pass_(GRACE_S - 0.01)
    assert house.alive
    await house.pass_(0.02)
    assert not house.alive
    assert house.workers[0].collected
    assert house.jobs.jobs == {}


@in_a_house
async def test_a_page_that_is_reloaded_finds_its_training_going_on(house):
    page = Page()
    await house.open(page)
    house.workers[0].statics()
    house.workers[0].finish(0)
    house.jobs.leave(page)
    await house.pass_(GRACE_S / 2)
    again = Page()
    await house.open(again)
    await house.pass_(GRACE_S)
    assert len(house.workers) == 1
    assert house.alive
    assert again.frames() == [("statics", None), ("point", 0)]


@in_a_house
async def test_a_page_that_opens_other_settings_does_not_wait_for_what_it_left(house):
    page = Page()
    await house.open(page, seed=0)
    await house.open(page, seed=1)
    assert [worker.store.settings.seed for worker in house.alive] == [1]
    heard = page.heard()
    assert heard[0]["settings"]["seed"] == 1  # nothing of the first is told any more
    assert heard[-1]["state"] == "training"


@in_a_house
async def test_opening_the_same_again_sends_it_again(house):
    fill(house.store())
    page = Page()
    await house.open(page)
    page.heard()
    await house.open(page)
    assert len(page.frames()) == 4


@in_a_house
async def test_a_cancelled_atlas_that_is_opened_again_goes_on(house):
    page, other = Page(), Page()
    await house.open(page)
    house.jobs.cancel(page)
    await house.open(other)
    assert page.last()["state"] == other.last()["state"] == "training"


@in_a_house
async def test_closing_ends_everything(house):
    for seed in range(3):
        await house.open(Page(), seed=seed)
    await house.jobs.close()
    assert not house.alive
    assert all(worker.collected for worker in house.workers)
    assert len(house.workers) == 1  # and nobody of the queue was let in


# -- failures ----------------------------------------------------------------------------------------------


@in_a_house
async def test_a_worker_that_fails_says_why_and_the_next_atlas_is_trained(house):
    page, waiting = Page(), Page()
    await house.open(page, seed=0)
    await house.open(waiting, seed=1)
    house.workers[0].tell(type="failed", message="The disk is full.")
    house.workers[0].end()
    await settle()
    progress = page.last()
    assert (progress["state"], progress["message"]) == ("failed", "The disk is full.")
    assert waiting.last()["state"] == "training"
    house.jobs.resume(page)
    progress = page.last()
    assert progress["state"] == "queued"


@in_a_house
async def test_a_worker_that_dies_is_reported_and_can_be_resumed(house):
    page = Page()
    await house.open(page)
    house.workers[0].statics()
    house.workers[0].finish(0)
    house.workers[0].end()
    progress = page.last()
    assert (progress["state"], progress["done"]) == ("failed", 1)
    assert "ended unexpectedly" in progress["message"]
    # Somebody who opens it now is told, and does not set off what may fail again.
    other = Page()
    await house.open(other)
    assert other.last()["state"] == "failed"
    assert len(house.workers) == 1
    house.jobs.resume(page)
    await settle()
    assert len(house.workers) == 2
    assert page.last() == other.last()
    house.workers[1].finish(1, 2)
    assert page.last()["state"] == "complete"


@in_a_house
async def test_a_process_that_can_t_be_started_is_a_sentence(house):
    house.broken = OSError(12, "Cannot allocate memory")
    page = Page()
    await house.open(page)
    progress = page.last()
    assert progress["state"] == "failed"
    assert "No training process could be started" in progress["message"]
    house.broken = None
    house.jobs.resume(page)
    await settle()
    assert page.last()["state"] == "training"


@in_a_house
async def test_a_model_that_can_t_be_read_back_is_a_failure(house):
    page = Page()
    await house.open(page)
    (worker,) = house.workers
    worker.statics()
    worker.tell(type="point", index=0)
    await settle()
    assert page.last()["state"] == "failed"
    assert worker.killed


def test_a_page_waits_until_there_is_something():
    async def main() -> None:
        page = Page()
        waiting = asyncio.create_task(page.next())
        await settle()
        assert not waiting.done()
        page.tell(b"frame")
        assert await waiting == b"frame"

    asyncio.run(main())


@pytest.mark.parametrize("order", [["training", "training"], ["training", "complete"]])
def test_of_words_of_progress_in_a_row_the_last_stays(order):
    page = Page()
    for state in order:
        page.tell({"type": "progress", "state": state})
    assert page.heard() == [{"type": "progress", "state": order[-1]}]
