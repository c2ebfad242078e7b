"""A file answers one question: its length, its functions, its list of public names."""

import ast
from pathlib import Path
from typing import TypeAlias

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "partnerkit"
FILES = sorted(SOURCE.rglob("*.py")) if SOURCE.is_dir() else []


Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


def length(function: Function) -> int:
    """Return how many lines a function takes, parameters included: what its docstring says does not make it long."""
    whole = (function.end_lineno or 0) - function.lineno + 1
    said = function.body[0]
    is_documented = ast.get_docstring(function) is not None and len(function.body) > 1
    return whole - ((said.end_lineno or 0) - said.lineno + 1 if is_documented else 0)


@pytest.fixture(scope="module")
def trees() -> dict[str, ast.Module]:
    """Return every file, read."""
    return {str(file.relative_to(SOURCE)): ast.parse(file.read_text(encoding="utf-8")) for file in FILES}


def test_every_file_stays_below_four_hundred_lines():
    lines = {
        str(file.relative_to(SOURCE)): len(file.read_text(encoding="utf-8").splitlines()) for file in FILES
    }

    assert {name: count for name, count in lines.items() if count > 400} == {}


def too_long(trees: dict[str, ast.Module]) -> list[str]:
    """Return the functions that answer more than one question."""
    return [
        f"{name}: {node.name}"
        for name, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, Function) and length(node) > 50
    ]


def test_every_file_keeps_its_functions_short(trees):
    assert too_long(trees) == []


@pytest.mark.parametrize("place", ["benchmarks", "docs", "examples"])
def test_what_is_shown_keeps_its_functions_short_too(place):
    shown = sorted((SOURCE.parents[1] / place).rglob("*.py"))

    assert shown
    assert too_long({file.name: ast.parse(file.read_text(encoding="utf-8")) for file in shown}) == []


def test_parameters_count_and_docstrings_do_not():
    (made,) = ast.parse(
        'def made(\n    one,\n    two,\n):\n    """Say\n    so.\n    """\n    return one\n'
    ).body

    assert isinstance(made, Function)
    assert length(made) == 5


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


#: Files of which one asks another back for what it offers as a method: within the function, when it is called.
TOGETHER = {
    frozenset({"leads/changes", "leads/decision", "leads/entries", "leads/refusals"}),
    frozenset({"interop/records", "interop/serialisation"}),
}


def test_files_import_each_other_one_way(trees):
    """What is imported for type checkers alone aside, nobody needs two files to understand either."""
    modules = {f"partnerkit.{name[:-3].replace('/', '.')}": name[:-3] for name in trees}
    imports = {
        modules[f"partnerkit.{name[:-3].replace('/', '.')}"]: needed(tree, modules)
        for name, tree in trees.items()
    }

    assert {found for start in imports if len(found := together(start, imports)) > 1} == TOGETHER


def needed(tree: ast.AST, modules: dict[str, str]) -> set[str]:
    """Return the files that a file imports, in its functions too, but not for type checkers."""
    found: set[str] = set()
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = (node.module, *(f"{node.module}.{each.name}" for each in node.names))
            found.update(modules[name] for name in names if name in modules)
        elif not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"):
            found |= needed(node, modules)
    return found


def together(start: str, imports: dict[str, set[str]]) -> frozenset[str]:
    """Return the files that *start* reaches and that reach it."""
    below = reached(start, imports)
    return (
        frozenset(each for each in below if start in reached(each, imports))
        if start in below
        else frozenset()
    )


def reached(start: str, imports: dict[str, set[str]]) -> set[str]:
    found, left = set[str](), [start]
    while left:
        new = imports[left.pop()] - found
        found |= new
        left += new
    return found
