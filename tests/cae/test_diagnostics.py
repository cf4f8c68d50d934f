import math
import time

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from cae import Autoencoder, contraction, diagnostics
from cae.activations import ACTIVATIONS
from cae.diagnostics import contraction_curve, participation_ratio, scale_free, unit_states

SIZES = [(6, 4), (6, 5, 4), (6, 5, 5, 4)]
every_depth = pytest.mark.parametrize("sizes", SIZES, ids=lambda sizes: f"{len(sizes) - 1}-layers")


def jacobian(function, x: torch.Tensor) -> torch.Tensor:
    """∂function/∂x of every image by automatic differentiation, (B, outputs, D)."""
    return torch.func.vmap(torch.func.jacrev(lambda one: function(one[None])[0]))(x).detach()


# -- SAT and constant units --------------------------------------------------------------------------------


def test_sat_is_the_share_outside_a_twentieth_of_the_range():
    h = torch.tensor([[0.0, 0.049, 0.051, 0.5], [0.949, 0.951, 1.0, 0.2]])
    assert diagnostics.sat(h, ACTIVATIONS["sigmoid"]) == 4 / 8


def test_sat_of_tanh_is_that_of_the_same_code_mapped_to_0_to_1(rand):
    h = rand(50, 8)
    assert diagnostics.sat(2 * h - 1, ACTIVATIONS["tanh"]) == diagnostics.sat(h, ACTIVATIONS["sigmoid"]) > 0


@pytest.mark.parametrize("name", ["softplus", "relu", "gelu", "identity"])
def test_sat_is_none_where_the_activation_has_no_two_ends(name):
    assert diagnostics.sat(torch.zeros(3, 2), ACTIVATIONS[name]) is None


def test_constant_units_are_those_that_answer_every_image_alike(rand):
    h = rand(50, 5)
    h[:, 1] = 1.0  # saturated
    h[:, 3] = 0.4 + 0.001 * h[:, 3]  # moves by less than shows
    h[:, 4] = 0.9 + 0.1 * h[:, 4]  # moves a little, and that shows
    assert diagnostics.constant_units(h) == 2
    assert diagnostics.constant_units(h[:1]) == 5  # one image can't tell


# -- the state of every unit -------------------------------------------------------------------------------

# One unit made to be in each state; the images' last two pixels never change.
MADE = ("saturated at 0", "saturated at 1", "dead", "dead", "weight-shrunk", "swings")


@pytest.fixture
def images(randn):
    x = randn(400, 12)
    x[:, 10:] = 0.5
    return x


@pytest.fixture
def made(randn):
    """Make a model whose six units are those of ``MADE``; ``scale`` multiplies all weights and biases."""

    def make(name: str, scale: float = 1.0) -> Autoencoder:
        model = Autoencoder((12, 6), activation=name, seed=0).double()
        W = torch.zeros(6, 12, dtype=torch.float64)
        W[[0, 1, 5]] = randn(3, 12)
        W[3, 10:] = 3  # looks only where the images never change
        W[4] = 0.01 * randn(12)
        b = torch.tensor([-20, 20, 0, -2.5, 0, 0], dtype=torch.float64)  # unit 3 has z = ½
        with torch.no_grad():
            model.W[0].copy_(scale * W)
            model.b[0].copy_(scale * b)
        return model

    return make


@pytest.mark.parametrize(("name", "scale"), [("sigmoid", 1.0), ("tanh", 1.0), ("tanh", 0.5)])
def test_units_made_to_be_in_a_state_are_found_in_it(name, scale, made, images):
    states = unit_states(made(name, scale), images)
    assert states.state == MADE
    assert states.counts() == {
        "saturated at 0": 1,
        "saturated at 1": 1,
        "dead": 2,
        "weight-shrunk": 1,
        "swings": 1,
    }
    assert states.share_low[0] == states.share_high[1] == 1
    assert not states.share_low[1:5].any()


FIGURES = (
    "share_low",
    "share_high",
    "h_std",
    "reach",
    "mean_gain",
    "mean_gain2",
    "weight_norm2",
    "contribution",
    "share",
)


def test_a_tanh_unit_is_in_the_state_of_the_sigmoid_unit_with_twice_its_weights(made, images):
    """tanh(z) = 2σ(2z) − 1, so every figure that has no unit is the same."""
    tanh, sigmoid = made("tanh", 0.5), made("sigmoid")
    with torch.no_grad():
        sigmoid.W[0].copy_(2 * tanh.W[0])
        sigmoid.b[0].copy_(2 * tanh.b[0])
    ours, theirs = unit_states(tanh, images), unit_states(sigmoid, images)
    assert ours.state == theirs.state == MADE
    for figure in ("share_low", "share_high", "h_std", "reach", "share"):
        torch.testing.assert_close(getattr(ours, figure), getattr(theirs, figure))


@pytest.mark.parametrize("name", ["relu", "softplus", "gelu"])
def test_without_an_upper_end_a_flat_unit_is_saturated_at_0_and_none_at_1(name, made, images):
    states = unit_states(made(name), images)
    assert states.state[0] == "saturated at 0"
    assert states.state[1] == "swings"  # a bias of 20 only moves it to where the slope is 1
    assert states.state[3:] == ("dead", "weight-shrunk", "swings")
    assert not states.share_high.any()
    # Without weights ReLU stands at its kink, where its slope is 0.
    assert states.state[2] == ("saturated at 0" if name == "relu" else "dead")


def test_an_identity_unit_never_saturates(made, images):
    states = unit_states(made("identity"), images)
    assert states.state == ("swings", "swings", "dead", "dead", "weight-shrunk", "swings")
    assert not states.share_low.any()


def test_a_deep_encoders_units_are_those_of_its_last_layer(order_one, randn):
    model, x = order_one((6, 5, 4)), randn(200, 6)
    with torch.no_grad():
        model.W[1][1:] = 0
        model.b[1].copy_(torch.tensor([0, -20, 20, 0.3]))
        model.W[1][0] = 5 * torch.tensor([1, -1, 1, -1, 1])
    states = unit_states(model, x)
    assert states.state == ("swings", "saturated at 0", "saturated at 1", "dead")
    torch.testing.assert_close(states.weight_norm2, model.W[1].detach().square().sum(1))


def test_small_weights_that_look_where_the_images_change_most_swing(randn):
    """‖W_j‖ alone does not say that a unit is shrunk: a code contracts and follows its data all the same."""
    x = 0.01 * randn(300, 400)
    x[:, 0] = 20 * randn(300)
    model = Autoencoder((400, 2)).double()
    with torch.no_grad():
        model.W[0].zero_()
        model.W[0][0, 0] = model.W[0][1, 1] = 0.15
    states = unit_states(model, x)
    assert bool((states.reach < 0.05).all())
    assert states.state == ("swings", "dead")


@every_depth
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_figures_are_the_ones_the_docstring_defines(sizes, name, order_one, randn):
    model, x = order_one(sizes, activation=name), randn(50, 6)
    states = unit_states(model, x)
    J = jacobian(model.encode, x)  # (50, 4, 6)
    u = x
    for W, b in zip(model.W[:-1], model.b[:-1], strict=True):
        u = model.activation.phi(u @ W.T + b)
    z = (u @ model.W[-1].T + model.b[-1]).detach()
    lo, hi = model.activation.output_range
    width = hi - lo if math.isfinite(hi - lo) else 1
    contribution = J.square().sum(2).mean(0)
    torch.testing.assert_close(states.contribution, contribution)
    torch.testing.assert_close(states.share, contribution / contribution.sum())
    torch.testing.assert_close(states.mean_gain, model.activation.dphi(z).mean(0))
    torch.testing.assert_close(states.mean_gain2, model.activation.dphi(z).square().mean(0))
    torch.testing.assert_close(states.weight_norm2, model.W[-1].detach().square().sum(1))
    torch.testing.assert_close(states.h_std, model.activation.phi(z).std(0, correction=0) / width)
    spread = u.detach().var(0, correction=0).mean().sqrt()
    reach = model.activation.slope_range[1] / width * model.W[-1].detach().norm(dim=1) * spread
    torch.testing.assert_close(states.reach, reach)
    if len(sizes) == 2:
        torch.testing.assert_close(states.contribution, states.mean_gain2 * states.weight_norm2)


def test_relabelling_the_units_relabels_their_states(made, images):
    model = made("sigmoid")
    before, order = unit_states(model, images), torch.tensor([5, 3, 0, 4, 1, 2])
    with torch.no_grad():
        model.W[0].copy_(model.W[0][order])
        model.b[0].copy_(model.b[0][order])
    after = unit_states(model, images)
    assert after.state == tuple(before.state[i] for i in order)
    for figure in FIGURES:
        torch.testing.assert_close(getattr(after, figure), getattr(before, figure)[order])


def test_the_order_of_the_images_and_their_repetition_change_no_state(made, images):
    model = made("sigmoid")
    assert unit_states(model, images.flip(0)).state == unit_states(model, torch.cat([images, images])).state == MADE


@pytest.fixture
def plain_unit():
    """One sigmoid unit whose z is the images' only pixel."""
    model = Autoencoder((1, 1)).double()
    with torch.no_grad():
        model.W[0].fill_(1)
    return model


@pytest.mark.parametrize(
    ("settings", "state"),
    [
        ({}, "saturated at 0"),  # 95 of 100 images are below 0.05: at least 95 %
        ({"most": 0.96}, "swings"),
        ({"low": 0.03}, "swings"),
        ({"low": 0.03, "dead": 0.5}, "dead"),
        ({"low": 0.03, "shrunk": 10, "steep": 0}, "weight-shrunk"),
        ({"low": 0.03, "shrunk": 10}, "swings"),  # its slope is not near the maximum
        ({"low": 0.01, "high": 0.02}, "saturated at 1"),
    ],
    ids=str,
)
def test_every_threshold_does_what_its_name_says(settings, state, plain_unit):
    h = torch.full((100, 1), 0.04, dtype=torch.float64)
    h[:5] = 0.6
    assert unit_states(plain_unit, torch.logit(h), **settings).state == (state,)


def test_one_unit_alone_is_told_as_among_the_others(made, images):
    model = made("sigmoid")
    z = model.pre_activations(images)[0]
    h, gain, spread = model.activation.phi(z), model.activation.dphi(z), images.var(0, correction=0).mean()
    for unit, state in enumerate(unit_states(model, images).state):
        one = slice(unit, unit + 1)
        found = diagnostics.layer_states(model.activation, h[:, one], gain[:, one], model.W[0][one], spread)
        assert found.state == (state,)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_exactly_95_of_100_images_are_enough_and_94_are_not(dtype, plain_unit):
    model = plain_unit.to(dtype)
    for count, state in ((95, "saturated at 1"), (94, "swings")):
        z = torch.full((100, 1), -1.0, dtype=dtype)
        z[:count] = 5
        assert unit_states(model, z).state == (state,)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"low": 0.5, "high": 0.5}, "low must be below high, but 0.5 and 0.5 came"),
        ({"low": -0.1}, "low must be a number from 0 to 1, but -0.1 came"),
        ({"high": 1.1}, "high must be a number from 0 to 1, but 1.1 came"),
        ({"low": math.nan}, "low must be a number from 0 to 1, but nan came"),
        ({"most": 0}, "most must be a share above 0 and up to 1, but 0 came"),
        ({"most": 1.5}, "most must be"),
        ({"dead": -1}, "dead must be a number from 0 to 1,000,000, but -1 came"),
        ({"shrunk": math.inf}, "shrunk must be a number from 0 to 1,000,000, but inf came"),
        ({"steep": 2}, "steep must be a number from 0 to 1, but 2 came"),
    ],
    ids=str,
)
def test_a_threshold_outside_its_range_is_refused_by_name(settings, sentence, made, images):
    with pytest.raises(ValueError, match=sentence):
        unit_states(made("sigmoid"), images, **settings)


@pytest.mark.parametrize("figures", [unit_states, scale_free], ids=lambda function: function.__name__)
def test_bad_images_and_a_model_that_diverged_are_refused(figures, made, images):
    model = made("sigmoid")
    with pytest.raises(ValueError, match="x must hold at least 2 images, but 1 came"):
        figures(model, images[:1])
    with pytest.raises(ValueError, match=r"x must have shape \(B, 12\)"):
        figures(model, images[:, :5])
    with pytest.raises(ValueError, match="x must hold finite numbers only"):
        figures(model, images / 0)
    with torch.no_grad():
        model.W[0][2, 3] = math.nan
    with pytest.raises(ValueError, match=r"the model's W\.0 must hold finite numbers only, but 1 of 72"):
        figures(model, images)


def test_a_model_without_any_contraction_left_has_shares_of_0(images):
    model = Autoencoder((12, 3)).double()
    with torch.no_grad():
        model.W[0].zero_()
    states = unit_states(model, images)
    assert states.state == ("dead",) * 3
    assert not states.share.any()


def test_ten_thousand_images_and_a_thousand_units_take_seconds(rand):
    model, x = Autoencoder((784, 1024)), rand(10_000, 784, dtype=torch.float32)
    start = time.perf_counter()
    states = unit_states(model, x)
    assert time.perf_counter() - start < 10  # half a second on a quiet core
    assert len(states.state) == 1024


# -- contraction at a distance -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["sigmoid", "softplus"])
@every_depth
def test_for_radius_to_0_the_mean_squared_ratio_is_the_penalty_over_the_pixels(sizes, name, order_one, randn):
    model, x = order_one(sizes, activation=name), randn(20, 6)
    expected = float(contraction.penalty(model, x).mean().detach()) / 6
    curve = contraction_curve(model, x, [1e-6], directions=4000)
    # ‖Ju‖² of a random direction varies by less than twice its mean: a deviation of 2/√80000 of it.
    assert float(curve.rms[0]) ** 2 == pytest.approx(expected, rel=4 * 2 / math.sqrt(20 * 4000))


def test_in_one_dimension_the_ratio_is_the_difference_quotient(order_one):
    model = order_one((1, 3), activation="tanh")
    x, r = torch.tensor([[0.3]], dtype=torch.float64), 0.7
    both = [float((model.encode(x + s) - model.encode(x)).norm().detach()) / r for s in (r, -r)]
    curve = contraction_curve(model, x, [r], directions=2000)
    assert min(both) < float(curve.mean[0]) < max(both)
    assert float(curve.mean[0]) == pytest.approx(sum(both) / 2, abs=4 * (max(both) - min(both)) / 2 / math.sqrt(2000))


def test_the_first_layers_shortcut_is_the_encoder_at_the_moved_image(order_one, randn, seeded):
    model, x = order_one((6, 5, 4)), randn(3, 6)
    u = torch.randn(3, 6, generator=seeded(5), dtype=torch.float64)
    u = u / u.norm(dim=1, keepdim=True)
    ratio = ((model.encode(x + 0.8 * u) - model.encode(x)).norm(dim=1) / 0.8).detach()
    curve = contraction_curve(model, x, [0.8], directions=1, seed=5)
    torch.testing.assert_close(curve.mean, ratio.mean(0, keepdim=True))
    torch.testing.assert_close(curve.rms, ratio.square().mean(0, keepdim=True).sqrt())
    torch.testing.assert_close(curve.low, torch.quantile(ratio, 0.1).reshape(1))
    torch.testing.assert_close(curve.high, torch.quantile(ratio, 0.9).reshape(1))


def test_a_linear_encoders_curve_is_flat_and_a_saturating_ones_falls(order_one, randn):
    x, radii = randn(10, 6), [0.01, 0.1, 1.0, 10.0, 100.0]
    flat = contraction_curve(order_one((6, 4), activation="identity"), x, radii)
    torch.testing.assert_close(flat.mean, flat.mean[:1].expand(5))
    falling = contraction_curve(order_one((6, 4), activation="tanh"), x, radii)
    assert float(falling.mean[4]) < 0.1 * float(falling.mean[0])
    for curve in (flat, falling):
        assert curve.radius.tolist() == radii
        assert bool((curve.low <= curve.mean).all())
        assert bool((curve.mean <= curve.high).all())
        assert bool((curve.mean <= curve.rms + 1e-12).all())


def test_a_float32_models_curve_keeps_its_digits_at_small_radii(order_one, randn):
    model, x = order_one((6, 4)).float(), randn(5, 6, dtype=torch.float32)
    curve = contraction_curve(model, x, [1e-8, 1e-3])
    assert float(curve.mean[0]) == pytest.approx(float(curve.mean[1]), rel=1e-3)
    assert curve.mean.dtype == torch.float64


def test_the_seed_fixes_the_directions_and_another_draws_others(order_one, randn):
    model, x = order_one((6, 4)), randn(3, 6)
    curves = [contraction_curve(model, x, [0.5], directions=3, seed=seed).mean for seed in (1, 1, 2)]
    assert torch.equal(curves[0], curves[1])
    assert not torch.equal(curves[0], curves[2])


def test_radii_may_be_a_tensor_and_one_image_is_enough(order_one, randn):
    curve = contraction_curve(order_one((6, 4)), randn(1, 6), torch.tensor([0.5, 0.25]), directions=2)
    assert curve.radius.tolist() == [0.5, 0.25]
    torch.testing.assert_close(curve.low, curve.high)


def test_no_tensor_of_all_directions_and_pixels_is_made(order_one, randn, largest_tensor):
    model, x = order_one((6, 4)), randn(50, 6)
    with largest_tensor() as largest:
        contraction_curve(model, x, [0.1, 1.0], directions=40)
    assert largest.numel <= 50 * 6


NO_RADII = [[], [0.0], [-1.0, 1.0], [math.inf], [math.nan], [[1.0]], 1.0, "1", None, ["a"]]


@pytest.mark.parametrize("radii", NO_RADII, ids=str)
def test_radii_that_are_no_row_of_positive_numbers_are_refused(radii, order_one, randn):
    with pytest.raises(ValueError, match=r"radii must be a sequence of finite numbers above 0, but .* came"):
        contraction_curve(order_one((6, 4)), randn(1, 6), radii)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"directions": 0}, "directions must be a whole number of at least 1, but 0 came"),
        ({"directions": 1.5}, "directions must be"),
        ({"directions": True}, "directions must be"),
        ({"seed": -1}, "seed must be a whole number"),
        ({"x0": torch.zeros(0, 6, dtype=torch.float64)}, "x0 must hold at least 1 image, but 0 came"),
        ({"x0": torch.zeros(2, 5, dtype=torch.float64)}, r"x0 must have shape \(B, 6\)"),
    ],
    ids=str,
)
def test_a_bad_argument_of_the_curve_is_refused_by_name(settings, sentence, order_one, randn):
    arguments = {"x0": randn(1, 6), "radii": [1.0]} | settings
    with pytest.raises(ValueError, match=sentence):
        contraction_curve(order_one((6, 4)), **arguments)


# -- participation ratio -----------------------------------------------------------------------------------


def test_equal_singular_values_are_counted_and_small_ones_hardly():
    spectrum = torch.tensor([[2.0, 2, 2, 0], [5, 0, 0, 0], [0, 0, 0, 0], [1, 1e-4, 0, 0], [3, 3, 3, 3]])
    torch.testing.assert_close(participation_ratio(spectrum), torch.tensor([3.0, 1, 0, 1, 4]))


@settings(max_examples=50)
@given(seed=st.integers(0, 2**31), rank=st.integers(1, 8), exponent=st.integers(-40, 36))
def test_it_lies_between_1_and_the_rank_and_has_no_scale(seeded, seed, rank, exponent):
    spectrum = torch.rand(5, 8, generator=seeded(seed)) + 0.01
    spectrum[:, rank:] = 0
    ratio = participation_ratio(spectrum)
    assert bool((ratio > 1 - 1e-5).all())
    assert bool((ratio < rank * (1 + 1e-5)).all())
    scaled = spectrum.double() * 10.0**exponent
    scaled = scaled.float() if -36 < exponent < 36 else scaled  # as far as float32 has normal numbers
    torch.testing.assert_close(participation_ratio(scaled).float(), ratio)
    torch.testing.assert_close(participation_ratio(spectrum.flip(1)), ratio)


def test_it_is_the_formula_on_a_models_spectrum_and_differentiable(order_one, randn):
    model, x = order_one((6, 5, 4)), randn(3, 6)
    sigma = contraction.spectrum(model, x).detach().requires_grad_()
    ratio = participation_ratio(sigma)
    torch.testing.assert_close(ratio, sigma.square().sum(1).square() / sigma.pow(4).sum(1))
    assert torch.autograd.gradcheck(participation_ratio, sigma)


@pytest.mark.parametrize(
    ("spectrum", "sentence"),
    [
        (
            torch.ones(4),
            r"must be a floating-point tensor of shape \(B, H\) with H ≥ 1, but \(4,\) of torch.float32 came",
        ),
        (torch.ones(2, 4, dtype=torch.int64), "spectrum must be a floating-point tensor"),
        ([[1.0]], r"spectrum must be .* but \[\[1.0\]\] came"),
        (torch.tensor([[1.0, math.nan]]), "spectrum must hold finite numbers only"),
        (torch.tensor([[1.0, -1.0]]), "spectrum must hold singular values, which are at least 0, but negative"),
        (torch.ones(3, 0), r"spectrum must be .* with H ≥ 1, but \(3, 0\) of"),
    ],
    ids=str,
)
def test_what_is_no_spectrum_is_refused(spectrum, sentence):
    with pytest.raises(ValueError, match=sentence):
        participation_ratio(spectrum)


# -- figures without a scale -------------------------------------------------------------------------------


@pytest.mark.parametrize("output", ["sigmoid", "linear"])
@pytest.mark.parametrize("tied", [True, False], ids=["tied", "untied"])
@pytest.mark.parametrize("name", ["sigmoid", "relu"])
@every_depth
def test_the_figures_are_those_of_the_jacobians_of_automatic_differentiation(
    sizes, name, tied, output, order_one, randn
):
    model, x = order_one(sizes, activation=name, tied=tied, output=output), randn(30, 6)
    with torch.no_grad():
        for b in model.b:
            b.fill_(1)  # so that no ReLU layer is off altogether
    figures = scale_free(model, x)
    J, R, h = jacobian(model.encode, x), jacobian(model, x), model.encode(x).detach()
    variance = x.var(0, correction=0).mean() / h.var(0, correction=0).sum()
    assert figures.relative_contraction == pytest.approx(float(J.square().sum((1, 2)).mean() * variance))
    assert figures.reconstruction_penalty == pytest.approx(float(R.square().sum((1, 2)).mean()))
    ratio = participation_ratio(torch.linalg.svdvals(J))
    assert figures.participation == pytest.approx(float(ratio.mean()))


def rescaled(model: Autoencoder, c: float) -> Autoencoder:
    """W → cW, b → cb, V → V/c: the same reconstructions from a code c times as large."""
    other = Autoencoder(model.sizes, "identity", tied=False, output=model.output).double()
    other.load_state_dict(model.state_dict())
    with torch.no_grad():
        other.W[0].mul_(c)
        other.b[0].mul_(c)
        other.V[-1].div_(c)
        for b in other.b[1:]:  # in a deep linear encoder c goes through to the last layer
            b.mul_(c)
    return other


@settings(max_examples=25)
@given(exponent=st.floats(-2, 2), seed=st.integers(0, 1000), sizes=st.sampled_from(SIZES))
def test_rescaling_improves_the_penalty_and_none_of_these_figures(exponent, seed, sizes, order_one, seeded):
    c, x = 10**exponent, torch.randn(20, 6, generator=seeded(seed), dtype=torch.float64)
    model = order_one(sizes, seed=seed, activation="identity", tied=False, output="linear")
    other = rescaled(model, c)
    torch.testing.assert_close(other(x), model(x), rtol=1e-9, atol=1e-9)
    torch.testing.assert_close(contraction.penalty(other, x), c**2 * contraction.penalty(model, x), rtol=1e-9, atol=0)
    ours, theirs = scale_free(model, x), scale_free(other, x)
    assert theirs.relative_contraction == pytest.approx(ours.relative_contraction, rel=1e-9)
    assert theirs.reconstruction_penalty == pytest.approx(ours.reconstruction_penalty, rel=1e-9)
    assert theirs.participation == pytest.approx(ours.participation, rel=1e-9)


def test_a_projection_onto_three_directions_keeps_three_and_a_copy_all(randn):
    """And on data of the same spread everywhere, relative contraction is 1: noise and images are alike."""
    basis = torch.linalg.qr(randn(6, 6)).Q
    x = torch.cat([math.sqrt(6) * basis, -math.sqrt(6) * basis])  # covariance 1
    for directions in (3, 6):
        model = Autoencoder((6, directions), "identity", output="linear").double()
        with torch.no_grad():
            model.W[0].copy_(basis[:directions])
        figures = scale_free(model, x)
        assert figures.reconstruction_penalty == pytest.approx(directions)
        assert figures.participation == pytest.approx(directions)
        assert figures.relative_contraction == pytest.approx(1)


def test_a_code_along_the_data_is_relatively_contractive_and_one_across_it_is_not(randn):
    x = randn(500, 6)
    x[:, 0] *= 10
    model = Autoencoder((6, 1), "identity").double()
    with torch.no_grad():
        model.W[0].zero_()
        model.W[0][0, 0] = 0.01
    along = scale_free(model, x).relative_contraction
    with torch.no_grad():
        model.W[0].zero_()
        model.W[0][0, 1] = 0.01
    across = scale_free(model, x).relative_contraction
    assert along < 0.3 < 5 < across


def test_a_code_that_is_the_same_for_all_images_has_no_relative_contraction(randn):
    model = Autoencoder((6, 4)).double()
    with torch.no_grad():
        model.W[0].zero_()
    figures = scale_free(model, randn(5, 6))
    assert math.isnan(figures.relative_contraction)
    assert (figures.reconstruction_penalty, figures.participation) == (0, 0)


def test_images_in_parts_give_what_they_give_together(order_one, randn, monkeypatch):
    model, x = order_one((6, 5, 4)), randn(23, 6)
    whole, states = scale_free(model, x), unit_states(model, x)
    monkeypatch.setattr("cae.scale_free.CHUNK_FLOATS", 120)  # four images at a time
    parts, states_in_parts = scale_free(model, x), unit_states(model, x)
    assert parts.relative_contraction == pytest.approx(whole.relative_contraction)
    assert parts.reconstruction_penalty == pytest.approx(whole.reconstruction_penalty)
    assert parts.participation == pytest.approx(whole.participation)
    torch.testing.assert_close(states_in_parts.contribution, states.contribution)


# -- none of them leaves traces ----------------------------------------------------------------------------


def test_the_diagnostics_track_no_gradients_and_change_no_weight(made, images):
    model = made("sigmoid")
    before = [p.detach().clone() for p in model.parameters()]
    states, curve = unit_states(model, images), contraction_curve(model, images, [1.0], directions=2)
    scale_free(model, images)
    assert not any(t.requires_grad for t in (states.h_std, states.weight_norm2, states.share, curve.mean))
    assert all(torch.equal(p, q) for p, q in zip(model.parameters(), before, strict=True))
    assert all(p.grad is None and p.requires_grad for p in model.parameters())
