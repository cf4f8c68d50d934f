import pytest
import torch
from torch.func import jacrev, vmap

from cae import contraction, mistakes
from cae.config import RunConfig
from cae.mistakes import MISTAKES
from cae.trainer import Trainer

CONFIG = RunConfig(dataset="digits", hidden=6)


@pytest.fixture(params=MISTAKES)
def mistake(request):
    return MISTAKES[request.param]


def test_its_test_catches_it_and_lets_the_true_penalty_pass(mistake):
    mistake.test(contraction.penalty)
    with pytest.raises(AssertionError):
        mistake.test(mistake.penalty)


def test_each_is_the_mistake_it_is_called(order_one, rand):
    x = rand(3, 5)
    model = order_one((5, 4))
    J = vmap(jacrev(lambda one: model.encode(one[None])[0]))(x)
    rows = J.square().sum(2).sqrt()
    expected = {
        "slope": J.square().sum((1, 2)),  # of a sigmoid it is none
        "detached": J.square().sum((1, 2)),
        "squared-sum": rows.sum(1).square(),
        "summed-output": J.sum(1).square().sum(1),
        "entry-mean": J.square().mean((1, 2)),
        "last-layer": J.square().sum((1, 2)),  # there is one only
    }
    for name, values in expected.items():
        torch.testing.assert_close(MISTAKES[name].penalty(model, x), values)
    relu = order_one((5, 4), activation="relu")
    h = relu.encode(x)
    expected = (h * (1 - h)).square() @ relu.W[0].square().sum(1)
    torch.testing.assert_close(MISTAKES["slope"].penalty(relu, x), expected)
    deep = order_one((5, 3, 4))
    last = vmap(jacrev(lambda h: deep.activation.phi(deep.W[1] @ h + deep.b[1])))(
        deep.activation.phi(x @ deep.W[0].T + deep.b[0])
    )
    torch.testing.assert_close(MISTAKES["last-layer"].penalty(deep, x), last.square().sum((1, 2)))


def test_a_detached_weight_is_not_made_smaller(order_one, rand):
    model, x = order_one((5, 4), activation="identity"), rand(3, 5)
    for penalty, gradient in ((MISTAKES["detached"].penalty, 0 * model.W[0]), (contraction.penalty, 2 * model.W[0])):
        (found,) = torch.autograd.grad(penalty(model, x).mean(), model.W[0], allow_unused=True, materialize_grads=True)
        torch.testing.assert_close(found, gradient)


def test_a_network_goes_wrong_where_its_mistake_can_be_seen(mistake):
    model = mistake.network(CONFIG, 64)
    assert mistake.is_own(CONFIG) == (model.depth == 1 and model.activation.name == "sigmoid")
    expected = {"slope": ((64, 6), "relu"), "last-layer": ((64, 12, 6), "sigmoid")}
    assert (model.sizes, model.activation.name) == expected.get(mistake.name, ((64, 6), "sigmoid"))
    assert mistake.is_own(CONFIG.with_(activation="relu")) == (mistake.name != "last-layer")
    assert max(mistake.network(CONFIG.with_(hidden=1024), 64).sizes[1:]) == 1024
    assert mistakes.WIDEST in MISTAKES["last-layer"].network(CONFIG.with_(hidden=1024), 64).sizes


def test_one_trains_by_it_as_by_any_objective(mistake, digits):
    trainer = Trainer(mistake.network(CONFIG, 64), digits.x_train, 1.0, 1e-2, 32, objective=mistake)
    x = torch.from_numpy(digits.x_test[:50])
    before = mistakes.numbers(mistake, trainer.model, x)
    loss = mistake(trainer.model, x, 1.0).item()
    trainer.run(60)
    assert mistake(trainer.model, x, 1.0).item() < loss
    assert mistakes.numbers(mistake, trainer.model, x) != before


def test_numbers_are_means_also_in_inference_mode(mistake, digits):
    model, x = mistake.network(CONFIG, 64), torch.from_numpy(digits.x_test[:20])
    with torch.inference_mode():
        number, truth = mistakes.numbers(mistake, model, x)
    assert number == pytest.approx(mistake.penalty(model, x).mean().item())
    assert truth == pytest.approx(contraction.penalty(model, x).mean().item())


def test_a_member_is_known_by_its_name():
    assert mistakes.named("mistake-squared-sum") is MISTAKES["squared-sum"]
    assert mistakes.named("right-slope") is MISTAKES["slope"]
    assert mistakes.named("twin") is None
    assert mistakes.named("right") is None
    with pytest.raises(ValueError, match="There is no mistake 'x'; there are slope, detached"):
        mistakes.named("mistake-x")


def test_what_is_said_to_go_wrong_does(digits):
    """After some hundred steps; ``right`` has the same network and images, and the true penalty."""
    x = torch.from_numpy(digits.x_test[:200])
    config = RunConfig(dataset="digits", hidden=16)

    def trained(name: str, lam: float, right: bool = False):
        mistake = MISTAKES[name]
        model = mistake.network(config, 64)
        return Trainer(model, digits.x_train, lam, 3e-3, 32, objective=None if right else mistake).run(200).model

    def truth(model):
        return contraction.penalty(model, x).mean().item()

    def norm2(model):
        return model.W[0].square().sum().item()

    assert truth(trained("slope", 3.0)) > 3 * truth(trained("slope", 3.0, right=True))
    assert norm2(trained("detached", 3.0)) > 1.1 * norm2(trained("detached", 3.0, right=True))
    assert truth(trained("squared-sum", 0.3)) < 0.7 * truth(trained("squared-sum", 0.3, right=True))
    number, real = mistakes.numbers(MISTAKES["summed-output"], trained("summed-output", 10.0), x)
    assert number < 0.5 * real
    assert truth(trained("entry-mean", 3.0)) > 0.9 * truth(trained("entry-mean", 0.0))
