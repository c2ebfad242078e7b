from contextlib import contextmanager
from threading import Lock
from time import monotonic

import pytest

from partnerkit.storage import MemoryStore
from partnerkit.testing import concurrency
from partnerkit.testing.concurrency import ConcurrencyExam
from partnerkit.testing.laws import BrokenLaw, examine


class Exam(ConcurrencyExam):
    def __init__(self, make):
        self.make_store = lambda place, *, wait_seconds: make(wait_seconds)


class NoLock:
    """Let everybody write at the same time; the last one wins."""

    def __init__(self, wait_seconds):
        self.store = MemoryStore(wait_seconds=wait_seconds)

    @contextmanager
    def write(self, tenant):
        self.store._locks[tenant] = Lock()
        with self.store.write(tenant) as unit:
            yield unit

    def __getattr__(self, name):
        return getattr(self.store, name)


class Patient(NoLock):
    """Wait longer than was asked for, by a clock that goes on at once."""

    late = 0

    @contextmanager
    def write(self, tenant):
        lock = self.store._locks.get(tenant)
        if lock is not None and lock.locked():
            Patient.late += 2.2
        with self.store.write(tenant) as unit:
            yield unit


def test_a_good_store_passes():
    assert set(examine(Exam(lambda wait_seconds: MemoryStore(wait_seconds=wait_seconds))).values()) == {None}


def test_a_store_without_a_lock_is_found_out_at_both_laws(tmp_path):
    with pytest.raises(BrokenLaw, match="second writer"):
        Exam(NoLock).test_waiting_is_bounded(tmp_path)
    # One run may be lucky; ten are not.
    lost = [
        examine(Exam(NoLock))[
            "Writers of one tenant run one after the other: each sees what the one before it wrote."
        ]
        for _ in range(10)
    ]

    assert any(lost)


def test_a_store_that_waits_too_long_is_found_out(tmp_path, monkeypatch):
    monkeypatch.setattr(concurrency, "monotonic", lambda: monotonic() + Patient.late)
    with pytest.raises(BrokenLaw, match="a wait of"):
        Exam(Patient).test_waiting_is_bounded(tmp_path)


def test_the_exam_needs_a_store(tmp_path):
    with pytest.raises(NotImplementedError):
        ConcurrencyExam().opened(tmp_path)
