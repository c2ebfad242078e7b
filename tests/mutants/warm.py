"""
How is a fault planted in a process that has everything imported already?

A plugin of pytest collects the tests of an area once. A first fork runs them
with coverage, test by test: which lines does it take, how long. Then each
mutant has a fork of its own, in which the code of the function that it changes
is replaced wherever a function holds it (so that every name, alias and
registered validator sees the fault), and the tests that take its lines are run
until one fails. What is done at import, such as tables and defaults, cannot be
changed in this way; see `cold.py`.
"""

import gc
import inspect
import json
import os
import resource
import signal
import time
import types
from contextlib import suppress

import coverage
import pytest
from hypothesis import HealthCheck, Phase, settings

CHILD_BROKE = 3
#: What ends a fork whose time is over: its own, or that on the wall.
ENDS = (signal.SIGPROF, signal.SIGALRM)
#: So many bytes a fork may take: a loop that never ends may well fill a list.
MEMORY = 8 * 2**30
OPTIONS = (
    "--doctest-modules", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:cov",
    "-W", "ignore::pytest.PytestAssertRewriteWarning",
)  # fmt: skip


def prepare():
    """Do what plugins of Hypothesis do else, and search as far as tests do else, the same in every run, and spend nothing on making a failure small."""
    from partnerkit import testing

    testing.register()
    settings.register_profile(
        "mutants", max_examples=15, deadline=None, derandomize=True, database=None, report_multiple_bugs=False,
        phases=(Phase.explicit, Phase.generate), suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    settings.load_profile("mutants")


def differing(was, now):
    """Yield the functions, as code before and after, that differ; the outer ones first."""
    if was == now:
        return
    if was.co_flags & inspect.CO_NEWLOCALS:
        yield was, now
    inner = [[each for each in code.co_consts if isinstance(each, types.CodeType)] for code in (was, now)]
    # Where a fault takes a function within away, the outer one does without it.
    if len(inner[0]) == len(inner[1]):
        for pair in zip(*inner, strict=True):
            yield from differing(*pair)


def plant(source, mutated, path):
    """Replace the code of each function that differs; False where the fault lies in what is done at import."""
    changed = dict(differing(compile(source, path, "exec"), compile(mutated, path, "exec")))
    # To compare the names first takes a tenth of the time: whole functions are compared with few.
    found, names = 0, {code.co_name for code in changed}
    # The tests put what is there at first out of the collector's sight.
    gc.unfreeze()
    for each in gc.get_objects():
        if type(each) is types.FunctionType and each.__code__.co_name in names and each.__code__ in changed:
            each.__code__ = changed[each.__code__]
            found += 1
    return found > 0


class Outcome:
    """What the tests of one fork said."""

    def __init__(self):
        self.failed = None

    def pytest_runtest_logreport(self, report):
        if report.failed and self.failed is None:
            self.failed = report.nodeid


def run(config, items, outcome, *, until_failure=True):
    """Run tests one after the other."""
    for item, following in zip(items, [*items[1:], None], strict=True):
        config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if until_failure and outcome.failed:
            return


def quiet():
    """Throw away what a fork prints."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def forked(work, limit):
    """
    Run *work* in a fork; return its answer, or "timeout" or "broke".

    It is killed after *limit* seconds of its own time, so that what else the machine does ends nothing, and where it
    only waits, after ten times as long.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os.setpgid(0, 0)
        for each in ENDS:
            signal.signal(each, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
        signal.setitimer(signal.ITIMER_PROF, limit)
        signal.setitimer(signal.ITIMER_REAL, 10 * limit)
        code = CHILD_BROKE
        try:
            quiet()
            answer = json.dumps(work()).encode()
            with os.fdopen(writing, "wb") as pipe:
                pipe.write(answer)
            code = 0
        finally:
            os._exit(code)
    os.close(writing)
    return child, reading


def answered(child, reading):
    """Wait for a fork."""
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read()
    _, status = os.waitpid(child, 0)
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)  # what a test has started and a time limit has left
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) in ENDS:
        return "timeout"
    # A fault may end the interpreter itself.
    return json.loads(told) if told and os.WEXITSTATUS(status) == 0 else "broke"


def in_parallel(tasks, jobs):
    """Run (name, work, limit) in forks, *jobs* at a time; yield (name, answer, seconds)."""
    running = []
    for name, work, limit in tasks:
        while len(running) >= jobs:
            yield _first(running)
        running.append((name, *forked(work, limit), time.monotonic()))
    while running:
        yield _first(running)


def _first(running):
    import select

    ready, _, _ = select.select([each[2] for each in running], [], [])
    (which,) = [number for number, each in enumerate(running) if each[2] == ready[0]]
    name, child, reading, started = running.pop(which)
    return name, answered(child, reading), time.monotonic() - started


class Warm:
    """Takes the place of pytest's loop: forks instead of a run."""

    def __init__(self, root, areas, parts, todo, tell, jobs):
        self.root, self.areas, self.parts, self.todo, self.tell, self.jobs = (
            root,
            areas,
            parts,
            todo,
            tell,
            jobs,
        )
        self.outcome = Outcome()

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self, session):
        prepare()
        session.config.pluginmanager.register(self.outcome)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session):
        if session.testsfailed:
            raise session.Interrupted(f"{session.testsfailed} errors during collection")
        session.config._tmp_path_factory.getbasetemp()
        items = {each.nodeid: each for each in session.items}
        gc.collect()
        gc.freeze()
        base = self.base(session.config, items)
        for name, answer, seconds in in_parallel(self.tasks(session.config, items, base), self.jobs):
            self.tell(name, answer, seconds)
        return True

    def tasks(self, config, items, base):
        for name, mutation, source, nodeids, limit in self.todo(base, items):
            yield name, self.work(config, mutation, source, [items[each] for each in nodeids]), limit

    def work(self, config, mutation, source, chosen):
        path = str(self.root / "src" / "partnerkit" / mutation.file)

        def tried():
            gc.unfreeze()
            config.pluginmanager.unregister(name="terminalreporter")
            if not plant(source, mutation.applied(source), path):
                return "cold"
            run(config, chosen, self.outcome)
            return self.outcome.failed

        return tried

    # -- without a fault

    def base(self, config, items):
        """Return which lines each test takes and how long of its own time, measured once a part; what is new since is not in it."""
        tasks = [
            (cached, self.measured(config, [each for name, each in items.items() if belongs(name)]), 3600)
            for cached, belongs in self.parts.items()
            if not cached.exists()
        ]
        for cached, answer, _ in in_parallel(tasks, self.jobs):
            if not isinstance(answer, dict):
                raise pytest.UsageError(f"the tests without a fault: {answer}")
            cached.write_text(json.dumps(answer))
        told = [json.loads(each.read_text()) for each in self.parts]
        lines = {}
        for part in told:
            for file, found in part["lines"].items():
                for line, names in found.items():
                    lines.setdefault(file, {}).setdefault(line, []).extend(names)
        return {
            "took": {name: seconds for part in told for name, seconds in part["took"].items()},
            "failed": {each for part in told for each in part["failed"]},
            "lines": lines,
        }

    def measured(self, config, items):
        """Run each test once with coverage."""

        def work():
            gc.unfreeze()
            took, failed, core = {}, [], str(self.root / "src" / "partnerkit") + os.sep
            cov = coverage.Coverage(
                data_file=None, config_file=False, source=[core + each for each in self.areas]
            )
            cov.start()
            for item, following in zip(items, [*items[1:], None], strict=True):
                cov.switch_context(item.nodeid)
                started = time.process_time()
                self.outcome.failed = None
                config.hook.pytest_runtest_protocol(item=item, nextitem=following)
                took[item.nodeid] = round(time.process_time() - started, 4)
                if self.outcome.failed:
                    failed.append(item.nodeid)
            cov.stop()
            data = cov.get_data()
            lines = {
                path.removeprefix(core): {
                    str(line): [each for each in contexts if each]
                    for line, contexts in data.contexts_by_lineno(path).items()
                }
                for path in data.measured_files()
            }
            return {"took": took, "failed": failed, "lines": lines}

        return work
