"""Who stands beside the contractive autoencoder on the Relatives page, and how strongly each is held. Knows no torch.

Each differs from the run's model in its objective, or in its network; ``cae.runs.members`` makes them. The five
strengths of each reconstruct better and worse than the page's contractive autoencoder (``docs/relatives.md``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cae import config, relatives
from cae.checks import Check, Refused, number
from cae.config import RunConfig

LEADER = "cae"  # what frames call the run's own model
DEEP_UNITS = 256  # of the first layer of the deep one, and of the second at most
_LAM, _SIGMA = number(*config.LAM_RANGE), number(1e-3, 100.0)
_OWN = relatives.KINDS["masking"].checks["fraction"]


@dataclass(frozen=True, slots=True)
class Strength:
    """A number of a relative's own.

    Attributes
    ----------
    symbol, says : str
        What it is called, and what it is.
    values : tuple of float
        Five, ascending.
    usual : float
        One of them.
    check : callable
        What it may be.
    """

    symbol: str
    says: str
    values: tuple[float, ...]
    usual: float
    check: Check = _LAM


@dataclass(frozen=True, slots=True)
class Relative:
    """One of the line-up.

    Attributes
    ----------
    name, title : str
    objective : str
        As ``cae.relatives`` has it.
    strength : Strength or None
        None: it has none, and its λ is 0.
    number : str
        What its strength is to it: ``lam``, ``lr``, or a number of its objective.
    network : str
        ``own``: the run's; ``deep``: with a second layer; ``recipe``: that of the copied recipe.
    """

    name: str
    title: str
    objective: str
    strength: Strength | None
    number: str = "lam"
    network: str = "own"

    def refused(self, settings: RunConfig) -> str:
        """Why it does not go with a run of these settings; '' if it does."""
        if settings.in_the_plane:
            return "Relatives are of images: in the plane a twin and a denoising autoencoder stand beside the model."
        if self.network == "recipe":
            return ""
        if self.network == "deep" and settings.hidden > DEEP_UNITS:
            return (
                f"The deep CAE takes up to {DEEP_UNITS} hidden units, but the run has {settings.hidden:,}: "
                "the Jacobian of a wider one takes too long at each step."
            )
        try:
            relatives.check_pair(self.objective, settings.activation, settings.output, settings.tied)
        except Refused as error:
            return str(error)
        return ""


LINEUP: dict[str, Relative] = {
    one.name: one
    for one in (
        Relative("ae", "Autoencoder", "contraction", None),
        Relative(
            "weight-decay", "Weight decay", "weight-decay",
            Strength("λ", "weighs ½‖W‖²", (0.005, 0.01, 0.02, 0.05, 0.1), 0.02),
        ),
        Relative(
            "sparse-kl", "Sparse, KL", "sparse-kl",
            Strength("λ", "weighs Σ KL(0.05 ‖ a unit's mean)", (0.1, 0.3, 1.0, 2.0, 5.0), 1.0),
        ),
        Relative("sparse-l1", "Sparse, L1", "sparse-l1", Strength("λ", "weighs Σ|h|", (0.1, 0.3, 1.0, 2.0, 5.0), 1.0)),
        Relative(
            "denoising", "Denoising, Gaussian", "denoising",
            Strength("σ", "of the noise, a pixel from 0 to 1", (0.1, 0.3, 0.5, 1.0, 2.0), 0.5, _SIGMA), "sigma",
        ),
        Relative(
            "masking", "Denoising, masking", "masking",
            Strength("share", "of the pixels that are masked", (0.1, 0.3, 0.5, 0.6, 0.8), 0.5, _OWN), "fraction",
        ),
        Relative(
            "rbm", "RBM", "rbm",
            Strength("rate", "of learning, of plain gradient steps", (0.01, 0.02, 0.04, 0.05, 0.1), 0.05,
                     number(*config.LR_RANGE)), "lr",
        ),
        Relative(
            "cae+h", "CAE+H", "cae+h",
            Strength("γ", "weighs ‖∂J/∂x‖², beside the CAE's λ‖J‖²", (0.01, 0.03, 0.1, 0.3, 1.0), 0.1), "gamma",
        ),
        Relative(
            "deep", "Deep CAE", "contraction",
            Strength("λ", "weighs ‖J‖² of the whole encoder", (1.0, 3.0, 10.0, 30.0, 100.0), 10.0), network="deep",
        ),
        Relative(
            "recipe", "Copied recipe", "recipe",
            Strength("λ", "weighs what it takes for ‖J‖²", (10.0, 100.0, 300.0, 1000.0, 3000.0), 100.0),
            network="recipe",
        ),
        Relative(
            "right", "The same, done right", "contraction",
            Strength("λ", "weighs ‖J‖² of the whole encoder", (10.0, 100.0, 1000.0, 10000.0, 100000.0), 100.0),
            network="recipe",
        ),
    )
}  # fmt: skip


def told(settings: RunConfig) -> list[dict[str, Any]]:
    """The table as JSON, and why who does not go with a run of these settings."""
    return [
        {
            "name": one.name,
            "title": one.title,
            "strength": None if one.strength is None else {
                "symbol": one.strength.symbol,
                "says": one.strength.says,
                "values": one.strength.values,
                "usual": one.strength.usual,
            },
            "refused": one.refused(settings),
        }
        for one in LINEUP.values()
    ]  # fmt: skip
