"""What a checkpoint says of its model, found to agree with the tensors it holds. Reads no tensor, knows no torch."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from cae import files
from cae.config import ACTIVATIONS, CHECKPOINT_FORMAT, MAX_LAYERS, OUTPUTS

RECORD = "record"  # under which the text of a run's record stands beside the rest, where there is one
DTYPES = ("F16", "BF16", "F32", "F64")  # that weights can have


class CheckpointError(ValueError):
    """A file that can't be opened.

    Parameters
    ----------
    sentence : str
        Why, for the person; it does not name the file.
    path : path-like, optional
        Of the file, for whoever named it.
    """

    def __init__(self, sentence: str, path: str | os.PathLike[str] | None = None) -> None:
        super().__init__(sentence if path is None else f"path must be a checkpoint, but {path} is not one: {sentence}")
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class About:
    """What a checkpoint says of its model; of a training also λ as it last was, and the steps taken."""

    sizes: list[int]
    activation: str
    tied: bool
    output: str
    lam: float | None = None
    step: int | None = None


def shapes(sizes: Sequence[int], tied: bool) -> dict[str, list[int]]:
    """The parameters of a model of these sizes, by their names in ``named_parameters``."""
    named: dict[str, list[int]] = {}
    for layer, (d, h) in enumerate(pairwise(sizes)):
        named |= {f"W.{layer}": [h, d], f"b.{layer}": [h], f"c.{layer}": [d]}
        named |= {} if tied else {f"V.{layer}": [h, d]}
    return named


def read(path: Path) -> tuple[About, files.TensorFile]:
    """What a checkpoint says of its model, and of its tensors.

    Raises
    ------
    CheckpointError
        If it is no whole checkpoint, or of a model that this version does not know.
    OSError
        If it can't be read.
    """
    try:
        file = files.tensor_file(path)
    except files.Damaged as error:
        if error.length:
            sentence = "The file is cut short, or is longer than a checkpoint of its header would be."
        else:
            sentence = f"The file must be a safetensors file, but its header is not that of one ({error})."
        raise CheckpointError(sentence) from error
    came = file.metadata.get("format")
    if came != CHECKPOINT_FORMAT:
        written = "another program wrote it" if came is None else f"it is of format {came[:40]!r}"
        raise CheckpointError(f"The file must be a checkpoint that cae.checkpoint.save wrote, but {written}.")
    return _about(said(file)), file


def said(file: files.TensorFile) -> dict[str, Any]:
    """All that a checkpoint says beside its tensors.

    Raises
    ------
    CheckpointError
        If that can't be read.
    """
    try:
        about = json.loads(file.metadata["about"])
    except (ValueError, RecursionError, KeyError) as error:
        raise CheckpointError("The checkpoint does not say of what model it is.") from error
    return about if isinstance(about, dict) else {}


def check_tensors(about: About, file: files.TensorFile) -> None:
    """Raise ``CheckpointError`` unless the file has the tensors that its model needs."""
    for name, shape in shapes(about.sizes, about.tied).items():
        needed = f"The checkpoint has no {name} of shape {shape}, which its model needs"
        if name not in file.shapes:
            raise CheckpointError(f"{needed}.")
        if file.shapes[name] != shape:
            raise CheckpointError(f"{needed}; the shape of its {name} is {file.shapes[name]}.")
        if file.dtypes[name] not in DTYPES:
            allowed = ", ".join(DTYPES)
            raise CheckpointError(f"{needed}; its {name} holds {file.dtypes[name]} numbers, and weights are {allowed}.")


def _number(value: object) -> Any:
    """A number from 0 on; None if it is none: it is told to people, nothing depends on it."""
    told = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < math.inf
    return value if told else None


def _about(said: dict[str, Any]) -> About:
    try:
        known_of = {"lam": _number(said.get("lam")), "step": _number(said.get("step"))}
        found = About(list(said["sizes"]), said["activation"], said["tied"], said["output"], **known_of)
    except (TypeError, KeyError) as error:
        raise CheckpointError("The checkpoint does not say of what model it is.") from error
    whole = all(isinstance(n, int) and not isinstance(n, bool) and n >= 1 for n in found.sizes)
    known = found.activation in ACTIVATIONS and found.output in OUTPUTS and isinstance(found.tied, bool)
    if not (whole and known and 2 <= len(found.sizes) <= MAX_LAYERS + 1):
        raise CheckpointError("The checkpoint is of a model that this version does not know.")
    return found
