"""The gradient by hand against automatic differentiation and central differences, at every depth."""

import math

import pytest
import torch

from cae import Autoencoder, contraction
from cae.activations import ACTIVATIONS
from cae.gradients.buffers import FlatParameters
from cae.gradients.network import Gradient
from cae.objectives import objective, reconstruction_error

SIZES = [(6, 4), (6, 5, 4), (6, 7, 5, 4), (6, 4, 5, 3, 4)]
B = 5
MARKS = [
    pytest.mark.parametrize("sizes", SIZES, ids=lambda sizes: f"{len(sizes) - 1}-layers"),
    pytest.mark.parametrize("name", ACTIVATIONS),
    pytest.mark.parametrize("tied", [True, False], ids=["tied", "untied"]),
    pytest.mark.parametrize("output", ["sigmoid", "linear"]),
    pytest.mark.parametrize("lam", [0.0, 0.7]),
]


def in_every_setting(test):
    for mark in MARKS:
        test = mark(test)
    return test


def by_hand(model: Autoencoder, x: torch.Tensor, lam: float) -> tuple[dict[str, torch.Tensor], Gradient]:
    parameters = FlatParameters(model)
    parameters.gradient.fill_(math.nan)  # whatever is not written would show
    gradient = Gradient(parameters, len(x))
    gradient.x.copy_(x)
    gradient(lam)
    return parameters.named_gradients(), gradient


@in_every_setting
def test_the_gradient_by_hand_is_autograds(sizes, name, tied, output, lam, order_one, rand):
    model, x = order_one(sizes, activation=name, tied=tied, output=output), rand(B, 6)
    objective(model, x, lam).backward()
    gradients, _ = by_hand(model, x, lam)
    for key, parameter in model.named_parameters():
        torch.testing.assert_close(gradients[key], parameter.grad, rtol=1e-10, atol=1e-12, msg=lambda m, k=key: k + m)


@pytest.mark.parametrize("sizes", SIZES[:3], ids=lambda sizes: f"{len(sizes) - 1}-layers")
@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("tied", [True, False], ids=["tied", "untied"])
@pytest.mark.parametrize("output", ["sigmoid", "linear"])
def test_the_gradient_by_hand_is_the_central_difference(sizes, name, tied, output, order_one, rand):
    lam, step = 0.7, 1e-6
    model, x = order_one(sizes, activation=name, tied=tied, output=output), rand(3, 6)
    gradients, _ = by_hand(model, x, lam)
    with torch.no_grad():
        for key, parameter in model.named_parameters():
            flat, numeric = parameter.view(-1), torch.empty(parameter.numel(), dtype=torch.float64)
            for i in range(parameter.numel()):
                value = float(flat[i])
                flat[i] = value + step
                up = objective(model, x, lam)
                flat[i] = value - step
                numeric[i] = (up - objective(model, x, lam)) / (2 * step)
                flat[i] = value
            largest = float(numeric.abs().max())
            torch.testing.assert_close(gradients[key].view(-1), numeric, rtol=1e-6, atol=1e-7 * (1 + largest))


@in_every_setting
def test_the_loss_it_reports_is_the_two_parts_of_the_objective(sizes, name, tied, output, lam, order_one, rand):
    model, x = order_one(sizes, activation=name, tied=tied, output=output), rand(B, 6)
    _, gradient = by_hand(model, x, lam)
    error, penalty = gradient.loss()
    assert error == pytest.approx(float(reconstruction_error(model, x).mean().detach()))
    assert penalty == pytest.approx(float(contraction.penalty(model, x).mean().detach()))


every_depth = pytest.mark.parametrize("sizes", SIZES, ids=lambda sizes: f"{len(sizes) - 1}-layers")


@every_depth
def test_looking_at_the_loss_changes_no_gradient(sizes, order_one, rand):
    model, x = order_one(sizes), rand(B, 6)
    parameters = FlatParameters(model)
    gradient = Gradient(parameters, B)
    gradient.x.copy_(x)
    gradient(0.7, with_loss=False)
    without = parameters.gradient.clone()
    gradient(0.7, with_loss=True)
    gradient.loss()
    assert torch.equal(parameters.gradient, without)


@every_depth
def test_its_buffers_hold_nothing_over_from_the_batch_before(sizes, order_one, rand):
    model, first, second = order_one(sizes), rand(B, 6), rand(B, 6)
    expected, _ = by_hand(model, second, 0.7)
    gradients, gradient = by_hand(model, first, 3.0)
    gradient.x.copy_(second)
    gradient(0.7)
    for key in gradients:
        assert torch.equal(gradients[key], expected[key])


@every_depth
def test_it_follows_weights_that_change_in_place(sizes, order_one, rand):
    model, x = order_one(sizes), rand(B, 6)
    gradients, gradient = by_hand(model, x, 0.7)
    with torch.no_grad():
        model.W[0].mul_(0.5)
    gradient(0.7)
    objective(model, x, 0.7).backward()
    torch.testing.assert_close(gradients["W.0"], model.W[0].grad)


@pytest.mark.parametrize("images", [1, 7, 64, 200])
def test_a_deep_contraction_goes_through_every_image_whatever_its_chunks(images, order_one, rand):
    """Few pixels and many units: the workspace holds one or a few images at a time."""
    model, x = order_one((4, 40, 30)), rand(images, 4)
    objective(model, x, 0.7).backward()
    gradients, gradient = by_hand(model, x, 0.7)
    for key, parameter in model.named_parameters():
        torch.testing.assert_close(gradients[key], parameter.grad, rtol=1e-9, atol=1e-9)
    assert gradient.loss()[1] == pytest.approx(float(contraction.penalty(model, x).mean().detach()))


@pytest.mark.parametrize("output", ["sigmoid", "linear"])
def test_large_weights_in_float32_give_finite_losses_and_the_gradient_of_float64(output, rand):
    model = Autoencoder((6, 4), output=output)
    with torch.no_grad():
        model.W[0].mul_(300)
        model.c[0].fill_(-500)
    x = rand(B, 6, dtype=torch.float32).round()
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


@every_depth
def test_doubling_lambda_doubles_the_contractions_part_of_the_gradient(sizes, order_one, rand):
    model, x = order_one(sizes), rand(B, 6)
    none, once, twice = (by_hand(model, x, lam)[0]["W.0"].clone() for lam in (0.0, 0.7, 1.4))
    assert float((once - none).abs().max()) > 1e-6
    torch.testing.assert_close(twice - none, 2 * (once - none))


def test_with_detached_weights_the_gradient_would_be_another(order_one, rand):
    model, x, lam = order_one((6, 4)), rand(B, 6), 0.7
    gradients, _ = by_hand(model, x, lam)
    gain = model.activation.dphi(model.pre_activations(x)[0])
    penalty = (gain.square() @ model.W[0].detach().square().sum(1)).mean()
    (detached,) = torch.autograd.grad(reconstruction_error(model, x).mean() + lam * penalty, model.W[0])
    assert not torch.allclose(gradients["W.0"], detached, rtol=1e-2)


# -- the parameters in one buffer --------------------------------------------------------------------------


@pytest.mark.parametrize("tied", [True, False], ids=["tied", "untied"])
@every_depth
def test_flat_parameters_are_the_models_own_and_the_decoders_bias_lies_behind_its_weights(sizes, tied, order_one):
    model = order_one(sizes, tied=tied)
    before = {name: p.detach().clone() for name, p in model.named_parameters()}
    flat = FlatParameters(model)
    assert flat.values.numel() == sum(p.numel() for p in before.values())
    for name, parameter in model.named_parameters():
        assert torch.equal(parameter, before[name])
        assert torch.equal(flat.view(flat.values, name), before[name])
        assert parameter.data_ptr() == flat.view(flat.values, name).data_ptr()
    for layer in range(model.depth):
        decoder = flat.decoder(flat.values, layer)
        assert torch.equal(decoder[:-1], model.decoder_weight(layer))
        assert torch.equal(decoder[-1], model.c[layer])


# -- memory ------------------------------------------------------------------------------------------------


def test_a_step_allocates_nothing_as_wide_as_a_jacobian(largest_tensor, order_one, rand):
    images, D, H1, H = 10, 300, 24, 12
    model, x = order_one((D, H1, H)), rand(images, D)
    gradient = Gradient(FlatParameters(model), images)
    gradient.x.copy_(x)
    with largest_tensor() as largest:
        gradient(0.7)
        gradient.loss()
    assert largest.numel <= max(2 * images * D, D * (H1 + 1)) < images * H * D
