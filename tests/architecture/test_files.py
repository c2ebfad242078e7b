"""A file answers one question: its length, its functions, its list of public names."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "partnerkit"
FILES = sorted(SOURCE.rglob("*.py")) if SOURCE.is_dir() else []


def first_line(function: ast.FunctionDef) -> int:
    """Return where the code begins: what the docstring says of a function does not make it long."""
    is_documented = ast.get_docstring(function) is not None and len(function.body) > 1
    return function.body[is_documented].lineno


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(SOURCE)))
class TestEveryFile:
    def test_stays_below_four_hundred_lines(self, file):
        assert len(file.read_text(encoding="utf-8").splitlines()) <= 400

    def test_keeps_its_functions_short(self, file):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        long = [
            node.name
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - first_line(node) > 50
        ]

        assert long == []

    def test_opens_with_its_question_and_lists_what_is_public(self, file):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        assigned = {
            target.id
            for node in tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }

        assert ast.get_docstring(tree)
        assert "__all__" in assigned


def test_the_tests_mirror_the_source():
    tests = SOURCE.parents[1] / "tests"
    missing = [
        str(file.relative_to(SOURCE))
        for file in FILES
        if not file.name.startswith("__") and not list(tests.rglob(f"test_{file.stem}.py"))
    ]

    assert missing == []
