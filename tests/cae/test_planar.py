import math

import numpy as np
import pytest
import torch

from cae import planar
from cae.planar import drawn, points, ring


@pytest.mark.parametrize("name", planar.NAMES)
def test_points_are_centred_and_of_a_deviation_of_about_2(name):
    x = points(name)
    assert x.shape == (2000, 2)
    assert x.dtype == torch.float32
    assert float(x.mean(0).abs().max()) < 1e-3
    assert 1.9 < float(x.square().mean().sqrt()) < 2.2
    assert torch.equal(points(name), x)


def test_the_circle_is_one_ring_of_radius_3_all_the_way_round_in_no_order():
    x = points("circle")
    torch.testing.assert_close(x.norm(dim=1), torch.full((2000,), 3.0))
    turns = torch.atan2(x[:, 1], x[:, 0]).sort().values
    assert float(turns.diff().max()) < 1.01 * 2 * math.pi / 2000
    assert float(x[:100].mean(0).norm()) < 0.8


def test_two_gaussians_are_two():
    x = points("gaussians")
    right, left = x[x[:, 0] > 0].mean(0), x[x[:, 0] < 0].mean(0)
    assert float((right - left).norm()) > 5
    for middle in (right, left):
        assert int(((x - middle).norm(dim=1) < 2.5).sum()) == pytest.approx(1000, abs=60)


def test_a_ring_has_its_tangents():
    at, tangent = ring(100)
    torch.testing.assert_close(at.norm(dim=1), torch.full((100,), 3.0).double())
    torch.testing.assert_close(tangent.norm(dim=1), torch.ones(100).double())
    assert float((at * tangent).sum(1).abs().max()) < 1e-12
    torch.testing.assert_close((at.roll(-1, 0) - at.roll(1, 0)) / (2 * math.pi * 3 / 50), tangent, rtol=0, atol=1e-2)


def test_a_drawing_is_centred_and_scaled_the_same_both_ways():
    came = [(100 + 10 * math.cos(t), 50 + 5 * math.sin(t)) for t in np.linspace(0, 2 * math.pi, 50, endpoint=False)]
    x = drawn(came)
    assert x.dtype == torch.float32
    torch.testing.assert_close(x.mean(0), torch.zeros(2), rtol=0, atol=1e-5)
    assert float(x.double().square().mean().sqrt()) == pytest.approx(2, rel=1e-5)
    assert float(x[:, 0].std() / x[:, 1].std()) == pytest.approx(2, rel=1e-4)
    line = drawn([(float(k), 7.0) for k in range(8)])  # a straight line will do
    assert not line[:, 1].any()
    assert bool(drawn([(1e300 * k, 0.0) for k in range(9)]).isfinite().all())


@pytest.mark.parametrize(
    ("came", "sentence"),
    [
        ([], "There must be at least 8 points, but 0 came; draw some more"),
        ([(0, 0), (1, 1)], "at least 8 points, but 2 came"),
        (np.zeros((5001, 2)), "at most 5,000 points, but 5,001 came"),
        ([(1, 2)] * 20, "Points must not all be the same, but all 20 are"),
        ([(k, math.nan if k == 3 else 1) for k in range(20)], "Points must be finite numbers, but 1 of 20 are not"),
        ([(k, math.inf) for k in range(20)], "but 20 of 20 are not"),
        (np.zeros((20, 3)), r"pairs of numbers, x and y, but an array of shape \(20, 3\) came"),
        ([("a", "b")] * 20, "Points must be pairs of numbers, x and y"),
        ([(1, 2), (3,)] * 10, "Points must be pairs of numbers, x and y"),
    ],
)
def test_a_drawing_that_is_none_is_refused_in_words(came, sentence):
    with pytest.raises(ValueError, match=sentence):
        drawn(came)


@pytest.mark.parametrize("name", ["torus", None, 3])
def test_points_that_there_are_not_are_refused(name):
    with pytest.raises(ValueError, match="name must be one of circle, spiral, moons, xor, gaussians, but"):
        points(name)
