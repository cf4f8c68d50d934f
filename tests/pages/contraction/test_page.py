"""The Spectrum page's script, run by Streamlit's own test driver."""

from cae.config import RunConfig
from pages.spectrum import SPECTRUM
from tests.helpers.visitor import told, visit

PAGE = "pages/spectrum/page.py"
KEY = "0123456789abcdef"


def test_it_opens_with_the_live_run():
    given = told(visit(PAGE))
    assert given["settings"] == RunConfig().as_dict()
    assert given["view"]["source"] == "live"
    assert given["figures"] == ["spectrum"]
    assert given["notices"] == []


def test_a_link_brings_its_source_and_image():
    given = told(visit(PAGE, source="atlas", atlas=KEY, at="3", image="7", images="10000"))
    view = {name: given["view"][name] for name in ("source", "atlas", "at", "image", "images")}
    assert view == {"source": "atlas", "atlas": KEY, "at": 3, "image": 7, "images": 10000}


def test_the_table_names_figures_that_there_are():
    from cae import figures

    assert set(SPECTRUM.figures) <= set(figures.NAMES)
