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
