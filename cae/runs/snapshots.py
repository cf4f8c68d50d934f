"""A live run as bytes, from which it goes on: in another engine, after an undo, or where a link is opened."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from cae.config import RunConfig
from cae.experiments.record import CHANGING, Change
from cae.runs import guard, packed
from cae.runs.beside import PREFIX, Beside
from cae.runs.notes import SNAPSHOT_FORMAT
from cae.runs.replaying import Replay

if TYPE_CHECKING:
    from cae.runs.run import LiveRun


def take(run: LiveRun, **instead: Any) -> bytes:
    """Everything a new engine needs to go on from here; ``instead``: notes that are to be others."""
    picture = run.picture
    notes = {
        "format": SNAPSHOT_FORMAT,
        "config": run.config.as_dict(),
        "step": run.trainer.step,
        "state": run.state,
        "seq": run.seq,
        "build": run.build,
        "frame": run.frame,
        "budget": run.budget,
        "stepping": run.stepping,
        "lam": run.trained_lam,
        "members": run.invited.strengths,
        "beside": run.beside.notes() if run.beside is not None else None,
        "view": picture.view(),
        "lesson": run.lesson.of,
        "first": run.changes.first,
        "lost": run.changes.lost,
        "replay": run.replay.notes() if run.replay is not None else None,
        "origin": run.origin,
    } | instead
    tensors = run.company.state() | picture.state()
    if not notes["members"]:
        tensors = {name: tensor for name, tensor in tensors.items() if "/" not in name}
    if run.beside is not None and notes["beside"]:
        tensors |= run.beside.tensors()
    tensors["rows"] = torch.from_numpy(run.losses.array())
    tensors["marks"] = torch.from_numpy(run.losses.mark_array())
    made = [(change.step, CHANGING.index(change.name), change.value) for change in run.changes.made]
    tensors["changes"] = torch.tensor(made, dtype=torch.float64).reshape(-1, 3)
    return packed.pack(notes, tensors)


def settings_of(notes: dict[str, Any]) -> RunConfig:
    """With which settings a run has to be made before ``bring_back``: its weights come later, wherever they began."""
    return RunConfig.from_mapping(notes["config"]).with_(start="")


def bring_back(run: LiveRun, notes: dict[str, Any], tensors: dict[str, Tensor], now: float) -> None:
    """Let a run that has just been made go on where a snapshot was taken."""
    run.config = RunConfig.from_mapping(notes["config"])
    rows, marks = ([tuple(row) for row in tensors.pop(name).tolist()] for name in ("rows", "marks"))
    run.losses.bring_back(rows, marks)
    run.changes.first, run.changes.lost = notes["first"], notes["lost"]
    run.changes.made = [_change(*row) for row in tensors.pop("changes").tolist()]
    run.replay = Replay.of(notes["replay"]) if notes["replay"] else None
    run.origin = notes["origin"]
    run.picture.load_state(tensors)
    if notes["members"]:
        with suppress(ValueError):  # who was refused then is refused now
            run.obey({"type": "company", "members": notes["members"]})
    if notes["beside"]:
        run.beside = Beside.restore(notes["beside"], tensors, run.data)
    run.company.load_state({name: values for name, values in tensors.items() if not name.startswith(PREFIX)})
    if run.config.start:
        run.trail.clear()  # it began elsewhere
    run.picture.weights_changed()
    # A divergence is not carried over: its good state is what the snapshot holds.
    run.state = "paused" if notes["state"] == "diverged" else notes["state"]
    run.seq, run.build, run.frame = notes["seq"], notes["build"], notes["frame"]
    run.budget, run.stepping, run.trained_lam = notes["budget"], notes["stepping"], notes["lam"]
    run.picture.load_view(notes["view"])
    run.lesson.resume(notes.get("lesson"))
    run.good = guard.GoodState(run.trainer.state(), run.config, now)
    if rows:
        run.last_train, run.recon = rows[-1][1:3], rows[-1][3]


def _change(step: float, which: float, value: float) -> Change:
    name = CHANGING[int(which)]
    return Change(int(step), name, int(value) if name == "batch_size" else value)
