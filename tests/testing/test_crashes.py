"""Stores that are broken between processes fail the exam; those that are good sit it beside their own tests."""

import os
import pickle
import time
from contextlib import contextmanager, suppress

import pytest

from partnerkit.storage import MemoryStore, SqliteStore
from partnerkit.storage.sqlite import STATEMENTS
from partnerkit.storage.tables import TableUnit
from partnerkit.testing import processes
from partnerkit.testing.crashes import CrashExam, ProcessExam
from partnerkit.testing.laws import BrokenLaw

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="writers are forked, which only Unix does")


@pytest.fixture
def tmp_path(memory_path):
    return memory_path


class Wrapped:
    """Pass everything on to a good store; a subclass gets one thing wrong."""

    def __init__(self, place, wait_seconds):
        self.store = SqliteStore(place / "channel.db", wait_seconds=wait_seconds)

    def __getattr__(self, name):
        return getattr(self.store, name)


class PutsOffCommits(Wrapped):
    """Say yes, and keep the work of the last units in memory."""

    def __init__(self, place, wait_seconds):
        super().__init__(place, wait_seconds)
        self.late = []

    @contextmanager
    def write(self, tenant):
        self.late.append([])
        with self.store.write(tenant) as unit:
            seen = Noting(unit, self.late[-1])
            yield seen
            if len(self.late) % 5:
                raise Undone
        self.late.clear()

    def close(self):
        for unit in self.late:
            with self.store.write("acme") as again:
                for name, values in unit:
                    getattr(again, name)(*values)
        self.store.close()


class Undone(Exception):
    pass


class Swallows(PutsOffCommits):
    @contextmanager
    def write(self, tenant):
        with suppress(Undone), super().write(tenant) as unit:
            yield unit


class Noting:
    def __init__(self, unit, notes):
        self.unit, self.notes = unit, notes

    def __getattr__(self, name):
        method = getattr(self.unit, name)
        if name not in {"append", "put", "claim", "remember"}:
            return method

        def noted(*values):
            self.notes.append((name, values))
            return method(*values)

        return noted


class CommitsEachStatement(Wrapped):
    """Let every statement stand by itself, without a transaction and so without a lock."""

    @contextmanager
    def write(self, tenant):
        connection = self.store._taken()
        unit = TableUnit(tenant=tenant, statements=STATEMENTS, connection=connection)
        try:
            unit.start()
            yield unit
            unit.finish()
        finally:
            unit.end()
            self.store._give_back(connection)


class LocksOnlyItsOwnProcess:
    """Keep everything in memory and in a file that the last one writes."""

    def __init__(self, place, wait_seconds):
        self.file, self.store = place / "state", MemoryStore(wait_seconds=wait_seconds)

    def load(self):
        with suppress(FileNotFoundError, EOFError, pickle.UnpicklingError):
            self.store._states = pickle.loads(self.file.read_bytes())

    @contextmanager
    def read(self, tenant):
        self.load()
        with self.store.read(tenant) as reading:
            yield reading

    @contextmanager
    def write(self, tenant):
        self.load()
        with self.store.write(tenant) as unit:
            yield unit
        time.sleep(0.001)  # on two cores, others would hardly ever come between
        self.file.write_bytes(pickle.dumps(self.store._states))

    def close(self):
        pass


class ForgetsKeys(Wrapped):
    @contextmanager
    def write(self, tenant):
        with self.store.write(tenant) as unit:
            yield Keyless(unit)


class Keyless:
    def __init__(self, unit):
        self.unit = unit

    def __getattr__(self, name):
        return getattr(self.unit, name)

    def recall(self, key, fingerprint):
        return None

    def remember(self, outcome):
        pass


class ShowsRowsOutOfOrder(Wrapped):
    """Hide the newest row from whoever follows the log, every other time, but not those before it."""

    looks = 0

    @contextmanager
    def read(self, tenant):
        with self.store.read(tenant) as reading:
            yield Skipping(reading)


class Skipping(Keyless):
    def log(self, *, after=0, id=None, limit=None):  # noqa: A002
        rows = list(self.unit.log(after=after, id=id, limit=limit))
        return rows[1:] if after and limit else rows


def exam(base, kind):
    class Exam(base):
        def make_store(self, place, *, wait_seconds):
            return kind(place, wait_seconds)

    return Exam()


BROKEN = [
    (CrashExam, Swallows, "test_what_was_acknowledged_survives_a_kill"),
    (CrashExam, ForgetsKeys, "test_a_command_repeated_after_a_kill_runs_once"),
    (CrashExam, CommitsEachStatement, "test_what_was_acknowledged_survives_a_kill"),
    (ProcessExam, LocksOnlyItsOwnProcess, "test_processes_give_each_lead_once"),
    (ProcessExam, LocksOnlyItsOwnProcess, "test_no_update_is_lost_among_processes"),
    (ProcessExam, ShowsRowsOutOfOrder, "test_whoever_follows_the_log_misses_nothing"),
]


@pytest.mark.parametrize(("base", "broken", "law"), BROKEN)
def test_a_broken_store_fails_at_the_law_it_breaks(base, broken, law, tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "PATIENCE", 1.0)  # where half a unit lies in the way, no patience helps
    for attempt in range(10):  # one run may be lucky; ten are not
        place = tmp_path / str(attempt)
        place.mkdir()
        try:
            getattr(exam(base, broken), law)(place)
        except (BrokenLaw, AssertionError):
            return
    pytest.fail(f"{broken.__name__} passed")


def test_the_exam_needs_a_store(tmp_path):
    with pytest.raises(NotImplementedError):
        ProcessExam().make_store(tmp_path, wait_seconds=1)
