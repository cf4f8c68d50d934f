"""Links to a run: what one names is found when it is opened, and kept when it is made."""

from __future__ import annotations

import asyncio
import hashlib
import json
import math
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cae
from cae.atlases.store import cache_root
from cae.checks import Refused
from cae.config import RunConfig
from cae.experiments.record import LINK_BYTES, Record
from cae.runs import kept, notes
from cae.runs.hub import Hub
from cae.runs.viewers import Viewer
from pages.kit.connection import Allowance

# Of one page, that take room on the disk: so many at once, and one more after so long.
AT_ONCE, EVERY_S = 10, 20.0
_GONE = f"is no longer on this server: it was kept for {kept.DAYS} days, or fewer when many were made since."


@dataclass(frozen=True, slots=True)
class Begun:
    """What a new run begins with.

    Attributes
    ----------
    settings : RunConfig
    record : Record or None
        That it takes its changes from.
    snapshot : bytes or None
        From which it goes on.
    problem : str
        A sentence about what could not be had of the link, or is not quite as it was; empty: all is well.
    """

    settings: RunConfig
    record: Record | None = None
    snapshot: bytes | None = None
    problem: str = ""


def begun(message: dict[str, Any], root: Path) -> Begun:
    """What the first message of a page asks for, as far as it is there. Reads files."""
    settings = message["settings"]
    if "model" in message:
        return _model(message["model"], settings, root)
    if "record" in message:
        text = kept.find(root, "records", message["record"])
        if text is None:
            return Begun(settings, problem=f"The record of this link {_GONE} Its settings alone are used.")
        record = Record.from_json(text)
    elif "again" in message:
        record = Record.from_link(message["again"], settings)
    else:
        return Begun(settings)
    problem = ""
    if record.version != cae.__version__:
        other = f"This run was trained by version {record.version}, and this is {cae.__version__}"
        problem = f"{other}: it is the same to rounding."
    whole = record.config.with_(speed=settings.speed, budget=settings.budget)
    return Begun(whole, record, problem=problem)


def _model(made: str, settings: RunConfig, root: Path) -> Begun:
    snapshot = kept.find(root, "models", made)
    if snapshot is None:
        return Begun(settings, problem=f"The model of this link {_GONE} One of its settings is trained from step 0.")
    told = notes.read(snapshot)[0]
    if told.get("format") != notes.SNAPSHOT_FORMAT:
        sentence = "The model of this link was kept by another version of CAE Lab, which this one can't read."
        return Begun(settings, problem=f"{sentence} One of its settings is trained from step 0.")
    return Begun(RunConfig.from_mapping(told["config"]), snapshot=snapshot)


class Links:
    """The links that one page asks for.

    Parameters
    ----------
    hub : Hub
    viewer : Viewer
    """

    def __init__(self, hub: Hub, viewer: Viewer) -> None:
        self._hub, self._viewer = hub, viewer
        self._allowance = Allowance(time.monotonic, 1 / EVERY_S, AT_ONCE)
        self._made: dict[bytes, str] = {}  # ids by digests: the same again is the same link

    async def make(self, what: str) -> dict[str, Any]:
        """What to tell the page: the parameter that its address needs, and how long that holds.

        Parameters
        ----------
        what : {"again", "model"}
            The same training once more, or the model as it is.

        Raises
        ------
        Refused
            If there is nothing to link to, it is too much, or it can't be kept.
        """
        run = self._viewer.run
        if run is None:
            raise Refused('Say "open" first: this page has no run yet.')
        content = await self._hub.keep(run, "model" if what == "model" else "record")
        if not content:
            raise Refused(
                "The run has no place to train in just now, so nothing can be linked to. Try again in a moment."
            )
        told: dict[str, Any] = {"type": "link", "what": what, "days": None}
        if what == "model":
            step = notes.read(content)[0]["step"]
            return told | {
                "name": "model",
                "value": await self._keep("models", content),
                "step": step,
                "days": kept.DAYS,
            }
        values = json.loads(content)["record"]
        if values is None:
            raise Refused(
                "This run has been changed too often to be trained again from a link; link to the model instead."
            )
        record = Record.from_dict(values)
        told |= {"step": record.steps, "changes": len(record.changes)}
        if len(text := record.to_link()) <= LINK_BYTES:
            return told | {"name": "again", "value": text}
        made = await self._keep("records", record.to_json().encode())
        return told | {"name": "record", "value": made, "days": kept.DAYS}

    async def _keep(self, kind: str, content: bytes) -> str:
        digest = hashlib.sha256(content).digest()
        root = cache_root()
        if digest in self._made and await asyncio.to_thread(kept.find, root, kind, self._made[digest]) is not None:
            return self._made[digest]
        if (wait := self._allowance.take()) > 0:
            raise Refused(f"Many links have been made here; the next can be in {math.ceil(wait)} seconds.")
        try:
            made = await asyncio.to_thread(kept.keep, root, kind, content)
        except OSError as error:
            raise Refused(f"The link's content could not be kept ({error.strerror or error}).") from error
        self._made[digest] = made
        return made
