"""λ has memory: what the same λ gives when λ has grown to it, when it has fallen to it, and from a common start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from cae.figures.axes import axes_of, lambda_axis, lambda_words, linear_axis, log_axis, multiples
from cae.figures.figure import Pieces, figure

# Those that are compared: from scratch there is no memory to see.
LOOKS: dict[str, tuple[str, dict[str, Any]]] = {
    "fan": ("fan", {"meta": {"role": "mark"}, "line": {"width": 2}, "marker": {"size": 4, "line": {"width": 0}}}),
    "up": ("path up", {"meta": {"role": "C"}, "line": {"width": 1.5}, "marker": {"symbol": "triangle-right"}}),
    "down": (
        "path down",
        {"meta": {"role": "C"}, "line": {"width": 1.5, "dash": "dot"}, "marker": {"symbol": "triangle-left"}},
    ),
}
PLOTS = (("reconstruction", "reconstruction", linear_axis), ("‖J‖², log scale", "penalty", log_axis))


@figure()
def memory(lambdas: Sequence[float], ways: Mapping[str, Mapping[int, Mapping[str, Any]]], way: str = "fan") -> Pieces:
    """Reconstruction and ‖J‖²_F against λ, of models that grew along a path of λs, up or down, and of a fan.

    Where the two paths differ at the same λ, training remembers where λ has been: hysteresis.

    Parameters
    ----------
    lambdas : sequence of float, length T
        Of all models, ascending.
    ways : mapping of str to mapping of int to mapping
        Of each way in which they were trained (``cae.experiments.settings.WAYS``), and of its models that are finished,
        by their places in ``lambdas``: ``reconstruction`` (summed over pixels) and ``penalty`` (mean ‖J‖²_F) of
        held-out images.
    way : str
        Which of them is looked at: its models are marked.

    Returns
    -------
    plotly.graph_objects.Figure
        ``customdata`` of each point is its place in ``lambdas``.
    """
    yield
    known = {name: ways[name] for name in LOOKS if ways.get(name)}
    marked = way if way in known else next(iter(known), None)
    on_axis, axis = lambda_axis(lambdas)
    drawn = multiples([title for title, *_ in PLOTS], columns=2)
    drawn.update_xaxes(axis)
    for k, (title, of, upright) in enumerate(PLOTS):
        values = {name: np.array([points[place][of] for place in sorted(points)]) for name, points in known.items()}
        where = axes_of(k)
        name_of_axis = where["yaxis"].replace("y", "yaxis")
        drawn.update_layout({name_of_axis: upright(np.concatenate([[], *values.values()]))})
        for name, y in values.items():
            words, looks = LOOKS[name]
            places = sorted(known[name])
            meta = looks["meta"] | {"pins": "at"} | ({"marks": "line"} if name == marked else {})
            drawn.add_scatter(
                x=on_axis[places], y=y, text=[lambda_words(lambdas[place]) for place in places], customdata=places,
                mode="lines+markers", name=words, **where, **looks | {"meta": meta}, showlegend=False,
                hovertemplate=f"{words}, λ = %{{text}}<br>{title.split(',')[0]} %{{y:,.3r}}<extra></extra>",
            )  # fmt: skip
    return drawn
