import math

import pytest
import torch

from cae import Autoencoder
from cae.activations import ACTIVATIONS
from cae.sampling import Chain, through_tangents

SIZES = [(6, 4), (6, 5, 4), (6, 4, 5, 3)]


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_noise_goes_through_j_and_its_transpose(name, sizes, order_one, randn):
    model, x, e = order_one(sizes, activation=name), randn(3, 6), randn(3, sizes[-1])
    J = torch.func.vmap(torch.func.jacrev(lambda one: model.encode(one[None])[0]))(x).detach()
    torch.testing.assert_close(through_tangents(model, x, e), (J @ J.mT @ e[..., None])[..., 0])


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_the_code_moves_by_the_covariance_of_the_paper(sizes, order_one, randn):
    """Cov(Δh | x) = σ²(JJᵀ)². Each entry's sampling error has deviation √((C_ii C_jj + C_ij²)/N); five of them."""
    N, sigma, x = 40_000, 0.3, randn(1, 6)
    model = order_one(sizes)
    J = torch.func.jacrev(lambda one: model.encode(one[None])[0])(x[0]).detach()
    chain = Chain(model, x.expand(N, 6), sigma, seed=1)
    chain.step()
    moved = chain.h - model.encode(x).detach()
    C = sigma**2 * (J @ J.T) @ (J @ J.T)
    variances = C.diagonal()
    assert float((moved.mean(0) / (variances / N).sqrt()).abs().max()) < 5
    deviation = ((variances[:, None] * variances + C.square()) / N).sqrt()
    assert float(((moved.T @ moved / N - C) / deviation).abs().max()) < 5


def test_it_is_seeded_and_goes_on_from_where_it_is(order_one, randn):
    model, x = order_one((6, 4)), randn(2, 6)
    one, same, other = (Chain(model, x, 0.5, seed) for seed in (1, 1, 2))
    first = one.step()
    assert torch.equal(first, same.step())
    assert not torch.equal(first, other.step())
    assert torch.equal(first, one.x)
    assert torch.equal(first, model.decode(one.h))  # as the code is
    second = one.step()
    assert one.steps == 2
    assert not torch.equal(second, first)
    assert torch.equal(second, same.step())


def test_a_long_way_off_the_range_the_code_is_decoded_as_it_is_and_that_is_told(order_one, randn):
    model, x = order_one((6, 4)), randn(50, 6)
    near, far = Chain(model, x, 1e-6), Chain(model, x, 1e3)
    assert near.outside == 0
    near.step()
    far.step()
    assert near.outside == 0
    assert far.outside == float(((far.h < 0) | (far.h > 1)).double().mean()) > 0.5
    assert torch.equal(far.x, model.decode(far.h).detach())
    free = Chain(order_one((6, 4), activation="identity"), x, 1e3)
    free.step()
    assert free.outside == 0  # all numbers are in its range


def test_where_nothing_is_followed_the_chain_makes_a_reconstruction_and_stays(order_one, randn):
    model, x = order_one((6, 4)), randn(1, 6)
    with torch.no_grad():
        model.W[0].zero_()
    chain = Chain(model, x, 1.0)
    assert torch.equal(chain.step(), model(x).detach())
    assert torch.equal(chain.step(), chain.step())


def test_one_unit_and_float32_will_do():
    chain = Chain(Autoencoder((6, 1)), torch.rand(1, 6, generator=torch.Generator().manual_seed(0)), 1.0)
    assert chain.step().dtype == torch.float32
    assert chain.h.shape == (1, 1)


@pytest.mark.parametrize("sigma", [0, -1.0, math.inf, math.nan, "1"])
def test_a_step_of_no_size_is_refused(sigma, order_one, randn):
    with pytest.raises(ValueError, match=f"sigma must be a finite number above 0, but {sigma!r} came"):
        Chain(order_one((6, 4)), randn(1, 6), sigma)


def test_an_image_that_is_none_and_a_chain_that_has_left_all_numbers_are_told(order_one):
    model = order_one((6, 4), output="linear", activation="identity")
    with pytest.raises(ValueError, match="x must hold finite numbers only"):
        Chain(model, torch.full((1, 6), math.nan).double(), 1.0)
    with torch.no_grad():
        model.W[0].mul_(1e60)
    chain = Chain(model, torch.ones(1, 6).double(), 1e10)
    chain.step()
    with pytest.raises(ValueError, match="At step 2 the chain left all finite numbers; take a smaller sigma"):
        chain.step()
