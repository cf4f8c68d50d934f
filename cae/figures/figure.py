"""What a figure is: a function that returns a Plotly figure, and how that is told to a page.

Imports neither Plotly nor torch.

A figure knows neither pixels nor theme, and sets no colour: whoever draws it gives every trace the colour of its role,
``meta={"role": …}``. Roles are ``class k``, ``state <name>``, ``A``, ``B``, ``C``, ``spread`` (of the trace before it),
``reference`` and ``mark``; of heatmaps ``pixels`` (0 to 1), ``signed`` (round 0) and ``amount`` (from 0). A trace whose
points can be pinned says so, ``meta={"pins": "unit"}`` or ``"image"``, and its ``customdata`` are their indices; those
of ``"at"`` are the places in an atlas that a click leads to. On a trace with ``meta={"marks": "line"}`` the place that
is shown is marked by a dot and an upright line, with ``"dot"`` by a dot. Lines of many pieces have NaN between them,
``meta={"gaps": True}``. ``layout.meta`` may hold ``says``, the sentence that says what is to be seen, and ``expects``,
the question to ask before it. Where x is not λ but where that stands on an axis, ``meta={"lam": […]}`` are the λs.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import sys
from collections.abc import Callable, Generator
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ParamSpec, TypeAlias

import numpy as np

if TYPE_CHECKING:
    import plotly.graph_objects as go

Pieces: TypeAlias = "Generator[None, None, go.Figure]"

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure by its name.

    Attributes
    ----------
    name : str
        Of the module in ``cae.figures.plots`` and of the function in it.
    needs, required : frozenset of str
        Names of its parameters, and of those without a default: what it is of (``model``, ``x``, ``unit``, ``image``,
        …) and what may be asked of it.
    rest : float
        Of a model in training it rests so many times what it took: training goes first.
    pieces : callable
        Takes the parameters by name; a generator that pauses where others may have their turn, and returns the figure.
    """

    name: str
    needs: frozenset[str]
    required: frozenset[str]
    rest: float
    pieces: Callable[..., Pieces]


def figure(rest: float = 9.0) -> Callable[[Callable[P, Pieces]], Callable[P, go.Figure]]:
    """Make a generator that returns a Plotly figure a function that does, and a figure that pages know by its name."""

    def of(pieces: Callable[P, Pieces]) -> Callable[P, go.Figure]:
        @functools.wraps(pieces)
        def drawn(*args: P.args, **kwargs: P.kwargs) -> go.Figure:
            return whole(pieces(*args, **kwargs))

        parameters = inspect.signature(pieces).parameters
        required = {name for name, parameter in parameters.items() if parameter.default is parameter.empty}
        known = Figure(pieces.__name__, frozenset(parameters), frozenset(required), rest, pieces)
        drawn.figure = known  # type: ignore[attr-defined]
        return drawn

    return of


def whole(pieces: Pieces) -> go.Figure:
    """The figure at the end of its pieces; without gradients, where there is a model to have some."""
    torch = sys.modules.get("torch")
    with torch.no_grad() if torch else nullcontext():
        while True:
            try:
                next(pieces)
            except StopIteration as end:
                return end.value


def find(name: str) -> Figure:
    """The figure of a name.

    Raises
    ------
    ValueError
        If there is none.
    """
    try:
        known = getattr(importlib.import_module(f"cae.figures.plots.{name}"), name).figure
    except (ImportError, AttributeError) as error:
        raise ValueError(f"There is no figure {name!r}.") from error
    assert isinstance(known, Figure)
    return known


def told(drawn: go.Figure) -> dict[str, Any]:
    """What Plotly's script needs of a figure: its arrays as typed ones, without the template, which is the page's."""
    plain: dict[str, Any] = drawn.to_dict()
    plain["layout"].pop("template", None)
    return {name: _listed(plain[name]) for name in ("data", "layout")}


def _listed(value: Any) -> Any:
    """The arrays that Plotly has left as they were, empty ones and those of texts, as lists."""
    if isinstance(value, dict):
        return {name: _listed(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple) and value and isinstance(value[0], dict):
        return [_listed(inner) for inner in value]
    return value.tolist() if isinstance(value, np.ndarray) else value
