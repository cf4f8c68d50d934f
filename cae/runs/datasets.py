"""Data sets that the runs of one process share: each is in memory once, and read in a thread."""

from __future__ import annotations

import threading
import weakref

from cae.data import DataError, Dataset, load_dataset


class Shelf:
    """Data sets by name; one that no run uses any more is let go."""

    def __init__(self) -> None:
        self._there: weakref.WeakValueDictionary[str, Dataset] = weakref.WeakValueDictionary()
        self._coming: dict[str, threading.Thread] = {}
        self._come: dict[str, Dataset | Exception] = {}

    def take(self, name: str) -> Dataset | None:
        """A data set; None while it is being read, which the first who asks sets off.

        Raises
        ------
        ValueError, DataError
            If it can't be had.
        """
        known = self._there.get(name)
        if known is not None:
            return known
        if name not in self._coming:
            thread = self._coming[name] = threading.Thread(target=self._read, args=[name], daemon=True)
            thread.start()
            thread.join(0.3)  # what is bundled is there at once, or nearly
        if name not in self._come:
            return None
        del self._coming[name]
        come = self._come.pop(name)
        if isinstance(come, Exception):
            raise come
        self._there[name] = come
        return come

    def _read(self, name: str) -> None:
        try:
            self._come[name] = load_dataset(name)
        except (ValueError, DataError) as error:
            self._come[name] = error
        except Exception as error:
            # Whatever else a file may do to its reader, the other runs go on, and this one is told.
            self._come[name] = DataError(f"The data set {name} can't be read ({type(error).__name__}: {error}).")
