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


@pytest.fixture(scope="module")
def trees() -> dict[str, ast.Module]:
    """Return every file, read."""
    return {str(file.relative_to(SOURCE)): ast.parse(file.read_text(encoding="utf-8")) for file in FILES}


def test_every_file_stays_below_four_hundred_lines():
    lines = {
        str(file.relative_to(SOURCE)): len(file.read_text(encoding="utf-8").splitlines()) for file in FILES
    }

    assert {name: count for name, count in lines.items() if count > 400} == {}


def test_every_file_keeps_its_functions_short(trees):
    long = [
        f"{name}: {node.name}"
        for name, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - first_line(node) > 50
    ]

    assert long == []


def test_every_file_opens_with_its_question(trees):
    assert len(trees) > 400
    assert [name for name, tree in trees.items() if not ast.get_docstring(tree)] == []


def test_every_file_lists_what_is_public(trees):
    assert [name for name, tree in trees.items() if "__all__" not in assigned(tree)] == []


def assigned(tree: ast.Module) -> set[str]:
    return {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def test_the_tests_mirror_the_source():
    tests = SOURCE.parents[1] / "tests"
    missing = [
        str(file.relative_to(SOURCE))
        for file in FILES
        if not file.name.startswith("__") and not list(tests.rglob(f"test_{file.stem}.py"))
    ]

    assert missing == []
