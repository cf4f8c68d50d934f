"""The figures of an atlas: made in a thread, of what has finished meanwhile only the last state.

Plotly is imported with the first of them; torch never is.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cae.figures.figure import find, told, whole
from cae.processes import frames

PAUSE_S = 0.25  # between two states that are drawn, at least

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the models of an atlas, and of the same ones grown in other ways.

    Attributes
    ----------
    lambdas : tuple of float
    way : str
        In which those of the atlas were grown.
    points : mapping of str to mapping of int to bytes
        Of each way, the frames of the models that are finished, by index.
    """

    lambdas: tuple[float, ...]
    way: str
    points: Mapping[str, Mapping[int, bytes]]

    def parameters(self) -> dict[str, Any]:
        """By the names of the parameters that figures have for it."""
        ways = {
            way: {index: frames.read_header(frame)["figures"] for index, frame in sorted(points.items())}
            for way, points in self.points.items()
        }
        return {"lambdas": self.lambdas, "way": self.way, "points": ways[self.way], "ways": ways}


class Drawing:
    """Makes the figures of one atlas for all who look at it, each anew when what it is of has changed.

    Parameters
    ----------
    names : sequence of str
        Of figures in ``cae.figures``.
    of : collection of str
        Keys of the atlases that they are of, this one and the same in other ways.
    known : callable
        What is known by now.
    show : callable
        Takes the name of a figure and its frame.
    complain : callable
        Takes a sentence about one that could not be made.

    Attributes
    ----------
    frames : dict of str to bytes
        Those that are made.
    """

    def __init__(
        self,
        names: Sequence[str],
        of: frozenset[str],
        known: Callable[[], Known],
        show: Callable[[str, bytes], None],
        complain: Callable[[str], None],
    ) -> None:
        self.names, self.of = names, of
        self._known, self._show, self._complain = known, show, complain
        self.frames: dict[str, bytes] = {}
        self._made_of: dict[str, dict[str, Any]] = {}
        self._stale = False
        self._task: asyncio.Task[None] | None = None

    def look(self) -> None:
        """Something may have changed: now, or as soon as what is being made is made."""
        self._stale = True
        if self._task is None or self._task.done():
            self._task = asyncio.ensure_future(self._follow())

    async def end(self) -> None:
        """Nobody wants them any more: what is still in the making is dropped."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _follow(self) -> None:
        while self._stale:
            self._stale = False
            parameters = await asyncio.to_thread(self._known().parameters)
            before = dict(self.frames)
            for name in self.names:
                await self._make(name, parameters)
            if self.frames != before:
                await asyncio.sleep(PAUSE_S)

    async def _make(self, name: str, parameters: Mapping[str, Any]) -> None:
        try:
            made = await asyncio.to_thread(make, name, parameters, self._made_of.get(name))
        except Exception as error:
            # The other figures, and the atlas itself, need not know.
            _LOG.exception("the figure %s could not be drawn", name)
            self._complain(f"The figure {name!r} could not be drawn ({type(error).__name__}: {error}).")
            return
        if made is not None:
            self._made_of[name], self.frames[name] = made
            self._show(name, self.frames[name])


def make(
    name: str, parameters: Mapping[str, Any], before: Mapping[str, Any] | None = None
) -> tuple[dict[str, Any], bytes] | None:
    """One figure, unless what it is of is what it was before.

    Returns
    -------
    of : dict
        What it is of.
    frame : bytes
        As a page is told of it.
    """
    figure = find(name)
    of = {parameter: parameters[parameter] for parameter in figure.needs}
    if of == before:
        return None
    drawn = told(whole(figure.pieces(**of)))
    return of, frames.pack({"kind": "figure", "name": name, "figure": drawn}, {})
