"""Which modules a view imports: a browser that is told can ask for all at once, not for each when it meets it."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from pages.kit import version
from pages.kit.static import PAGES

_IMPORT = re.compile(r"""^(?:import|export)\b[^'"(;]*?(?:\bfrom\s*)?['"](\.{1,2}/[^'"]+)['"]""", re.MULTILINE)


def modules_of(page: str) -> list[str]:
    """The modules of a page's view and all that they import, as paths below ``pages``; its own comes first."""
    return _modules_of(page, version.on_disk())


@lru_cache(maxsize=32)
def _modules_of(page: str, _version: str) -> list[str]:
    waiting = [PAGES / page / "view" / f"{page}.js"]
    found: dict[Path, None] = {}  # in the order in which a browser would meet them
    while waiting:
        module = waiting.pop(0)
        if module not in found:
            found[module] = None
            waiting += [(module.parent / name).resolve() for name in _IMPORT.findall(module.read_text())]
    return [module.relative_to(PAGES).as_posix() for module in found]
