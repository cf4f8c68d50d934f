import pytest

from pages import PAGES
from pages.kit import static
from pages.kit.modules import modules_of


@pytest.mark.parametrize("page", [page.name for page in PAGES])
def test_a_browser_is_told_of_every_module_that_it_will_ask_for_and_of_no_other(page):
    modules = modules_of(page)
    assert modules[0] == f"{page}/view/{page}.js"
    assert len(set(modules)) == len(modules)
    assert all(module.split("/")[0] in (page, "kit") for module in modules)
    assert all((static.PAGES / module).is_file() for module in modules)
