"""Notes before bytes: their length, and they as JSON. Whoever only passes the bytes on reads them without torch."""

from __future__ import annotations

import json
import struct
from typing import Any

SNAPSHOT_FORMAT = 2  # of live runs: one that is kept on the disk may be of another version

_LENGTH = struct.Struct("<I")


def before(notes: dict[str, Any], content: bytes) -> bytes:
    """The content with notes before it, which can be written as JSON."""
    text = json.dumps(notes).encode()
    return b"".join([_LENGTH.pack(len(text)), text, content])


def read(message: bytes) -> tuple[dict[str, Any], int]:
    """The notes of a message, and where they end."""
    (length,) = _LENGTH.unpack_from(message)
    end = _LENGTH.size + length
    return json.loads(message[_LENGTH.size : end]), end
