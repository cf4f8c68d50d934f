"""Means, intervals and words."""

import json
import math

import pytest

from cae.paper.results import Results
from cae.paper.rows import NONE, ROWS
from cae.paper.text import table
from cae.paper.words import findings, number, setting

FEW, MANY = list(range(20)), list(range(60))


def test_an_error_is_the_mean_over_the_seeds_with_an_interval_over_the_images(made_results):
    results = made_results({"CAE": [FEW, FEW[:10]]})
    error = results.error("CAE")
    assert error.mean == pytest.approx(1.5)
    # Ten images are wrong for both seeds, ten for one.
    variance = (10 * 1.0**2 + 10 * 0.5**2) / 1000 - 0.015**2
    assert error.half == pytest.approx(100 * 1.96 * math.sqrt(variance / 1000))
    assert results.spread("CAE") == pytest.approx(math.sqrt(0.5))


def test_the_spread_of_one_seed_is_the_standard_error_over_the_images(made_results):
    results = made_results({"CAE": [FEW]})
    assert results.spread("CAE") == pytest.approx(100 * math.sqrt(0.02 * 0.98 / 1000))


def test_rows_are_compared_image_by_image(made_results):
    """Twenty errors more on images that both get else alike are seen, where two intervals would overlap."""
    results = made_results({"CAE": [MANY], "AE": [[*MANY, *range(500, 520)]], "RBM": [range(940, 1000)]})
    assert results.difference("AE", "CAE").mean == pytest.approx(2.0)
    assert results.difference("AE", "CAE").is_apart
    assert results.error("CAE").high > results.error("AE").low
    assert not results.difference("RBM", "CAE").is_apart  # as many, and others


def test_the_table_as_json_has_every_row_in_per_cent(made_results):
    results = made_results({"CAE": [FEW]}, sat={"CAE": 0.7}, jacobian2={"AE": 48.0, "CAE": 4.0})
    told = json.loads(json.dumps(results.as_dict()))
    rows = {row["model"]: row for row in told["rows"]}
    assert list(rows) == [row.name for row in ROWS]
    assert rows["CAE"]["sat"] == pytest.approx(70)
    assert rows["CAE"]["test_error"] == pytest.approx(2)
    assert rows["AE"]["jacobian2"] == 48.0
    assert rows["CAE"]["paper"] == {"test_error": 1.14, "jacobian_e4": 0.73, "sat": 86.36}
    assert {"jacobian", "jacobian_entry", "spread", "interval"} <= set(rows["AE"])
    assert told["none"]["test_error"] == 0
    assert "sat" not in told["none"]
    assert told["settings"] == results.settings.as_dict()


def test_what_reproduces_and_what_does_not_is_said(made_results):
    wrong = {"CAE": [FEW], "AE": [MANY], "RBM": [range(500, 523)], "DAE-g": [[]], NONE: [MANY]}
    measures = {
        "jacobian2": {"AE": 48.0, "CAE": 4.0, "DAE-g": 24.0},
        "jacobian": {"AE": 7.0, "CAE": 2.0},
        "sat": {"CAE": 0.7, "AE": 0.1},
    }
    said = " ".join(
        findings(made_results(wrong, **{n: {r.name: 0.2 for r in ROWS} | of for n, of in measures.items()}))
    )
    assert "‖J‖²_F of the AE is 12.0 times that of the CAE, and ‖J‖_F 3.50 times; in the paper's" in said
    assert "it is 24.0 times, nearer to ours of ‖J‖²_F." in said
    assert "(1.18 times in the paper's column) does not reproduce: its ‖J‖²_F is 6.00 times" in said
    assert "The CAE saturates most, 70.0 % of h (paper: 86.4 %)." in said
    assert "The AE's saturation of 49.9 % does not reproduce: it is 10.0 % here." in said
    assert "Significantly above the CAE's test error of 2.00 %" in said
    assert "AE by 4.00 ±" in said
    assert "no pre-training by 4.00 ±" in said
    assert "Significantly below the CAE's test error of 2.00 %" in said
    assert "DAE-g by 2.00 ±" in said
    assert "Within noise of the CAE's test error: RBM." in said.replace("DAE-b, AE+wd, ", "")


def test_a_difference_that_is_just_outside_noise_shows_that(made_results):
    results = made_results({"CAE": [range(6)], "AE": [range(500, 515)]})
    assert "AE by 0.900 ± 0.896" in " ".join(findings(results))


def test_the_opposite_is_said_too(made_results):
    results = made_results({"CAE": [FEW]}, sat={"CAE": 0.4, "AE": 0.5}, jacobian2={})
    said = " ".join(findings(results))
    assert "(1.18 times in the paper's column) reproduces" in said
    assert "The CAE does not saturate most: 40.0 % of h (paper: 86.4 %)" in said
    assert "The AE's saturation of 49.9 % reproduces: it is 50.0 % here." in said
    assert "Significantly above" not in said


def test_a_code_that_does_not_move_has_its_words(made_results):
    results = made_results({"CAE": [FEW]}, jacobian2={"CAE": 0.0}, jacobian={"CAE": 0.0})
    assert "‖J‖²_F of the AE is ∞ times" in findings(results)[0]
    table(results)


def test_how_it_was_made_tells_of_the_split_and_of_what_is_unusual(made_results):
    one: Results = made_results({"CAE": [FEW]})
    said = " ".join(setting(one))
    assert "1,000 images trained on, 300 others for validation (the split's seed is 0), 1,000 test images" in said
    assert "One seed: differences between seeds are not seen." in said
    assert "The paper's numbers are of MNIST, ours here of digits." in said
    assert "initial weights" not in said
    assert "up to 4 epochs, stopped" in said
    scaled = Results(one.settings.with_(scale=4.0, dataset="mnist"), one.seeds, one.figures)
    noisy = Results(one.settings.with_(tune_decay=0.0, tune_mask=0.3), one.seeds, one.figures)
    assert "4 epochs, the rate falling to 0 of its first value, 0.3 of the pixels masked, stopped" in " ".join(
        setting(noisy)
    )
    assert "initial weights × 4" in " ".join(setting(scaled))
    assert "ours here" not in " ".join(setting(scaled))


@pytest.mark.parametrize(
    ("value", "text"),
    [(24.3, "24.3"), (309.123, "309"), (3.1e-5, "3.10e-5"), (0.0012, "0.00120"), (0.0, "0"), (1234.0, "1,234")],
)
def test_numbers_have_three_digits(value, text):
    assert number(value) == text


def test_the_table_in_text_has_ours_and_the_paper_s_in_columns(made_results):
    lines = table(made_results({"CAE": [FEW]})).splitlines()
    assert len({len(line) for line in lines[1:9]}) == 1
    cae = next(line for line in lines if line.startswith("CAE"))
    assert cae.split()[:4] == ["CAE", "2.00", "±", "0.87"]
    assert cae.split()[-3:] == ["1.14", "0.73", "86.36"]
