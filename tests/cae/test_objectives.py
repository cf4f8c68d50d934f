import math

import pytest
import torch

from cae import Autoencoder, contraction
from cae.objectives import error_from_logits, objective, reconstruction_error

D, H, B = 6, 4, 5


# -- the objective -----------------------------------------------------------------------------------------


def test_cross_entropy_is_summed_over_pixels_and_not_averaged(order_one, rand):
    model, x = order_one((D, H)), rand(B, D)
    r = model(x)
    by_torch = torch.nn.functional.binary_cross_entropy(r, x, reduction="none").sum(1)
    torch.testing.assert_close(reconstruction_error(model, x), by_torch)


def test_squared_error_is_summed_over_pixels_without_a_half(order_one, rand):
    model, x = order_one((D, H), output="linear"), rand(B, D)
    torch.testing.assert_close(reconstruction_error(model, x), (model(x) - x).square().sum(1))


@pytest.mark.parametrize("sizes", [(D, H), (D, 5, H)])
def test_the_objective_is_the_mean_over_images_of_error_plus_lambda_times_penalty(sizes, order_one, rand):
    model, x = order_one(sizes), rand(B, D)
    error, penalty = reconstruction_error(model, x).mean(), contraction.penalty(model, x).mean()
    torch.testing.assert_close(objective(model, x, 0.0), error)
    torch.testing.assert_close(objective(model, x, 0.7), error + 0.7 * penalty)
    torch.testing.assert_close(objective(model, x, 1.4) - error, 2 * (objective(model, x, 0.7) - error))


def test_the_objective_does_not_change_when_the_batch_is_doubled(order_one, rand):
    model, x = order_one((D, H)), rand(B, D)
    torch.testing.assert_close(objective(model, torch.cat([x, x]), 0.7), objective(model, x, 0.7))


@pytest.mark.parametrize("lam", [-1e-9, math.nan, math.inf])
def test_a_lambda_that_is_negative_or_not_finite_is_refused(lam, order_one, rand):
    with pytest.raises(ValueError, match="lam must be a finite number of at least 0"):
        objective(order_one((D, H)), rand(B, D), lam)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_cross_entropy_of_extreme_logits_is_exact(dtype):
    model = Autoencoder((4, 2)).to(dtype)
    a = torch.tensor([[1000.0, -1000.0, 1000.0, -1000.0]], dtype=dtype)
    x = torch.tensor([[1.0, 0.0, 0.0, 1.0]], dtype=dtype)
    assert error_from_logits(model, a, x).tolist() == [2000.0]


def test_a_linear_contractive_autoencoder_finds_the_spectrum_of_theory(randn):
    """DESIGN §5.4: at the optimum of the linear tied CAE, σ_i(J)² = max(0, 1 − λ/(2e_i))."""
    lam, scales = 0.5, torch.tensor([2.0, 1.5, 1.0, 0.7, 0.4], dtype=torch.float64)
    x = randn(400, 5) * scales
    x = (x - x.mean(0)) @ torch.linalg.qr(randn(5, 5)).Q
    model = Autoencoder((5, 5), activation="identity", output="linear", seed=1).double()
    optimiser = torch.optim.LBFGS(model.parameters(), max_iter=300, tolerance_grad=1e-9, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        loss = objective(model, x, lam)
        loss.backward()
        return loss

    optimiser.step(closure)
    variances = torch.linalg.eigvalsh(x.T @ x / len(x)).flip(0)
    expected = (1 - lam / (2 * variances)).clamp(min=0)
    assert 0 in expected  # one direction is given up altogether
    singular = contraction.spectrum(model, x[:1])[0].detach()
    torch.testing.assert_close(singular.square(), expected, rtol=0, atol=1e-5)
