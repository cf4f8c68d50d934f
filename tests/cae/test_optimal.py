import math

import pytest
import torch

from cae import Autoencoder, Trainer, contraction, objectives
from cae.field import field, grid
from cae.gradients.buffers import FlatParameters
from cae.objectives import Denoising, objective
from cae.optimal import Mixture, contractive_eigenvalues, masked, weight_decay_eigenvalues, weighted_cosine

HALF = torch.tensor([0.5, 0.5], dtype=torch.float64)


def two() -> Mixture:
    mean = torch.tensor([[-2.0, -1.0], [2.0, 1.0]], dtype=torch.float64)
    covariance = torch.tensor([[[0.5, 0.0], [0.0, 0.5]], [[1.0, 0.5], [0.5, 0.6]]], dtype=torch.float64)
    return Mixture(HALF, mean, covariance)


# -- denoising ---------------------------------------------------------------------------------------------


def test_the_score_is_the_gradient_of_the_log_of_a_density_that_sums_to_1():
    mixture, sigma = two(), 0.3
    x = grid(5, 3.0).double().requires_grad_()
    (gradient,) = torch.autograd.grad(mixture.density(x, sigma).log().sum(), x)
    torch.testing.assert_close(mixture.score(x, sigma).detach(), gradient)
    fine = grid(200, 8.0).double()
    assert float(mixture.density(fine, sigma).sum() * (16 / 199) ** 2) == pytest.approx(1, abs=1e-4)


def test_on_a_linear_gaussian_the_optimum_shrinks_along_each_principal_direction(randn):
    axes, s2, sigma = torch.linalg.qr(randn(3, 3)).Q, torch.tensor([4.0, 1.0, 0.0]).double(), 0.7
    gaussian = Mixture(torch.ones(1).double(), torch.zeros(1, 3).double(), ((axes * s2) @ axes.T)[None])
    r = gaussian.denoised(axes.T, sigma)  # of each principal direction
    torch.testing.assert_close(r, (s2 / (s2 + sigma**2))[:, None] * axes.T)


def test_it_is_the_mean_of_what_was_clean_given_what_is_noisy(generator):
    """By samples: what is left over is orthogonal to every function of the noised point, so that none does better."""
    mixture, sigma, N = two(), 0.8, 200_000
    clean = mixture.sample(N, generator)
    noisy = clean + sigma * torch.randn(N, 2, generator=generator, dtype=torch.float64)
    left = clean - mixture.denoised(noisy, sigma)
    for feature in (torch.ones(N).double(), noisy[:, 0], noisy[:, 1].square(), noisy.prod(1).sin()):
        products = left * feature[:, None]
        assert float((products.mean(0) / (products.std(0) / math.sqrt(N))).abs().max()) < 5


def test_samples_are_of_the_mixture(generator):
    mixture, N = two(), 50_000
    x = mixture.sample(N, generator)
    mean = (mixture.weight[:, None] * mixture.mean).sum(0)
    away = mixture.mean - mean
    C = (mixture.weight[:, None, None] * (mixture.covariance + away[:, :, None] * away[:, None, :])).sum(0)
    assert float((x.mean(0) - mean).abs().max()) < 5 * float(C.diagonal().max().sqrt()) / math.sqrt(N)
    torch.testing.assert_close(torch.cov(x.T), C, rtol=0, atol=0.1)


def test_a_trained_denoising_autoencoder_s_field_is_the_score_of_the_noised_density(generator):
    """Found here: 0.98; within a cosine of 1 where the points are, whatever it does where there are none."""
    mixture, sigma = two(), 0.5
    x = mixture.sample(4000, generator).float()
    model = Autoencoder((2, 16), "tanh", tied=True, output="linear")
    trainer = Trainer(model, x, 0.0, lr=1e-2, batch_size=256, objective=Denoising(sigma))
    trainer.run(1000)
    trainer.lr = 1e-3
    trainer.run(500)
    at = grid(30, 5.0)
    pull, density = field(model, at).pull.double(), mixture.density(at.double(), sigma)
    assert weighted_cosine(pull, mixture.score(at.double(), sigma), density) > 0.95
    assert weighted_cosine(mixture.denoised(at.double(), sigma) - at, mixture.score(at.double(), sigma), density) == (
        pytest.approx(1)
    )


def test_the_denoising_objective_is_the_error_against_the_clean_image_and_knows_no_lambda(order_one, randn):
    model, x = order_one((6, 4), output="linear"), randn(5, 6)
    noise = torch.randn(5, 6, generator=torch.Generator().manual_seed(7))
    expected = (model(x + 0.5 * noise.double()) - x).square().sum(1).mean()
    torch.testing.assert_close(Denoising(0.5, seed=7)(model, x, 0.0), expected)
    torch.testing.assert_close(Denoising(0.5, seed=7)(model, x, 9.0), expected)
    again = Denoising(0.5, seed=7)
    assert again(model, x, 0.0) != again(model, x, 0.0)  # the noise is drawn anew


@pytest.mark.parametrize("sigma", [0, -1, math.nan, math.inf, "1"])
def test_noise_of_no_size_is_refused(sigma):
    with pytest.raises(ValueError, match=f"sigma must be a finite number above 0, but {sigma!r} came"):
        Denoising(sigma)


# -- contraction -------------------------------------------------------------------------------------------


def least_linear(
    randn, follows, lam: float, tied: bool
) -> tuple[Autoencoder, torch.Tensor, torch.Tensor, torch.Tensor]:
    """A linear autoencoder trained to its end on centred data: the model, the data, its variances and directions."""
    x = randn(400, 5) * torch.tensor([2.0, 1.5, 1.0, 0.7, 0.4], dtype=torch.float64)
    x = (x - x.mean(0)) @ torch.linalg.qr(randn(5, 5)).Q
    model = Autoencoder((5, 5), activation="identity", tied=tied, output="linear", seed=1).double()
    optimiser = torch.optim.LBFGS(model.parameters(), max_iter=500, tolerance_grad=1e-9, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        loss = follows(model, x, lam)
        loss.backward()
        return loss

    optimiser.step(closure)
    variances, axes = torch.linalg.eigh(x.T @ x / len(x))
    return model, x, variances, axes


@pytest.mark.parametrize("lam", [0.0, 0.5, 3.0])
def test_a_linear_tied_contractive_autoencoder_trained_to_its_end_has_the_eigenvalues_of_theory(lam, randn):
    """DESIGN §5.4. So its r(x) − x is not the score, which has s²/(s²+σ²) − 1: no direction is given up there."""
    model, x, variances, axes = least_linear(randn, objective, lam, tied=True)
    expected = contractive_eigenvalues(variances, lam)
    assert (expected == 0).any() == (lam > 0)
    r = (model(axes.T) - model(torch.zeros(1, 5).double())).detach()
    torch.testing.assert_close(r, expected[:, None] * axes.T, rtol=0, atol=1e-4)
    singular = contraction.spectrum(model, x[:1])[0].detach()
    torch.testing.assert_close(singular.square(), expected.flip(0), rtol=0, atol=5e-5)


@pytest.mark.parametrize("lam", [0.5, 3.0])
@pytest.mark.parametrize("tied", [True, False], ids=["tied", "untied"])
def test_a_linear_one_with_weight_decay_trained_to_its_end_has_the_eigenvalues_of_theory(tied, lam, randn):
    model, _, variances, axes = least_linear(randn, objectives.WeightDecay(), lam, tied)
    expected = weight_decay_eigenvalues(variances, lam, tied)
    r = (model(axes.T) - model(torch.zeros(1, 5).double())).detach()
    torch.testing.assert_close(r, expected[:, None] * axes.T, rtol=0, atol=1e-4)


@pytest.mark.parametrize("noise", [objectives.Denoising(0.7, seed=1), objectives.Masking(0.4, seed=1)], ids=str)
def test_at_the_linear_optimum_of_theory_the_gradient_by_hand_is_none_but_for_the_noise(noise, randn):
    x = randn(50, 4) @ randn(4, 4)
    x = (x - x.mean(0)).repeat(2000, 1)  # as many draws
    C = x.T @ x / len(x)
    gaussian = Mixture(torch.ones(1).double(), torch.zeros(1, 4).double(), C[None])
    eye = torch.eye(4, dtype=torch.float64)
    A = gaussian.denoised(eye, 0.7).T if isinstance(noise, Denoising) else masked(C, 0.4)
    model = Autoencoder((4, 4), activation="identity", tied=False, output="linear").double()
    norms = []
    for W in (A, 0.9 * A, A + 0.05):
        with torch.no_grad():
            model.W[0].copy_(W)
            model.V[0].copy_(eye)
        parameters = FlatParameters(model)
        gradient = noise.by_hand(parameters, len(x))
        gradient.x.copy_(x)
        gradient(0.0)
        norms.append(float(parameters.gradient.norm()))
    assert norms[0] < 0.1 * min(norms[1:])


def test_eigenvalues_where_there_is_no_variance_and_lambdas_that_there_are_not():
    assert contractive_eigenvalues(torch.tensor([0.0, 1.0]), 0.0).tolist() == [0, 1]
    assert contractive_eigenvalues(torch.tensor([0.0, 1.0]), 1.0).tolist() == [0, 0.5]
    for lam in (-1.0, math.nan, math.inf):
        with pytest.raises(ValueError, match="lam must be a finite number of at least 0"):
            contractive_eigenvalues(torch.ones(2), lam)


def test_a_cosine_is_weighted():
    a, b = torch.tensor([[1.0, 0.0], [1.0, 0.0]]), torch.tensor([[2.0, 0.0], [0.0, 3.0]])
    assert weighted_cosine(a, b, torch.tensor([3.0, 1.0])) == pytest.approx(0.75)
    assert weighted_cosine(a, -a, torch.ones(2)) == pytest.approx(-1)
