"""What a part must find on this machine: looked for before anything is measured, and neither loaded nor downloaded."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable

from cae.bench.browser import CHROMIUM
from cae.bench.report import Unmeasured
from cae.data import files_of

Need = Callable[[], None]  # raises Unmeasured where something is missing


def browser() -> None:
    """Playwright and the Chromium that it drives."""
    if importlib.util.find_spec("playwright") is None:
        raise Unmeasured(
            "Playwright drives the browser and is not installed: pip install -r requirements-dev.txt brings it."
        )
    if not os.access(CHROMIUM, os.X_OK):
        raise Unmeasured(f"The pages are measured in Chromium, and {CHROMIUM} is not there: apt-get install chromium.")


def data(name: str) -> Need:
    """The four files of a data set, where ``load_dataset`` looks for them: in ``CAE_DATA_DIR``, or downloaded."""

    def check() -> None:
        missing = [path for path in files_of(name) if not path.is_file()]
        if not missing:
            return
        if os.environ.get("CAE_DATA_DIR"):
            what_to_do = "It must hold the official files, or be unset once they have been downloaded."
            raise Unmeasured(f"CAE_DATA_DIR is set, but {missing[0]} is not there. {what_to_do}")
        raise Unmeasured(
            f"The data set {name} has not been downloaded: {missing[0]} is not there. "
            f"""Set CAE_DATA_DIR, or run python -c "import cae; cae.load_dataset('{name}')" once."""
        )

    return check
