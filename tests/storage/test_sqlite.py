from partnerkit.storage import SqliteStore
from partnerkit.testing.conformance import DurableStoreExam


class TestSqliteStore(DurableStoreExam):
    def make_store(self, place, *, wait_seconds):
        return SqliteStore(place / "channel.db", wait_seconds=wait_seconds)
