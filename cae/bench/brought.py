"""A checkpoint that a page of a benchmark looks at, brought to its server as a person brings one."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page


def brought(page: Page, url: str, hidden: int) -> str:
    """Bring a model of so many units, trained for a moment on the bundled images; the id it is kept under."""
    response = page.request.post(f"{url}/cae/checkpoint", data=_checkpoint(hidden))
    found: str = response.json()["id"]
    return found


def _checkpoint(hidden: int) -> bytes:
    from cae import Autoencoder, Trainer, checkpoint, load_dataset

    x = load_dataset().x_train
    trainer = Trainer(Autoencoder((x.shape[1], hidden)), x, lam=0.1)
    trainer.run(100)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.safetensors"
        checkpoint.save(path, trainer.model)
        return path.read_bytes()
