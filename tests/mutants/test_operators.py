"""Faults are where they are said to be, change what they say, and the judged ones still exist."""

import ast
import gc
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import operators
import warm

CORE = Path(__file__).parents[2] / "src" / "partnerkit"

SOURCE = '''
"""Prose is left alone."""
__all__ = ["due"]
LIMIT: int = 30
def due(days, names, *, strict=True):
    """Return who is due."""
    if days < LIMIT and not strict:
        names.append("due-soon")
    return max(days - 1, 0) if names else [each for each in names if each is not None]
'''


def changes(source=SOURCE):
    return {(each.operator, each.was, each.now) for each in operators.mutations(source, "a.py")}


@pytest.mark.parametrize(
    ("operator", "was", "now"),
    [
        ("number", "LIMIT: int = 30", "LIMIT: int = 31"),
        ("truth", "def due(days, names, *, strict=True):", "def due(days, names, *, strict=False):"),
        ("compare", "if days < LIMIT and not strict:", "if days <= LIMIT and not strict:"),
        ("compare", "if days < LIMIT and not strict:", "if days >= LIMIT and not strict:"),
        ("logic", "if days < LIMIT and not strict:", "if days < LIMIT or not strict:"),
        ("logic", "if days < LIMIT and not strict:", "if days < LIMIT and bool(strict):"),
        ("statement", 'names.append("due-soon")', "pass"),
        ("code", 'names.append("due-soon")', "names.append('due-soonx')"),
    ],
)
def test_an_operator_makes_its_fault(operator, was, now):
    assert (operator, was, now) in changes()


def test_a_twin_is_one_that_the_file_knows():
    calls = {now for operator, _, now in changes("least = min(sum(sums), floor(most))") if operator == "call"}
    assert calls == {"least = max(sum(sums), floor(most))"}
    imported = "from bisect import bisect_left, bisect_right\nat = bisect_left([1], 2)"
    assert ("call", "at = bisect_left([1], 2)", "at = bisect_right([1], 2)") in changes(imported)


def test_every_fault_is_one_stretch_of_a_program_that_still_compiles():
    last = "return max(days - 1, 0) if names else [each for each in names if each is not None]"
    assert {
        last.replace("max", "min"), last.replace("- 1", "+ 1"), last.replace("if names else", "if (not names) else"),
        last.replace("is not None", "is None"), last.replace(", 0)", ", 1)"), last.replace("1,", "2,"),
    } == {now for _, was, now in changes() if was == last}  # fmt: skip
    for each in operators.mutations(SOURCE, "a.py"):
        ast.parse(each.applied(SOURCE))
        assert each.applied(SOURCE) != SOURCE


def test_prose_annotations_and_lists_of_names_are_left_alone():
    assert not [each for each in changes() if "Return" in each[1] or "__all__" in each[1]]
    assert changes("x: 'int' = y\ndef __dir__():\n    return 1\nfrom a import b\n") == set()
    assert changes("a = cast('int', b)\nif TYPE_CHECKING:\n    c = 1\nMode = Literal['a', 'b']\n") == set()


def test_no_fault_lies_in_a_comment():
    source = "a = (\n    b\n    # this – and that\n    and c\n)\n"

    assert [each.applied(source) for each in operators.mutations(source, "a.py")] == [
        source.replace("    and", "    or")
    ]


def test_a_fault_keeps_its_name_when_lines_move():
    moved = SOURCE.replace("LIMIT:", "OTHER = 1\n\n\nLIMIT:")
    here, there = (
        {each.key for each in operators.mutations(text, "a.py") if each.drawn(0.5, seed=0)}
        for text in (SOURCE, moved)
    )

    assert here
    assert {each for each in there if "OTHER" not in each} == here


@pytest.fixture
def out_of_sight():
    """Put what `plant` has looked through out of the collector's sight again, or all that follows pays for it."""
    yield
    gc.freeze()


def held(days):
    return days < 30


@pytest.mark.usefixtures("out_of_sight")
def test_a_fault_reaches_whoever_holds_the_function():
    path = Path(__file__)
    source, alias = path.read_text(), held
    (fault,) = [
        each
        for each in operators.mutations(source, path.name)
        if each.inside == "held" and each.now == "return days <= 30"
    ]
    try:
        assert warm.plant(source, fault.applied(source), str(path))
        assert alias(30)
    finally:
        warm.plant(fault.applied(source), source, str(path))
    assert not alias(30)


@pytest.mark.usefixtures("out_of_sight")
def test_a_fault_at_import_is_not_planted_where_it_would_change_nothing():
    path = Path(__file__)
    source = path.read_text()
    fault = next(each for each in operators.mutations(source, path.name) if each.inside == "module")

    assert not warm.plant(source, fault.applied(source), str(path))


FORKS = """
import sys, time
sys.path.insert(0, {place!r})
import warm

def busy():
    while True:
        pass

print([warm.answered(*warm.forked(each, 0.1)) for each in (busy, lambda: time.sleep(0.2), lambda: time.sleep(60))])
"""


def test_a_fault_has_its_own_time_and_waits_no_longer_than_ten_times_as_long():
    # In a process of its own: it forks.
    script = FORKS.format(place=str(Path(__file__).parent))
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "['timeout', None, 'timeout']"


COLD = """
import sys
sys.path.insert(0, {place!r})
import cold, operators, run

file = "scoring/scorecard.py"
source = (run.CORE / file).read_text()
fault = next(each for each in operators.mutations(source, file) if "default=1.6" in each.now)
print(cold.tried(run.ROOT, fault, source, ["tests/scoring/kpis/test_reporting.py", "tests/scoring/test_scorecard.py"]))
"""


def test_a_fault_at_import_is_there_before_any_conftest_imports_the_file():
    script = COLD.format(place=str(Path(__file__).parent))
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=CORE.parents[1]
    )
    assert told.stdout.splitlines()[-1] != "None", told.stdout


def test_what_is_judged_is_still_there_and_has_a_reason():
    for file, entries in tomllib.loads((Path(__file__).parent / "judged.toml").read_text()).items():
        known = {each.key for each in operators.mutations((CORE / file).read_text(), file)}
        for each in entries:
            assert f"{file} :: {each['mutant']}" in known
            assert len(each["why"]) > 15
