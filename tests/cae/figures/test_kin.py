"""What is measured of each autoencoder of the line-up."""

import math

import pytest
import torch

from cae import Autoencoder, contraction, diagnostics
from cae.activations import ACTIVATIONS
from cae.data import load_dataset
from cae.figures.kin import BINS, Kin, about, angle, hist_range
from cae.objectives import reconstruction_error

DATA = load_dataset("digits")
KIN = Kin(DATA)


def made(*sizes: int, activation: str = "sigmoid", tied: bool = True, output: str = "sigmoid") -> Autoencoder:
    model = Autoencoder((64, *sizes), activation, tied, output, seed=2).requires_grad_(False)
    for b in model.b:
        b.uniform_(-0.5, 0.5, generator=torch.Generator().manual_seed(1))
    return model


@pytest.mark.parametrize("activation", list(ACTIVATIONS))
@pytest.mark.parametrize("sizes", [(12,), (20, 12), (20, 12, 6)])
@pytest.mark.parametrize("output", ["sigmoid", "linear"])
def test_every_number_is_what_the_package_s_own_functions_give(activation, sizes, output):
    model = made(*sizes, activation=activation, output=output)
    numbers, sections = KIN.often(model)
    more, others = KIN.seldom(model)
    h, r = model.encode(KIN.x), model(KIN.x)
    assert numbers["error"] == pytest.approx(float((r - KIN.x).square().sum(1).mean()))
    assert numbers["penalty"] == pytest.approx(float(contraction.penalty(model, KIN.x).mean()), rel=1e-5)
    assert numbers["per_unit"] == pytest.approx(numbers["penalty"] / sizes[-1])
    assert numbers["sat"] == diagnostics.sat(h, model.activation)
    assert numbers["dead"] == diagnostics.constant_units(h)
    assert more["own_error"] == pytest.approx(float(reconstruction_error(model, KIN.x).mean()))
    assert KIN.held_out(model) == {name: numbers[name] for name in ("error", "penalty", "sat")}
    if len(sizes) == 1:  # the mean over all of the product is the product of the means for no one
        gain2 = model.activation.dphi(model.pre_activations(KIN.x)[0]).square()
        assert numbers["gain2"] == pytest.approx(float(gain2.mean()))
        assert numbers["norm2"] == pytest.approx(float(model.W[0].square().sum()))
    else:
        assert (numbers["gain2"], numbers["norm2"]) == (None, None)
    sigma = contraction.spectrum(model, KIN.x[:12])
    assert torch.allclose(torch.from_numpy(others["spectrum"]), sigma.square().mean(0).sqrt())
    assert more["hold90"] == diagnostics.leading_directions(sigma)
    assert more["curve_ends"] == pytest.approx([float(others["curve"][0]), float(others["curve"][-1])])
    assert len(sections["hist"]) == BINS
    assert float(sections["hist"].sum()) == pytest.approx(1, rel=1e-4)
    decoded = torch.from_numpy(sections["strip"].decoded())
    assert float((decoded - r[KIN.strip]).abs().max()) <= (sections["strip"].hi - sections["strip"].lo) / 255 + 1e-6


def test_the_curve_begins_at_what_the_jacobian_says():
    model = made(12)
    (_, sections), some = KIN.seldom(model), KIN.x[:24]
    limit = float((contraction.penalty(model, some).mean() / 64).sqrt())
    assert float(sections["curve"][0]) == pytest.approx(limit, rel=0.15)  # the mean of few is no root mean square
    assert sorted(KIN.radii) == KIN.radii


def test_noise_is_the_same_for_all_and_what_copies_it_takes_nothing_away():
    copies = made(64, activation="identity", tied=False, output="linear")
    eye = torch.eye(64)
    for parts in (copies.W, copies.V):
        parts[0].copy_(eye)
    for bias in (copies.b, copies.c):
        bias[0].zero_()
    noised = KIN.often(copies)[0]["noised"]
    assert noised["moved"] == pytest.approx(1, abs=1e-5)
    assert noised["restored"] == pytest.approx(0, abs=1e-5)
    assert noised["error"] == pytest.approx(64 * 0.25, rel=0.05)
    copies.V[0].zero_()  # r = 0, far from x
    assert KIN.often(copies)[0]["noised"]["restored"] < 0.5
    copies.W[0].zero_()
    assert KIN.often(copies)[0]["noised"]["moved"] == 0
    KIN.sigma = 1.0
    try:
        assert KIN.often(copies)[0]["noised"]["sigma"] == 1.0
    finally:
        KIN.sigma = 0.5


def test_shares_of_h_are_of_its_range_and_of_relu_of_exactly_0():
    flat = made(5)
    flat.W[0].zero_()
    flat.b[0].copy_(torch.tensor([-9.0, -9.0, 0.0, 0.0, 9.0]))
    numbers = KIN.often(flat)[0]
    assert (numbers["low"], numbers["middle"]) == (pytest.approx(0.4), pytest.approx(0.4))
    off = made(4, activation="relu", tied=False)
    off.W[0].zero_()
    off.b[0].copy_(torch.tensor([-1.0, -1.0, -1.0, 1.0]))
    numbers = KIN.often(off)[0]
    assert (numbers["low"], numbers["middle"]) == (0.75, None)
    numbers = KIN.often(made(4, activation="softplus"))[0]
    assert (numbers["low"], numbers["middle"]) == (None, None)


@pytest.mark.parametrize(
    ("activation", "h", "expected"),
    [
        ("sigmoid", [0.2, 0.4], [0, 1]),
        ("tanh", [0.2, 0.4], [-1, 1]),
        ("relu", [0.0, 0.0], [0, 1]),
        ("relu", [0.0, 5.0, 5.0], [0, 5]),
        ("identity", [-2.0, 3.0, 3.0], [-2, 3]),
    ],
)
def test_h_is_counted_over_its_range_or_over_where_most_of_it_lies(activation, h, expected):
    assert hist_range(torch.tensor([h]), ACTIVATIONS[activation]) == expected


def test_the_recipe_s_number_and_gradient_are_held_against_the_true_ones():
    model = made(12, 8, 4, activation="relu", tied=False, output="linear").requires_grad_(True)
    with torch.inference_mode():
        found = KIN.of_recipe(model)
        h = model.encode(KIN.x)
        taken = ((h * (1 - h)).square() @ model.W[-1].square().sum(1)).mean()
    assert found["number"] == pytest.approx(float(taken))
    assert found["on"] == int((h > 0).any(0).sum())
    assert 0 < found["angle"] < 180


def test_the_angle_is_0_where_the_two_are_one_and_none_where_one_is_nothing(monkeypatch):
    x = KIN.x[:32]
    model = made(6, activation="relu", tied=False, output="linear").requires_grad_(True)
    monkeypatch.setattr("cae.figures.kin.taken_for_penalty", lambda model, h: 3 * contraction.penalty(model, x))
    assert angle(model, x) == pytest.approx(0, abs=0.1)
    monkeypatch.setattr("cae.figures.kin.taken_for_penalty", lambda model, h: -contraction.penalty(model, x))
    assert angle(model, x) == pytest.approx(180, abs=0.1)
    with torch.no_grad():
        model.b[0].fill_(-1e3)  # no unit is ever on
    assert angle(model, x) is None


def test_what_a_model_is_made_of_is_told():
    assert about(made(12, 8, tied=False, output="linear")) == {
        "parameters": 2 * (64 * 12 + 12 * 8) + 12 + 8 + 64 + 12,
        "units": 8,
        "sizes": [64, 12, 8],
        "tied": False,
        "output": "linear",
        "activation": "sigmoid",
    }


def test_numbers_that_are_none_are_seen():
    model = made(12)
    model.W[0].fill_(math.nan)
    with pytest.raises(ValueError, match="finite"):
        KIN.seldom(model)
