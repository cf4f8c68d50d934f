import dataclasses
import itertools

import pytest
import torch

from cae import Autoencoder, checkpoint, contraction
from cae.checks import Refused
from cae.data import Dataset
from cae.experiments.paths import train_path
from cae.experiments.settings import PathSettings, default_lambdas, parse_lambdas
from cae.objectives import objective
from cae.trainer import Diverged

SHORT = PathSettings("digits", 16, lambdas=(0.0, 0.1, 1.0, 10.0), epochs=2, first_epochs=4, batch_size=64)


def weights(point) -> torch.Tensor:
    return torch.cat([p.detach().flatten() for p in point.model.parameters()])


# -- settings ----------------------------------------------------------------------------------------------


def test_the_default_path_is_zero_and_a_hundredth_to_a_hundred():
    lambdas = default_lambdas()
    assert len(lambdas) == 24
    assert (lambdas[0], lambdas[1], lambdas[-1]) == (0.0, 0.01, 100.0)
    ratios = [b / a for a, b in itertools.pairwise(lambdas[1:])]
    assert max(ratios) / min(ratios) < 1.002


@pytest.mark.parametrize("text", ["0, 0.1, 1", "0;0.1;1", " 0 0.1\n1e0 "])
def test_a_list_of_lambdas_is_read_as_people_write_it(text):
    assert parse_lambdas(text) == (0.0, 0.1, 1.0)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", r"lambdas must be 1 to 200 numbers from 0 to 1,000,000, .* but none came"),
        ("0, -1", r"but -1\.0 is among them"),
        ("0, 2e6", "but 2000000.0 is among them"),
        ("0, nan", "but nan is among them"),
        ("0, inf", "but inf is among them"),
        ("1, 0", "but 0 comes after 1"),
        ("0, 1, 1", "but 1 comes twice"),
        ("0, one", "lambdas must be numbers, but 'one' came"),
        (" ".join(map(str, range(201))), "but 201 came"),
    ],
)
def test_a_bad_list_of_lambdas_is_refused_by_what_is_wrong_with_it(text, sentence):
    with pytest.raises(Refused, match=sentence):
        parse_lambdas(text)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("dataset", "cifar"),
        ("hidden", 7),
        ("hidden", 64.0),
        ("warm", "yes"),
        ("epochs", 0),
        ("first_epochs", 1001),
        ("lr", 0.0),
        ("batch_size", 0),
        ("lambdas", [True]),
        ("lambdas", [10**400]),
        ("lr", 10**400),
        ("lambdas", "0 1"),
        ("colour", 1),
    ],
)
def test_a_bad_setting_is_refused_by_name(name, value):
    with pytest.raises(Refused, match=name):
        PathSettings.from_dict({name: value})


def test_settings_survive_json():
    assert PathSettings.from_dict(SHORT.as_dict()) == SHORT
    assert PathSettings.from_dict({}) == PathSettings()


# -- paths -------------------------------------------------------------------------------------------------


def test_a_warm_path_starts_each_model_from_the_one_before_and_contracts_more_and_more(digits: Dataset):
    points = list(train_path(SHORT, digits))
    assert [(p.index, p.lam, p.epochs) for p in points] == [(0, 0.0, 4), (1, 0.1, 2), (2, 1.0, 2), (3, 10.0, 2)]
    x = torch.from_numpy(digits.x_test)
    penalties = [float(contraction.penalty(p.model, x).mean().detach()) for p in points]
    assert penalties[1] > penalties[2] > penalties[3]
    alone = next(iter(train_path(dataclasses.replace(SHORT, lambdas=(0.1,)), digits)))
    assert not torch.equal(weights(points[1]), weights(alone))


def test_a_unit_stays_the_same_unit_along_a_warm_path(digits: Dataset):
    path = dataclasses.replace(SHORT, lambdas=(0.1, 0.2, 0.4), first_epochs=20)
    points = list(train_path(path, digits))
    for one, next_one in itertools.pairwise(points):
        alike = torch.nn.functional.cosine_similarity(
            one.model.W[0].detach()[:, None], next_one.model.W[0].detach(), dim=2
        )
        assert torch.equal(alike.argmax(1), torch.arange(16))


def test_from_scratch_every_model_starts_from_the_same_weights(digits: Dataset):
    cold = dataclasses.replace(SHORT, warm=False, first_epochs=2)
    points = list(train_path(cold, digits))
    for point in points:
        alone = next(iter(train_path(dataclasses.replace(cold, lambdas=(point.lam,)), digits)))
        assert torch.equal(weights(point), weights(alone))


@pytest.mark.parametrize("warm", [True, False])
def test_a_path_goes_on_from_a_checkpoint_to_the_same_bits(warm, digits: Dataset, tmp_path):
    settings = dataclasses.replace(SHORT, warm=warm)
    points = []
    for point in train_path(settings, digits):
        points.append(point)
        checkpoint.save(tmp_path / f"{point.index}", point.trainer)
    trainer = checkpoint.resume(tmp_path / "1", digits.x_train)
    again = list(train_path(settings, digits, start=2, previous=trainer))
    assert [p.index for p in again] == [2, 3]
    for one, other in zip(points[2:], again, strict=True):
        assert torch.equal(weights(one), weights(other))
        assert (one.reconstruction, one.penalty) == (other.reconstruction, other.penalty)


def test_a_warm_path_needs_the_training_it_goes_on_from(digits: Dataset):
    with pytest.raises(ValueError, match="previous must be the Trainer at index 1"):
        next(train_path(SHORT, digits, start=2))
    with pytest.raises(ValueError, match="Autoencoder came"):
        next(train_path(SHORT, digits, start=2, previous=Autoencoder((64, 16))))


def test_a_warm_path_reaches_what_three_times_the_epochs_from_scratch_reach(digits: Dataset):
    x = torch.from_numpy(digits.x_train)
    lambdas = (0.0, 0.03, 0.1, 0.3, 1.0)
    warm = PathSettings("digits", 16, lambdas=lambdas, epochs=20, first_epochs=60, batch_size=64)
    cold = dataclasses.replace(warm, lambdas=(0.3, 1.0), warm=False)
    reached = {p.lam: float(objective(p.model, x, p.lam).detach()) for p in train_path(warm, digits)}
    for point in train_path(cold, digits):
        assert reached[point.lam] < 1.05 * float(objective(point.model, x, point.lam).detach())


def test_progress_is_told_often_and_reaches_one_at_every_point(digits: Dataset):
    told: list[tuple[int, float]] = []
    list(train_path(SHORT, digits, on_progress=lambda index, fraction: told.append((index, fraction))))
    assert told == sorted(told)
    assert [index for index, share in told if share == 1] == [0, 1, 2, 3]
    steps = len(digits.x_train) // 64 * (4 + 2 + 2 + 2)
    assert len(told) >= steps / 25


def test_a_divergence_names_lambda(digits: Dataset):
    wild = dataclasses.replace(SHORT, lambdas=(1e6,), lr=10.0)
    with pytest.raises(Diverged, match=r"training at λ = 1e\+06 diverged"):
        list(train_path(wild, digits))
