"""The worker: a process that trains models of one atlas, one order after another. Orders come on stdin, events go out.

Started as ``python -m cae.atlases.worker`` by ``start_worker``. It is told of which atlas first, and then of one model
after the other; each is trained from what is on disk and written to it, so any number of workers can share an atlas. It
ends when its stdin ends, so it never outlives the server, however that stopped.
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from cae.atlases.store import STATICS, Store, begun_name, checkpoint_name, disk_sentence
from cae.experiments.settings import TRUNK, PathSettings
from cae.processes.frames import FrameError
from cae.processes.pipe import ThreadedPipe
from cae.processes.worker import main

if TYPE_CHECKING:
    from cae.experiments.paths import PathPoint
    from cae.trainer import Trainer

PROGRESS_S = 0.2
KEEP_S = 2.0  # so much of a training is lost when it is cut short
IDLE_S = 60.0
FINISH_S = 0.5  # a file that is being written when stdin ends may take this long

Say = Callable[[dict[str, Any]], None]


class Work:
    """Trains models of one atlas and writes each to the store.

    Parameters
    ----------
    store : Store
    say : callable
        Takes the events.
    writing : context manager
        Held while a file is written.
    clock : callable
        Seconds, monotonic.

    Raises
    ------
    OSError
        If a file can't be written.
    DataError
        If the data set can't be had.
    """

    def __init__(
        self,
        store: Store,
        say: Say,
        writing: contextlib.AbstractContextManager[Any] | None = None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        from cae.atlases.picture import AtlasPicture  # torch comes with it
        from cae.data import load_dataset

        self.store, self.settings = store, store.settings
        self._say, self._clock = say, clock
        self._writing = writing or contextlib.nullcontext()
        self._next_progress = self._next_keep = 0.0
        with self._writing:
            store.begin()
        self._data = load_dataset(self.settings.dataset)
        self._picture = AtlasPicture(self.settings, self._data)
        try:
            store.statics()
        except (OSError, FrameError):
            with self._writing:
                store.put_frame(STATICS, self._picture.statics())
        say({"type": "statics"})

    def train(self, index: int) -> None:
        """Train one model, or the trunk of a fan, unless that has been done; then draw it.

        Raises
        ------
        OSError
            If a file can't be written.
        Diverged
            If the training diverges.
        """
        from cae.experiments.paths import point_of, train_model

        if self.store.trained(index):
            self._keep(point_of(self.settings, index, self._training(index)))
        else:
            begun = self._begun(index)
            needed = None if begun is not None else self.settings.origin(index)
            origin = None if needed is None else self._training(needed)
            self._next_keep = self._clock() + KEEP_S
            keep = functools.partial(self._keep_begun, index)
            self._keep(train_model(self.settings, self._data, index, origin, self._progress, begun, keep))
            self.store.remove(begun_name(index))
        self._say({"type": "point", "index": index})

    def _training(self, index: int) -> Trainer:
        from cae import checkpoint

        return checkpoint.resume(self.store.folder / checkpoint_name(index), self._data.x_train)

    def _begun(self, index: int) -> Trainer | None:
        """The training of a model that was cut short, if there is one."""
        from cae import checkpoint

        try:
            return checkpoint.resume(self.store.folder / begun_name(index), self._data.x_train)
        except (OSError, ValueError):  # there is none, or it is damaged: the model is trained from its start
            return None

    def _keep_begun(self, index: int, trainer: Trainer) -> None:
        from cae import checkpoint

        if self._clock() >= self._next_keep:
            with self._writing:
                self.store.put(begun_name(index), functools.partial(checkpoint.save, what=trainer))
            self._next_keep = self._clock() + KEEP_S

    def _keep(self, point: PathPoint) -> None:
        from cae import checkpoint

        save = functools.partial(checkpoint.save, what=point.trainer)
        if point.index == TRUNK:
            with self._writing:
                self.store.put(checkpoint_name(TRUNK), save)
            return
        frame = self._picture.point(point)
        with self._writing:
            self.store.put_point(point.index, save, frame)

    def _progress(self, index: int, fraction: float) -> None:
        now = self._clock()
        if now >= self._next_progress:
            self._next_progress = now + PROGRESS_S
            self._say({"type": "progress", "index": index, "fraction": fraction})


class Obeying:
    """Takes orders: first of which atlas, then of one model after another. What can't be done is said in an event."""

    def __init__(self, say: Say, writing: contextlib.AbstractContextManager[Any] | None = None) -> None:
        self._say, self._writing = say, writing
        self._store: Store | None = None
        self._work: Work | None = None

    def obey(self, order: dict[str, Any]) -> bool:
        """Do what an order says; whether the next one may come."""
        from cae.data import DataError
        from cae.trainer import Diverged, fast_matmul

        index = order.get("train")
        try:
            with fast_matmul():
                if index is None:
                    self._store = Store(PathSettings.from_dict(order["settings"]), Path(order["root"]))
                    self._work = Work(self._store, self._say, self._writing)
                else:
                    assert self._work is not None
                    self._work.train(index)
            return True
        except Diverged as error:  # others may well go through
            sentence = f"{error} What was finished is kept; a smaller learning rate may help."
            self._say({"type": "diverged", "index": index, "message": sentence})
            return True
        except DataError as error:  # before OSError: it says more
            sentence = str(error)
        except OSError as error:
            assert self._store is not None
            sentence = disk_sentence(error, self._store.folder)
        except Exception as error:
            traceback.print_exc()
            sentence = f"The training failed ({type(error).__name__}: {error}). What was finished is kept."
        self._say({"type": "failed", "message": sentence})
        return False


def patient(writing: threading.Lock) -> Callable[[IO[bytes], IO[bytes]], ThreadedPipe]:
    """How to open a pipe that is read while a model is trained, so that its end is the end of the training too.

    The server is then gone, or has let go of this worker; a file that is nearly whole may become whole.
    """
    return lambda source, sink: ThreadedPipe(source, sink, lambda: writing.acquire(timeout=FINISH_S))


def load(pipe: ThreadedPipe, writing: threading.Lock) -> Callable[[], None]:
    """Load everything a training needs; it begins when its orders have come."""
    from cae.atlases import picture as _  # noqa: F401  torch comes with it

    def work() -> None:
        obeying = Obeying(pipe.say, writing)
        while True:
            while not pipe.waiting():
                pipe.wait(IDLE_S)
            if not obeying.obey(json.loads(pipe.take()[1])):
                break
        pipe.finish()
        # Not by way of the interpreter's end, which waits for what holds stdin.
        os._exit(1)

    return work


if __name__ == "__main__":
    with contextlib.suppress(OSError, AttributeError):  # Windows has no such thing
        os.nice(5)  # whoever drags the slider while the atlas fills goes first
    lock = threading.Lock()
    main(patient(lock), lambda pipe: load(pipe, lock))
