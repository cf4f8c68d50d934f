"""Benchmarks of training: our step against the usual loop, and against its own matrix products.

Every figure is a ratio of two things timed in turn in one run, because the machines this runs on are
shared: what is compared was timed side by side in many rounds, and no time is ever a figure.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

from cae.data import Dataset, load_dataset
from cae.model import Autoencoder
from cae.trainer import Trainer, fast_matmul, medium_is_exact

HIDDEN = (64, 256, 1000)
BATCH, LAM, LR = 128, 0.1, 1e-3
DEEP = (784, 64, 32, 16)
ROUNDS = 40
ROUND_S = 0.03  # about; short, so that some of a contender's rounds fall between what the neighbours do
PAUSE_S = 0.1  # a library's idle threads spin for a while, on the next contender's time

# What is aimed at; the table prints it beside what was measured.
TARGETS: dict[str, Any] = {
    "step_vs_conventional": {"64": "≥ 4", "256": "≥ 3.3", "1000": "≥ 3.2"},
    "step_vs_gemm_limit": {"64": "≥ 0.65", "256": "≥ 0.76", "1000": "≥ 0.78"},
    "penalty_overhead": {str(h): "≤ 0.06" for h in HIDDEN},
    "penalty_vs_jacrev": "≥ 150",
    "deep_penalty_vs_jacrev": "≥ 6",
    "spectrum_vs_svd": "≥ 8",
    "peak_memory_ratio": "≤ 1.1",
    "atlas_vs_conventional": "≥ 8",
    "atlas_objective_vs_scratch": "≤ 1.01",
    "scrub_fps": "≥ 50",
    "atlas_mib": "≤ 4",
    "units_refresh_hz": "≥ 4",
    "units_first_view_s": "≤ 2",
    "units_sort_ms": "≤ 300",
    "units_rescale_ms": "≤ 300",
    "frame_pack_ms": "≤ 1",
    "frame_kib": "≤ 64",
    "painted_fps": "≥ 30",
    "live_vs_headless_rate": "≥ 0.9",
    "lambda_to_paint_ms_p50": "≤ 40",
    "lambda_to_paint_ms_p95": "≤ 90",
    "first_frame_s": "≤ 1.5 × bare_page_s + 2",
}


Contender = Callable[[int], object]  # does this many steps


def in_turn(contenders: dict[str, Contender], rounds: int = ROUNDS) -> dict[str, list[float]]:
    """Seconds a step of each contender, in each round: one after the other in every round.

    Each takes as many steps as fill a round, and runs itself warm before its clock starts: after a pause the
    caches are cold, the threads asleep and the processor slow, which is nobody's merit.
    """
    steps = {name: _steps_in_a_round(run) for name, run in contenders.items()}
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, run in contenders.items():
            time.sleep(PAUSE_S)
            run(max(1, steps[name] // 4))
            start = time.perf_counter()
            run(steps[name])
            times[name].append((time.perf_counter() - start) / steps[name])
    return times


def _steps_in_a_round(run: Contender) -> int:
    run(3)  # the first steps make buffers and plans
    start = time.perf_counter()
    run(3)
    return max(2, int(3 * ROUND_S / (time.perf_counter() - start)))


def ratio(times: dict[str, list[float]], over: str, under: str) -> float:
    """One contender's least disturbed round over another's.

    What a neighbour on the same machine takes only ever makes a round longer, and a step on two threads
    suffers more from it than one product does; the shortest of many rounds taken in turn is the code's own.
    """
    return min(times[over]) / min(times[under])


class UsualLoop:
    """The loop most people write: DataLoader, nn.Linear, autograd, torch.optim.Adam, ``.item()`` every step."""

    def __init__(self, data: Dataset, hidden: int) -> None:
        torch.manual_seed(0)
        x, y = torch.from_numpy(data.x_train), torch.from_numpy(data.y_train)
        self.encoder = nn.Linear(x.shape[1], hidden)
        self.bias = nn.Parameter(torch.zeros(x.shape[1]))
        self.optimizer = torch.optim.Adam([*self.encoder.parameters(), self.bias], lr=LR)
        self.loader = DataLoader(TensorDataset(x, y), batch_size=BATCH, shuffle=True, drop_last=True)
        self.batches = iter(self.loader)
        self.losses: list[float] = []

    def run(self, steps: int) -> None:
        """Train this many steps."""
        for _ in range(steps):
            try:
                x, _ = next(self.batches)
            except StopIteration:
                self.batches = iter(self.loader)
                x, _ = next(self.batches)
            h = torch.sigmoid(self.encoder(x))
            r = torch.sigmoid(h @ self.encoder.weight + self.bias)
            reconstruction = nn.functional.binary_cross_entropy(r, x, reduction="none").sum(1).mean()
            penalty = ((h * (1 - h)) ** 2 @ (self.encoder.weight**2).sum(1)).mean()
            loss = reconstruction + LAM * penalty
            self.optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            self.optimizer.step()
            self.losses.append(loss.item())


Product = tuple[Tensor, Tensor, Tensor]  # left, right, result


def products_of_a_step(sizes: tuple[int, ...], lam: float = LAM) -> list[Product]:
    """The matrix products of one training step and nothing else, on random numbers.

    Each layer has five: two forward, one back through the decoder, two for ∂W (or ∂W and ∂V); and one more back
    through the encoder, if there is a layer below. The contraction of a deep encoder needs products of its own
    (see ``cae.gradients.deep``); that of one layer needs none.
    """
    generator = torch.Generator().manual_seed(0)

    def random(*shape: int) -> Tensor:
        return torch.rand(*shape, generator=generator)

    products: list[Product] = []
    weights: list[tuple[Tensor, Tensor]] = []
    for D, H in pairwise(sizes):
        W, dW = random(H, D), torch.empty(H, D)
        u, g, z, h, dz = random(BATCH, D), random(BATCH, D), random(BATCH, H), random(BATCH, H), random(BATCH, H)
        products += [(u, W.t(), z), (h, W, g), (g, W.t(), dz), (dz.t(), u, dW), (h.t(), g, dW)]
        if weights:
            products.append((dz, W, u))
        weights.append((W, dW))
    if lam > 0 and len(sizes) > 2:
        rows = BATCH * sizes[-1]
        inner = [(random(rows, H), random(rows, H)) for H in sizes[1:-1]]  # A_l and ∂A_l
        (W, dW), (A, dA) = weights[0], inner[0]
        K, S = random(sizes[1], sizes[1]), random(sizes[1], sizes[1])
        products += [(W, W.t(), K), (A, K, dA), (A.t(), A, S), (S, W, dW)]
        for (W, dW), (A, dA), (A_above, dA_above) in zip(weights[1:], inner, inner[1:], strict=False):
            products += [(A_above, W, A), (dA, W.t(), dA_above), (A_above.t(), dA, dW)]
    return products


def doing(products: list[Product], library: str) -> Contender:
    """The products and nothing else, by one of the libraries there are."""
    arrays = [(p.numpy(), q.numpy(), out.numpy()) for p, q, out in products]

    def by_numpy(steps: int) -> None:
        for _ in range(steps):
            for p, q, out in arrays:
                np.matmul(p, q, out=out)

    def by_torch(steps: int) -> None:
        torch.set_float32_matmul_precision(library)
        with torch.inference_mode():
            for _ in range(steps):
                for p, q, out in products:
                    torch.mm(p, q, out=out)
        torch.set_float32_matmul_precision("highest")

    return by_numpy if library == "numpy" else by_torch


def libraries() -> list[str]:
    """The names of what can do a matrix product here: torch's two ways, and NumPy."""
    return ["highest", "numpy"] + (["medium"] if medium_is_exact() else [])


def training(say: Callable[[str], None]) -> dict[str, Any]:
    """The figures of the training step, by model: its number of hidden units, or its sizes.

    Returns
    -------
    dict
        ``step_vs_conventional``: samples a second over the usual loop's. ``step_vs_gemm_limit``: the time of
        the step's matrix products by the fastest library over the step's time. ``penalty_overhead``: the step's
        time at λ > 0 over that at λ = 0, minus 1.
    """
    data = load_dataset()
    x = data.x_train
    figures: dict[str, dict[str, float]] = {
        "step_vs_conventional": {},
        "step_vs_gemm_limit": {},
        "penalty_overhead": {},
    }
    for sizes in [*((x.shape[1], hidden) for hidden in HIDDEN), DEEP]:
        key = str(sizes[1]) if len(sizes) == 2 else "-".join(map(str, sizes))
        say(f"training step, {key}")
        contenders: dict[str, Contender] = {
            "tied": Trainer(Autoencoder(sizes), x, LAM, LR, BATCH).run,
            "untied": Trainer(Autoencoder(sizes, tied=False), x, LAM, LR, BATCH).run,
        }
        if len(sizes) == 2:
            contenders["plain"] = Trainer(Autoencoder(sizes), x, 0.0, LR, BATCH).run
            contenders["usual"] = UsualLoop(data, sizes[1]).run
        products = products_of_a_step(sizes)
        contenders |= {library: doing(products, library) for library in libraries()}
        times = in_turn(contenders)
        fastest = min(libraries(), key=lambda name: min(times[name]))
        figures["step_vs_gemm_limit"][key] = ratio(times, fastest, "tied")
        figures["step_vs_gemm_limit"][f"{key} untied"] = ratio(times, fastest, "untied")
        if len(sizes) == 2:
            figures["step_vs_conventional"][key] = ratio(times, "usual", "tied")
            figures["penalty_overhead"][key] = ratio(times, "tied", "plain") - 1
    return figures


def frame_figures() -> dict[str, float]:
    """What a frame of the default page costs: ``frame_pack_ms`` and ``frame_kib``, both means over a run."""
    from cae.config import RunConfig
    from cae.processes import frames
    from cae.runs.run import LiveRun

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
