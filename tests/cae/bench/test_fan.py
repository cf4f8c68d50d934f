"""What a fan is held against models from scratch by."""

import pytest
import torch

from cae import Autoencoder, Trainer
from cae.bench.fan import compare, from_scratch, grow, models_of
from cae.bench.fans import models
from cae.experiments.settings import PathSettings
from cae.objectives import objective

SETTINGS = PathSettings("digits", 8, lambdas=(0.0, 1.0, 10.0), epochs=1, first_epochs=1)


@pytest.fixture
def trained(digits) -> list[Autoencoder]:
    return [Trainer(Autoencoder((64, 8)), digits.x_train, lam, 3e-3).run(60).model for lam in SETTINGS.lambdas]


def test_models_are_compared_by_their_objective_on_images_they_have_not_seen(trained, digits):
    others = [Trainer(Autoencoder((64, 8), seed=1), digits.x_train, 0.1, 3e-3).run(9).model for _ in trained]
    x = torch.from_numpy(digits.x_test)
    found = compare(SETTINGS, trained, others)
    expected = [
        float(objective(a, x, lam).detach() / objective(b, x, lam).detach())
        for lam, a, b in zip(SETTINGS.lambdas, trained, others, strict=True)
    ]
    assert found.ratios == pytest.approx(expected, rel=1e-5)
    assert (found.worst, found.median) == (max(found.ratios), sorted(found.ratios)[1])
    assert compare(SETTINGS, trained, trained).ratios == [1.0, 1.0, 1.0]


def test_what_is_not_monotone_is_told_by_how_much(trained):
    assert compare(SETTINGS, trained, trained).rises == 1.0
    backwards = trained[::-1]
    found = compare(SETTINGS, backwards, backwards)
    assert found.rises > 1.5
    assert found.falls > 1.01


def test_units_are_followed_from_each_lambda_to_the_next(trained):
    found = compare(SETTINGS, [trained[0], trained[0], trained[0]], trained)
    assert found.same == [1.0, 1.0]
    assert found.at([1.0, 10.0]) == [1.0, 1.0]


def test_an_atlas_is_grown_as_on_the_page_and_read_back(tmp_path):
    times = grow(SETTINGS, tmp_path)
    assert len(times) == 3
    assert times == sorted(times)
    assert [model.sizes for model in models_of(SETTINGS, tmp_path)] == [(64, 8)] * 3


def test_the_table_has_three_seeds_of_what_bounds_are_set_for():
    made = models()
    assert len(made) == len(set(made.values())) >= 9 + 3
    assert {from_scratch(settings).way for settings in made.values()} == {"scratch"}
