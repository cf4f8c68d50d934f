"""Figures of units: their two factors, and how one's h is spread."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from cae import Autoencoder, Trainer, contraction, figures
from cae.diagnostics import STATES, unit_states
from cae.figures.axes import state_name
from cae.inspection import ablation
from cae.objectives import error_from_logits
from cae.thresholds import Thresholds

GOLDEN = Path(__file__).parents[2] / "golden"


@pytest.fixture(scope="module")
def model(digits) -> Autoencoder:
    return Trainer(Autoencoder((64, 16)), digits.x_train, 1.0, 3e-3).run(300).model.requires_grad_(False)


@pytest.fixture(scope="module")
def x(digits) -> torch.Tensor:
    return torch.from_numpy(digits.x_test[:200])


def of_states(drawn) -> dict:
    return {trace.meta["role"]: trace for trace in drawn.data if trace.meta["role"].startswith("state ")}


# -- factors -----------------------------------------------------------------------------------------------


def test_every_unit_stands_at_its_factors_whose_product_is_its_contribution(model, x):
    drawn = figures.factors(model, x)
    expected = contraction.per_unit(model, x).mean(0).numpy()
    seen = {}
    for trace in of_states(drawn).values():
        assert trace.meta["pins"] == "unit"
        seen |= {int(j): a * b for j, a, b in zip(trace.customdata, trace.x, trace.y, strict=True)}
    assert sorted(seen) == list(range(16))
    np.testing.assert_allclose([seen[j] for j in range(16)], expected, rtol=1e-5)
    assert "at 0" not in drawn.layout.xaxis.title.text + drawn.layout.yaxis.title.text


def test_units_are_told_apart_by_state_and_thresholds(model, x):
    strict = Thresholds(low=0.3, high=0.7, most=0.6)
    for thresholds in (Thresholds(), strict):
        traces = of_states(figures.factors(model, x, thresholds))
        states = unit_states(model, x, **thresholds.as_dict()).state
        for state in STATES:
            assert list(traces[f"state {state}"].customdata) == [j for j, own in enumerate(states) if own == state]
    given = unit_states(model, x, **strict.as_dict())
    assert of_states(figures.factors(model, x, states=given)).keys() == traces.keys()


def lines_of(drawn) -> list:
    return [trace for trace in drawn.data if trace.meta["role"] == "reference"]


def test_lines_join_equal_products(model, x):
    lines = lines_of(figures.factors(model, x))
    assert lines
    for line in lines:
        np.testing.assert_allclose(line.x[0] * line.y[0], line.x[1] * line.y[1])


def test_of_a_deep_encoder_the_product_is_not_called_the_contribution(x):
    for sizes, word in (((64, 8), "contribution"), ((64, 16, 8), "product")):
        drawn = figures.factors(Autoencoder(sizes).requires_grad_(False), x)
        assert lines_of(drawn)[0].text[0].startswith(word)


@pytest.fixture
def plain() -> Autoencoder:
    return Autoencoder((64, 8)).requires_grad_(False)


@pytest.mark.parametrize("decades", [0, 1, 4, 9, 11.5])
def test_axes_go_from_half_decade_to_half_decade_and_lines_are_few_and_never_move(decades, plain, x):
    plain.W[0].mul_(torch.logspace(0, -decades / 2, 8)[:, None])
    drawn = figures.factors(plain, x)
    for axis in (drawn.layout.xaxis, drawn.layout.yaxis):
        assert [2 * end % 1 for end in axis.range] == [0, 0]
        assert axis.range[1] - axis.range[0] >= 1
    for trace in of_states(drawn).values():
        for values, axis in ((trace.x, drawn.layout.xaxis), (trace.y, drawn.layout.yaxis)):
            assert ((10 ** axis.range[0] < values) & (values < 10 ** axis.range[1])).all()
    powers = [round(float(np.log10(line.x[0] * line.y[0]))) for line in lines_of(drawn)]
    assert 1 <= len(powers) <= 6
    for apart in set(np.diff(powers)):
        assert apart in (1, 2, 4, 8)
        assert not any(power % apart for power in powers), "more decades leave every second of them where it was"


def places(drawn) -> dict[int, tuple[float, float, str]]:
    """Of every unit its place and its symbol."""
    return {
        int(j): (float(a), float(b), symbol)
        for trace in of_states(drawn).values()
        for j, a, b, symbol in zip(trace.customdata, trace.x, trace.y, trace.marker.symbol, strict=True)
    }


def test_a_unit_without_weights_stands_at_the_lower_edge_and_the_axis_says_so(plain, x):
    plain.W[0][3].zero_()
    drawn = figures.factors(plain, x)
    found = places(drawn)
    assert sorted(found) == list(range(8))
    assert found[3] == (pytest.approx(1 / 16), 10 ** drawn.layout.yaxis.range[0], "triangle-down")
    assert {found[j][2] for j in found if j != 3} == {"circle"}
    assert drawn.layout.yaxis.title.text.endswith("; ▼ 1 unit at 0")
    assert "at 0" not in drawn.layout.xaxis.title.text


def test_units_that_follow_nothing_stand_at_the_left_edge_where_they_can_be_pinned(plain, x):
    plain.b[0][[2, 5]] = 1e3  # h is 1 in float32, and its slope 0
    drawn = figures.factors(plain, x)
    found = places(drawn)
    norm2 = plain.W[0].square().sum(1)
    for j in (2, 5):
        assert found[j] == (10 ** drawn.layout.xaxis.range[0], pytest.approx(float(norm2[j])), "triangle-left")
    assert {found[j][2] for j in found if j not in (2, 5)} == {"circle"}
    assert drawn.layout.xaxis.title.text.endswith("; ◀ 2 units at 0")
    assert all(trace.meta["pins"] == "unit" for trace in of_states(drawn).values())


def test_what_has_no_place_on_a_log_axis_of_twelve_decades_stands_at_its_edge_too(plain, x):
    plain.W[0][3].mul_(1e-7)
    drawn = figures.factors(plain, x)
    assert places(drawn)[3][2] == "triangle-down"
    assert drawn.layout.yaxis.range[0] > -4


@pytest.mark.parametrize("bias", [0.0, 1e3])
def test_all_units_at_0_stand_at_the_edges_of_axes_that_there_are(bias, plain, x):
    plain.W[0].zero_()
    plain.b[0].fill_(bias)
    drawn = figures.factors(plain, x)
    found = places(drawn)
    assert len(found) == 8
    assert np.isfinite([place[:2] for place in found.values()]).all()
    for axis in (drawn.layout.xaxis, drawn.layout.yaxis):
        assert axis.range[0] < axis.range[1]
    assert drawn.layout.yaxis.title.text.endswith("; ▼ 8 units at 0")
    assert drawn.layout.xaxis.title.text.endswith("; ◀ 8 units at 0") == (bias > 0)


@pytest.mark.parametrize(("activation", "name"), [("sigmoid", "mean (h(1−h))²"), ("tanh", "mean φ′²")])
def test_the_slope_goes_by_its_name(activation, name, x):
    model = Autoencoder((64, 8), activation).requires_grad_(False)
    assert figures.factors(model, x).layout.xaxis.title.text.startswith(name)


# -- histogram ---------------------------------------------------------------------------------------------


def test_every_image_is_counted_once_where_its_h_lies(model, x):
    h = model.encode(x)[:, 5].double().numpy()
    drawn = figures.histogram(model, x, 5)
    counts = np.concatenate([trace.y for trace in of_states(drawn).values()])
    middles = np.concatenate([trace.x for trace in of_states(drawn).values()])
    assert counts.sum() == 200
    for middle, count in zip(middles, counts, strict=True):
        assert count == ((h >= middle - 0.01) & (h < middle + 0.01)).sum()


def test_what_lies_beyond_the_thresholds_is_told_and_stands_in_the_colour_of_its_state(model, x):
    cuts = Thresholds(low=0.2, high=0.6)
    h = model.encode(x)[:, 5]
    drawn = figures.histogram(model, x, 5, thresholds=cuts)
    meta = drawn.layout.meta
    assert (meta["below"], meta["above"]) == (
        pytest.approx(float((h < 0.2).double().mean())),
        pytest.approx(float((h > 0.6).double().mean())),
    )
    traces = of_states(drawn)
    assert max(traces["state saturated at 0"].x) < 0.2 < min(traces["state swings"].x)
    assert max(traces["state swings"].x) < 0.6 < min(traces["state saturated at 1"].x)


def test_an_activation_without_a_range_has_no_thresholds(digits, x):
    model = Trainer(Autoencoder((64, 8), "relu"), digits.x_train).run(50).model.requires_grad_(False)
    drawn = figures.histogram(model, x, 1)
    assert (drawn.layout.meta["below"], drawn.layout.meta["above"]) == (None, None)
    assert [trace.meta["role"] for trace in drawn.data if len(trace.x)] == ["state swings"]


def test_an_image_is_marked_at_its_own_h(model, x):
    (mark,) = [trace for trace in figures.histogram(model, x, 5, image=7).data if trace.meta["role"] == "mark"]
    assert mark.x[0] == pytest.approx(float(model.encode(x[7:8])[0, 5]))


# -- by class ----------------------------------------------------------------------------------------------


def test_every_class_has_its_spread_and_what_it_loses_without_the_unit(model, x, digits):
    labels = digits.y_test[:200]
    drawn = figures.by_class(model, x, 5, labels, digits.classes, image=7)
    gain = model.activation.dphi(model.pre_activations(x)[0])[:, 5].double().numpy()
    lost = ablation(model, x, 5)
    spreads = [trace for trace in drawn.data if trace.type == "scatter" and trace.meta["role"] != "mark"]
    bars = [trace for trace in drawn.data if trace.type == "bar"]
    assert [trace.y[0] for trace in spreads] == [trace.y[0] for trace in bars] == list(digits.classes)
    for k, (spread, bar) in enumerate(zip(spreads, bars, strict=True)):
        own = torch.from_numpy(labels == k)
        np.testing.assert_allclose(spread.x, np.quantile(gain[own], [0.1, 0.5, 0.9]))
        share = float(lost.clamped[own].double().mean() / lost.error[own].double().mean()) - 1
        assert bar.x[0] == pytest.approx(share)
        assert spread.meta["role"] == bar.meta["role"] == f"class {k}"
    (mark,) = [trace for trace in drawn.data if trace.meta["role"] == "mark"]
    assert (mark.x[0], mark.y[0]) == (gain[7], digits.classes[labels[7]])


@pytest.mark.parametrize(
    ("sizes", "settings"),
    [((64, 8), {}), ((64, 8), {"tied": False}), ((64, 12), {"activation": "relu", "output": "linear", "tied": False}),
     ((64, 20, 8), {"activation": "tanh"}), ((64, 16, 12, 8), {"activation": "softplus", "tied": False})],
)  # fmt: skip
def test_of_any_model_it_is_told_what_the_unit_is_worth_to_all_images(sizes, settings, x, digits):
    model = Autoencoder(sizes, **settings, seed=1).requires_grad_(False)
    for W in model.W:
        W.mul_(3)
    labels = digits.y_test[:200]
    drawn = figures.by_class(model, x, 5, labels, digits.classes)
    h = model.encode(x)
    without = h.clone()
    without[:, 5] = h[:, 5].mean()
    error, clamped = (error_from_logits(model, model.logits(code), x).double() for code in (h, without))
    meta = drawn.layout.meta
    assert meta["mean_h"] == pytest.approx(float(h[:, 5].mean()), rel=1e-4)
    assert meta["error"] == pytest.approx(float(error.mean()), rel=1e-4)
    assert meta["clamped"] == pytest.approx(float(clamped.mean()), rel=1e-4)
    threes = torch.from_numpy(labels == 3)
    bar = next(trace for trace in drawn.data if trace.type == "bar" and trace.y[0] == "3")
    assert bar.x[0] == pytest.approx(float(clamped[threes].mean() / error[threes].mean()) - 1, abs=1e-4)
    (left, _) = drawn.layout.annotations
    assert left.text == ("φ′" if "activation" in settings else "h(1−h)")


def test_a_class_without_images_has_no_row(model, x, digits):
    labels = np.where(digits.y_test[:200] == 3, 4, digits.y_test[:200])
    drawn = figures.by_class(model, x, 5, labels, digits.classes)
    assert "3" not in {trace.y[0] for trace in drawn.data}


# -- names of states ---------------------------------------------------------------------------------------


def test_a_state_is_called_what_the_activation_calls_it():
    for activation, names in json.loads((GOLDEN / "states.json").read_text()).items():
        assert {state: state_name(state, activation) for state in names} == names


@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_figures_name_states_as_the_activation_does_and_keep_their_roles(activation, x):
    model = Autoencoder((64, 16), activation=activation, seed=0).requires_grad_(False)
    for drawn in (figures.states(model, x), figures.factors(model, x)):
        named = {role.removeprefix("state "): trace.name for role, trace in of_states(drawn).items()}
        assert named == {state: state_name(state, activation) for state in STATES}
