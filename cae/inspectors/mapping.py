"""A t-SNE that goes on in a process of its own, and how far it is."""

from __future__ import annotations

import contextlib
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from cae.processes import frames, wire
from cae.processes.handle import environment

Settings = tuple[int, float, int]


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """How far a t-SNE is.

    Attributes
    ----------
    step : int
    seconds : float
        It has taken.
    divergence : float or None
        As ``tsne.Progress`` has it; before the first look None.
    points : Tensor, shape (N, d), float64, or None
        What there is.
    done, stopped : bool
        Whether it came to its end, or was stopped before.
    error : str or None
        Why it will never come, in a sentence.
    """

    step: int = 0
    seconds: float = 0.0
    divergence: float | None = None
    points: Tensor | None = None
    done: bool = False
    stopped: bool = False
    error: str | None = None

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self.done or self.stopped or self.error is not None


class Mapper:
    """The t-SNE of codes, then that of others from where it ended. Any thread may look, and order another.

    Parameters
    ----------
    news : callable
        Called, on a thread of its own, whenever there is more to be looked at.

    Attributes
    ----------
    own, beside : Look or None
        How far both are; None where there is none.
    """

    def __init__(self, news: Callable[[], None] = lambda: None) -> None:
        self.own: Look | None = None
        self.beside: Look | None = None
        self._news, self._lock = news, threading.RLock()
        self._orders, self._over = 0, False
        self._process: subprocess.Popen[bytes] | None = None
        self._queue: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()

    @property
    def alive(self) -> bool:
        """Whether a process is there."""
        return self._process is not None

    def begin(self, h: Tensor, settings: Settings, h0: Tensor | None = None) -> None:
        """Map codes (N, H), and then others of the same images, if there are; what goes on ends.

        Its settings are dimensions, perplexity and seed, as ``tsne.tsne`` takes them.
        """
        sections = {"h": h.numpy()} | ({} if h0 is None else {"h0": h0.numpy()})
        self._order(settings, sections, Look(), None if h0 is None else Look())

    def compare(self, h0: Tensor, settings: Settings) -> None:
        """Map other codes from where the map that is done ended; what goes on beside ends."""
        own = self.own
        assert own is not None
        assert own.points is not None
        self._order(settings, {"h0": h0.numpy(), "begin": own.points.numpy()}, own, Look())

    def stop(self) -> None:
        """End what goes on: what there is of the map stays; nothing more is told."""
        with self._lock:
            if self.own is not None and not self.own.over:
                self.own = replace(self.own, stopped=True)
            if self.beside is not None and not self.beside.over:
                self.beside = None
            self._let_go(strike=True)

    def end(self) -> None:
        """As ``stop``, and nothing begins any more."""
        with self._lock:
            self._over = True
            self.stop()

    def _order(self, settings: Settings, sections: dict[str, np.ndarray], own: Look, beside: Look | None) -> None:
        with self._lock:
            if self._over:
                return
            self._orders += 1
            self.own, self.beside = own, beside
            asked = dict(zip(("dimensions", "perplexity", "seed"), settings, strict=True)) | {"id": self._orders}
            if self._process is None:
                self._start()
            self._queue.put(wire.encode(wire.FRAME, frames.pack(asked, sections)))

    # -- the process ---------------------------------------------------------------------------------------------

    def _start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "cae.inspectors.mapper"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment(threads=1), start_new_session=True,
        )  # fmt: skip
        self._queue = queue.SimpleQueue()
        threading.Thread(target=_write, args=(self._process, self._queue), daemon=True).start()
        threading.Thread(target=self._attend, args=(self._process,), daemon=True).start()

    def _let_go(self, strike: bool = False) -> None:
        """The process ends: at once, or because there is nothing more for it to do."""
        process, self._process = self._process, None
        if process is None:
            return
        self._queue.put(None)
        if strike:
            process.kill()
            process.wait()

    def _attend(self, process: subprocess.Popen[bytes]) -> None:
        """Hear how far it is, until it ends."""
        out = process.stdout
        assert out is not None
        with out:
            while len(prefix := out.read(wire.PREFIX.size)) == wire.PREFIX.size:
                kind, length = wire.decode_prefix(prefix)
                content = out.read(length)
                if len(content) == length and self._heard(process, kind, content):
                    self._news()
        process.kill()
        process.wait()
        with self._lock:
            if process is not self._process:
                return
            self._let_go()
            lost = "The process that computes the t-SNE has ended; start it again."
            self._failed(lost)
        self._news()

    def _heard(self, process: subprocess.Popen[bytes], kind: int, content: bytes) -> bool:
        """Take in a message; whether it changes what there is to be seen."""
        told, sections = (wire.decode_json(content), {}) if kind == wire.JSON else frames.unpack(content)
        with self._lock:
            if process is not self._process or told.get("id") != self._orders:
                return False
            if kind == wire.JSON:
                self._failed(told["message"])
            else:
                points = torch.from_numpy(sections["points"].values.copy())
                setattr(self, told["part"], Look(points=points, **told["look"]))
            if all(look is None or look.over for look in (self.own, self.beside)):
                self._let_go()
            return True

    def _failed(self, sentence: str) -> None:
        if self.own is not None and not self.own.over:
            self.own = replace(self.own, error=sentence)
        if self.beside is not None and not self.beside.over:
            self.beside = None


def _write(process: subprocess.Popen[bytes], orders: queue.SimpleQueue[bytes | None]) -> None:
    """Whoever orders does not wait until it is read."""
    with contextlib.suppress(OSError), process.stdin:  # type: ignore[union-attr]
        while (order := orders.get()) is not None:
            process.stdin.write(order)  # type: ignore[union-attr]
            process.stdin.flush()  # type: ignore[union-attr]
