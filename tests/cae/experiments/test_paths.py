import dataclasses
import itertools

import pytest
import torch

from cae import Autoencoder, Trainer, checkpoint, contraction
from cae.checks import Refused
from cae.data import Dataset
from cae.experiments.paths import TRUNK, train_model, train_path
from cae.experiments.settings import EPOCHS, WAYS, PathSettings, default_lambdas, parse_lambdas
from cae.objectives import objective
from cae.trainer import Diverged

SHORT = PathSettings("digits", 16, lambdas=(0.0, 0.1, 1.0, 10.0), epochs=2, first_epochs=4, batch_size=64)
UP = dataclasses.replace(SHORT, way="up")
DOWN = dataclasses.replace(SHORT, way="down")
SCRATCH = dataclasses.replace(SHORT, way="scratch")


def weights(point) -> torch.Tensor:
    return torch.cat([p.detach().flatten() for p in point.model.parameters()])


# -- settings ----------------------------------------------------------------------------------------------


def test_the_default_lambdas_are_zero_and_a_hundredth_to_a_hundred_by_way_of_every_decade():
    lambdas = default_lambdas()
    assert len(lambdas) == 24
    assert (lambdas[0], lambdas[1], lambdas[-1]) == (0.0, 0.01, 100.0)
    assert {0.1, 1.0, 10.0} < set(lambdas)
    ratios = [b / a for a, b in itertools.pairwise(lambdas[1:])]
    assert 1.46 < min(ratios) <= max(ratios) < 1.59


def test_every_way_has_its_own_numbers_of_epochs_unless_others_are_given():
    for way in WAYS:
        made = PathSettings(way=way)
        assert (made.epochs, made.first_epochs) == EPOCHS[way]
    given = PathSettings(epochs=7)
    assert (given.epochs, given.first_epochs) == (7, EPOCHS["fan"][1])
    assert PathSettings().way == "fan"


@pytest.mark.parametrize(("warm", "way"), [(True, "up"), (False, "scratch")])
def test_what_was_called_warm_is_understood(warm, way):
    made = PathSettings.from_dict({"warm": warm})
    assert (made.way, made.epochs, made.first_epochs) == (way, 20, 60)


def test_branches_are_trained_coarse_to_fine():
    order = PathSettings().order()
    lambdas = PathSettings().lambdas
    assert [lambdas[i] for i in order[:5]] == [0, 1, 100, 0.1, 10]
    assert sorted(order) == list(range(24))
    for n in range(3, 24):  # no gap is ever three times as wide as another that is still open
        there = sorted(order[:n])
        gaps = [b - a for a, b in itertools.pairwise(there) if b - a > 1]
        assert not gaps or max(gaps) <= 2 * min(gaps) + 1, n
    assert PathSettings(lambdas=(3.0,)).order() == [0]
    assert PathSettings(lambdas=(0.0, 1.0), way="scratch").order() == [0, 1]


def test_where_each_model_starts():
    assert [SHORT.origin(i) for i in (TRUNK, 0, 3)] == [None, TRUNK, TRUNK]
    assert [UP.origin(i) for i in range(4)] == [None, 0, 1, 2]
    assert [DOWN.origin(i) for i in range(4)] == [1, 2, 3, None]
    assert [SCRATCH.origin(i) for i in range(4)] == [None] * 4
    assert (UP.order(), DOWN.order()) == ([0, 1, 2, 3], [3, 2, 1, 0])
    assert [made.total_epochs() for made in (SHORT, UP, DOWN, SCRATCH)] == [4 + 4 * 2, 4 + 3 * 2, 4 + 3 * 2, 4 * 4]


@pytest.mark.parametrize("text", ["0, 0.1, 1", "0;0.1;1", " 0 0.1\n1e0 "])
def test_a_list_of_lambdas_is_read_as_people_write_it(text):
    assert parse_lambdas(text) == (0.0, 0.1, 1.0)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", r"lambdas must be 1 to 200 numbers from 0 to 1,000,000, .* but none came"),
        ("0, -1", "but -1 is among them"),
        ("0, 2e6", "but 2000000 is among them"),
        ("0, nan", "lambdas must be numbers, but 'nan' came"),
        ("0, 1e400", "lambdas must be numbers, but '1e400' came"),
        ("0; 1,000", "'1,000' can be read as 1000 or as 1 and 0. Write 1000 or 1; 0."),
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
        ("hidden", 1),
        ("hidden", 64.0),
        ("warm", "yes"),
        ("way", "sideways"),
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


# -- models ------------------------------------------------------------------------------------------------


def test_all_branches_of_a_fan_have_trained_equally_long_and_contract_more_and_more(digits: Dataset):
    trunk, *branches = train_path(SHORT, digits)
    assert (trunk.index, trunk.lam, trunk.epochs) == (TRUNK, 1.0, 4)
    branches.sort(key=lambda point: point.index)
    assert [(p.index, p.lam, p.epochs) for p in branches] == [(0, 0.0, 2), (1, 0.1, 2), (2, 1.0, 2), (3, 10.0, 2)]
    assert {point.trainer.step for point in branches} == {6 * (len(digits.x_train) // 64)}
    x = torch.from_numpy(digits.x_test)
    penalties = [float(contraction.penalty(p.model, x).mean().detach()) for p in branches]
    assert penalties == sorted(penalties, reverse=True)


def test_a_branch_is_the_trunk_trained_on_with_its_moments_and_its_order_of_images(digits: Dataset):
    trunk, *branches = train_path(SHORT, digits)
    steps = 2 * (len(digits.x_train) // 64)
    one = Trainer(Autoencoder((64, 16)), digits.x_train, 1.0, SHORT.lr, 64)
    one.run(2 * steps)
    assert torch.equal(one.flat, trunk.trainer.flat)
    one.lam = 0.1
    one.run(steps)
    branch = next(point for point in branches if point.lam == 0.1)
    assert torch.equal(one.flat, branch.trainer.flat)


@pytest.mark.parametrize("settings", [UP, DOWN])
def test_a_path_is_one_training_along_which_lambda_changes(settings, digits: Dataset):
    points = list(train_path(settings, digits))
    assert [p.index for p in points] == settings.order()
    assert [p.epochs for p in points] == [4, 2, 2, 2]
    one = Trainer(Autoencoder((64, 16)), digits.x_train, 0.0, SHORT.lr, 64)
    for point in points:
        one.lam = point.lam
        one.run(point.epochs * (len(digits.x_train) // 64))
        assert torch.equal(one.flat, point.trainer.flat)


def test_from_scratch_every_model_starts_from_the_same_weights(digits: Dataset):
    for point in train_path(SCRATCH, digits):
        alone = next(iter(train_path(dataclasses.replace(SCRATCH, lambdas=(point.lam,)), digits)))
        assert torch.equal(weights(point), weights(alone))


@pytest.mark.parametrize("settings", [SHORT, SCRATCH])
def test_a_model_is_the_same_whichever_others_there_are(settings, digits: Dataset):
    few = {p.lam: weights(p) for p in train_path(dataclasses.replace(settings, lambdas=(0.1, 3.0)), digits)}
    many = {p.lam: weights(p) for p in train_path(settings, digits)}
    assert torch.equal(few[0.1], many[0.1])


@pytest.mark.parametrize("way", WAYS)
def test_what_is_missing_is_trained_to_the_same_bits(way, digits: Dataset, tmp_path):
    settings = dataclasses.replace(SHORT, way=way)
    points = {}
    for point in train_path(settings, digits):
        points[point.index] = point
        checkpoint.save(tmp_path / f"{point.index}", point.trainer)
    made = set(points) - {1, 2}
    again = train_path(settings, digits, made, lambda index: checkpoint.resume(tmp_path / f"{index}", digits.x_train))
    found = {point.index: point for point in again}
    assert sorted(found) == [1, 2]
    for index, point in found.items():
        assert torch.equal(weights(point), weights(points[index]))
        assert (point.reconstruction, point.penalty) == (points[index].reconstruction, points[index].penalty)


def test_a_model_needs_the_training_it_starts_from(digits: Dataset):
    with pytest.raises(ValueError, match="origin must be the Trainer at index 1"):
        train_model(UP, digits, 2)
    with pytest.raises(ValueError, match=r"origin must be the Trainer of the trunk, .* Autoencoder came"):
        train_model(SHORT, digits, 2, Autoencoder((64, 16)))


def test_a_fan_reaches_on_images_it_has_not_seen_what_models_from_scratch_reach(digits: Dataset):
    """And a path upwards does not, at large λ: its units saturate on the training images alone."""
    x = torch.from_numpy(digits.x_test)
    lambdas = (0.0, 0.1, 1.0, 10.0)

    def reached(way: str) -> list[float]:
        settings = PathSettings("digits", 32, lambdas=lambdas, way=way, batch_size=64)
        points = sorted((p for p in train_path(settings, digits) if p.index != TRUNK), key=lambda p: p.index)
        return [float(objective(p.model, x, p.lam).detach()) for p in points]

    scratch = reached("scratch")
    assert max(a / b for a, b in zip(reached("fan"), scratch, strict=True)) < 1.06


def test_progress_is_told_often_and_reaches_one_at_every_model(digits: Dataset):
    told: list[tuple[int, float]] = []
    list(train_path(SHORT, digits, on_progress=lambda index, fraction: told.append((index, fraction))))
    assert [index for index, share in told if share == 1] == [TRUNK, *SHORT.order()]
    for index in range(TRUNK, 4):
        shares = [share for which, share in told if which == index]
        assert shares == sorted(shares)
    steps = len(digits.x_train) // 64 * SHORT.total_epochs()
    assert len(told) >= steps / 25


def test_a_divergence_names_lambda(digits: Dataset):
    wild = dataclasses.replace(SHORT, lambdas=(1e6,), lr=10.0, way="scratch")
    with pytest.raises(Diverged, match=r"training at λ = 1e\+06 diverged"):
        list(train_path(wild, digits))
