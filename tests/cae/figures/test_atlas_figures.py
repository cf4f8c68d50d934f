"""Figures of an atlas's models against λ, and of the same ones grown in other ways."""

import itertools
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from cae import figures
from cae.figures.axes import lambda_axis, lambda_words, linear_axis, log_axis
from cae.figures.figure import find, told
from cae.figures.plots.tradeoff import names

ROOT = Path(__file__).parents[3]
LAMBDAS = (0.0, 0.1, 1.0, 10.0, 100.0)
NAN = float("nan")


def of_model(k: int, **other: object) -> dict:
    """What is measured of the model at the k-th λ."""
    measured = {"reconstruction": 200.0 + 20 * k * k, "penalty": 40.0 / 4**k, "sat": 0.8 + 0.02 * k, "constant": 0.0}
    measured |= {"participation": 6.0 - k, "probe": 0.8 - 0.01 * k}
    measured |= {"train_reconstruction": 199.0 + k, "train_penalty": 30.0 / 5**k}
    return measured | {"states": {"swings": 16 - k, "dead": k, "weight-shrunk": 0}} | other


DONE = {k: of_model(k) for k in (4, 0, 2)}  # they finish in no order


def trace(drawn, name: str):
    (found,) = [trace for trace in drawn.data if trace.name == name]
    return found


@pytest.mark.parametrize("draw", [figures.curves, figures.tradeoff, lambda *of: figures.memory(of[0], {"fan": of[1]})])
@pytest.mark.parametrize("points", [{}, DONE, {1: of_model(1)}])
def test_a_point_leads_to_its_lambda_and_a_page_can_be_told_of_it(draw, points):
    drawn = draw(LAMBDAS, points)
    json.dumps(told(drawn), allow_nan=False)
    for one in drawn.data:
        assert list(one.customdata) == sorted(points)
        assert one.meta["pins"] == "at"
        assert one.line.color is None
        assert one.marker.color is None


# -- the curves ----------------------------------------------------------------------------------------------


def test_dead_and_shrunk_units_are_both_seen_where_as_many_are_one_as_the_other():
    drawn = figures.curves(LAMBDAS, DONE)
    dead, shrunk = trace(drawn, "dead"), trace(drawn, "shrunk")
    assert shrunk.line.dash
    assert dead.line.dash is None
    assert dead.line.width > 2 * shrunk.line.width  # broken, on a broad one


def test_every_curve_is_a_number_of_the_models_against_lambda():
    drawn = figures.curves(LAMBDAS, DONE)
    places = [0, 2, 4]
    wanted = {
        "reconstruction": [200, 280, 520],
        "‖J‖²": [40, 2.5, 0.15625],
        "SAT": [0.8, 0.84, 0.88],
        "dead": places,
        "shrunk": [0, 0, 0],
        "participation": [6, 4, 2],
        "probe": [0.8, 0.78, 0.76],
    }
    for name, values in wanted.items():
        np.testing.assert_allclose(trace(drawn, name).y, values)
        np.testing.assert_allclose(trace(drawn, name).x, lambda_axis(LAMBDAS)[0][places])
        assert trace(drawn, name).meta["marks"] == "line"
    assert list(trace(drawn, "SAT").text) == ["0", "1", "100"]
    assert len(drawn.layout.meta["multiples"]) == 6


def test_training_images_are_dotted_and_have_no_mark():
    dotted = [one for one in figures.curves(LAMBDAS, DONE).data if one.line.dash == "dot"]
    np.testing.assert_allclose([one.y[1] for one in dotted], [201, 1.2])
    assert [one.meta["role"] for one in dotted] == ["A", "B"]
    assert not any("marks" in one.meta for one in dotted)


def test_what_is_not_for_an_activation_is_said_in_its_place():
    drawn = figures.curves(LAMBDAS, {k: of_model(k, sat=None) for k in DONE})
    assert np.isnan(trace(drawn, "SAT").y).all()
    (note,) = [one for one in drawn.data if one.mode == "text"]
    assert (note.xaxis, note.text) == ("x3", ("not for this<br>activation",))
    assert drawn.layout.yaxis3.tickvals == ()
    json.dumps(told(drawn), allow_nan=False)


def test_a_crowd_of_lambdas_is_a_line():
    lambdas = np.geomspace(0.01, 100, 61)
    drawn = figures.curves(lambdas, dict.fromkeys(range(61), of_model(0)))
    assert {one.mode for one in drawn.data} == {"lines"}


# -- what contraction costs ----------------------------------------------------------------------------------


def test_reconstruction_is_drawn_against_the_penalty_where_that_has_a_logarithm():
    drawn = figures.tradeoff(LAMBDAS, DONE | {3: of_model(3, penalty=0.0)})
    (curve,) = drawn.data
    np.testing.assert_allclose(curve.x, [40, 2.5, 0.15625])
    np.testing.assert_allclose(curve.y, [200, 280, 520])
    assert list(curve.hovertext) == ["0", "1", "100"]
    assert list(curve.text) == ["  λ = 0", "1", "100"]
    low, high = drawn.layout.xaxis.range
    assert low < np.log10(0.15625) < np.log10(40) < high


def test_no_name_lies_on_another_or_on_a_point_and_the_ends_come_first():
    crowd = np.column_stack([np.linspace(0.95, 0.05, 40), np.linspace(0, 1, 40) ** 3])
    text, sides = names(np.geomspace(0.01, 100, 40), crowd)
    named = [i for i, words in enumerate(text) if words]
    assert named[0] == 0
    assert named[-1] == 39
    assert 4 <= len(named) <= 8
    assert text[0] == "  λ = 0.01"
    for a, b in itertools.pairwise(named):
        assert (np.abs(crowd[a] - crowd[b]) >= [0.0999, 0.15]).any() or a == 0
    assert len(sides) == 40
    assert names([1.0], crowd[:1]) == (["  λ = 1"], ["middle right"])


# -- memory --------------------------------------------------------------------------------------------------


def test_the_ways_are_drawn_over_each_other_and_the_one_that_is_looked_at_is_marked():
    ways = {"down": {4: of_model(4)}, "fan": DONE, "scratch": DONE, "up": {}}
    drawn = figures.memory(LAMBDAS, ways, "fan")
    assert [one.name for one in drawn.data] == ["fan", "path down"] * 2
    np.testing.assert_allclose(drawn.data[0].y, [200, 280, 520])
    np.testing.assert_allclose(drawn.data[3].y, [0.15625])
    assert [one.meta.get("marks") for one in drawn.data] == ["line", None] * 2
    assert drawn.data[1].line.dash == "dot"


def test_an_atlas_from_scratch_has_the_first_way_marked():
    drawn = figures.memory(LAMBDAS, {"scratch": DONE, "up": DONE, "down": DONE}, "scratch")
    assert [one.name for one in drawn.data if "marks" in one.meta] == ["path up"] * 2


# -- axes ----------------------------------------------------------------------------------------------------


def test_lambda_is_written_with_three_digits_or_two_where_there_is_little_room():
    assert [lambda_words(lam) for lam in (0, 2e-5, 0.01519, 0.3162, 100, 1000, 1e6)] == [
        "0", "2e-5", "0.0152", "0.316", "100", "1000", "1e6",
    ]  # fmt: skip
    assert [lambda_words(lam, 2) for lam in (0.01519, 2.31, 100)] == ["0.015", "2.3", "100"]


@pytest.mark.parametrize("values", [[45, 7, 50], [3], [3, 3], [0.02, 30, 4000], [0, 0.5, NAN], [40, 0.5], [11, 19]])
def test_a_logarithmic_axis_holds_its_values_and_has_round_ticks_inside(values):
    known = np.array(values, float)
    axis = log_axis(known)
    low, high = axis["range"]
    above = np.log10(known[known > 0])
    assert low < above.min()
    assert above.max() < high
    assert 1 <= len(axis["tickvals"]) <= 5
    assert all(low <= np.log10(tick) <= high for tick in axis["tickvals"])
    assert len(axis["ticktext"]) == len(axis["tickvals"])


def test_a_linear_axis_holds_its_values_also_where_they_are_the_same():
    for values in ([230.0, 283.0], [5.0, 5.0], [0.0], [NAN, 2.0]):
        low, high = linear_axis(np.array(values))["range"]
        assert low < np.nanmin(values) <= np.nanmax(values) < high


@pytest.mark.parametrize("values", [[], [NAN], [0.0]])
def test_an_axis_of_nothing_has_no_numbers_on_it(values):
    assert log_axis(np.array(values)) == {"type": "log", "tickvals": []}
    assert linear_axis(np.array(values[:0])) == {"tickvals": []}


def test_a_server_can_make_them_without_torch():
    code = (
        "import sys; from cae.figures.figure import find\n"
        "for name in ('curves', 'tradeoff', 'memory'): find(name)\n"
        "print('torch' in sys.modules)"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "False"
    assert find("memory").required == {"lambdas", "ways"}
