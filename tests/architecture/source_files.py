"""
What the tests of the house ask of its files, each read once.

A file is taken apart and let go: kept is what a question needs, not its tree,
which is large, and slows whatever runs after it.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TypeAlias

from attrs import frozen

SOURCE = Path(__file__).parents[2] / "src" / "partnerkit"

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


@frozen
class SourceFile:
    """What one file says, and how long."""

    lines: int
    is_documented: bool
    assigned: frozenset[str]

    #: Every function, nested ones too, and how many lines it takes.
    lengths: tuple[tuple[str, int], ...]

    #: What public functions and methods take.
    taken: dict[str, ast.arguments]

    #: Module and names of each import, and whether it is for type checkers alone.
    imports: tuple[tuple[str, tuple[str, ...], bool], ...]


def length(function: Function) -> int:
    """Return how many lines a function takes, parameters included: what its docstring says does not make it long."""
    whole = (function.end_lineno or 0) - function.lineno + 1
    said = function.body[0]
    is_documented = ast.get_docstring(function) is not None and len(function.body) > 1
    return whole - ((said.end_lineno or 0) - said.lineno + 1 if is_documented else 0)


def statements(tree: ast.AST) -> Iterator[tuple[ast.AST, bool]]:
    """Yield the statements below, however deep, and whether they are for type checkers alone."""
    left: list[tuple[ast.AST, bool]] = [(tree, False)]
    while left:
        node, checked = left.pop()
        for place in ("body", "handlers", "cases", "orelse", "finalbody"):
            for each in getattr(node, place, ()):
                is_check = isinstance(each, ast.If) and isinstance(each.test, ast.Name)
                yield each, checked
                left.append((each, checked or (is_check and each.test.id == "TYPE_CHECKING")))


def public(body: list[ast.stmt], of: str = "") -> Iterator[tuple[str, Function]]:
    for each in body:
        if isinstance(each, ast.ClassDef) and not each.name.startswith("_"):
            yield from public(each.body, f"{each.name}.")
        elif isinstance(each, Function) and not each.name.startswith("_"):
            yield of + each.name, each


def read(file: Path) -> SourceFile:
    text = file.read_text(encoding="utf-8")
    tree = ast.parse(text)
    below = list(statements(tree))
    return SourceFile(
        lines=len(text.splitlines()),
        is_documented=bool(ast.get_docstring(tree)),
        assigned=frozenset(
            target.id
            for node in tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        ),
        lengths=tuple((node.name, length(node)) for node, _ in below if isinstance(node, Function)),
        taken={name: function.args for name, function in public(tree.body)},
        imports=tuple(
            (node.module, tuple(each.name for each in node.names), checked)
            for node, checked in below
            if isinstance(node, ast.ImportFrom) and node.module
        ),
    )


@cache
def sources() -> dict[str, SourceFile]:
    """Return every file of the house, by its place in it."""
    files = sorted(SOURCE.rglob("*.py")) if SOURCE.is_dir() else []
    return {file.relative_to(SOURCE).as_posix(): read(file) for file in files}
