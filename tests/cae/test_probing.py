import pytest
import torch

from cae import contraction
from cae.probing import along, control, responses


def test_each_model_answers_the_same_pixels(order_one, randn):
    models = {"λ": order_one((6, 4)), "0": order_one((6, 5, 3), seed=1)}
    x0, x = randn(1, 6), randn(3, 6)
    for name, found in responses(models, x0, x).items():
        model = models[name]
        torch.testing.assert_close(found.dx, (x - x0).norm(dim=1))
        torch.testing.assert_close(found.dh, (model.encode(x) - model.encode(x0)).norm(dim=1).detach())
        torch.testing.assert_close(found.ratio, found.dh / found.dx)
        torch.testing.assert_close(found.h, model.encode(x).detach())
        torch.testing.assert_close(found.r, model(x).detach())


def test_a_tiny_move_of_a_float32_model_keeps_its_digits_and_none_has_no_ratio(order_one, rand):
    model, x0 = order_one((6, 4)).float(), rand(1, 6).float()
    step = torch.tensor([[0.0, 1, 0, 0, 0, 0]]) * 2.0**-18
    found = responses({"it": model}, x0, torch.cat([x0 + step, x0]))["it"]
    model, x0 = model.double(), x0.double()
    column = (model.activation.dphi(model.pre_activations(x0)[0])[0] * model.W[0][:, 1]).detach()
    assert float(found.ratio[0]) == pytest.approx(float(column.norm()), rel=1e-4)
    assert found.ratio[1].isnan()
    assert found.dh[1] == 0


def test_along_a_direction_the_image_moves_by_the_length_asked_for_whatever_the_direction_s(order_one, randn):
    model, x0, v = order_one((6, 4)), randn(1, 6), randn(6)
    x, found = along(model, x0, 7 * v, torch.tensor([-1.0, 0.0, 0.5]))
    torch.testing.assert_close(x, x0 + torch.tensor([[-1.0], [0.0], [0.5]]).double() * v / v.norm())
    torch.testing.assert_close(found.dx, torch.tensor([1.0, 0.0, 0.5]).double())
    torch.testing.assert_close(found.r, model(x).detach())


def test_control_directions_have_length_1_and_the_mean_square_that_the_penalty_says(order_one, randn):
    model, x = order_one((6, 4)), randn(1, 6)
    assert torch.equal(control(6, 3), control(6, 3))
    assert not torch.equal(control(6, 3), control(6, 4))
    v = torch.stack([control(6, seed) for seed in range(2000)])
    torch.testing.assert_close(v.norm(dim=1), torch.ones(2000).double())
    J = torch.func.jacrev(lambda one: model.encode(one[None])[0])(x[0])
    squares = (v @ J.T).square().sum(1).detach()
    expected = float(contraction.penalty(model, x)[0].detach()) / 6
    assert float(squares.mean()) == pytest.approx(expected, abs=4 * float(squares.std()) / 2000**0.5)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"x": torch.full((2, 6), torch.nan).double()}, "λ: x must hold finite numbers only"),
        ({"x0": torch.zeros(1, 5).double()}, r"λ: x0 must have shape \(B, 6\), but \(1, 5\) came"),
        ({"x0": torch.zeros(2, 6).double()}, "x0 must be one image"),
    ],
)
def test_images_that_are_none_are_refused_and_it_is_said_by_which_model(change, sentence, order_one):
    good = {"x0": torch.zeros(1, 6).double(), "x": torch.zeros(2, 6).double()}
    with pytest.raises(ValueError, match=sentence):
        responses({"λ": order_one((6, 4))}, **good | change)


@pytest.mark.parametrize(
    ("v", "sentence"),
    [
        (torch.zeros(6), "direction must not be 0 everywhere"),
        (torch.ones(5), r"direction must be a tensor of shape \(6,\), one of the pixel space, but \(5,\) came"),
        (torch.full((6,), torch.inf), "direction must hold finite numbers only"),
        ([1.0] * 6, "but list came"),
    ],
)
def test_a_direction_that_leads_nowhere_is_refused(v, sentence, order_one):
    with pytest.raises(ValueError, match=sentence):
        along(order_one((6, 4)), torch.zeros(1, 6).double(), v, torch.ones(1))
