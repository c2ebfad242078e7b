"""Which properties are near a file: those that import it, and then those that import what imports it."""

import ast
from collections import defaultdict
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
CORE = ROOT / "src" / "partnerkit"

#: So many files of properties are tried for a fault that the tests beside it have not seen.
MOST = 8


def imported(path):
    """Yield the files of the core of which a file imports something, also through the door of a room."""
    for node in ast.walk(ast.parse(path.read_text())):
        if not (isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("partnerkit")):
            continue
        place = CORE.joinpath(*node.module.split(".")[1:])
        if place.with_suffix(".py").exists():
            yield str(place.with_suffix(".py").relative_to(CORE))
            continue
        names = {each.name for each in node.names}
        for each in place.glob("*.py"):
            if each.stem in names or names & defined(each):
                yield str(each.relative_to(CORE))


@cache
def defined(path):
    """Return the names of the functions and classes of a file."""
    body = ast.parse(path.read_text()).body
    return {each.name for each in body if isinstance(each, ast.FunctionDef | ast.ClassDef)}


@cache
def importers():
    """Return file of the core -> those that import it: files of the core and properties."""
    found = defaultdict(set)
    for path in (*CORE.rglob("*.py"), *(ROOT / "tests" / "properties").glob("test_*.py")):
        name = str(path.relative_to(CORE if path.is_relative_to(CORE) else ROOT))
        for each in imported(path):
            found[each].add(name)
    return found


@cache
def properties(file):
    """Return the properties near a file, the nearest first."""
    found, seen, edge = [], {file}, [file]
    while edge and len(found) < MOST:
        reached = sorted({each for one in edge for each in importers()[one]} - seen)
        seen.update(reached)
        found += [each for each in reached if each.startswith("tests/")]
        edge = [each for each in reached if not each.startswith("tests/")]
    return found[:MOST]
