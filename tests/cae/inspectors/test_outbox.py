import asyncio

import numpy as np

from cae.inspectors.outbox import WINDOW, Outbox
from cae.processes.frames import pack, unpack
from tests.helpers.hubs import on_a_loop, settle


def frame(kind: str, serial: int = 0) -> bytes:
    return pack({"kind": kind, "serial": serial}, {"values": np.zeros(2, np.uint8)})


async def received(box: Outbox) -> list:
    """Everything the page can be sent now: events as they are, of frames their kind and serial."""
    items = []
    while True:
        task = asyncio.ensure_future(box.next())
        await settle()
        if not task.done():
            task.cancel()
            return items
        item = task.result()
        header = unpack(item)[0] if isinstance(item, bytes) else None
        items.append((header["kind"], header["serial"]) if header else item)


@on_a_loop
async def test_events_come_first_and_frames_in_the_order_in_which_they_can_be_read():
    box = Outbox()
    for kind in ("statics", "course", "unit", "units"):
        box.offer(frame(kind, 1))
    box.offer(frame("course", 2))
    box.tell({"type": "opened"})
    assert await received(box) == [{"type": "opened"}, ("statics", 1), ("units", 1), ("course", 2), ("unit", 1)]


@on_a_loop
async def test_of_figures_the_newest_of_each_name_goes_out():
    box = Outbox()
    box.offer(frame("statics", 1))
    for serial, name in ((1, "spectrum"), (1, "counts"), (2, "spectrum")):
        box.offer(pack({"kind": "figure", "name": name, "serial": serial}, {}))
    assert (await received(box))[1:] == [("figure", 2), ("figure", 1)]


@on_a_loop
async def test_a_slow_page_gets_the_newest_frame_of_each_kind():
    box = Outbox()
    for serial in range(1, 9):
        box.offer(frame("units", serial))
        box.offer(frame("image", serial))
    assert await received(box) == [("units", 8), ("image", 8)]


@on_a_loop
async def test_only_so_many_units_frames_are_on_the_way_and_the_others_do_not_wait_for_them():
    box = Outbox()
    for serial in range(1, WINDOW + 1):
        box.offer(frame("units", serial))
        assert await received(box) == [("units", serial)]
    assert not box.room
    box.offer(frame("units", 7))
    box.offer(frame("unit", 7))
    assert await received(box) == [("unit", 7)]
    box.ack(1)
    assert await received(box) == [("units", 7)]


@on_a_loop
async def test_there_is_room_again_when_the_page_has_painted():
    box = Outbox()
    for serial in range(1, WINDOW + 1):
        box.offer(frame("units", serial))
        await received(box)
    waiting = asyncio.ensure_future(box.until_room())
    await settle()
    assert not waiting.done()
    box.ack(WINDOW)
    await settle()
    assert waiting.done()


@on_a_loop
async def test_there_is_no_room_while_a_frame_waits_to_be_taken():
    box = Outbox()
    box.offer(frame("units", 1))
    waiting = asyncio.ensure_future(box.until_room())
    await settle()
    assert not waiting.done()
    await received(box)
    await settle()
    assert waiting.done()


@on_a_loop
async def test_a_new_subject_takes_the_place_of_all_that_waits():
    box = Outbox()
    for kind in ("units", "image", "order"):
        box.offer(frame(kind, 1))
    box.offer(frame("statics", 2))
    box.offer(frame("units", 2))
    assert await received(box) == [("statics", 2), ("units", 2)]


@on_a_loop
async def test_a_hidden_page_gets_events_alone_and_when_it_is_seen_again_the_newest_frames():
    box = Outbox()
    box.visible = False
    for serial in (1, 2, 3):
        box.offer(frame("statics", serial))
        box.offer(frame("units", serial))
    box.tell({"type": "notice"})
    assert await received(box) == [{"type": "notice"}]
    assert not box.room
    box.visible = True
    assert await received(box) == [("statics", 3), ("units", 3)]


@on_a_loop
async def test_frames_a_page_never_painted_because_it_was_hidden_do_not_block_it():
    box = Outbox()
    for serial in range(1, WINDOW + 1):
        box.offer(frame("units", serial))
        await received(box)
    box.visible = False
    box.visible = True
    assert box.room


@on_a_loop
async def test_an_ack_of_frames_never_sent_changes_nothing():
    box = Outbox()
    box.ack(10**9)
    box.offer(frame("units", 1))
    assert await received(box) == [("units", 1)]
    box.ack(0)
    box.offer(frame("units", 2))
    assert await received(box) == [("units", 2)]
    assert box.serial == 2
