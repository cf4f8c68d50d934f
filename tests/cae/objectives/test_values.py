"""What the objectives are, in numbers that can be had another way."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from cae import Autoencoder, contraction, objectives
from cae.gradients.buffers import FlatParameters
from cae.objectives import reconstruction_error

B, D, H = 5, 6, 4
PENALTIES = ["contraction", "weight-decay", "sparse-kl", "sparse-l1"]


def kl(rho: float, share: torch.Tensor) -> torch.Tensor:
    on, off = torch.tensor(rho).double(), torch.tensor(1 - rho).double()
    return (on * (on / share).log() + off * (off / (1 - share)).log()).sum()


@pytest.mark.parametrize("tied", [True, False])
def test_the_penalties_are_their_formulas(tied, order_one, rand):
    x, lam = rand(B, D), 0.7
    model = order_one((D, H), activation="tanh", tied=tied)
    h, error = model.encode(x), reconstruction_error(model, x).mean()
    weights = sum(float(W.detach().square().sum()) for W in (*model.W, *model.V))
    assert len(model.V) == (not tied)
    expected = {
        objectives.WeightDecay(): 0.5 * weights,
        objectives.SparseL1(): h.abs().sum(1).mean(),
        objectives.SparseKL(0.2): kl(0.2, (h.mean(0) + 1) / 2),
        objectives.Contraction(): contraction.penalty(model, x).mean(),
    }
    for objective, penalty in expected.items():
        torch.testing.assert_close(
            objective(model, x, lam), error + lam * penalty, msg=lambda m, o=objective: f"{o} {m}"
        )
    higher = objectives.HigherOrder(0.4)(model, x, lam)
    with_penalty = error + lam * contraction.penalty(model, x).mean()
    torch.testing.assert_close(higher, with_penalty + 0.4 * contraction.hessian(model, x).mean())


def test_the_share_of_a_sigmoid_unit_is_its_mean(order_one, rand):
    model, x = order_one((D, H)), rand(B, D)
    expected = reconstruction_error(model, x).mean() + 2 * kl(0.05, model.encode(x).mean(0))
    torch.testing.assert_close(objectives.SparseKL()(model, x, 2.0), expected)


@given(st.floats(0.01, 0.99), st.floats(-6, 6))
def test_the_divergence_is_none_at_the_target_and_above_it_elsewhere(rho, z):
    model = Autoencoder((1, 1)).double()
    x = torch.ones(1, 1, dtype=torch.float64)
    with torch.no_grad():
        model.W[0].fill_(z)
    parts = [float(objectives.SparseKL(rho)(model, x, lam).detach()) for lam in (0.0, 1.0)]
    assert parts[1] - parts[0] >= -1e-12
    with torch.no_grad():
        model.W[0].fill_(math.log(rho / (1 - rho)))
    parts = [float(objectives.SparseKL(rho)(model, x, lam).detach()) for lam in (0.0, 1.0)]
    assert parts[1] - parts[0] == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("z", [-90.0, -60.0, -20.0, 20.0, 60.0, 90.0])
def test_units_that_are_all_on_or_all_off_in_float32_are_still_pulled_back(z):
    """1 − h is exactly 0 from z = 17 on: the divergence would be infinite, its gradient no number."""
    model, x = Autoencoder((1, 1)), torch.ones(3, 1)
    with torch.no_grad():
        model.W[0].zero_()
        model.b[0].fill_(z)
    objective = objectives.SparseKL(0.2)
    (expected,) = torch.autograd.grad(objective(model, x, 1.0) - objective(model, x, 0.0), model.b[0])
    parameters = FlatParameters(model)
    gradient = objective.by_hand(parameters, 3)
    gradient.x.copy_(x)
    found = []
    for lam in (1.0, 0.0):
        gradient(lam)
        found.append(parameters.named_gradients()["b.0"].clone())
    torch.testing.assert_close(found[0] - found[1], expected)
    pull = 0.0 if abs(z) > 69 else 0.8 if z > 0 else -0.2  # beyond, a mean is no number to divide by
    assert float(expected) == pytest.approx(pull, rel=1e-3)


@pytest.mark.parametrize("text", PENALTIES)
def test_doubling_the_batch_changes_nothing_and_doubling_lambda_doubles_the_penalty(text, order_one, rand):
    model, x, objective = order_one((D, H)), rand(B, D), objectives.named(text)
    torch.testing.assert_close(objective(model, torch.cat([x, x]), 0.7), objective(model, x, 0.7))
    error = objective(model, x, 0.0)
    torch.testing.assert_close(objective(model, x, 1.4) - error, 2 * (objective(model, x, 0.7) - error))


@pytest.mark.parametrize("text", PENALTIES)
def test_the_order_of_the_units_does_not_matter(text, order_one, rand):
    model, x, objective = order_one((D, H)), rand(B, D), objectives.named(text)
    before = objective(model, x, 0.7)
    with torch.no_grad():
        for parameter in (model.W[0], model.b[0]):
            parameter.copy_(parameter.flip(0).clone())
    torch.testing.assert_close(objective(model, x, 0.7), before)


def test_the_curvature_of_a_deep_encoder_is_estimated_from_noise_that_is_drawn_anew(order_one, rand):
    model, x = order_one((D, 5, H), activation="tanh"), rand(B, D)
    plain = objectives.objective(model, x, 0.7)
    objective, again = (objectives.HigherOrder(0.4, draws=2, seed=1) for _ in range(2))
    said = [float((objective(model, x, 0.7) - plain).detach()) for _ in range(50)]
    assert len(set(said)) == 50
    assert float((again(model, x, 0.7) - plain).detach()) == pytest.approx(said[0])
    expected = 0.4 * float(contraction.hessian(model, x, draws=200).mean().detach())
    assert sum(said) / 50 == pytest.approx(expected, rel=0.1)


def test_masks_set_their_fraction_of_the_pixels_to_0_and_leave_the_others(rand):
    objective, x = objectives.Masking(0.3, seed=1), rand(200, 50) + 0.1
    first, second = objective.corrupted(x), objective.corrupted(x)
    gone = first == 0
    assert float(gone.double().mean()) == pytest.approx(0.3, abs=0.02)
    assert torch.equal(first[~gone], x[~gone])
    assert not torch.equal(first, second)
    assert torch.equal(objectives.Masking(0.3, seed=1).corrupted(x), first)


def test_masking_is_the_error_against_the_whole_image_and_knows_no_lambda(order_one, rand):
    model, x = order_one((D, H)), rand(B, D)
    masked = objectives.Masking(0.3, seed=1).corrupted(x)
    expected = objectives.error_from_logits(model, model.logits(model.encode(masked)), x).mean()
    for lam in (0.0, 9.0):
        torch.testing.assert_close(objectives.Masking(0.3, seed=1)(model, x, lam), expected)


@pytest.mark.parametrize("text", [*PENALTIES, "cae+h", "recipe"])
def test_a_lambda_that_is_negative_or_no_number_is_refused(text, order_one, rand):
    for lam in (-1e-9, math.nan, math.inf):
        with pytest.raises(ValueError, match="lam must be a finite number of at least 0"):
            objectives.named(text)(order_one((D, H)), rand(B, D), lam)


def test_an_objective_says_what_it_is():
    assert repr(objectives.Denoising(0.3)) == "Denoising(sigma=0.3)"
    assert repr(objectives.WeightDecay()) == "WeightDecay()"
