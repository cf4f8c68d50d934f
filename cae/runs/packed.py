"""Tensors and notes about them as bytes, for the way between processes of ours."""

from __future__ import annotations

import json
from typing import Any

import safetensors.torch
from torch import Tensor


def pack(notes: dict[str, Any], tensors: dict[str, Tensor]) -> bytes:
    """Tensors by name, and notes that can be written as JSON, as one message."""
    contents = {name: tensor.contiguous() for name, tensor in tensors.items()}
    return safetensors.torch.save(contents, metadata={"notes": json.dumps(notes)})


def unpack(message: bytes) -> tuple[dict[str, Any], dict[str, Tensor]]:
    """Notes and tensors of a message that ``pack`` made."""
    length = int.from_bytes(message[:8], "little")
    notes = json.loads(json.loads(message[8 : 8 + length])["__metadata__"]["notes"])
    return notes, safetensors.torch.load(message)
