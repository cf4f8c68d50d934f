"""What one page looks at, inside an inspector: orders come in, frames go out. No process.

Of orders that came while something was computed only the newest of each kind counts. Nothing that is shown changes
before all of what replaces it could be made: what can't be shown is answered with a sentence.
"""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import torch

from cae.data import DataError
from cae.inspectors import sample
from cae.inspectors.course import Course, Point
from cae.inspectors.held import Held
from cae.inspectors.lane import Lane
from cae.inspectors.moment import Moment
from cae.inspectors.reference import Reference, of_atlas
from cae.inspectors.retrained import of_checkpoint
from cae.inspectors.sample import FEW
from cae.inspectors.selecting import Selecting
from cae.inspectors.selections import Selection
from cae.inspectors.sources import Opened, SourceError, atlas_model, open_source
from cae.inspectors.subject import Subject
from cae.inspectors.works import Scene
from cae.model import Autoencoder
from cae.processes import wire
from cae.thresholds import Thresholds

NEW = ("model", "course", "thresholds")  # of a model that has not been shown before
NO_PROGRESS = dict.fromkeys(("step", "epoch", "state", "rate", "lam", "index"))

Order = dict[str, Any]
NOTHING_TAKEN: Order = {"type": "took", "since": 0, "seen": None, "same": True}


class Sink(Protocol):
    """Where frames and events go; more than one thread sends."""

    def send(self, kind: int, content: bytes) -> None:
        """Send a message; returns at once."""

    def say(self, message: dict[str, Any]) -> None:
        """Send a JSON message; returns at once."""


class Inspector:
    """Obeys the orders of one page's desk. ``lane`` computes beside it what may take its time.

    Parameters
    ----------
    sink : Sink
    root : Path
        The cache.
    """

    def __init__(self, sink: Sink, root: Path) -> None:
        self._sink, self._root = sink, root
        self._selecting = Selecting(root, sink.say)
        self.lane = Lane(lambda frame: sink.send(wire.FRAME, frame), sink.say)
        self._held = Held()
        self._forget()

    def _forget(self) -> None:
        self._source: dict[str, Any] = {"kind": None}
        self._subject: Subject | None = None
        self._course: Course | None = None
        self._hold(Held())
        self._header: dict[str, Any] = {}
        self._works: list[str] | None = None  # kinds of frames the page wants; None: all
        self._pins: dict[str, int | None] = {"unit": None, "image": None}
        self._pinned_now = False
        self._thresholds = Thresholds()
        self._selection: Selection | None = None  # of a live run's images
        self._serial = 0
        # What is to be done, the newest of each kind.
        self._opening: Order | None = None
        self._at: Order | None = None
        self._weights: bytes | None = None
        self._due = False
        self._complaint = ""  # about a run that is followed: it is not repeated at every refresh

    def _hold(self, held: Held) -> None:
        """From now on this lasts, and what lasted before ends."""
        if held is not self._held:
            self._held.end()
            self._held = held

    # -- obeying -------------------------------------------------------------------------------------------------

    def obey(self, kind: int, content: bytes) -> None:
        """Note one order; what takes time is left to ``turn``, when no newer order waits."""
        if kind == wire.WEIGHTS:
            self._drop_weights()
            self._weights = content
        else:
            order = json.loads(content)
            getattr(self, f"_on_{order['type']}")(order)

    def _on_open(self, order: Order) -> None:
        self._opening, self._at = order, None
        self._works = order.get("works")
        self._watch(order.get("figures", ()), order.get("seen"))
        self.lane.ask(order.get("asked", {}))
        self._drop_weights()  # those of the run before

    def _on_at(self, order: Order) -> None:
        self._at = order

    def _on_pin(self, order: Order) -> None:
        self._pins, self._pinned_now = {"unit": order["unit"], "image": order["image"]}, True
        if self._subject is not None and self._opening is None:
            self._pin(self._subject)

    def _on_thresholds(self, order: Order) -> None:
        if self._opening is not None:
            self._opening |= {"thresholds": order["thresholds"]}
        else:
            self._thresholds, self._due = Thresholds(**order["thresholds"]), True

    def _on_select(self, order: Order) -> None:
        self._selecting.answer(order, None if self._subject is None else self._subject.images)

    def _on_watch(self, order: Order) -> None:
        self._watch(order["figures"], order.get("works"))

    def _on_ask(self, order: Order) -> None:
        self.lane.ask(order["asked"])

    def _watch(self, figures: Sequence[str], works: Sequence[str] | None) -> None:
        """These figures and works of the page can be seen; None: all its works."""
        try:
            self.lane.take_on(self._works if works is None else works, figures)
        except ValueError as error:
            self._sink.say({"type": "error", "message": str(error)})

    def _on_cluster(self, order: Order) -> None:
        self.lane.want("order")

    def _on_rest(self, order: Order) -> None:
        self.lane.rest(order["rest"])

    def _on_close(self, order: Order) -> None:
        with self.lane.lock:  # nothing of this page's comes after the answer
            self._forget()
            self.lane.forget()
            self._sink.say({"type": "closed"})

    # -- doing it ------------------------------------------------------------------------------------------------

    @torch.no_grad()
    def turn(self) -> bool:
        """Do what is most to be done; whether there was anything."""
        if self._opening is not None:
            order, self._opening = self._opening, None
            self._try(partial(self._open, order), {"id": order["id"]})
        elif self._at is not None:
            order, self._at = self._at, None
            self._try(partial(self._go_to, order["index"]))
        elif self._weights is not None:
            message, self._weights = self._weights, None
            self._follow(message)
        elif self._due:
            self._due = False
            if self._subject is not None:
                self._try(partial(self._judge, self._subject))
        else:
            return False
        return True

    def _try(self, work: Callable[[], None], about: Order | None = None, unless: str = "") -> None:
        """Do something; if it can't be done the page is told why, unless it was just that, and what it shows stays."""
        try:
            work()
            return
        except (ValueError, DataError) as error:
            sentence = str(error)
        except Exception as error:
            traceback.print_exc()
            sentence = f"This can't be shown ({type(error).__name__}: {error})."
        self._complaint = sentence
        if sentence != unless:
            self._sink.say({"type": "failed", "message": sentence} | (about or {}))

    def _open(self, order: Order) -> None:
        """Show another source."""
        source, thresholds = order["source"], Thresholds(**order["thresholds"])
        selection = self._selecting.found(order.get("select"))
        said = {"type": "opened", "id": order["id"]}
        if source["kind"] == "live":
            self._sink.say(said | {"source": source, "label": "Live run"})
            self._header, subject, course = {}, None, None
        else:
            opened = open_source(self._root, source)
            selection, dtype = self._selecting.fitting(selection, opened.dataset), opened.model.W[0].dtype
            if selection is None:
                images = sample.load(opened.dataset, dtype).first(order["images"])
            else:
                images = sample.chosen(selection, order["images"], dtype)
            subject = Subject(opened.model, images, self._reference(opened))
            said |= {"source": opened.source, "label": opened.label} | opened.also
            header = {"lam": opened.lam, "index": opened.source.get("index")}
            source, course = opened.source, self._along_lambda(opened, subject)
        self._serial = max(self._serial, order["serial"])
        if subject is not None:
            self._present(subject, header, thresholds, course, NEW, said)
        self._source, self._subject, self._course, self._thresholds = source, subject, course, thresholds
        self._selection, self._due = selection, False

    def _reference(self, opened: Opened) -> Reference:
        """What a model from disk is held against."""
        source = opened.source
        if source["kind"] == "atlas":
            return of_atlas(self._root, source["key"], source["index"])
        return of_checkpoint(opened.record, opened.model)

    def _along_lambda(self, opened: Opened, subject: Subject) -> Course | None:
        if opened.source["kind"] != "atlas":
            return None
        course = Course("lambda", subject.x[:FEW], opened.source["key"])
        lambdas, done = opened.also["lambdas"], opened.also["done"]
        load = partial(_if_there, self._root, opened.source["key"])
        course.keep(done, {i: Point(lambdas[i], lambdas[i], partial(load, i)) for i in done})
        return course

    def _go_to(self, index: int) -> None:
        """Another λ of the atlas that is shown."""
        if self._source["kind"] != "atlas" or self._subject is None:
            raise SourceError("Another λ can only be shown of an atlas, and none is.")
        model, lam = atlas_model(self._root, self._source["key"], index)
        subject = Subject(model, self._subject.images, of_atlas(self._root, self._source["key"], index))
        self._present(subject, {"lam": lam, "index": index}, self._thresholds, self._course, ("model",))

    def _drop_weights(self) -> None:
        if self._weights is not None:
            self._weights = None
            self._sink.say(NOTHING_TAKEN)

    def _follow(self, message: bytes) -> None:
        """The live run as it is now. Whoever sent it waits to be told that it was taken."""
        took = dict(NOTHING_TAKEN)
        if self._source["kind"] == "live":
            moment = Moment.read(message)
            complaint, self._complaint = self._complaint, ""
            self._try(partial(self._see, moment), unless=complaint)
            if not self._complaint:
                since = max(self._course.points, default=0) if self._course is not None else 0
                took |= {"since": since, "seen": moment.seen, "same": not moment.parameters}
        self._sink.say(took)

    def _see(self, moment: Moment) -> None:
        if moment.parameters:
            self._selection = self._selecting.fitting(self._selection, moment.dataset)
        subject = moment.subject(self._subject, self._selection)
        if subject is None:
            return
        course = moment.course(subject, self._course)
        changed = NEW if subject is not self._subject else ("course",) if moment.points else ()
        if changed or moment.header != self._header:
            self._present(subject, moment.header, self._thresholds, course, changed)

    def _judge(self, subject: Subject) -> None:
        """The same by other thresholds."""
        self._present(subject, self._header, self._thresholds, self._course, ("thresholds",))

    # -- showing -------------------------------------------------------------------------------------------------

    def _present(
        self,
        subject: Subject,
        header: dict[str, Any],
        thresholds: Thresholds,
        course: Course | None,
        changed: tuple[str, ...],
        said: Order | None = None,
    ) -> None:
        """Send the ``units`` frame of a subject, after what the page needs to read it; then the lane takes over.

        Parameters
        ----------
        subject, thresholds, course
            What is shown from now on.
        header : dict
            What the frame's header says besides.
        changed : tuple of str
            What of the scene has changed: what is of that the lane computes anew.
        said : dict, optional
            The event that another source is shown now.
        """
        serial = self._serial + 1
        told = NO_PROGRESS | header | {"serial": serial}
        if self._works is None or "units" in self._works:
            frame, states = subject.units(thresholds, told)
            if course is not None and header.get("step") is not None:
                course.reach(header["step"], header["lam"], states, thresholds)
        else:
            frame, states = subject.brief(told), None
        new = said is not None or self._subject is None or subject.structure != self._subject.structure
        statics = subject.statics() if new else None
        held = Held(self.lane.more) if new else self._held
        live, step = header.get("state") == "running", header.get("step")
        scene = Scene(subject, serial, thresholds, course, live, states, held, step)
        # Of other thresholds, or of a run that has begun anew, nothing that has begun is of use.
        at_once = course is not self._course or changed == ("thresholds",)
        with self.lane.lock:
            if said is not None:
                self._sink.say(said)
            if statics is not None:
                self.lane.clear()
                self._sink.send(wire.FRAME, statics)
            self._sink.send(wire.FRAME, frame)
            self.lane.show(scene, changed, at_once)
            self._serial, self._subject, self._header, self._course = serial, subject, header, course
            self._hold(held)
            self._pin(subject)

    def _pin(self, subject: Subject) -> None:
        """Have the lane look at what is pinned, as far as there is such a unit and such an image."""
        images = subject.images
        for kind, count in (("unit", subject.hidden), ("image", subject.count)):
            index, place = self._pins[kind], None
            if index is not None:
                place = images.place(index) if kind == "image" else index if index < count else None
                if place is None:
                    self._pins[kind] = None
                    # and not of the source before, which had so many, or among the images that are not selected
                    if self._pinned_now and (kind == "unit" or images.ids is None):
                        text = f"{kind} must be a whole number from 0 to {count - 1:,}, but {index:,} came."
                        self._sink.say({"type": "error", "message": text})
            self.lane.pin(kind, place)
        self._pinned_now = False


def _if_there(root: Path, key: str, index: int) -> Autoencoder | None:
    try:
        return atlas_model(root, key, index)[0]
    except SourceError:
        return None
