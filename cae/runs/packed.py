"""Tensors and notes about them as bytes, for the way between processes of ours.

The length of the notes, the notes as JSON, and the tensors as a safetensors file.
"""

from __future__ import annotations

from typing import Any

import safetensors.torch
from torch import Tensor

from cae.runs import notes as noted


def pack(notes: dict[str, Any], tensors: dict[str, Tensor]) -> bytes:
    """Tensors by name, and notes that can be written as JSON, as one message."""
    contents = {name: tensor.contiguous() for name, tensor in tensors.items()}
    return noted.before(notes, safetensors.torch.save(contents))


def unpack(message: bytes) -> tuple[dict[str, Any], dict[str, Tensor]]:
    """Notes and tensors of a message that ``pack`` made."""
    found, end = noted.read(message)
    return found, safetensors.torch.load(message[end:])
