"""What a run of changing settings was: enough to train it again to the same bits. Knows no torch.

A record is JSON of one form, for links, files and replays::

    {"changes": [[120, "lam", 3.0], [900, "batch_size", 64]],
     "format": "cae-lab record 1",
     "settings": {"activation": "sigmoid", "batch_size": 128, …, "start": "", "tied": true},
     "steps": 12480, "threads": 1, "version": "0.1.0"}

``settings`` are those of step 0; a change counts from the step it names on (that step is the first trained with it);
``steps`` are those that had been taken when the record was. Names are in the order of the alphabet, without spaces,
and what changes nothing is left out: two records of the same training are the same text.

In a link the settings stand under their own names, and the rest is one short text,
``12480v0.1.0_0l0.1_0r0.001_0b128_120l3``: steps and version, then changes, where ``l`` is λ, ``r`` the learning rate
and ``b`` the batch size. ``12480t2v0.1.0`` is of two threads.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import cae
from cae.checks import Refused, as_list, from_json, shown, whole
from cae.config import CHECKS, RunConfig

FORMAT = "cae-lab record 1"
MOST_CHANGES = 20_000
MOST_STEPS = 2**53
MOST_THREADS = 1024
LINK_BYTES = 2048  # that a record may take in a link
MOST_BYTES = 2 << 20  # that one may take as JSON

CHANGING = ("lam", "lr", "batch_size")  # what may change while a run trains
_NOT_OF_THE_BITS = ("speed", "budget")
_FIELDS = ("changes", "format", "settings", "steps", "threads", "version")
_LETTERS = {"lam": "l", "lr": "r", "batch_size": "b"}
_NAMES = {letter: name for name, letter in _LETTERS.items()}
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+-]{0,39}")
_HEAD = re.compile(r"(\d{1,16})(?:t(\d{1,4}))?(?:v([0-9A-Za-z.+-]{1,40}))?")
_CHANGE = re.compile(r"(\d{1,16})([lrb])([0-9.eE+-]{1,30})")


class Change(NamedTuple):
    """Another value of a setting, from one step on.

    Attributes
    ----------
    step : int
        The first step that is trained with it.
    name : str
        One of ``CHANGING``.
    value : float or int
    """

    step: int
    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Record:
    """Everything that decides the bits of a run.

    Parameters
    ----------
    config : RunConfig
        The settings of its first step. Speed and budget decide no bits: they are left at their defaults.
    changes : iterable of Change
        In any order; those at step 0 become part of ``config``, and what changes nothing is left out.
    steps : int
        How many had been taken.
    threads : int
        With which torch trained.
    version : str
        Of this package, when the run was trained.

    Raises
    ------
    Refused
        If one of them is not what it must be; a sentence says which.
    """

    config: RunConfig
    changes: tuple[Change, ...] = ()
    steps: int = 0
    threads: int = 1
    version: str = cae.__version__

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "steps", whole(0, MOST_STEPS)("steps", self.steps))
        put(self, "threads", whole(1, MOST_THREADS)("threads", self.threads))
        if not isinstance(self.version, str) or not _VERSION.fullmatch(self.version):
            raise Refused(f"version must be that of a package, but {shown(self.version)} came.", "version")
        config, changes = _canonical(self.config, _checked(self.changes))
        put(self, "config", config.with_(**{name: getattr(RunConfig(), name) for name in _NOT_OF_THE_BITS}))
        put(self, "changes", changes)

    def at(self, step: int) -> dict[str, float]:
        """λ, learning rate and batch size that this step is trained with."""
        values = {name: getattr(self.config, name) for name in CHANGING}
        return values | {change.name: change.value for change in self.changes if change.step <= step}

    # -- JSON ------------------------------------------------------------------------------------------------

    def as_dict(self) -> dict[str, Any]:
        """The record as JSON carries it."""
        settings = {name: value for name, value in self.config.as_dict().items() if name not in _NOT_OF_THE_BITS}
        changes = [list(change) for change in self.changes]
        return {
            "changes": changes,
            "format": FORMAT,
            "settings": settings,
            "steps": self.steps,
            "threads": self.threads,
            "version": self.version,
        }

    def to_json(self) -> str:
        """The record as text, the same for the same record."""
        return json.dumps(self.as_dict(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    @classmethod
    def from_dict(cls, values: object) -> Record:
        """A record from decoded JSON.

        Raises
        ------
        Refused
            If it is none, or holds what no run can have; a sentence says what.
        """
        if not isinstance(values, Mapping):
            raise Refused(f"A record must be an object, but {shown(values)} came.")
        if values.get("format") != FORMAT:
            raise Refused(f"A record must be of format {FORMAT!r}, but {shown(values.get('format'))} came.", "format")
        for name in _FIELDS:
            if name not in values:
                raise Refused(f'A record needs the field "{name}".', name)
        for name in values:
            if name not in _FIELDS:
                raise Refused(f"A record has no field {shown(name)}; it has {', '.join(_FIELDS)}.", str(name))
        settings = values["settings"]
        if not isinstance(settings, Mapping):
            raise Refused(f"settings must be an object, but {shown(settings)} came.", "settings")
        for name in _NOT_OF_THE_BITS:
            if name in settings:
                raise Refused(f"settings of a record have no {name}: it decides no bits.", name)
        config = RunConfig.from_mapping(settings)
        return cls(config, values["changes"], values["steps"], values["threads"], values["version"])

    @classmethod
    def from_json(cls, text: str | bytes) -> Record:
        """A record from its text; raises as ``from_dict``, also if the text is no JSON or too long."""
        return cls.from_dict(from_json(text, "A record", MOST_BYTES))

    # -- links -----------------------------------------------------------------------------------------------

    def to_link(self) -> str:
        """The changes, and what else a link has no name for, in letters that an address carries as they are."""
        first = [Change(0, name, getattr(self.config, name)) for name in CHANGING]
        head = f"{self.steps}" + (f"t{self.threads}" if self.threads != 1 else "") + f"v{self.version}"
        changes = [f"{step}{_LETTERS[name]}{_short(value)}" for step, name, value in (*first, *self.changes)]
        return "_".join([head, *changes])

    @classmethod
    def from_link(cls, text: str, config: RunConfig) -> Record:
        """The record of a link.

        Parameters
        ----------
        text : str
            As ``to_link`` gives it.
        config : RunConfig
            The settings that stand in the link under their own names.

        Raises
        ------
        Refused
            If it is no such text, or too long for a link.
        """
        if not isinstance(text, str) or len(text) > LINK_BYTES:
            came = f"{len(text):,} characters" if isinstance(text, str) else shown(text)
            raise Refused(
                f"again must be the text of a record of up to {LINK_BYTES:,} characters, but {came} came.", "again"
            )
        head, *rest = text.split("_")
        found = _HEAD.fullmatch(head)
        if not found:
            allowed = "begin with a number of steps, as 12480v0.1.0"
            raise Refused(f"again must {allowed}, but {shown(head)} came.", "again")
        changes = [_change(part) for part in rest]
        steps, threads, version = found.groups()
        return cls(config, tuple(changes), int(steps), int(threads or 1), version or cae.__version__)


class Changes:
    """What has changed along a run so far; it goes back where the run does.

    Parameters
    ----------
    config : RunConfig
        The settings of step 0.

    Attributes
    ----------
    first : dict
        λ, learning rate and batch size of step 0.
    made : list of Change
    lost : bool
        There have been more than ``MOST_CHANGES``: the run can no longer be told by them.
    """

    def __init__(self, config: RunConfig) -> None:
        self.first: dict[str, float] = {name: getattr(config, name) for name in CHANGING}
        self.made: list[Change] = []
        self.lost = False

    def note(self, step: int, config: RunConfig) -> None:
        """From this step on these settings count; of several for one step the last do."""
        if step == 0:
            self.first, self.made = {name: getattr(config, name) for name in CHANGING}, []
            return
        before = self.first.copy()
        kept = len(self.made)
        while kept and self.made[kept - 1].step >= step:
            kept -= 1
        for change in self.made[:kept]:
            before[change.name] = change.value
        del self.made[kept:]
        self.made += [
            Change(step, name, getattr(config, name)) for name in CHANGING if getattr(config, name) != before[name]
        ]
        if len(self.made) > MOST_CHANGES:
            self.made, self.lost = [], True

    def record(self, config: RunConfig, steps: int, threads: int) -> Record | None:
        """The record of a run with these settings that has taken so many steps; None if it can't be told any more."""
        if self.lost:
            return None
        return Record(config.with_(**self.first), tuple(self.made), steps, threads)


def _short(value: float) -> str:
    """A number as short as it can be read back."""
    return (
        str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value)).replace("e-0", "e-")
    )


def _change(part: str) -> Change:
    found = _CHANGE.fullmatch(part)
    if not found:
        allowed = "a step, l, r or b, and a value, as 120l3"
        raise Refused(f"again must hold changes that are {allowed}, but {shown(part)} came.", "again")
    step, letter, text = found.groups()
    try:
        number = float(text)
    except ValueError:
        raise Refused(f"again must hold numbers, but {shown(text)} came.", "again") from None
    name = _NAMES[letter]
    return Change(int(step), name, int(number) if name == "batch_size" and number.is_integer() else number)


def _checked(changes: object) -> list[Change]:
    given = as_list(changes)
    if not given and not isinstance(changes, list | tuple):
        raise Refused(f"changes must be a list, but {shown(changes)} came.", "changes")
    if len(given) > MOST_CHANGES:
        raise Refused(f"changes must be at most {MOST_CHANGES:,}, but {len(given):,} came.", "changes")
    return [_checked_change(change) for change in given]


def _checked_change(change: object) -> Change:
    parts = as_list(change)
    if len(parts) != 3 or parts[1] not in CHANGING:
        names = ", ".join(CHANGING)
        raise Refused(f"changes must be a step, one of {names}, and a value each, but {shown(change)} came.", "changes")
    step, name, value = parts
    checked = CHECKS[name](name, value)
    return Change(
        whole(0, MOST_STEPS)("the step of a change", step), name, checked + 0 if name != "batch_size" else checked
    )


def _canonical(config: RunConfig, changes: Iterable[Change]) -> tuple[RunConfig, tuple[Change, ...]]:
    """The settings of step 0 and what changes after it, in order, without what changes nothing."""
    last = {(change.step, change.name): change for change in changes}  # of several for one step the last counts
    now: dict[str, float] = {name: getattr(config, name) for name in CHANGING}
    kept = []
    for change in sorted(last.values(), key=lambda change: (change.step, CHANGING.index(change.name))):
        if change.value != now[change.name] and change.step > 0:
            kept.append(change)
        now[change.name] = change.value
        if change.step == 0:
            config = config.with_(**{change.name: change.value})
    return config, tuple(kept)
