"""What is sent of every figure, against files that the JavaScript tests read too."""

import json
from typing import Any

import numpy as np
import pytest

from cae import figures
from cae.diagnostics import STATES, unit_states
from cae.figures.figure import find
from tests.cae.figures.decoding import array_of, decoded
from tests.golden.make_figures import FOLDER, images, made, model_of

NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))


@pytest.fixture(scope="module")
def now() -> dict[str, dict[str, Any]]:
    return made()


def read(name: str) -> dict[str, Any]:
    return json.loads((FOLDER / f"{name}.json").read_text())


def assert_alike(this: Any, golden: Any, where: str) -> None:
    """The same but for the last digits of numbers, which are another machine's."""
    if isinstance(golden, dict):
        assert this.keys() == golden.keys(), where
        for name in golden:
            assert_alike(this[name], golden[name], f"{where}.{name}")
    elif isinstance(golden, list):
        assert len(this) == len(golden), where
        for k, (one, other) in enumerate(zip(this, golden, strict=True)):
            assert_alike(one, other, f"{where}[{k}]")
    elif isinstance(golden, float):
        assert this == pytest.approx(golden, rel=1e-5, abs=1e-12, nan_ok=True), where
    else:
        assert this == golden, where


def dtypes(told: Any) -> Any:
    """Of every typed array, in its place."""
    if isinstance(told, dict):
        return told.get("dtype") or {name: dtypes(value) for name, value in told.items()}
    return [dtypes(value) for value in told] if isinstance(told, list) else None


@pytest.mark.parametrize("name", NAMES)
def test_what_is_sent_of_a_figure_is_what_the_page_was_tested_with(name, now):
    """After a change that is meant: ``PYTHONPATH=. python tests/golden/make_figures.py``."""
    golden = read(name)
    assert_alike(decoded(now[name]), decoded(golden), name)
    assert dtypes(now[name]) == dtypes(golden)


def test_every_figure_of_a_model_or_its_way_has_its_file_and_no_file_is_left_over(now):
    assert sorted(now) == NAMES
    for name in figures.NAMES:
        if find(name).required & {"model", "way"}:
            assert any(file.startswith(name) for file in NAMES), name


@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_small(name):
    assert (FOLDER / f"{name}.json").stat().st_size < 10_000


def test_the_files_hold_what_is_hard_to_draw():
    """Units in all states, some at the edges of a log axis; gaps in an atlas; a figure without a point."""
    assert set(unit_states(model_of(), images()).state) == set(STATES)
    symbols = {s for trace in read("factors")["data"] if "marker" in trace for s in trace["marker"]["symbol"]}
    assert symbols == {"circle", "triangle-left", "triangle-down"}
    assert array_of(read("path_over_lambda")["data"][0]["customdata"]).tolist() == [0, 1, 3, 6]
    assert len(array_of(read("image_spectrum_of_nothing")["data"][0]["x"])) == 0


def test_typed_arrays_and_lists_are_read_alike():
    typed = {"dtype": "f4", "bdata": "AAAAPwAAAD8="}
    assert array_of(typed).tolist() == array_of([0.5, 0.5]).tolist() == [0.5, 0.5]
    assert decoded({"a": [typed], "b": "c"}) == {"a": [[0.5, 0.5]], "b": "c"}
    assert np.isfinite(array_of(typed)).all()
