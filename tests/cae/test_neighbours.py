import pytest
import torch

from cae import neighbours
from cae.neighbours import nearest, typical_distance


def test_it_is_the_distance_to_the_nearest_other(randn):
    x = randn(30, 5)
    apart = (x[:, None] - x).norm(dim=2) + torch.diag(torch.full((30,), torch.inf).double())
    torch.testing.assert_close(nearest(x), apart.amin(1))
    assert typical_distance(x) == pytest.approx(float(apart.amin(1).median()))


def test_in_parts_it_is_the_same(randn, monkeypatch):
    x = randn(30, 5)
    whole = nearest(x)
    monkeypatch.setattr(neighbours, "ROWS", 7)
    torch.testing.assert_close(nearest(x), whole)


def test_a_copy_is_no_neighbour_also_where_rounding_puts_it_a_little_off(randn):
    x = 100 + randn(20, 50).float()
    torch.testing.assert_close(nearest(torch.cat([x, x])), nearest(x).repeat(2), rtol=1e-6, atol=0)


def test_images_that_have_no_neighbour_are_refused_in_words():
    with pytest.raises(ValueError, match="x must hold images that differ, but all 9 are alike"):
        nearest(torch.full((9, 4), 0.3))
    with pytest.raises(ValueError, match="at least two images, but \\(1, 4\\)"):
        nearest(torch.zeros(1, 4))
    with pytest.raises(ValueError, match="x must hold finite numbers only, but 1 of 8"):
        nearest(torch.tensor([[0.0, 1, 2, 3], [torch.nan, 1, 2, 3]]))
    with pytest.raises(ValueError, match="a list"):
        nearest([[0.0]])


def test_what_is_remembered_of_images_is_forgotten_when_they_change(randn, monkeypatch):
    x, calls = randn(10, 3), []
    monkeypatch.setattr(neighbours, "nearest", lambda x: calls.append(1) or nearest(x))
    once = typical_distance(x)
    assert typical_distance(x) == once
    assert len(calls) == 1
    x.mul_(2)
    assert typical_distance(x) == pytest.approx(2 * once)
    assert typical_distance(x[:5]) != typical_distance(x)
    with torch.inference_mode():
        assert typical_distance(x.clone()) == pytest.approx(2 * once)
