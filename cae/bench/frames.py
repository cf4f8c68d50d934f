"""Benchmark of a frame: what a picture of the running model costs to make ready and to send."""

from __future__ import annotations

import statistics
import time

from cae.bench.report import Coming, Say
from cae.config import RunConfig
from cae.processes import frames
from cae.runs.run import LiveRun
from cae.trainer import fast_matmul


def figures(say: Say) -> Coming:
    """What a frame of the default page costs.

    Yields
    ------
    dict
        ``frame_pack_ms``: the median time of packing one. ``frame_kib``: its size, the mean over a run.
    """
    say("frames of the default page")
    now = [0.0]
    run = LiveRun(RunConfig(), lambda: now[0])
    sizes, parts = [], []
    with fast_matmul():
        run.make_frame()  # the full one travels once
        for _ in range(120):
            now[0] += 1 / 36
            run.advance(0.0, lambda: True)
            frame = run.make_frame()
            assert frame is not None
            sizes.append(len(frame))
            header, sections = frames.unpack(frame)
            start = time.perf_counter()
            frames.pack(header, sections)
            parts.append(time.perf_counter() - start)
    yield {"frame_pack_ms": 1e3 * statistics.median(parts), "frame_kib": statistics.mean(sizes) / 1024}
