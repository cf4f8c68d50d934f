"""The examples run as a stranger runs them: from a folder of their own, with the package on the path."""

import ast
import importlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import cae

ROOT = Path(__file__).parent.parent
ROW = re.compile(r" *([\d.]+)  +([\d.]+)  +([\d.]+)  +(\d+)%  (.+)")


def test_the_quickstart_prints_a_table_of_what_contraction_does(tmp_path):
    script = shutil.copy(ROOT / "examples" / "quickstart.py", tmp_path)
    # One thread: on a machine that is busy otherwise two would wait for each other at every step.
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    result = subprocess.run(
        [sys.executable, "-W", "error", script],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=90,
    )
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""
    header, *lines = result.stdout.splitlines()
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


def test_the_quickstart_uses_public_names_only():
    tree = ast.parse((ROOT / "examples" / "quickstart.py").read_text())
    taken = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module.startswith("cae")]
    assert taken
    for node in taken:
        _, _, module = node.module.partition(".")
        assert module in {"", *cae.__all__}
        public = cae.__all__ if not module else importlib.import_module(node.module).__all__
        assert {alias.name for alias in node.names} <= set(public)
