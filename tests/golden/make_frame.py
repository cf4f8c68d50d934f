"""Writes frame.bin, one frame with every dtype and both quantisations, read by the Python and the JavaScript tests.

Run it from the repository's root after a change of the format: ``PYTHONPATH=. python tests/golden/make_frame.py``.
"""

from pathlib import Path

import numpy as np

from cae.processes.frames import pack, quantise, quantise_signed

HEADER = {"frame": 7, "build": 2, "state": "running", "step": 12480, "lam": 0.1, "sat": None, "note": "λ‖J‖²"}
SECTIONS = {
    "quantised_u8": quantise(np.array([[0.0, 0.125, 0.25], [0.05, 0.2, 9.0]]), 0.0, 0.25),
    "quantised_i8": quantise_signed(np.array([-2.0, 0.0, 1.0])),
    "quantised_u16": quantise(np.array([-1.0, 0.0, 1.0]), -1.0, 1.0, "u16"),
    "quantised_i16": quantise_signed(np.array([[3.0, -4.0], [0.0, 4.0]]), dtype="i16"),
    "plain_u8": np.array([0, 1, 255], np.uint8),
    "plain_u32": np.array([0, 4294967295], np.uint32),
    "plain_f32": np.array([[0.5, -0.25]], np.float32),
    "loss": np.array([[20, 254.7, 36.1, 255.2, 25.0, 0.1]], np.float64),
    "empty": np.zeros((0, 3), np.float64),
}

if __name__ == "__main__":
    target = Path(__file__).with_name("frame.bin")
    target.write_bytes(pack(HEADER, SECTIONS))
    print(f"{target}: {target.stat().st_size} bytes")
