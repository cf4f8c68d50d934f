"""The parts of the benchmark: one line each."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Collection
from dataclasses import dataclass

from cae.bench import latent, needs, units
from cae.bench.needs import Need
from cae.bench.report import Coming, Say


@dataclass(frozen=True)
class Part:
    """A part of the benchmark.

    Attributes
    ----------
    name : str
        As ``--only`` takes it.
    figures : callable
        Measures, and gives the figures as they come.
    needs : tuple of callable
        Each looks for something the part can't be measured without, and raises ``Unmeasured``.
    page : bool
        Whether it measures a page in a browser: left out unless asked for.
    slow : bool
        Whether it takes an hour: left out unless asked for by its name.
    """

    name: str
    figures: Callable[[Say], Coming]
    needs: tuple[Need, ...] = ()
    page: bool = False
    slow: bool = False


def _of(module: str) -> Callable[[Say], Coming]:
    """``figures`` of a module, imported when it is measured: torch takes its time, and who asks for help needs none."""

    def figures(say: Say) -> Coming:
        return importlib.import_module(module).figures(say)

    return figures


PARTS = (
    Part("maths", _of("cae.bench.maths")),
    Part("step", _of("cae.bench.training")),
    Part("fan", _of("cae.bench.fan")),
    Part("fans", _of("cae.bench.fans"), (needs.data("mnist"),), slow=True),
    Part("table", _of("cae.bench.table"), (needs.data("mnist"),), slow=True),
    Part("frames", _of("cae.bench.frames")),
    Part("live", _of("cae.bench.live"), (needs.browser,), page=True),
    Part("atlas", _of("cae.bench.atlas"), (needs.browser,), page=True),
    Part("load", _of("cae.bench.load"), (needs.browser,), page=True, slow=True),
    Part("latent", _of("cae.bench.latent"), (needs.browser, needs.data(latent.DATASET)), page=True),
    Part("contraction", _of("cae.bench.contraction"), (needs.browser,), page=True),
    Part("plane", _of("cae.bench.plane"), (needs.browser,), page=True),
    Part("relatives", _of("cae.bench.relatives"), (needs.browser,), page=True),
    Part("units", _of("cae.bench.units"), (needs.browser, needs.data(units.DATASET)), page=True),
)


def names() -> list[str]:
    """Names of all parts, in the order in which they are measured."""
    return [part.name for part in PARTS]


def chosen(only: Collection[str], pages: bool) -> list[Part]:
    """The parts of these names; without a name every part that is not slow, the pages' only if they are asked for."""
    return [part for part in PARTS if (part.name in only if only else not part.slow and (pages or not part.page))]
