import copy
import pickle

import pytest
import torch

import cae
from cae import Autoencoder
from cae.activations import ACTIVATIONS

SIZES = [(12, 5), (12, 7, 5), (12, 9, 7, 5), (12, 10, 9, 7, 5)]
every_depth = pytest.mark.parametrize("sizes", SIZES, ids=lambda sizes: f"{len(sizes) - 1}-layers")
both_ties = pytest.mark.parametrize("tied", [True, False], ids=["tied", "untied"])


def same_weights(a: Autoencoder, b: Autoencoder) -> bool:
    return all(torch.equal(p, q) for p, q in zip(a.parameters(), b.parameters(), strict=True))


def test_the_public_names_are_there_and_an_unknown_one_is_an_attribute_error():
    assert [cae.Autoencoder, cae.Trainer, cae.load_dataset, cae.contraction.penalty]
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        cae.nonsense  # noqa: B018


@every_depth
@both_ties
def test_codes_and_reconstructions_have_the_shapes_the_docstrings_promise(sizes, tied, rand):
    model = Autoencoder(sizes, tied=tied)
    x = rand(3, 12, dtype=torch.float32)
    h = model.encode(x)
    assert h.shape == (3, 5)
    assert model.decode(h).shape == model(x).shape == (3, 12)
    assert [z.shape[1] for z in model.pre_activations(x)] == list(sizes[1:])
    assert model.depth == len(sizes) - 1


@every_depth
@both_ties
def test_the_model_is_the_formula_of_the_paper(sizes, tied, order_one, rand):
    model = order_one(sizes, activation="tanh", tied=tied, output="sigmoid")
    x = rand(4, 12)
    h = x
    for W, b in zip(model.W, model.b, strict=True):
        h = torch.tanh(h @ W.T + b)
    a = h
    V = model.W if tied else model.V
    for layer in reversed(range(model.depth)):
        a = a @ V[layer] + model.c[layer]
        a = torch.tanh(a) if layer else a
    torch.testing.assert_close(model.encode(x), h)
    torch.testing.assert_close(model(x), torch.sigmoid(a))


def test_the_linear_output_is_the_logits(order_one, rand):
    model = order_one((6, 4), output="linear")
    h = model.encode(rand(3, 6))
    assert torch.equal(model.decode(h), model.logits(h))


@both_ties
def test_tied_weights_are_one_set_and_untied_ones_two(tied):
    model = Autoencoder((12, 5), tied=tied)
    assert len(list(model.parameters())) == (3 if tied else 4)
    with torch.no_grad():
        before = model.logits(torch.ones(1, 5)).clone()
        model.W[0].mul_(2)
    assert torch.equal(model.logits(torch.ones(1, 5)), before) != tied


@both_ties
def test_the_same_seed_gives_the_same_weights_and_another_seed_others(tied):
    assert same_weights(Autoencoder((12, 5), tied=tied, seed=7), Autoencoder((12, 5), tied=tied, seed=7))
    assert not same_weights(Autoencoder((12, 5), tied=tied, seed=7), Autoencoder((12, 5), tied=tied, seed=8))


def test_initial_weights_fill_glorots_range_and_biases_are_zero():
    model = Autoencoder((300, 100), tied=False)
    bound = (6 / 400) ** 0.5
    for W in (model.W[0].detach(), model.V[0].detach()):
        assert float(W.abs().max()) == pytest.approx(bound, rel=1e-2)
        assert float(W.std()) == pytest.approx(bound / 3**0.5, rel=1e-2)
    assert not model.b[0].any()
    assert not model.c[0].any()


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_a_model_can_be_copied_and_pickled(name, rand):
    model = Autoencoder((6, 4), activation=name, seed=3)
    x = rand(2, 6, dtype=torch.float32)
    for twin in (copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        assert torch.equal(twin(x), model(x))


@every_depth
@both_ties
def test_a_state_dict_carries_the_model_to_another(sizes, tied, rand):
    source, target = Autoencoder(sizes, tied=tied, seed=1), Autoencoder(sizes, tied=tied, seed=2)
    target.load_state_dict(source.state_dict())
    x = rand(3, 12, dtype=torch.float32)
    assert torch.equal(source(x), target(x))


def test_it_trains_in_an_ordinary_torch_loop(rand):
    model = Autoencoder((12, 5), seed=0)
    x = rand(32, 12, dtype=torch.float32)
    optimiser = torch.optim.Adam(model.parameters(), lr=1e-2)
    losses = []
    for _ in range(50):
        optimiser.zero_grad()
        loss = torch.nn.functional.binary_cross_entropy(model(x), x)
        loss = loss + 0.1 * cae.contraction.penalty(model, x).mean()
        loss.backward()
        optimiser.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < losses[0]
    assert all(p.grad is not None and p.grad.any() for p in model.parameters())


def test_double_makes_it_a_float64_model(rand):
    model = Autoencoder((12, 5)).double()
    assert model(rand(2, 12)).dtype == torch.float64


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"sizes": (12,)}, "sizes must be 2 to 5 whole numbers of at least 1, but .12,. came"),
        ({"sizes": (12, 0)}, "sizes must be"),
        ({"sizes": (12, 2.5)}, "sizes must be"),
        ({"sizes": (9, 8, 7, 6, 5, 4)}, "sizes must be"),
        ({"activation": "swish"}, "activation must be one of .* but 'swish' came"),
        ({"output": "softmax"}, "output must be one of sigmoid, linear, but 'softmax' came"),
    ],
)
def test_a_bad_setting_is_named_with_what_came_and_what_is_allowed(settings, sentence):
    with pytest.raises(ValueError, match=sentence):
        Autoencoder(**{"sizes": (12, 5)} | settings)


@pytest.mark.parametrize(
    ("x", "sentence"),
    [
        (torch.zeros(3, 11), r"x must have shape \(B, 12\), but \(3, 11\) came"),
        (torch.zeros(12), r"x must have shape \(B, 12\), but \(12,\) came"),
        (torch.zeros(3, 12, dtype=torch.float64), "x must have the model's dtype torch.float32, but torch.float64"),
        (torch.zeros(3, 12, dtype=torch.uint8), "x must have the model's dtype"),
        ([[0.0] * 12], "x must be a torch.Tensor, but a list came"),
    ],
)
def test_a_bad_input_is_answered_with_what_came_and_what_is_allowed(x, sentence):
    with pytest.raises(ValueError, match=sentence):
        Autoencoder((12, 5)).encode(x)


def test_a_code_of_the_wrong_width_is_refused():
    with pytest.raises(ValueError, match=r"h must have shape \(B, 5\), but \(3, 4\) came"):
        Autoencoder((12, 5)).decode(torch.zeros(3, 4))
