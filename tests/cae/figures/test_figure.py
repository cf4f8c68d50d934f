"""Figures by their names, as functions, and as a page is told of them."""

import inspect
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import pytest
import torch

from cae import figures
from cae.figures.figure import figure, find, told

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("name", figures.NAMES)
def test_every_figure_is_documented_and_found_by_its_name(name):
    known = find(name)
    drawn = getattr(figures, name)
    assert known.name == drawn.__name__ == name
    assert any(of <= known.required for of in ({"model", "x"}, {"way"}, {"lambdas"}, {"rows"}))
    text = inspect.getdoc(drawn)
    for heading in ("Parameters", "Returns"):
        assert f"{heading}\n---" in text, name


def test_what_is_no_figure_is_refused():
    with pytest.raises(ValueError, match="There is no figure 'nothing'"):
        find("nothing")
    with pytest.raises(ValueError, match="There is no figure 'picture'"):
        find("picture")  # a module of arrays
    with pytest.raises(AttributeError, match="has no attribute 'nothing'; its figures are"):
        figures.nothing  # noqa: B018


def test_a_figure_is_an_ordinary_function_without_gradients():
    @figure(rest=3)
    def made(x: torch.Tensor, scale: float = 2.0):
        """One."""
        assert not torch.is_grad_enabled()
        yield
        return go.Figure(go.Scatter(y=(x * scale).numpy()))

    drawn = made(torch.arange(3.0))
    assert list(drawn.data[0].y) == [0.0, 2.0, 4.0]
    assert (made.figure.needs, made.figure.required, made.figure.rest) == ({"x", "scale"}, {"x"}, 3)
    assert made.__doc__ == "One."


def test_a_page_is_told_typed_arrays_and_no_template():
    drawn = go.Figure(go.Scatter(x=np.arange(4.0), y=np.arange(4, dtype=np.float32), meta={"role": "A"}))
    plain = json.loads(json.dumps(told(drawn)))
    assert plain["data"][0]["x"]["dtype"] == "f8"
    assert plain["data"][0]["y"]["dtype"] == "f4"
    assert plain["layout"] == {}


def test_the_package_imports_no_plotly():
    code = "import sys, cae; from cae import figures; print('plotly' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "False"
