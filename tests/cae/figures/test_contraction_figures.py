"""The contraction curve and the tangents; the spectrum's are in ``test_spectrum``."""

import json
import math

import numpy as np
import pytest
import torch

from cae import Autoencoder, Trainer, contraction, diagnostics, figures
from cae.directions import leading
from cae.figures.figure import find, told
from cae.figures.plots import contraction_curve as curve_module
from cae.figures.plots.tangents import _sentence as tangents_sentence
from cae.inspection import blind_directions
from cae.neighbours import typical_distance
from cae.probing import control


@pytest.fixture(scope="module")
def model(digits) -> Autoencoder:
    return Trainer(Autoencoder((64, 16)), digits.x_train, 0.3, 3e-3).run(100).model


@pytest.fixture(scope="module")
def plain(digits) -> Autoencoder:
    return Trainer(Autoencoder((64, 16)), digits.x_train, 0.0, 3e-3).run(100).model


@pytest.fixture(scope="module")
def x(digits) -> torch.Tensor:
    return torch.from_numpy(digits.x_test[:60])


def named(drawn, name: str):
    (trace,) = [trace for trace in drawn.data if trace.name == name]
    return trace


# -- the curve ---------------------------------------------------------------------------------------------


def test_it_is_the_curve_of_diagnostics_with_its_spread_and_the_rms_beside_it(model, x):
    drawn = figures.contraction_curve(model, x, radii=[0.5, 2.0], directions=3, seed=4)
    curve = diagnostics.contraction_curve(model, x, [0.5, 2.0], 3, 4)
    for name, values in (
        ("mean", curve.mean),
        ("root mean square", curve.rms),
        ("10 % of the images", curve.low),
        ("10 to 90 % of the images", curve.high),
    ):
        np.testing.assert_allclose(named(drawn, name).y, values, rtol=1e-6)
        assert list(named(drawn, name).x) == [0.5, 2.0]
    assert drawn.layout.meta["images"] == 60
    assert not any(trace.line.color for trace in drawn.data)  # colours are the page's


def test_its_dot_is_where_the_rms_goes_at_radius_0(model, x):
    drawn = figures.contraction_curve(model, x, radii=[1e-6, 1.0], directions=200)
    (dot,) = named(drawn, "√(mean ‖J‖²/D)").y
    assert dot == pytest.approx(float((contraction.penalty(model, x).mean() / 64).sqrt().detach()), rel=1e-5)
    rms = named(drawn, "root mean square").y[0]
    assert rms == pytest.approx(dot, rel=0.02)
    assert named(drawn, "mean").y[0] < rms  # the mean lies below: it is not what goes there


def test_by_default_it_reaches_from_close_by_to_well_beyond_the_nearest_neighbour_which_is_marked(model, x):
    drawn = figures.contraction_curve(model, x)
    neighbour = typical_distance(x)
    radius = named(drawn, "mean").x
    assert len(radius) == 12
    assert radius[0] < 0.05 * neighbour
    assert radius[-1] == pytest.approx(3 * neighbour)
    assert drawn.layout.meta["neighbour"] == neighbour
    (mark,) = [trace for trace in drawn.data if trace.name.startswith("nearest neighbour")]
    assert list(mark.x) == [neighbour, neighbour]


def test_the_model_at_lambda_0_is_drawn_beside_it_and_told(model, plain, x):
    drawn = figures.contraction_curve(model, x, plain, radii=[0.5, 2.0], seed=1)
    other = named(drawn, "mean at λ = 0")
    assert other.meta["role"] == "reference"
    np.testing.assert_allclose(other.y, diagnostics.contraction_curve(plain, x, [0.5, 2.0], 4, 1).mean, rtol=1e-6)
    assert drawn.layout.yaxis.range[1] > max(other.y)
    assert "At λ = 0 it" in drawn.layout.meta["says"]
    assert "λ = 0" not in figures.contraction_curve(model, x).layout.meta["says"]


def made(z: float, activation: str = "sigmoid") -> Autoencoder:
    """A unit that looks along the first of 4 pixels, z at an image of zeros."""
    model = Autoencoder((4, 1), activation).requires_grad_(False)
    model.W[0].copy_(torch.tensor([[3.0, 0.0, 0.0, 0.0]]))
    model.b[0].fill_(z)
    return model


@pytest.mark.parametrize(
    ("z", "activation", "kind", "why"),
    [
        (0.0, "sigmoid", "falls", "the farther from the images, the less the code moves for the way gone"),
        (-6.0, "sigmoid", "rises", "the nearer to the images, the more the code contracts"),
        (-3.0, "sigmoid", "peaks", "the code contracts less some way off than at the images and far from them"),
        (0.0, "identity", "stays", "the code contracts alike near the images and far from them"),
        (-1e3, "relu", "stays", "The ratio is 0 at every radius: the code does not move at all."),
    ],
)
def test_its_sentence_says_what_this_model_does(z, activation, kind, why):
    x = torch.tensor([[0.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0]])
    radii = np.linspace(0.1, 2.5 if kind == "rises" else 12.0, 12)
    drawn = figures.contraction_curve(made(z, activation), x, radii=radii, directions=50)
    meta = drawn.layout.meta
    assert meta["kind"] == kind
    assert why in meta["says"]
    assert meta["expects"].endswith("?")
    json.dumps(told(drawn), allow_nan=False)  # it can be sent


def test_where_contraction_is_strongest_some_way_off_that_is_said():
    assert set(curve_module.WHY) == {"rises", "falls", "peaks", "dips", "stays"}
    curve = diagnostics.ContractionCurve(*(torch.tensor(v) for v in ([1.0, 2, 3], *[[0.3, 0.1, 0.4]] * 4)))
    expected = (
        "The ratio falls from 0.3 to 0.1 at 2, then rises to 0.4: the code contracts most some way off the images."
    )
    assert curve_module._sentence("The ratio", curve) == expected


def test_of_a_wide_model_fewer_images_are_measured_but_neighbours_are_sought_among_all(x, monkeypatch):
    whole = figures.contraction_curve(Autoencoder((64, 16)), x).layout.meta
    monkeypatch.setattr(curve_module, "OPERATIONS", 1)
    few = figures.contraction_curve(Autoencoder((64, 16)), x).layout.meta
    assert (whole["images"], few["images"]) == (60, 20)
    assert few["neighbour"] == whole["neighbour"]
    assert figures.contraction_curve(Autoencoder((64, 8, 4)), x, directions=1).layout.meta["images"] == 20


def test_of_a_model_in_training_few_images_are_measured(model, digits):
    x = torch.from_numpy(digits.x_test)
    whole, quick = (figures.contraction_curve(model, x, quick=quick) for quick in (False, True))
    assert (whole.layout.meta["images"], quick.layout.meta["images"]) == (397, 100)
    np.testing.assert_allclose(named(quick, "mean").y, named(whole, "mean").y, rtol=0.05)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"radii": [1.0]},
            "radii must be at least two to draw a curve, but 1 came; diagnostics.contraction_curve gives",
        ),
        ({"radii": []}, "radii must be at least two to draw a curve, but 0 came"),
        ({"radii": [0.0, 1.0]}, "radii must be a sequence of finite numbers above 0, but"),
        ({"radii": [-1.0, 1.0]}, "radii must be a sequence of finite numbers above 0, but"),
        ({"radii": [1.0, math.inf]}, "radii must be a sequence of finite numbers above 0, but"),
        ({"directions": 0}, "directions must be a whole number of at least 1, but 0 came"),
        ({"x": torch.full((9, 64), 0.5)}, "x must hold images that differ, but all 9 are alike"),
        ({"x": torch.zeros(1, 64)}, "x must hold at least 2 images, but 1 came"),
        ({"x": torch.full((3, 64), math.nan)}, "x must hold finite numbers only"),
        ({"x": torch.zeros(3, 63)}, r"x must have shape \(B, 64\), but \(3, 63\) came"),
        ({"reference": Autoencoder((63, 4))}, r"x must have shape \(B, 63\), but \(60, 64\) came"),
    ],
)
def test_what_no_curve_can_be_drawn_of_is_refused_in_words(change, sentence, x):
    with pytest.raises(ValueError, match=sentence):
        figures.contraction_curve(**{"model": Autoencoder((64, 4)), "x": x} | change)


# -- the tangents ------------------------------------------------------------------------------------------


def test_they_are_shown_as_images_after_the_image_and_its_reconstruction(model, x):
    drawn = figures.tangents(model, x, 7, k=4, seed=3)
    found, blind = leading(model, x[7:8], 4), blind_directions(model, x[7:8], x, 4)
    shown = [x[7], model(x[7:8])[0].detach(), control(64, 3), *found.v, *blind.directions]
    assert len(drawn.data) == len(shown) == len(drawn.layout.meta["multiples"])
    for trace, values in zip(drawn.data, shown, strict=True):
        np.testing.assert_allclose(trace.z, values.reshape(8, 8), rtol=0, atol=1e-6)
    assert [trace.meta["role"] for trace in drawn.data] == ["pixels"] * 2 + ["signed"] * 9
    for trace in drawn.data[2:]:
        assert trace.zmin == -trace.zmax
    meta = drawn.layout.meta
    assert meta["sigma"] == found.sigma.tolist()
    assert meta["random"] == found.random
    assert meta["ignored"] == blind.share.tolist()
    assert not any(trace.colorscale for trace in drawn.data)


def test_their_sentence_has_the_ratio_in_it(model, x):
    meta = figures.tangents(model, x, 7).layout.meta
    times = meta["sigma"][0] / meta["random"]
    assert f"moves {times:.3g} times as far as in a random direction" in meta["says"]
    assert meta["expects"].endswith("?")
    assert "follows no direction at all" in tangents_sentence([], 0.0)
    assert "follows all directions alike" in tangents_sentence([1.0, 1.0], 1.0)


def test_a_side_is_square_where_it_can_be_one_row_otherwise_or_as_it_is_given(order_one, rand):
    shapes = [
        np.shape(figures.tangents(order_one((D, 3)), rand(4, D), side=side).data[0].z)
        for D, side in ((9, None), (6, None), (6, (2, 3)), (2, None))
    ]
    assert shapes == [(3, 3), (1, 6), (2, 3), (1, 2)]


def test_one_image_alone_one_unit_and_a_code_that_follows_nothing_have_a_figure_too(rand):
    x = rand(1, 9).float()
    assert len(figures.tangents(Autoencoder((9, 1)), x).data) == 4
    nothing = Autoencoder((9, 2)).requires_grad_(False)
    nothing.W[0].zero_()
    drawn = figures.tangents(nothing, x)
    assert len(drawn.data) == 3
    json.dumps(told(drawn), allow_nan=False)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"image": 60}, "image must be a whole number from 0 to 59, but 60 came"),
        ({"side": (8, 7)}, "side must be rows and columns of 64 pixels, but 8 × 7 came"),
        ({"k": 0}, "k must be a whole number of at least 1, but 0 came"),
        ({"x": torch.full((3, 64), math.nan)}, "x must hold finite numbers only"),
    ],
)
def test_what_has_no_tangents_is_refused(change, sentence, x):
    with pytest.raises(ValueError, match=sentence):
        figures.tangents(**{"model": Autoencoder((64, 4)), "x": x} | change)


def test_pages_know_what_the_figures_are_of():
    assert find("contraction_curve").required == {"model", "x"}
    assert {"reference", "radii"} <= find("contraction_curve").needs
    assert {"image", "side"} <= find("tangents").needs
    assert find("field").required == {"model", "x"}
