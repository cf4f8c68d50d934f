"""The settings of a run: one frozen dataclass, validated once, at the door. Knows no torch and no Streamlit."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from cae import points, typed
from cae.checks import Check, Refused, choice, flag, number, or_none, shown, whole
from cae.data import OFFERED

ACTIVATIONS = ("sigmoid", "tanh", "softplus", "relu", "gelu", "identity")
OUTPUTS = ("sigmoid", "linear")
DATASETS = OFFERED

MAX_LAYERS = 4  # of an encoder
CHECKPOINT_FORMAT = "cae-lab 1"  # what the files of cae.checkpoint say they are

HIDDEN_RANGE = (2, 1024)
PLANE_HIDDEN_RANGE = (2, 16)  # of a run in the plane: its network is shown as a picture
LAM_RANGE = (0.0, 1e6)
LR_RANGE = (1e-6, 10.0)
BATCH_RANGE = (1, 1024)
SEED_RANGE = (0, 2**31 - 1)
SPEED_RANGE = (0.0, 1000.0)
BUDGET_RANGE = (1, 100_000_000)
INDEX_RANGE = (0, 10**6)  # of a unit or an image; the model and the data set bound it further

# A model of the atlas to go on from: the atlas's key, and the model's index in it.
START = re.compile(r"[0-9a-f]{16}\.\d{1,3}")
# What settings were called in links that are still about.
OLD_NAMES = {"batch": "batch_size"}


def _start(name: str, value: Any) -> str:
    if not isinstance(value, str) or (value and not START.fullmatch(value)):
        allowed = "a key of 16 hexadecimal digits, a dot and an index"
        raise Refused(f"{name} must be empty or {allowed}, but {shown(value)} came.", name)
    return value


CHECKS: dict[str, Check] = {
    "dataset": choice(*DATASETS),
    "hidden": whole(*HIDDEN_RANGE),
    "activation": choice(*ACTIVATIONS),
    "tied": flag,
    "output": choice(*OUTPUTS),
    "seed": whole(*SEED_RANGE),
    "lam": number(*LAM_RANGE),
    "lr": number(*LR_RANGE),
    "batch_size": whole(*BATCH_RANGE),
    "speed": number(*SPEED_RANGE),
    "budget": or_none(whole(*BUDGET_RANGE)),
    "start": _start,
    "relatives": flag,
}


def _dataset(name: str, value: Any) -> str:
    """A data set of images that the pages offer, or one of the plane."""
    return (points.checked if points.in_the_plane(value) else CHECKS["dataset"])(name, value)


def _no_start(name: str, value: Any) -> str:
    if value:
        raise Refused(f"{name} must be empty where relatives train beside the model from step 0, but it is not.", name)
    return ""


def _plane_output(name: str, value: Any) -> str:
    if value != "linear":
        raise Refused(f"{name} must be linear in the plane, where points leave 0 to 1, but {shown(value)} came.", name)
    return "linear"


def _plane_hidden(name: str, value: Any) -> int:
    lo, hi = PLANE_HIDDEN_RANGE
    if not lo <= value <= hi:
        allowed = f"a whole number from {lo} to {hi} in the plane"
        raise Refused(f"{name} must be {allowed}, but {shown(value)} came.", name)
    return int(value)


_RUN_CHECKS = CHECKS | {"dataset": _dataset}
_PLANE_CHECKS: dict[str, Check] = {"output": _plane_output, "hidden": _plane_hidden}
_RELATIVES_CHECKS: dict[str, Check] = {"dataset": CHECKS["dataset"], "start": _no_start}


def check_settings(settings: object, checks: Mapping[str, Check]) -> None:
    """Check the fields of a frozen dataclass once it has them; a whole number becomes a float where one is meant.

    Raises
    ------
    Refused
        If a setting is outside its range; it names the setting, what came and what is allowed.
    """
    for name, check in checks.items():
        object.__setattr__(settings, name, check(name, getattr(settings, name)))


def check_names(cls: Any, values: Mapping[str, Any]) -> None:
    """Raise ``Refused`` if a name is none of the dataclass's."""
    known = {field.name for field in fields(cls)}
    for name in values:
        if name not in known:
            there = ", ".join(sorted(known))
            raise Refused(f"There is no setting {shown(name)}; there are {there}.", str(name))


@dataclass(frozen=True, slots=True)
class RunConfig:
    """Everything a run depends on: the same settings give the same weights and the same batches.

    Parameters
    ----------
    dataset : str
        One of ``DATASETS``, or points in the plane as ``cae.points`` names them.
    hidden : int
        Number of hidden units H: 2 to 1024 (16 in the plane); of 2 the latent plane is h itself.
    activation : str
        φ of the encoder, one of ``ACTIVATIONS``.
    tied : bool
        Whether the decoder uses the encoder's weights, Wᵀ.
    output : str
        "sigmoid" (cross-entropy) or "linear" (squared error); linear in the plane.
    seed : int
        Of the initial weights and of the order of the batches.
    lam : float
        Contraction strength λ, 0 to 1e6.
    lr : float
        Adam's learning rate, 1e-6 to 10.
    batch_size : int
        Images a step, 1 to 1024.
    speed : float
        Steps a second the page is held to; 0 is as fast as it goes.
    budget : int or None
        The step at which the run pauses; None: it does not.
    start : str
        Which model of the atlas to go on from, as "key.index"; empty: initial weights from the seed.
    relatives : bool
        Whether it is shown beside the autoencoders of ``cae.lineup``, which train in step with it.

    Raises
    ------
    Refused
        If a setting is outside its range; it names the setting, what came and what is allowed.
    """

    dataset: str = "fashion-mnist-small"
    hidden: int = 64
    activation: str = "sigmoid"
    tied: bool = True
    output: str = "sigmoid"
    seed: int = 0
    lam: float = 0.1
    lr: float = 1e-3
    batch_size: int = 128
    speed: float = 0.0
    budget: int | None = None
    start: str = ""
    relatives: bool = False

    def __post_init__(self) -> None:
        check_settings(self, _RUN_CHECKS)
        if self.in_the_plane:
            check_settings(self, _PLANE_CHECKS)
        if self.relatives:
            check_settings(self, _RELATIVES_CHECKS)

    @property
    def in_the_plane(self) -> bool:
        """Whether it is a run of two inputs, which has a page of its own."""
        return points.in_the_plane(self.dataset)

    @property
    def kind(self) -> str:
        """Which pages show it, one of ``KINDS``."""
        return "plane" if self.in_the_plane else "relatives" if self.relatives else "images"

    def with_(self, **changes: Any) -> RunConfig:
        """The same settings with some changed, validated again."""
        return replace(self, **changes)

    def as_dict(self) -> dict[str, Any]:
        """The settings by name, as the protocol and the URL carry them; ``relatives`` only where it is so."""
        return {name: value for name, value in asdict(self).items() if name != "relatives" or value}

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> RunConfig:
        """Settings from decoded JSON; names that are missing keep their defaults.

        Raises
        ------
        Refused
            If a name is unknown or a value is outside its range.
        """
        check_names(cls, values)
        return cls(**values)


IN_THE_PLANE = RunConfig(dataset="plane-circle", hidden=16, output="linear", lam=3.0, lr=3e-3)

RELATIVES = RunConfig(relatives=True, lam=1.0, budget=3000)
KINDS = {"images": RunConfig(), "plane": IN_THE_PLANE, "relatives": RELATIVES}  # with what each begins


def usual(config: RunConfig) -> RunConfig:
    """The default settings of a run of this kind."""
    return KINDS[config.kind]


def check_kind(config: RunConfig, kind: str) -> None:
    """Refuse settings of a run that another page shows (``Refused``)."""
    _check_dataset(config.dataset, kind)
    if config.kind != kind:
        must = (
            "false on a page that shows a run alone" if kind == "images" else "true on a page that shows relatives too"
        )
        raise Refused(f"relatives must be {must}.", "relatives")


def _check_dataset(dataset: str, kind: str) -> None:
    (points.checked if kind == "plane" else CHECKS["dataset"])("dataset", dataset)


def from_url(
    params: Mapping[str, str], worded: Callable[[Refused], str] = str, default: RunConfig | None = None
) -> tuple[RunConfig, list[str]]:
    """Read settings from URL parameters. A bad one gets its default and a sentence, the others stay.

    Parameters
    ----------
    params : mapping of str to str
        As a URL gives them; names that are no settings (other pages' own) are ignored.
    worded : callable
        What is said of a bad one: a page has names of its own for them.
    default : RunConfig, optional
        What holds where the URL says nothing; a data set has to be of its kind, images or the plane.

    Returns
    -------
    config : RunConfig
    problems : list of str
        One sentence for each bad parameter: its name, what came, its range, and the default taken.
    """
    first = config = default or RunConfig()
    problems = []
    given = dict(params)
    for old, name in OLD_NAMES.items():
        if old in given:
            given.setdefault(name, given.pop(old))
    for field in fields(RunConfig):
        if field.name not in given or field.name == "relatives":  # which is the page's to say
            continue
        text = given[field.name]
        try:
            if field.name == "dataset":
                _check_dataset(text, first.kind)
            config = config.with_(**{field.name: _parse(field.name, text)})
        except Refused as error:
            value = getattr(first, field.name)
            used = "none" if value in (None, "") else str(value).lower() if isinstance(value, bool) else value
            problems.append(f"{worded(error)} The default, {used}, is used.")
    return config, problems


def _parse(name: str, text: str) -> Any:
    if name in ("dataset", "activation", "output", "start"):
        return text
    if name == "tied":
        values = {"true": True, "1": True, "false": False, "0": False}
        return values.get(text.lower(), text)
    value = typed.number(name, text)
    return None if name == "budget" and value in ("", 0) else value
