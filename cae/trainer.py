"""Training: one step, many steps, a guard that stops before nonsense. Knows no page and no process."""

from __future__ import annotations

import contextlib
import copy
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from cae import contraction
from cae.checks import as_real, as_whole, shown
from cae.gradients.adam import Adam
from cae.gradients.buffers import FlatParameters
from cae.gradients.parameters import checked_parameters
from cae.gradients.protocols import ByHand, OwnStep
from cae.model import Autoencoder, seeded_generator
from cae.objectives import Contraction, reconstruction_error
from cae.objectives import Objective as Named
from cae.pixels import training_images
from cae.state import check_state

Objective = Callable[[Autoencoder, Tensor, float], Tensor]

MOST_STEPS = 2**53
LOSS_EVERY = 32  # steps between two looks at the loss: each costs about a third of a step
OF_OBJECTIVE = "objective."  # stands before the names of what of a state is the objective's
BLOW_UP = 10.0  # a reconstruction this many times worse than that of untrained weights is a divergence


class Diverged(RuntimeError):
    """Training left the numbers that mean something. ``step`` is where the guard saw it."""

    def __init__(self, step: int, message: str) -> None:
        super().__init__(message)
        self.step = step

    def __reduce__(self) -> tuple[type[Diverged], tuple[int, str]]:
        # As it is, a process pool could not hand it back.
        return Diverged, (self.step, str(self))


@dataclass(slots=True)
class Running:
    """Sums over the steps at which the loss was taken, since the last call of ``Trainer.take_loss``."""

    reconstruction: float = 0.0
    penalty: float = 0.0
    count: int = 0


class Trainer:
    """Minimises mean[Σ_pixels error + λ‖J‖²_F] by Adam on shuffled batches.

    λ (``lam``), the learning rate (``lr``) and ``batch_size`` are plain attributes: change them between
    steps and the next step obeys.

    Parameters
    ----------
    model : Autoencoder
        Its parameters become views of one flat buffer, ``self.flat``; the module stays usable as it was: weights
        written into it are trained on, frozen ones (``requires_grad_(False)``) stay, at any time. It trains on the
        device and in the precision it has.
    x_train : array-like of floating-point numbers, shape (N, D)
        Pixels in [0, 1] if the model's output is sigmoid.
    lam : float
        λ ≥ 0.
    lr : float
        Learning rate > 0.
    batch_size : int
        1 to N.
    seed : int
        Of the order of the images; with the model's own seed it fixes every bit of the run.
    objective : callable, optional
        Another objective: one of ``cae.objectives``, of which this training has a copy of its own, or any
        ``objective(model, x, lam) -> Tensor``, a scalar, which automatic differentiation follows. Without one it is the
        objective above.

    Raises
    ------
    ValueError
        If an argument is outside these bounds, or the objective does not go with the model; and from then on if the
        model's parameters are no longer the tensors that are trained, because they were replaced, cast or moved, or
        another Trainer has them.
    """

    def __init__(
        self,
        model: Autoencoder,
        x_train: object,
        lam: float = 0.1,
        lr: float = 1e-3,
        batch_size: int = 128,
        seed: int = 0,
        objective: Objective | None = None,
    ) -> None:
        if not isinstance(model, Autoencoder):
            raise ValueError(f"model must be an Autoencoder, but a {type(model).__name__} came.")
        if not (objective is None or callable(objective)):
            raise ValueError(f"objective must be a function of model, x and lam, but {shown(objective)} came.")
        # Nothing of the model changes until everything is known to be good.
        checked_parameters(model)
        self.x = training_images(model, x_train)
        self.lam, self.lr, batch_size = lam, lr, self._checked_batch_size(batch_size)
        self._generator = seeded_generator(seed)
        self._model, self.step, self.images_seen = model, 0, 0
        self._objective = Contraction() if objective is None else objective
        if isinstance(self._objective, Named):
            self._objective.check(model)
            # Of its own: what it draws for one training must not depend on another one.
            self._objective = copy.deepcopy(self._objective)
        self._parameters = FlatParameters(model)
        self._adam = Adam(self._parameters)
        self._order, self._cursor = torch.empty(0, dtype=torch.int64), 0
        self._batch_size, self.batch_size = 0, batch_size
        self.loss_every = LOSS_EVERY
        self._running = Running()
        self.limit = self._blow_up_limit()

    def __reduce__(self) -> tuple[Callable[..., Trainer], tuple[object, ...]]:
        # As they are, the parameters of a copied module would no longer be views of the copied buffer.
        return _remade, (self.model, self.x, self._objective, self.state())

    @property
    def model(self) -> Autoencoder:
        """What is trained."""
        return self._model

    @property
    def objective(self) -> Objective:
        """What is minimised."""
        return self._objective

    @property
    def flat(self) -> Tensor:
        """All its parameters, (P,); the module's are views of it."""
        return self._parameters.values

    # -- settings that may change between steps ------------------------------------------------------------

    @property
    def lam(self) -> float:
        """Contraction strength λ."""
        return self._lam

    @lam.setter
    def lam(self, value: float) -> None:
        number, most = as_real(value), torch.finfo(self.x.dtype).max / 4  # the gradient has 2λ
        if not 0 <= number < math.inf:
            raise ValueError(f"lam must be a finite number of at least 0, but {shown(value)} came.")
        if number > most:
            raise ValueError(f"lam must be at most {most:.2g} in {self.x.dtype}, but {shown(value)} came.")
        self._lam = number

    @property
    def lr(self) -> float:
        """Adam's learning rate."""
        return self._lr

    @lr.setter
    def lr(self, value: float) -> None:
        number = as_real(value)
        if not 0 < number < math.inf:
            raise ValueError(f"lr must be a finite number above 0, but {shown(value)} came.")
        self._lr = number

    @property
    def batch_size(self) -> int:
        """Images a step."""
        return self._batch_size

    @batch_size.setter
    def batch_size(self, value: int) -> None:
        value = self._checked_batch_size(value)
        if value == self._batch_size:
            return
        self._batch_size = value
        objective = self._objective
        self._gradient: ByHand | None = (
            objective.by_hand(self._parameters, value) if isinstance(objective, Named) else None
        )
        self._descend = self._gradient.step if isinstance(self._gradient, OwnStep) else self._adam.step
        self._batch = self.x.new_empty(value, self.x.shape[1]) if self._gradient is None else self._gradient.x

    def _checked_batch_size(self, value: object) -> int:
        number = as_whole(value)
        if number is None or not 1 <= number <= len(self.x):
            raise ValueError(f"batch_size must be a whole number from 1 to {len(self.x)}, but {shown(value)} came.")
        return number

    # -- training ------------------------------------------------------------------------------------------

    def run(self, steps: int = 1) -> Trainer:
        """Train this many steps.

        Raises
        ------
        ValueError
            If ``steps`` is no whole number of at least 0, or the model is no longer the one this Trainer was made for.
        Diverged
            If the loss, looked at every 32nd step, is not finite or the reconstruction has blown up.
        """
        number = as_whole(steps)
        if number is None or number < 0:
            raise ValueError(f"steps must be a whole number of at least 0, but {shown(steps)} came.")
        if number > MOST_STEPS:
            raise ValueError(f"steps must be at most 2⁵³, but {shown(steps)} came.")
        self._look()
        with torch.inference_mode(), fast_matmul():
            for _ in range(number):
                self._step()
        return self

    def train_step(self) -> None:
        """One step; raises as ``run``, which is this in a loop with the fast settings of ``fast_matmul`` around it."""
        self._look()
        self._step()

    def _look(self) -> None:
        """See to it that what is trained is what the module shows, and that what is frozen stays."""
        if self._parameters.watch.look():
            self._adam.arrange()

    def _step(self) -> None:
        x = self._next_batch()
        with_loss = self.step % self.loss_every == 0
        if self._gradient is not None:
            self._gradient(self._lam, with_loss)
            if with_loss:
                self._guard(*self._gradient.loss())
        else:
            self._autograd(x, with_loss)
        self.step += 1
        self._descend(self._lr)

    def take_loss(self) -> tuple[float, float] | None:
        """Mean reconstruction error and ‖J‖²_F over the looks since the last call; None without one."""
        running, self._running = self._running, Running()
        if running.count == 0:
            return None
        return running.reconstruction / running.count, running.penalty / running.count

    @property
    def epoch(self) -> float:
        """How often the training images were gone through."""
        return self.images_seen / len(self.x)

    def _next_batch(self) -> Tensor:
        B = self._batch_size
        if self._cursor + B > len(self._order):  # a rest smaller than a batch is left out
            self._order = torch.randperm(len(self.x), generator=self._generator)
            self._cursor = 0
        rows = self._order[self._cursor : self._cursor + B]
        self._cursor += B
        self.images_seen += B
        return torch.index_select(self.x, 0, rows.to(self.x.device), out=self._batch)

    def upcoming(self) -> Tensor:
        """The numbers of the next step's images, (B,); nothing changes by asking."""
        B, order, cursor = self._batch_size, self._order, self._cursor
        if cursor + B > len(order):
            generator = self._generator.clone_state()
            order, cursor = torch.randperm(len(self.x), generator=generator), 0
        return order[cursor : cursor + B].clone()

    def _autograd(self, x: Tensor, with_loss: bool) -> None:
        with torch.inference_mode(False), torch.enable_grad():
            loss = self._objective(self.model, x.clone(), self._lam)
            if not isinstance(loss, Tensor) or loss.numel() != 1 or not loss.requires_grad:
                came = f"a tensor of shape {tuple(loss.shape)}" if isinstance(loss, Tensor) else shown(loss)
                allowed = "a scalar tensor that depends on what is trained"
                raise ValueError(f"objective must give {allowed}, but {came} came.")
            self._look()
            trained = {name: p for name, p in self._parameters.watch.parameters.items() if p.requires_grad}
            gradients = torch.autograd.grad(loss, list(trained.values()), materialize_grads=True)
        own = self._parameters.named_gradients()
        for name, gradient in zip(trained, gradients, strict=True):
            own[name].copy_(gradient)
        if with_loss:
            error, penalty = reconstruction_error(self.model, x), contraction.penalty(self.model, x)
            self._guard(float(error.mean()), float(penalty.mean()))

    def _guard(self, reconstruction: float, penalty: float) -> None:
        self._running.reconstruction += reconstruction
        self._running.penalty += penalty
        self._running.count += 1
        if not (math.isfinite(reconstruction) and math.isfinite(penalty)):
            raise Diverged(self.step, "The loss is no longer finite.")
        if reconstruction > self.limit:
            times = f"more than {BLOW_UP:g} times that of an untrained model"
            raise Diverged(self.step, f"The reconstruction error reached {reconstruction:,.0f}, {times}.")

    def check(self) -> None:
        """Look at the weights themselves.

        Raises
        ------
        Diverged
            If one of them is not finite.
        """
        if not math.isfinite(float(self.flat.sum())):
            raise Diverged(self.step, "The weights are no longer finite.")

    def _blow_up_limit(self) -> float:
        """BLOW_UP times the error of a model that has learnt nothing: every pixel reconstructed as ½ or 0."""
        D = self.x.shape[1]
        if self.model.output == "sigmoid":
            return BLOW_UP * D * math.log(2)
        return BLOW_UP * max(float(self.x.square().sum(1).mean()), 1e-12)

    # -- state ---------------------------------------------------------------------------------------------

    def state(self) -> dict[str, Tensor]:
        """Everything the next step depends on, copied: going back to it gives the same bits again."""
        self._look()
        numbers = torch.tensor([self.step, self.images_seen, self._cursor, self._batch_size], dtype=torch.int64)
        settings = torch.tensor([self._lam, self._lr], dtype=torch.float64)
        tensors = {"flat": self.flat, "m": self._adam.m, "v": self._adam.v, "order": self._order}
        tensors |= {"numbers": numbers, "settings": settings, "generator": self._generator.get_state()}
        tensors["steps"] = self._adam.steps
        if isinstance(self._objective, Named):
            tensors |= {f"{OF_OBJECTIVE}{name}": tensor for name, tensor in self._objective.state().items()}
        return {name: tensor.clone() for name, tensor in tensors.items()}

    def load_state(self, state: dict[str, Tensor]) -> None:
        """Go back to a state that ``state`` gave, of a model of the same shape.

        Raises
        ------
        ValueError
            If it belongs to a model of another size or to another objective, or is no state; the training is then as
            it was.
        """
        self._look()
        check_state(state, len(self.flat), len(self._adam.steps), len(self.x))
        if isinstance(self._objective, Named):
            own = {name: tensor for name, tensor in state.items() if name.startswith(OF_OBJECTIVE)}
            self._objective.load_state({name.removeprefix(OF_OBJECTIVE): tensor for name, tensor in own.items()})
        with torch.inference_mode():
            self.flat.copy_(state["flat"])
            self._adam.load(state["m"], state["v"], state.get("steps", state["numbers"][0]))
            self._order = state["order"].clone()
        self._generator.set_state(state["generator"])
        self.step, self.images_seen, self._cursor, batch_size = (int(n) for n in state["numbers"])
        self.batch_size = batch_size
        self.lam, self.lr = (float(s) for s in state["settings"])
        self._running = Running()


def _remade(model: Autoencoder, x: Tensor, objective: Objective, state: dict[str, Tensor]) -> Trainer:
    trainer = Trainer(model, x, batch_size=1, objective=objective)
    trainer.load_state(state)
    return trainer


_medium_is_exact: bool | None = None


def medium_is_exact() -> bool:
    """Whether "medium" matrix products keep float32's digits on this processor.

    "medium" lets oneDNN do the products, which is twice as fast on some processors and still float32;
    on those with bfloat16 matrix units it may round to 8 bits. One product tells which.
    """
    global _medium_is_exact
    if _medium_is_exact is None:
        generator = torch.Generator().manual_seed(0)
        a, b = (torch.rand(128, 128, generator=generator) for _ in range(2))
        before = torch.get_float32_matmul_precision()
        torch.set_float32_matmul_precision("medium")
        error = (a @ b - (a.double() @ b.double()).float()).abs().max()
        torch.set_float32_matmul_precision(before)
        _medium_is_exact = float(error) < 1e-4  # bfloat16 would be off by about 0.1
    return _medium_is_exact


@contextlib.contextmanager
def fast_matmul() -> Iterator[None]:
    """Matrix products by oneDNN inside the block, where that loses no digits; as before after it."""
    before = torch.get_float32_matmul_precision()
    torch.set_float32_matmul_precision("medium" if medium_is_exact() else before)
    try:
        yield
    finally:
        torch.set_float32_matmul_precision(before)
