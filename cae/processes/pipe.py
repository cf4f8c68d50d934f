"""The engine's end of the pipe to the server: messages in, messages out, and no waiting for either.

Two ways to do it. ``PolledPipe`` asks the pipe itself, after every training step, with calls that never
block. ``ThreadedPipe`` has a thread for each direction, for systems whose pipes can only block (Windows).
The first is the better one: a thread that wakes up takes the interpreter's lock, and while the browser
keeps the other cores busy the training thread then waits for it longer than the message takes.
"""

from __future__ import annotations

import contextlib
import os
import queue
import select
import threading
from collections import deque
from collections.abc import Callable
from typing import IO, Any, Protocol

from cae.processes import wire

if os.name != "nt":
    import fcntl

CHUNK = 1 << 20
WATCH_S = 2.0


class Pipe(Protocol):
    """What the engine needs of its pipe."""

    def waiting(self) -> bool:
        """Whether a message is there; cheap enough to ask after every step."""

    def take(self) -> tuple[int, bytes]:
        """The oldest message that is there: its kind and its content."""

    def wait(self, seconds: float) -> None:
        """Sleep until a message comes, at most this long."""

    def send(self, kind: int, content: bytes) -> None:
        """Send a message; returns at once."""

    def say(self, message: dict[str, Any]) -> None:
        """Send a JSON message; returns at once."""

    @property
    def busy(self) -> bool:
        """Whether something large still waits to be written."""


class PolledPipe:
    """Non-blocking reads and writes on the training thread."""

    def __init__(self, source: IO[bytes], sink: IO[bytes]) -> None:
        self._source, self._sink = source.fileno(), sink.fileno()
        self._files = source, sink  # kept open
        os.set_blocking(self._source, False)
        os.set_blocking(self._sink, False)
        self._buffer = bytearray()
        self._in: deque[tuple[int, bytes]] = deque()
        self._out: deque[memoryview] = deque()  # written first, in order
        self._bulk: deque[memoryview] = deque()  # written when nothing else is to be
        self._rest = memoryview(b"")  # of the message that is being written
        self._rest_is_bulk = False
        with contextlib.suppress(OSError, AttributeError):  # Linux alone has it, and only for real pipes
            fcntl.fcntl(self._sink, fcntl.F_SETPIPE_SZ, CHUNK)
        threading.Thread(target=_watch_parent, args=[os.getppid()], daemon=True).start()

    def waiting(self) -> bool:
        """Whether a message is there; what could not be written before is written now."""
        if self._pending():
            self._flush()
        self._fill()
        return bool(self._in)

    def take(self) -> tuple[int, bytes]:
        """The oldest message that is there."""
        return self._in.popleft()

    def wait(self, seconds: float) -> None:
        """Sleep until a message comes, or the rest of one can be written, at most this long."""
        if not self.waiting():
            select.select([self._source], [self._sink] if self._pending() else [], [], seconds)

    def send(self, kind: int, content: bytes) -> None:
        """Write as much as the pipe takes; the rest follows with the next calls, what is large after all else."""
        if kind in wire.IN_PARTS:
            self._bulk.extend(memoryview(part) for part in wire.parts(kind, content))
        else:
            self._out.append(memoryview(wire.encode(kind, content)))
        self._flush()

    def say(self, message: dict[str, Any]) -> None:
        """Send a JSON message."""
        self.send(wire.JSON, wire.json_content(message))

    @property
    def busy(self) -> bool:
        """Whether something large still waits to be written."""
        if self._pending():
            self._flush()
        return bool(self._bulk or (self._rest and self._rest_is_bulk))

    def _pending(self) -> bool:
        return bool(self._rest or self._out or self._bulk)

    def _fill(self) -> None:
        try:
            chunk = os.read(self._source, CHUNK)
        except BlockingIOError:
            return
        if not chunk:
            os._exit(0)  # the server is gone, or has let go of this engine
        self._buffer += chunk
        while len(self._buffer) >= wire.PREFIX.size:
            kind, length = wire.decode_prefix(bytes(self._buffer[: wire.PREFIX.size]))
            end = wire.PREFIX.size + length
            if len(self._buffer) < end:
                return
            self._in.append((kind, bytes(self._buffer[wire.PREFIX.size : end])))
            del self._buffer[:end]

    def _flush(self) -> None:
        try:
            while self._pending():
                if not self._rest:
                    self._rest_is_bulk = not self._out
                    self._rest = (self._out or self._bulk).popleft()
                self._rest = self._rest[os.write(self._sink, self._rest) :]
        except BlockingIOError:
            return
        except OSError:
            os._exit(0)


class ThreadedPipe:
    """Blocking reads and writes, each on a thread of its own.

    Parameters
    ----------
    source, sink : file
    at_end : callable
        Called when the source has ended, before the process does.
    """

    def __init__(self, source: IO[bytes], sink: IO[bytes], at_end: Callable[[], object] = lambda: None) -> None:
        self._source, self._sink, self._at_end = source, sink, at_end
        self._in: deque[tuple[int, bytes]] = deque()
        self._out: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._arrived = threading.Event()
        threading.Thread(target=self._read, daemon=True).start()
        self._writer = threading.Thread(target=self._write, daemon=True)
        self._writer.start()

    def waiting(self) -> bool:
        """Whether a message is there."""
        return bool(self._in)

    def take(self) -> tuple[int, bytes]:
        """The oldest message that is there."""
        return self._in.popleft()

    def wait(self, seconds: float) -> None:
        """Sleep until a message comes, at most this long."""
        self._arrived.wait(seconds)
        self._arrived.clear()

    def send(self, kind: int, content: bytes) -> None:
        """Hand a message to the writing thread."""
        self._out.put(wire.encode(kind, content))

    def say(self, message: dict[str, Any]) -> None:
        """Send a JSON message."""
        self.send(wire.JSON, wire.json_content(message))

    @property
    def busy(self) -> bool:
        """Whether something still waits to be written."""
        return not self._out.empty()

    def _read(self) -> None:
        while len(prefix := self._source.read(wire.PREFIX.size)) == wire.PREFIX.size:
            kind, length = wire.decode_prefix(prefix)
            self._in.append((kind, self._source.read(length)))
            self._arrived.set()
        self._at_end()
        os._exit(0)

    def finish(self) -> None:
        """Wait until all that was sent is written; nothing can be sent any more."""
        self._out.put(None)
        self._writer.join()

    def _write(self) -> None:
        while (message := self._out.get()) is not None:
            try:
                self._sink.write(message)
                self._sink.flush()
            except OSError:
                os._exit(0)


def open_pipe(source: IO[bytes], sink: IO[bytes]) -> Pipe:
    """The better pipe this system can have."""
    return ThreadedPipe(source, sink) if os.name == "nt" else PolledPipe(source, sink)


def _watch_parent(parent: int) -> None:
    """End with the server also while something long, a download, keeps the pipe from being asked."""
    pause = threading.Event()
    while os.getppid() == parent:
        pause.wait(WATCH_S)
    os._exit(0)
