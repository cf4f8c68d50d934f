"""The house's arrows: read from the imports, so that one pointing the wrong way fails here.

The layers are the folders. A module may import what stands on its own layer and on lower ones; a new module needs no
edit here, a new folder does.
"""

import ast
import itertools
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# From the ground up; a folder stands for all in it, and what lies flat in ``cae`` without being named is the maths.
LAYERS = [
    {"cae", "cae.checks", "cae.config", "cae.data", "cae.files", "cae.points", "cae.typed"},
    {"cae.processes"},
    {"the maths", "cae.gradients", "cae.objectives"},
    {"cae.experiments", "cae.figures"},
    {"cae.atlases", "cae.paper"},
    {"cae.runs"},
    {"cae.inspectors"},
    {"pages.kit"},
    {"a page"},
    {"pages"},
    {"app", "pages.main"},
    # The command line reaches everything of the package, and nothing reaches it.
    {"cae.bench", "cae.__main__"},
]
FOUNDATIONS, COMMAND_LINE = LAYERS[0], LAYERS[-1]


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {name_of(path): path for path in [ROOT / "app.py", *ROOT.glob("cae/**/*.py"), *ROOT.glob("pages/**/*.py")]}
PACKAGES = {name for name, path in FILES.items() if path.name == "__init__.py"}
# While a page's script runs, ``pages`` itself is on Python's path: what lies in it can be had by a second name there.
BY_A_SECOND_NAME = {path.stem for path in (ROOT / "pages").iterdir() if path.is_dir() or path.suffix == ".py"}


def imported(path: Path, at_import: bool = False) -> set[str]:
    """Names of the modules a file imports: ours in full, others by their first part.

    With ``at_import``, only what importing the file imports: not what its functions or type checks do.
    """
    found = set()

    def visit(node: ast.AST) -> None:
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                found.add(inner if inner in FILES else node.module)
        functions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
        type_check = isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        if at_import and (isinstance(node, functions) or type_check):
            return
        for child in ast.iter_child_nodes(node):
            visit(child)

    visit(ast.parse(path.read_text()))
    twice = {name for name in found if name.split(".")[0] in BY_A_SECOND_NAME}
    assert not twice, f"{path} imports {twice}: say pages.…"
    return {name if name in FILES else name.split(".")[0] for name in found}


def room_of(module: str) -> str:
    """The name in LAYERS that a module goes by."""
    parts = module.split(".")
    if module in {"app", "cae", "pages", "pages.main"} | FOUNDATIONS | COMMAND_LINE:
        return module
    folder = ".".join(parts[:2])
    if parts[0] == "pages":
        return folder if folder == "pages.kit" else "a page"
    return folder if folder in PACKAGES else "the maths"


def layer_of(module: str) -> int:
    for number, layer in enumerate(LAYERS):
        if room_of(module) in layer:
            return number
    raise AssertionError(f"{module} stands on no layer: name its folder in LAYERS")


def reached(start: set[str]) -> set[str]:
    """The modules of ours that are loaded when these are."""
    seen: set[str] = set()
    waiting = set(start)
    while waiting:
        module = waiting.pop()
        seen.add(module)
        above = {".".join(module.split(".")[:n]) for n in range(1, module.count(".") + 1)}
        waiting |= ((imported(FILES[module], at_import=True) & set(FILES)) | above) - seen
    return seen


@pytest.mark.parametrize("module", FILES)
def test_no_module_imports_from_a_layer_above_its_own(module):
    for other in imported(FILES[module]) & set(FILES):
        if module != "cae":  # the package's own names are looked up when they are used
            assert layer_of(other) <= layer_of(module), f"{module} imports {other}, which stands above it"


def test_a_page_imports_no_other_page():
    for module in FILES:
        if room_of(module) == "a page":
            page = module.split(".")[1]
            others = {other.split(".")[1] for other in imported(FILES[module]) if room_of_ours(other) == "a page"}
            assert others <= {page}, module


def room_of_ours(module: str) -> str:
    return room_of(module) if module in FILES else ""


def test_the_arrows_of_the_maths_are_the_design_s():
    chain = ["cae.trainer", "cae.objectives", "cae.objectives.contractive", "cae.contraction", "cae.model"]
    for above, below in itertools.pairwise(chain):
        assert below in imported(FILES[above])


def test_there_are_no_cycles():
    graph = {module: imported(path, at_import=True) & set(FILES) - {module} for module, path in FILES.items()}
    while graph:
        leaves = {module for module, others in graph.items() if not others}
        assert leaves, f"a cycle among {sorted(graph)}"
        graph = {module: others - leaves for module, others in graph.items() if module not in leaves}


# -- what each part of the house must not know ---------------------------------------------------------------


@pytest.mark.parametrize("module", [name for name in FILES if name.startswith("cae")])
def test_the_package_knows_no_page_and_no_web(module):
    others = imported(FILES[module])
    assert not others & {"streamlit", "starlette", "pages"}
    assert not any(other.startswith(("pages.", "app")) for other in others)
    if room_of(module) not in COMMAND_LINE | {"cae.figures"}:
        assert "plotly" not in others


def test_the_package_is_python_alone():
    assert [path for path in ROOT.glob("cae/**/*") if path.suffix in {".js", ".css", ".html"}] == []


def test_only_the_kit_touches_what_streamlit_keeps_to_itself():
    private = re.compile(r"from streamlit\.(?!testing)\w+|from streamlit import config|import streamlit\.")
    touching = {module for module, path in FILES.items() if private.search(path.read_text())}
    assert touching == {"pages.kit.compat"}


def test_nothing_imports_the_script_that_streamlit_runs():
    assert [module for module, path in FILES.items() if "pages.main" in imported(path)] == []


def test_the_server_reaches_no_torch():
    server = reached({module for module in FILES if module.startswith("pages") or module == "app"})
    assert "cae.runs.hub" in server  # this test sees what it thinks it sees
    for module in server:
        assert "torch" not in imported(FILES[module]), module
        assert not imported(FILES[module], at_import=True) & {"sklearn", "scipy", "plotly"}, module


def test_the_foundations_know_no_torch():
    for module in FOUNDATIONS - {"cae"} | {name for name in FILES if room_of(name) == "cae.processes"}:
        assert not imported(FILES[module], at_import=True) & {"torch", "sklearn", "scipy"}, module


def test_the_maths_of_the_pages_is_done_elsewhere():
    for module, path in FILES.items():
        if module.startswith("pages") or module == "app":
            assert not imported(path) & {"torch", "numpy", "sklearn"}, module


@pytest.mark.parametrize("module", ["cae", "app", "pages.main"])
def test_the_server_starts_without_torch(module):
    """In a process of its own, because this one has long loaded it."""
    code = f"import sys, {module}; print(sorted({{'torch', 'sklearn', 'cae.runs.run'}} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout.strip().splitlines()[-1] == "[]"


# -- the tests themselves ------------------------------------------------------------------------------------


def test_a_wrong_arrow_would_be_seen(tmp_path):
    """These tests read what they think they read."""
    path = tmp_path / "wrong.py"
    path.write_text(
        "import numpy.linalg\nfrom cae import trainer\nfrom cae.runs import hub\nfrom cae.model import Autoencoder\n"
        "def f():\n    import torch\n"
    )
    assert imported(path) == {"numpy", "cae.trainer", "cae.runs.hub", "cae.model", "torch"}
    assert imported(path, at_import=True) == {"numpy", "cae.trainer", "cae.runs.hub", "cae.model"}
    assert layer_of("cae.runs.hub") > layer_of("cae.trainer")


@pytest.mark.parametrize(
    "line", ["import live", "from live import route", "from kit.session import load", "import main"]
)
def test_a_page_by_its_second_name_would_be_seen(line, tmp_path):
    path = tmp_path / "twice.py"
    path.write_text(line)
    with pytest.raises(AssertionError, match="say pages"):
        imported(path)


def test_every_folder_of_tests_is_a_folder_of_the_house():
    """A test is found where what it tests is found."""
    folders = {path.parent.relative_to(ROOT / "tests") for path in (ROOT / "tests").rglob("test_*.py")}
    for folder in folders - {Path("."), Path("browser")}:
        assert (ROOT / folder).is_dir(), folder
