"""What atlases of one cache have to do with each other: models they share, and the same models grown in other ways."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from cae.atlases.store import SETTINGS, STATICS, Cached, Store, checkpoint_name, frame_name, read_settings, tile_units
from cae.experiments.settings import TRUNK, WAYS, PathSettings
from cae.processes import frames
from cae.processes.frames import FrameError

_OF_A_WAY = ("way", "epochs", "first_epochs")
_OF_A_UNIT = ("heat", "tiles", "units")  # sections with a row for each unit shown


def inspect(store: Store) -> Cached:
    """What of an atlas is on disk, once it has taken from other atlases what they share with it."""
    cached = store.inspect()
    missing = set(range(store.total)) - cached.points.keys()
    if missing:
        # What can't be taken over is trained, and that says what is wrong.
        with contextlib.suppress(OSError):
            _take(store, cached)
        cached.trained = {index for index in missing - cached.points.keys() | {TRUNK} if store.trained(index)}
    return cached


def in_other_ways(store: Store) -> dict[str, Store]:
    """The same models grown in each of the other ways, with its own numbers of epochs."""
    plain = {name: value for name, value in store.settings.as_dict().items() if name not in _OF_A_WAY}
    others = {way: PathSettings.from_dict(plain | {"way": way}) for way in WAYS if way != store.settings.way}
    return {way: Store(settings, store.root) for way, settings in others.items()}


def other_ways(store: Store) -> dict[str, bool]:
    """Of the other ways in which the same models can be grown, whether an atlas of all of them is there."""
    return {
        way: all((other.folder / frame_name(index)).is_file() for index in range(other.total))
        for way, other in in_other_ways(store).items()
    }


# -- models that are shared --------------------------------------------------------------------------------------


def _take(store: Store, cached: Cached) -> None:
    """Let an atlas have the models it lacks and another has: branches, and models from scratch, know of no other λ."""
    if store.settings.is_path:
        return
    for other in _siblings(store):
        here = store.settings.lambdas
        shared = {here.index(lam): k for k, lam in enumerate(other.settings.lambdas) if lam in here}
        wanted = {index: k for index, k in shared.items() if index not in cached.points}
        if wanted:
            store.begin()
            with contextlib.suppress(FrameError, OSError):
                _take_statics(store, other, cached)
            units = None if cached.statics is None else len(frames.read_header(cached.statics)["tile_units"])
            for index, k in wanted.items() | {(TRUNK, TRUNK)}:
                with contextlib.suppress(FrameError, OSError):
                    _take_training(store, index, other, k)
                    if index != TRUNK and units is not None:
                        _take_frame(store, index, other, k, units, cached)


def _siblings(store: Store) -> Iterator[Store]:
    """Atlases that differ from this one in nothing but their λs."""
    for path in sorted(store.folder.parent.glob(f"*/{SETTINGS}")):
        settings = None if path.parent == store.folder else read_settings(path.parent)
        if settings is not None and replace(settings, lambdas=store.settings.lambdas) == store.settings:
            yield Store(settings, store.root)


def _take_statics(store: Store, other: Store, cached: Cached) -> None:
    """The images are the same; how many units are shown depends on the number of λ."""
    if cached.statics is not None:
        return
    header, sections = frames.unpack(other.statics())
    N, D = sections["images"].values.shape
    strip, columns = len(header["strip_images"]), len(header["heat_images"])
    units = tile_units(store.settings.hidden, store.total, N, D, strip, columns)
    frame = frames.pack(header | {"tile_units": list(range(units))}, sections)
    store.put_frame(STATICS, frame)
    cached.statics = frame


def _take_training(store: Store, index: int, other: Store, k: int) -> None:
    """What a model's training has come to, or the trunk's."""
    if not store.trained(index):
        other.check(k)
        store.put(checkpoint_name(index), lambda part: _link(other.folder / checkpoint_name(k), part))


def _take_frame(store: Store, index: int, other: Store, k: int, units: int, cached: Cached) -> None:
    """A model's frame under its own index, if that shows enough units."""
    header, sections = frames.unpack(other.point(k))
    if len(sections["tiles"].values) < units:
        return
    cut = {name: section.first(units) for name, section in sections.items() if name in _OF_A_UNIT}
    frame = frames.pack(header | {"index": index}, sections | cut)
    store.put_frame(frame_name(index), frame)
    cached.points[index] = frame


def _link(source: Path, target: Path) -> None:
    """The same file under another name; a copy where the disk has no such thing. Checkpoints are never changed."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
