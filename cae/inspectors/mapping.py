"""A t-SNE that goes on in a process of its own, and how far it is."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from cae.processes import frames, wire
from cae.processes.handle import environment


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


class Mapping:
    """A t-SNE of codes. It begins at once; any thread may look and stop it.

    Parameters
    ----------
    h : Tensor, shape (N, H)
    dimensions, perplexity, seed
        As ``tsne.tsne`` takes them.
    begin : Tensor, shape (N, d), optional
        Where the points begin.
    news : callable
        Called whenever there is more to be looked at, on a thread of its own.

    Attributes
    ----------
    look : Look
    """

    def __init__(
        self,
        h: Tensor,
        dimensions: int,
        perplexity: float,
        seed: int,
        begin: Tensor | None = None,
        news: Callable[[], None] = lambda: None,
    ) -> None:
        self.look, self._news, self._lock = Look(), news, threading.Lock()
        sections = {"h": h.numpy()} | ({} if begin is None else {"begin": begin.numpy()})
        asked = {"dimensions": dimensions, "perplexity": perplexity, "seed": seed}
        self._order = wire.encode(wire.FRAME, frames.pack(asked, sections))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "cae.inspectors.mapper"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment(threads=1), start_new_session=True,
        )  # fmt: skip
        threading.Thread(target=self._attend, daemon=True).start()

    @property
    def alive(self) -> bool:
        """Whether its process is still there."""
        return self._process.poll() is None

    def stop(self) -> None:
        """End it, if it goes on: what there is stays, and nothing more is told."""
        with self._lock:
            if not self.look.over:
                self.look = replace(self.look, stopped=True)
        self._process.kill()
        self._process.wait()

    def _attend(self) -> None:
        """Say what is to be done, then hear how far it is, until it ends."""
        try:
            with self._process.stdin as orders:  # type: ignore[union-attr]
                orders.write(self._order)
                orders.flush()
                while self._hear():
                    self._news()
        except (OSError, ValueError):  # it has ended, or was stopped
            pass
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()  # type: ignore[union-attr]
        with self._lock:
            if not self.look.over:
                self.look = replace(self.look, error="The process of the t-SNE has ended; start it again.")
        if not self.look.stopped:
            self._news()

    def _hear(self) -> bool:
        """Take in the next message; whether there is more to come."""
        out = self._process.stdout
        assert out is not None
        prefix = out.read(wire.PREFIX.size)
        if len(prefix) < wire.PREFIX.size:
            return False
        kind, length = wire.decode_prefix(prefix)
        content = out.read(length)
        if kind == wire.JSON and wire.decode_json(content)["type"] == "ready":
            return True
        with self._lock:
            if len(content) == length and not self.look.over:
                self.look = self._read(kind, content)
        return not self.look.over

    def _read(self, kind: int, content: bytes) -> Look:
        if kind == wire.JSON:
            return replace(self.look, error=wire.decode_json(content)["message"])
        header, sections = frames.unpack(content)
        points = torch.from_numpy(sections["points"].values.copy())
        return Look(points=points, **header)
