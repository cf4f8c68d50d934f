"""The Contraction page's script, run by Streamlit's own test driver."""

import re
from pathlib import Path

from cae.config import RunConfig
from pages.contraction import CONTRACTION, TOOLS
from tests.helpers.visitor import told, visit

PAGE = "pages/contraction/page.py"
KEY = "0123456789abcdef"


def test_it_opens_with_the_live_run():
    given = told(visit(PAGE))
    assert given["settings"] == RunConfig().as_dict()
    assert given["view"]["source"] == "live"
    assert given["figures"] == ["contraction_curve", "spectrum"]
    assert {name: given["view"][name] for name in CONTRACTION.asks} == {
        "tool": "shift", "twin": True, "sigma": 0.3, "noise": 0,
    }  # fmt: skip
    assert given["notices"] == []


def test_a_link_brings_its_source_and_image():
    given = told(visit(PAGE, source="atlas", atlas=KEY, at="3", image="7", images="10000"))
    view = {name: given["view"][name] for name in ("source", "atlas", "at", "image", "images")}
    assert view == {"source": "atlas", "atlas": KEY, "at": 3, "image": 7, "images": 10000}


def test_the_table_names_figures_that_there_are():
    from cae import figures

    assert set(CONTRACTION.figures) <= set(figures.NAMES)


def test_the_view_has_the_tools_that_the_address_may_name():
    tools = re.findall(
        r"tool: '(\w+)', title", (Path(__file__).parents[3] / "pages/contraction/view/pushes.js").read_text()
    )
    assert tuple(tools) == TOOLS


def test_a_link_brings_its_tool_step_size_and_seed_and_a_bad_one_is_said():
    given = told(visit(PAGE, tool="blur", sigma="0.5", noise="7", twin="false"))
    assert {name: given["view"][name] for name in ("tool", "sigma", "noise", "twin")} == {
        "tool": "blur", "sigma": 0.5, "noise": 7, "twin": False,
    }  # fmt: skip
    given = told(visit(PAGE, tool="hammer", sigma="0"))
    assert (given["view"]["tool"], given["view"]["sigma"]) == ("shift", 0.3)
    assert len(given["notices"]) == 2
