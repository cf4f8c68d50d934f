"""A training is of the module that the person sees: whatever is done to it, no hidden copy is trained."""

import copy
import pickle

import pytest
import torch
from torch import nn
from torch.nn.utils import parametrizations, parametrize, prune

from cae import Autoencoder, Trainer, checkpoint
from cae.activations import ACTIVATIONS, Activation
from cae.objectives import objective

SIZES = [(12, 5), (12, 7, 5)]
every_depth = pytest.mark.parametrize("sizes", SIZES, ids=["one layer", "two layers"])


@pytest.fixture
def x(rand):
    return rand(100, 12, dtype=torch.float32)


def shown(model: Autoencoder) -> dict[str, torch.Tensor]:
    return {name: parameter.detach().clone() for name, parameter in model.named_parameters()}


def moved(before: dict[str, torch.Tensor], model: Autoencoder) -> set[str]:
    return {name for name, value in shown(model).items() if not torch.equal(value, before[name])}


# -- frozen parameters -------------------------------------------------------------------------------------


@every_depth
@pytest.mark.parametrize("tied", [True, False])
@pytest.mark.parametrize("own", [None, objective], ids=["by hand", "own objective"])
def test_frozen_parameters_stay_and_the_others_train_as_torchs_adam_trains_them(sizes, tied, own, x):
    model, twin = (Autoencoder(sizes, tied=tied).double() for _ in range(2))
    frozen = {"W.0", "c.0"}
    trainer = Trainer(model, x.double(), lam=0.5, lr=1e-2, batch_size=len(x), objective=own)
    optimiser = torch.optim.Adam(twin.parameters(), lr=1e-2)
    # Freed again half-way, each counts its own steps.
    for chunk in (set(), frozen, {"b.0"}, set()):
        for one in (model, twin):
            for name, parameter in one.named_parameters():
                parameter.requires_grad_(name not in chunk)
        before = shown(model)
        trainer.run(20)
        assert moved(before, model) == set(before) - chunk
        for _ in range(20):
            optimiser.zero_grad()
            objective(twin, x.double(), 0.5).backward()
            optimiser.step()
    for name, value in shown(model).items():
        torch.testing.assert_close(value, shown(twin)[name], rtol=1e-9, atol=1e-9)


def test_a_model_that_is_frozen_as_a_whole_is_refused_at_the_start_and_half_way(x):
    model = Autoencoder((12, 5))
    with pytest.raises(ValueError, match=r"all are frozen; model.requires_grad_\(True\) frees all"):
        Trainer(model.requires_grad_(False), x, batch_size=32)
    trainer = Trainer(model.requires_grad_(True), x, batch_size=32).run(5)
    model.requires_grad_(False)
    before = shown(model)
    for step in (trainer.run, trainer.train_step):
        with pytest.raises(ValueError, match="all are frozen"):
            step()
    assert moved(before, model) == set()
    model.requires_grad_(True)
    assert trainer.run(5).step == 10


def test_what_was_frozen_is_frozen_in_a_training_that_goes_on_from_its_file(x, tmp_path):
    model = Autoencoder((12, 5))
    trainer = Trainer(model, x, batch_size=32).run(7)
    model.b[0].requires_grad_(False)
    checkpoint.save(tmp_path / "run", trainer.run(7))
    other = checkpoint.resume(tmp_path / "run", x)
    before = shown(other.model)
    assert torch.equal(trainer.run(20).flat, other.run(20).flat)
    assert "b.0" not in moved(before, other.model)
    other.model.b[0].requires_grad_(True)
    model.b[0].requires_grad_(True)
    assert torch.equal(trainer.run(20).flat, other.run(20).flat)


# -- what is done to the module behind its training ---------------------------------------------------------


def assign_state(model: Autoencoder) -> None:
    model.load_state_dict(Autoencoder(model.sizes, seed=5).state_dict(), assign=True)


def replace_one(model: Autoencoder) -> None:
    model.W[0] = nn.Parameter(torch.full_like(model.W[0], 0.1))


def replace_all_of_a_kind(model: Autoencoder) -> None:
    model.b = nn.ParameterList([nn.Parameter(b.detach() + 1) for b in model.b])


def point_elsewhere(model: Autoencoder) -> None:
    model.c[0].data = torch.full_like(model.c[0], 0.5)


def turn_in_place(model: Autoencoder) -> None:
    model.b[0].data = model.b[0].data[::1].as_strided(model.b[0].shape, (0,))


def cast(model: Autoencoder) -> None:
    model.to(torch.float64)


def cast_and_back(model: Autoencoder) -> None:
    model.half().float()


def from_a_vector(model: Autoencoder) -> None:
    vector = nn.utils.parameters_to_vector(model.parameters()).detach()
    nn.utils.vector_to_parameters(vector * 0, model.parameters())


def trained_by_another(model: Autoencoder) -> None:
    Trainer(model, torch.full((50, 12), 0.5), batch_size=10).run(3)


def pruned(model: Autoencoder) -> None:
    prune.l1_unstructured(model.W, name="0", amount=0.5)


def parametrised(model: Autoencoder) -> None:
    class Positive(nn.Module):
        def forward(self, w):
            return w.abs()

    parametrize.register_parametrization(model.W, "0", Positive())


def weight_normed(model: Autoencoder) -> None:
    parametrizations.weight_norm(model.W, "0")


def untied(model: Autoencoder) -> None:
    model.tied = False
    model.V = nn.ParameterList([nn.Parameter(w.detach().clone()) for w in model.W])


def untied_in_name(model: Autoencoder) -> None:
    model.tied = False


def another_output(model: Autoencoder) -> None:
    model.output = "linear"


def another_layer(model: Autoencoder) -> None:
    model.W.append(nn.Parameter(torch.zeros(5, 5)))


def half_cast(model: Autoencoder) -> None:
    model.b[0].data = model.b[0].data.double()


def of_whole_numbers(model: Autoencoder) -> None:
    for parameter in model.parameters():
        parameter.requires_grad_(False)
        parameter.data = parameter.data.int()


CHANGES = [
    assign_state, replace_one, replace_all_of_a_kind, point_elsewhere, turn_in_place, cast, cast_and_back,
    from_a_vector, trained_by_another,
    pruned, parametrised, weight_normed, untied, untied_in_name, another_output, another_layer,
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
@pytest.mark.parametrize("own", [None, objective], ids=["by hand", "own objective"])
def test_a_module_that_is_no_longer_what_is_trained_is_refused_and_not_saved(change, own, x, tmp_path):
    model = Autoencoder((12, 5))
    trainer = Trainer(model, x, batch_size=32, objective=own).run(5)
    kept = trainer.state()
    change(model)
    before = trainer.flat.clone()
    for use in (
        trainer.run, trainer.train_step, trainer.state, lambda: trainer.load_state(kept),
        lambda: checkpoint.save(tmp_path / "run", trainer),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=r"model must .* make a new Trainer of it|model must have the parameters"):
            use()
    assert torch.equal(trainer.flat, before)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "change", [assign_state, replace_one, point_elsewhere, cast, trained_by_another], ids=lambda change: change.__name__
)
def test_a_new_trainer_goes_on_with_what_the_module_shows(change, x):
    model = Autoencoder((12, 5))
    Trainer(model, x, batch_size=32).run(5)
    change(model)
    before = shown(model)
    Trainer(model, x, batch_size=32).run(5)
    assert moved(before, model) == set(before)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (pruned, r"has W.0_orig and lacks W.0; make pruning and parametrisations permanent"),
        (parametrised, "lacks W.0; make pruning"),
        (weight_normed, "lacks W.0; make pruning"),
        (untied_in_name, "lacks V.0"),
        (another_layer, "has W.1"),
        (lambda model: model.register_parameter("gate", nn.Parameter(torch.zeros(1))), "has gate"),
        (half_cast, "one floating-point dtype on one device, but W.0 is torch.float32 on cpu and b.0 is torch.float64"),
        (lambda model: model.W.__setitem__(0, nn.Parameter(torch.zeros(4, 12))), r"W.0 of shape \(5, 12\), as its"),
        (of_whole_numbers, "one floating-point dtype"),
    ],
)  # fmt: skip
def test_a_module_that_can_not_be_trained_as_it_is_is_refused_at_the_start(change, sentence, x):
    model = Autoencoder((12, 5))
    change(model)
    with pytest.raises(ValueError, match=sentence):
        Trainer(model, x, batch_size=32)


def test_two_parameters_that_are_one_tensor_are_refused(x):
    model = Autoencoder((12, 5), tied=False)
    model.V[0] = model.W[0]
    with pytest.raises(ValueError, match=r"W.0 and V.0 share one; .* tied=True"):
        Trainer(model, x, batch_size=32)


def test_a_pruning_made_permanent_trains(x):
    model = Autoencoder((12, 5))
    pruned(model)
    prune.remove(model.W, "0")
    before = shown(model)
    Trainer(model, x, batch_size=32).run(3)
    assert moved(before, model) == set(before)


def test_a_trainer_that_is_refused_leaves_the_one_there_is_its_model(x):
    model = Autoencoder((12, 5))
    trainer = Trainer(model, x, batch_size=32).run(3)
    for bad in ({"batch_size": 0}, {"lam": -1}, {"lr": 0}, {"seed": -1}, {"x_train": x * 255}):
        with pytest.raises(ValueError, match="must"):
            Trainer(model, **{"x_train": x} | bad)
    assert trainer.run(3).step == 6


@every_depth
def test_weights_written_into_the_module_are_trained_on(sizes, x):
    trainer, other = (Trainer(Autoencoder(sizes, seed=seed), x, batch_size=32) for seed in (0, 5))
    with torch.no_grad():
        for own, new in zip(trainer.model.parameters(), other.model.parameters(), strict=True):
            own.copy_(new)
    assert torch.equal(trainer.run(10).flat, other.run(10).flat)
    trainer.model.to("cpu").float().requires_grad_(True)  # nothing of it is another one
    assert trainer.run(1).step == 11


# -- another activation ------------------------------------------------------------------------------------


@every_depth
@pytest.mark.parametrize("name", ["tanh", "relu", "sigmoid"])
def test_another_activation_is_the_one_that_is_trained_with(name, sizes, x):
    model, twin = Autoencoder(sizes, "softplus"), Autoencoder(sizes, name)
    trainer = Trainer(model, x, batch_size=32)
    model.activation = name
    assert model.activation is ACTIVATIONS[name]
    assert torch.equal(trainer.run(20).flat, Trainer(twin, x, batch_size=32).run(20).flat)


def test_an_activation_of_ones_own_is_trained_with_copied_and_not_saved_under_another_name(x, tmp_path):
    slow = Activation("sigmoid", half, half_slope, ACTIVATIONS["identity"].d2phi, (0.5, 0.5), (-torch.inf, torch.inf))
    by_hand, by_autograd = Autoencoder((12, 5)), Autoencoder((12, 5))
    by_hand.activation = by_autograd.activation = slow
    hand = Trainer(by_hand, x, batch_size=32).run(20)
    torch.testing.assert_close(hand.flat, Trainer(by_autograd, x, batch_size=32, objective=objective).run(20).flat)
    assert copy.deepcopy(by_hand).activation.phi is half
    with pytest.raises(ValueError, match=r"what must have one of the activations sigmoid, .* but one of its own came"):
        checkpoint.save(tmp_path / "own", by_hand)


def half(z):
    return z / 2


def half_slope(z):
    return torch.full_like(z, 0.5)


@pytest.mark.parametrize("value", ["swish", torch.tanh, nn.Tanh(), None])
def test_an_activation_that_is_none_is_refused_when_it_is_assigned(value):
    with pytest.raises(ValueError, match="activation must be one of sigmoid, tanh"):
        Autoencoder((12, 5)).activation = value


# -- copies ------------------------------------------------------------------------------------------------


@every_depth
def test_a_copied_model_is_another_one(sizes, x):
    trainer = Trainer(Autoencoder(sizes), x, batch_size=32).run(5)
    twin = copy.deepcopy(trainer.model)
    before = shown(twin)
    trainer.run(5)
    assert moved(before, twin) == set()
    Trainer(twin, x, batch_size=32).run(1)
    assert moved(before, twin) == set(before)


@every_depth
@pytest.mark.parametrize("copied", [copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))], ids=["copy", "pickle"])
def test_a_copied_training_trains_its_own_model_to_the_same_bits(copied, sizes, x):
    trainer = Trainer(Autoencoder(sizes), x, lam=0.3, lr=3e-3, batch_size=32, seed=4).run(5)
    trainer.model.c[0].requires_grad_(False)
    twin = copied(trainer.run(5))
    before = shown(twin.model)
    trainer.run(5)
    assert moved(before, twin.model) == set()
    twin.run(5)
    assert "c.0" not in moved(before, twin.model)
    assert moved(shown(trainer.model), twin.model) == set()
    assert (twin.step, twin.lam, twin.lr, twin.batch_size) == (15, 0.3, 3e-3, 32)
