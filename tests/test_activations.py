import math
import pickle

import pytest
import torch

from cae import config
from cae.activations import ACTIVATIONS, activation

# Grid points miss 0, where ReLU has no derivative.
Z = torch.linspace(-8, 8, 801, dtype=torch.float64) + 1e-3
every_activation = pytest.mark.parametrize("phi", ACTIVATIONS.values(), ids=ACTIVATIONS)


def exact_sigmoid_slope(z: float) -> float:
    """σ′ without cancellation or overflow: e^−|z| / (1 + e^−|z|)²."""
    e = math.exp(-abs(z))
    return e / (1 + e) ** 2


def test_the_settings_offer_exactly_the_activations_there_are():
    assert tuple(ACTIVATIONS) == config.ACTIVATIONS


@every_activation
def test_slope_and_curvature_are_what_autograd_says(phi):
    z = Z.clone().requires_grad_()
    (slope,) = torch.autograd.grad(phi.phi(z).sum(), z)
    torch.testing.assert_close(phi.dphi(Z), slope, rtol=1e-9, atol=1e-12)
    (curvature,) = torch.autograd.grad((phi.dphi(z) + 0 * z).sum(), z)
    torch.testing.assert_close(phi.d2phi(Z), curvature, rtol=1e-9, atol=1e-12)


@every_activation
def test_slope_and_curvature_are_the_central_differences(phi):
    step = 1e-5
    slope = (phi.phi(Z + step) - phi.phi(Z - step)) / (2 * step)
    torch.testing.assert_close(phi.dphi(Z), slope, rtol=1e-7, atol=1e-9)
    curvature = (phi.dphi(Z + step) - phi.dphi(Z - step)) / (2 * step)
    torch.testing.assert_close(phi.d2phi(Z), curvature, rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("z", [17.0, -17.0, 60.0, -60.0])
def test_the_sigmoid_slope_is_right_in_float32_where_h_times_1_minus_h_is_lost(z):
    here = torch.tensor(z)
    assert float(ACTIVATIONS["sigmoid"].dphi(here)) == pytest.approx(exact_sigmoid_slope(z), rel=1e-5)
    assert float(ACTIVATIONS["softplus"].d2phi(here)) == pytest.approx(exact_sigmoid_slope(z), rel=1e-5)
    assert float(ACTIVATIONS["tanh"].dphi(here / 2)) == pytest.approx(4 * exact_sigmoid_slope(z), rel=1e-5)
    curvature = -math.copysign(1, z) * exact_sigmoid_slope(z)
    assert float(ACTIVATIONS["sigmoid"].d2phi(here)) == pytest.approx(curvature, rel=1e-5)


def test_softplus_and_gelu_keep_their_tails_in_float32():
    assert float(ACTIVATIONS["softplus"].phi(torch.tensor(-60.0))) == pytest.approx(math.exp(-60), rel=1e-5)
    tail = -10 * 0.5 * math.erfc(10 / math.sqrt(2))
    assert float(ACTIVATIONS["gelu"].phi(torch.tensor(-10.0))) == pytest.approx(tail, rel=1e-4)


@every_activation
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_far_from_zero_everything_stays_finite_and_keeps_its_dtype(phi, dtype):
    z = torch.tensor([-1e4, -60, -17, 0, 17, 60, 1e4], dtype=dtype)
    for function in (phi.phi, phi.dphi, phi.d2phi):
        assert torch.isfinite(function(z)).all()
        assert function(z).dtype == dtype


@every_activation
def test_the_slope_range_bounds_the_slope_and_is_reached(phi):
    lo, hi = phi.slope_range
    slope = phi.dphi(torch.linspace(-40, 40, 400_001, dtype=torch.float64))
    rounding = 1e-15
    assert lo - rounding <= float(slope.min())
    assert float(slope.max()) <= hi + rounding
    assert float(slope.max()) == pytest.approx(hi, abs=1e-6)
    if phi.name != "identity":  # its colour scale starts at 0 although its slope is 1 everywhere
        assert float(slope.min()) == pytest.approx(lo, abs=1e-6)


@every_activation
def test_the_output_range_bounds_the_output(phi):
    lo, hi = phi.output_range
    h = phi.phi(torch.linspace(-40, 40, 400_001, dtype=torch.float64))
    assert lo <= float(h.min())
    assert float(h.max()) <= hi


def test_the_slope_of_relu_at_zero_is_zero_as_in_torch():
    assert float(ACTIVATIONS["relu"].dphi(torch.zeros(()))) == 0


@every_activation
def test_an_activation_survives_pickling(phi):
    assert pickle.loads(pickle.dumps(phi)) is phi


def test_an_unknown_name_is_answered_with_the_names_there_are():
    with pytest.raises(ValueError, match=r"activation must be one of sigmoid, tanh, .* but 'swish' came"):
        activation("swish")
