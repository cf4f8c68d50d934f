"""The site: which pages there are, in which order, and where they open."""

from pathlib import Path

from pages import PAGES
from tests.helpers.visitor import visit

ROOT = Path(__file__).parents[2]


def test_the_navigation_begins_in_the_order_of_a_first_visit():
    assert [page.title for page in PAGES][:3] == ["Live", "Atlas", "Units"]


def test_a_page_is_called_in_the_address_as_its_folder_and_no_two_are_called_the_same():
    names = [page.name for page in PAGES]
    assert len(set(names)) == len(names)
    for name in names:
        assert (ROOT / "pages" / name / "page.py").is_file()


def test_a_visitor_arrives_at_the_first_page():
    (view,) = [element for element in visit("pages/main.py").main if hasattr(element.proto, "component_name")]
    assert view.proto.component_name.endswith("cae_live_view")
