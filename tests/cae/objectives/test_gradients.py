"""Every objective's gradient, by hand and by autograd, against central differences; of small float64 models."""

import copy
import math

import pytest
import torch
from torch.autograd.gradcheck import GradcheckError
from torch.func import functional_call

from cae import Autoencoder, contraction, objectives
from cae.gradients.buffers import FlatParameters

B, D, H = 5, 6, 4
DEPTHS = [(D, H), (D, 5, H), (D, 5, 3, H)]
SMOOTH = ["sigmoid", "tanh", "softplus", "gelu"]
LAM = 0.7

# What each goes with: activations, and whether deep, untied and linear ones.
BY_HAND = {
    "contraction": [*SMOOTH, "identity"],
    "weight-decay": [*SMOOTH, "identity"],
    "sparse-l1": [*SMOOTH, "relu"],
    "sparse-kl:target=0.2": ["sigmoid", "tanh"],
    "denoising:sigma=0.4": SMOOTH,
    "masking:fraction=0.4": SMOOTH,
}
CASES = [
    pytest.param(text, name, sizes, tied, output, id=f"{text}-{name}-{len(sizes) - 1}-{'tied' * tied}-{output}")
    for text, names in BY_HAND.items()
    for name in names
    for sizes in DEPTHS
    for tied in (True, False)
    for output in ("sigmoid", "linear")
]


class Value(torch.nn.Module):
    """An objective as a function of the parameters alone, the noise the same at every call."""

    def __init__(self, model: Autoencoder, objective: objectives.Objective, x: torch.Tensor, lam: float) -> None:
        super().__init__()
        self.model, self._rest = model, (objective, x, lam)

    def forward(self) -> torch.Tensor:
        objective, x, lam = self._rest
        return copy.deepcopy(objective)(self.model, x, lam)


def is_the_central_difference(model, objective, x, lam=LAM) -> bool:
    value = Value(model, objective, x, lam)
    named = {name: p.detach().clone().requires_grad_() for name, p in value.named_parameters()}

    def of(*tensors: torch.Tensor) -> torch.Tensor:
        return functional_call(value, dict(zip(named, tensors, strict=True)), ())

    return torch.autograd.gradcheck(of, list(named.values()))


@pytest.mark.parametrize(("text", "name", "sizes", "tied", "output"), CASES)
def test_the_gradient_by_hand_is_autograd_s(text, name, sizes, tied, output, order_one, rand):
    model, x = order_one(sizes, activation=name, tied=tied, output=output), rand(B, D)
    objective = objectives.named(text, seed=3)
    expected = torch.autograd.grad(
        copy.deepcopy(objective)(model, x, LAM), list(model.parameters()), materialize_grads=True
    )
    names = [name for name, _ in model.named_parameters()]
    parameters = FlatParameters(model)
    parameters.gradient.fill_(math.nan)  # whatever is not written would show
    gradient = objective.by_hand(parameters, B)
    for _ in range(2):  # of the second batch nothing may depend on the first
        gradient.x.copy_(x)
        objective.load_state(objectives.named(text, seed=3).state())
        gradient(LAM)
    for key, one in zip(names, expected, strict=True):
        torch.testing.assert_close(
            parameters.named_gradients()[key], one, rtol=1e-9, atol=1e-11, msg=lambda m, k=key: k + m
        )
    error, penalty = gradient.loss()  # of the images as they are
    assert error == pytest.approx(float(objectives.reconstruction_error(model, x).mean().detach()))
    assert penalty == pytest.approx(float(contraction.penalty(model, x).mean().detach()))


@pytest.mark.parametrize("sizes", DEPTHS[:2], ids=["1", "2"])
@pytest.mark.parametrize("output", ["sigmoid", "linear"])
@pytest.mark.parametrize("tied", [True, False], ids=["tied", "untied"])
@pytest.mark.parametrize("text", [*BY_HAND, "cae+h:gamma=0.3:draws=2:sigma=0.1"])
def test_every_gradient_is_the_central_difference(text, tied, output, sizes, order_one, rand):
    model = order_one(sizes, activation="tanh", tied=tied, output=output)
    assert is_the_central_difference(model, objectives.named(text, seed=3), rand(3, D))


def test_of_an_rbm_the_gradient_of_the_free_energies_is_the_central_difference(order_one, rand):
    model, objective = order_one((D, H)), objectives.RBM(seed=3)
    objective.by_hand(FlatParameters(model), 3)
    assert is_the_central_difference(model, objective, rand(3, D))


def test_of_the_recipe_it_is_that_of_a_constant_w_and_not_the_central_difference(order_one, rand):
    model, x = order_one((D, 5, H), activation="relu", tied=False, output="linear"), rand(3, D)
    assert not torch.allclose(*both(model, x), rtol=1e-2)
    with pytest.raises(GradcheckError, match="Jacobian mismatch"):
        is_the_central_difference(model, objectives.Recipe(), x)

    class OfAConstant(objectives.Recipe):
        W = model.W[-1].detach().clone()

        def __call__(self, model, x, lam):
            h = model.encode(x)
            total = x.new_zeros(())
            for image, code, r in zip(x, h, model(x), strict=True):
                total = total + (image - r).square().sum()
                for j in range(H):
                    total = total + lam * (code[j] * (1 - code[j])) ** 2 * self.W[j].square().sum()
            return total

    torch.testing.assert_close(OfAConstant()(model, x, LAM), objectives.Recipe()(model, x, LAM))
    for one, other in zip(*(gradients(model, o, x) for o in (OfAConstant(), objectives.Recipe())), strict=True):
        torch.testing.assert_close(one, other)
    assert is_the_central_difference(model, OfAConstant(), x)


def gradients(model, objective, x):
    return torch.autograd.grad(objective(model, x, LAM), list(model.parameters()), materialize_grads=True)


def both(model, x):
    """∂/∂W of the layer that the recipe penalises: by the recipe (its sum over the batch as a mean), and done right."""
    W = model.W[-1]
    printed = torch.autograd.grad(objectives.Recipe()(model, x, LAM) / len(x), W)[0]
    return printed, torch.autograd.grad(objectives.Contraction()(model, x, LAM), W)[0]
