import math
import pickle

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from cae import config
from cae.activations import ACTIVATIONS, activation

# Grid points miss 0, where ReLU has no derivative.
Z = torch.linspace(-8, 8, 801, dtype=torch.float64) + 1e-3
every_activation = pytest.mark.parametrize("phi", ACTIVATIONS.values(), ids=ACTIVATIONS)
both_dtypes = pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=["float32", "float64"])
# What torch itself does when forward differentiation is used for the first time.
forward_mode = pytest.mark.filterwarnings("ignore:.torch.jit.script. is deprecated:DeprecationWarning")
SMOOTH = ("sigmoid", "tanh", "softplus", "gelu")


# φ, φ′, φ″ and φ‴ in Python's floats, by formulas that neither cancel in the tails nor overflow.


def exact_sigmoid_slope(z: float) -> float:
    """σ′ without cancellation or overflow: e^−|z| / (1 + e^−|z|)²."""
    e = math.exp(-abs(z))
    return e / (1 + e) ** 2


def exact_sigmoid(z: float) -> tuple[float, ...]:
    e, slope = math.exp(-abs(z)), exact_sigmoid_slope(z)
    return (1 if z >= 0 else e) / (1 + e), slope, -slope * math.tanh(z / 2), slope * (1 - 6 * slope)


def exact_tanh(z: float) -> tuple[float, ...]:
    slope = 4 * exact_sigmoid_slope(2 * z)
    return math.tanh(z), slope, -2 * slope * math.tanh(z), slope * (4 - 6 * slope)


def exact_softplus(z: float) -> tuple[float, ...]:
    return max(z, 0) + math.log1p(math.exp(-abs(z))), *exact_sigmoid(z)[:3]


def exact_relu(z: float) -> tuple[float, ...]:
    return max(z, 0.0), float(z > 0), 0.0, 0.0


def exact_gelu(z: float) -> tuple[float, ...]:
    cdf, pdf = 0.5 * math.erfc(-z / math.sqrt(2)), math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    return z * cdf, cdf + z * pdf, (2 - z * z) * pdf, (z**3 - 4 * z) * pdf


def exact_identity(z: float) -> tuple[float, ...]:
    return z, 1.0, 0.0, 0.0


EXACT = {
    "sigmoid": exact_sigmoid,
    "tanh": exact_tanh,
    "softplus": exact_softplus,
    "relu": exact_relu,
    "gelu": exact_gelu,
    "identity": exact_identity,
}


def assert_right(value: torch.Tensor, exact: float, name: str, z: float, order: int) -> None:
    """Right to the digits of the dtype, in the tails as well; and no 0 where the dtype has a number.

    The slack: e^−z²/2 of GELU changes by z² units of its last place when z changes by one of its own; near
    a zero of a derivative only the absolute error means something; and what lies below the smallest
    normal number has fewer digits.
    """
    info = torch.finfo(value.dtype)
    condition = 1 + z * z if name == "gelu" else 1
    near_a_zero = abs(z) < 5 and order > 0
    slack = 16 * info.eps * condition * (abs(exact) + near_a_zero + info.smallest_normal)
    assert abs(float(value) - exact) <= slack, (name, z, order, float(value), exact)
    assert float(value) != 0 or near_a_zero or abs(exact) < info.smallest_normal


def test_the_settings_offer_exactly_the_activations_there_are():
    assert tuple(ACTIVATIONS) == config.ACTIVATIONS


@every_activation
def test_slope_and_curvature_are_what_autograd_says(phi):
    z = Z.clone().requires_grad_()
    (slope,) = torch.autograd.grad(phi.phi(z).sum(), z)
    torch.testing.assert_close(phi.dphi(Z), slope, rtol=1e-9, atol=1e-12)
    (curvature,) = torch.autograd.grad(phi.dphi(z).sum(), z)
    torch.testing.assert_close(phi.d2phi(Z), curvature, rtol=1e-9, atol=1e-12)


@every_activation
def test_slope_and_curvature_are_the_central_differences(phi):
    step = 1e-5
    slope = (phi.phi(Z + step) - phi.phi(Z - step)) / (2 * step)
    torch.testing.assert_close(phi.dphi(Z), slope, rtol=1e-7, atol=1e-9)
    curvature = (phi.dphi(Z + step) - phi.dphi(Z - step)) / (2 * step)
    torch.testing.assert_close(phi.d2phi(Z), curvature, rtol=1e-7, atol=1e-9)


@every_activation
@both_dtypes
@pytest.mark.parametrize("z", [60.0, -60.0, 17.0, -17.0, 44.0, -44.0, 12.0, -12.0, 0.0])
def test_function_slope_and_curvature_are_right_at_both_ends(phi, dtype, z):
    # As one number and among many: torch has different code for the two.
    for shape in ((), (33,)):
        here = torch.full(shape, z, dtype=dtype)
        for order, function in enumerate((phi.phi, phi.dphi, phi.d2phi)):
            value = function(here).flatten()[-1]
            assert_right(value, EXACT[phi.name](z)[order], phi.name, z, order)


@given(z=st.floats(-80, 80, width=32), dtype=st.sampled_from([torch.float32, torch.float64]))
def test_function_slope_and_curvature_are_right_from_minus_80_to_80(z, dtype):
    here = torch.tensor([z], dtype=dtype)
    for name, phi in ACTIVATIONS.items():
        for order, function in enumerate((phi.phi, phi.dphi, phi.d2phi)):
            assert_right(function(here)[0], EXACT[name](z)[order], name, z, order)


@given(z=st.floats(-80, 80, width=32), dtype=st.sampled_from([torch.float32, torch.float64]))
def test_autograd_through_each_of_them_is_right_from_minus_80_to_80(z, dtype):
    for name, phi in ACTIVATIONS.items():
        for order, function in enumerate((phi.phi, phi.dphi, phi.d2phi)):
            here = torch.tensor([z], dtype=dtype, requires_grad=True)
            (gradient,) = torch.autograd.grad(function(here).sum(), here)
            assert_right(gradient[0], EXACT[name](z)[order + 1], name, z, order + 1)


@every_activation
@both_dtypes
def test_autograd_stays_finite_far_out_twice_over(phi, dtype):
    for function in (phi.phi, phi.dphi, phi.d2phi):
        z = torch.tensor([-1e4, -700, -90, 90, 700, 1e4], dtype=dtype, requires_grad=True)
        (once,) = torch.autograd.grad(function(z).sum(), z, create_graph=True)
        assert torch.isfinite(once).all()
        if once.requires_grad:
            (twice,) = torch.autograd.grad(once.sum(), z)
            assert torch.isfinite(twice).all()


@every_activation
@forward_mode
def test_each_of_them_passes_gradcheck_backwards_and_forwards(phi, randn):
    z = (3 * randn(4, 5)).requires_grad_()
    with torch.random.fork_rng():  # gradcheck draws from torch's global generator
        for function in (phi.phi, phi.dphi, phi.d2phi):
            assert torch.autograd.gradcheck(function, z, check_forward_ad=True, check_batched_grad=True)
            if phi.name in SMOOTH:
                assert torch.autograd.gradgradcheck(function, z)


@every_activation
@forward_mode
def test_each_of_them_works_under_the_transforms_of_torch_func(phi, randn):
    z, dz = randn(4, 5), randn(4, 5)
    slope, curvature = phi.dphi(z), phi.d2phi(z)
    for jacobian in (torch.func.jacrev, torch.func.jacfwd):
        J = torch.func.vmap(jacobian(phi.phi))(z)  # (4, 5, 5), diagonal
        torch.testing.assert_close(J, torch.diag_embed(slope))
        J = torch.func.vmap(jacobian(phi.dphi))(z)
        torch.testing.assert_close(J, torch.diag_embed(curvature))
    torch.testing.assert_close(torch.func.jvp(phi.phi, (z,), (dz,))[1], slope * dz)
    H = torch.func.hessian(lambda one: phi.phi(one).sum())(z[0])
    torch.testing.assert_close(H, torch.diag(curvature[0]))


@every_activation
@forward_mode
def test_the_transforms_find_the_same_slope_inside_no_grad(phi, randn):
    z, dz = randn(5), randn(5)
    with torch.no_grad():
        for derived in (phi.phi, torch.func.vmap(phi.phi)):
            torch.testing.assert_close(torch.func.jvp(derived, (z,), (dz,))[1], phi.dphi(z) * dz)
            torch.testing.assert_close(torch.func.jacrev(derived)(z), torch.diag(phi.dphi(z)))


@every_activation
def test_inference_mode_gives_the_same_bits(phi, randn):
    z = randn(100)
    with torch.inference_mode():
        inside = [function(z) for function in (phi.phi, phi.dphi, phi.d2phi)]
    for function, value in zip((phi.phi, phi.dphi, phi.d2phi), inside, strict=True):
        assert torch.equal(function(z), value)


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


@pytest.mark.parametrize("name", ["swish", None, ["tanh"]])
def test_an_unknown_name_is_answered_with_the_names_there_are(name):
    with pytest.raises(ValueError, match=r"activation must be one of sigmoid, tanh, .* but .*(swish|None|tanh).* came"):
        activation(name)
