"""Benchmarks of the maths: closed forms against what automatic differentiation and a plain SVD take."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from functools import partial
from typing import Any

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from cae import contraction
from cae.bench.report import Coming, Say
from cae.bench.training import BATCH, DEEP, HIDDEN, LAM, Contender, in_turn, ratio
from cae.data import load_dataset
from cae.model import Autoencoder
from cae.trainer import Trainer, medium_is_exact

ROUNDS = 20


def figures(say: Say) -> Coming:
    """The figures of ``cae.contraction`` and of memory.

    Yields
    ------
    dict
        ``penalty_vs_jacrev`` and ``deep_penalty_vs_jacrev``: the time ‖J‖²_F takes by ``torch.func.jacrev`` over
        that of ``contraction.penalty(model, x)``. ``penalty_after_forward_vs_jacrev`` and ``deep_…``: the same where a
        forward pass has left the pre-activations, whose time is then not counted.
        ``spectrum_vs_svd``: the time of the singular values of explicit Jacobians over that of
        ``contraction.spectrum``. ``peak_memory_ratio``: the most that a training step's tensors take at λ > 0
        over the same at λ = 0; the larger one of a model of one layer and a deep one. Both have the room that a
        look at the loss needs, in which the contraction of a deep encoder works too.
    """
    x = torch.from_numpy(load_dataset().x_test[:BATCH])
    say("closed forms")
    one, deep = Autoencoder((x.shape[1], HIDDEN[0])), Autoencoder(DEEP)
    times = _in_turn(svd=partial(by_svd, one, x), ours=partial(contraction.spectrum, one, x))
    yield {"spectrum_vs_svd": ratio(times, "svd", "ours")}
    for prefix, model in (("", one), ("deep_", deep)):
        times = _in_turn(
            jacrev=partial(by_jacrev, model, x),
            ours=partial(contraction.penalty, model, x),
            after_forward=partial(contraction.penalty, model, x, model.pre_activations(x)),
        )
        yield {
            f"{prefix}penalty_vs_jacrev": ratio(times, "jacrev", "ours"),
            f"{prefix}penalty_after_forward_vs_jacrev": ratio(times, "jacrev", "after_forward"),
        }
    say("memory of a step")
    peaks = [peak_bytes(sizes, LAM) / peak_bytes(sizes, 0.0) for sizes in (one.sizes, DEEP)]
    yield {"peak_memory_ratio": max(peaks)}


def by_jacrev(model: Autoencoder, x: Tensor) -> Tensor:
    """‖J‖²_F of every image, (B,), from Jacobians by automatic differentiation of torch's own functions."""

    def encode(h: Tensor) -> Tensor:
        for W, b in zip(model.W, model.b, strict=True):
            h = torch.sigmoid(torch.nn.functional.linear(h, W, b))
        return h

    J = torch.func.vmap(torch.func.jacrev(encode))(x)  # (B, H, D)
    return J.square().sum((1, 2))


def by_svd(model: Autoencoder, x: Tensor) -> Tensor:
    """Singular values of every image's Jacobian, (B, H), from the Jacobian itself; one layer."""
    gain = model.activation.dphi(model.pre_activations(x)[0])
    return torch.linalg.svdvals(gain[:, :, None] * model.W[0])


def _in_turn(**functions: Callable[[], Any]) -> dict[str, list[float]]:
    def repeated(function: Callable[[], Any]) -> Contender:
        @torch.no_grad()
        def run(times: int) -> None:
            for _ in range(times):
                function()

        return run

    return in_turn({name: repeated(function) for name, function in functions.items()}, ROUNDS)


class LiveBytes(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Counts the bytes of tensors made inside the block that are alive, and the most there were at once."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.now, self.peak = 0, 0
        self._known: set[int] = set()

    def __torch_dispatch__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Run the operation and enter the storages it made."""
        result = function(*args, **(kwargs or {}))
        for leaf in tree_leaves(result):
            if isinstance(leaf, Tensor):
                self._enter(leaf.untyped_storage())
        return result

    def _enter(self, storage: torch.UntypedStorage) -> None:
        key, size = storage._cdata, storage.nbytes()
        if key in self._known:
            return
        self._known.add(key)
        self.now += size
        self.peak = max(self.peak, self.now)
        weakref.finalize(storage, self._leave, key, size)

    def _leave(self, key: int, size: int) -> None:
        self._known.discard(key)
        self.now -= size


def peak_bytes(sizes: tuple[int, ...], lam: float) -> int:
    """The most that the tensors of model, trainer and some steps take at once, with no images but one batch.

    They are steps between two looks at the loss: a look needs ‖J‖²_F at λ = 0 too.
    """
    x = load_dataset().x_train[:BATCH]
    medium_is_exact()  # makes matrices of its own the first time
    with LiveBytes() as live:
        trainer = Trainer(Autoencoder(sizes), x, lam, batch_size=BATCH)
        trainer.step = 1
        trainer.run(3)
    return live.peak
