"""A fault at every statement, in stores that are good and in stores that keep a half."""

from contextlib import contextmanager

import pytest

from partnerkit.storage import SqliteStore
from partnerkit.testing.faults import FaultExam, Injected
from partnerkit.testing.laws import BrokenLaw


@pytest.fixture
def tmp_path(memory_path):
    return memory_path


class Trap:
    """Count statements, and fail at one of them."""

    def __init__(self):
        self.seen, self.at = 0, 0

    def __call__(self, _):
        self.seen += 1
        if self.seen == self.at:
            raise Injected


class TestSqliteStore(FaultExam):
    def make_store(self, place, *, wait_seconds):
        self.trap = Trap()
        return SqliteStore(place / "channel.db", wait_seconds=wait_seconds, trace=self.trap)

    @contextmanager
    def failing(self, store, at):
        self.trap.seen, self.trap.at = 0, at
        try:
            yield lambda: self.trap.seen
        finally:
            self.trap.at = 0


class KeepsHalf:
    """Commit what was done before the fault."""

    def __init__(self, store):
        self.store = store

    def __getattr__(self, name):
        return getattr(self.store, name)

    @contextmanager
    def write(self, tenant):
        fault = None
        with self.store.write(tenant) as unit:
            try:
                yield unit
            except Injected as caught:
                fault = caught
        if fault:
            raise fault


class Broken(TestSqliteStore):
    __test__ = False

    def make_store(self, place, *, wait_seconds):
        return KeepsHalf(super().make_store(place, wait_seconds=wait_seconds))


class Untold(TestSqliteStore):
    __test__ = False

    @contextmanager
    def failing(self, store, at):
        yield lambda: 0


def test_a_store_that_keeps_a_half_is_found_out(tmp_path):
    with pytest.raises(BrokenLaw, match="after a fault at statement"):
        Broken().test_a_fault_at_any_statement_leaves_before_or_after(tmp_path)


def test_a_store_that_counts_no_statements_is_not_believed(tmp_path):
    with pytest.raises(BrokenLaw, match="had 0 statements"):
        Untold().test_a_fault_at_any_statement_leaves_before_or_after(tmp_path)


def test_the_exam_needs_a_store(tmp_path):
    with pytest.raises(NotImplementedError):
        FaultExam().make_store(tmp_path, wait_seconds=1)
    with pytest.raises(NotImplementedError):
        FaultExam().failing(None, 0)
