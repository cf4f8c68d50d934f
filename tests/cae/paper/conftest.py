from collections.abc import Callable
from typing import Any

import pytest

from cae.paper.results import Results
from cae.paper.rows import NONE, ROWS
from cae.paper.settings import TableSettings

TINY = TableSettings("digits", images=1000, validation=300, hidden=16, epochs=2, tune_epochs=4, patience=2)
MADE_IMAGES = 1000


@pytest.fixture(scope="session")
def tiny() -> TableSettings:
    return TINY


@pytest.fixture
def made_results() -> Callable[..., Results]:
    """Results of which the test images that are wrong are given by row, for each seed."""

    def make(wrong: dict[str, list[list[int]]], **measures: dict[str, float]) -> Results:
        seeds = len(next(iter(wrong.values())))
        models = [*(row.name for row in ROWS), NONE]

        def figures(model: str, seed: int) -> dict[str, Any]:
            places = wrong.get(model, [[]] * seeds)[seed]
            tuned = {"wrong": places, "test_error": len(places) / MADE_IMAGES, "validation_error": 0.02}
            tuned |= {"best_epoch": 2, "epochs": 4, "steps": 80, "parameters": 100}
            own = {name: of.get(model, 1.0) for name, of in measures.items()}
            figures = {"model": model, "seed": seed, "tuned": tuned, "images_tested": MADE_IMAGES, "parameters": 90}
            if model == NONE:
                return figures
            common = {"jacobian2": 4.0, "jacobian": 2.0, "jacobian_entry": 1e-5, "sat": 0.5, "steps": 40}
            drawn = {"radius": [0.1, 1.0], "curve": [0.2, 0.1], "sigma": [1.0, 0.5], "directions": 2}
            return figures | common | drawn | own

        return Results(TINY, list(range(seeds)), {model: [figures(model, k) for k in range(seeds)] for model in models})

    return make
