"""How a data set is split."""

import dataclasses

import numpy as np
import pytest

from cae.checks import Refused
from cae.data import Dataset
from cae.paper.split import split


def test_what_is_trained_on_is_not_validated_on_and_the_split_s_seed_decides(digits: Dataset, tiny):
    one, again = split(digits, tiny), split(digits, tiny)
    other = split(digits, tiny.with_(split_seed=1))
    assert one.x.shape == (1000, 64)
    assert one.x_validation.shape == (300, 64)
    assert np.array_equal(one.x, again.x)
    assert not np.array_equal(one.x, other.x)
    numbered = np.arange(len(digits.x_train), dtype=np.float32)[:, None]
    places = split(dataclasses.replace(digits, x_train=numbered), tiny)
    assert not set(places.x[:, 0]) & set(places.x_validation[:, 0])
    assert np.array_equal(one.y, digits.y_train[places.x[:, 0].astype(int)])
    assert np.array_equal(one.x_test, digits.x_test)


def test_the_whole_of_a_data_set_can_be_split_and_not_one_image_more(digits: Dataset, tiny):
    there = len(digits.x_train)
    assert len(split(digits, tiny.with_(images=there - 300)).x) == there - 300
    with pytest.raises(Refused, match="at most the 1,400 training images of digits, but 1,101 and 300 came; ask for"):
        split(digits, tiny.with_(images=there - 299))


def test_a_data_set_of_one_class_is_refused(digits: Dataset, tiny):
    same = dataclasses.replace(digits, y_train=np.full_like(digits.y_train, 3))
    with pytest.raises(Refused, match="dataset must be of two classes or more, but all images of digits"):
        split(same, tiny)
