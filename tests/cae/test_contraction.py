"""The closed forms against automatic differentiation and the SVD, and what common code computes instead.

The numbers are those of DESIGN.md §5.
"""

from collections.abc import Callable

import pytest
import torch

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


class Of(torch.nn.Module):
    """A function of a model and x as a module, so that ``functional_call`` can exchange the parameters."""

    def __init__(self, function: Callable[..., torch.Tensor], model: Autoencoder) -> None:
        super().__init__()
        self.function, self.model = function, model

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.function(self.model, x)


def passes_gradcheck(function: Callable[..., torch.Tensor], model: Autoencoder, x: torch.Tensor) -> bool:
    """Autograd against central differences in x and every weight and bias of the encoder."""
    parameters = {f"model.{key}": p.detach() for key, p in model.named_parameters() if key[0] in "Wb"}

    def by_values(x: torch.Tensor, *values: torch.Tensor) -> torch.Tensor:
        exchanged = dict(zip(parameters, values, strict=True))
        return torch.func.functional_call(Of(function, model), exchanged, (x,))

    inputs = [value.clone().requires_grad_() for value in (x, *parameters.values())]
    return torch.autograd.gradcheck(by_values, inputs, fast_mode=model.depth > 1)


@every_activation
@every_depth
def test_the_gradient_of_the_penalty_passes_gradcheck(name, sizes, order_one, randn):
    assert passes_gradcheck(contraction.penalty, order_one(sizes, activation=name), randn(2, 6))


@every_activation
def test_the_curvature_is_the_hessian_of_automatic_differentiation(name, order_one, randn):
    model, x = order_one((6, 4), activation=name), randn(3, 6)
    H = torch.func.vmap(torch.func.jacrev(torch.func.jacrev(lambda one: model.encode(one[None])[0])))(x)
    torch.testing.assert_close(contraction.hessian(model, x), H.square().sum((1, 2, 3)))


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


# -- singular values ---------------------------------------------------------------------------------------


@every_depth
@pytest.mark.parametrize("pixels", [6, 3], ids=["wide", "narrow"])
def test_the_spectrum_is_that_of_the_svd(sizes, pixels, order_one, randn):
    model = order_one((pixels, *sizes[1:]))
    x = randn(5, pixels)
    singular = torch.linalg.svdvals(jacobian(model, x))
    own = contraction.spectrum(model, x)
    assert own.shape == (5, 4)
    torch.testing.assert_close(own[:, : singular.shape[1]], singular, rtol=1e-6, atol=1e-7)
    assert not own[:, singular.shape[1] :].any()


def with_singular_values(sigma: torch.Tensor, pixels: int, randn: Callable[..., torch.Tensor]) -> Autoencoder:
    """A float32 encoder whose W has these singular values, up to the rounding of W itself."""
    U, V = torch.linalg.qr(randn(len(sigma), len(sigma))).Q, torch.linalg.qr(randn(pixels, len(sigma))).Q
    model = Autoencoder((pixels, len(sigma)))
    with torch.no_grad():
        model.W[0].copy_(U @ sigma.diag() @ V.T)
    return model


def test_singular_values_down_to_a_millionth_of_the_largest_are_right_in_float32(randn, rand):
    model, x = with_singular_values(torch.logspace(0, -6, 16, dtype=torch.float64), 40, randn), rand(3, 40).float()
    own = contraction.spectrum(model, x).detach()
    assert own.dtype == torch.float32
    J = jacobian(model.double(), x.double()).detach()
    truth = torch.linalg.svdvals(J)
    assert float((truth[:, -1] / truth[:, 0]).max()) < 2e-6
    torch.testing.assert_close(own.double(), truth, rtol=1e-4, atol=0)
    # What this is for: an SVD of the float32 Jacobian has lost them.
    assert not torch.allclose(torch.linalg.svdvals(J.float()).double(), truth, rtol=1e-3, atol=0)


def test_singular_values_that_are_only_rounding_are_given_as_0(order_one, randn):
    model, x = order_one((50, 30)), randn(4, 50)
    with torch.no_grad():
        model.W[0][20:] = randn(10, 20) @ model.W[0][:20]
        model.b[0].zero_()
    spectrum = contraction.spectrum(model, x * 0.1)
    assert (spectrum > 0).sum(1).tolist() == [20] * 4


@every_activation
@every_depth
def test_the_gradient_of_the_spectrum_passes_gradcheck(name, sizes, order_one, randn):
    assert passes_gradcheck(contraction.spectrum, order_one(sizes, activation=name), randn(2, 6))


def off(model: Autoencoder) -> Autoencoder:
    """Two units of the first layer of a ReLU encoder off, whatever the image: their rows of J are 0."""
    with torch.no_grad():
        model.W[0][:2] = 0
        model.b[0][:2] = -1
    return model


@pytest.mark.parametrize("function", [contraction.spectrum, contraction.tangents])
@pytest.mark.parametrize("sizes", [(6, 4), (3, 5), (6, 5, 4)], ids=["off", "more units than pixels", "deep"])
def test_singular_values_of_0_have_a_gradient_of_0_and_leave_that_of_the_others(function, sizes, order_one, randn):
    model, x = off(order_one(sizes, activation="relu")), randn(2, sizes[0])
    with torch.no_grad():
        assert not function(model, x).all()
    assert passes_gradcheck(function, model, x)


def test_an_encoder_that_answers_nothing_has_no_spectrum_no_directions_and_finite_gradients(randn):
    model = Autoencoder((6, 4), activation="relu").double()
    with torch.no_grad():
        model.b[0].fill_(-100)
    x = randn(2, 6).requires_grad_()
    total = sum(f(model, x).sum() for f in (contraction.spectrum, contraction.tangents, contraction.penalty))
    total.backward()
    assert float(total.detach()) == 0
    assert not model.W[0].grad.any()


# -- tangents ----------------------------------------------------------------------------------------------


@every_activation
@every_depth
@pytest.mark.parametrize("pixels", [6, 3], ids=["wide", "narrow"])
def test_the_tangents_are_the_right_singular_vectors(name, sizes, pixels, order_one, randn):
    model, x = order_one((pixels, *sizes[1:]), activation=name), randn(5, pixels)
    k = min(pixels, 4)
    V = contraction.tangents(model, x).detach()
    assert V.shape == (5, k, pixels)
    J = jacobian(model, x).detach()
    _, sigma, truth = torch.linalg.svd(J, full_matrices=False)
    alive = (sigma > 1e-6 * sigma[:, :1])[:, :, None]  # ReLU layers may be off
    torch.testing.assert_close(V @ V.mT, torch.diag_embed(alive[:, :, 0].double()), rtol=0, atol=1e-12)
    # Up to its sign each is the SVD's own, and J stretches it by the singular value.
    truth = truth * torch.sign((V * truth).sum(2, keepdim=True)) * alive
    torch.testing.assert_close(V, truth, rtol=0, atol=1e-6)
    torch.testing.assert_close((J @ V.mT).norm(dim=1), sigma * alive[:, :, 0], rtol=1e-7, atol=1e-9)


def test_each_tangents_largest_entry_is_positive_and_k_takes_the_first(order_one, randn):
    model, x = order_one((6, 5, 4)), randn(5, 6)
    V = contraction.tangents(model, x)
    assert torch.equal(V.abs().amax(2), V.amax(2))
    for k in (1, 2, 4):
        torch.testing.assert_close(contraction.tangents(model, x, k), V[:, :k], rtol=0, atol=1e-12)


@pytest.mark.parametrize("sizes", [(6, 4), (6, 5, 4)])
@pytest.mark.parametrize("name", ["sigmoid", "tanh"])
def test_the_gradient_of_the_tangents_passes_gradcheck(name, sizes, order_one, randn):
    model, x = order_one(sizes, activation=name), randn(2, 6)
    assert passes_gradcheck(lambda model, x: contraction.tangents(model, x, 2), model, x)


def test_tangents_of_equal_singular_values_span_their_space_and_have_a_finite_gradient(randn):
    model = with_singular_values(torch.tensor([2.0, 1.0, 1.0, 0.5], dtype=torch.float64), 6, randn).double()
    model.activation = ACTIVATIONS["identity"]
    with torch.no_grad():
        model.W[0].copy_(torch.eye(6)[:4] * torch.tensor([1.0, 2, 1, 0.5])[:, None])  # equal to the last bit
    V = contraction.tangents(model, randn(2, 6))
    expected = torch.eye(6, dtype=torch.float64)[[1, 0, 2, 3]]
    torch.testing.assert_close(V[:, 1:3].mT @ V[:, 1:3], (expected[1:3].T @ expected[1:3]).expand(2, 6, 6))
    torch.testing.assert_close(V[:, [0, 3]], expected[[0, 3]].expand(2, 2, 6))
    (V * randn(2, 4, 6)).sum().backward()
    assert torch.isfinite(model.W[0].grad).all()


def test_tangents_of_float32_are_orthonormal_down_to_the_smallest_there_is_and_0_below(randn, rand):
    sigma = torch.tensor([1, 0.5, 1e-3, 1.2e-3, 3e-6, 2e-6, 1e-8, 0], dtype=torch.float64)
    model, x = with_singular_values(sigma, 40, randn).double(), rand(3, 40)
    model.activation = ACTIVATIONS["identity"]
    V = contraction.tangents(model, x)
    expected = torch.tensor([1, 1, 1, 1, 1, 1, 0, 0], dtype=torch.float64).diag()
    torch.testing.assert_close(V @ V.mT, expected.expand(3, 8, 8), rtol=0, atol=1e-12)
    single = contraction.tangents(model.float(), x.float())
    assert single.dtype == torch.float32
    torch.testing.assert_close(single[:, :6].double(), V[:, :6], rtol=0, atol=1e-3)


@pytest.mark.parametrize("k", [0, -1, 5, 2.0, True, "2"])
@pytest.mark.parametrize("sizes", [(6, 4), (4, 6)])
def test_a_number_of_tangents_that_there_can_not_be_is_refused(k, sizes, order_one, randn):
    with pytest.raises(ValueError, match=f"k must be a whole number from 1 to 4, but {k!r} came"):
        contraction.tangents(order_one(sizes), randn(2, sizes[0]), k)


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


@pytest.mark.parametrize("of", [contraction.spectrum, contraction.tangents])
@pytest.mark.parametrize("value", [torch.nan, torch.inf])
def test_a_model_that_is_not_finite_is_refused_by_the_name_of_the_parameter(of, value, order_one, rand):
    model = order_one((12, 5))
    with torch.no_grad():
        model.W[0][2, 3] = value
    with pytest.raises(ValueError, match=r"the model's W.0 must hold finite numbers only, but 1 of 60"):
        of(model, rand(4, 12))
