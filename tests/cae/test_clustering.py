import time

import numpy as np
import pytest
import torch

from cae.clustering import image_order, unit_order

both = pytest.mark.parametrize("order", [unit_order, image_order], ids=lambda order: order.__name__)


def things(order, rows: torch.Tensor) -> np.ndarray:
    """The order of rows (n, d), whichever of the two functions orders them."""
    return order(rows.T if order is unit_order else rows)


def runs(labels: np.ndarray) -> int:
    """How many stretches of equal labels there are."""
    return 1 + int((labels[1:] != labels[:-1]).sum())


@both
@pytest.mark.parametrize("shape", [(1, 1), (1, 5), (2, 1), (2, 5), (3, 2), (40, 7), (40, 100), (1501, 3), (2000, 70)])
def test_an_order_holds_everyone_once(order, shape, rand):
    found = things(order, rand(*shape))
    assert found.dtype == np.int64
    assert sorted(found.tolist()) == list(range(shape[0]))


@both
@pytest.mark.parametrize("shape", [(100, 20), (300, 400), (3000, 100)], ids=str)
def test_the_same_codes_give_the_same_order(order, shape, rand):
    rows = rand(*shape)
    assert things(order, rows).tolist() == things(order, rows.clone()).tolist()


def test_the_seed_is_that_of_the_projection_and_the_groups(rand):
    h = rand(3000, 100)
    assert image_order(h, seed=1).tolist() == image_order(h, seed=1).tolist() != image_order(h, seed=2).tolist()
    small = rand(50, 60)  # neither projected nor grouped
    assert image_order(small, seed=1).tolist() == image_order(small, seed=2).tolist()


@both
@pytest.mark.parametrize("shape", [(60, 10), (600, 300), (4000, 30), (4000, 300)], ids=str)
def test_rows_of_known_groups_come_to_lie_beside_each_other(order, shape, randn, generator):
    label = torch.randint(0, 6, (shape[0],), generator=generator)
    rows = 3 * randn(6, shape[1])[label] + 0.1 * randn(*shape)
    assert runs(label[things(order, rows)].numpy()) == 6


@both
def test_groups_of_groups_keep_together_too(order, randn, generator):
    outer = torch.randint(0, 3, (400,), generator=generator)
    inner = 4 * outer + torch.randint(0, 4, (400,), generator=generator)
    rows = (20 * randn(3, 50)[outer] + 3 * randn(12, 50)[inner] + 0.1 * randn(400, 50)).float()
    found = things(order, rows)
    assert runs(inner[found].numpy()) == 12
    assert runs(outer[found].numpy()) == 3


@both
def test_points_along_a_line_come_in_its_order(order, rand, randn):
    """Branches are turned so that neighbours match: a tree alone would leave each either way round."""
    place = rand(500)
    found = things(order, place[:, None] * randn(1, 40) + randn(1, 40))
    steps = place[found].diff()
    assert bool((steps > 0).all()) or bool((steps < 0).all())


def test_many_points_along_a_line_are_nearly_in_its_order(rand, randn):
    place = rand(6000)
    found = image_order(place[:, None] * randn(1, 40))
    assert float(place[found].diff().abs().sum()) < 1.5  # 1 in order, 2,000 in none


@both
@pytest.mark.parametrize("n", [30, 4000])
def test_rows_that_are_all_alike_and_constant_ones_have_an_order(order, n, rand):
    assert sorted(things(order, torch.full((n, 80), 0.5)).tolist()) == list(range(n))
    rows = rand(n, 80)
    rows[::2] = 1.0  # every second row is the same
    found = things(order, rows)
    assert sorted(found.tolist()) == list(range(n))
    assert runs(found % 2) <= 3  # which keep together


def test_a_group_too_large_for_a_tree_is_put_in_order_too(rand, randn, monkeypatch):
    monkeypatch.setattr("cae.clustering.GROUP", 10)
    place = rand(6000)
    found = image_order(place[:, None] * randn(1, 40))
    assert sorted(found.tolist()) == list(range(6000))
    assert float(place[found].diff().abs().sum()) < 1.5


@both
@pytest.mark.parametrize("width", [5, 200])
@pytest.mark.parametrize(("dtype", "scale"), [(torch.float32, 1e37), (torch.float32, 1e-30), (torch.float64, 1e300)])
def test_the_unit_of_the_codes_does_not_matter(order, width, dtype, scale, randn, generator):
    label = torch.randint(0, 4, (80,), generator=generator)
    rows = randn(4, width).clamp(-3, 3)[label] + 0.01 * randn(80, width)
    assert runs(label[things(order, (rows * scale).to(dtype))].numpy()) == 4


@both
def test_codes_that_track_gradients_are_fine(order, rand):
    assert len(things(order, rand(10, 4).requires_grad_())) == 10


@both
@pytest.mark.parametrize(
    ("h", "sentence"),
    [
        (
            torch.zeros(3),
            r"h must be a floating-point tensor of shape \(N, H\) with N, H ≥ 1, but \(3,\) of torch.float32 came",
        ),
        (torch.zeros(3, 4, dtype=torch.int64), "h must be a floating-point tensor"),
        (torch.zeros(0, 4), r"but \(0, 4\) of"),
        (torch.zeros(4, 0), r"but \(4, 0\) of"),
        ([[1.0]], r"but \[\[1.0\]\] came"),
        (torch.tensor([[1.0, torch.nan]]), "h must hold finite numbers only, but 1 of 2"),
    ],
    ids=str,
)
def test_what_is_no_code_is_refused(order, h, sentence):
    with pytest.raises(ValueError, match=sentence):
        order(h)


@both
def test_a_bad_seed_is_refused(order, rand):
    with pytest.raises(ValueError, match="seed must be a whole number"):
        order(rand(4, 3), seed=-1)


def test_ten_thousand_images_and_a_thousand_units_are_ordered_before_anybody_waits(rand):
    h = rand(10_000, 1024, dtype=torch.float32)
    start = time.perf_counter()
    unit_order(h)
    image_order(h)
    assert time.perf_counter() - start < 3  # 0.2 s on a quiet core
