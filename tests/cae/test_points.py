"""Sets of points in the plane by their names; what is made of points is in test_planar.py."""

import numpy as np
import pytest

from cae import points
from cae.checks import Refused

CLOUD = np.random.default_rng(0).integers(-128, 128, (40, 2))


def test_a_name_is_of_the_plane_or_not():
    assert all(points.in_the_plane(name) for name in (*points.NAMES, points.named(CLOUD), "plane-torus"))
    assert not any(points.in_the_plane(name) for name in ("circle", "digits", "", None, 3))


@pytest.mark.parametrize("count", [8, 9, 10, 40])
def test_what_is_drawn_is_its_own_name_and_comes_back_centred_and_scaled(count):
    name = points.named(CLOUD[:count])
    assert points.checked("dataset", name) == name
    assert "=" not in name
    for same in (name, name + "=" * (-len(name.removeprefix(points.DRAWN)) % 4)):
        x = points.of_name(same)
        assert x.shape == (count, 2)
        np.testing.assert_allclose(x.mean(0), 0, atol=1e-5)
        assert np.sqrt((x**2).mean()) == pytest.approx(2, rel=1e-5)
        given = CLOUD[:count] - CLOUD[:count].mean(0)
        np.testing.assert_allclose(x / x[0, 0], given / given[0, 0], rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("digits", "dataset must be one of plane-circle, plane-spiral, .*, but 'digits' came"),
        ("plane-torus", "dataset must be one of .*, but 'plane-torus' came"),
        (None, "dataset must be one of .*, but None came"),
        (points.DRAWN, "There must be at least 8 points, but 0 came; draw some more"),
        (points.named([(3, 4)]), "There must be at least 8 points, but 1 came"),
        (points.named([(3, 4)] * 20), "Points must not all be the same, but all 20 are"),
        (points.named(np.arange(3002).reshape(-1, 2) % 100), "at most 1,500 points, but 1,501 came; clear some"),
        (points.DRAWN + "AAA", "at least 8 points, but 1 came"),
        (points.DRAWN + "AAAA", "the last one has an x and no y"),
        (points.DRAWN + "A", "must be base64url of signed bytes"),
        (points.DRAWN + "AA+/" * 8, "must be base64url of signed bytes"),
        (points.DRAWN + "ü" * 8, "must be base64url of signed bytes"),
        (points.DRAWN + "A A" * 8, "must be base64url of signed bytes"),
    ],
)
def test_what_is_no_set_to_train_on_is_refused_in_words(name, sentence):
    with pytest.raises(Refused, match=sentence) as refused:
        points.checked("dataset", name)
    assert refused.value.name == "dataset"


def test_a_full_drawing_is_a_name():
    full = points.named(np.arange(3000).reshape(-1, 2) % 251 - 125)
    assert points.of_name(points.checked("dataset", full)).shape == (1500, 2)
