"""
Which faults does no test see?

``python tests/mutants/run.py [--share 0.05] [--seed 0] [--jobs 2] [--again] [area or file ...]``

Takes a sample of the mutations of `operators.py` (an area is values, leads,
goals, conflicts or scoring; a file is named as leads/kernel.py), plants each
one and runs the tests that take its lines, mirrored ones first, until one
fails. What is known already is not tried again as long as the file stays as it
is, so a run can be broken off; ``--again`` tries the survivors once more, after
a test was written. Prints a table for each file and writes what survived, as
differences, to `survivors.diff` in the folder `.mutants`. Leaves with an error
where 5 % or more of the judged sample of an area survive.

A survivor is judged in `judged.toml`: faults that change nothing anybody can
see ("equivalent"), with the reason. `--properties` turns the question round:
see `properties.py`.
"""

import argparse
import hashlib
import json
import os
import sys
import tomllib
from collections import Counter, defaultdict
from pathlib import Path

# Before hypothesis is imported, which else brings partnerkit along: this process shall know nothing of it.
os.environ.update(
    {
        "CI": "true",
        "HYPOTHESIS_PROFILE": "default",
        "HYPOTHESIS_NO_PLUGINS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
)
sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parent))

import cold
import nearby
import operators
import warm

ROOT = Path(__file__).parents[2]
CORE = ROOT / "src" / "partnerkit"
KEPT = ROOT / ".mutants"
AREAS = ("values", "leads", "goals", "conflicts", "scoring")
#: Survivors of those that are no equivalents, at most.
MOST = 0.05
#: Tests that are no help here: they start servers, browsers or engines, or are, without being about the file or its
#: room's answers, slower than what they would find is worth.
APART = ("spark", "postgres", "browser", "test_scratch", "all_engines")
SLOW = 4.0


def judged():
    """Return the verdict and the reason of each judged survivor by its key."""
    told = tomllib.loads((Path(__file__).parent / "judged.toml").read_text())
    return {
        f"{file} :: {each['mutant']}": (each.get("verdict", "equivalent"), each["why"])
        for file, entries in told.items()
        for each in entries
    }


def files(names):
    """Return the files of areas, or the files named."""
    for name in names:
        place = CORE / name
        yield from sorted(place.rglob("*.py")) if place.is_dir() else [place]


def sample(names, share, seed):
    """Return area -> [(mutation, source)] of the sample."""
    found = defaultdict(list)
    for path in files(names):
        source, file = path.read_text(), str(path.relative_to(CORE))
        found[file.partition("/")[0]] += [
            (each, source) for each in operators.mutations(source, file) if each.drawn(share, seed)
        ]
    return found


class Record:
    """What is known of each mutant: a file that only grows, so that a run can be broken off."""

    def __init__(self):
        KEPT.mkdir(exist_ok=True)
        self.path, self.known = KEPT / "results.jsonl", {}
        self.read()

    def read(self):
        """Read what other processes have noted, too."""
        if self.path.exists():
            for line in self.path.read_text().splitlines():
                told = json.loads(line)
                self.known[told["key"], told["source"]] = told

    def of(self, mutation, source):
        """Return what is known of a mutant of this very file."""
        return self.known.get((mutation.key, digest(source)))

    def tell(self, mutation, source, outcome, by, seconds):
        """Note one outcome."""
        told = {
            "key": mutation.key, "source": digest(source), "outcome": outcome, "by": by, "seconds": round(seconds, 2)
        }  # fmt: skip
        self.known[mutation.key, told["source"]] = told
        with self.path.open("a") as file:
            file.write(json.dumps(told) + "\n")


def digest(text):
    """Return a short name of a text."""
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def mirrored(file):
    """Return where the tests of a file are; those of a door lie in the folder of its room."""
    place = Path(file)
    found = sorted((ROOT / "tests" / place.parts[0]).rglob(f"test_{place.stem}.py"))
    return str(found[0].relative_to(ROOT)) if found else f"tests/{place.parts[0]}/test_{place.stem}.py"


def answers(file):
    """Return where what the room of a file answers is compared with what it answered before."""
    found = (ROOT / "tests" / "golden").glob(f"test_{Path(file).parts[0]}*_answers_as_before.py")
    return tuple(sorted(str(each.relative_to(ROOT)) for each in found))


def chosen(mutation, base, items, budget=60.0):
    """Return the tests that take a mutation's lines, mirrored ones first and then quick ones, and their time."""
    lines, took = base["lines"].get(mutation.file, {}), base["took"]
    first = (mirrored(mutation.file), *answers(mutation.file))
    spans = range(mutation.line, mutation.last_line + 1)
    names = {each for line in spans for each in lines.get(str(line), ())}
    if not mutation.in_function or not names:
        names = {each for found in lines.values() for each in found}
    # A test that was written since is not in the measurement; what is done at import takes no line of any test.
    names |= {
        each for each in items if each.startswith(first) and (each not in took or not mutation.in_function)
    }
    names = sorted(
        (
            each
            for each in names
            if each in items
            and each not in base["failed"]
            and (took.get(each, 0) < SLOW or each.startswith(first))
        ),
        key=lambda each: (not each.startswith(first), round(took.get(each, 0), 2), each),
    )
    total, kept = 0.0, []
    for each in names:
        total += took.get(each, 0.5)
        if total > budget:
            break
        kept.append(each)
    # Properties are not measured, so they come last: those that import the file, or what imports it.
    near = nearby.properties(mutation.file)
    rank = {file: place for place, file in enumerate(near)}
    more = [each for each in items if each.partition("::")[0] in rank]
    more.sort(key=lambda each: rank[each.partition("::")[0]])
    return kept + more, total + 0.5 * len(more)


def try_all(area, todo, record, jobs, *, near):
    """Plant the mutants of an area, warm where that is possible, and note what became of each."""
    sources = {each.key: source for each, source in todo}
    left = []

    def tasks(base, items):
        for mutation, source in todo:
            names, seconds = chosen(mutation, base, items)
            if mutation.in_function and names:
                yield mutation, mutation, source, names, 10 + 4 * seconds
            else:
                left.append((mutation, names, seconds))
            kept[mutation.key] = (mutation, names, seconds)

    kept = {}

    def tell(mutation, answer, seconds):
        if answer in ("cold", None):
            left.append(kept[mutation.key])
        else:
            note(record, mutation, sources[mutation.key], answer, seconds)

    def warmed():
        import pytest

        os.chdir(ROOT)
        parts = {KEPT / f"base-{area}.json": lambda name: not name.startswith("tests/properties/")}
        plugin = warm.Warm(ROOT, AREAS, parts, tasks, tell, jobs)
        wanted = ("-k", " and ".join(f"not {each}" for each in APART))
        properties = () if near else ("tests/properties",)
        places = (f"tests/{area}", *answers(area), *properties, f"src/partnerkit/{area}", "-q")
        code = pytest.main([*places, *warm.OPTIONS, *wanted], plugins=[plugin])
        return int(code), [(each.key, *rest) for each, *rest in left]

    # A process of its own, so that this one stays cold.
    code, keys = apart(warmed)
    if code != 0:
        sys.exit(f"{area}: pytest answered {code}")
    by_key = {each.key: each for each, _ in todo}
    finish([(by_key[each], *rest) for each, *rest in keys], sources, record, jobs)
    record.read()


def apart(work):
    """Return what *work* answers in a fork that may print."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        code = 1
        try:
            with os.fdopen(writing, "w") as pipe:
                json.dump(work(), pipe)
            code = 0
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    return json.loads(told)


def finish(left, sources, record, jobs):
    """Try in a new import what could not be tried in an old one, and what survived there."""

    def tasks():
        for mutation, names, seconds in left:

            def work(mutation=mutation, names=names):
                os.chdir(ROOT)
                return cold.tried(ROOT, mutation, sources[mutation.key], names) if names else None

            yield mutation, work, 60 + 4 * seconds

    for mutation, answer, seconds in warm.in_parallel(tasks(), jobs):
        note(record, mutation, sources[mutation.key], answer, seconds)


def note(record, mutation, source, answer, seconds):
    """Say in one word what became of a mutant."""
    outcome = "survived" if answer is None else answer if answer in ("timeout", "broke") else "killed"
    record.tell(mutation, source, outcome, answer if outcome == "killed" else None, seconds)
    print(f"{outcome:9}{seconds:6.1f} s  {mutation.key}"[:180], flush=True)


def report(found, record, verdicts):
    """Print the table and write what survived; return whether each area keeps below its share."""
    is_kept, differences = True, []
    print(
        "\n| file | mutants | killed | timeout | survived | equivalent | open |\n|---|---:|---:|---:|---:|---:|---:|"
    )
    for area, drawn in found.items():
        total = Counter()
        rows = defaultdict(Counter)
        for mutation, source in drawn:
            told = record.of(mutation, source)
            if told is None:
                continue
            row, outcome = rows[mutation.file], told["outcome"]
            row["mutants"] += 1
            row["killed" if outcome == "broke" else outcome] += 1
            if outcome == "survived":
                verdict, why = verdicts.get(mutation.key, ("open", ""))
                row[verdict] += 1
                differences.append(f"# {mutation.key}\n# {verdict} {why}\n{mutation.diff(source)}\n")
        for file, row in rows.items():
            print(line(file, row))
            total.update(row)
        print(line(f"**{area}**", total))
        counted = total["mutants"] - total["equivalent"]
        if counted:
            rate = total["open"] / counted
            is_kept &= rate < MOST
            print(f"\n{area}: {rate:.1%} of {counted} survive\n")
    (KEPT / "survivors.diff").write_text("\n".join(differences))
    return is_kept


def line(name, row):
    """Return one line of the table."""
    columns = ("mutants", "killed", "timeout", "survived", "equivalent", "open")
    return f"| {name} | " + " | ".join(str(row[each]) for each in columns) + " |"


def main():
    """Try what is asked for, and report."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--share", type=float, default=0.02)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--again", action="store_true", help="try survivors once more")
    parser.add_argument(
        "--near", action="store_true", help="with the tests of the area only, without properties"
    )
    parser.add_argument("--only-report", action="store_true")
    parser.add_argument("names", nargs="*", default=AREAS)
    options = parser.parse_args()
    record, found, verdicts = Record(), sample(options.names, options.share, options.seed), judged()
    for area, drawn in found.items():
        todo = [
            (each, source)
            for each, source in drawn
            if (told := record.of(each, source)) is None
            or (options.again and told["outcome"] == "survived" and each.key not in verdicts)
        ]
        print(f"{area}: {len(drawn)} in the sample, {len(todo)} to try", flush=True)
        if todo and not options.only_report:
            try_all(area, todo, record, options.jobs, near=options.near)
    sys.exit(not report(found, record, verdicts))


if __name__ == "__main__":
    main()
