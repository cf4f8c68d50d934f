"""Selections of test images that go along from page to page: ``<cache>/selections/<id>.json``. Knows no torch.

The id of a selection is made of what it holds: the same images have the same one, whoever selects them.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from cae import files
from cae.atlases.store import KEY
from cae.inspectors import library

KEPT = 200  # the newest
LEAST = 3  # images, of which something can be said
MOST = 10_000


@dataclass(frozen=True, slots=True)
class Selection:
    """Some test images of a data set.

    Attributes
    ----------
    dataset : str
    images : tuple of int
        Their numbers in it, ascending, each once.
    """

    dataset: str
    images: tuple[int, ...]

    def unfit(self, dataset: str) -> str:
        """Why a model can't be looked at with these images and no others, in a sentence without its end; or nothing."""
        if self.dataset != dataset:
            return f"The selection is of images of {self.dataset}, and the model is looked at with those of {dataset}"
        if len(self.images) < LEAST:
            count = f"{len(self.images)} image{'s' * (len(self.images) != 1)}"
            return f"The selection holds {count}, and at least {LEAST} are needed"
        return ""


def keep(root: Path, selection: Selection) -> str:
    """Keep a selection, and let the oldest go; its id. Raises ``OSError`` if it can't be kept."""
    text = json.dumps(asdict(selection), separators=(",", ":"))
    name = hashlib.sha256(text.encode()).hexdigest()[:16]
    path = _path(root, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        os.utime(path)  # selected again, it is the newest again
        return name
    with files.written(path) as part:
        part.write_text(text, "utf-8")
    ours = [old for old in library.newest(path.parent, "*.json") if KEY.fullmatch(old.stem)]
    for old in ours[KEPT:]:
        with contextlib.suppress(OSError):
            old.unlink()
    return name


def find(root: Path, name: str) -> Selection | None:
    """The selection of an id; None if it is not kept here, or what is there can't be read."""
    if not KEY.fullmatch(name):
        return None
    try:
        held = json.loads(_path(root, name).read_text("utf-8"))
        return Selection(str(held["dataset"]), tuple(int(image) for image in held["images"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _path(root: Path, name: str) -> Path:
    return root / "selections" / f"{name}.json"
