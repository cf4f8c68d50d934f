"""How the server and an engine talk over a pipe: each message a kind, a length, and its bytes. Pure."""

from __future__ import annotations

import json
import struct
from typing import Any

PREFIX = struct.Struct("<BI")  # kind, length
# A snapshot may be megabytes, and so may weights: they travel as parts, so that frames need not wait behind them.
JSON, FRAME, SNAPSHOT, PART, WEIGHTS, BEFORE, END = range(7)
IN_PARTS = frozenset({SNAPSHOT, WEIGHTS, BEFORE})
PART_BYTES = 1 << 17
MAX_LENGTH = 1 << 30

# What the hub itself tells an engine; everything else is a command of the page. A snapshot starts with the
# number of commands it holds, so that those sent after it can be sent again to the engine that takes over.
HOUSEKEEPING = frozenset({"start", "allow", "full", "renumber", "weights", "keep", "leave"})
COUNT = struct.Struct("<Q")
# An engine trains many runs: the content of each of its messages, and of each to it, begins with the run's number, and
# END says that a run is over. 0 is none: what is said of it is of the engine itself.
RUN = struct.Struct("<I")


class WireError(ValueError):
    """The bytes are not a message: whatever wrote them is broken."""


def encode(kind: int, content: bytes) -> bytes:
    """One message ready to be written."""
    return PREFIX.pack(kind, len(content)) + content


def parts(kind: int, content: bytes) -> list[bytes]:
    """A message cut into several that are ready to be written; the last one has its kind."""
    cuts = range(0, max(1, len(content)), PART_BYTES)
    last = cuts[-1]
    return [encode(kind if start == last else PART, content[start : start + PART_BYTES]) for start in cuts]


def json_content(message: dict[str, Any]) -> bytes:
    """The content of a JSON message."""
    return json.dumps(message).encode()


def encode_json(message: dict[str, Any]) -> bytes:
    """One JSON message ready to be written."""
    return encode(JSON, json_content(message))


def decode_prefix(prefix: bytes) -> tuple[int, int]:
    """Kind and length of the message that follows.

    Raises
    ------
    WireError
        If there is no such kind or the length is absurd.
    """
    kind, length = PREFIX.unpack(prefix)
    if kind > END or length > MAX_LENGTH:
        raise WireError(f"Expected a message of kind 0 to {END} but got kind {kind} and length {length}.")
    return kind, length


def decode_json(content: bytes) -> dict[str, Any]:
    """The message in a JSON content."""
    return json.loads(content)
