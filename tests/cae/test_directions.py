import itertools

import pytest
import torch

from cae import Autoencoder, contraction
from cae.activations import ACTIVATIONS
from cae.directions import Follower, Leading, leading


def by_svd(model: Autoencoder, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    J = torch.func.jacrev(lambda one: model.encode(one[None])[0])(x[0]).detach()
    _, sigma, V = torch.linalg.svd(J, full_matrices=False)
    return sigma, V


def alike(v: torch.Tensor, other: torch.Tensor) -> None:
    """The same up to the sign of each row."""
    torch.testing.assert_close((v * other).sum(1).abs(), torch.ones(len(v)).double(), rtol=0, atol=1e-7)


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("sizes", [(8, 5), (5, 8), (6, 6), (7, 5, 4), (4, 6, 5), (2, 16), (9, 1), (1, 3)], ids=str)
def test_they_are_the_right_singular_vectors_and_orthonormal(name, sizes, order_one, rand):
    model, x = order_one(sizes, activation=name), rand(1, sizes[0])
    found = leading(model, x, k=20)
    sigma, V = by_svd(model, x)
    alive = sigma > 1e-6 * sigma[0] if sigma[0] > 0 else sigma > 0
    torch.testing.assert_close(found.sigma, sigma[alive], rtol=1e-6, atol=0)
    torch.testing.assert_close(found.v @ found.v.T, torch.eye(len(found.v)).double())
    alike(found.v, V[alive])
    assert all(row[row.abs().argmax()] > 0 for row in found.v)
    expected = float(contraction.penalty(model, x)[0].detach()) / sizes[0]
    assert found.random**2 == pytest.approx(expected)


def test_they_stay_orthonormal_where_the_last_hardly_count(order_one, rand):
    model, x = order_one((30, 6), activation="identity"), rand(1, 30)
    with torch.no_grad():
        model.W[0].mul_(10.0 ** -torch.arange(6)[:, None])
        model.W[0][1:] += model.W[0][:1]  # all look much the same way
    found = leading(model, x)
    torch.testing.assert_close(found.v @ found.v.T, torch.eye(len(found.v)).double(), rtol=0, atol=1e-12)
    assert found.sigma[0] > 1e4 * found.sigma[-1]


def test_a_float32_model_has_them_too_and_k_is_the_most(digits):
    model, x = Autoencoder((64, 16)), torch.from_numpy(digits.x_test[:1])
    found = leading(model, x, k=3)
    torch.testing.assert_close(found.v.float(), contraction.tangents(model, x, 3)[0].detach(), rtol=0, atol=1e-5)


def test_a_code_that_follows_nothing_has_no_directions(order_one, rand):
    model = order_one((6, 4))
    with torch.no_grad():
        model.W[0].zero_()
    found = leading(model, rand(1, 6))
    assert found.v.shape == (0, 6)
    assert found.random == 0


@pytest.mark.parametrize(
    ("x", "k", "sentence"),
    [
        (torch.zeros(2, 6).double(), 8, "x must be one image"),
        (torch.zeros(1, 6).double(), 0, "k must be a whole number of at least 1, but 0 came"),
        (torch.full((1, 6), torch.nan).double(), 8, "x must hold finite numbers only"),
        (torch.zeros(1, 5).double(), 8, r"x must have shape \(B, 6\)"),
    ],
)
def test_what_has_no_directions_is_refused(x, k, sentence, order_one):
    with pytest.raises(ValueError, match=sentence):
        leading(order_one((6, 4)), x, k)


# -- from call to call -------------------------------------------------------------------------------------


def made(sigma: list[float], v: torch.Tensor) -> Leading:
    return Leading(torch.tensor(sigma, dtype=torch.float64), v.double(), 1.0)


def test_a_training_turns_no_direction_round_and_the_places_are_held(digits):
    """Signs by the largest entry jump as soon as another entry becomes the largest; these do not."""
    x = torch.from_numpy(digits.x_test[:1])
    start, end = Autoencoder((64, 10), seed=1), Autoencoder((64, 10), seed=2)
    follow, shown, raw = Follower(), [], []
    for t in torch.linspace(0, 1, 60):
        model = Autoencoder((64, 10)).requires_grad_(False)
        model.W[0].copy_((1 - t) * start.W[0] + t * end.W[0])
        found = leading(model, x, 4)
        raw.append(found.v)
        shown.append(follow(found).v)
    turned = [sum(int((v * w).sum(1).min() < 0) for v, w in itertools.pairwise(way)) for way in (raw, shown)]
    assert turned[0] > 0
    assert turned[1] == 0


def test_two_that_are_about_even_keep_their_places_and_one_that_leads_by_a_quarter_takes_the_first():
    follow, v = Follower(), torch.eye(3)[:2]
    follow(made([2.0, 1.9], v))
    kept = follow(made([1.95, 1.9], -v.flip(0)))  # they have crossed, and come with the other sign
    assert torch.equal(kept.v, v.double())
    assert kept.sigma.tolist() == [1.9, 1.95]
    assert follow(made([2.3, 1.9], v.flip(0))).sigma.tolist() == [1.9, 2.3]
    passed = follow(made([2.5, 1.9], v.flip(0)))
    assert passed.sigma.tolist() == [2.5, 1.9]
    assert torch.equal(passed.v, v.flip(0).double())


def test_of_another_image_they_begin_anew():
    follow, v = Follower(), torch.eye(6)
    follow(made([2.0, 1.0], v[:2]))
    fresh = made([3.0, 2.9], v[[4, 5]])
    assert torch.equal(follow(fresh).v, fresh.v)
    follow.forget()
    assert torch.equal(follow(made([3.0, 2.9], -v[[4, 5]])).v, -fresh.v)


def test_one_that_appears_comes_by_its_size_and_one_that_goes_leaves_no_gap():
    follow, v = Follower(), torch.eye(3).double()
    follow(made([2.0, 1.0], v[:2]))
    assert torch.equal(follow(made([9.0, 2.0, 1.0], v[[2, 0, 1]])).v, v[[2, 0, 1]])
    assert torch.equal(follow(made([2.0], -v[:1])).v, v[:1])
    assert len(follow(made([], v[:0])).v) == 0
    assert torch.equal(follow(made([1.0], -v[:1])).v, -v[:1])  # there was nothing to hold to
