"""The frame codec: named arrays and a few numbers, packed for the browser. No input or output here.

A frame is one binary message::

    offset 0   4 bytes   the magic b"CAE1"
    offset 4   4 bytes   n, length of the header in bytes, unsigned little-endian
    offset 8   n bytes   the header, UTF-8 JSON, padded with spaces so that 8 + n is a multiple of 8
    offset 8+n           the sections' bytes, each starting at a multiple of 8, little-endian

The header holds the frame's numbers (``step``, ``lam``, …) and ``sections``, a list of
``{"name", "dtype", "shape", "offset", "lo", "hi"}``. ``offset`` counts from the end of the header.
An unsigned section with ``lo`` and ``hi`` is quantised: value = lo + (hi − lo)·q/qmax, qmax = 255 or 65535.
A signed one is symmetric: value = hi·q/qmax, qmax = 127 or 32767. Without them the values are as they are.

Non-finite numbers can't be packed: they raise, because a page must never draw one.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

MAGIC = b"CAE1"
_PREFIX = struct.Struct("<4sI")
_TYPES = {"u8": "<u1", "i8": "<i1", "u16": "<u2", "i16": "<i2", "u32": "<u4", "f32": "<f4", "f64": "<f8"}
DTYPES: dict[str, np.dtype[Any]] = {name: np.dtype(code) for name, code in _TYPES.items()}
_NAMES = {dtype: name for name, dtype in DTYPES.items()}

# Sections whose rows continue the rows sent before, and the section that replaces all of them.
APPENDED, REPLACED_BY = "loss", "history"


class FrameError(ValueError):
    """A message that is not a frame: too short, wrong magic, or sections that do not fit it."""


@dataclass(frozen=True, slots=True)
class Section:
    """One array of a frame: the values as sent, and the range they are quantised to, if they are."""

    values: np.ndarray
    lo: float | None = None
    hi: float | None = None

    def decoded(self) -> np.ndarray:
        """The values as float64, the quantisation undone."""
        if self.hi is None:
            return self.values.astype(np.float64)
        top = np.iinfo(self.values.dtype).max
        if self.values.dtype.kind == "i":
            return self.values * (self.hi / top)
        lo = self.lo or 0.0
        return lo + (self.hi - lo) / top * self.values

    def first(self, rows: int) -> Section:
        """The first rows of it."""
        return Section(self.values[:rows], self.lo, self.hi)


def quantise(values: np.ndarray, lo: float, hi: float, dtype: str = "u8") -> Section:
    """Quantise to an unsigned type: lo becomes 0 and hi the type's largest value; outside is clipped."""
    top = np.iinfo(DTYPES[dtype]).max
    scale = top / (hi - lo) if hi > lo else 0.0
    q = _finite(np.asarray(values - lo, dtype=np.float32))
    q *= scale
    q += 0.5
    np.clip(q, 0, top, out=q)
    return Section(q.astype(DTYPES[dtype]), float(lo), float(hi))


def quantise_signed(values: np.ndarray, hi: float | None = None, dtype: str = "i8") -> Section:
    """Quantise symmetrically about 0, so that 0 stays exactly 0; hi defaults to the largest magnitude."""
    top = np.iinfo(DTYPES[dtype]).max
    values = _finite(np.asarray(values, dtype=np.float32))
    if hi is None:
        hi = float(np.abs(values).max(initial=0.0))
    q = values * np.float32(top / hi if hi > 0 else 0.0)
    np.rint(q, out=q)
    np.clip(q, -top, top, out=q)
    return Section(q.astype(DTYPES[dtype]), -hi, hi)


def _finite(values: np.ndarray) -> np.ndarray:
    # Asked before clipping, which would make an infinity an ordinary number; a NaN would become any integer.
    if not np.isfinite(values).all():
        raise FrameError("A frame can hold finite numbers only; this array holds NaN or infinity.")
    return values


def pack(header: Mapping[str, object], sections: Mapping[str, Section | np.ndarray]) -> bytes:
    """Pack a header and its sections into one message.

    Raises
    ------
    FrameError
        If a number is not finite, or an array's dtype is none of u8, i8, u16, i16, u32, f32, f64.
    """
    table, chunks, offset = [], [], 0
    for name, section in sections.items():
        if not isinstance(section, Section):
            section = Section(np.asarray(section))
        values = np.ascontiguousarray(section.values)
        dtype = _NAMES.get(values.dtype)
        if dtype is None:
            raise FrameError(f"Section {name!r} has dtype {values.dtype}; a frame takes {', '.join(DTYPES)}.")
        if values.dtype.kind == "f" and not np.isfinite(values).all():
            raise FrameError(f"Section {name!r} holds NaN or infinity; a frame can hold finite numbers only.")
        row: dict[str, object] = {"name": name, "dtype": dtype, "shape": values.shape, "offset": offset}
        if section.hi is not None:
            row |= {"lo": section.lo, "hi": section.hi}
        table.append(row)
        pad = -values.nbytes % 8
        chunks += [values.data.cast("B") if values.size else b"", b"\0" * pad]
        offset += values.nbytes + pad
    try:
        text = json.dumps({**header, "sections": table}, separators=(",", ":"), allow_nan=False).encode()
    except ValueError as error:
        raise FrameError("The header holds NaN or infinity; a frame can hold finite numbers only.") from error
    text += b" " * (-(_PREFIX.size + len(text)) % 8)
    return b"".join([_PREFIX.pack(MAGIC, len(text)), text, *chunks])


def unpack(message: bytes | memoryview) -> tuple[dict, dict[str, Section]]:
    """Read a message back: the header (without its table) and the sections, as views on the message.

    Raises
    ------
    FrameError
        If the message is not a whole frame.
    """
    header, body = _split(message)
    sections = {}
    for row in header.pop("sections"):
        try:
            sections[row["name"]] = _section(row, body)
        except FrameError:
            raise
        except (KeyError, TypeError, ValueError) as error:
            raise FrameError(f"The header is not that of a frame; it lists the section {row!r}.") from error
    return header, sections


def _section(row: dict, body: memoryview) -> Section:
    dtype, shape, offset = DTYPES[row["dtype"]], row["shape"], row["offset"]
    if min([offset, *shape]) < 0:
        raise ValueError("offset and shape count from 0")
    end = offset + math.prod(shape) * dtype.itemsize
    if end > len(body):
        raise FrameError(f"Section {row['name']!r} reaches past the end of the message.")
    return Section(np.frombuffer(body[offset:end], dtype).reshape(shape), row.get("lo"), row.get("hi"))


def _split(message: bytes | memoryview) -> tuple[dict, memoryview]:
    if len(message) < _PREFIX.size:
        raise FrameError(f"Expected a frame of at least {_PREFIX.size} bytes but got {len(message)}.")
    magic, n = _PREFIX.unpack_from(message)
    if magic != MAGIC:
        raise FrameError(f"Expected a frame that starts with {MAGIC!r} but got {bytes(magic)!r}.")
    if _PREFIX.size + n > len(message):
        raise FrameError(f"Expected a header of {n} bytes but the message ends after {len(message)}.")
    view = memoryview(message)
    try:
        header = json.loads(bytes(view[_PREFIX.size : _PREFIX.size + n]))
    except (ValueError, RecursionError) as error:
        raise FrameError(f"The frame's header is not JSON: {error}.") from error
    if not isinstance(header, dict) or not isinstance(header.get("sections"), list):
        raise FrameError("The header is not that of a frame; it has no list of sections.")
    return header, view[_PREFIX.size + n :]


def read_header(message: bytes | memoryview) -> dict:
    """The header alone, its table of sections included: what a relay needs."""
    return _split(message)[0]


def merge(older: bytes, newer: bytes) -> bytes:
    """One frame that tells a viewer what both would have told it.

    What the newer one says wins, what only the older one says is kept, and rows of the appended
    section are joined. A viewer that can't keep up then misses pictures, never rows. Of another build
    the older one has nothing to tell.
    """
    before, old = unpack(older)
    header, new = unpack(newer)
    if before.get("build") != header.get("build"):
        return newer
    if REPLACED_BY in new:
        old.pop(APPENDED, None)
    elif APPENDED in old and APPENDED in new:
        rows = np.concatenate([old[APPENDED].values, new[APPENDED].values])
        new[APPENDED] = Section(rows)
    return pack(before | header, {**old, **new})
