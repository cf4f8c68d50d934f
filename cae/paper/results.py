"""The figures of the table over its seeds: means, intervals, and what differs by more than chance. Knows no torch.

Errors are in per cent. Their intervals are over the test images: of the mean error over the seeds, an image counts as
the share of seeds that take it for another class, and the interval is 1.96 standard errors of the mean over the images
to either side. Two rows are compared image by image, which are the same for both.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from cae.paper.rows import NONE, ROWS
from cae.paper.settings import TableSettings

SIGMAS = 1.96  # of a normal distribution, that hold 95 %
MEASURES = ("jacobian", "jacobian2", "jacobian_entry", "sat")
CURVES = ("radius", "curve", "sigma")  # what has many numbers, and is drawn

Figures = Mapping[str, Any]


class Interval(NamedTuple):
    """A mean and 95 % of where chance may have put it, in per cent."""

    mean: float
    low: float
    high: float

    @property
    def half(self) -> float:
        """Half of its width."""
        return (self.high - self.low) / 2

    @property
    def is_apart(self) -> bool:
        """Whether 0 lies outside."""
        return not self.low <= 0 <= self.high


@dataclass(frozen=True, slots=True)
class Results:
    """What the models of a table are like.

    Attributes
    ----------
    settings : TableSettings
    seeds : list of int
    figures : mapping of str to sequence of mapping
        Of each row, and of ``NONE``, what ``cae.paper.work.work`` gives, by seed.
    """

    settings: TableSettings
    seeds: list[int]
    figures: Mapping[str, Sequence[Figures]]

    def mean(self, model: str, name: str) -> float:
        """A measure of a row, its mean over the seeds."""
        return statistics.fmean(float(one[name]) for one in self.figures[model])

    def curve(self, model: str, name: str) -> list[float]:
        """What is drawn of a row, its mean over the seeds."""
        return np.mean([one[name] for one in self.figures[model]], axis=0).tolist()

    def ratio(self, over: str, under: str, name: str) -> float:
        """A measure of one row over another's; infinite where that is 0."""
        below = self.mean(under, name)
        return self.mean(over, name) / below if below > 0 else float("inf")

    def error(self, model: str) -> Interval:
        """The test error of a row, in per cent."""
        return _interval(self._wrong(model))

    def difference(self, model: str, other: str) -> Interval:
        """By how much the test error of a row is above another's, in points of per cent, image by image."""
        return _interval(self._wrong(model) - self._wrong(other))

    def spread(self, model: str) -> float:
        """Standard deviation of the test error over the seeds; of a single one, its standard error over the images."""
        errors = [100 * one["tuned"]["test_error"] for one in self.figures[model]]
        return statistics.stdev(errors) if len(errors) > 1 else self.error(model).half / SIGMAS

    def _wrong(self, model: str) -> np.ndarray:
        """The share of seeds for which each test image is taken for another class, (N,)."""
        shares = np.zeros(self.figures[model][0]["images_tested"])
        for one in self.figures[model]:
            shares[one["tuned"]["wrong"]] += 1 / len(self.figures[model])
        return shares

    # -- as JSON ---------------------------------------------------------------------------------------------

    def row(self, model: str) -> dict[str, Any]:
        """A row's figures: errors and saturation in per cent, the rest as it is."""
        error = self.error(model)
        figures: dict[str, Any] = {"model": model}
        if model != NONE:
            figures |= {name: self.mean(model, name) * (100 if name == "sat" else 1) for name in MEASURES}
        figures |= {"test_error": error.mean, "interval": [error.low, error.high], "spread": self.spread(model)}
        validation = statistics.fmean(100 * one["tuned"]["validation_error"] for one in self.figures[model])
        return figures | {"validation_error": validation}

    def as_dict(self) -> dict[str, Any]:
        """The whole table, as JSON can carry it."""
        rows = []
        for one in ROWS:
            paper = {"test_error": one.reported.test_error, "jacobian_e4": one.reported.jacobian}
            rows.append(self.row(one.name) | {"paper": paper | {"sat": one.reported.sat}})
        about = {"settings": self.settings.as_dict(), "seeds": self.seeds}
        units = {"test_error": "%", "interval": "%", "spread": "%", "validation_error": "%", "sat": "%"}
        return {"rows": rows, NONE: self.row(NONE)} | about | {"units": units}


def _interval(values: np.ndarray) -> Interval:
    """The mean of a value of every image and where chance may have put it, both in per cent."""
    mean = 100 * float(values.mean())
    half = 100 * SIGMAS * float(values.std()) / len(values) ** 0.5
    return Interval(mean, mean - half, mean + half)
