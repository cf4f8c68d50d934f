"""What must hold of the contraction whatever the model: DESIGN.md §5, items 3 and 5 to 7; the sampled
estimates; and that no function ever makes a tensor of the Jacobian's size.
"""

import itertools
import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from cae import Autoencoder, Trainer, contraction
from cae.activations import ACTIVATIONS
from cae.objectives import reconstruction_error

SIZES = [(6, 4), (6, 5, 4), (6, 7, 5, 4), (6, 4, 5, 3, 4)]
every_activation = pytest.mark.parametrize("name", ACTIVATIONS)
every_depth = pytest.mark.parametrize("sizes", SIZES, ids=lambda sizes: f"{len(sizes) - 1}-layers")

FUNCTIONS = [contraction.penalty, contraction.per_unit, contraction.spectrum]


def jacobian(model: Autoencoder, x: torch.Tensor) -> torch.Tensor:
    """J of every image by automatic differentiation, (B, H, D)."""
    return torch.func.vmap(torch.func.jacrev(lambda one: model.encode(one[None])[0]))(x)


@pytest.fixture(scope="session")
def drawn(seeded, order_one):
    """A model of any shape and activation and a few images, from what Hypothesis drew."""

    def make(case: tuple[int, str, list[int], int]) -> tuple[Autoencoder, torch.Tensor]:
        seed, name, sizes, images = case
        model = order_one(tuple(sizes), seed=seed, activation=name)
        return model, torch.randn(images, sizes[0], generator=seeded(seed), dtype=torch.float64)

    return make


any_case = st.tuples(
    st.integers(0, 2**31),
    st.sampled_from(list(ACTIVATIONS)),
    st.lists(st.integers(1, 7), min_size=2, max_size=5),
    st.integers(1, 4),
)


def same(own: torch.Tensor, other: torch.Tensor) -> None:
    # Singular values are roots of the Gram matrix's eigenvalues: right to about 1e-7 of the largest.
    torch.testing.assert_close(own, other, rtol=1e-7, atol=2e-7 * float(other.detach().abs().max()))


# -- identities --------------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(case=any_case)
def test_rows_and_singular_values_both_sum_to_the_penalty(drawn, case):
    model, x = drawn(case)
    penalty = contraction.penalty(model, x)
    torch.testing.assert_close(contraction.per_unit(model, x).sum(1), penalty)
    torch.testing.assert_close(contraction.spectrum(model, x).square().sum(1), penalty)


@settings(max_examples=40)
@given(case=any_case)
def test_nothing_depends_on_the_other_images_of_a_batch_or_on_their_order(drawn, case):
    model, x = drawn(case)
    for function in FUNCTIONS:
        together = function(model, x)
        same(torch.cat([function(model, one[None]) for one in x]), together)
        same(function(model, torch.cat([x, x])), torch.cat([together, together]))
        same(function(model, x.flip(0)), together.flip(0))


@settings(max_examples=40)
@given(case=any_case, data=st.data())
def test_the_order_of_any_layers_units_moves_the_rows_along_and_changes_nothing_else(drawn, case, data):
    model, x = drawn(case)
    layer = data.draw(st.integers(0, model.depth - 1))
    order = torch.tensor(data.draw(st.permutations(range(model.sizes[layer + 1]))))
    before = [function(model, x).detach() for function in FUNCTIONS]
    with torch.no_grad():
        model.W[layer].copy_(model.W[layer][order])
        model.b[layer].copy_(model.b[layer][order])
        if layer + 1 < model.depth:
            model.W[layer + 1].copy_(model.W[layer + 1][:, order])
        else:
            before[1] = before[1][:, order]
    for function, expected in zip(FUNCTIONS, before, strict=True):
        same(function(model, x).detach(), expected)


@settings(max_examples=40)
@given(case=any_case, data=st.data())
def test_flipping_the_sign_of_a_last_unit_with_an_even_slope_leaves_its_row(drawn, case, data):
    seed, _, sizes, images = case
    model, x = drawn((seed, data.draw(st.sampled_from(["sigmoid", "tanh", "identity"])), sizes, images))
    unit = data.draw(st.integers(0, sizes[-1] - 1))
    before = [function(model, x).detach() for function in FUNCTIONS]
    with torch.no_grad():
        model.W[-1][unit] *= -1
        model.b[-1][unit] *= -1
    for function, expected in zip(FUNCTIONS, before, strict=True):
        same(function(model, x).detach(), expected)


@every_depth
def test_the_identity_encoder_has_the_norm_of_its_weights_everywhere(sizes, order_one, randn):
    model = order_one(sizes, activation="identity")
    product = torch.linalg.multi_dot([*reversed(model.W), torch.eye(6, dtype=torch.float64)])
    torch.testing.assert_close(contraction.penalty(model, randn(3, 6)), product.square().sum().expand(3))
    assert not contraction.hessian(model, randn(3, 6)).detach().gt(1e-20).any()


@every_activation
@every_depth
def test_small_steps_of_the_input_move_the_code_by_the_penalty_over_the_pixels(name, sizes, order_one, randn):
    """Radius → 0: the mean over directions of (‖Δh‖/r)² is ‖J‖²_F / D; an orthonormal basis has that mean."""
    model, x, r = order_one(sizes, activation=name), randn(1, 6), 1e-5
    steps = torch.linalg.qr(randn(6, 6)).Q * r
    moved = (model.encode(x + steps) - model.encode(x - steps)) / 2
    ratio = moved.square().sum(1).mean() / r**2
    torch.testing.assert_close(ratio, contraction.penalty(model, x)[0] / 6, rtol=1e-6, atol=0)


def test_a_row_that_the_first_layer_maps_to_nothing_has_no_negative_norm(randn):
    """As a quadratic form in float32 it may come out below 0."""
    model = Autoencoder((2, 64, 200), activation="identity")
    with torch.no_grad():
        W = model.W[0].double()
        away = randn(200, 64) @ (torch.eye(64) - W @ torch.linalg.pinv(W))  # A W₁ = 0
        model.W[1].copy_(away)
    rows = contraction.per_unit(model, randn(3, 2).float()).detach()
    assert float(rows.min()) >= 0
    assert float(rows.max()) < 1e-4


# -- curvature by samples ----------------------------------------------------------------------------------


def true_curvature(model: Autoencoder, x: torch.Tensor) -> torch.Tensor:
    H = torch.func.vmap(torch.func.jacrev(torch.func.jacrev(lambda one: model.encode(one[None])[0])))(x)
    return H.square().sum((1, 2, 3)).detach()


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "softplus", "gelu"])
@every_depth
def test_the_sampled_curvature_is_that_of_automatic_differentiation(name, sizes, order_one, rand):
    model, x = order_one(sizes, activation=name), rand(2, 6)
    draws = 400
    own = contraction.hessian(model, x, draws=draws, sigma=1e-4).detach()
    # Its standard deviation is at most √(2/draws) of the value; five of them.
    torch.testing.assert_close(own, true_curvature(model, x), rtol=5 * math.sqrt(2 / draws), atol=0)


def test_the_bias_of_the_sampled_curvature_falls_with_the_square_of_sigma(order_one, rand):
    model, x = order_one((6, 5, 4)), rand(2, 6)
    # The same seed: the same directions, so that only the length of the steps differs.
    limit, small, large = (
        contraction.hessian(model, x, draws=100, sigma=sigma, seed=1).detach() for sigma in (1e-5, 0.02, 0.04)
    )
    ratio = (large - limit).mean() / (small - limit).mean()
    assert 3 < float(ratio) < 5


def test_by_default_the_curvature_is_exact_for_one_layer_and_sampled_for_more(order_one, rand):
    one, two, x = order_one((6, 4)), order_one((6, 5, 4)), rand(40, 6)
    torch.testing.assert_close(contraction.hessian(one, x), true_curvature(one, x))
    ratio = contraction.hessian(two, x).sum() / true_curvature(two, x).sum()
    assert float(ratio.detach()) == pytest.approx(1, abs=0.15)


def test_the_default_sigma_leaves_float32_three_digits_and_is_as_good_as_a_tiny_one(rand):
    model, x = Autoencoder((60, 20, 10)), rand(8, 60)
    with torch.no_grad():
        for W in model.W:
            W.mul_(4)
    single = contraction.hessian(model, x.float()).detach()
    double = contraction.hessian(model.double(), x).detach()  # the same noise
    torch.testing.assert_close(single.double(), double, rtol=1e-3, atol=0)
    tiny = contraction.hessian(model, x, sigma=1e-5).detach()  # the same directions
    torch.testing.assert_close(double.mean(), tiny.mean(), rtol=0.01, atol=0)


@pytest.mark.parametrize("sizes", [(6, 4), (6, 5, 4)])
def test_the_gradient_of_the_sampled_curvature_is_the_difference_quotients(sizes, order_one, rand):
    model, x = order_one(sizes), rand(3, 6)

    def value() -> torch.Tensor:
        return contraction.hessian(model, x, draws=3, sigma=0.1).sum()

    gradients = torch.autograd.grad(value(), list(model.W))
    for W, gradient in zip(model.W, gradients, strict=True):
        numeric = torch.empty_like(gradient)
        for i, j in itertools.product(*map(range, W.shape)):
            with torch.no_grad():
                W[i, j] += 1e-6
                up = value()
                W[i, j] -= 2e-6
                numeric[i, j] = (up - value()) / 2e-6
                W[i, j] += 1e-6
        torch.testing.assert_close(gradient, numeric, rtol=1e-6, atol=1e-7)


def test_relus_curvature_is_0_exactly_and_its_kinks_when_sampled(order_one, rand):
    """Which is why a sampled value of a ReLU encoder is no derivative: it grows as 1/σ."""
    model, x = order_one((6, 40), activation="relu"), rand(20, 6)
    assert not contraction.hessian(model, x).any()
    near, far = (contraction.hessian(model, x, draws=200, sigma=sigma).mean().detach() for sigma in (0.01, 0.1))
    assert 5 < float(near / far) < 20


# -- the penalty by samples --------------------------------------------------------------------------------


def all_signs(H: int) -> torch.Tensor:
    return torch.tensor(list(itertools.product([-1.0, 1.0], repeat=H)), dtype=torch.float64)


@every_activation
@every_depth
def test_over_all_signs_hutchinsons_estimate_has_the_penalty_as_mean_and_the_variance_it_says(
    name, sizes, order_one, randn, monkeypatch
):
    model, x = order_one(sizes, activation=name), randn(1, 6)
    monkeypatch.setattr(contraction, "_signs", lambda shape, generator: all_signs(shape[2])[:, None])
    estimates = contraction.hutchinson(model, x.expand(2**4, 6))
    torch.testing.assert_close(estimates.mean(), contraction.penalty(model, x)[0])
    (gram,) = contraction.gram(model, model.pre_activations(x))
    variance = 2 * (gram.square().sum() - gram.diagonal().square().sum())
    torch.testing.assert_close(estimates.var(correction=0), variance, rtol=1e-7, atol=1e-12)
    # So is the gradient's mean the penalty's gradient.
    own = torch.autograd.grad(estimates.mean(), model.W[0])[0]
    true = torch.autograd.grad(contraction.penalty(model, x).sum(), model.W[0])[0]
    torch.testing.assert_close(own, true)


def test_hutchinsons_own_draws_are_fair_and_their_variance_falls_with_their_number(order_one, randn):
    model, x = order_one((6, 5, 4)), randn(1, 6)
    (gram,) = contraction.gram(model, model.pre_activations(x)).detach()
    variance = 2 * (gram.square().sum() - gram.diagonal().square().sum())
    images = 20_000
    for draws in (1, 8):
        estimates = contraction.hutchinson(model, x.expand(images, 6), draws=draws, seed=7).detach()
        error = estimates.mean() - gram.trace()
        assert abs(float(error)) < 5 * math.sqrt(float(variance) / draws / images)
        assert float(estimates.var() * draws / variance) == pytest.approx(1, abs=0.1)


@every_depth
def test_hutchinsons_gradient_is_autograds_through_the_jacobian(sizes, order_one, randn, monkeypatch):
    model, x, u = order_one(sizes), randn(3, 6), all_signs(4)[[1, 6, 15], None]
    monkeypatch.setattr(contraction, "_signs", lambda shape, generator: u)
    own = torch.autograd.grad(contraction.hutchinson(model, x).sum(), list(model.W))
    true = torch.autograd.grad((u @ jacobian(model, x)).square().sum(), list(model.W))
    for a, b in zip(own, true, strict=True):
        torch.testing.assert_close(a, b)


# -- what both kinds of sampling promise -------------------------------------------------------------------


SAMPLED = [
    lambda model, x, **settings: contraction.hessian(model, x, **{"draws": 4} | settings),
    lambda model, x, **settings: contraction.hutchinson(model, x, **{"draws": 4} | settings),
]
sampled = pytest.mark.parametrize("function", SAMPLED, ids=["hessian", "hutchinson"])


@sampled
def test_the_same_seed_gives_the_same_bits_and_another_gives_others(function, order_one, rand):
    model, x = order_one((6, 5, 4)), rand(3, 6)
    assert torch.equal(function(model, x, seed=5), function(model, x, seed=5))
    assert not torch.equal(function(model, x, seed=5), function(model, x, seed=6))
    twins = function(model, x[:1].expand(2, 6))
    assert not torch.equal(twins[0], twins[1])  # each image has its own


@sampled
@pytest.mark.parametrize("draws", [0, -1, 1.5, True, "3"])
def test_a_number_of_draws_that_there_can_not_be_is_refused(function, draws, order_one, rand):
    with pytest.raises(ValueError, match=f"draws must be a whole number of at least 1, but {draws!r} came"):
        function(order_one((6, 5, 4)), rand(3, 6), draws=draws)


@pytest.mark.parametrize("sigma", [0, -0.1, math.nan, math.inf, "0.1"])
@pytest.mark.parametrize("sizes", [(6, 4), (6, 5, 4)])
def test_noise_of_no_width_is_refused(sigma, sizes, order_one, rand):
    with pytest.raises(ValueError, match=f"sigma must be a finite number above 0, but {sigma!r} came"):
        contraction.hessian(order_one(sizes), rand(3, 6), sigma=sigma)


# -- memory ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sizes", [(400, 24), (400, 24, 12), (400, 24, 20, 12)], ids=["one", "two", "three"])
@pytest.mark.parametrize(
    "function",
    [
        *FUNCTIONS,
        *SAMPLED,
        contraction.hutchinson,
        lambda model, x: contraction.tangents(model, x, 2),
    ],
    ids=["penalty", "per_unit", "spectrum", "hessian", "hutchinson", "hutchinson once", "tangents"],
)
def test_no_tensor_of_the_jacobians_size_is_made_forward_or_backward(function, sizes, largest_tensor, rand):
    model, B, k = Autoencoder(sizes), 10, 2
    D, H, widest = sizes[0], sizes[-1], max(sizes[1:])
    x = rand(B, D, dtype=torch.float32).requires_grad_()
    with largest_tensor() as seen:
        function(model, x).sum().backward()
    allowed = max(B * H * widest, widest * D, B * k * D)
    assert allowed < B * H * D / 4
    assert 0 < seen.numel <= allowed


def test_the_watch_on_memory_would_see_a_jacobian(largest_tensor, rand):
    model, x = Autoencoder((400, 12)), rand(10, 400, dtype=torch.float32)
    with largest_tensor() as seen:
        jacobian(model, x).square().sum().backward()
    assert seen.numel >= 10 * 12 * 400


# -- what λ does -------------------------------------------------------------------------------------------


def test_more_lambda_contracts_the_digits_at_the_cost_of_their_reconstruction(digits):
    """DESIGN.md §5, item 7: ‖J‖²_F from 52.8 down to 0.021 and reconstruction from 14.6 up to 26.8."""
    x = torch.cat([torch.from_numpy(digits.x_train), torch.from_numpy(digits.x_test)])
    penalties, errors = [], []
    for lam in (0.0, 0.1, 1.0, 10.0):
        model = Autoencoder((64, 128))
        Trainer(model, x, lam=lam, lr=3e-3, batch_size=128).run(150 * (len(x) // 128))
        with torch.no_grad():
            penalties.append(float(contraction.penalty(model, x).mean()))
            errors.append(float(reconstruction_error(model, x).mean()))
    assert penalties == sorted(penalties, reverse=True)
    assert errors == sorted(errors)
    # Found here: 53.2, 13.8, 2.6, 0.006 and 14.55, 15.5, 18.4, 27.1.
    assert penalties[0] == pytest.approx(52.8, rel=0.1)
    assert penalties[-1] < 0.03
    assert errors[0] == pytest.approx(14.6, rel=0.03)
    assert errors[-1] == pytest.approx(26.8, rel=0.03)
