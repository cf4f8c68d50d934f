"""What a part must find on this machine: looked for before anything is measured."""

from __future__ import annotations

from collections.abc import Callable

Need = Callable[[], None]  # raises Unmeasured where something is missing
