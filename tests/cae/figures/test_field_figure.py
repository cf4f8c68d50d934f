import json
import math

import numpy as np
import pytest
import torch

from cae import Autoencoder, figures
from cae.field import AlongCurve, along_curve, unit_lines
from cae.field import field as field_at
from cae.figures.figure import told
from cae.figures.plots import field as module
from cae.planar import ring


@pytest.fixture
def model(order_one) -> Autoencoder:
    return order_one((2, 5), activation="tanh", output="linear").requires_grad_(False)


def named(drawn, name: str):
    (trace,) = [trace for trace in drawn.data if trace.name == name]
    return trace


def pieces(trace, points: int) -> np.ndarray:
    """The lines of a trace, (n, points, 2)."""
    flat = np.append(np.column_stack([trace.x, trace.y]), [[np.nan, np.nan]], 0)
    flat = flat.reshape(-1, points + 1, 2)
    assert np.isnan(flat[:, -1]).all()
    return flat[:, :-1]


def test_its_heat_is_the_penalty_on_a_grid(model, randn):
    heat = named(figures.field(model, randn(20, 2), reach=3.0, count=7), "‖J‖²")
    at = torch.tensor([[x, y] for y in heat.y for x in heat.x])
    np.testing.assert_allclose(np.reshape(heat.z, -1), field_at(model, at).penalty, rtol=1e-5)
    assert (heat.x[0], heat.x[-1], heat.zmin) == (-3.0, 3.0, 0.0)


def test_its_arrows_point_where_the_reconstruction_goes_and_none_is_longer_than_the_room(model, randn):
    arrows = pieces(named(figures.field(model, randn(20, 2), reach=3.0), "r(x) − x"), 5)
    assert len(arrows) == module.ARROWS**2
    start, way = torch.from_numpy(arrows[:, 0]).double(), torch.from_numpy(arrows[:, 1] - arrows[:, 0]).double()
    pull = field_at(model, start).pull
    factor = (way * pull).sum(1) / pull.square().sum(1)
    torch.testing.assert_close(way, factor.mean() * pull, rtol=0, atol=1e-5)
    room = float((start[1] - start[0]).norm())
    assert float(way.norm(dim=1).max()) == pytest.approx(room, rel=1e-4)


def test_its_ellipses_are_wide_along_the_first_direction_and_to_one_scale(model, randn):
    ellipses = pieces(named(figures.field(model, randn(20, 2), reach=3.0), "J’s directions"), module.EDGES + 1)
    middle = torch.from_numpy(ellipses[:, :-1].mean(1)).double()
    found = field_at(model, middle)
    away = torch.from_numpy(ellipses).double() - middle[:, None]
    widest = away[:, 0]  # t = 0
    factor = float(widest.norm(dim=1).max() / found.sigma.max())
    torch.testing.assert_close(widest.norm(dim=1), factor * found.sigma[:, 0], rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(away[:, module.EDGES // 4].norm(dim=1), factor * found.sigma[:, 1], rtol=1e-3, atol=1e-5)


def test_its_lines_are_those_of_the_units_that_cross_it(model, randn):
    lines = unit_lines(model, 3.0)
    lines = lines[lines.isfinite().all(2).all(1)]
    np.testing.assert_allclose(
        pieces(named(figures.field(model, randn(20, 2), reach=3.0), "units"), 2), lines, rtol=1e-5
    )


def test_along_a_curve_its_numbers_are_those_of_the_measure_and_the_sentence_has_them(model, order_one):
    other = order_one((2, 5), seed=3, activation="tanh", output="linear")
    at, tangent = ring(40)
    meta = figures.field(model, at, other, tangent).layout.meta
    own, without = along_curve(model, at, tangent), along_curve(other, at, tangent)
    assert (meta["ratio"], meta["cosine"], meta["error"]) == (own.ratio, own.cosine, own.error)
    assert meta["reference_ratio"] == without.ratio
    assert f"(at λ = 0 {without.ratio:.3g} times)" in meta["says"]
    assert meta["expects"].endswith("?")


def test_without_one_they_are_of_the_first_direction_at_the_typical_point(model, randn):
    x = randn(21, 2)
    meta = figures.field(model, x).layout.meta
    sigma = field_at(model, x).sigma
    assert meta["ratio"] == float((sigma[:, 0] / sigma[:, 1]).median())
    assert (meta["cosine"], meta["reference_ratio"]) == (None, None)


@pytest.mark.parametrize(
    ("ratio", "without", "curve", "sentence"),
    [
        (2.9, 1.8, True, "The code moves 2.9 times as far along the curve as across it (at λ = 0 1.8 times); "),
        (1.0, None, True, "The code moves about as far along the curve as across it; "),
        (0.5, None, True, "The code moves only 0.5 times as far along the curve as across it; "),
        (2.9, math.inf, False, "At the typical point the code moves 2.9 times as far along its first direction as "),
        (
            1.01,
            None,
            False,
            "At the typical point the code moves about as far along its first direction as across it; ",
        ),
        (
            math.inf,
            2.0,
            False,
            "At the typical point the code moves along its first direction only (at λ = 0 2 times); ",
        ),
        (1e9, None, True, "The code moves along the curve only; "),
        (math.nan, math.nan, True, "The code does not move at all; "),
    ],
)
def test_its_sentence_is_true_of_every_number(ratio, without, curve, sentence):
    own = AlongCurve(1.0, ratio, 0.0071)
    said = module._sentence(own, None if without is None else AlongCurve(1.0, without, 0.0), curve)
    assert said.startswith(sentence)
    assert said.endswith("; 0.71 % of the data’s variance is lost in the reconstruction.")


@pytest.mark.parametrize("hidden", [1, 3])
def test_one_unit_or_none_that_moves_has_a_figure_that_can_be_sent(hidden, randn):
    for scale in (1.0, 0.0):
        model = Autoencoder((2, hidden), output="linear").requires_grad_(False)
        model.W[0].mul_(scale)
        drawn = figures.field(model, randn(9, 2).float(), count=4)
        json.dumps(told(drawn))
        assert ("only" in drawn.layout.meta["says"]) == (hidden == 1 and scale == 1)
        assert ("not move at all" in drawn.layout.meta["says"]) == (scale == 0)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"model": Autoencoder((3, 4), output="linear"), "x": torch.zeros(4, 3)},
            "must have two inputs .*, but it has 3",
        ),
        ({"x": torch.ones(4, 2)}, "x must hold points that differ, but all 4 are alike"),
        ({"x": torch.zeros(1, 2)}, "x must hold at least 2 images, but 1 came"),
        ({"x": torch.full((4, 2), math.nan)}, "x must hold finite numbers only"),
        ({"reach": 0.0}, "reach must be a finite number above 0, but 0.0 came"),
        ({"count": 1}, "count must be a whole number from 2 to 400, but 1 came"),
        ({"tangent": torch.ones(3, 2)}, "a tangent a point, but 3 came for 4 points"),
        ({"reference": Autoencoder((3, 4))}, "must have two inputs"),
    ],
)
def test_what_is_not_of_the_plane_is_refused_in_words(change, sentence):
    x = torch.tensor([[0.0, 1.0], [1.0, 0.0], [2.0, 1.0], [0.5, 0.5]])
    with pytest.raises(ValueError, match=sentence):
        figures.field(**{"model": Autoencoder((2, 4), output="linear"), "x": x} | change)
