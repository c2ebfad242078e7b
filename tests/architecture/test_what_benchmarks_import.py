"""Benchmarks are not run with the tests: is there still what they take from the library?"""

import ast
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("path", sorted((ROOT / "benchmarks").glob("*.py")), ids=lambda path: path.stem)
def test_a_benchmark_imports_what_there_is(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and str(node.module).split(".")[0] == "partnerkit":
            try:
                module = import_module(str(node.module))
                missing = [each.name for each in node.names if not hasattr(module, each.name)]
            except ImportError as absent:
                # Of a library that is not installed, as where only the core is, nothing can be said.
                if str(absent.name).startswith("partnerkit"):
                    raise
                continue
            assert missing == [], node.module
