"""What a page is told of a figure, with its typed arrays read as a page reads them."""

import base64
from typing import Any

import numpy as np


def array_of(values: Any) -> np.ndarray:
    """The values of one of Plotly's arrays, typed or not."""
    if isinstance(values, dict):
        flat = np.frombuffer(base64.b64decode(values["bdata"]), np.dtype(values["dtype"]).newbyteorder("<"))
        return flat.reshape([int(n) for n in values["shape"].split(",")]) if "shape" in values else flat
    return np.array(values)


def decoded(told: Any) -> Any:
    """The same with every typed array in it as a list, and nothing else changed."""
    if isinstance(told, dict):
        if {"dtype", "bdata"} <= set(told):
            return array_of(told).tolist()
        return {name: decoded(value) for name, value in told.items()}
    return [decoded(value) for value in told] if isinstance(told, list) else told
