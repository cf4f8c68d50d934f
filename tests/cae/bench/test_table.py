"""The benchmark of the paper's table: what it gives, and that it fails where a line is not reached."""

import contextlib

import pytest
import torch

from cae.bench import table
from cae.bench.report import Unmeasured
from cae.paper.rows import ROWS
from cae.paper.settings import TableSettings

REACHED = {
    "table_jacobian2_ratio": 12.0,
    "table_sat": {"CAE": 70.0, "AE": 12.0},
    "table_error": {"CAE": 2.9, "AE": 4.2},
    "table_error_below_ae": 1.3,
}


@pytest.fixture
def _tiny(monkeypatch):
    tiny = TableSettings("digits", images=1000, validation=300, hidden=16, epochs=1, tune_epochs=2)
    monkeypatch.setattr(table, "SETTINGS", tiny)
    monkeypatch.setattr(table, "SEEDS", (0,))
    monkeypatch.setattr(table, "ROUNDS", 1)
    monkeypatch.setattr(table, "cores", lambda: 0)  # in this process
    with torch.random.fork_rng():  # the usual loop draws from torch's global generator
        yield


@pytest.mark.usefixtures("_tiny")
def test_it_measures_then_fails_where_the_run_does_not_reach_what_is_aimed_at():
    said: list[str] = []
    with contextlib.closing(table.figures(said.append)) as coming:
        found, time = next(coming), next(coming)
        with pytest.raises(Unmeasured, match="not so that ‖J‖²_F of the AE over the CAE's is above 10; "):
            next(coming)
    assert set(found["table_sat"]) == {row.name for row in ROWS}
    assert time["table_vs_usual"] > 0
    assert said[0] == "the table, 0 %"
    assert "the table, 100 %" in said


def test_what_is_reached_is_not_missed():
    assert table.lines_missed(REACHED) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"table_jacobian2_ratio": 10.0}, "is above 10"),
        ({"table_sat": {"CAE": 70.0, "AE": 71.0}}, "the CAE's saturation is the highest"),
        ({"table_sat": {"CAE": 64.9, "AE": 1.0}}, "it is 65 % or more"),
        ({"table_error": {"CAE": 3.0, "AE": 2.9}}, "the CAE's test error is the lowest"),
        ({"table_error_below_ae": 0.7}, "it is 0.8 points or more below the AE's"),
        ({"table_error": {"CAE": 3.4, "AE": 4.9}}, "it is 3.3 % or less"),
    ],
)
def test_a_line_that_is_missed_is_said(changes, words):
    (missed,) = table.lines_missed(REACHED | changes)
    assert words in missed
