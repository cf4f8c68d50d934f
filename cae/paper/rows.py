"""The rows of the table: how each model is trained here, and what the paper says of it. Knows no torch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

NONE = "none"  # a classifier that starts from initial weights
CAE, AE, GAUSSIAN = "CAE", "AE", "DAE-g"


class Reported(NamedTuple):
    """A row of Table 1 of Rifai et al. (2011), MNIST.

    Attributes
    ----------
    test_error : float
        In per cent, after fine-tuning.
    jacobian : float
        "Average ‖J_f(x)‖_F", times 10⁴ (the paper's heading gives no unit; see ``words.GUESS``).
    sat : float
        In per cent.
    """

    test_error: float
    jacobian: float
    sat: float


@dataclass(frozen=True, slots=True)
class Row:
    """A model of the table.

    Attributes
    ----------
    name : str
        As the paper has it.
    says : str
        The name in words.
    objective : str
        As one word (``cae.relatives``).
    lam : float or None
        The weight of the objective's penalty; None: the table's own setting.
    lr : float
        Of Adam, or of the RBM's own steps.
    reported : Reported
    """

    name: str
    says: str
    objective: str
    lam: float | None
    lr: float
    reported: Reported


ADAM = 1e-3
ROWS = (
    Row(CAE, "contractive", "contraction", None, ADAM, Reported(1.14, 0.73, 86.36)),
    Row(GAUSSIAN, "denoising, Gaussian σ = 0.5", "denoising:sigma=0.5", 0.0, ADAM, Reported(1.18, 0.86, 17.77)),
    Row("RBM", "restricted Boltzmann machine", "rbm", 0.0, 0.05, Reported(1.30, 2.50, 78.59)),
    Row("DAE-b", "denoising, masking 0.3", "masking:fraction=0.3", 0.0, ADAM, Reported(1.57, 7.87, 68.19)),
    Row("AE+wd", "weight decay ½·0.01‖W‖²", "weight-decay", 0.01, ADAM, Reported(1.68, 5.00, 64.97)),
    Row(AE, "no penalty", "contraction", 0.0, ADAM, Reported(1.78, 17.5, 49.90)),
)
BY_NAME = {row.name: row for row in ROWS}
