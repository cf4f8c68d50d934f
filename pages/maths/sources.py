"""The source of what the Maths page tells, read from the files: the server runs none of it."""

from __future__ import annotations

import ast
import inspect
from functools import lru_cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]

# What a reader looks up first, and then the formulas that the checks are of.
FORMULAS = [
    ("penalty", "The penalty", "cae/contraction.py", "penalty"),
    ("gradient", "Its gradient, as training takes it", "cae/gradients/network.py", "RowContraction"),
    ("deep", "The penalty of a deeper encoder", "cae/contraction.py", "pull_back"),
    ("code", "Step 1: the code", "cae/derivation.py", "code"),
    ("entry", "Step 2: one entry of J", "cae/derivation.py", "entry"),
    ("row", "Step 3: a row of J", "cae/derivation.py", "row"),
    ("jacobian", "Step 4: all of J", "cae/derivation.py", "jacobian"),
    ("sum", "Step 5: the closed sum", "cae/derivation.py", "squared_norm"),
    ("gradients", "Step 6: the gradient", "cae/derivation.py", "gradient"),
    ("check", "The check against automatic differentiation", "cae/derivation.py", "check"),
]
METHODS = ("backward", "add_to_weights")  # of a class that computes a gradient, the first and the last
MISTAKES = "cae/mistakes.py"
NAMES = ("slope", "detached", "squared-sum", "summed-output", "entry-mean", "last-layer")
NETWORKS = {"slope": "relu", "last-layer": "deep"}  # of the others: the run's own


def told() -> dict[str, Any]:
    """What ``source.json`` holds."""
    return {
        "formulas": [_formula(name, title, file, of) for name, title, file, of in FORMULAS],
        "mistakes": [_mistake(name) for name in NAMES],
    }


def _formula(name: str, title: str, file: str, function: str) -> dict[str, Any]:
    """The lines that compute; what stands above them, in the docstring as far as it tells the formula."""
    node, lines = _definition(file, function)
    doc, _, _ = (ast.get_docstring(node) or "").partition("\n\nParameters\n")
    if isinstance(node, ast.ClassDef):
        own = {one.name: one for one in node.body if isinstance(one, ast.FunctionDef)}
        first, last = own[METHODS[0]].lineno, own[METHODS[1]].end_lineno
    else:
        first, last = node.body[1].lineno, node.end_lineno
    computing = inspect.cleandoc("\n".join(lines[first - node.lineno : (last or first) - node.lineno + 1])).splitlines()
    told = {"name": name, "title": title, "function": function, "doc": doc}
    return told | {"file": file, "line": first, "lines": computing}


def _mistake(name: str) -> dict[str, Any]:
    """A function's docstring says what the mistake is called and what goes wrong; its body is the code."""
    function, test = (_definition(MISTAKES, start + name.replace("-", "_"))[0] for start in ("", "catches_"))
    title, _, wrong = (ast.get_docstring(function) or "").partition("\n\n")
    caught, _, _ = (ast.get_docstring(test) or "").partition("\n\n")
    return {
        "name": name,
        "title": title.removesuffix("."),
        "code": _body(function),
        "network": NETWORKS.get(name, "own"),
        "wrong": " ".join(wrong.split()),
        "test": _body(test),
        "says": caught,
    }


def _definition(file: str, name: str) -> tuple[ast.FunctionDef | ast.ClassDef, list[str]]:
    """A function or class of a file, and its lines."""
    tree, lines = _read(file)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name:
            return node, lines[node.lineno - 1 : node.end_lineno]
    raise LookupError(f"{file} has no {name}.")


def _body(node: ast.FunctionDef | ast.ClassDef) -> str:
    """What stands after the docstring, without its indent."""
    lines = _read(MISTAKES)[1][node.body[0].end_lineno : node.end_lineno]
    return inspect.cleandoc("\n".join(lines))


@lru_cache
def _read(file: str) -> tuple[ast.Module, list[str]]:
    """A file as it was when the server started: what is in it, and its lines."""
    text = (ROOT / file).read_text(encoding="utf-8")
    return ast.parse(text), text.splitlines()
