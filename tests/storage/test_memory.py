import pickle

import pytest

from partnerkit.storage import MemoryStore
from partnerkit.testing.conformance import StoreExam
from partnerkit.values.errors import InvalidValue


class TestMemoryStore(StoreExam):
    def make_store(self, place, *, wait_seconds):
        return MemoryStore(wait_seconds=wait_seconds)


def test_two_threads_of_two_tenants_do_not_wait_for_each_other():
    store = MemoryStore(wait_seconds=0)

    with store.write("acme"), store.write("beta") as unit:
        assert unit.head().seq == 0


@pytest.mark.parametrize("seconds", [-1, float("inf"), "5", None])
def test_waiting_without_end_is_no_waiting(seconds):
    with pytest.raises(InvalidValue, match="wait_seconds"):
        MemoryStore(wait_seconds=seconds)


def test_it_lives_in_its_process_alone():
    with pytest.raises(InvalidValue, match=r"'MemoryStore' .* use a SqliteStore"):
        pickle.dumps(MemoryStore())
