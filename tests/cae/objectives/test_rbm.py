"""The RBM is scikit-learn's, and whatever takes a model takes it."""

import numpy as np
import pytest
import torch
from sklearn.neural_network import BernoulliRBM

from cae import Autoencoder, Trainer, contraction, figures, objectives
from cae.objectives.rbm import as_autoencoder

N, D, H, B = 60, 12, 5, 10


@pytest.fixture
def x(rand):
    return rand(N, D).round()


def started(dtype=torch.float64) -> Autoencoder:
    return Autoencoder((D, H), seed=3).to(dtype)


def test_its_steps_are_scikit_learn_s_to_the_bit(x):
    model = started()
    theirs = BernoulliRBM(H, learning_rate=0.05, batch_size=B)
    theirs.components_ = model.W[0].detach().numpy().copy()
    theirs.intercept_hidden_, theirs.intercept_visible_ = np.zeros(H), np.zeros(D)
    theirs.n_features_in_, theirs.random_state_ = D, np.random.RandomState(7)
    order = torch.randperm(N, generator=torch.Generator().manual_seed(1))
    for step in range(5):
        theirs.partial_fit(x[order[step * B : (step + 1) * B]].numpy())
    ours = Trainer(model, x, 0.0, 0.05, B, seed=1, objective=objectives.RBM(seed=7)).run(5)
    assert np.array_equal(ours.model.W[0].detach().numpy(), theirs.components_)
    assert np.array_equal(ours.model.b[0].detach().numpy(), theirs.intercept_hidden_)
    assert np.array_equal(ours.model.c[0].detach().numpy(), theirs.intercept_visible_)
    assert np.array_equal(ours.state()["objective.chain"].numpy(), theirs.h_samples_)


def test_a_step_goes_down_the_gradient_of_its_objective(x):
    trainer = Trainer(started(), x, 0.0, 0.05, N, objective=objectives.RBM(seed=7)).run(3)
    before = {name: p.detach().clone() for name, p in trainer.model.named_parameters()}
    names = list(before)
    gradients = torch.autograd.grad(trainer.objective(trainer.model, x, 0.0), list(trainer.model.parameters()))
    trainer.run(1)
    for name, gradient in zip(names, gradients, strict=True):
        after = dict(trainer.model.named_parameters())[name].detach()
        torch.testing.assert_close(after - before[name], -0.05 * gradient)


def test_one_that_has_trained_begins_anew_with_other_units(x):
    used = Trainer(started(), x, 0.0, 0.05, B, objective=objectives.RBM()).run(3).objective
    other = Trainer(Autoencoder((D, H + 2)).double(), x, 0.0, 0.05, B, objective=used)
    assert not other.state()["objective.chain"].any()
    other.run(2)
    assert objectives.RBM()(started(), x, 0.0).requires_grad  # without a training, too


def test_a_fitted_one_is_the_autoencoder_of_its_two_conditionals(x):
    rbm = BernoulliRBM(H, n_iter=3, random_state=0).fit(x.numpy())
    model = as_autoencoder(rbm)
    assert np.allclose(model.encode(x).detach().numpy(), rbm.transform(x.numpy()))
    v = 1 / (1 + np.exp(-(rbm.transform(x.numpy()) @ rbm.components_ + rbm.intercept_visible_)))
    assert np.allclose(model(x).detach().numpy(), v)
    J = torch.func.vmap(torch.func.jacrev(lambda one: model.encode(one[None])[0]))(x)
    torch.testing.assert_close(contraction.per_unit(model, x), J.square().sum(2))
    assert as_autoencoder(BernoulliRBM(H, n_iter=1).fit(x.float().numpy())).W[0].dtype == torch.float32


def test_figures_take_it(x):
    trainer = Trainer(started(torch.float32), x.float(), 0.0, 0.05, B, objective=objectives.RBM()).run(10)
    assert len(figures.spectrum(trainer.model, x.float()[:8]).data) > 0


def test_one_that_is_not_fitted_is_refused():
    with pytest.raises(ValueError, match="rbm must be a fitted BernoulliRBM"):
        as_autoencoder(BernoulliRBM())


def test_it_learns(x, generator):
    """Two patterns and noise: its reconstruction gets better than the mean image's."""
    patterns = torch.tensor([[1.0] * 6 + [0.0] * 6, [0.0] * 6 + [1.0] * 6])
    images = patterns[torch.randint(0, 2, (200,), generator=generator)]
    trainer = Trainer(started(torch.float32), images, 0.0, 0.1, 20, objective=objectives.RBM()).run(300)
    assert trainer.take_loss()[0] < 12 * np.log(2)
    assert float(objectives.reconstruction_error(trainer.model, images).mean().detach()) < 2


def test_what_is_frozen_stays(x):
    model = started()
    model.c[0].requires_grad_(False)
    before = model.c[0].detach().clone()
    trainer = Trainer(model, x, 0.0, 0.05, B, objective=objectives.RBM()).run(5)
    assert torch.equal(model.c[0], before)
    model.c[0].requires_grad_(True)
    trainer.run(5)
    assert not torch.equal(model.c[0].detach(), before)


@pytest.mark.parametrize("seed", [-1, 2**32, 0.5])
def test_a_seed_that_scikit_learn_has_not_is_refused(seed):
    with pytest.raises(ValueError, match="seed must be a whole number from 0 to 2³² − 1"):
        objectives.RBM(seed)


def test_a_precision_that_scikit_learn_has_not_is_refused(x):
    with pytest.raises(ValueError, match="rbm needs a model in float32 or float64 on the CPU"):
        Trainer(started(torch.bfloat16), x, batch_size=B, objective=objectives.RBM())


def test_the_state_of_another_generator_is_refused(x):
    trainer = Trainer(started(), x, 0.0, 0.05, B, objective=objectives.RBM())
    state = trainer.state()
    for wrong in (state["objective.random"][:-1], state["objective.random"] - 1, state["objective.random"].double()):
        with pytest.raises(ValueError, match="random of the state must be that of the rbm"):
            trainer.load_state(state | {"objective.random": wrong - 2**33 if not wrong.is_floating_point() else wrong})
    with pytest.raises(ValueError, match="chain of the state must be of 5 units that are 0 or 1"):
        trainer.load_state(state | {"objective.chain": state["objective.chain"] + 0.5})
