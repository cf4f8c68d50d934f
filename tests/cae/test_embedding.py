"""Codes in few dimensions, the way back, and maps laid on each other."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from sklearn.decomposition import PCA

from cae.embedding import aligned, between, from_neighbours, most_variable, of_units, pca, turned, turning


@pytest.fixture
def h(rand) -> torch.Tensor:
    return rand(60, 7) @ rand(7, 7) + 0.3


def test_principal_components_are_scikit_learns_signs_included(h):
    for dimensions in (2, 3):
        found = pca(h, dimensions)
        theirs = PCA(dimensions).fit(h.numpy())
        np.testing.assert_allclose(found.points, theirs.transform(h.numpy()), atol=1e-5)
        assert found.explained == pytest.approx(theirs.explained_variance_ratio_.sum())


def test_the_way_back_from_a_point_of_the_plane_is_the_nearest_code_on_it(h):
    found = pca(h)
    back = found.back(found.points)  # (N, H)
    residual = h.double() - back
    axes = torch.linalg.svd((h - h.mean(0)).double(), full_matrices=False).Vh[:2]
    assert float((residual @ axes.T).abs().max()) < 1e-6
    kept = (back - back.mean(0)).square().sum() / (h.double() - h.double().mean(0)).square().sum()
    assert float(kept) == pytest.approx(found.explained)


def test_the_two_units_that_vary_most_are_drawn_and_the_others_put_to_their_means(h):
    h = h.clone()
    h[:, 2] *= 9
    h[:, 5] *= 7
    found = most_variable(h)
    assert found.method == "units"
    assert "2 and 5" in found.words
    torch.testing.assert_close(found.points, h[:, [2, 5]].double())
    code = found.back(torch.tensor([[1.5, -2.0]], dtype=torch.float64))[0]
    assert code[[2, 5]].tolist() == [1.5, -2.0]
    others = [0, 1, 3, 4, 6]
    torch.testing.assert_close(code[others], h[:, others].double().mean(0))


def test_a_code_of_two_units_is_drawn_as_it_is(h):
    found = most_variable(h[:, :2])
    assert (found.method, found.explained) == ("plane", 1.0)
    torch.testing.assert_close(found.back(found.points), h[:, :2].double())


def test_a_map_without_a_formula_leads_back_through_the_nearest_points(h, rand):
    points = rand(60, 2).double()
    found = from_neighbours(h, points)
    torch.testing.assert_close(found.back(points), h.double(), atol=1e-5, rtol=1e-5)  # at a point its own code
    between_two = found.back(points[:2].mean(0, keepdim=True))
    nearest = torch.cdist(points[:2].mean(0, keepdim=True), points)[0].argsort()[:10]
    low, high = h[nearest].double().amin(0), h[nearest].double().amax(0)
    assert bool(((between_two[0] >= low) & (between_two[0] <= high)).all())
    assert found.explained is None


@given(st.floats(-math.pi, math.pi), st.booleans(), st.floats(0.01, 100), st.floats(-50, 50))
def test_a_map_that_is_another_turned_mirrored_scaled_and_moved_is_laid_on_it_exactly(turn, mirrored, scale, moved):
    points = torch.randn(30, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    cos, sin = math.cos(turn), math.sin(turn)
    M = torch.tensor([[cos, -sin], [sin, cos]], dtype=torch.float64)
    if mirrored:
        M = M @ torch.diag(torch.tensor([1.0, -1.0], dtype=torch.float64))
    torch.testing.assert_close(aligned(scale * points @ M + moved, points), points, atol=1e-8, rtol=1e-8)


def test_no_turn_brings_a_map_nearer_than_the_one_that_is_found(rand):
    one, other = rand(40, 3).double(), rand(40, 3).double()
    best = float((aligned(one, other) - other).square().sum())
    for seed in range(20):
        Q = torch.linalg.qr(torch.randn(3, 3, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)).Q
        a, b = (one - one.mean(0)) @ Q, other - other.mean(0)
        scale = (a * b).sum() / a.square().sum()
        assert float((scale * a - b).square().sum()) >= best - 1e-9


def test_points_that_are_all_in_one_place_are_laid_in_the_middle_of_the_others(rand):
    other = rand(5, 2).double()
    torch.testing.assert_close(aligned(torch.ones(5, 2), other), other.mean(0).expand(5, 2))


def test_the_line_between_two_codes_has_both_ends_and_is_straight(rand):
    one, other = rand(4), rand(4)
    line = between(one, other, 5)
    torch.testing.assert_close(line[[0, 2, 4]], torch.stack([one, (one + other) / 2, other]))


@pytest.mark.parametrize(
    ("codes", "dimensions", "sentence"),
    [
        (torch.rand(2, 4), 2, "There must be at least 3 images to draw their codes, but 2 came; select more."),
        (torch.ones(5, 4), 2, "All 5 codes are alike: there is nothing to draw of them."),
        (torch.rand(5, 2), 3, "A code of 2 units has no 3 dimensions; draw it in 2."),
        (torch.rand(5, 4), 4, "dimensions must be 2 or 3, but 4 came."),
        (
            torch.rand(5),
            2,
            "h must be a floating-point tensor (N, H), codes of N images, but (5,) of",
        ),
        (torch.tensor([[math.nan, 1.0]] * 5), 2, "5 of 10"),
    ],
)
@pytest.mark.parametrize("embed", [pca, most_variable])
def test_codes_that_can_not_be_drawn_are_refused_in_words(embed, codes, dimensions, sentence):
    with pytest.raises(ValueError) as refusal:
        embed(codes, dimensions)
    assert sentence in str(refusal.value)


def test_maps_of_different_things_are_refused(rand):
    with pytest.raises(ValueError, match="of the same things"):
        aligned(rand(4, 2), rand(5, 2))
    with pytest.raises(ValueError, match="a point a code"):
        from_neighbours(rand(5, 4), rand(4, 2))


def test_units_that_are_named_are_drawn_in_their_order_and_lead_back(h):
    found = of_units(h, [4, 1])
    np.testing.assert_allclose(found.points, h[:, [4, 1]])
    assert found.axes == ["h of unit 4", "h of unit 1"]
    back = found.back(torch.tensor([[0.5, -1.0]]))
    assert back[0, [4, 1]].tolist() == [0.5, -1.0]
    assert back[0, 0] == pytest.approx(float(h[:, 0].mean()), abs=1e-6)
    share = h.var(0)[[4, 1]].sum() / h.var(0).sum()
    assert found.explained == pytest.approx(float(share), rel=1e-5)


def test_what_is_turned_lies_as_others_do_and_leads_to_the_same_codes(h):
    found = pca(h)
    angle = torch.tensor(0.9, dtype=torch.float64)
    turn = torch.stack([torch.stack([angle.cos(), angle.sin()]), torch.stack([-angle.sin(), angle.cos()])])
    turn[1] *= -1  # and mirrored
    there = turned(found, 3 * found.points @ turn + 7)
    np.testing.assert_allclose(there.points, found.points @ turn, atol=1e-9)
    np.testing.assert_allclose(there.back(there.points), found.back(found.points), atol=1e-9)
    assert there.axes == ["axis 1 of the components, turned", "axis 2 of the components, turned"]
    np.testing.assert_allclose(turning(found.points, found.points @ turn), turn, atol=1e-9)


def test_components_that_change_places_or_signs_keep_their_names(h):
    found = pca(h)
    there = turned(found, found.points.flip(1) * torch.tensor([1.0, -1.0]))
    assert there.axes == ["principal component 2", "principal component 1"]
    np.testing.assert_allclose(there.points, found.points.flip(1) * torch.tensor([1.0, -1.0]), atol=1e-9)


@pytest.mark.parametrize(("images", "units"), [(40, 1200), (3, 1200), (3, 5), (60, 3)])
def test_components_of_wide_codes_and_of_few_images_are_scikit_learns_too(images, units, rand):
    h = rand(images, 4) @ rand(4, units) + 0.01 * rand(images, units)
    for dimensions in (2, 3):
        found, theirs = pca(h, dimensions), PCA(dimensions, svd_solver="full").fit(h.double().numpy())
        drawn = np.minimum(dimensions, images - 1)  # the third component of three images is none
        expected = theirs.transform(h.double().numpy())[:, :drawn]
        np.testing.assert_allclose(found.points[:, :drawn], expected, atol=1e-6)
        assert found.explained == pytest.approx(theirs.explained_variance_ratio_.sum())
