import numpy as np
import pytest
import torch
from sklearn.decomposition import PCA

from cae.figures.plane import LatentPlane


@pytest.fixture
def codes(randn):
    """Codes of ten units whose variances fall off, turned so that no axis is a unit."""
    scales = torch.tensor([3, 2, 1, 0.7, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05], dtype=torch.float64)
    return randn(300, 10) * scales @ torch.linalg.qr(randn(10, 10)).Q + 0.5


def moved(a: torch.Tensor, b: torch.Tensor) -> float:
    """How far points moved, as a share of how far they are spread."""
    return float((a - b).norm() / a.norm())


def test_the_first_plane_is_sklearns_pca(codes):
    plane, explained = LatentPlane()(codes)
    pca = PCA(2).fit(codes.numpy())
    np.testing.assert_allclose(np.abs(plane.numpy()), np.abs(pca.transform(codes.numpy())), atol=1e-6)
    assert explained == pytest.approx(pca.explained_variance_ratio_.sum())


def test_a_plane_followed_for_a_while_is_still_sklearns_pca(codes, randn):
    plane, turn = LatentPlane(), torch.linalg.matrix_exp(0.05 * (skew := randn(10, 10)).sub(skew.T))
    for _ in range(40):
        codes = codes @ turn
        coordinates, explained = plane(codes)
    coordinates, explained = plane(codes, settle=True)
    pca = PCA(2).fit(codes.numpy())
    theirs = torch.from_numpy(pca.transform(codes.numpy()))
    # The same plane, perhaps turned within itself: all distances agree.
    np.testing.assert_allclose(torch.cdist(coordinates, coordinates), torch.cdist(theirs, theirs), atol=1e-4)
    assert explained == pytest.approx(pca.explained_variance_ratio_.sum())


def test_points_do_not_flip_when_the_code_moves_a_little(codes, randn):
    plane = LatentPlane()
    before, _ = plane(codes)
    for _ in range(20):
        codes = codes + 0.01 * randn(*codes.shape)
        after, _ = plane(codes)
        assert moved(before, after) < 0.05
        before = after


def test_points_do_not_turn_when_two_axes_exchange_their_order(randn):
    points = randn(300, 2)
    plane, others = LatentPlane(), 0.1 * randn(300, 8)
    before, _ = plane(torch.cat([points * torch.tensor([1.02, 1.0]), others], 1))
    for wider in (0.99, 1.01, 0.98, 1.03):
        after, _ = plane(torch.cat([points * torch.tensor([1.0, wider]), others], 1), settle=True)
        assert moved(before, after) < 0.1
        before = after


def test_the_same_codes_give_the_same_plane_in_a_new_run(codes):
    assert torch.equal(LatentPlane()(codes)[0], LatentPlane()(codes)[0])


def test_with_two_units_the_plane_is_the_code_itself(randn):
    h = randn(20, 2)
    plane, explained = LatentPlane()(h)
    assert torch.equal(plane, h)
    assert explained == 1.0


def test_a_code_that_is_constant_gives_one_finite_point():
    plane, explained = LatentPlane()(torch.full((20, 10), 0.3))
    assert float(plane.abs().max()) < 1e-6
    assert 0 <= explained <= 1


def test_units_that_hardly_vary_leave_the_plane_finite(randn):
    """Saturated units vary by as little as float32 can hold; squared, that is nothing."""
    plane = LatentPlane()
    for faintest in (0, -10, -25, -44, -44):
        scales = torch.logspace(0, faintest, 10)
        h = torch.sigmoid(10 * randn(60, 10, dtype=torch.float32)) * scales
        coordinates, explained = plane(h)
        assert torch.isfinite(coordinates).all()
        assert 0 < explained <= 1
    alone = torch.zeros(60, 10)
    alone[:, 3] = h[:, 0]
    coordinates, explained = plane(alone, settle=True)
    assert explained == pytest.approx(1)
    assert float(torch.cdist(coordinates, coordinates).max()) == pytest.approx(float(h[:, 0].max() - h[:, 0].min()))
