"""The restricted Boltzmann machine of scikit-learn, whose two conditionals are a tied sigmoid autoencoder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from cae import contraction
from cae.checks import as_whole, shown
from cae.gradients.buffers import FlatParameters
from cae.model import Autoencoder
from cae.objectives.base import Objective, stated
from cae.objectives.errors import reconstruction_error

if TYPE_CHECKING:
    from sklearn.neural_network import BernoulliRBM

_TWISTER = 624  # words of its state; the place in them comes behind


def as_autoencoder(rbm: BernoulliRBM) -> Autoencoder:
    """A fitted ``BernoulliRBM`` as the autoencoder it contains: everything that takes a model takes it.

    h = P(h = 1 | v) = σ(Wv + b) is its code and P(v = 1 | h) = σ(Wᵀh + c) its reconstruction, by mean field.

    Raises
    ------
    ValueError
        If it has not been fitted.
    """
    if not hasattr(rbm, "components_"):
        raise ValueError(f"rbm must be a fitted BernoulliRBM, but {shown(rbm)} came; call its fit first.")
    H, D = rbm.components_.shape
    dtype = torch.float32 if rbm.components_.dtype == np.float32 else torch.float64
    model = Autoencoder((D, H)).to(dtype)
    with torch.no_grad():
        for own, array in (
            (model.W, rbm.components_),
            (model.b, rbm.intercept_hidden_),
            (model.c, rbm.intercept_visible_),
        ):
            own[0].copy_(torch.from_numpy(np.ascontiguousarray(array)))
    return model


class RBM(Objective):
    """Maximum likelihood of a Bernoulli RBM by persistent contrastive divergence (Tieleman 2008), by scikit-learn.

    For a ``Trainer`` of one tied layer with sigmoid units and output. The steps are ``BernoulliRBM.partial_fit``'s,
    plain gradient ascent at the trainer's learning rate (0.05 is usual) on its batches, in the model's own weights; λ
    has no part in it.

    Parameters
    ----------
    seed : int
        Of the chain, 0 to 2³² − 1; the same as scikit-learn's ``random_state``.

    Raises
    ------
    ValueError
        If the seed is none; from ``Trainer``, if the model is another one.
    """

    name, draws = "rbm", True

    def __init__(self, seed: int = 0) -> None:
        from sklearn.neural_network import BernoulliRBM
        from sklearn.utils import check_random_state

        super().__init__()
        number = as_whole(seed)
        if number is None or not 0 <= number < 2**32:
            raise ValueError(f"seed must be a whole number from 0 to 2³² − 1, but {shown(seed)} came.")
        self._rbm = BernoulliRBM()
        self._rbm.random_state_ = check_random_state(number)
        self._rbm.h_samples_ = np.zeros((1, 0))

    def check(self, model: Autoencoder) -> None:
        """Raise ``ValueError``, with the reason, if it does not go with the model."""
        super().check(model)
        W = model.W[0]
        if W.device.type != "cpu" or W.dtype not in (torch.float32, torch.float64):
            allowed = "float32 or float64 on the CPU, where scikit-learn computes"
            raise ValueError(f"rbm needs a model in {allowed}, but {W.dtype} on {W.device} came.")

    def __call__(self, model: Autoencoder, x: Tensor, lam: float) -> Tensor:
        """Mean free energy of the images less that of the chain's next visible units; no chain moves.

        Its gradient is the direction of the next step on this batch.
        """
        random = np.random.RandomState()  # as scikit-learn has it
        random.set_state(self._rbm.random_state_.get_state())
        chain = torch.from_numpy(self._chain(len(x), model.sizes[-1])).to(x)
        with torch.no_grad():
            p = model.decode(chain)
            v = torch.from_numpy(random.uniform(size=tuple(p.shape))).to(x) < p
        return _free_energy(model, x).mean() - _free_energy(model, v.to(x)).sum() / len(x)

    def by_hand(self, parameters: FlatParameters, batch_size: int) -> Climb:
        """The step that scikit-learn takes; the chain keeps what rows it can when the size of the batches changes."""
        self._rbm.h_samples_ = self._chain(batch_size, parameters.model.sizes[-1])
        return Climb(parameters, batch_size, self._rbm)

    def _chain(self, rows: int, units: int) -> np.ndarray:
        """The chain's hidden units, as many rows as that; all off where it has not begun with so many units."""
        chain = self._rbm.h_samples_
        return chain[np.arange(rows) % len(chain)] if chain.shape[1] == units else np.zeros((rows, units))

    def state(self) -> dict[str, Tensor]:
        """The chain's hidden units, and its generator."""
        _, words, place, *_ = self._rbm.random_state_.get_state()
        random = torch.tensor([*map(int, words), place], dtype=torch.int64)
        return {"chain": torch.from_numpy(self._rbm.h_samples_.copy()), "random": random}

    def load_state(self, state: Mapping[str, Tensor]) -> None:
        """Go back to what ``state`` gave."""
        chain, random, H = stated(self, state, "chain"), stated(self, state, "random"), self._rbm.h_samples_.shape[1]
        if chain.ndim != 2 or len(chain) == 0 or chain.shape[1] != H or not bool(((chain == 0) | (chain == 1)).all()):
            raise ValueError(f"chain of the state must be of {H} units that are 0 or 1, but {tuple(chain.shape)} came.")
        words = random[:-1].tolist()
        whole = random.shape == (_TWISTER + 1,) and random.dtype == torch.int64
        if not (whole and 0 <= int(random[-1]) <= _TWISTER and all(0 <= word < 2**32 for word in words)):
            raise ValueError("random of the state must be that of the rbm objective's generator, but it is not.")
        self._rbm.h_samples_ = chain.double().numpy().copy()
        self._rbm.random_state_.set_state(("MT19937", np.array(words, np.uint32), int(random[-1]), 0, 0.0))


class Climb:
    """A step of scikit-learn's on the flat parameters themselves: its arrays are views of them."""

    def __init__(self, parameters: FlatParameters, batch_size: int, rbm: BernoulliRBM) -> None:
        self._parameters, self._rbm = parameters, rbm
        self.x = parameters.values.new_empty(batch_size, parameters.model.sizes[0])
        rbm.n_features_in_ = self.x.shape[1]
        self._loss = 0.0, 0.0

    def __call__(self, lam: float, with_loss: bool = True) -> None:
        """Keep what ``loss`` tells, if it is wanted."""
        if with_loss:
            model = self._parameters.model
            error, penalty = reconstruction_error(model, self.x), contraction.penalty(model, self.x)
            self._loss = float(error.mean()), float(penalty.mean())

    def loss(self) -> tuple[float, float]:
        """Mean reconstruction error and mean ‖J‖²_F of the last batch looked at, at the weights of then."""
        return self._loss

    def step(self, lr: float) -> None:
        """One step; what is frozen stays."""
        for attribute, name in (("components_", "W.0"), ("intercept_hidden_", "b.0"), ("intercept_visible_", "c.0")):
            values = self._parameters.view(self._parameters.values, name)
            frozen = not self._parameters.watch.parameters[name].requires_grad
            setattr(self._rbm, attribute, (values.clone() if frozen else values).numpy())
        self._rbm.learning_rate = lr
        self._rbm.partial_fit(self.x.numpy())


def _free_energy(model: Autoencoder, v: Tensor) -> Tensor:
    """F(v) = −c·v − Σ_j log(1 + exp(z_j)), (B,)."""
    return -(v @ model.c[0]) - torch.logaddexp(model.pre_activations(v)[0], v.new_zeros(())).sum(1)
