"""Benchmarks of training: our step against the usual loop, and against its own matrix products.

Every figure is a ratio of two things timed in turn in one run, because the machines this runs on are
shared: what is compared was timed side by side in many rounds, and no time is ever a figure.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

from cae.bench.report import Coming, Say
from cae.data import Dataset, load_dataset
from cae.model import Autoencoder
from cae.trainer import Trainer, medium_is_exact

HIDDEN = (64, 256, 1000)
BATCH, LAM, LR = 128, 0.1, 1e-3
DEEP = (784, 64, 32, 16)
ROUNDS = 40
ROUND_S = 0.03  # about; short, so that some of a contender's rounds fall between what the neighbours do
PAUSE_S = 0.1  # a library's idle threads spin for a while, on the next contender's time

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


def figures(say: Say) -> Coming:
    """The figures of the training step, by model: its number of hidden units, or its sizes.

    Yields
    ------
    dict
        ``step_vs_conventional``: samples a second over the usual loop's. ``step_vs_gemm_limit``: the time of
        the step's matrix products by the fastest library over the step's time. ``penalty_overhead``: the step's
        time at λ > 0 over that at λ = 0, minus 1.
    """
    data = load_dataset()
    x = data.x_train
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
        of_products = {key: ratio(times, fastest, "tied"), f"{key} untied": ratio(times, fastest, "untied")}
        if len(sizes) == 2:
            yield {"step_vs_conventional": {key: ratio(times, "usual", "tied")}}
        yield {"step_vs_gemm_limit": of_products}
        if len(sizes) == 2:
            yield {"penalty_overhead": {key: ratio(times, "tied", "plain") - 1}}
