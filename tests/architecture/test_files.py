"""A file answers one question: its length, its functions, its list of public names."""

import ast
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from source_files import SOURCE, Function, SourceFile, length, read, sources


def test_every_file_stays_below_four_hundred_lines():
    assert {name: file.lines for name, file in sources().items() if file.lines > 400} == {}


def too_long(files: dict[str, SourceFile]) -> list[str]:
    """Return the functions that answer more than one question."""
    return [
        f"{name}: {function}"
        for name, file in files.items()
        for function, lines in file.lengths
        if lines > 50
    ]


def test_every_file_keeps_its_functions_short():
    assert too_long(sources()) == []


@pytest.mark.parametrize("place", ["benchmarks", "docs", "examples"])
def test_what_is_shown_keeps_its_functions_short_too(place):
    shown = sorted((SOURCE.parents[1] / place).rglob("*.py"))

    assert shown
    assert too_long({file.name: read(file) for file in shown}) == []


def test_parameters_count_and_docstrings_do_not():
    (made,) = ast.parse(
        'def made(\n    one,\n    two,\n):\n    """Say\n    so.\n    """\n    return one\n'
    ).body

    assert isinstance(made, Function)
    assert length(made) == 5


def test_every_file_opens_with_its_question():
    assert len(sources()) > 400
    assert [name for name, file in sources().items() if not file.is_documented] == []


def test_every_file_lists_what_is_public():
    assert [name for name, file in sources().items() if "__all__" not in file.assigned] == []


def test_the_tests_mirror_the_source():
    tests = {file.name for file in (SOURCE.parents[1] / "tests").rglob("test_*.py")}
    own = [name for name in sources() if not Path(name).name.startswith("__")]

    assert [name for name in own if f"test_{Path(name).name}" not in tests] == []


#: Files of which one asks another back for what it offers as a method: within the function, when it is called.
TOGETHER = {
    frozenset({"leads/changes", "leads/decision", "leads/entries", "leads/refusals"}),
    frozenset({"interop/records", "interop/serialisation"}),
}


def test_files_import_each_other_one_way():
    """What is imported for type checkers alone aside, nobody needs two files to understand either."""
    modules = {f"partnerkit.{name[:-3].replace('/', '.')}": name[:-3] for name in sources()}
    imports = {name[:-3]: needed(file, modules) for name, file in sources().items()}

    assert {found for start in imports if len(found := together(start, imports)) > 1} == TOGETHER


def needed(file: SourceFile, modules: dict[str, str]) -> set[str]:
    """Return the files that a file imports, in its functions too, but not for type checkers."""
    told = (
        name
        for module, names, checked in file.imports
        if not checked
        for name in (module, *(f"{module}.{each}" for each in names))
    )
    return {modules[name] for name in told if name in modules}


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
