"""Files of an atlas as the worker writes them, without a model behind them."""

import json
import struct

import numpy as np

from cae.atlases.store import FIGURES, FORMAT, STATICS, Store, checkpoint_name, frame_name
from cae.diagnostics import STATES
from cae.processes.frames import Section, pack


def statics_frame(images: int = 20, pixels: int = 64, units: int = 8) -> bytes:
    header = {
        "classes": ["some class"] * 10,
        "side": [8, 8],
        "train_size": 60000,
        "heat_images": list(range(800, 1000)),
        "kind": "statics",
        "format": FORMAT,
        "strip_images": list(range(100, 110)),
        "tile_units": list(range(units)),
        "hidden": 1024,
        "activation": "sigmoid",
        "slope_range": [-0.12345678901234567, 1.12345678901234567],
        "pixel_range": [0.0, 1.0],
    }
    labels = np.zeros(images, np.uint8)
    return pack(header, {"images": Section(np.zeros((images, pixels), np.uint8), 0.0, 1.0), "labels": labels})


def point_frame(index: int, lam: float, images: int = 20, pixels: int = 64, units: int = 8, lo: float = 0.0) -> bytes:
    """The numbers in its header are as long as numbers get."""
    figures = dict.fromkeys(FIGURES, 0.12345678901234567 if lo else 100.25)
    figures["sat"] = -0.12345678901234567 if lo else None
    figures["states"] = dict.fromkeys(STATES, 1024)
    header = {"kind": "point", "format": FORMAT, "index": index, "lam": lam, "explained": 1 / 3, "epochs": 1000}
    sections = {
        "strip": Section(np.zeros((10, pixels), np.uint8), lo, 1 - lo),
        "latent": Section(np.zeros((images, 2), np.int16), -4 / 3, 4 / 3),
        "heat": Section(np.zeros((units, 200), np.uint8), -1 / 3, 4 / 3),
        "tiles": Section(np.zeros((units, pixels), np.int8), -4 / 3, 4 / 3),
        "units": np.zeros((units, 4), np.float32),
    }
    return pack(header | {"figures": figures}, sections)


def checkpoint_bytes() -> bytes:
    """The smallest safetensors file there is."""
    table = {"__metadata__": {"format": "cae-lab 1"}, "W.0": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}
    text = json.dumps(table).encode()
    return struct.pack("<Q", len(text)) + text + bytes(8)


def fill(store: Store, count: int | None = None) -> None:
    """Write settings, statics and the first models of an atlas."""
    store.begin()
    store.put_frame(STATICS, statics_frame())
    for index in range(store.total if count is None else count):
        store.put_frame(checkpoint_name(index), checkpoint_bytes())
        store.put_frame(frame_name(index), point_frame(index, store.settings.lambdas[index]))
