import math

import pytest
import torch

from cae import Autoencoder, contraction
from cae.activations import ACTIVATIONS
from cae.objectives import OneLayerGradient, error_from_logits, objective, reconstruction_error

every_setting = [
    pytest.mark.parametrize("name", ACTIVATIONS),
    pytest.mark.parametrize("tied", [True, False], ids=["tied", "untied"]),
    pytest.mark.parametrize("output", ["sigmoid", "linear"]),
    pytest.mark.parametrize("lam", [0.0, 0.7]),
]
D, H, B = 6, 4, 5


def in_every_setting(test):
    for mark in every_setting:
        test = mark(test)
    return test


def names_of(model: Autoencoder) -> dict[str, torch.Tensor]:
    return {key.split(".")[0]: parameter for key, parameter in model.named_parameters()}


def by_hand(model: Autoencoder, x: torch.Tensor, lam: float) -> tuple[dict[str, torch.Tensor], OneLayerGradient]:
    # Buffers full of rubbish: whatever is not written would show.
    buffers = {name: torch.full_like(p, math.nan).detach() for name, p in names_of(model).items()}
    gradient = OneLayerGradient(model, buffers, len(x))
    gradient.x.copy_(x)
    gradient(lam)
    return buffers, gradient


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


# -- the gradient by hand ----------------------------------------------------------------------------------


@in_every_setting
def test_the_gradient_by_hand_is_autograds(name, tied, output, lam, order_one, rand):
    model, x = order_one((D, H), activation=name, tied=tied, output=output), rand(B, D)
    objective(model, x, lam).backward()
    gradients, _ = by_hand(model, x, lam)
    for key, parameter in names_of(model).items():
        torch.testing.assert_close(gradients[key], parameter.grad, rtol=1e-10, atol=1e-12, msg=lambda m, k=key: k + m)


@in_every_setting
def test_the_gradient_by_hand_is_the_central_difference(name, tied, output, lam, order_one, rand):
    model, x, step = order_one((D, H), activation=name, tied=tied, output=output), rand(B, D), 1e-6
    gradients, _ = by_hand(model, x, lam)
    with torch.no_grad():
        for key, parameter in names_of(model).items():
            flat, numeric = parameter.view(-1), torch.empty(parameter.numel(), dtype=torch.float64)
            for i in range(parameter.numel()):
                value = float(flat[i])
                flat[i] = value + step
                up = objective(model, x, lam)
                flat[i] = value - step
                numeric[i] = (up - objective(model, x, lam)) / (2 * step)
                flat[i] = value
            torch.testing.assert_close(gradients[key].view(-1), numeric, rtol=1e-6, atol=1e-7)


@in_every_setting
def test_the_loss_it_reports_is_the_two_parts_of_the_objective(name, tied, output, lam, order_one, rand):
    model, x = order_one((D, H), activation=name, tied=tied, output=output), rand(B, D)
    _, gradient = by_hand(model, x, lam)
    error, penalty = gradient.loss()
    assert error == pytest.approx(float(reconstruction_error(model, x).mean().detach()))
    assert penalty == pytest.approx(float(contraction.penalty(model, x).mean().detach()))


def test_its_buffers_hold_nothing_over_from_the_batch_before(order_one, rand):
    model, first, second = order_one((D, H)), rand(B, D), rand(B, D)
    expected, _ = by_hand(model, second, 0.7)
    gradients, gradient = by_hand(model, first, 3.0)
    gradient.x.copy_(second)
    gradient(0.7)
    for key in gradients:
        assert torch.equal(gradients[key], expected[key])


def test_it_follows_weights_that_change_in_place(order_one, rand):
    model, x = order_one((D, H)), rand(B, D)
    gradients, gradient = by_hand(model, x, 0.7)
    with torch.no_grad():
        model.W[0].mul_(0.5)
    gradient(0.7)
    expected, _ = by_hand(model, x, 0.7)
    assert torch.equal(gradients["W"], expected["W"])


@pytest.mark.parametrize("output", ["sigmoid", "linear"])
def test_large_weights_in_float32_give_finite_losses_and_the_gradient_of_float64(output, rand):
    model = Autoencoder((D, H), output=output)
    with torch.no_grad():
        model.W[0].mul_(300)
        model.c[0].fill_(-500)
    x = rand(B, D, dtype=torch.float32).round()
    gradients, gradient = by_hand(model, x, 0.7)
    exact, gradient64 = by_hand(model.double(), x.double(), 0.7)
    for key in exact:
        torch.testing.assert_close(gradients[key].double(), exact[key], rtol=1e-3, atol=1e-4)
    assert gradient.loss() == pytest.approx(gradient64.loss(), rel=1e-4)


@pytest.mark.parametrize("z", [20.0, -20.0])
def test_a_saturated_units_penalty_is_not_lost_in_float32(z):
    model = Autoencoder((1, 1))
    with torch.no_grad():
        model.W[0].fill_(z)
    _, gradient = by_hand(model, torch.ones(1, 1), 0.7)
    _, exact = by_hand(model.double(), torch.ones(1, 1, dtype=torch.float64), 0.7)
    assert gradient.loss()[1] == pytest.approx(exact.loss()[1], rel=1e-4)
    assert gradient.loss()[1] > 0


def test_doubling_lambda_doubles_the_contractions_part_of_the_gradient(order_one, rand):
    model, x = order_one((D, H)), rand(B, D)
    none, once, twice = (by_hand(model, x, lam)[0]["W"] for lam in (0.0, 0.7, 1.4))
    assert float((once - none).abs().max()) > 1e-3
    torch.testing.assert_close(twice - none, 2 * (once - none))


def test_with_detached_weights_the_gradient_would_be_another(order_one, rand):
    model, x, lam = order_one((D, H)), rand(B, D), 0.7
    gradients, _ = by_hand(model, x, lam)
    gain = model.activation.dphi(model.pre_activations(x)[0])
    penalty = (gain.square() @ model.W[0].detach().square().sum(1)).mean()
    (detached,) = torch.autograd.grad(reconstruction_error(model, x).mean() + lam * penalty, model.W[0])
    assert not torch.allclose(gradients["W"], detached, rtol=1e-2)
