"""Stores that choke on bad input, or talk about it, are found out."""

from contextlib import contextmanager

import pytest

from partnerkit.storage import MemoryStore
from partnerkit.testing.conformance import StoreExam
from partnerkit.testing.inputs import HOSTILE, NO_BOUNDS, NO_NAMES, InputExam
from partnerkit.testing.laws import BrokenLaw
from partnerkit.values.store_errors import StaleWrite


class Store:
    """Hand out units with a fault."""

    def __init__(self, wait_seconds):
        self.store = MemoryStore(wait_seconds=wait_seconds)

    def __getattr__(self, name):
        return getattr(self.store, name)

    @contextmanager
    def read(self, tenant):
        with self.store.read(tenant) as reading:
            yield self.Unit(reading)

    @contextmanager
    def write(self, tenant):
        with self.store.write(tenant) as unit:
            yield self.Unit(unit)

    class Unit:
        def __init__(self, unit):
            self.unit = unit

        def __getattr__(self, name):
            return getattr(self.unit, name)


class FoldsLetters(Store):
    class Unit(Store.Unit):
        def get(self, kind, id):  # noqa: A002
            found = self.unit.get(kind, id)
            return found or next((each for each in self.unit.scan(kind) if each.id == id.strip()), None)


class TakesAnyBound(Store):
    class Unit(Store.Unit):
        def log(self, *, after=0, id=None, limit=None):  # noqa: A002
            try:
                return self.unit.log(after=after, id=id, limit=limit)
            except ValueError:
                return []


class Talks(Store):
    class Unit(Store.Unit):
        def put(self, draft):
            try:
                return self.unit.put(draft)
            except StaleWrite as stale:
                raise stale from ValueError(draft.body)


class CutsNames(Store):
    class Unit(Store.Unit):
        def holder(self, scope, key):
            return self.unit.holder(scope, key) and key[:100]


@pytest.mark.parametrize(
    ("broken", "law"),
    [
        (FoldsLetters, "test_what_cannot_be_a_name_is_not_there"),
        (TakesAnyBound, "test_bounds_that_are_none_are_refused"),
        (CutsNames, "test_hostile_names_are_names_like_any_other"),
        (Talks, "test_no_refusal_tells_what_is_stored"),
    ],
)
def test_a_broken_store_fails_at_the_law_it_breaks(broken, law, tmp_path):
    class Exam(StoreExam):
        def make_store(self, place, *, wait_seconds):
            return broken(wait_seconds)

    with pytest.raises((BrokenLaw, AttributeError)):
        getattr(Exam(), law)(tmp_path)


def test_there_are_more_than_a_hundred_questions_that_are_no_good():
    assert len(NO_NAMES) * 7 + len(NO_BOUNDS) * 3 + len(HOSTILE) > 200
    with pytest.raises(NotImplementedError):
        InputExam().opened(None)
