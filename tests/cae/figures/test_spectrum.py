import json

import numpy as np
import pytest
import torch

from cae import Autoencoder, Trainer, contraction, diagnostics, figures
from cae.figures.figure import told
from cae.figures.plots import spectrum as module


@pytest.fixture(scope="module")
def model(digits) -> Autoencoder:
    return Trainer(Autoencoder((64, 16)), digits.x_train, 0.1, 3e-3).run(100).model


def by_role(drawn, role: str) -> list:
    return [trace for trace in drawn.data if trace.meta["role"] == role]


def test_it_is_the_mean_of_the_singular_values_with_its_spread(model, digits):
    x = torch.from_numpy(digits.x_test[:100])
    drawn = figures.spectrum(model, x)
    sigma = torch.linalg.svdvals(torch.func.vmap(torch.func.jacrev(lambda one: model.encode(one[None])[0]))(x)).detach()
    (mean,) = by_role(drawn, "A")
    np.testing.assert_allclose(mean.y, sigma.mean(0), rtol=1e-3)
    assert list(mean.x) == list(range(1, 17))
    low, high = by_role(drawn, "spread")
    np.testing.assert_allclose(low.y, np.quantile(sigma, 0.1, axis=0), rtol=2e-3)
    np.testing.assert_allclose(high.y, np.quantile(sigma, 0.9, axis=0), rtol=2e-3)
    assert drawn.layout.meta["images"] == 100
    assert not any(trace.line.color for trace in drawn.data)  # colours are the page's


def test_its_two_numbers_answer_two_questions(model, digits):
    x = torch.from_numpy(digits.x_test[:100])
    meta = figures.spectrum(model, x).layout.meta
    sigma = contraction.spectrum(model, x).detach().double()
    squares = sigma.square().mean(0)
    assert squares[: meta["k90"]].sum() >= 0.9 * squares.sum() > squares[: meta["k90"] - 1].sum()
    assert meta["participation"] == pytest.approx(float(diagnostics.participation_ratio(sigma).mean()))


def test_an_image_has_its_own_beside_the_mean(model, digits):
    x = torch.from_numpy(digits.x_test[:50])
    (own,) = by_role(figures.spectrum(model, x, image=7), "B")
    np.testing.assert_allclose(own.y, contraction.spectrum(model, x[7:8])[0].detach(), rtol=1e-5)
    assert own.name == "image 7"


def test_a_line_ends_where_the_values_do(digits):
    """An image that saturates all units but one has one direction, and no line along the axis beyond it."""
    model = Autoencoder((64, 8)).requires_grad_(False)
    model.W[0].mul_(3.0)
    x = torch.from_numpy(digits.x_test[:30]).clone()
    x[4] = 0.0
    model.b[0].zero_()
    x[5] = 1e4 * model.W[0][0] / model.W[0][0].norm()
    (own,) = by_role(figures.spectrum(model, x, image=5), "B")
    sigma = contraction.spectrum(model, x[5:6])[0]
    assert (
        int(np.isfinite(own.y).sum())
        == int((sigma >= min(by_role(figures.spectrum(model, x), "A")[0].y) / 10).sum())
        < 8
    )


def test_of_a_wide_model_evenly_spaced_images_are_measured(model, digits, monkeypatch):
    monkeypatch.setattr(module, "OPERATIONS", 25 * 16**3)
    assert figures.spectrum(model, torch.from_numpy(digits.x_test[:100])).layout.meta["images"] == 25


def test_of_a_model_in_training_few_images_are_measured(model, digits):
    x = torch.from_numpy(digits.x_test)
    whole, quick = (figures.spectrum(model, x, quick=quick).layout.meta for quick in (False, True))
    assert (whole["images"], quick["images"]) == (397, 150)
    assert quick["participation"] == pytest.approx(whole["participation"], rel=0.05)
    assert abs(quick["k90"] - whole["k90"]) <= 1


def test_a_model_that_follows_nothing_has_an_empty_one(digits):
    model = Autoencoder((64, 8)).requires_grad_(False)
    for parameter in model.parameters():
        parameter.zero_()
    drawn = figures.spectrum(model, torch.from_numpy(digits.x_test[:30]))
    assert drawn.layout.meta["k90"] == 0
    assert len(by_role(drawn, "A")[0].y) == 0


# -- of one image ------------------------------------------------------------------------------------------


def test_an_image_s_is_that_of_its_own_jacobian_with_the_share_of_each_direction(model, digits):
    x = torch.from_numpy(digits.x_test[:50])
    drawn = figures.image_spectrum(model, x, 7)
    sigma = contraction.spectrum(model, x[7:8]).detach().double()
    (own,) = by_role(drawn, "B")
    assert list(own.x) == list(range(1, 17))
    np.testing.assert_allclose(own.y, sigma[0], rtol=1e-5)
    np.testing.assert_allclose(own.customdata, sigma[0].square() / sigma.square().sum(), rtol=1e-5)
    (line,) = by_role(drawn, "reference")
    expected = pytest.approx(float(diagnostics.participation_ratio(sigma)), rel=1e-5)
    assert drawn.layout.meta == {"rank": 16, "participation": expected}
    assert list(line.x) == [expected, expected]


def test_values_of_0_have_no_place_on_its_log_scale(digits):
    model = Autoencoder((64, 8), "relu").requires_grad_(False)
    model.b[0].fill_(-1e3)
    model.b[0][[1, 4, 6]] = 1e3
    drawn = figures.image_spectrum(model, torch.from_numpy(digits.x_test[:10]), 3)
    assert drawn.layout.meta["rank"] == 3
    (own,) = by_role(drawn, "B")
    assert list(own.x) == [1, 2, 3]
    assert (own.y > 0).all()
    np.testing.assert_allclose(sum(own.customdata), 1)


def test_an_image_whose_code_follows_nothing_has_an_empty_one(digits):
    model = Autoencoder((64, 8)).requires_grad_(False)
    model.W[0].zero_()
    drawn = figures.image_spectrum(model, torch.from_numpy(digits.x_test[:10]), 3)
    assert drawn.layout.meta == {"rank": 0, "participation": 0.0}
    (own,) = drawn.data
    assert (len(own.x), len(own.y)) == (0, 0)
    json.dumps(told(drawn), allow_nan=False)  # it can be sent


# -- how many directions carry the contraction -------------------------------------------------------------


@pytest.mark.parametrize(
    ("squares", "k"),
    [([1.0], 1), ([1.0, 0.0], 1), ([8.9, 1.1], 2), ([9.0, 1.0], 1), ([1.0] * 10, 9), ([0.0, 0.0], 0)],
)
def test_leading_directions_carry_nine_tenths(squares, k):
    assert diagnostics.leading_directions(torch.tensor([squares]).double().sqrt()) == k


def test_leading_directions_are_of_all_images_together():
    sigma = torch.tensor([[3.0, 0.0], [0.0, 1.0]])
    assert diagnostics.leading_directions(sigma, 0.9) == 1
    assert diagnostics.leading_directions(sigma, 0.95) == 2


@pytest.mark.parametrize(
    ("sigma", "share", "sentence"),
    [
        (torch.zeros(3), 0.9, "sigma must be a floating-point tensor of shape"),
        (torch.zeros(0, 3), 0.9, "sigma must be a floating-point tensor of shape"),
        (torch.tensor([[torch.nan]]), 0.9, "sigma"),
        (torch.ones(1, 1), 0.0, "share must be a number above 0 and at most 1, but 0.0 came"),
    ],
)
def test_what_can_t_be_counted_is_refused(sigma, share, sentence):
    with pytest.raises(ValueError, match=sentence):
        diagnostics.leading_directions(sigma, share)


# -- beside the model at λ = 0 ------------------------------------------------------------------------------


def test_the_model_at_lambda_0_is_drawn_beside_it_over_the_same_images(model, digits):
    x, other = torch.from_numpy(digits.x_test[:50]), Autoencoder((64, 20), seed=3)
    drawn = figures.spectrum(model, x, reference=other)
    (beside,) = [trace for trace in drawn.data if trace.name == "mean at λ = 0"]
    sigma = contraction.spectrum(other, x).double().detach()
    np.testing.assert_allclose(beside.y, sigma.mean(0)[: len(beside.y)], rtol=1e-5)
    assert beside.meta["role"] == "reference"
    meta = drawn.layout.meta
    assert meta["reference_k90"] == diagnostics.leading_directions(sigma, 0.9)
    assert figures.spectrum(model, x).layout.meta["reference_k90"] is None
    assert drawn.layout.yaxis.range[1] >= np.log10(float(sigma.mean(0).max()))


@pytest.mark.parametrize(
    ("k90", "without", "sentence"),
    [
        (6, None, "6 directions carry nine tenths of the contraction, ‖J‖²."),
        (1, 8, "1 direction carries nine tenths of the contraction, ‖J‖²; at λ = 0 it takes 8."),
        (8, 8, "8 directions carry nine tenths of the contraction, ‖J‖²; at λ = 0 just as many do."),
        (9, 4, "9 directions carry nine tenths of the contraction, ‖J‖²; at λ = 0 it takes only 4."),
        (9, 0, "9 directions carry nine tenths of the contraction, ‖J‖²; at λ = 0 the code follows none."),
        (0, 5, "The code follows no direction at all: every singular value is 0."),
    ],
)
def test_its_sentence_is_true_of_every_number(k90, without, sentence):
    assert module._sentence(k90, without) == sentence
