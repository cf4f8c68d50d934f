import pytest
import torch
from torch.func import jacrev, vmap

from cae import Autoencoder, derivation
from cae.activations import ACTIVATIONS
from cae.gradients.buffers import FlatParameters
from cae.gradients.network import Gradient

CHECKED = [(1, "code"), (2, "entry"), (3, "row"), (4, "jacobian"), (5, "squared_norm"), (6, "gradient")]


@pytest.fixture(params=ACTIVATIONS)
def model(request, order_one):
    return order_one((5, 4), activation=request.param)


def test_each_formula_is_what_automatic_differentiation_gives(model, rand):
    x = rand(3, 5)
    J = vmap(jacrev(lambda one: model.encode(one[None])[0]))(x)
    assert torch.equal(derivation.code(model, x), model.encode(x))
    torch.testing.assert_close(derivation.entry(model, x, 2, 4), J[:, 2, 4])
    torch.testing.assert_close(derivation.row(model, x, 2), J[:, 2])
    torch.testing.assert_close(derivation.jacobian(model, x), J)
    torch.testing.assert_close(derivation.squared_norm(model, x), J.square().sum((1, 2)))
    mean = J.square().sum((1, 2)).mean()
    W, b = torch.autograd.grad(mean, (model.W[0], model.b[0]), materialize_grads=True)
    found = derivation.gradient(model, x)
    torch.testing.assert_close(found.W, W)
    torch.testing.assert_close(found.b, b)


def test_the_gradient_is_that_of_the_design_s_example():
    model = Autoencoder((2, 2)).double()
    model.W[0].data = torch.tensor([[1.0, 2.0], [3.0, 4.0]]).double()
    found = derivation.gradient(model, torch.tensor([[1.0, 0.5]]).double())
    expected = torch.tensor([[-0.0619081909, 0.0021168635], [-0.0019150728, -0.0007365531]], dtype=torch.float64)
    torch.testing.assert_close(found.W, expected, atol=6e-11, rtol=0)
    torch.testing.assert_close(
        found.b, torch.tensor([-0.0839554968, -0.0021802527], dtype=torch.float64), atol=6e-11, rtol=0
    )


def test_the_gradient_is_the_one_that_training_takes(model, rand):
    x, lam = rand(6, 5), 0.7
    expected = derivation.gradient(model, x)
    parameters = FlatParameters(model)
    by_hand = Gradient(parameters, len(x))
    by_hand.x.copy_(x)
    with torch.inference_mode():
        by_hand(lam)
        both = {name: values.clone() for name, values in parameters.named_gradients().items()}
        by_hand(0.0)
    alone = parameters.named_gradients()
    torch.testing.assert_close(both["W.0"] - alone["W.0"], lam * expected.W)
    torch.testing.assert_close(both["b.0"] - alone["b.0"], lam * expected.b)


@pytest.mark.parametrize("step", derivation.STEPS)
def test_a_check_finds_the_differences_of_float32_and_no_more(step, model, rand):
    model, x = model.float(), rand(6, 5, dtype=torch.float32)
    with torch.inference_mode():  # as where a run is asked
        found = derivation.check(step, model, x, unit=1, pixel=3)
    assert found.relative < 2e-6
    assert found.largest < 1e-4
    assert found.images == 6
    assert found.entries == [6 * 4, 6, 6 * 5, 6 * 4 * 5, 6, 4 * 5 + 4][step - 1]
    assert found.against.endswith("in float64")


@pytest.mark.parametrize(("step", "name"), CHECKED)
def test_a_check_would_see_a_wrong_formula(step, name, order_one, rand, monkeypatch):
    right = getattr(derivation, name)

    def wrong(*args):
        found = right(*args)
        return found._replace(b=found.b * 1.01) if name == "gradient" else found * 1.01

    monkeypatch.setattr(derivation, name, wrong)
    assert derivation.check(step, order_one((5, 4)), rand(3, 5)).relative > 1e-4


def test_a_check_goes_through_the_images_in_parts_and_takes_as_many_as_it_may(order_one, rand, monkeypatch):
    model, x = order_one((5, 4)), rand(7, 5)
    monkeypatch.setattr(derivation, "ENTRIES_AT_ONCE", 45)
    monkeypatch.setattr(derivation, "MOST_ENTRIES", 110)
    for step, images in ((1, 7), (3, 7), (4, 5), (5, 5), (6, 5)):
        found = derivation.check(step, model, x)
        assert found.images == images
        assert found.relative < 1e-12
    monkeypatch.setattr(derivation, "MOST_PRODUCTS", 170)
    assert derivation.check(6, model, x).images == 2


def test_units_that_are_off_everywhere_differ_by_nothing(order_one, rand):
    model = order_one((5, 4), activation="relu")
    model.b[0].data.fill_(-1000)
    assert derivation.check(4, model, rand(3, 5))[:2] == (0.0, 0.0)


def test_what_can_not_be_had_is_told(order_one, rand):
    x = rand(2, 5)
    with pytest.raises(ValueError, match="an encoder of one layer for these formulas, but one of 2 came"):
        derivation.code(order_one((5, 4, 3)), x)
    model = order_one((5, 4))
    with pytest.raises(ValueError, match="step must be a whole number from 1 to 6, but 7 came"):
        derivation.check(7, model, x)
    with pytest.raises(ValueError, match="unit must be a whole number from 0 to 3, but 4 came"):
        derivation.check(3, model, x, unit=4)
    with pytest.raises(ValueError, match="pixel must be a whole number from 0 to 4, but 5 came"):
        derivation.entry(model, x, 0, 5)


def test_the_formulas_stand_in_the_docstrings():
    from cae import contraction
    from cae.gradients.network import RowContraction

    for documented, formula in (
        (derivation.code, "h = φ(W x + b)"),
        (derivation.entry, "J_ji = φ′(z_j) W_ji"),
        (derivation.row, "J_j = φ′(z_j) W_j"),
        (derivation.jacobian, "J = diag(φ′(z)) W"),
        (derivation.squared_norm, "Σ_j φ′(z_j)² ‖W_j‖²"),
        (derivation.gradient, "2 φ′(z_j)² W_ji + 2 φ′(z_j) φ″(z_j) ‖W_j‖² x_i"),
        (contraction.penalty, "Σ_j φ′(z_j)² ‖W_j‖²"),
        (contraction.row_factors, "A = D_L W_L D_{L−1} W_{L−1} ⋯ D_1"),
        (RowContraction, "2 φ′² W_ji + 2 φ′ φ″ n_j x_bi"),
    ):
        assert formula in documented.__doc__
