"""The settings of the table, and its seeds."""

import pytest

from cae.checks import Refused
from cae.paper.rows import ROWS
from cae.paper.settings import SHORT, TableSettings, checked_seeds
from cae.relatives import check_pair, parse


def test_settings_go_through_json_and_back():
    assert TableSettings.from_dict(SHORT.as_dict()) == SHORT


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"dataset": "spiral"}, "dataset must be one of"),
        ({"images": 49}, "images must be a whole number from 50"),
        ({"validation": 10}, "validation must be a whole number from 50"),
        ({"hidden": 2000}, "hidden must be a whole number from 2 to 1,024"),
        ({"decay": 0.0}, "decay must be a number from 0.001 to 1"),
        ({"tune_decay": 1.5}, "tune_decay must be a number from 0 to 1"),
        ({"tune_mask": 1.0}, "tune_mask must be a number from 0 to 0.9"),
        ({"scale": -1}, "scale must be a number from 0.01"),
        ({"epochs": 2.5}, "epochs must be a whole number from 1"),
        ({"images": 60, "batch_size": 64}, "batch_size must be at most 60, the number of images, but 64 came"),
    ],
)
def test_a_setting_out_of_its_range_is_refused_in_words(changes, words):
    with pytest.raises(Refused, match=words):
        TableSettings(**changes)


def test_a_setting_that_is_none_is_refused():
    with pytest.raises(Refused, match="There is no setting 'units'"):
        TableSettings.from_dict({"units": 3})


@pytest.mark.parametrize("seeds", [[], [0, 0], "0", None])
def test_seeds_are_different_ones(seeds):
    with pytest.raises(Refused, match="seeds must be a list of different whole numbers"):
        checked_seeds(seeds)


def test_a_seed_out_of_range_is_refused():
    with pytest.raises(Refused, match="seeds must be a whole number from 0"):
        checked_seeds([-1])


def test_the_learning_rate_falls_in_equal_steps():
    settings = TableSettings(epochs=5, decay=0.2)
    assert [settings.rate(epoch) for epoch in range(5)] == pytest.approx([1.0, 0.8, 0.6, 0.4, 0.2])
    assert [settings.with_(tune_epochs=3, tune_decay=0.0).tune_rate(k) for k in range(3)] == [1.0, 0.5, 0.0]
    assert SHORT.rate(SHORT.epochs - 1) == 1.0
    assert TableSettings(epochs=1, decay=0.2).rate(0) == 1.0


def test_every_row_is_of_an_objective_that_goes_with_its_model_and_of_the_papers_numbers():
    for row in ROWS:
        check_pair(parse(row.objective)[0], "sigmoid", "sigmoid", tied=True)
    # Table 1 of Rifai et al. (2011), MNIST.
    assert {row.name: tuple(row.reported) for row in ROWS} == {
        "CAE": (1.14, 0.73, 86.36),
        "DAE-g": (1.18, 0.86, 17.77),
        "RBM": (1.30, 2.50, 78.59),
        "DAE-b": (1.57, 7.87, 68.19),
        "AE+wd": (1.68, 5.00, 64.97),
        "AE": (1.78, 17.5, 49.90),
    }
