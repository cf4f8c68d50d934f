"""Figures of units: their two factors, and how one's h is spread."""

import numpy as np
import pytest
import torch

from cae import Autoencoder, Trainer, contraction, figures
from cae.diagnostics import STATES, unit_states
from cae.inspection import ablation
from cae.thresholds import Thresholds


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
    assert drawn.layout.meta == {"hidden": 16, "unplaced": 0}


def test_units_are_told_apart_by_state_and_thresholds(model, x):
    strict = Thresholds(low=0.3, high=0.7, most=0.6)
    for thresholds in (Thresholds(), strict):
        traces = of_states(figures.factors(model, x, thresholds))
        states = unit_states(model, x, **thresholds.as_dict()).state
        for state in STATES:
            assert list(traces[f"state {state}"].customdata) == [j for j, own in enumerate(states) if own == state]
    given = unit_states(model, x, **strict.as_dict())
    assert of_states(figures.factors(model, x, states=given)).keys() == traces.keys()


def test_lines_join_equal_products(model, x):
    lines = [trace for trace in figures.factors(model, x).data if trace.meta["role"] == "reference"]
    assert lines
    for line in lines:
        np.testing.assert_allclose(line.x[0] * line.y[0], line.x[1] * line.y[1])


def test_a_unit_without_weights_has_no_place_and_is_counted(x):
    model = Autoencoder((64, 8)).requires_grad_(False)
    model.W[0][3].zero_()
    drawn = figures.factors(model, x)
    assert drawn.layout.meta == {"hidden": 8, "unplaced": 1}
    assert sum(len(trace.x) for trace in of_states(drawn).values()) == 7


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


def test_a_class_without_images_has_no_row(model, x, digits):
    labels = np.where(digits.y_test[:200] == 3, 4, digits.y_test[:200])
    drawn = figures.by_class(model, x, 5, labels, digits.classes)
    assert "3" not in {trace.y[0] for trace in drawn.data}
