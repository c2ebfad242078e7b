"""
Can each property fail?

``python tests/mutants/properties.py [--most 8] [--jobs 2] [file ...]``

Each test in tests/properties runs once without a fault, to see which lines it
takes; then faults are planted in those lines, one of each function, until it
catches one. Prints what each catches, and last those that caught nothing: they
are to be looked at by hand, made stronger, or deleted. What was caught once is
not asked again, so a run can be broken off.
"""

import argparse
import gc
import hashlib
import json
import os
import sys
from collections import Counter, defaultdict

import coverage
import operators
import run  # before anything else: it sees to it that this process stays cold
import warm

TOLD = run.KEPT / "properties.json"

#: These make inputs or errors, which a property uses and does not promise.
APART = ("testing/", "values/errors.py", "values/fields.py", "_lazy.py")


def function(nodeid):
    """Return a test without its parameters."""
    return nodeid.partition("[")[0]


def taken(config, items, outcome):
    """Run a test and return file -> the lines it takes."""
    core = str(run.CORE) + os.sep
    cov = coverage.Coverage(data_file=None, config_file=False, source=[str(run.CORE)])
    cov.start()
    warm.run(config, items, outcome)
    cov.stop()
    data = cov.get_data()
    return {path.removeprefix(core): set(data.lines(path)) for path in data.measured_files()}


def faults(name, lines, most):
    """Return faults to plant in the lines taken: first one of a function, two of a file; none of what is done at import."""

    def drawn(text):
        return hashlib.blake2b(f"{name}{text}".encode()).digest()

    kept, later, functions = [], [], set()
    for file in sorted(lines, key=drawn):
        if not lines[file] or file.startswith(APART) or len(kept) >= most:
            continue
        source = (run.CORE / file).read_text()
        found = [
            each
            for each in operators.mutations(source, file)
            if each.in_function and each.line in lines[file] and each.operator not in {"code", "number"}
        ]
        count = 0
        for each in sorted(found, key=lambda one: drawn(one.key)):
            is_first = (file, each.inside) not in functions and count < 2
            functions.add((file, each.inside))
            count += is_first
            (kept if is_first else later).append((each, source))
    return [*kept, *later][:most]


class Properties(warm.Warm):
    """Takes the place of pytest's loop: for each property a fork, and in it one for each fault."""

    def base(self, config, items):
        return {}

    def tasks(self, config, items, base):
        by_name = defaultdict(list)
        for each in items.values():
            by_name[function(each.nodeid)].append(each)
        # One of each file first, so that a run that is broken off has seen them all.
        seen = Counter()
        turn = {
            name: seen.update([name.partition("::")[0]]) or seen[name.partition("::")[0]] for name in by_name
        }
        for name, tests in sorted(by_name.items(), key=lambda told: turn[told[0]]):
            if not self.todo.get(name, {}).get("caught"):
                yield name, self.asked(config, name, tests[:2]), 120

    def asked(self, config, name, tests):
        def work():
            gc.unfreeze()
            lines = taken(config, tests, self.outcome)
            if self.outcome.failed:
                return {"caught": None, "tried": [], "fails": True}
            tried = []
            for fault, source in faults(name, lines, self.most):

                def planted(fault=fault, source=source):
                    if not warm.plant(source, fault.applied(source), str(run.CORE / fault.file)):
                        return None
                    warm.run(config, tests, self.outcome)
                    return self.outcome.failed

                tried.append(fault.key)
                if warm.answered(*warm.forked(planted, 30)) is not None:
                    return {"caught": fault.key, "tried": tried}
            return {"caught": None, "tried": tried}

        return work


def main():
    """Look for a fault that each property catches."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--most", type=int, default=8)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    TOLD.parent.mkdir(exist_ok=True)
    known = json.loads(TOLD.read_text()) if TOLD.exists() else {}

    def tell(name, answer, seconds):
        known[name] = answer if isinstance(answer, dict) else {"caught": None, "tried": [], "fails": answer}
        TOLD.write_text(json.dumps(known, indent=1))
        short = name.removeprefix("tests/properties/")
        print(
            f"{seconds:5.1f} s  {len(known[name]['tried'])}  {short}  {known[name]['caught']}"[:220],
            flush=True,
        )

    def warmed():
        import pytest

        os.chdir(run.ROOT)
        plugin = Properties(run.ROOT, (), {}, known, tell, options.jobs)
        plugin.most = options.most
        wanted = ("-k", " and ".join(f"not {each}" for each in run.APART))
        return int(
            pytest.main(
                [*(options.names or ["tests/properties"]), "-q", *warm.OPTIONS, *wanted], plugins=[plugin]
            )
        )

    code = run.apart(warmed)
    told = json.loads(TOLD.read_text())
    nothing = [name for name, each in told.items() if not each["caught"]]
    print(
        f"\n{len(told) - len(nothing)} of {len(told)} properties catch a fault; these caught none of the sample:\n"
    )
    for name in nothing:
        print(f"- {name} ({len(told[name]['tried'])} tried)")
    sys.exit(code or bool(nothing))


if __name__ == "__main__":
    main()
