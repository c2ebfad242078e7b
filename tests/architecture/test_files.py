"""
What the files of the house say, read without running them.

A file answers one question: its length, its functions, its list of public
names. Same thing, same word, same order: how the arguments of public functions
are named and called. All of it stands here, so that the files are read once.
"""

import ast
import re
import sys
from collections import defaultdict
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


#: What these are asked about is the moment itself.
ABOUT_THE_MOMENT = {"values/time.py moment", "lifecycle/bases.py until"}

#: What is handed in, and what it may be called; where two are compared, each has a word of its own.
WORDS = {
    "DealRegistration": {"deal", "deals"},
    "GoalTree": {"tree", "before", "after"},
    "JointPlan": {"joint_plan", "joint_plans"},
    "Lead": {"lead", "leads"},
    "Ledger": {"ledger", "ledgers", "one", "other"},
    "Network": {"network", "before", "after", "names"},
    "Partner": {"partner", "partners", "candidates", "new"},
    "Path": {"path", "source"},
    "Policy": {"policy", "policies"},
    "Query": {"queries"},
    "Scorecard": {"card"},
    "Scores": {"scores", "at_cut_off"},
}


@pytest.fixture(scope="module")
def public():
    """Return what the public functions and methods take that a room offers."""
    found = {}
    rooms = {name: file for name, file in sources().items() if name.count("/") == 1 and "__init__" in name}
    for room, door in rooms.items():
        for module, imported, _ in door.imports:
            file = sources().get(f"{module.removeprefix('partnerkit.').replace('.', '/')}.py")
            for key, taken in file.taken.items() if file else ():
                if key.partition(".")[0] in imported:
                    found[f"{room.partition('/')[0]}.{key}"] = taken
    assert len(found) > 500
    return found


def test_the_moment_is_said_by_its_name():
    """`as_of` is keyword-only everywhere, as in the shop window; the functions of a rule are the engine's to call."""
    by_place = {
        f"{file} {name}"
        for file, known in sources().items()
        if not file.startswith("conflicts/rules/")
        for name, taken in known.taken.items()
        for argument in (*taken.posonlyargs, *taken.args)
        if argument.arg == "as_of"
    }

    assert by_place == ABOUT_THE_MOMENT


def kinds(annotation: ast.expr) -> set[str]:
    """Return what an annotation takes, itself or a row of it: the models by name."""
    text = re.sub(r"['\"\]]|(Sequence|Iterable|Collection)\[", "", ast.unparse(annotation))
    return {part.rpartition(".")[2] for part in text.split(" | ")}


def test_one_thing_has_one_word(public):
    other = {
        f"{name}({argument.arg}: {kind})"
        for name, taken in public.items()
        for argument in (*taken.args, *taken.kwonlyargs)
        if argument.annotation is not None
        for kind in kinds(argument.annotation) & WORDS.keys()
        if argument.arg not in WORDS[kind]
    }

    assert sorted(other) == []


def test_two_things_stand_in_one_order(public):
    """Where two functions take two of the same things by place, both take the same one first."""
    order = defaultdict(list)
    for name, taken in public.items():
        places = [each.arg for each in taken.args if each.arg not in {"self", "cls"}]
        for second, later in enumerate(places):
            for earlier in places[:second]:
                order[earlier, later].append(name)

    assert len(order) > 100
    assert {pair: (names, order[pair[::-1]]) for pair, names in order.items() if pair[::-1] in order} == {}
