"""The arrows of the browser's half: read from what its modules and style sheets import.

A page's view imports itself and the kit's, the kit's imports itself, and a type that is named in a comment counts as
an import too.
"""

import re
from pathlib import Path

import pytest

PAGES = Path(__file__).parent.parent / "pages"
KIT = "kit"

# `import … from '…'`, `export … from '…'`, `import '…'`; `import('…')` in code as in a JSDoc type.
MODULES = re.compile(
    r"""^\s*(?:import|export)\b[^'"(;]*\bfrom\s*['"]([^'"]+)['"]
      | ^\s*import\s*['"]([^'"]+)['"]
      | \bimport\(\s*['"]([^'"]+)['"]""",
    re.MULTILINE | re.VERBOSE,
)
SHEETS = re.compile(r"""@import\s+(?:url\(\s*)?['"]?([^'")\s;]+)""")
# A style sheet that a module loads by its own address.
LOADED = re.compile(r"""new URL\(\s*['"]([^'"]+)['"]\s*,\s*import\.meta\.url\s*\)""")

VIEWS = sorted(path for path in PAGES.glob("*/view/**/*") if path.suffix in {".js", ".css"})


def named(text: str, suffix: str) -> list[str]:
    """What a file's text imports, as it is written there."""
    if suffix == ".css":
        return SHEETS.findall(re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))
    return ["".join(groups) for groups in MODULES.findall(text)] + LOADED.findall(text)


def wrong(path: Path, text: str) -> list[str]:
    """The imports of a file that point the wrong way, or nowhere."""
    page = path.relative_to(PAGES).parts[0]
    found = []
    for name in named(text, path.suffix):
        target = (path.parent / name).resolve()
        if not name.startswith(("./", "../")):
            found.append(f"{name} is no path")
        elif not target.is_relative_to(PAGES) or not target.is_file():
            found.append(f"{name} is not there")
        elif (room := target.relative_to(PAGES).parts)[0] not in {page, KIT} or room[1] != "view":
            found.append(f"{name} is another page's")
    return found


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: str(path.relative_to(PAGES)))
def test_a_view_imports_only_itself_and_the_kit_and_what_is_there(path):
    assert wrong(path, path.read_text()) == []


def test_only_a_page_s_own_module_is_imported_by_none():
    """What nothing imports is loaded by no one."""
    imported = {(path.parent / name).resolve() for path in VIEWS for name in named(path.read_text(), path.suffix)}
    pages = {path.relative_to(PAGES).parts[0] for path in VIEWS} - {KIT}
    assert set(VIEWS) - imported == {PAGES / page / "view" / f"{page}.js" for page in pages}


# -- the tests themselves ------------------------------------------------------------------------------------

LIVE = PAGES / "live" / "view" / "live.js"
PANEL = PAGES / KIT / "view" / "panel.js"
SHEET = PAGES / "live" / "view" / "live.css"


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (PANEL, "import { mount } from '../../live/view/live.js';"),
        (PANEL, "/** @param {import('../../live/view/live.js').Component} component */"),
        (PANEL, "const { mount } = await import('../../live/view/live.js');"),
        (PANEL, "export { mount } from '../../live/view/live.js';"),
        (LIVE, "import {\n  mount,\n} from '../../atlas/view/atlas.js';"),
        (LIVE, "import '../../atlas/view/atlas.js';"),
        (LIVE, "import { el } from './nothing.js';"),
        (LIVE, "import { react } from 'plotly.js';"),
        (LIVE, "loadStyles(new URL('./nothing.css', import.meta.url).href);"),
        (SHEET, "@import url('../../atlas/view/atlas.css');"),
        (SHEET, '@import "../../atlas/view/atlas.css";'),
        (SHEET, "@import url(./nothing.css);"),
    ],
)
def test_a_wrong_arrow_would_be_seen(path, line):
    assert len(wrong(path, line)) == 1


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (LIVE, "import { el } from '../../kit/view/dom.js';\nimport { createLayout } from './layout.js';"),
        (SHEET, "/* @import url('./nothing.css'); */ @import url('../../kit/view/base.css');"),
    ],
)
def test_a_right_arrow_is_none_of_them(path, line):
    assert wrong(path, line) == []
