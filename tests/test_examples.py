"""The examples run as a stranger runs them: from a folder of their own, with the package on the path."""

import ast
import importlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import cae

ROOT = Path(__file__).parent.parent
ROW = re.compile(r" *([\d.]+)  +([\d.]+)  +([\d.]+)  +(\d+)%  (.+)")


def run_alone(name: str, folder: Path) -> str:
    """What the example prints."""
    script = shutil.copy(ROOT / "examples" / f"{name}.py", folder)
    # One thread: on a machine that is busy otherwise two would wait for each other at every step.
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "PYTHONIOENCODING": "utf-8"}
    result = subprocess.run(
        [sys.executable, "-W", "error", script],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=90,
    )
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""
    return result.stdout


def test_the_quickstart_prints_a_table_of_what_contraction_does(tmp_path):
    header, *lines = run_alone("quickstart", tmp_path).splitlines()
    rows = [ROW.fullmatch(line).groups() for line in lines]
    lam, nats, penalty, sat = zip(*[[float(figure) for figure in row[:4]] for row in rows], strict=True)
    units = [row[4] for row in rows]

    assert list(lam) == sorted(lam)
    assert lam[0] == 0
    assert list(penalty) == sorted(penalty, reverse=True)
    assert penalty[-1] < 0.05 * penalty[0]
    assert list(nats) == sorted(nats)
    assert all(187.5 < error < 383.6 for error in nats)  # above the images' entropy, below the mean image's error
    assert all(0 <= share <= 100 for share in sat)
    for states in units:
        assert sum(int(count) for count in re.findall(r"\d+(?= [a-z])", states)) == 64
    assert units[0] == "64 swings"
    assert "saturated" in units[-1]
    # Aligned: every column of figures ends where its heading does.
    for heading, end in ((h.group(), h.end()) for h in re.finditer(r"\S+", header)):
        if heading != "units":
            assert all(line[end - 1] not in " " and line[end] == " " for line in lines), heading


def test_the_example_of_contraction_writes_one_page_of_four_figures_with_their_sentences(tmp_path):
    *lines, last = run_alone("contraction", tmp_path).splitlines()
    page = (tmp_path / "contraction.html").read_text(encoding="utf-8")
    assert last == "Written to contraction.html."
    assert [line.partition(":")[0] for line in lines] == [
        f"{name}, lambda = {lam}" for name in ("contraction_curve", "spectrum") for lam in (0, 1)
    ]
    for line in lines:
        assert line.partition(": ")[2] in page
    assert page.count("Plotly.newPlot(") == 4
    assert page.count("plotly.js v") == 1  # the script comes once, with the first
    assert "<script src=" not in page  # it needs no network
    curves, spectra = lines[:2], lines[2:]
    assert "falls" in curves[0]
    assert "At λ = 0 it falls" in curves[1]
    (alone,) = re.findall(r": (\d+) directions carry", spectra[0])
    assert spectra[1].endswith(f"at λ = 0 it takes {alone}.")


@pytest.mark.parametrize("name", sorted(path.stem for path in (ROOT / "examples").glob("*.py")))
def test_an_example_uses_public_names_only(name):
    tree = ast.parse((ROOT / "examples" / f"{name}.py").read_text())
    taken = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module.startswith("cae")]
    assert taken
    for node in taken:
        _, _, module = node.module.partition(".")
        assert module in {"", *cae.__all__}
        public = cae.__all__ if not module else importlib.import_module(node.module).__all__
        assert {alias.name for alias in node.names} <= set(public)
