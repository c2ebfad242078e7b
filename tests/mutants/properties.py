"""
Can each property fail?

``python tests/mutants/properties.py [--most 8] [--jobs 2] [file ...]``

For each test in tests/properties a few faults are planted where it goes, those
first where few other properties go, until it catches one. Prints, for each,
the fault that it catches, and last those that caught nothing in the sample:
they are to be looked at by hand, made stronger, or deleted.
"""

import argparse
import ast
import hashlib
import json
import os
import sys
from collections import Counter, defaultdict
from pathlib import Path

import run  # before anything else: it sees to it that this process stays cold

import operators
import warm

TOLD = run.KEPT / "properties.json"


def function(nodeid):
    """Return a test without its parameters."""
    return nodeid.partition("[")[0]


class Where:
    """Which mutations there are where a property goes."""

    def __init__(self, base):
        self.mutants, self.sources, self.lines = {}, {}, defaultdict(lambda: defaultdict(set))
        for file, found in base["lines"].items():
            for line, names in found.items():
                for name in names:
                    self.lines[function(name)][file].add(int(line))
        self.visits = Counter((file, line) for files in self.lines.values() for file, ls in files.items() for line in ls)

    def of(self, file):
        """Return the mutations of a file; what is done at import cannot be planted in an old process."""
        if file not in self.mutants:
            self.sources[file] = (run.CORE / file).read_text()
            self.mutants[file] = [
                each
                for each in operators.mutations(self.sources[file], file)
                if each.in_function and each.operator != "code"
            ]
        return self.mutants[file]

    def faults(self, name, most):
        """Return the faults to plant for a property, and the files it names where nobody measured its lines."""
        files = self.lines.get(name) or dict.fromkeys(imported(run.ROOT / name.partition("::")[0]))
        found = [
            (self.visits[file, each.line], hashlib.blake2b(each.key.encode()).digest(), each)
            for file, lines in files.items()
            for each in self.of(file)
            if lines is None or each.line in lines
        ]
        kept, functions = [], Counter()
        # At most two of one function: a property may go through it without minding what it says.
        for *_, each in sorted(found, key=lambda told: told[:2]):
            functions[each.file, each.inside] += 1
            if functions[each.file, each.inside] <= 2:
                kept.append(each)
        return kept[:most]


def imported(path):
    """Yield the files of the core of which a test imports something."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("partnerkit."):
            place = run.CORE.joinpath(*node.module.split(".")[1:])
            for each in (place.with_suffix(".py"), *(place / f"{name.name}.py" for name in node.names)):
                if each.exists() and "testing" not in each.parts:
                    yield str(each.relative_to(run.CORE))
            # What a room offers stands in one of its files.
            for each in place.glob("*.py"):
                text = each.read_text()
                if any(f"def {name.name}(" in text or f"class {name.name}:" in text for name in node.names):
                    yield str(each.relative_to(run.CORE))


def main():
    """Look for a fault that each property catches."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--most", type=int, default=8)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    known = json.loads(TOLD.read_text()) if TOLD.exists() else {}

    def todo(base, items):
        where, by_name = Where(base), defaultdict(list)
        for each in items:
            by_name[function(each)].append(each)
        names = [each for each in by_name if not known.get(each, {}).get("caught")]
        faults = {name: where.faults(name, options.most) for name in names}
        for turn in range(options.most):
            for name in names:
                told = known.setdefault(name, {"caught": None, "tried": []})
                tests = [each for each in by_name[name] if each not in base["failed"]][:6]
                if told["caught"] or turn >= len(faults[name]) or not tests:
                    continue
                mutation = faults[name][turn]
                seconds = sum(base["took"].get(each, 5) for each in tests)
                yield (name, mutation.key), mutation, where.sources[mutation.file], tests, 10 + 4 * seconds

    def tell(name, answer, seconds):
        test, key = name
        told = known[test]
        told["tried"].append(key)
        if answer not in (None, "cold"):
            told["caught"] = key
        TOLD.write_text(json.dumps(known, indent=1))
        print(f"{'caught' if told['caught'] else 'passed':7}{seconds:6.1f} s  {test.removeprefix('tests/properties/')}  {key}"[:200], flush=True)

    def warmed():
        import pytest

        os.chdir(run.ROOT)
        plugin = warm.Warm(
            run.ROOT, run.AREAS, {run.KEPT / "base-properties.json": lambda name: True}, todo, tell, options.jobs
        )
        wanted = ("-k", " and ".join(f"not {each}" for each in run.APART))
        return int(pytest.main([*(options.names or ["tests/properties"]), "-q", *warm.OPTIONS, *wanted], plugins=[plugin]))

    code = run.apart(warmed)
    told = json.loads(TOLD.read_text())
    nothing = [name for name, each in told.items() if not each["caught"]]
    print(f"\n{len(told) - len(nothing)} of {len(told)} properties catch a fault; these caught none of the sample:\n")
    for name in nothing:
        print(f"- {name} ({len(told[name]['tried'])} tried)")
    sys.exit(code or bool(nothing))


if __name__ == "__main__":
    main()
