"""One page's session: what it has asked for, the inspector that computes it, and what becomes of both."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeGuard

from cae.atlases.store import cache_root
from cae.checks import Message
from cae.inspectors import library
from cae.inspectors.follow import Follower
from cae.inspectors.messages import LIVE
from cae.inspectors.outbox import Outbox
from cae.inspectors.pool import Pool
from cae.processes import wire
from cae.processes.handle import Handle
from cae.runs.hub import Hub

DEATHS_S = 60.0  # an inspector that ends sooner than this after another did is not replaced
STUCK_S = 5.0  # an inspector that has been opening a source for so long is left to it, if another is asked for

Event = dict[str, Any]


class Desk:
    """Serves one page.

    Parameters
    ----------
    pool : Pool
        Where the inspector comes from.
    hub : Hub
        Where live runs are.
    clock : callable
        Seconds, monotonic.
    works : sequence of str, optional
        Kinds of frames the page wants, of those in ``works`` and ``units``; the usual ones by default.
    figures : sequence of str
        Names of the figures it has.
    member : str, optional
        Who of a live run's company its figures hold the run against.
    company : mapping of str to float, optional
        Who trains beside a live run while the page looks at it, until the page says otherwise.
    """

    def __init__(
        self,
        pool: Pool,
        hub: Hub,
        clock: Callable[[], float],
        works: Sequence[str] | None = None,
        figures: Sequence[str] = (),
        member: str | None = None,
        company: Mapping[str, float] | None = None,
    ) -> None:
        self._pool, self._clock = pool, clock
        self._works = None if works is None else list(works)
        self._watched, self._asks = list(figures), dict[str, Any]()
        self._seen: list[str] | None = None  # of the works; None: all
        self.outbox = Outbox()
        self._follower = Follower(hub, self.outbox.tell, self._ready, member, company)
        self._inspector: Handle | None = None
        self._holds: int | None = None  # the order whose source this inspector shows
        self._ready_for_live = asyncio.Event()
        self._getting: asyncio.Task[None] | None = None
        self._died_at = float("-inf")
        # What is asked for: an order to show something that has not been shown yet, and the one that has.
        self._asked: Event | None = None
        self._asked_at = 0.0
        self._shown: Event | None = None
        self._orders = 0
        self._pins: Event = {"unit": None, "image": None}

    # -- what the page says --------------------------------------------------------------------------------------

    async def hear(self, message: Message) -> None:
        """Act on a checked message."""
        kind = message["type"]
        if kind == "ack":
            self.outbox.ack(message["serial"])
        elif kind == "visible":
            self.outbox.visible = message["visible"]
            self._say({"type": "rest", "rest": not message["visible"]})
        elif kind == "library":
            self.tell(await asyncio.to_thread(_library))
        elif kind == "open":
            self._open(message)
        elif self._asked is None and self._shown is None:
            self.tell({"type": "error", "message": 'Say "open" first: this page shows nothing yet.'})
        elif kind in LIVE:
            self._command(message)
        else:
            self._pass_on(message)

    def tell(self, event: Event) -> None:
        """Queue an event for the page."""
        self.outbox.tell(event)

    async def next(self) -> Event | bytes:
        """What to send to the page next; waits until there is something."""
        return await self.outbox.next()

    def leave(self) -> None:
        """The page is gone."""
        self._follower.leave()
        if self._getting is not None:
            self._getting.cancel()
        inspector, self._inspector = self._inspector, None
        if inspector is not None:
            self._pool.give(inspector)

    def _open(self, message: Message) -> None:
        now = self._clock()
        if self._asked is not None and now - self._asked_at > STUCK_S and self._inspector is not None:
            self._lose(self._inspector)  # a download, say, that nobody waits for any more
        self._orders += 1
        source = message["source"]
        if source["kind"] == "live":
            run_id = self._follower.join(source["run"], source["settings"])
            source = {"kind": "live", "run": run_id, "settings": source["settings"].as_dict()}
        order = {"type": "open", "id": self._orders, "source": source}
        order["select"] = message["select"]
        self._asked = order | {"images": message["images"], "thresholds": message["thresholds"].as_dict()}
        self._asked_at = now
        what = "process that computes the figures is starting" if self._inspector is None else "model is being loaded"
        self.tell({"type": "status", "state": "starting", "message": f"The {what}."})
        self._show()

    def _command(self, message: Message) -> None:
        if any(order is not None and order["source"]["kind"] == "live" for order in (self._asked, self._shown)):
            self._follower.command(message)
        else:
            self.tell({"type": "error", "message": f'"{message["type"]}" is for a live run, and none is shown.'})

    def _pass_on(self, message: Message) -> None:
        """An order to the inspector, and what to tell another one that takes over."""
        if message["type"] == "pin":
            self._pins = {"unit": message["unit"], "image": message["image"]}
        elif message["type"] == "watch":
            self._watched, self._seen = message["figures"], message.get("works")
        elif message["type"] == "ask":
            self._asks |= message["asked"]
        elif message["type"] == "thresholds":
            thresholds = message["thresholds"].as_dict()
            for order in (self._asked, self._shown):
                if order is not None:
                    order["thresholds"] = thresholds
            message = {"type": "thresholds", "thresholds": thresholds}
        self._say(message)

    # -- the inspector -------------------------------------------------------------------------------------------

    def _show(self) -> None:
        """Have shown what is asked for, or after a death what was shown, by the inspector or once there is one."""
        if self._inspector is None:
            if self._getting is None:
                self._getting = asyncio.ensure_future(self._get())
            return
        self._ready_for_live.clear()
        order = self._asked or self._shown
        assert order is not None
        wanted = {"works": self._works, "seen": self._seen, "figures": self._watched, "asked": self._asks}
        self._say(order | wanted | {"serial": self.outbox.serial})

    async def _get(self) -> None:
        if self._pool.full:
            text = f"All {self._pool.places} places at this page are taken; this one waits for the next to be left."
            self.tell({"type": "status", "state": "queued", "message": text})
        try:
            inspector = await self._pool.take()
        except OSError as error:
            self._getting = None
            self._fail(f"No process to compute the figures could be started: {error}.")
            return
        self._getting = None
        self._inspector, self._holds = inspector, None
        inspector.listen(lambda kind, content: self._heard(inspector, kind, content), lambda: self._died(inspector))
        if not self.outbox.visible:
            self._say({"type": "rest", "rest": True})
        self._say({"type": "pin"} | self._pins)
        self._show()

    def _say(self, order: Event) -> None:
        if self._inspector is not None:
            self._inspector.say(order)

    def _heard(self, inspector: Handle, kind: int, content: bytes) -> None:
        if inspector is not self._inspector:
            return
        if kind == wire.FRAME:
            header = self.outbox.offer(content)
            if self._shown is not None and header["kind"] == "units" and header["index"] is not None:
                self._shown["source"]["index"] = header["index"]
            return
        event = wire.decode_json(content)
        if event["type"] == "opened":
            self._is_shown(event)
        elif event["type"] == "took":
            self._follower.took(event)
        elif event["type"] == "failed":
            self._has_failed(event)
        elif event["type"] in ("error", "notice", "selected"):
            self.tell(event)

    def _is_shown(self, event: Event) -> None:
        self._holds = event["id"]
        if _is(self._asked, event):
            self._shown, self._asked = {**self._asked, "source": event["source"]}, None
            if event["source"]["kind"] != "live":
                self._follower.leave()
            self.outbox.forget_frames()
            self.tell({name: value for name, value in event.items() if name != "id"} | {"type": "opened"})
        if self._asked is None and event["source"]["kind"] == "live":
            self._ready_for_live.set()

    def _has_failed(self, event: Event) -> None:
        if "id" in event and not (_is(self._asked, event) or _is(self._shown, event)):
            return  # something else has been asked for since
        self.tell({"type": "failed", "message": event["message"]})
        if not _is(self._asked, event):
            return
        self._asked = None
        if self._shown is None:
            self._follower.leave()  # a run that was asked for and overtaken
            return
        if self._holds != self._shown["id"]:
            self._show()  # this inspector took over from one that had shown something
        elif self._shown["source"]["kind"] == "live":
            self._ready_for_live.set()

    def _died(self, inspector: Handle) -> None:
        """The inspector ended without being asked to: another one shows the same again, once."""
        if inspector is not self._inspector:
            return
        self._lose(inspector)
        if self._asked is None and self._shown is None:
            return
        now = self._clock()
        died, self._died_at = self._died_at, now
        if now - died < DEATHS_S:
            self._died_at = float("-inf")
            self._fail("The process that computes the figures ended twice in a row; open the source again.")
        else:
            text = "The process that computes the figures ended; another one takes over."
            self.tell({"type": "status", "state": "reconnecting", "message": text})
            self._show()

    def _lose(self, inspector: Handle) -> None:
        self._inspector = None
        self._ready_for_live.clear()
        inspector.kill()
        self._pool.give(inspector)
        self._follower.lost()

    def _fail(self, sentence: str) -> None:
        self._asked = self._shown = None
        self._follower.leave()
        self.tell({"type": "failed", "message": sentence, "lost": True})

    async def _ready(self) -> Handle:
        """Wait until the page can take another frame of the live run it shows."""
        while True:
            await self._ready_for_live.wait()
            await self.outbox.until_room()
            if self._inspector is not None and self._ready_for_live.is_set():
                return self._inspector


def _is(order: Event | None, event: Event) -> TypeGuard[Event]:
    """Whether an event answers this order."""
    return order is not None and order["id"] == event.get("id")


def _library() -> Event:
    root = cache_root()
    atlases = [atlas.listed() for atlas in library.atlases(root)]
    return {"type": "library", "atlases": atlases, "checkpoints": library.checkpoints(root)}
