"""What one autoencoder of the line-up is and does, in numbers and small pictures that compare with the others'.

All are measured on the same held-out images, with the same noise and along the same directions. Letters: N images,
D pixels, H units of the code, L encoder layers.
"""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from cae import contraction, diagnostics
from cae.activations import Activation
from cae.data import Dataset
from cae.figures.images import Images, Sections, pixel_range
from cae.model import Autoencoder, seeded_generator
from cae.neighbours import typical_distance
from cae.objectives import error_from_logits
from cae.objectives.recipe import taken_for_penalty
from cae.processes.frames import quantise, quantise_signed

HELD_OUT = 500
NOISED, CURVED, SPECTRAL, BATCH = 100, 24, 12, 128  # images for what costs more
DIRECTIONS = 4
RADII = (0.05, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0)  # times the distance to the typical nearest neighbour
BINS, TILES, SIGMAS = 40, 64, 64
LOW, MIDDLE = 0.05, (0.2, 0.8)  # of the range of h
OPERATIONS = 1.05e8  # that a deep encoder's ‖J‖² may take
CUBES = 6e7  # and the spectra: H³ each


class Kin:
    """Measures models on the held-out images of one data set.

    Parameters
    ----------
    data : Dataset
    """

    def __init__(self, data: Dataset) -> None:
        self.images = Images.of(data, HELD_OUT)
        self.x = self.images.x  # (N, D)
        self.strip = self.images.strip()
        self.sigma = 0.5
        self._noise = torch.randn((min(NOISED, len(self.x)), self.x.shape[1]), generator=seeded_generator(0))
        self.radii = [part * typical_distance(self.x) for part in RADII]
        self._batch = torch.from_numpy(data.x_train[:BATCH])

    # -- numbers that matching needs too -----------------------------------------------------------------------

    def held_out(self, model: Autoencoder) -> dict[str, Any]:
        """``error``, ``penalty`` and ``sat`` of the held-out images."""
        zs = model.pre_activations(self.x)
        h = model.activation.phi(zs[-1])
        r = model.decode(h)
        return {
            "error": float((r - self.x).square().sum(1).mean()),
            "penalty": self._penalty(model, zs),
            "sat": diagnostics.sat(h, model.activation),
        }

    def own_error(self, model: Autoencoder) -> float:
        """Mean reconstruction error as the model's objective has it."""
        return float(error_from_logits(model, model.logits(model.encode(self.x)), self.x).mean())

    def penalty(self, model: Autoencoder) -> float:
        """Mean ‖J‖²_F."""
        return self._penalty(model, model.pre_activations(self.x))

    def _penalty(self, model: Autoencoder, zs: list[Tensor]) -> float:
        """Of a deep encoder over as many images as take a moment: always the same ones."""
        if model.depth > 1:
            each = model.sizes[-1] * model.sizes[1] ** 2
            some = max(SPECTRAL, min(len(self.x), int(OPERATIONS / each)))
            zs = [z[:some] for z in zs]
        return float(contraction.penalty(model, self.x[: len(zs[0])], zs).mean())

    # -- of each frame -----------------------------------------------------------------------------------------

    def often(self, model: Autoencoder) -> tuple[dict[str, Any], Sections]:
        """Numbers, ten reconstructions and the histogram of h."""
        phi, zs = model.activation, model.pre_activations(self.x)
        h = phi.phi(zs[-1])  # (N, H)
        r = model.decode(h)  # (N, D)
        penalty, lo_hi = self._penalty(model, zs), hist_range(h, phi)
        numbers = {
            "error": float((r - self.x).square().sum(1).mean()),
            "penalty": penalty,
            "per_unit": penalty / model.sizes[-1],
            "sat": diagnostics.sat(h, phi),
            "dead": diagnostics.constant_units(h),
            "gain2": None,
            "norm2": None,
            "hist_range": lo_hi,
            "noised": self._noised(model, h[: len(self._noise)]),
        } | _shares(h, phi)
        if model.depth == 1:
            numbers |= {"gain2": float(phi.dphi(zs[0]).square().mean()), "norm2": float(model.W[0].square().sum())}
        shown = r[self.strip]
        counts = torch.histc(h.clamp(*lo_hi), BINS, *lo_hi) / h.numel()
        return numbers, {"strip": quantise(shown.numpy(), *pixel_range(model, shown)), "hist": counts.numpy()}

    def _noised(self, model: Autoencoder, h: Tensor) -> dict[str, float]:
        """What becomes of noise, the same for all: in the code, and in the reconstruction."""
        x = self.x[: len(self._noise)]
        noisy = x + self.sigma * self._noise
        moved = model.encode(noisy)
        error = (model.decode(moved) - x).square().sum(1)
        noise2 = (noisy - x).square().sum(1)
        return {
            "sigma": self.sigma,
            "error": float(error.mean()),
            "moved": float(((moved - h).square().sum(1) / noise2).mean()),
            "restored": float(1 - error.sum() / noise2.sum()),
        }

    # -- of some frames ----------------------------------------------------------------------------------------

    def seldom(self, model: Autoencoder) -> tuple[dict[str, Any], Sections]:
        """Spectrum, contraction curve and filters, and what belongs to the copied recipe."""
        some = max(1, min(SPECTRAL, int(CUBES / model.sizes[-1] ** 3)))
        sigma = contraction.spectrum(model, self.x[:some])  # (·, H)
        curve = diagnostics.contraction_curve(model, self.x[:CURVED], self.radii, DIRECTIONS).mean
        numbers = {
            "own_error": self.own_error(model),
            "hold90": diagnostics.leading_directions(sigma),
            "curve_ends": [float(curve[0]), float(curve[-1])],
        }
        sections: Sections = {
            "spectrum": sigma.square().mean(0).sqrt()[:SIGMAS].numpy(),
            "curve": curve.float().numpy(),
            "tiles": quantise_signed(model.W[0][:TILES].numpy()),
        }
        return numbers, sections

    def of_recipe(self, model: Autoencoder) -> dict[str, Any]:
        """What the copied recipe takes for ‖J‖²_F, the angle between its gradient and the true one, units ever on."""
        h = model.encode(self.x)
        return {
            "number": float(taken_for_penalty(model, h).mean()),
            "angle": angle(model, self._batch),
            "on": int((h > 0).any(0).sum()),
        }


def angle(model: Autoencoder, x: Tensor) -> float | None:
    """Degrees between the gradients, over all of the encoder, of what the copied recipe penalises and of mean ‖J‖²_F.

    Returns
    -------
    float or None
        None where one of the two is 0.
    """
    with torch.inference_mode(False), torch.enable_grad():
        x, trained = x.clone(), [*model.W, *model.b]
        copied = torch.autograd.grad(taken_for_penalty(model, model.encode(x)).mean(), trained, materialize_grads=True)
        true = torch.autograd.grad(contraction.penalty(model, x).mean(), trained, materialize_grads=True)
    a, b = (torch.cat([part.flatten() for part in parts]).double() for parts in (copied, true))
    lengths = float(a.norm()) * float(b.norm())
    return math.degrees(math.acos(max(-1.0, min(1.0, float(a @ b) / lengths)))) if lengths > 0 else None


def hist_range(h: Tensor, phi: Activation) -> list[float]:
    """From where to where h is counted: the activation's range, or what most of h lies in."""
    lo, hi = phi.output_range
    if math.isfinite(lo) and math.isfinite(hi):
        return [lo, hi]
    values = h.flatten()
    some = values[:: max(1, len(values) // 8192)].sort().values
    most = float(some[int(0.995 * (len(some) - 1))])
    lo = lo if math.isfinite(lo) else min(0.0, float(some[int(0.005 * (len(some) - 1))]))
    return [lo, most if most > lo else lo + 1.0]


def _shares(h: Tensor, phi: Activation) -> dict[str, float | None]:
    """Shares of h near its lower end, and in the middle of its range."""
    span = diagnostics.span_of(phi)
    if span is None:
        return {"low": float((h == 0).float().mean()) if phi.name == "relu" else None, "middle": None}
    part = (h - span[0]) / span[1]
    lo, hi = MIDDLE
    return {"low": float((part < LOW).float().mean()), "middle": float(((part > lo) & (part < hi)).float().mean())}


def about(model: Autoencoder) -> dict[str, Any]:
    """What a model is made of."""
    return {
        "parameters": sum(p.numel() for p in model.parameters()),
        "units": model.sizes[-1],
        "sizes": list(model.sizes),
        "tied": model.tied,
        "output": model.output,
        "activation": model.activation.name,
    }
