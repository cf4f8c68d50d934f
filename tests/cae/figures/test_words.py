import math
from itertools import product

import pytest

from cae.figures.words import count, short, times_as_far, trend

AT = [1.0, 2.0, 3.0, 4.0]


@pytest.mark.parametrize(
    ("values", "kind", "words"),
    [
        ([0.174, 0.18, 0.2, 0.215], "rises", "rises with the radius, from 0.174 to 0.215"),
        ([0.62, 0.5, 0.4, 0.39], "falls", "falls with the radius, from 0.62 to 0.39"),
        ([0.2, 0.3, 0.25, 0.21], "peaks", "rises from 0.2 to 0.3 at 2, then falls to 0.21"),
        ([0.2, 0.3, 0.1, 0.09], "peaks", "rises from 0.2 to 0.3 at 2, then falls to 0.09"),
        ([0.2, 0.18, 0.1, 0.3], "dips", "falls from 0.2 to 0.1 at 3, then rises to 0.3"),
        ([0.2, 0.3, 0.05, 0.2], "dips", "falls from 0.2 to 0.05 at 3, then rises to 0.2"),
        ([0.2, 0.201, 0.202, 0.203], "stays", "stays about the same, from 0.2 to 0.203"),
        ([0.2, 0.208, 0.193, 0.2], "stays", "stays at 0.2"),
        ([0.2, 0.2, 0.2, 0.2], "stays", "stays at 0.2"),
        ([0.0, 0.0, 0.0, 0.0], "stays", "stays at 0"),
        ([0.0, 0.0, 0.0, 0.1], "rises", "rises with the radius, from 0 to 0.1"),
        ([0.1, 0.0, 0.0, 0.0], "falls", "falls with the radius, from 0.1 to 0"),
        ([0.0, 0.1, 0.0, 0.0], "peaks", "rises from 0 to 0.1 at 2, then falls to 0"),
    ],
)
def test_a_curve_is_told_by_where_it_goes(values, kind, words):
    assert trend(values, AT) == (kind, words)


def test_whatever_the_curve_what_is_told_of_it_is_true():
    for values in product([0.0, 0.9, 0.95, 1.0, 1.03, 1.05, 1.2], repeat=4):
        kind, _ = trend(values, AT)
        first, *inner, last = values
        if kind == "rises":
            assert last > first
            assert max(inner) < 1.05 * last or last == 0
        elif kind == "falls":
            assert last < first
        elif kind == "peaks":
            assert max(inner) == max(values) > max(first, last)
        elif kind == "dips":
            assert min(inner) == min(values) < min(first, last)
        else:
            assert max(values) < 1.11 * min(values) or max(values) == 0


@pytest.mark.parametrize(
    ("ratio", "words"),
    [
        (2.9, "2.9 times as far along as across"),
        (1.05, "1.05 times as far along as across"),
        (1.04, "about as far along as across"),
        (0.96, "about as far along as across"),
        (0.5, "only 0.5 times as far along as across"),
        (0.0, "only 0 times as far along as across"),
    ],
)
def test_how_many_times_as_far(ratio, words):
    assert times_as_far(ratio, "along", "across") == words


def test_numbers_in_words():
    assert [short(v) for v in (0.17412, 0.0, 1234.5, 2e-7, 12.0)] == ["0.174", "0", "1230", "2e-7", "12"]
    assert [count(1, "direction"), count(1000, "direction")] == ["1 direction", "1,000 directions"]
    assert math.isfinite(float(short(1 / 3)))
