"""Which test images are looked at, where a page has selected some; what can't be is told in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from cae.figures.images import Images
from cae.inspectors import sample, selections
from cae.inspectors.selections import Selection


class Selecting:
    """Keeps and finds the selections of one inspector's page.

    Parameters
    ----------
    root : Path
        The cache.
    say : callable
        Takes an event for the page.
    """

    def __init__(self, root: Path, say: Callable[[dict[str, Any]], None]) -> None:
        self._root, self._say = root, say

    def found(self, name: str | None) -> Selection | None:
        """The selection of an id; if it is gone the page is told that it sees all images."""
        selection = None if name is None else selections.find(self._root, name)
        if name is not None and selection is None:
            self._all("The selection is no longer kept here")
        return selection

    def fitting(self, selection: Selection | None, dataset: str) -> Selection | None:
        """The selection, if a model can be looked at with it; otherwise the page is told that it sees all images."""
        unfit = "" if selection is None else selection.unfit(dataset)
        if unfit:
            self._all(unfit)
        return None if unfit else selection

    def _all(self, why: str) -> None:
        self._say({"type": "notice", "message": f"{why}; all images are shown."})

    def answer(self, order: dict[str, Any], images: Images | None) -> None:
        """Keep the images that a page has selected, or say which those of an id are: the ``selected`` event.

        Parameters
        ----------
        order : dict
            With ``images`` or ``id``.
        images : Images or None
            Those the page looks at.
        """
        if images is None:
            self._say({"type": "error", "message": "Nothing is shown yet of which images could be selected."})
            return
        there = sample.load(images.dataset, images.x.dtype)
        name, selection = order.get("id"), None
        if name is not None:
            selection = self.fitting(self.found(name), images.dataset)
        else:
            chosen = tuple(sorted(set(order["images"])))
            if chosen[-1] >= len(there.x):
                text = f"The test images are 0 to {len(there.x) - 1:,}, but {chosen[-1]:,} is selected."
                self._say({"type": "error", "message": text})
                return
            selection = Selection(images.dataset, chosen)
            try:
                name = selections.keep(self._root, selection)
            except OSError as error:
                text = f"The selection could not be kept in the cache folder ({error.strerror or error})."
                self._say({"type": "error", "message": text})
                return
        if selection is None:
            self._say({"type": "selected", "id": None, "images": [], "count": 0, "of": images.pool or len(images.x)})
            return
        of = sample.pool(selection.images, images.pool or len(images.x), images.dataset, images.x.dtype)
        chosen = selection.images
        self._say({"type": "selected", "id": name, "images": chosen, "count": len(chosen), "of": len(of.x)})
