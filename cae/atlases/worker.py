"""The worker: a process that trains what is missing of one atlas. Its order comes on stdin, events go out on stdout.

Started as ``python -m cae.atlases.worker`` by ``start_worker``. It ends when its stdin ends, so it never outlives the
server, however that stopped.
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from cae.atlases.store import STATICS, Store, checkpoint_name, disk_sentence
from cae.experiments.settings import PathSettings
from cae.processes.pipe import ThreadedPipe
from cae.processes.worker import main

if TYPE_CHECKING:
    from cae.atlases.picture import AtlasPicture
    from cae.data import Dataset

PROGRESS_S = 0.2
SURE_S = 1.0  # of training before the remaining time is guessed
IDLE_S = 60.0
FINISH_S = 0.5  # a file that is being written when stdin ends may take this long

Say = Callable[[dict[str, Any]], None]


class Work:
    """Trains the missing models of one atlas and writes each to the store.

    Parameters
    ----------
    store : Store
    say : callable
        Takes the events.
    writing : context manager
        Held while a file is written.
    clock : callable
        Seconds, monotonic.
    """

    def __init__(
        self,
        store: Store,
        say: Say,
        writing: contextlib.AbstractContextManager[Any] | None = None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.store, self.settings = store, store.settings
        self._say, self._clock = say, clock
        self._writing = writing or contextlib.nullcontext()
        self._done: set[int] = set()
        self._began = self._next_progress = 0.0
        self._share_before = 0.0

    def run(self) -> None:
        """Do all of it.

        Raises
        ------
        OSError
            If a file can't be written.
        DataError
            If the data set can't be had.
        Diverged
            If a training diverges.
        """
        from cae.atlases.picture import AtlasPicture  # torch comes with it
        from cae.data import load_dataset

        cached = self.store.inspect()
        with self._writing:
            self.store.begin()
        data = load_dataset(self.settings.dataset)
        picture = AtlasPicture(self.settings, data)
        if cached.statics is None:
            with self._writing:
                self.store.put_frame(STATICS, picture.statics())
        self._say({"type": "statics"})

        self._done = set(cached.points)
        for index in cached.points:
            self._say({"type": "point", "index": index})
        self._share_before = self._share(0, 0.0)
        self._began = self._clock()
        for first in self._gaps():
            self._fill(first, data, picture)

    def _gaps(self) -> Iterator[int]:
        """Where each run of missing models begins; more than one if files in the middle were lost."""
        while (first := next((i for i in range(self.store.total) if i not in self._done), None)) is not None:
            yield first

    def _fill(self, first: int, data: Dataset, picture: AtlasPicture) -> None:
        """Train from the first missing model to the next one that is there."""
        from cae import checkpoint
        from cae.experiments.paths import train_path

        trainer = previous = None
        if first:
            previous = self.store.point(first - 1)
        if first and self.settings.warm:
            trainer = checkpoint.resume(self.store.folder / checkpoint_name(first - 1), data.x_train)
        for point in train_path(self.settings, data, first, trainer, self._progress):
            previous = picture.point(point, previous)
            with self._writing:
                self.store.put_point(point.index, functools.partial(checkpoint.save, what=point.trainer), previous)
            self._done.add(point.index)
            self._say({"type": "point", "index": point.index})
            if point.index + 1 in self._done:
                return

    # -- how far it is -----------------------------------------------------------------------------------------

    def _share(self, index: int, fraction: float) -> float:
        """Share of the path's epochs that is done, with this much of the model being trained."""
        epochs: float = sum(self.settings.epochs_of(i) for i in self._done)
        if index not in self._done:
            epochs += self.settings.epochs_of(index) * fraction
        return epochs / self.settings.total_epochs()

    def _progress(self, index: int, fraction: float) -> None:
        now = self._clock()
        if now < self._next_progress:
            return
        self._next_progress = now + PROGRESS_S
        share = self._share(index, fraction)
        passed, gained = now - self._began, share - self._share_before
        remaining = passed / gained * (1 - share) if passed >= SURE_S and gained > 0 else None
        self._say({"type": "progress", "index": index, "fraction": share, "remaining_s": remaining})


def work(order: dict[str, Any], say: Say, writing: contextlib.AbstractContextManager[Any] | None = None) -> bool:
    """Obey one order; whether all of it could be done. What could not is said in an event."""
    store = Store(PathSettings.from_dict(order["settings"]), Path(order["root"]))
    from cae.data import DataError
    from cae.trainer import Diverged, fast_matmul

    try:
        with fast_matmul():
            Work(store, say, writing).run()
        return True
    except DataError as error:  # before OSError: it says more
        sentence = str(error)
    except Diverged as error:
        sentence = f"{error} What was finished is kept; a smaller learning rate may help."
    except OSError as error:
        sentence = disk_sentence(error, store.folder)
    except Exception as error:
        traceback.print_exc()
        sentence = f"The training failed ({type(error).__name__}: {error}). What was finished is kept."
    say({"type": "failed", "message": sentence})
    return False


def patient(writing: threading.Lock) -> Callable[[IO[bytes], IO[bytes]], ThreadedPipe]:
    """How to open a pipe that is read while a model is trained, so that its end is the end of the training too.

    The server is then gone, or has let go of this worker; a file that is nearly whole may become whole.
    """
    return lambda source, sink: ThreadedPipe(source, sink, lambda: writing.acquire(timeout=FINISH_S))


def load(pipe: ThreadedPipe, writing: threading.Lock) -> Callable[[], None]:
    """Load everything a training needs; it begins when its order has come."""
    from cae.atlases import picture as _  # noqa: F401  torch comes with it

    def obey() -> None:
        while not pipe.waiting():
            pipe.wait(IDLE_S)
        order = pipe.take()[1]
        done = work(json.loads(order), pipe.say, writing)
        pipe.finish()
        # Not by way of the interpreter's end, which waits for what holds stdin.
        os._exit(0 if done else 1)

    return obey


if __name__ == "__main__":
    with contextlib.suppress(OSError, AttributeError):  # Windows has no such thing
        os.nice(5)  # whoever drags the slider while the atlas fills goes first
    lock = threading.Lock()
    main(patient(lock), lambda pipe: load(pipe, lock))
