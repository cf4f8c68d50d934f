"""What a run's next step will do, told before it happens: of one image of the batch and one unit."""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import Tensor

from cae import contraction, derivation
from cae.data import Dataset
from cae.figures.images import Sections
from cae.gradients.adam import BETA1, BETA2, EPS
from cae.gradients.buffers import FlatParameters
from cae.gradients.network import Gradient
from cae.model import Autoencoder
from cae.objectives import error_from_logits
from cae.trainer import Diverged, Trainer


@dataclass(frozen=True, slots=True)
class Settings:
    """λ, learning rate and batch size of a step."""

    lam: float
    lr: float
    batch_size: int


@dataclass(slots=True)
class Forecast:
    """One step, foretold.

    Attributes
    ----------
    start : int
        The step that the run is at.
    settings : Settings
        Of the step.
    unit, place : int
        Of which unit, and of which image: its place in the batch.
    numbers : dict
        For a frame's header.
    sections : dict of str to ndarray
    going : bool
        Whether the step has been asked for.
    happened : dict or None
        What a page is told once it has.
    """

    start: int
    settings: Settings
    unit: int
    place: int
    numbers: dict[str, Any]
    sections: Sections
    going: bool = False
    happened: dict[str, Any] | None = field(default=None)

    def compare(self, trainer: Trainer) -> None:
        """The step has been taken: hold what was foretold against what there is."""
        real = trainer.model.W[0][self.unit].detach().numpy()
        largest = float(np.abs(self.sections["inside_after"] - real).max())
        self.happened = {"step": trainer.step, "largest": largest}

    def told(self) -> dict[str, Any]:
        """What a page is told."""
        return self.numbers | {"happened": self.happened}


def foretell(trainer: Trainer, data: Dataset, settings: Settings, unit: int, place: int) -> Forecast:
    """Foretell a trainer's next step.

    A copy of the trainer takes it, so that the end is exact; what leads there is computed on its own.

    Parameters
    ----------
    trainer : Trainer
        Of a contractive autoencoder of one layer; it stays as it is.
    data : Dataset
        Whose training images it has.
    settings : Settings
        That the step will be taken with.
    unit, place : int

    Raises
    ------
    ValueError
        If training would diverge at it.
    """
    ahead: Trainer = copy.deepcopy(trainer, {id(trainer.x): trainer.x})
    ahead.lam, ahead.lr = settings.lam, settings.lr
    ahead.batch_size = settings.batch_size
    images = ahead.upcoming()
    before = ahead.state()
    parameters = FlatParameters(copy.deepcopy(trainer.model))
    with torch.inference_mode():
        try:
            ahead.train_step()
            ahead.check()
        except Diverged as error:
            raise ValueError(f"The next step can't be shown: training diverges at it. {error}") from error
        after, batch, image = ahead.state(), trainer.x[images], int(images[place])
        numbers, sections = _forward(parameters.model, batch, place, unit)
        parts = _gradients(parameters, batch, settings.lam, unit)
        rows = {
            f"{name}{when}": parameters.view(state[key], "W.0")[unit].clone()
            for when, state in (("", before), ("_after", after))
            for name, key in (("w", "flat"), ("m", "m"), ("v", "v"))
        }
    pixel = int(parts["grad"].abs().argmax())
    numbers |= {"loss_batch": numbers["error_batch"] + settings.lam * numbers["penalty_batch"]}
    numbers |= _at_pixel(pixel, sections, parts) | _update(pixel, rows, int(after["steps"][0]), settings.lr)
    about = {"step": trainer.step + 1, "unit": unit, "place": place, "image": image}
    about["label"] = int(data.y_train[image])
    sections |= {f"inside_{name}": part.numpy() for name, part in parts.items()}
    sections |= {"inside_change": (rows["w_after"] - rows["w"]).numpy(), "inside_after": rows["w_after"].numpy()}
    settled = {"lam": settings.lam, "lr": settings.lr, "batch_size": settings.batch_size}
    return Forecast(trainer.step, settings, unit, place, numbers | about | settled, sections)


def _forward(model: Autoencoder, batch: Tensor, place: int, unit: int) -> tuple[dict[str, Any], Sections]:
    """Forward, error, J and penalty of one image; means of the batch."""
    zs = model.pre_activations(batch)
    h, gain = model.activation.phi(zs[0]), model.activation.dphi(zs[0])  # (B, H)
    a = model.logits(h)  # (B, D)
    error, penalty = error_from_logits(model, a, batch), contraction.penalty(model, batch, zs)  # (B,)
    x, W = batch[place], model.W[0]
    # The error of each pixel: the sum's terms, by the same formula.
    one = x[:, None], a[place][:, None]
    each = error_from_logits(model, one[1], one[0])  # (D,)
    numbers = {
        "z": float(zs[0][place, unit]),
        "h": float(h[place, unit]),
        "b": float(model.b[0][unit]),
        "gain": float(gain[place, unit]),
        "gain1": float(model.activation.d2phi(zs[0])[place, unit]),
        "norm2": float(W[unit].square().sum()),
        "error": float(error[place]),
        "error_batch": float(error.mean()),
        "penalty": float(penalty[place]),
        "penalty_batch": float(penalty.mean()),
    }
    sections = {
        "x": x, "r": model.decode(h[place, None])[0], "error": each, "w": W[unit].clone(),
        "j": derivation.row(model, x[None], unit)[0], "h": h[place], "gain": gain[place],
    }  # fmt: skip
    return numbers, {f"inside_{name}": values.numpy() for name, values in sections.items()}


def _gradients(parameters: FlatParameters, batch: Tensor, lam: float, unit: int) -> dict[str, Tensor]:
    """The unit's row of the gradient as training takes it, and its two parts; means of the batch, (D,) each."""
    by_hand = Gradient(parameters, len(batch))
    by_hand.x.copy_(batch)
    found = {}
    for name, weight in (("grad_error", 0.0), ("grad", lam)):
        by_hand(weight, False)
        found[name] = parameters.named_gradients()["W.0"][unit].clone()
    return found | {"grad_penalty": lam * derivation.gradient(parameters.model, batch).W[unit]}


def _at_pixel(pixel: int, sections: Sections, parts: dict[str, Tensor]) -> dict[str, Any]:
    of_sections = {"xi": "x", "ri": "r", "ei": "error", "wji": "w", "jji": "j"}
    values = {name: float(np.asarray(sections[f"inside_{key}"])[pixel]) for name, key in of_sections.items()}
    return {"pixel": pixel} | values | {name: float(part[pixel]) for name, part in parts.items()}


def _update(pixel: int, rows: dict[str, Tensor], t: int, lr: float) -> dict[str, Any]:
    """Adam's step of one weight, from the moments as they are before and after it."""
    at = {name: float(row[pixel]) for name, row in rows.items()}
    m_hat, v_hat = at["m_after"] / (1 - BETA1**t), at["v_after"] / (1 - BETA2**t)
    change = -lr * m_hat / (math.sqrt(v_hat) + EPS)
    moments = {name: at[name] for name in ("m", "v", "m_after", "v_after")}
    moments |= {"m_hat": m_hat, "v_hat": v_hat, "t": t, "beta1": BETA1, "beta2": BETA2, "eps": EPS}
    return moments | {"change": change, "before": at["w"], "after": at["w_after"]}
