"""The engine's pipe, both ways of doing it, over real pipes of the system."""

import json
import os
import threading
from collections.abc import Callable

import pytest

from cae.processes import pipe as pipes
from cae.processes import wire

KINDS = [pipes.PolledPipe, pipes.ThreadedPipe]


class Ends:
    """An engine's pipe and the server's two ends of it."""

    def __init__(self, kind: type) -> None:
        read_in, self.to_engine = os.pipe()
        self.from_engine, write_out = os.pipe()
        self.files = os.fdopen(read_in, "rb"), os.fdopen(write_out, "wb")
        self.pipe = kind(*self.files)

    def close(self) -> None:
        os.close(self.to_engine)
        for file in self.files:
            file.close()
        os.close(self.from_engine)

    def heard(self, end: int = wire.SNAPSHOT) -> list[tuple[int, bytes]]:
        """The messages the engine sent up to one of this kind, read as the server does."""
        messages, parts = [], []
        while end not in dict(messages):
            kind, length = wire.decode_prefix(self._exactly(wire.PREFIX.size))
            parts.append(self._exactly(length))
            if kind != wire.PART:
                messages.append((kind, b"".join(parts) if kind in wire.IN_PARTS else parts.pop()))
                parts = parts if kind not in wire.IN_PARTS else []
        return messages

    def _exactly(self, count: int) -> bytes:
        parts = b""
        while len(parts) < count:
            self.pipe.waiting()  # a polled pipe writes on when it is asked
            parts += os.read(self.from_engine, count - len(parts))
        return parts


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Where the end of the process is noted instead."""
    noted: list[int] = []
    monkeypatch.setattr(pipes.os, "_exit", noted.append)
    return noted


@pytest.fixture
def ends(ended: list[int]) -> Callable[[type], Ends]:
    made = []

    def make(kind: type) -> Ends:
        made.append(Ends(kind))
        return made[-1]

    yield make
    for one in made:
        one.close()


def wait_for(pipe: pipes.Pipe) -> tuple[int, bytes]:
    for _ in range(1000):
        if pipe.waiting():
            return pipe.take()
        pipe.wait(0.01)
    raise AssertionError("no message came")


@pytest.mark.parametrize("kind", KINDS)
def test_messages_arrive_whole_and_in_order_however_they_are_cut(ends, kind):
    both = ends(kind)
    stream = wire.encode_json({"type": "play"}) + wire.encode(wire.SNAPSHOT, b"x" * 1000) + wire.encode(wire.JSON, b"")
    for start in range(0, len(stream), 7):
        os.write(both.to_engine, stream[start : start + 7])
    assert json.loads(wait_for(both.pipe)[1]) == {"type": "play"}
    assert wait_for(both.pipe) == (wire.SNAPSHOT, b"x" * 1000)
    assert wait_for(both.pipe) == (wire.JSON, b"")
    assert not both.pipe.waiting()


@pytest.mark.parametrize("kind", KINDS)
def test_sending_more_than_the_pipe_holds_does_not_wait_and_loses_nothing(ends, kind):
    both = ends(kind)
    large = os.urandom(5 << 20)
    both.pipe.send(wire.SNAPSHOT, large)
    both.pipe.say({"type": "ready"})  # returns although nobody has read a byte
    if kind is pipes.ThreadedPipe:
        assert both.heard() == [(wire.SNAPSHOT, large)]
    else:
        (_, first), (_, second) = both.heard()
        assert json.loads(first) == {"type": "ready"}, "what is small overtakes a snapshot"
        assert second == large


def test_weights_are_sent_also_while_a_snapshot_is_and_frames_overtake_both(ends):
    both = ends(pipes.PolledPipe)
    snapshot, weights = os.urandom(5 << 20), os.urandom(3 << 20)
    both.pipe.send(wire.SNAPSHOT, snapshot)
    both.pipe.send(wire.WEIGHTS, weights)
    both.pipe.send(wire.SNAPSHOT, b"newer")  # the one before has not been taken yet: the next will do
    both.pipe.send(wire.FRAME, b"frame")
    assert both.heard(wire.WEIGHTS) == [(wire.FRAME, b"frame"), (wire.SNAPSHOT, snapshot), (wire.WEIGHTS, weights)]


def test_a_snapshot_is_sent_also_while_weights_are(ends):
    both = ends(pipes.PolledPipe)
    weights = os.urandom(5 << 20)
    both.pipe.send(wire.WEIGHTS, weights)
    both.pipe.send(wire.SNAPSHOT, b"snapshot")
    assert both.heard() == [(wire.WEIGHTS, weights), (wire.SNAPSHOT, b"snapshot")]


@pytest.mark.parametrize("kind", KINDS)
def test_waiting_ends_when_a_message_comes(ends, kind):
    both = ends(kind)
    timer = threading.Timer(0.05, os.write, [both.to_engine, wire.encode_json({"type": "pause"})])
    timer.start()
    assert json.loads(wait_for(both.pipe)[1]) == {"type": "pause"}
    timer.join()


@pytest.mark.parametrize("kind", KINDS)
def test_the_end_of_the_servers_side_ends_the_engine(ends, ended, kind):
    both = ends(kind)
    os.close(both.to_engine)
    for _ in range(100):
        both.pipe.waiting()
        both.pipe.wait(0.01)
        if ended:
            break
    assert set(ended) == {0}
    both.to_engine = os.open(os.devnull, os.O_WRONLY)  # for the clean-up to close
