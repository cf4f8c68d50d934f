import copy
import math
import pickle

import numpy as np
import pytest
import torch

import cae
from cae import Autoencoder
from cae.activations import ACTIVATIONS
from cae.model import check_finite

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


def test_a_saturated_pixel_still_has_a_gradient_in_float32():
    model = Autoencoder((1, 1))
    with torch.no_grad():
        model.W[0].zero_()
        model.c[0].fill_(30)
    model(torch.zeros(1, 1)).sum().backward()
    assert float(model.c[0].grad) == pytest.approx(math.exp(-30), rel=1e-5)


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


@every_depth
@both_ties
def test_it_trains_in_an_ordinary_torch_loop(sizes, tied, rand):
    model = Autoencoder(sizes, tied=tied, activation="tanh")
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


@every_depth
@both_ties
def test_functional_call_takes_other_weights_and_leaves_the_models(sizes, tied, rand):
    model, other = Autoencoder(sizes, tied=tied, seed=1), Autoencoder(sizes, tied=tied, seed=2)
    x = rand(3, 12, dtype=torch.float32)
    before = model(x)
    assert torch.equal(torch.func.functional_call(model, other.state_dict(), (x,)), other(x))
    assert torch.equal(model(x), before)


@every_depth
def test_an_ensemble_of_models_runs_under_vmap(sizes, rand):
    models = [Autoencoder(sizes, seed=seed) for seed in range(3)]
    parameters, buffers = torch.func.stack_module_state(models)
    x = rand(4, 12, dtype=torch.float32)
    skeleton = copy.deepcopy(models[0]).to("meta")  # only its structure is used: the weights come from the stack

    def run(weights: dict, x: torch.Tensor) -> torch.Tensor:
        return torch.func.functional_call(skeleton, weights, (x,))

    together = torch.func.vmap(run, in_dims=(0, None))(parameters | buffers, x)
    torch.testing.assert_close(together, torch.stack([model(x) for model in models]))


@every_depth
@both_ties
@pytest.mark.parametrize("name", ["sigmoid", "gelu"])
# What torch itself does when forward differentiation is used for the first time.
@pytest.mark.filterwarnings("ignore:.torch.jit.script. is deprecated:DeprecationWarning")
def test_the_transforms_of_torch_func_go_through_encoder_and_decoder(sizes, tied, name, order_one, rand):
    model = order_one(sizes, activation=name, tied=tied)
    x, dx = rand(3, 12), rand(3, 12)

    def rows(function):
        return lambda one: function(one[None])[0]

    J = torch.func.vmap(torch.func.jacrev(rows(model.encode)))(x)  # (3, 5, 12)
    torch.testing.assert_close(J.square().sum((1, 2)), cae.contraction.penalty(model, x))
    A = torch.func.vmap(torch.func.jacrev(rows(model.decode)))(model.encode(x))  # (3, 12, 5)
    R = torch.func.vmap(torch.func.jacrev(rows(model)))(x)  # (3, 12, 12)
    torch.testing.assert_close(R, A @ J)
    r, dr = torch.func.jvp(model, (x,), (dx,))
    torch.testing.assert_close(r, model(x))
    torch.testing.assert_close(dr, (R @ dx[:, :, None])[:, :, 0])


def test_a_model_moves_to_another_device_and_refuses_what_stayed_behind():
    model = Autoencoder((12, 7, 5)).to("meta")
    assert {p.device.type for p in model.parameters()} == {"meta"}
    assert model(torch.zeros(3, 12, device="meta")).shape == (3, 12)
    with pytest.raises(ValueError, match=r'x must be on the model.s device meta, but it is on cpu; use x.to\("meta"\)'):
        model.encode(torch.zeros(3, 12))
    with pytest.raises(ValueError, match="h must be on the model's device cpu, but it is on meta"):
        Autoencoder((12, 5)).decode(torch.zeros(3, 5, device="meta"))


@every_depth
@both_ties
def test_an_empty_batch_is_a_batch(sizes, tied):
    model = Autoencoder(sizes, tied=tied)
    x = torch.zeros(0, 12)
    assert model.encode(x).shape == (0, 5)
    assert model(x).shape == model.decode(model.encode(x)).shape == (0, 12)
    assert cae.contraction.penalty(model, x).shape == (0,)


def test_double_makes_it_a_float64_model(rand):
    model = Autoencoder((12, 5)).double()
    assert model(rand(2, 12)).dtype == torch.float64


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"sizes": (12,)}, r"sizes must be 2 to 5 whole numbers of at least 1, but \(12,\) came"),
        ({"sizes": (12, 0)}, "sizes must be"),
        ({"sizes": (12, -5)}, r"sizes must be .* but \(12, -5\) came"),
        ({"sizes": (12, 2.5)}, "sizes must be"),
        ({"sizes": (12, 5.0)}, "sizes must be"),
        ({"sizes": (12, True)}, r"sizes must be .* but \(12, True\) came"),
        ({"sizes": "12"}, "sizes must be .* but '12' came"),
        ({"sizes": 12}, "sizes must be .* but 12 came"),
        ({"sizes": None}, "sizes must be .* but None came"),
        ({"sizes": ()}, "sizes must be"),
        ({"sizes": (9, 8, 7, 6, 5, 4)}, "sizes must be"),
        ({"activation": "swish"}, "activation must be one of .* but 'swish' came"),
        pytest.param({"activation": torch.tanh}, "activation must be one of .* came", id="a function"),
        ({"output": "softmax"}, "output must be one of sigmoid, linear, but 'softmax' came"),
        ({"output": None}, "output must be one of sigmoid, linear, but None came"),
        ({"tied": "yes"}, "tied must be True or False, but 'yes' came"),
        ({"tied": 1}, "tied must be True or False, but 1 came"),
        ({"tied": None}, "tied must be True or False, but None came"),
        ({"seed": -1}, "seed must be a whole number from 0 to .* but -1 came"),
        ({"seed": 2**64}, "seed must be a whole number from 0 to .* but 18446744073709551616 came"),
        ({"seed": 0.0}, "seed must be .* but 0.0 came"),
        ({"seed": True}, "seed must be .* but True came"),
        ({"seed": "0"}, "seed must be .* but '0' came"),
        ({"seed": None}, "seed must be .* but None came"),
    ],
    ids=str,
)
def test_a_bad_setting_is_named_with_what_came_and_what_is_allowed(settings, sentence):
    with pytest.raises(ValueError, match=sentence):
        Autoencoder(**{"sizes": (12, 5)} | settings)


def test_sizes_and_seed_may_be_numpys_whole_numbers():
    model = Autoencoder(np.array([12, 5]), seed=np.int64(3))
    assert model.sizes == (12, 5)
    assert all(type(size) is int for size in model.sizes)
    assert same_weights(model, Autoencoder([12, 5], seed=3))


def with_one(value: float, width: int, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    x = torch.zeros(3, width, dtype=dtype)
    x[1, 2] = value
    return x


@pytest.mark.parametrize(
    ("x", "sentence"),
    [
        (torch.zeros(3, 11), r"x must have shape \(B, 12\), but \(3, 11\) came"),
        (torch.zeros(12), r"x must have shape \(B, 12\), but \(12,\) came; a single one is x\[None\]"),
        (torch.zeros(0), r"x must have shape \(B, 12\), but \(0,\) came"),
        (torch.zeros(3, 12, 1), r"x must have shape \(B, 12\), but \(3, 12, 1\) came"),
        (
            torch.zeros(3, 12, dtype=torch.float64),
            r"x must have the model's dtype torch.float32, but torch.float64 came; use x.to\(torch.float32\)",
        ),
        (torch.zeros(3, 12, dtype=torch.uint8), "x must have the model's dtype"),
        ([[0.0] * 12], r"x must be a torch.Tensor, but a list came; use torch.as_tensor\(x\)"),
        (np.zeros((3, 12), dtype=np.float32), "x must be a torch.Tensor, but a ndarray came"),
        (None, "x must be a torch.Tensor, but a NoneType came"),
        (with_one(math.nan, 12), "x must hold finite numbers only, but 1 of 36 are NaN or infinite; ~x.isfinite"),
        (with_one(math.inf, 12), "x must hold finite numbers only, but 1 of 36"),
        (with_one(-math.inf, 12), "x must hold finite numbers only, but 1 of 36"),
        (torch.tensor([[math.inf, -math.inf] * 6]), "x must hold finite numbers only, but 12 of 12"),
    ],
)
@pytest.mark.parametrize("take", ["pre_activations", "encode", "__call__", "checked_input", "penalty"])
def test_a_bad_input_is_answered_with_what_came_and_what_is_allowed(take, x, sentence):
    model = Autoencoder((12, 5))
    with pytest.raises(ValueError, match=sentence):
        cae.contraction.penalty(model, x) if take == "penalty" else getattr(model, take)(x)


@pytest.mark.parametrize(
    ("h", "sentence"),
    [
        (torch.zeros(3, 4), r"h must have shape \(B, 5\), but \(3, 4\) came"),
        (torch.zeros(5), r"h must have shape \(B, 5\), but \(5,\) came; a single one is h\[None\]"),
        (torch.zeros(3, 5, dtype=torch.float64), "h must have the model's dtype torch.float32, but torch.float64 came"),
        ([[0.0] * 5], "h must be a torch.Tensor, but a list came"),
        (with_one(math.nan, 5), "h must hold finite numbers only, but 1 of 15"),
        (with_one(math.inf, 5), "h must hold finite numbers only, but 1 of 15"),
    ],
)
def test_a_bad_code_is_answered_with_what_came_and_what_is_allowed(h, sentence):
    model = Autoencoder((12, 7, 5))
    with pytest.raises(ValueError, match=sentence):
        model.decode(h)
    if "finite" in sentence:  # the logits of a training that diverges must reach its guard
        assert model.logits(h).shape == (3, 12)
    else:
        with pytest.raises(ValueError, match=sentence):
            model.logits(h)


def test_weights_that_diverged_show_in_the_reconstruction_and_not_as_a_bad_argument():
    model = Autoencoder((12, 5))
    with torch.no_grad():
        model.W[0].fill_(math.nan)
    assert model(torch.zeros(3, 12)).isnan().all()


def test_the_callers_own_name_of_an_argument_is_the_one_in_the_sentence():
    with pytest.raises(ValueError, match=r"x_train must have shape \(B, 12\)"):
        Autoencoder((12, 5)).checked_input(torch.zeros(3, 4), "x_train")


@pytest.mark.parametrize("dtype", [torch.float16, torch.float32, torch.float64])
def test_numbers_whose_sum_overflows_are_finite_all_the_same(dtype):
    x = torch.full((4, 12), torch.finfo(dtype).max, dtype=dtype)
    assert not bool(x.sum().isfinite())
    assert check_finite("x", x) is x


def test_checking_an_input_gives_back_the_very_same_tensor(rand):
    x = rand(3, 12, dtype=torch.float32).requires_grad_()
    assert Autoencoder((12, 5)).checked_input(x) is x
