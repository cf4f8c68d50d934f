"""Training by an objective: to the same bits again from a state, a file or a copy, and towards what it asks for."""

import copy
import pickle

import pytest
import torch

from cae import Autoencoder, Trainer, checkpoint, contraction, objectives
from cae.checks import Refused

SETTINGS = {
    "contraction": {},
    "cae+h:gamma=0.2": {},
    "cae+h:gamma=0.2:draws=2": {"sizes": (12, 7, 5)},
    "weight-decay": {},
    "sparse-kl:target=0.1": {"activation": "tanh"},
    "sparse-l1": {"activation": "relu", "tied": False},
    "denoising:sigma=0.3": {},
    "masking:fraction=0.4": {"output": "linear"},
    "rbm": {},
    "recipe": {"sizes": (12, 7, 5), "activation": "relu", "tied": False, "output": "linear"},
}
BY_HAND = "weight-decay", "sparse-kl", "sparse-l1", "denoising", "masking"
every_objective = pytest.mark.parametrize("text", SETTINGS)


@pytest.fixture
def x(rand):
    return rand(100, 12, dtype=torch.float32)


@pytest.fixture
def trainer(x):
    def make(text: str, **arguments) -> Trainer:
        model = Autoencoder(**{"sizes": (12, 5), **SETTINGS[text]}, seed=3)
        rest = {"lam": 0.3, "lr": 3e-3, "batch_size": 16, "seed": 4} | arguments
        return Trainer(model, x, objective=objectives.named(text, seed=5), **rest)

    return make


def same(one: Trainer, other: Trainer) -> bool:
    here, there = one.state(), other.state()
    return here.keys() == there.keys() and all(torch.equal(here[name], there[name]) for name in here)


@every_objective
def test_it_goes_on_from_its_file_to_the_same_bits(text, trainer, x, tmp_path):
    one = trainer(text)
    checkpoint.save(tmp_path / "run", one.run(25))  # in the middle of an epoch
    again = checkpoint.resume(tmp_path / "run", x)  # the file says by which objective
    assert again.objective.text == one.objective.text
    assert same(one.run(40), again.run(40))


@every_objective
def test_it_goes_back_to_a_state_and_on_to_the_same_bits_whatever_came_between(text, trainer):
    one = trainer(text).run(10)
    before = one.state()
    after = one.run(15).state()
    one.batch_size = 32
    one.run(5)
    one.load_state(before)
    now = one.run(15).state()
    assert all(torch.equal(now[name], after[name]) for name in after)


@every_objective
@pytest.mark.parametrize("copied", [copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))], ids=["copy", "pickle"])
def test_a_copy_goes_on_to_the_same_bits_by_itself(text, copied, trainer):
    one = trainer(text).run(10)
    other = copied(one)
    assert same(one.run(10), other.run(10))


@every_objective
def test_one_objective_given_to_two_trainings_is_two(text, x, trainer):
    objective, alone = objectives.named(text, seed=5), trainer(text).run(10)
    pair = [Trainer(trainer(text).model, x, 0.3, 3e-3, 16, 4, objective) for _ in range(2)]
    for _ in range(10):
        for one in pair:
            one.run(1)
    assert all(same(one, alone) for one in pair)


def test_the_contraction_is_what_a_trainer_takes_anyway_at_every_depth(x):
    for sizes in [(12, 5), (12, 7, 5)]:
        one, other = (
            Trainer(Autoencoder(sizes), x, 0.3, batch_size=16, objective=objective)
            for objective in (None, objectives.Contraction())
        )
        assert same(one.run(20), other.run(20))


@pytest.mark.parametrize(
    "text", ["denoising:sigma=0.3", "weight-decay", "sparse-kl:target=0.1", "masking:fraction=0.4"]
)
def test_by_hand_it_goes_where_autograd_does(text, trainer, x):
    by_hand, objective = trainer(text), objectives.named(text, seed=5)
    by_autograd = Trainer(trainer(text).model, x, 0.3, 3e-3, 16, 4, lambda *arguments: objective(*arguments))
    torch.testing.assert_close(by_hand.run(60).flat, by_autograd.run(60).flat, rtol=0, atol=1e-4)
    assert by_hand.take_loss() == pytest.approx(by_autograd.take_loss(), rel=1e-4)


@pytest.mark.parametrize("text", ["denoising:sigma=0.3", "rbm"])
def test_a_state_of_another_objective_is_refused_and_the_training_stays(text, trainer):
    one = trainer(text).run(5)
    before = one.state()
    with pytest.raises(ValueError, match=r"state must hold the .* objective, but none came"):
        one.load_state(trainer("contraction").run(3).state())
    wrong = before | {name: tensor[:1] for name, tensor in before.items() if name.startswith("objective.")}
    with pytest.raises(ValueError, match="of the state must be"):
        one.load_state(wrong)
    assert all(torch.equal(one.state()[name], tensor) for name, tensor in before.items())


def test_a_file_of_another_objective_is_refused(trainer, x, tmp_path):
    checkpoint.save(tmp_path / "run", trainer("denoising:sigma=0.3").run(3))
    with pytest.raises(ValueError, match=r"objective must be the one this training had, denoising:sigma=0.3, but Den"):
        checkpoint.resume(tmp_path / "run", x, objectives.Denoising(0.5))
    assert checkpoint.resume(tmp_path / "run", x, objectives.Denoising(0.3, seed=9)).step == 3


def test_a_file_of_an_objective_that_this_version_does_not_know_is_refused_by_name(trainer, x, tmp_path, monkeypatch):
    monkeypatch.setattr(objectives.Denoising, "text", "denoising:speckle=1")
    checkpoint.save(tmp_path / "run", trainer("denoising:sigma=0.3"))
    with pytest.raises(ValueError, match="run is not one: Its training can't be gone on with: The objective denoising"):
        checkpoint.resume(tmp_path / "run", x)


@pytest.mark.parametrize(
    ("objective", "settings", "reason"),
    [
        (objectives.SparseKL(), {"activation": "identity"}, "sparse-kl needs units .* identity came: .* no share"),
        (objectives.SparseKL(), {"activation": "relu"}, "sparse-kl needs units"),
        (objectives.HigherOrder(), {"activation": "relu"}, "cae.h needs an activation with a curvature"),
        (objectives.RBM(), {"tied": False}, "rbm needs one tied layer .* 1 untied with sigmoid"),
        (objectives.RBM(), {"output": "linear"}, "rbm needs one tied layer"),
        (objectives.RBM(), {"sizes": (12, 7, 5)}, "rbm needs one tied layer .* 2 tied"),
        (objectives.Recipe(), {}, "recipe needs the network it is printed with"),
    ],
)
def test_an_objective_and_a_model_that_do_not_go_together_are_refused_and_nothing_moves(objective, settings, reason, x):
    model = Autoencoder(**{"sizes": (12, 5)} | settings)
    places = [parameter.data_ptr() for parameter in model.parameters()]
    with pytest.raises(ValueError, match=reason) as refused:
        Trainer(model, x, batch_size=16, objective=objective)
    assert isinstance(refused.value, Refused)
    assert [parameter.data_ptr() for parameter in model.parameters()] == places


# -- what each asks for --------------------------------------------------------------------------------------


def test_weights_decay_with_lambda(trainer):
    def squares(lam: float) -> float:
        return float(trainer("weight-decay", lam=lam, lr=1e-2).run(300).model.W[0].detach().square().sum())

    norms = [squares(lam) for lam in (0.0, 0.1, 1.0, 10.0)]
    assert norms == sorted(norms, reverse=True)
    assert norms[-1] < norms[0] / 10


def test_a_sparse_code_s_mean_activations_go_to_the_target(trainer, x):
    one = trainer("sparse-kl:target=0.1", lam=100.0, lr=1e-2, batch_size=100).run(500)
    share = (one.model.encode(x).detach() + 1).mean(0) / 2
    assert float((share - 0.1).abs().max()) < 0.02


def test_l1_switches_rectified_units_off(trainer, x):
    def off(lam: float) -> float:
        return float((trainer("sparse-l1", lam=lam, lr=1e-2).run(300).model.encode(x) == 0).float().mean())

    assert off(3.0) > off(0.0) + 0.2


def test_more_curvature_is_paid_for_less_of_it(trainer, x):
    def curvature(gamma: float) -> float:
        model = Autoencoder((12, 5), seed=3)
        Trainer(model, x, 0.0, 1e-2, 16, objective=objectives.HigherOrder(gamma)).run(200)
        return float(contraction.hessian(model, x).mean().detach())

    assert curvature(3.0) < curvature(0.0) / 2


def test_what_denoises_reconstructs_noisy_images_better_than_what_does_not(digits, generator):
    x = torch.from_numpy(digits.x_train)
    noisy = x + 0.5 * torch.randn(x.shape, generator=generator)

    def error(objective) -> float:
        model = Autoencoder((64, 48), seed=1)
        Trainer(model, x, 0.0, 3e-3, 32, objective=objective).run(600)
        return float(objectives.error_from_logits(model, model.logits(model.encode(noisy)), x).mean().detach())

    assert error(objectives.Denoising(0.5)) < error(None) - 0.5
