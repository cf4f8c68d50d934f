"""What λ does to the models of an atlas, in numbers: six small plots over one axis of λ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go

from cae.figures.axes import axes_of, lambda_axis, lambda_words, linear_axis, log_axis, multiples
from cae.figures.figure import Pieces, figure

CROWDED = 60  # so many λ are a line without markers
SMALL = {"size": 4, "line": {"width": 0}}


class Curve(NamedTuple):
    """One figure of the models against λ; that of the training images is dotted, without a mark.

    One may lie ``over`` another: broken, on a broad one, both are seen where they coincide.
    """

    name: str
    of: str
    role: str
    training: bool = False
    over: bool | None = None


class Plot(NamedTuple):
    """A small plot: its title, what its numbers are ("share" of 1, "units"), and its curves."""

    title: str
    numbers: str
    curves: tuple[Curve, ...]


PLOTS = (
    Plot("reconstruction", "linear", (
        Curve("on training images", "train_reconstruction", "A", training=True),
        Curve("reconstruction", "reconstruction", "A"),
    )),
    Plot("‖J‖², log scale", "log", (
        Curve("on training images", "train_penalty", "B", training=True),
        Curve("‖J‖²", "penalty", "B"),
    )),
    Plot("SAT, share of h", "share", (Curve("SAT", "sat", "C"),)),
    Plot("dead, shrunk units", "units", (
        Curve("dead", "dead", "state dead", over=False),
        Curve("shrunk", "weight-shrunk", "state weight-shrunk", over=True),
    )),
    Plot("participation ratio", "linear", (Curve("participation", "participation", "C"),)),
    Plot("probe accuracy", "share", (Curve("probe", "probe", "A"),)),
)  # fmt: skip


@figure()
def curves(lambdas: Sequence[float], points: Mapping[int, Mapping[str, Any]]) -> Pieces:
    """Reconstruction, ‖J‖²_F, saturation, dead units, participation ratio and probe accuracy against λ.

    Rifai et al. (2011) report ‖J‖_F and SAT of single trained models; here they are functions of λ.

    Parameters
    ----------
    lambdas : sequence of float, length T
        Of all models, ascending.
    points : mapping of int to mapping
        Of the models that are finished, by their places in ``lambdas``, what ``cae.experiments.measure.measure`` tells
        of held-out images: ``reconstruction`` (summed over pixels, as the objective has it), ``penalty`` (mean
        ‖J‖²_F), ``sat``, ``probe`` (shares of 1; ``sat`` is None where φ has no range), ``participation`` (in
        dimensions), ``states`` (units in each); and ``train_reconstruction``, ``train_penalty``.

    Returns
    -------
    plotly.graph_objects.Figure
        ``customdata`` of each point is its place in ``lambdas``.
    """
    yield
    places = sorted(points)
    on_axis, axis = lambda_axis(lambdas)
    shared = {"x": on_axis[places], "text": [lambda_words(lambdas[place]) for place in places], "customdata": places}
    drawn = multiples([plot.title for plot in PLOTS], columns=2)
    drawn.update_xaxes(axis)
    for k, plot in enumerate(PLOTS):
        where = axes_of(k)
        values = [_values(curve.of, [points[place] for place in places]) for curve in plot.curves]
        drawn.update_layout({where["yaxis"].replace("y", "yaxis"): _upright(plot.numbers, np.concatenate(values))})
        for curve, y in zip(plot.curves, values, strict=True):
            _add(drawn, curve, plot.numbers, y=y, **shared, **where)
        if places and not np.isfinite(values).any():
            drawn.add_scatter(
                x=[sum(axis["range"]) / 2], y=[0.5], mode="text", text=["not for this<br>activation"], **where,
                meta={"role": "reference"}, hoverinfo="skip", showlegend=False,
            )  # fmt: skip
    return drawn


def _values(name: str, figures: Sequence[Mapping[str, Any]]) -> np.ndarray:
    """One figure of each model, NaN where it has none."""
    return np.array(
        [one["states"].get(name, 0) if name in ("dead", "weight-shrunk") else one[name] for one in figures], float
    )


def _upright(numbers: str, values: np.ndarray) -> dict[str, Any]:
    if numbers == "log":
        return log_axis(values)
    if numbers == "units" and len(values):  # 0 to 4 at least, so that ticks are whole
        return linear_axis(np.append(values, [0, 4]))
    if numbers == "share":
        return {"range": [0, 1]} | linear_axis(values, least=0.005) | {"tickformat": ".1~%"}
    return linear_axis(values)


def _add(drawn: go.Figure, curve: Curve, numbers: str, **given: Any) -> None:
    shown = {"share": ".1%", "units": ",d"}.get(numbers, ",.3r")
    looks = {"line": {"dash": "dot", "width": 1.5}} if curve.training else {"marker": SMALL}
    if curve.over is not None:
        looks = {"line": {"dash": "6px,5px", "width": 2} if curve.over else {"width": 4.5}}
    bare = curve.training or curve.over is not None or len(given["x"]) > CROWDED
    drawn.add_scatter(
        name=curve.name, mode="lines" if bare else "lines+markers",
        meta={"role": curve.role, "pins": "at"} | ({} if curve.training else {"marks": "line"}),
        hovertemplate=f"λ = %{{text}}<br>{curve.name} %{{y:{shown}}}<extra></extra>", showlegend=False,
        **looks, **given,
    )  # fmt: skip
