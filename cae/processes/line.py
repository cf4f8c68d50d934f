"""What waits to be sent to one page, and what is on its way there."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

Item = dict[str, Any] | bytes  # an event or a frame


class Line:
    """A page's waiting line: items in the order they came. Who has more to send than that extends ``take``."""

    def __init__(self) -> None:
        self._items: deque[Item] = deque()
        self._wake = asyncio.Event()

    def tell(self, item: Item) -> None:
        """Queue an event, or a frame that has its place among the events."""
        self._items.append(item)
        self.wake()

    def take(self) -> Item | None:
        """What to send now; None if nothing waits, or the page can't take it yet."""
        return self._items.popleft() if self._items else None

    def wake(self) -> None:
        """Something has come, or the page can take more: whoever waits looks again."""
        self._wake.set()

    async def woken(self) -> None:
        """Wait until ``wake`` is called."""
        self._wake.clear()
        await self._wake.wait()

    async def next(self) -> Item:
        """What to send next; waits until there is something and the page can take it."""
        while (item := self.take()) is None:
            await self.woken()
        return item


class Window:
    """The frames that are on their way to a page, by numbers that count up: at most so many at once.

    Parameters
    ----------
    size : int
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._numbers: deque[int] = deque()

    @property
    def room(self) -> bool:
        """Whether another may be sent."""
        return len(self._numbers) < self._size

    def sent(self, number: int) -> None:
        """It has been sent."""
        self._numbers.append(number)

    def ack(self, number: int) -> None:
        """The page has painted this one, and so the ones before it."""
        while self._numbers and self._numbers[0] <= number:
            self._numbers.popleft()

    def clear(self) -> None:
        """None is on its way any more."""
        self._numbers.clear()
