"""Figures along a training or along λ."""

import numpy as np
import pytest
import torch

from cae import Autoencoder, figures
from cae.diagnostics import STATES, unit_states
from cae.figures.axes import lambda_axis
from cae.figures.way import Way

H = 8


def way(over: str, at: list[float], lam: list[float] | None = None, place: list[int] | None = None) -> Way:
    rng = np.random.default_rng(0)
    return Way(
        over,
        np.array(at, float),
        place=np.array([-1] * len(at) if place is None else place),
        lam=np.array(at if lam is None else lam, float),
        counts=np.array([rng.multinomial(H, [0.2] * 5) for _ in at], float),
        paths=rng.random((len(at), H, 4)).astype("f4"),
    )


# Of this atlas not all models are there.
LAMBDA = way("lambda", [0.0, 0.1, 1.0, 10.0], place=[0, 1, 3, 6])
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
    assert drawn.layout.xaxis3.title.text == ("λ" if given is LAMBDA else "step")


def test_a_path_is_three_small_plots_that_a_page_may_lay_out(digits):
    drawn = figures.path(STEPS, 3)
    assert drawn.layout.meta["multiples"] == [trace.name for trace in drawn.data]
    assert [(trace.xaxis, trace.yaxis) for trace in drawn.data] == [("x", "y"), ("x2", "y2"), ("x3", "y3")]


def counted(given: Way, digits):
    return figures.states(Autoencoder((64, H)), torch.from_numpy(digits.x_test[:20]), way=given)


def test_over_lambda_a_click_leads_to_the_place_in_the_atlas_and_the_place_shown_is_marked(digits):
    """A place is not the number of the point: of this atlas not all models are there."""
    bars = [trace for trace in counted(LAMBDA, digits).data if trace.meta["role"].startswith("state ")]
    for traces in (figures.path(LAMBDA, 3).data, bars):
        for trace in traces:
            assert trace.meta["pins"] == "at"
            assert list(trace.customdata) == [0, 1, 3, 6]
        assert any(trace.meta["marks"] for trace in traces)


def test_along_a_training_there_is_no_place_to_be_led_to(digits):
    for trace in (*figures.path(STEPS, 3).data, *counted(STEPS, digits).data):
        assert not {"pins", "marks"} & trace.meta.keys()


@pytest.mark.parametrize(
    ("given", "words"),
    [(LAMBDA, ["λ = 0", "λ = 0.1", "λ = 1", "λ = 10"]), (way("step", [0, 12000], [0.1, 3.0]),
     ["step 0, λ = 0.1", "step 12,000, λ = 3"])],
)  # fmt: skip
def test_a_point_of_a_path_says_where_it_is(given, words):
    for trace in figures.path(given, 3).data:
        assert list(trace.text) == words


def of(drawn, state: str):
    (trace,) = [trace for trace in drawn.data if trace.meta["role"] == f"state {state}"]
    return trace


@pytest.mark.parametrize("given", [LAMBDA, STEPS])
def test_states_are_counted_along_the_way(given, digits):
    model, x = Autoencoder((64, H)), torch.from_numpy(digits.x_test[:20])
    drawn = figures.states(model, x, way=given)
    for k, state in enumerate(STATES):
        np.testing.assert_array_equal(of(drawn, state).y, given.counts[:, k])
    last = dict(zip(STATES, given.counts[-1], strict=True))
    assert drawn.layout.meta == {"hidden": H, "counts": last, "over": given.over}


def test_every_bar_over_lambda_says_of_which_it_is(digits):
    for trace in counted(LAMBDA, digits).data:
        assert list(trace.text) == ["0", "0.1", "1", "10"]


@pytest.mark.parametrize("n", [2, 9, 17, 24, 64])
def test_the_first_and_the_last_bar_have_their_number_and_no_two_stand_closer_than_the_others(digits, n):
    axis = counted(way("lambda", list(np.geomspace(0.01, 100, n))), digits).layout.xaxis
    assert (axis.tickvals[0], axis.tickvals[-1]) == (0, n - 1)
    assert axis.ticktext[-1] == "100"
    apart = np.diff(axis.tickvals)
    assert apart[-1] >= apart.min() == apart[0]


def changes(drawn) -> list[tuple[float, str]]:
    """Where λ changed, and what is written there."""
    return [(trace.x[0], trace.text[1]) for trace in drawn.data if trace.meta["role"] == "reference"]


def test_where_lambda_changed_there_is_a_line_with_its_name(digits):
    assert changes(counted(STEPS, digits)) == [(200, "λ 3")]


def test_of_lines_close_together_as_many_are_named_as_there_is_room_for(digits):
    """Somebody who turns λ up and up sees every change, and names that do not lie on each other."""
    lam = [float(k) for k in range(101)]
    lines = sorted(changes(counted(way("step", [10 * k for k in range(101)], lam), digits)))
    assert [x for x, _ in lines] == [10 * k for k in range(1, 101)]
    named = [x for x, text in lines if text]
    assert named[-1] == 1000, "the one λ is at now"
    assert min(np.diff(named)) >= 90
    assert 8 <= len(named) <= 12


@pytest.mark.parametrize("given", [None, way("step", [0])])
def test_without_a_way_the_states_are_those_of_now(given, digits):
    model, x = Autoencoder((64, H)).requires_grad_(False), torch.from_numpy(digits.x_test[:20])
    drawn = figures.states(model, x, way=given)
    counts = unit_states(model, x).counts()
    for state, count in counts.items():
        assert list(of(drawn, state).x) == [count]
        assert list(of(drawn, state).text) == [str(count) if count else ""]
    assert drawn.layout.meta == {"hidden": H, "counts": counts, "over": None}


def test_states_that_are_at_hand_are_not_found_anew(digits):
    model, x = Autoencoder((64, H)).requires_grad_(False), torch.from_numpy(digits.x_test[:20])
    given = unit_states(model, x, dead=1.0, low=0.0)
    assert given.counts() != unit_states(model, x).counts()
    assert figures.states(model, x, states=given).layout.meta["counts"] == given.counts()


def test_a_lambda_of_100_is_written_as_people_write_it(digits):
    model, x = Autoencoder((64, H)), torch.from_numpy(digits.x_test[:20])
    over = figures.states(model, x, way=way("lambda", [0.0, 1.0, 100.0]))
    assert list(over.layout.xaxis.ticktext) == ["0", "1", "100"]
    drawn = figures.states(model, x, way=way("step", [0, 100], [1.0, 250.0]))
    (line,) = [trace for trace in drawn.data if trace.meta["role"] == "reference"]
    assert line.text[1] == "λ 250"
    assert lambda_axis([100.0, 300.0])[1]["ticktext"] == ["100", "300"]
