"""What can be read out of a code: against scikit-learn, and where it has to be perfect or by chance."""

import numpy as np
import pytest
import torch
from sklearn.neighbors import KNeighborsClassifier, NearestNeighbors

from cae.readouts import knn_accuracy, neighbours, probe_accuracy, trustworthiness


@pytest.fixture
def parts(digits):
    train, test = torch.from_numpy(digits.x_train[:600]), torch.from_numpy(digits.x_test[:200])
    return train, digits.y_train[:600], test, digits.y_test[:200]


def test_neighbours_vote_as_scikit_learns_do(parts):
    train, labels, test, truth = parts
    theirs = KNeighborsClassifier(10).fit(train.double(), labels).score(test.double(), truth)
    assert knn_accuracy(*parts) == theirs > 0.8


def test_a_linear_probe_tells_what_a_line_can_and_no_more(rand):
    x = rand(400, 2) - 0.5
    across, crossed = (x[:, 0] > 0).numpy(), (x[:, 0] * x[:, 1] > 0).numpy()
    assert probe_accuracy(x[:300], across[:300], x[300:], across[300:]) > 0.95
    assert probe_accuracy(x[:300], crossed[:300], x[300:], crossed[300:]) < 0.7
    assert knn_accuracy(x[:300], crossed[:300], x[300:], crossed[300:]) > 0.85


def test_it_is_measured_on_images_it_has_not_seen(rand):
    x, noise = rand(300, 40), np.arange(300) % 2
    assert probe_accuracy(x[:40], noise[:40], x[:40], noise[:40]) == 1
    assert 0.3 < probe_accuracy(x[:40], noise[:40], x[40:], noise[40:]) < 0.7


def test_a_probe_does_not_care_for_the_scale_of_a_unit(parts):
    train, labels, test, truth = parts
    scale = torch.logspace(-3, 3, train.shape[1])
    assert probe_accuracy(train * scale, labels, test * scale, truth) == pytest.approx(probe_accuracy(*parts), abs=0.01)


def test_a_map_is_true_where_it_invents_no_neighbours(rand):
    h = rand(80, 5)
    assert trustworthiness(h, h[:, :]) == 1
    assert trustworthiness(h, rand(80, 2)) < 0.7


def test_nearest_neighbours_are_scikit_learns_without_the_image_itself(parts):
    x = parts[0]
    _, theirs = NearestNeighbors(n_neighbors=11).fit(x.double()).kneighbors(x[7:8].double())
    assert neighbours(x, 7).tolist() == theirs[0, 1:].tolist()


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda x, y: probe_accuracy(x, y * 0, x, y), "two classes or more to tell apart, but all are of 0."),
        (lambda x, y: knn_accuracy(x, y, x, y, k=99), "k must be a whole number from 1 to 20"),
        (lambda x, y: knn_accuracy(x, y[:3], x, y), "There must be a class a code"),
        (lambda x, y: knn_accuracy(x, y, x[:, :2], y), "as many units, but 3 and 2 came"),
        (lambda x, y: trustworthiness(x, x[:4]), "a point a code"),
        (lambda x, y: trustworthiness(x[:4], x[:4]), "at least 5 images"),
        (lambda x, y: neighbours(x[:1], 0), "at least 2 images"),
        (lambda x, y: neighbours(x, 20), "image must be a whole number from 0 to 19"),
        (lambda x, y: neighbours(x * float("inf"), 0), "60 of 60"),
    ],
)
def test_what_can_not_be_measured_is_refused_in_words(rand, call, sentence):
    with pytest.raises(ValueError) as refusal:
        call(rand(20, 3), np.arange(20) % 2)
    assert sentence in str(refusal.value)
