"""Same thing, same word, same order: how the arguments of public functions are named and called."""

import ast
import re
import sys
from collections import defaultdict
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from source_files import sources

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
