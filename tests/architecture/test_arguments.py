"""Same thing, same word, same order: how the arguments of public functions are named and called."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "partnerkit"

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

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(body: list[ast.stmt], of: str = "") -> Iterator[tuple[str, Function]]:
    for each in body:
        if isinstance(each, ast.ClassDef) and not each.name.startswith("_"):
            yield from functions(each.body, f"{each.name}.")
        elif isinstance(each, Function) and not each.name.startswith("_"):
            yield of + each.name, each


@pytest.fixture(scope="module")
def files():
    """Return the public functions and methods of every file, by their names."""
    return {
        file.relative_to(SOURCE).as_posix(): dict(functions(ast.parse(file.read_text(encoding="utf-8")).body))
        for file in SOURCE.rglob("*.py")
    }


@pytest.fixture(scope="module")
def public(files):
    """Return those of them that a room offers."""
    found = {}
    for room in SOURCE.glob("*/__init__.py"):
        for imported in ast.walk(ast.parse(room.read_text(encoding="utf-8"))):
            if not isinstance(imported, ast.ImportFrom) or imported.module is None:
                continue
            file = f"{imported.module.removeprefix('partnerkit.').replace('.', '/')}.py"
            names = {each.name for each in imported.names}
            for key, function in files.get(file, {}).items():
                if key.partition(".")[0] in names:
                    found[f"{room.parent.name}.{key}"] = function
    assert len(found) > 500
    return found


def test_the_moment_is_said_by_its_name(files):
    """`as_of` is keyword-only everywhere, as in the shop window; the functions of a rule are the engine's to call."""
    by_place = {
        f"{file} {name}"
        for file, known in files.items()
        if not file.startswith("conflicts/rules/")
        for name, function in known.items()
        for argument in (*function.args.posonlyargs, *function.args.args)
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
        for name, function in public.items()
        for argument in (*function.args.args, *function.args.kwonlyargs)
        if argument.annotation is not None
        for kind in kinds(argument.annotation) & WORDS.keys()
        if argument.arg not in WORDS[kind]
    }

    assert sorted(other) == []


def test_two_things_stand_in_one_order(public):
    """Where two functions take two of the same things by place, both take the same one first."""
    order = defaultdict(list)
    for name, function in public.items():
        places = [each.arg for each in function.args.args if each.arg not in {"self", "cls"}]
        for second, later in enumerate(places):
            for earlier in places[:second]:
                order[earlier, later].append(name)

    assert len(order) > 100
    assert {pair: (names, order[pair[::-1]]) for pair, names in order.items() if pair[::-1] in order} == {}
