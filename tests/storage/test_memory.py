from partnerkit.storage import MemoryStore
from partnerkit.testing.conformance import StoreExam


class TestMemoryStore(StoreExam):
    def make_store(self, place, *, wait_seconds):
        return MemoryStore(wait_seconds=wait_seconds)


def test_two_threads_of_two_tenants_do_not_wait_for_each_other():
    store = MemoryStore(wait_seconds=0)

    with store.write("acme"), store.write("beta") as unit:
        assert unit.head().seq == 0
