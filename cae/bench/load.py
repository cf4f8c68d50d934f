"""Benchmark of many visitors: each with a run of its own, on real sockets of the loopback, two in real browsers.

The clients and the browsers share the cores with the server that is measured: on two cores they take about a third.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import multiprocessing
import random
import statistics
import time
from dataclasses import dataclass, field
from typing import Any

from cae.bench.browser import new_page, open_page, server_process, started_chromium
from cae.bench.report import Coming, Say, Unmeasured
from cae.config import RunConfig
from cae.processes.frames import read_header

VISITORS = 50
BROWSERS = 2
SETTLE_S, SECONDS = 10.0, 20.0
LAM_EVERY_S = 2.0  # between two changes of λ by one visitor, on average
RECOVERY_S = 40.0
OPEN_S = 90.0


@dataclass
class Visitor:
    """What one visitor has seen since it was last asked."""

    frames: list[float] = field(default_factory=list)
    steps: list[int] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    queued: bool = False


def figures(say: Say, visitors: int = 0) -> Coming:
    """The figures of so many own runs of the default page.

    Yields
    ------
    dict
        ``own_fps_min``: frames a second of the visitor who gets fewest. ``own_latency_p95_ms``: from a change of λ to
        the first frame with it. ``own_fairness``: most over fewest training steps of the window. ``memory_mib``: of all
        processes of the server together, memory they share counted once. ``recovery_half_s``, ``recovery_s``: from the
        death of an engine until half of its runs, and all, have a frame again.
    """
    visitors = visitors or VISITORS
    with started_chromium() as chromium, server_process() as (url, process):
        pages = [new_page(chromium) for _ in range(min(BROWSERS, visitors))]
        for page in pages:
            open_page(page, url)
            page.wait_for_selector('[data-testid="live-view"][data-frame]', timeout=1000 * OPEN_S)
        say(f"{visitors} visitors, {len(pages)} of them in browsers")
        ours, theirs = multiprocessing.get_context("spawn").Pipe()
        crowd = multiprocessing.get_context("spawn").Process(target=_crowd, args=(theirs, url, visitors - len(pages)))
        crowd.start()
        try:
            _expect(ours, "open", OPEN_S)
            time.sleep(SETTLE_S)
            before = [_seen(page) for page in pages]
            ours.send("count")
            time.sleep(SECONDS)
            ours.send("tell")
            seen = _expect(ours, "told", 30)
            after = [_seen(page) for page in pages]
            rates = [row["frames"] / SECONDS for row in seen]
            rates += [(b["frame"] - a["frame"]) / SECONDS for a, b in zip(before, after, strict=True)]
            steps = [row["steps"] for row in seen]
            steps += [b["step"] - a["step"] for a, b in zip(before, after, strict=True)]
            latencies = sorted(itertools.chain.from_iterable(row["latencies"] for row in seen))
            yield {"own_fps_min": min(rates), "own_fps_median": statistics.median(rates)}
            if latencies:
                yield {"own_latency_p95_ms": 1000 * latencies[int(0.95 * len(latencies))]}
            yield {"own_fairness": max(steps) / max(1, min(steps))}
            yield {"memory_mib": _memory_mib(process.pid)}
            say("an engine dies")
            ours.send("recover")
            _kill_an_engine(process.pid)
            half, whole = _expect(ours, "recovered", RECOVERY_S + 10)
            yield {"recovery_half_s": half, "recovery_s": whole}
        finally:
            crowd.kill()
            crowd.join()


def _expect(pipe: Any, kind: str, seconds: float) -> Any:
    """The answer of the crowd."""
    if not pipe.poll(seconds):
        raise Unmeasured(f"The visitors did not say {kind!r} within {seconds:g} s.")
    said, content = pipe.recv()
    if said != kind:
        raise Unmeasured(f"The visitors said {said!r}: {content}.")
    return content


def _seen(page: Any) -> dict[str, int]:
    return page.evaluate(
        """() => {
          const { step, frame } = document.querySelector('[data-testid="live-view"]').dataset;
          return { step: Number(step), frame: Number(frame) };
        }"""
    )


# -- the server's processes --------------------------------------------------------------------------------------


def _processes(pid: int) -> list[Any]:
    """The server's process and all that it has started."""
    import psutil

    root = psutil.Process(pid)
    return [root, *root.children(recursive=True)]


def _memory_mib(pid: int) -> float:
    return sum(one.memory_full_info().pss for one in _processes(pid)) / 2**20


def _kill_an_engine(pid: int) -> None:
    engines = [one for one in _processes(pid) if "cae.runs.engine" in one.cmdline()]
    # The one that has worked most: a warm one that has no runs would not be missed.
    max(engines, key=lambda one: sum(one.cpu_times()[:2])).kill()


# -- the visitors, in a process of their own ---------------------------------------------------------------------


def _crowd(pipe: Any, url: str, count: int) -> None:
    asyncio.run(_visit(pipe, url.replace("http", "ws") + "/cae/live/socket", count))


async def _visit(pipe: Any, url: str, count: int) -> None:
    visitors = [Visitor() for _ in range(count)]
    tasks = [asyncio.create_task(_one(visitor, url, number)) for number, visitor in enumerate(visitors)]
    while not all(visitor.frames for visitor in visitors):
        failed = [task.exception() for task in tasks if task.done()]
        if failed or any(visitor.queued for visitor in visitors):
            pipe.send(("failed", str(failed[0]) if failed else "one of them is in the queue"))
            return
        await asyncio.sleep(0.1)
    pipe.send(("open", None))
    while True:
        while not pipe.poll():
            await asyncio.sleep(0.02)
        wish = pipe.recv()
        if wish == "count":
            for visitor in visitors:
                visitor.frames, visitor.latencies, visitor.steps = [], [], visitor.steps[-1:]
        elif wish == "tell":
            pipe.send(("told", [_told(visitor) for visitor in visitors]))
        else:
            pipe.send(("recovered", await _recovery(visitors)))


def _told(visitor: Visitor) -> dict[str, Any]:
    steps = visitor.steps[-1] - visitor.steps[0] if visitor.steps else 0
    return {"frames": len(visitor.frames), "steps": steps, "latencies": visitor.latencies}


async def _recovery(visitors: list[Visitor]) -> tuple[float, float]:
    """Seconds until half of the runs that have lost their engine draw again, and all."""
    start = time.monotonic()
    await asyncio.sleep(1.0)  # whose engine lives has drawn by now
    lost = [visitor for visitor in visitors if not [at for at in visitor.frames if at > start + 0.3]]
    back: list[float] = []
    while time.monotonic() < start + RECOVERY_S and len(back) < len(lost):
        await asyncio.sleep(0.02)
        back = sorted(
            at for visitor in lost if (at := next((at for at in visitor.frames if at > start + 0.3), None)) is not None
        )
    if not lost or len(back) < len(lost):
        return (0.0, 0.0) if not lost else (RECOVERY_S, RECOVERY_S)
    return back[(len(back) - 1) // 2] - start, back[-1] - start


async def _one(visitor: Visitor, url: str, number: int) -> None:
    """Open a run, paint whatever comes at once, and move λ now and then."""
    from websockets.asyncio.client import connect

    rng = random.Random(number)
    await asyncio.sleep(0.05 * number)
    async with connect(url, max_size=None, compression=None) as socket:
        await socket.send(json.dumps({"type": "open", "run": None, "settings": RunConfig(seed=number).as_dict()}))
        seq, changed, next_change = 0, 0.0, time.monotonic() + rng.uniform(1, 3)
        async for message in socket:
            now = time.monotonic()
            if isinstance(message, str):
                visitor.queued |= json.loads(message).get("state") == "queued"
                continue
            header = read_header(message)
            visitor.frames.append(now)
            visitor.steps.append(header["step"])
            await socket.send(json.dumps({"type": "ack", "frame": header["frame"]}))
            if changed and (header["seq"] or 0) >= seq:
                visitor.latencies.append(now - changed)
                changed = 0.0
                next_change = now + rng.uniform(0.5, 1.5) * LAM_EVERY_S
            elif not changed and now >= next_change:
                seq, changed = seq + 1, now
                await socket.send(json.dumps({"type": "set", "lam": 10 ** rng.uniform(-2, 1), "seq": seq}))
