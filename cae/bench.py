"""Benchmarks of training: our step against the usual loop, and against its own matrix products.

Every figure is a ratio of two things timed in turn in one run, because the machines this runs on are
shared: medians over rounds of what was measured side by side, never a time.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

from cae.data import load_dataset
from cae.model import Autoencoder
from cae.trainer import Trainer, fast_matmul, medium_is_exact

HIDDEN = (64, 256, 1000)
BATCH, LAM, LR = 128, 0.1, 1e-3
ROUNDS = 15

# What is aimed at; the table prints it beside what was measured.
TARGETS: dict[str, Any] = {
    "step_vs_conventional": {"64": "≥ 4", "256": "≥ 3.3", "1000": "≥ 3.2"},
    "step_vs_gemm_limit": {"64": "≥ 0.65", "256": "≥ 0.76", "1000": "≥ 0.78"},
    "penalty_overhead": {str(h): "≤ 0.06" for h in HIDDEN},
    "frame_pack_ms": "≤ 1",
    "frame_kib": "≤ 64",
    "painted_fps": "≥ 30",
    "live_vs_headless_rate": "≥ 0.9",
    "lambda_to_paint_ms_p50": "≤ 40",
    "lambda_to_paint_ms_p95": "≤ 90",
    "first_frame_s": "≤ 1.5 × bare_page_s + 2",
}


def in_turn(contenders: dict[str, Callable[[], object]], rounds: int = ROUNDS) -> dict[str, list[float]]:
    """Seconds of each contender in each round, one after the other in every round, after a warm-up."""
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(rounds + 2):
        for name, run in contenders.items():
            start = time.perf_counter()
            run()
            if number >= 2:
                times[name].append(time.perf_counter() - start)
    return times


def ratio(times: dict[str, list[float]], over: str, under: str) -> float:
    """Median over the rounds of one contender's time over another's in the same round."""
    return statistics.median(a / b for a, b in zip(times[over], times[under], strict=True))


class UsualLoop:
    """The loop most people write: DataLoader, nn.Linear, autograd, torch.optim.Adam, ``.item()`` every step."""

    def __init__(self, x: np.ndarray, hidden: int) -> None:
        torch.manual_seed(0)
        self.encoder = nn.Linear(x.shape[1], hidden)
        self.bias = nn.Parameter(torch.zeros(x.shape[1]))
        self.optimizer = torch.optim.Adam([*self.encoder.parameters(), self.bias], lr=LR)
        self.loader = DataLoader(TensorDataset(torch.from_numpy(x)), batch_size=BATCH, shuffle=True, drop_last=True)
        self.batches = iter(self.loader)
        self.losses: list[float] = []

    def run(self, steps: int) -> None:
        """Train this many steps."""
        for _ in range(steps):
            try:
                (x,) = next(self.batches)
            except StopIteration:
                self.batches = iter(self.loader)
                (x,) = next(self.batches)
            h = torch.sigmoid(self.encoder(x))
            r = torch.sigmoid(h @ self.encoder.weight + self.bias)
            reconstruction = nn.functional.binary_cross_entropy(r, x, reduction="none").sum(1).mean()
            penalty = ((h * (1 - h)) ** 2 @ (self.encoder.weight**2).sum(1)).mean()
            loss = reconstruction + LAM * penalty
            self.optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            self.optimizer.step()
            self.losses.append(loss.item())


def five_products(hidden: int, pixels: int, library: str) -> Callable[[], None]:
    """The step's five matrix products and nothing else, by one of the libraries there are."""
    generator = torch.Generator().manual_seed(0)

    def random(*shape: int) -> Tensor:
        return torch.rand(*shape, generator=generator)

    x, g, h, dz, W = (
        random(BATCH, pixels),
        random(BATCH, pixels),
        random(BATCH, hidden),
        random(BATCH, hidden),
        random(hidden, pixels),
    )
    z, a, dW = torch.empty(BATCH, hidden), torch.empty(BATCH, pixels), torch.empty(hidden, pixels)
    products = [(x, W.t(), z), (h, W, a), (g, W.t(), z), (dz.t(), x, dW), (h.t(), g, dW)]
    if library == "numpy":
        arrays = [(p.numpy(), q.numpy(), out.numpy()) for p, q, out in products]

        def by_numpy() -> None:
            for p, q, out in arrays:
                np.matmul(p, q, out=out)

        return by_numpy

    def by_torch() -> None:
        torch.set_float32_matmul_precision(library)
        with torch.inference_mode():
            for p, q, out in products:
                torch.mm(p, q, out=out)
        torch.set_float32_matmul_precision("highest")

    return by_torch


def training(say: Callable[[str], None]) -> dict[str, Any]:
    """The figures of the training step, by number of hidden units.

    Returns
    -------
    dict
        ``step_vs_conventional``: samples a second over the usual loop's. ``step_vs_gemm_limit``: the time of
        the five products by the fastest library over the step's time. ``penalty_overhead``: the step's time at
        λ > 0 over that at λ = 0, minus 1.
    """
    x = load_dataset().x_train
    libraries = ["highest", "numpy"] + (["medium"] if medium_is_exact() else [])
    figures: dict[str, dict[str, float]] = {
        "step_vs_conventional": {},
        "step_vs_gemm_limit": {},
        "penalty_overhead": {},
    }
    for hidden in HIDDEN:
        say(f"H = {hidden}")
        steps = max(10, 12_000 // (hidden + 100))
        fewer = max(3, steps // 4)
        ours = Trainer(Autoencoder((x.shape[1], hidden)), x, LAM, LR, BATCH)
        plain = Trainer(Autoencoder((x.shape[1], hidden)), x, 0.0, LR, BATCH)
        usual = UsualLoop(x, hidden)
        contenders: dict[str, Callable[[], object]] = {
            "ours": lambda t=ours, n=steps: t.run(n),  # type: ignore[misc]
            "plain": lambda t=plain, n=steps: t.run(n),  # type: ignore[misc]
            "usual": lambda t=usual, n=fewer: t.run(n),  # type: ignore[misc]
        }
        for library in libraries:
            once = five_products(hidden, x.shape[1], library)
            contenders[library] = lambda f=once, n=steps: [f() for _ in range(n)]  # type: ignore[misc]
        times = in_turn(contenders)
        times["usual"] = [t * steps / fewer for t in times["usual"]]
        fastest = min(libraries, key=lambda name: statistics.median(times[name]))
        key = str(hidden)
        figures["step_vs_conventional"][key] = ratio(times, "usual", "ours")
        figures["step_vs_gemm_limit"][key] = ratio(times, fastest, "ours")
        figures["penalty_overhead"][key] = ratio(times, "ours", "plain") - 1
    return figures


def frame_figures() -> dict[str, float]:
    """What a frame of the default page costs: ``frame_pack_ms`` and ``frame_kib``, both means over a run."""
    from cae.config import RunConfig
    from cae.live import frames
    from cae.live.run import LiveRun

    now = [0.0]
    run = LiveRun(RunConfig(), lambda: now[0])
    sizes, parts = [], []
    real = frames.pack
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
            real(header, sections)
            parts.append(time.perf_counter() - start)
    return {"frame_pack_ms": 1e3 * statistics.median(parts), "frame_kib": statistics.mean(sizes) / 1024}
