"""Figures along a training or along λ."""

import numpy as np
import pytest
import torch

from cae import Autoencoder, figures
from cae.diagnostics import STATES, unit_states
from cae.figures.axes import lambda_axis
from cae.figures.way import Way

H = 8


def way(over: str, at: list[float], lam: list[float] | None = None) -> Way:
    rng = np.random.default_rng(0)
    counts = np.array([rng.multinomial(H, [0.2] * 5) for _ in at], float)
    return Way(
        over,
        np.array(at, float),
        np.array(at if lam is None else lam, float),
        counts,
        rng.random((len(at), H, 4)).astype("f4"),
    )


LAMBDA = way("lambda", [0.0, 0.1, 1.0, 10.0])
STEPS = way("step", [0, 100, 200, 300], [0.1, 0.1, 3.0, 3.0])


def test_0_has_a_place_left_of_the_smallest_lambda_above_it():
    places, axis = lambda_axis([0, 0.01, 0.1, 1, 10, 100])
    assert np.diff(places) == pytest.approx([0.5, 1, 1, 1, 1])
    assert axis["ticktext"] == ["0", "0.01", "0.1", "1", "10", "100"]
    assert axis["range"][0] < places[0] < places[-1] < axis["range"][1]


@pytest.mark.parametrize("lambdas", [[0], [0.3], [0, 0.3], [2, 3]])
def test_an_axis_of_few_lambdas_has_a_range_and_a_tick(lambdas):
    places, axis = lambda_axis(lambdas)
    assert axis["range"][0] < axis["range"][1]
    assert axis["tickvals"]
    assert np.isfinite(places).all()


@pytest.mark.parametrize("given", [LAMBDA, STEPS])
def test_a_path_is_one_unit_s_gain_length_and_share(given):
    drawn = figures.path(given, 3)
    gain, norm, share = drawn.data
    np.testing.assert_allclose(gain.y, given.paths[:, 3, 0])
    np.testing.assert_allclose(np.square(norm.y), given.paths[:, 3, 2], rtol=1e-5)
    np.testing.assert_allclose(share.y, given.paths[:, 3, 3])
    assert list(gain.customdata) == [0, 1, 2, 3]
    assert drawn.layout.xaxis3.title.text == ("λ" if given is LAMBDA else "step")


def of(drawn, state: str):
    (trace,) = [trace for trace in drawn.data if trace.meta["role"] == f"state {state}"]
    return trace


@pytest.mark.parametrize("given", [LAMBDA, STEPS])
def test_states_are_counted_along_the_way(given, digits):
    model, x = Autoencoder((64, H)), torch.from_numpy(digits.x_test[:20])
    drawn = figures.states(model, x, way=given)
    for k, state in enumerate(STATES):
        np.testing.assert_array_equal(of(drawn, state).y, given.counts[:, k])
    assert drawn.layout.meta == {"hidden": H}


def test_where_lambda_changed_there_is_a_line_with_its_name(digits):
    drawn = figures.states(Autoencoder((64, H)), torch.from_numpy(digits.x_test[:20]), way=STEPS)
    (line,) = [trace for trace in drawn.data if trace.meta["role"] == "reference"]
    assert (list(line.x), line.text[1]) == ([200, 200], "λ 3")


@pytest.mark.parametrize("given", [None, way("step", [0])])
def test_without_a_way_the_states_are_those_of_now(given, digits):
    model, x = Autoencoder((64, H)).requires_grad_(False), torch.from_numpy(digits.x_test[:20])
    drawn = figures.states(model, x, way=given)
    for state, count in unit_states(model, x).counts().items():
        assert list(of(drawn, state).x) == [count]
