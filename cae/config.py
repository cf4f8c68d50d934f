"""The settings of a run: one frozen dataclass, validated once, at the door. Knows no torch and no Streamlit."""

from __future__ import annotations

import contextlib
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

ACTIVATIONS = ("sigmoid", "tanh", "softplus", "relu", "gelu", "identity")
OUTPUTS = ("sigmoid", "linear")
DATASETS = ("fashion-mnist-small", "digits", "fashion-mnist", "mnist")

HIDDEN_RANGE = (8, 1024)
LAM_RANGE = (0.0, 1e6)
LR_RANGE = (1e-6, 10.0)
BATCH_RANGE = (1, 1024)
SEED_RANGE = (0, 2**31 - 1)
SPEED_RANGE = (0.0, 1000.0)
BUDGET_RANGE = (1, 100_000_000)

# A model of the atlas to go on from: the atlas's key, and the model's index in it.
START = re.compile(r"[0-9a-f]{16}\.\d{1,3}")

# These say what is trained; changing one of them means a new model. The others change a running one.
STRUCTURE = ("dataset", "hidden", "activation", "tied", "output", "seed")
LIVE = ("lam", "lr", "batch")


class ConfigError(ValueError):
    """A setting outside its range. ``setting`` is its name, the message a sentence for the person."""

    def __init__(self, setting: str, message: str) -> None:
        super().__init__(message)
        self.setting = setting


@dataclass(frozen=True, slots=True)
class RunConfig:
    """Everything a run depends on: the same settings give the same weights and the same batches.

    Parameters
    ----------
    dataset : str
        One of ``DATASETS``.
    hidden : int
        Number of hidden units H: 8 to 1024, or 2 (the latent plane is then h itself).
    activation : str
        φ of the encoder, one of ``ACTIVATIONS``.
    tied : bool
        Whether the decoder uses the encoder's weights, Wᵀ.
    output : str
        "sigmoid" (cross-entropy) or "linear" (squared error).
    seed : int
        Of the initial weights and of the order of the batches.
    lam : float
        Contraction strength λ, 0 to 1e6.
    lr : float
        Adam's learning rate, 1e-6 to 10.
    batch : int
        Images a step, 1 to 1024.
    speed : float
        Steps a second the page is held to; 0 is as fast as it goes.
    budget : int or None
        The step at which the run pauses; None: it does not.
    start : str
        Which model of the atlas to go on from, as "key.index"; empty: initial weights from the seed.

    Raises
    ------
    ConfigError
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
    batch: int = 128
    speed: float = 0.0
    budget: int | None = None
    start: str = ""

    def __post_init__(self) -> None:
        one_of("dataset", self.dataset, DATASETS)
        one_of("activation", self.activation, ACTIVATIONS)
        one_of("output", self.output, OUTPUTS)
        if not isinstance(self.tied, bool):
            raise ConfigError("tied", f"tied must be true or false, but {shown(self.tied)} came.")
        if not (self.hidden == 2 and isinstance(self.hidden, int)):
            whole("hidden", self.hidden, HIDDEN_RANGE, also="2 or ")
        whole("seed", self.seed, SEED_RANGE)
        number("lam", self.lam, LAM_RANGE)
        number("lr", self.lr, LR_RANGE)
        whole("batch", self.batch, BATCH_RANGE)
        number("speed", self.speed, SPEED_RANGE)
        if self.budget is not None:
            whole("budget", self.budget, BUDGET_RANGE)
        if not isinstance(self.start, str) or (self.start and not START.fullmatch(self.start)):
            allowed = "a key of 16 hexadecimal digits, a dot and an index"
            raise ConfigError("start", f"start must be empty or {allowed}, but {shown(self.start)} came.")

    def with_(self, **changes: Any) -> RunConfig:
        """The same settings with some changed, validated again."""
        return replace(self, **changes)

    def as_dict(self) -> dict[str, Any]:
        """The settings by name, as the protocol and the URL carry them."""
        return asdict(self)

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> RunConfig:
        """Settings from decoded JSON; names that are missing keep their defaults.

        Raises
        ------
        ConfigError
            If a name is unknown or a value is outside its range.
        """
        return cls(**known_settings(cls, values, floats=("lam", "lr", "speed")))


def known_settings(cls: Any, values: Mapping[str, Any], floats: Sequence[str]) -> dict[str, Any]:
    """Values from decoded JSON as a dataclass of settings takes them.

    Parameters
    ----------
    cls : dataclass
    values : mapping
    floats : sequence of str
        Settings that are floats: JSON has no other way to write 3 than as a whole number.

    Raises
    ------
    ConfigError
        If a name is none of the dataclass's.
    """
    known = {field.name for field in fields(cls)}
    for name in values:
        if name not in known:
            raise ConfigError(str(name), f"There is no setting {shown(name)}; there are {', '.join(sorted(known))}.")
    given = dict(values)
    for name in floats:
        if isinstance(given.get(name), int) and not isinstance(given[name], bool):
            with contextlib.suppress(OverflowError):  # what no float holds is refused as it came
                given[name] = float(given[name])
    return given


def from_url(params: Mapping[str, str]) -> tuple[RunConfig, list[str]]:
    """Read settings from URL parameters. A bad one gets its default and a sentence, the others stay.

    Parameters
    ----------
    params : mapping of str to str
        As a URL gives them; names that are no settings (other pages' own) are ignored.

    Returns
    -------
    config : RunConfig
    problems : list of str
        One sentence for each bad parameter: its name, what came, its range, and the default taken.
    """
    config, problems = RunConfig(), []
    for field in fields(RunConfig):
        if field.name not in params:
            continue
        text = params[field.name]
        try:
            config = config.with_(**{field.name: _parse(field.name, text)})
        except ConfigError as error:
            default = getattr(RunConfig(), field.name)
            used = "none" if default in (None, "") else str(default).lower() if isinstance(default, bool) else default
            problems.append(f"{error} The default, {used}, is used.")
    return config, problems


def _parse(name: str, text: str) -> Any:
    if name in ("dataset", "activation", "output", "start"):
        return text
    if name == "tied":
        values = {"true": True, "1": True, "false": False, "0": False}
        return values.get(text.lower(), text)
    if name == "budget" and text in ("", "0"):
        return None
    # int() of a string with thousands of digits is slow and no setting is that long.
    text = text[:40]
    try:
        return float(text) if name in ("lam", "lr", "speed") else int(text)
    except ValueError:
        return text


def plain(number: float) -> str:
    """A number as a person writes it: 1,000,000 and 0.001 and 1e-6, never 1e+06."""
    if isinstance(number, int):
        return f"{number:,}"
    if number == 0 or 1e-4 <= abs(number) < 1e12:
        return f"{number:,.10g}" if abs(number) < 1000 else f"{number:,.0f}"
    mantissa, _, exponent = f"{number:.3g}".partition("e")
    return f"{mantissa}e{int(exponent)}" if exponent else mantissa


def shown(value: object) -> str:
    """What came, for a message; cut short."""
    return repr(value if not isinstance(value, str) else value[:40])[:60]


def one_of(name: str, value: object, allowed: tuple[str, ...]) -> None:
    """Raise ``ConfigError`` unless the value is among those."""
    if value not in allowed:
        raise ConfigError(name, f"{name} must be one of {', '.join(allowed)}, but {shown(value)} came.")


def whole(name: str, value: object, bounds: tuple[int, int], also: str = "") -> None:
    """Raise ``ConfigError`` unless the value is a whole number within the bounds."""
    lo, hi = bounds
    if not isinstance(value, int) or isinstance(value, bool) or not lo <= value <= hi:
        raise ConfigError(
            name, f"{name} must be {also}a whole number from {plain(lo)} to {plain(hi)}, but {shown(value)} came."
        )


def number(name: str, value: object, bounds: tuple[float, float]) -> None:
    """Raise ``ConfigError`` unless the value is a float within the bounds."""
    lo, hi = bounds
    if not isinstance(value, float) or not math.isfinite(value) or not lo <= value <= hi:
        raise ConfigError(name, f"{name} must be a number from {plain(lo)} to {plain(hi)}, but {shown(value)} came.")
