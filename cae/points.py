"""Points in the plane: sets that have a name, and those that a person has drawn, which are their own name. No torch.

Sets of a run are named ``plane-circle``, ``plane-spiral`` and so on, and ``plane-drawn:<points>``, where the points are
base64url of signed bytes, x and y of each in turn. They are centred and scaled to a standard deviation of about 2, so
that the units of a small encoder have something to bend over: at 0.3, as in the unit square, a sigmoid of ordinary
weights is a straight line.
"""

from __future__ import annotations

import base64
import binascii
import math
import re
from collections.abc import Callable

import numpy as np

from cae.checks import Refused, shown

Make = Callable[[int], tuple[np.ndarray, np.ndarray]]  # so many points (N, 2), and the class of each

TRAIN, TEST = 2000, 1000
SEED = 2011
SPREAD = 2.0
RADIUS = 3.0  # of the ring: a standard deviation of 2.12
FEWEST, MOST = 8, 5000  # points that are drawn
MOST_NAMED = 1500  # of them that a name holds
SHAPES = ("circle", "spiral", "moons", "xor", "gaussians")

_PLANE = "plane-"
NAMES = tuple(_PLANE + shape for shape in SHAPES)
DRAWN = f"{_PLANE}drawn:"
_LETTERS = re.compile("[A-Za-z0-9_-]*")


# -- names -------------------------------------------------------------------------------------------------------


def in_the_plane(name: object) -> bool:
    """Whether a data set is one of those that a run of two inputs trains on."""
    return isinstance(name, str) and name.startswith(_PLANE)


def checked(name: str, value: object) -> str:
    """A check (``cae.checks``): the name of a set in the plane.

    Raises
    ------
    Refused
        If there is no such set, or the points drawn are none to train on.
    """
    if isinstance(value, str) and value in NAMES:
        return value
    if not isinstance(value, str) or not value.startswith(DRAWN):
        there = ", ".join((*NAMES, f"{DRAWN}…"))
        raise Refused(f"{name} must be one of {there}, but {shown(value)} came.", name)
    try:
        drawn(_decoded(value))
    except ValueError as error:
        raise Refused(str(error), name) from error
    return value


def named(came: object) -> str:
    """The data set of points that are pairs of whole numbers from −128 to 127; ``load_dataset`` reads it."""
    return DRAWN + base64.urlsafe_b64encode(np.asarray(came, np.int8).tobytes()).decode().rstrip("=")


def of_name(name: str) -> np.ndarray:
    """The points that a name holds, centred and scaled, (N, 2), float32.

    Raises
    ------
    ValueError
        If they are none to train on; the message says so to the person.
    """
    return drawn(_decoded(name))


def _decoded(name: str) -> np.ndarray:
    text = name.removeprefix(DRAWN).rstrip("=")
    try:
        content = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)) if _LETTERS.fullmatch(text) else None
    except binascii.Error:
        content = None
    if content is None:
        raise ValueError("The drawn points can't be read: they must be base64url of signed bytes, x and y.")
    if len(content) % 2:
        raise ValueError("The drawn points can't be read: the last one has an x and no y.")
    if len(content) > 2 * MOST_NAMED:
        raise ValueError(f"There must be at most {MOST_NAMED:,} points, but {len(content) // 2:,} came; clear some.")
    return np.frombuffer(content, np.int8).reshape(-1, 2)


# -- scaled ------------------------------------------------------------------------------------------------------


def drawn(came: object) -> np.ndarray:
    """Points that a person has drawn, centred and scaled, (N, 2), float32.

    Parameters
    ----------
    came : sequence of pairs of numbers
        8 to 5,000 of them, in any unit; the same scale for both axes, so that what is round stays round.

    Raises
    ------
    ValueError
        If they are too few or too many, all alike, or not finite; the message says so to the person.
    """
    try:
        given = np.asarray(came, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError("Points must be pairs of numbers, x and y.") from error
    if given.size == 0:
        given = given.reshape(0, 2)
    if given.ndim != 2 or given.shape[1] != 2:
        raise ValueError(f"Points must be pairs of numbers, x and y, but an array of shape {given.shape} came.")
    if len(given) < FEWEST:
        raise ValueError(f"There must be at least {FEWEST} points, but {len(given)} came; draw some more.")
    if len(given) > MOST:
        raise ValueError(f"There must be at most {MOST:,} points, but {len(given):,} came; clear some.")
    if not np.isfinite(given).all():
        bad = int((~np.isfinite(given)).any(1).sum())
        raise ValueError(f"Points must be finite numbers, but {bad:,} of {len(given):,} are not.")
    if np.ptp(given, axis=0).max() <= 1e-9 * max(1.0, np.abs(given).max()):
        raise ValueError(f"Points must not all be the same, but all {len(given):,} are; draw a line or a cloud.")
    return scaled(given)[0]


def scaled(given: np.ndarray, also: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Points centred and scaled, (N, 2), float32, and others of the same kind by the same shift and scale."""
    given = np.asarray(given, np.float64)
    size = np.abs(given).max()  # first: the square of a large number is infinite
    middle = (given / size).mean(0)
    scale = SPREAD / np.sqrt(((given / size - middle) ** 2).mean())
    others = given[:0] if also is None else np.asarray(also, np.float64)
    one, other = (scale * (part / size - middle) for part in (given, others))
    return one.astype(np.float32), other.astype(np.float32)


def ring(turns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Points of the circle of radius 3 and its unit tangents there, (N, 2) each, float64."""
    cos, sin = np.cos(2 * math.pi * turns), np.sin(2 * math.pi * turns)
    return RADIUS * np.stack([cos, sin], 1), np.stack([-sin, cos], 1)


def ring_sets() -> tuple[np.ndarray, np.ndarray]:
    """The points of ``plane-circle``, training and held-out, in no order: one ring without noise.

    So there is a tangent and a normal at every point.
    """
    random = np.random.default_rng(SEED)
    train = ring(random.permutation(TRAIN) / TRAIN)[0]
    test = ring((random.permutation(TEST) + 0.25) / TEST)[0]  # between those
    return train.astype(np.float32), test.astype(np.float32)


# -- shapes, made by scikit-learn --------------------------------------------------------------------------------


def circle(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Two rings with noise."""
    from sklearn.datasets import make_circles

    return make_circles(count, noise=0.06, factor=0.4, random_state=SEED)


def moons(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Two half moons."""
    from sklearn.datasets import make_moons

    return make_moons(count, noise=0.08, random_state=SEED)


def spiral(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Two arms: the Swiss roll from above, and the same turned by half a turn."""
    from sklearn.datasets import make_swiss_roll

    points, _ = make_swiss_roll(count, noise=0.3, random_state=SEED)
    arm = points[:, [0, 2]]
    labels = np.arange(count) % 2
    return np.where(labels[:, None] == 1, -arm, arm), labels


def xor(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Four corners of a square; opposite ones are of one class."""
    from sklearn.datasets import make_blobs

    corners = np.array([[0.0, 0.0], [1.0, 1.0], [0.0, 1.0], [1.0, 0.0]])
    points, corner = make_blobs(count, centers=corners, cluster_std=0.15, random_state=SEED)
    return points, corner >= 2


def gaussians(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Two clouds."""
    from sklearn.datasets import make_blobs

    return make_blobs(count, centers=np.array([[-1.0, -0.5], [1.0, 0.5]]), cluster_std=0.35, random_state=SEED)
