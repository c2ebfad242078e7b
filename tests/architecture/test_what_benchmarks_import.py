"""Benchmarks are not run with the tests: is there still what they take from the library?"""

import ast
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("path", sorted((ROOT / "benchmarks").glob("*.py")), ids=lambda path: path.stem)
def test_a_benchmark_imports_what_there_is(path):
    missing = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and str(node.module).split(".")[0] == "partnerkit":
            try:
                module = import_module(str(node.module))
            except ImportError as absent:
                if str(absent.name).startswith("partnerkit"):
                    raise
                # A library is not installed here, as where only the core is.
                continue
            missing += [f"{node.module}.{each.name}" for each in node.names if not hasattr(module, each.name)]
    assert missing == []
