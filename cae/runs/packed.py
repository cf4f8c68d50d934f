"""Tensors and notes about them as bytes, for the way between processes of ours.

The length of the notes, the notes as JSON, and the tensors as a safetensors file.
"""

from __future__ import annotations

import json
import struct
from typing import Any

import safetensors.torch
from torch import Tensor

_LENGTH = struct.Struct("<I")


def pack(notes: dict[str, Any], tensors: dict[str, Tensor]) -> bytes:
    """Tensors by name, and notes that can be written as JSON, as one message."""
    text = json.dumps(notes).encode()
    contents = {name: tensor.contiguous() for name, tensor in tensors.items()}
    return b"".join([_LENGTH.pack(len(text)), text, safetensors.torch.save(contents)])


def notes(message: bytes) -> dict[str, Any]:
    """The notes alone."""
    return _notes(message)[0]


def unpack(message: bytes) -> tuple[dict[str, Any], dict[str, Tensor]]:
    """Notes and tensors of a message that ``pack`` made."""
    found, end = _notes(message)
    return found, safetensors.torch.load(message[end:])


def _notes(message: bytes) -> tuple[dict[str, Any], int]:
    """The notes, and where they end."""
    (length,) = _LENGTH.unpack_from(message)
    end = _LENGTH.size + length
    return json.loads(message[_LENGTH.size : end]), end
