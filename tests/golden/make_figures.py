"""Writes figures/*.json, what a page is told of each figure of a small model, read by the Python and JavaScript tests.

Run it from the repository's root after a figure has changed: ``PYTHONPATH=. python tests/golden/make_figures.py``.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch

from cae import Autoencoder, figures
from cae.diagnostics import UnitStates, unit_states
from cae.figures.figure import told
from cae.figures.way import Way
from cae.processes.frames import pack, read_header

FOLDER = Path(__file__).with_name("figures")
N, D, H = 12, 16, 6
CLASSES = ("coat", "bag", "boot")


def waves(rows: int, columns: int, pace: float) -> torch.Tensor:
    """Numbers from −1 to 1 that are the same on every machine, and no two alike."""
    return torch.from_numpy(np.sin(pace * np.arange(1, rows * columns + 1) ** 1.5).reshape(rows, columns))


def images() -> torch.Tensor:
    """Twelve of sixteen pixels."""
    return 0.5 + 0.5 * waves(N, D, 0.7)


def model_of(scale: float = 1.0) -> Autoencoder:
    """In float64, with a unit in every state: two of them stand at the edges of log axes."""
    model = Autoencoder((D, H)).double().requires_grad_(False)
    W = 1.5 * waves(H, D, 1.3)
    W[3] *= 0.05
    W[4] = 0.0
    b = -W @ images().mean(0)
    b[1], b[2] = 1e3, b[2] - 9.0
    model.W[0].copy_(scale * W)
    model.b[0].copy_(b)
    return model


def flat_of(scale: float = 1.0) -> Autoencoder:
    """Of two inputs; the line of one unit misses the plane that is shown."""
    model = Autoencoder((2, H), "tanh", output="linear").double().requires_grad_(False)
    model.W[0].copy_(0.8 * scale * waves(H, 2, 1.3))
    model.b[0].copy_(torch.tensor([0.3, -0.2, 0.0, 0.1, -0.4, 9.0]))
    return model


def way(over: str, at: list[float], lam: list[float], place: list[int]) -> Way:
    """Along models whose weights shrink."""
    found = [unit_states(model_of(1 / (1 + k)), images()) for k in range(len(at))]
    return Way(
        over,
        at=np.array(at, float),
        place=np.array(place),
        lam=np.array(lam, float),
        counts=np.array([list(states.counts().values()) for states in found], float),
        paths=np.stack([path_of(states) for states in found]),
    )


def path_of(states: UnitStates) -> np.ndarray:
    """As a course sees it."""
    columns = states.mean_gain, states.mean_gain2, states.weight_norm2, states.share
    return torch.stack(columns, 1).float().numpy()


def made() -> dict[str, dict[str, Any]]:
    """What is sent of every figure, by the name of its file."""
    model, x, labels = model_of(), images(), np.arange(N) % 2  # the third class has no images
    nothing = model_of(0.0)
    flat, points = flat_of(), 2 * waves(N, 2, 0.9)
    # Of this atlas not all models are there.
    atlas = way("lambda", [0.0, 0.1, 1.0, 30.0], [0.0, 0.1, 1.0, 30.0], [0, 1, 3, 6])
    run = way("step", [0, 50, 120, 300], [0.1, 0.1, 2.5, 2.5], [-1] * 4)
    drawn = {
        "factors": figures.factors(model, x),
        "histogram": figures.histogram(model, x, 0, image=4),
        "by_class": figures.by_class(model, x, 0, labels, CLASSES, image=4),
        "spectrum": figures.spectrum(model, x, image=4, reference=model_of(2.0)),
        "contraction_curve": figures.contraction_curve(model, x, reference=model_of(2.0)),
        "tangents": figures.tangents(model, x, 4, k=3),
        "field": figures.field(flat, points, reference=flat_of(2.0), count=4),
        "latent": figures.latent(model, x, labels, classes=CLASSES),
        "latent_in_space": figures.latent(model, x, dimensions=3),
        "image_spectrum": figures.image_spectrum(model, x, 4),
        "image_spectrum_of_nothing": figures.image_spectrum(nothing, x, 4),
        "states": figures.states(model, x),
        "states_over_lambda": figures.states(model, x, way=atlas),
        "states_over_steps": figures.states(model, x, way=run),
        "path_over_lambda": figures.path(atlas, 0),
        "path_over_steps": figures.path(run, 0),
    }
    return {name: read_header(pack({"figure": told(figure)}, {}))["figure"] for name, figure in drawn.items()}


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.json"):
        old.unlink()
    for name, figure in made().items():
        target = FOLDER / f"{name}.json"
        target.write_text(json.dumps(figure, separators=(",", ":"), allow_nan=False) + "\n")
        print(f"{target}: {target.stat().st_size} bytes")
