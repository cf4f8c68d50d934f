"""The Latent page's script, run by Streamlit's own test driver."""

import pytest

from cae.config import RunConfig
from cae.inspectors.works import WORKS
from pages.latent import LATENT
from tests.helpers.visitor import told, visit

PAGE = "pages/latent/page.py"
KEY = "0123456789abcdef"


def test_it_opens_with_the_live_run():
    given = told(visit(PAGE))
    assert given["settings"] == RunConfig().as_dict()
    assert given["view"]["source"] == "live"
    assert {name: given["view"][name] for name in LATENT.asks} == {
        "method": "pca", "dimensions": 2, "colour": "class", "perplexity": 30, "tsne_seed": 0,
    }  # fmt: skip
    assert given["notices"] == []


def test_a_link_brings_its_source_images_and_how_they_are_drawn():
    asked = {"method": "tsne", "dimensions": "3", "colour": "gain", "perplexity": "12.5", "tsne_seed": "4"}
    given = told(visit(PAGE, source="atlas", atlas=KEY, at="3", image="7", b="9", images="10000", **asked))
    view = {"source": "atlas", "atlas": KEY, "at": 3, "image": 7, "b": 9, "images": 10000}
    view |= {"method": "tsne", "dimensions": 3, "colour": "gain", "perplexity": 12.5, "tsne_seed": 4}
    assert {name: given["view"][name] for name in view} == view
    assert given["notices"] == []


@pytest.mark.parametrize(
    ("name", "text", "default"),
    [("method", "umap", "pca"), ("dimensions", "4", 2), ("perplexity", "0.5", 30), ("tsne_seed", "-1", 0)],
)
def test_what_can_not_be_drawn_is_said_and_drawn_as_usual(name, text, default):
    given = told(visit(PAGE, **{name: text}))
    assert given["view"][name] == default
    (notice,) = given["notices"]
    assert text in notice


def test_the_table_names_works_that_there_are():
    assert set(LATENT.works) <= {work.name for work in WORKS}
