"""The house's arrows: read from the imports, so that one pointing the wrong way fails here."""

import ast
import itertools
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# From the ground up. A module may import what stands on its own line and on lower ones. What is named nowhere here,
# neither by itself nor by its folder, fails.
LINES = [
    {"cae", "cae.activations", "cae.config", "cae.pathconfig", "cae.data", "cae.files"},
    {"cae.model"},
    {"cae.contraction"},
    {"cae.diagnostics", "cae.scale_free", "cae.objectives", "cae.inspection", "cae.clustering"},
    {"cae.buffers", "cae.deep_contraction", "cae.gradients"},
    {"cae.trainer"},
    {"cae.checkpoint", "cae.measure", "cae.sweep"},
    {"cae.grid"},
    {"cae.live", "cae.atlas", "cae.units"},
    {"cae.studio"},
    {"pages", "app"},
    # The command line reaches everything, and nothing reaches it.
    {
        "cae.bench",
        "cae.bench_core",
        "cae.bench_path",
        "cae.live.bench",
        "cae.atlas.bench",
        "cae.units.bench",
        "cae.__main__",
    },
]
COMMAND_LINE = LINES[-1]
# Inside live/ and atlas/: what the server imports stays on this side of the wire, without torch.
SERVER = {
    "cae.live": {"compat", "connection", "frames", "hub", "messages", "process", "route", "wire"},
    "cae.atlas": {"jobs", "messages", "process", "route", "store"},
    "cae.units": {"desk", "follow", "library", "messages", "outbox", "pool", "route"},
}
WORKER = {
    "cae.live": {"engine", "pipe", "run", "beginning", "pace", "packed", "picture", "plane", "guard", "trail"},
    "cae.atlas": {"picture", "worker"},
    "cae.units": {"inspector", "lane", "moment", "sample", "session", "sources", "states", "subject", "trail"},
}


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {name_of(path): path for path in [ROOT / "app.py", *ROOT.glob("cae/**/*.py"), *ROOT.glob("pages/*.py")]}


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
    return {name if name in FILES else name.split(".")[0] for name in found}


def line_of(module: str) -> int:
    folder = module.rpartition(".")[0] if module.count(".") > 1 or module.startswith("pages.") else module
    for name in (module, folder):
        for number, line in enumerate(LINES):
            if name in line:
                return number
    raise AssertionError(f"{module} has no line in LINES")


@pytest.mark.parametrize("module", FILES)
def test_no_module_imports_from_a_line_above_its_own(module):
    for other in imported(FILES[module]) & set(FILES):
        if module != "cae":  # the package's own names are looked up when they are used
            assert line_of(other) <= line_of(module), f"{module} imports {other}, which stands above it"


def test_the_arrows_of_the_maths_are_the_design_s():
    chain = ["cae.trainer", "cae.objectives", "cae.contraction", "cae.model"]
    for above, below in itertools.pairwise(chain):
        assert below in imported(FILES[above])


def test_there_are_no_cycles():
    graph = {module: imported(path, at_import=True) & set(FILES) - {module} for module, path in FILES.items()}
    while graph:
        leaves = {module for module, others in graph.items() if not others}
        assert leaves, f"a cycle among {sorted(graph)}"
        graph = {module: others - leaves for module, others in graph.items() if module not in leaves}


CORE = [name for name in FILES if name.count(".") <= 1 and name.startswith("cae")]
LIVE = [name for name in FILES if name.startswith(("cae.live.", "cae.atlas.", "cae.units."))]


@pytest.mark.parametrize("module", sorted(set(CORE) - COMMAND_LINE))
def test_the_core_knows_no_page_no_server_and_no_plot(module):
    assert not imported(FILES[module]) & {"streamlit", "plotly", "starlette"}


@pytest.mark.parametrize("module", sorted(set(LIVE) - COMMAND_LINE))
def test_the_live_side_draws_no_plots_and_only_compat_touches_streamlit(module):
    others = imported(FILES[module])
    assert "plotly" not in others
    assert "streamlit" not in others or module == "cae.live.compat"


def test_every_live_module_is_on_one_side_of_the_wire():
    server, worker = (
        {f"{folder}.{name}" for folder, names in side.items() for name in names} for side in (SERVER, WORKER)
    )
    assert set(LIVE) - COMMAND_LINE == server | worker
    for name in server:
        others = imported(FILES[name])
        assert not others & worker, name
        assert not others & {"torch", "sklearn", "cae.sweep"}, name


def test_the_maths_of_pages_and_studio_is_done_elsewhere():
    for module, path in FILES.items():
        if module.startswith(("pages", "cae.studio")) or module == "app":
            assert not imported(path) & {"torch", "numpy", "sklearn"}, module


@pytest.mark.parametrize(
    "module",
    [
        "cae",
        "cae.config",
        "cae.live.route",
        "cae.atlas.route",
        "cae.units.route",
        "cae.studio.widgets",
        "cae.studio.session",
        "app",
    ],
)
def test_the_server_starts_without_torch(module):
    """In a process of its own, because this one has long loaded it."""
    code = f"import sys, {module}; print(sorted({{'torch', 'sklearn', 'cae.live.run'}} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout.strip().splitlines()[-1] == "[]"


def test_a_wrong_arrow_would_be_seen(tmp_path):
    """These tests read what they think they read."""
    path = tmp_path / "wrong.py"
    path.write_text(
        "import numpy.linalg\nfrom cae import trainer\nfrom cae.live import hub\nfrom cae.model import Autoencoder\n"
        "def f():\n    import torch\n"
    )
    assert imported(path) == {"numpy", "cae.trainer", "cae.live.hub", "cae.model", "torch"}
    assert imported(path, at_import=True) == {"numpy", "cae.trainer", "cae.live.hub", "cae.model"}
    assert line_of("cae.live.hub") > line_of("cae.trainer")
