"""The numbers are those of DESIGN.md §5; ‖J‖²_F is written P here."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from cae import Autoencoder, contraction
from cae.activations import ACTIVATIONS

SIZES = [(6, 4), (6, 5, 4), (6, 7, 5, 4), (6, 4, 5, 3, 4)]
every_activation = pytest.mark.parametrize("name", ACTIVATIONS)
every_depth = pytest.mark.parametrize("sizes", SIZES, ids=lambda sizes: f"{len(sizes) - 1}-layers")


def jacobian(model: Autoencoder, x: torch.Tensor) -> torch.Tensor:
    """J of every image by automatic differentiation, (B, H, D)."""
    return torch.func.vmap(torch.func.jacrev(lambda one: model.encode(one[None])[0]))(x)


@pytest.fixture
def worked_example():
    model = Autoencoder((2, 2)).double()
    with torch.no_grad():
        model.W[0].copy_(torch.tensor([[1.0, 2.0], [3.0, 4.0]]))
    return model, torch.tensor([[1.0, 0.5]], dtype=torch.float64)


# -- the worked example ------------------------------------------------------------------------------------


def close(value: torch.Tensor, expected: object, atol: float = 6e-13) -> None:
    torch.testing.assert_close(value.detach(), torch.tensor(expected, dtype=torch.float64), rtol=0, atol=atol)


def test_the_worked_example_has_the_penalty_rows_and_curvature_computed_by_hand(worked_example):
    model, x = worked_example
    close(contraction.penalty(model, x), [0.056223181317])
    close(contraction.per_unit(model, x), [[0.055118264879, 0.001104916437]])
    close(contraction.hessian(model, x), [0.186738395606])


def test_the_worked_example_has_the_singular_values_computed_by_hand(worked_example):
    model, x = worked_example
    close(contraction.spectrum(model, x), [[0.237041130, 0.005889301]], atol=6e-10)


def test_the_worked_example_has_the_gradient_computed_by_hand(worked_example):
    model, x = worked_example
    contraction.penalty(model, x).sum().backward()
    close(model.W[0].grad, [[-0.0619081909, 0.0021168635], [-0.0019150728, -0.0007365531]], atol=6e-11)
    close(model.b[0].grad, [-0.0839554968, -0.0021802527], atol=6e-11)
    assert model.c[0].grad is None  # the decoder is no part of the encoder's Jacobian


# -- closed form against automatic differentiation ---------------------------------------------------------


@every_activation
@every_depth
def test_the_closed_form_is_the_jacobian_of_automatic_differentiation(name, sizes, order_one, randn):
    model, x = order_one(sizes, activation=name), randn(5, 6)
    J = jacobian(model, x).detach()
    torch.testing.assert_close(contraction.per_unit(model, x).detach(), J.square().sum(2))
    torch.testing.assert_close(contraction.penalty(model, x).detach(), J.square().sum((1, 2)))
    torch.testing.assert_close(contraction.gram(model, model.pre_activations(x)).detach(), J @ J.mT)


@every_activation
@every_depth
def test_the_gradient_of_the_penalty_passes_gradcheck(name, sizes, order_one, randn):
    model, x = order_one(sizes, activation=name), randn(2, 6)

    def penalty(*parameters: torch.Tensor) -> torch.Tensor:
        values = dict(zip(names, parameters, strict=True))
        return torch.func.functional_call(Penalty(model), values, (x,))

    names = [f"model.{key}" for key, _ in model.named_parameters() if key[0] in "Wb"]
    inputs = [p.detach().clone().requires_grad_() for key, p in model.named_parameters() if key[0] in "Wb"]
    assert torch.autograd.gradcheck(penalty, inputs, fast_mode=len(sizes) > 2)


class Penalty(torch.nn.Module):
    def __init__(self, model: Autoencoder) -> None:
        super().__init__()
        self.model = model

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return contraction.penalty(self.model, x)


@every_activation
def test_the_curvature_is_the_hessian_of_automatic_differentiation(name, order_one, randn):
    model, x = order_one((6, 4), activation=name), randn(3, 6)
    H = torch.func.vmap(torch.func.jacrev(torch.func.jacrev(lambda one: model.encode(one[None])[0])))(x)
    torch.testing.assert_close(contraction.hessian(model, x), H.square().sum((1, 2, 3)))


def test_the_curvature_of_a_deep_encoder_is_refused_by_its_number_of_layers(order_one, randn):
    with pytest.raises(ValueError, match="one layer, but this one has 2"):
        contraction.hessian(order_one((6, 5, 4)), randn(1, 6))


# -- identities --------------------------------------------------------------------------------------------


@settings(max_examples=25)
@given(
    seed=st.integers(0, 2**31),
    name=st.sampled_from(list(ACTIVATIONS)),
    sizes=st.lists(st.integers(1, 7), min_size=2, max_size=5),
    images=st.integers(1, 4),
)
def test_rows_and_singular_values_both_sum_to_the_penalty(seeded, order_one, seed, name, sizes, images):
    model = order_one(tuple(sizes), seed=seed, activation=name)
    x = torch.randn(images, sizes[0], generator=seeded(seed), dtype=torch.float64)
    penalty = contraction.penalty(model, x)
    torch.testing.assert_close(contraction.per_unit(model, x).sum(1), penalty)
    torch.testing.assert_close(contraction.spectrum(model, x).square().sum(1), penalty)


@every_depth
@pytest.mark.parametrize("pixels", [6, 3], ids=["wide", "narrow"])
def test_the_spectrum_is_that_of_the_svd(sizes, pixels, order_one, randn):
    model = order_one((pixels, *sizes[1:]))
    x = randn(5, pixels)
    singular = torch.linalg.svdvals(jacobian(model, x))
    own = contraction.spectrum(model, x)
    assert own.shape == (5, 4)
    torch.testing.assert_close(own[:, : singular.shape[1]], singular, rtol=1e-6, atol=1e-7)
    assert float(own[:, singular.shape[1] :].detach().abs().sum()) < 1e-6


def test_the_identity_encoder_has_the_norm_of_its_weights_everywhere(order_one, randn):
    model = order_one((6, 4), activation="identity")
    torch.testing.assert_close(contraction.penalty(model, randn(3, 6)), model.W[0].square().sum().expand(3))
    assert not contraction.hessian(model, randn(3, 6)).any()


def test_small_steps_of_the_input_move_the_code_by_the_penalty_over_the_pixels(order_one, randn):
    """Radius → 0: the mean over directions of (‖Δh‖/r)² is ‖J‖²_F / D; an orthonormal basis has that mean."""
    model, x, r = order_one((6, 4)), randn(1, 6), 1e-5
    steps = torch.linalg.qr(randn(6, 6)).Q * r
    moved = (model.encode(x + steps) - model.encode(x - steps)) / 2
    ratio = moved.square().sum(1).mean() / r**2
    torch.testing.assert_close(ratio, contraction.penalty(model, x)[0] / 6, rtol=1e-7, atol=0)


# -- what must not change it -------------------------------------------------------------------------------


@every_depth
def test_an_images_penalty_does_not_depend_on_the_others_in_its_batch(sizes, order_one, randn):
    model, x = order_one(sizes), randn(5, 6)
    together = contraction.penalty(model, x)
    torch.testing.assert_close(torch.cat([contraction.penalty(model, one[None]) for one in x]), together)
    torch.testing.assert_close(contraction.penalty(model, torch.cat([x, x])), torch.cat([together, together]))


@every_depth
def test_the_order_of_the_units_does_not_matter(sizes, order_one, randn):
    model, x = order_one(sizes), randn(5, 6)
    before, rows = contraction.penalty(model, x), contraction.per_unit(model, x)
    order = torch.tensor([2, 0, 3, 1])
    with torch.no_grad():
        model.W[-1].copy_(model.W[-1][order])
        model.b[-1].copy_(model.b[-1][order])
    torch.testing.assert_close(contraction.penalty(model, x), before)
    torch.testing.assert_close(contraction.per_unit(model, x), rows[:, order])


def test_flipping_the_sign_of_a_sigmoid_unit_leaves_its_row(order_one, randn):
    model, x = order_one((6, 4)), randn(5, 6)
    before = contraction.per_unit(model, x)
    with torch.no_grad():
        model.W[0][1] *= -1
        model.b[0][1] *= -1
    torch.testing.assert_close(contraction.per_unit(model, x), before)


@every_activation
@every_depth
def test_the_gradient_reaches_every_layer_and_is_not_zero(name, sizes, order_one, randn):
    # Biases of 1, so that no ReLU layer is off altogether.
    model, x = order_one(sizes, activation=name), randn(5, 6)
    with torch.no_grad():
        for W, b in zip(model.W, model.b, strict=True):
            W.abs_()
            b.fill_(1)
    contraction.penalty(model, x.abs()).sum().backward()
    assert all(bool(W.grad.any()) for W in model.W)


def test_a_saturated_float32_unit_still_has_a_penalty_and_a_gradient():
    model = Autoencoder((1, 1))
    with torch.no_grad():
        model.W[0].fill_(1)
    penalty = contraction.penalty(model, torch.tensor([[20.0]])).sum()
    penalty.backward()
    assert float(penalty.detach()) == pytest.approx(4.2483e-18, rel=1e-3)
    assert float(model.W[0].grad) != 0


# -- mistakes that public code makes -----------------------------------------------------------------------


def h_times_1_minus_h_with_relu(model, x):
    h = model.encode(x)
    return (h * (1 - h)).square() @ model.W[0].square().sum(1)


def units_summed_before_squaring(model, x):
    return jacobian(model, x).sum(1).square().sum(1)


def jacobian_of_the_summed_output(model, x):
    x = x.clone().requires_grad_()
    return torch.autograd.grad(model.encode(x).sum(), x)[0].square().sum(1)


def mean_over_the_entries(model, x):
    return jacobian(model, x).square().mean((1, 2))


def only_the_last_layer(model, x):
    gain = model.activation.dphi(model.pre_activations(x)[-1])
    return gain.square() @ model.W[-1].square().sum(1)


@pytest.mark.parametrize(
    ("mistake", "sizes", "name"),
    [
        (h_times_1_minus_h_with_relu, (6, 4), "relu"),
        (units_summed_before_squaring, (6, 4), "sigmoid"),
        (jacobian_of_the_summed_output, (6, 4), "sigmoid"),
        (mean_over_the_entries, (6, 4), "sigmoid"),
        (only_the_last_layer, (6, 5, 4), "sigmoid"),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_the_penalty_is_not_what_common_code_computes_instead(mistake, sizes, name, order_one, randn):
    model, x = order_one(sizes, activation=name), randn(5, 6)
    truth = jacobian(model, x).square().sum((1, 2))
    assert not torch.allclose(mistake(model, x), truth, rtol=1e-2)
    torch.testing.assert_close(contraction.penalty(model, x), truth)


def test_the_gradient_is_not_that_of_detached_weights(order_one, randn):
    model, x = order_one((6, 4)), randn(5, 6)
    (own,) = torch.autograd.grad(contraction.penalty(model, x).sum(), model.W[0])
    gain = model.activation.dphi(model.pre_activations(x)[0])
    norm2 = model.W[0].detach().square().sum(1)
    (detached,) = torch.autograd.grad((gain.square() @ norm2).sum(), model.W[0])
    (true,) = torch.autograd.grad(jacobian(model, x).square().sum(), model.W[0])
    torch.testing.assert_close(own, true)
    assert not torch.allclose(detached, true, rtol=1e-2)
