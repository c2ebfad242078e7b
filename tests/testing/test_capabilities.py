"""The report of an exam, level by level."""

from partnerkit.storage import MemoryStore, SqliteStore
from partnerkit.testing.capabilities import LEVELS, Capabilities, capabilities
from partnerkit.testing.conformance import DurableStoreExam, StoreExam
from partnerkit.testing.crashes import CrashExam
from partnerkit.testing.faults import FaultExam
from partnerkit.testing.laws import BrokenLaw


class Kept(DurableStoreExam):
    def make_store(self, place, *, wait_seconds):
        return SqliteStore(place / "channel.db", wait_seconds=wait_seconds)


class Forgotten(DurableStoreExam):
    def make_store(self, place, *, wait_seconds):
        return MemoryStore(wait_seconds=wait_seconds)


def test_a_store_that_forgets_passes_what_it_can():
    found = capabilities(Forgotten())

    assert found.passed == ("basic", "concurrent")
    assert len(found.levels["durable"]) == 1
    assert "durable     0 of 1 laws hold" in str(found)
    assert "crash       not claimed" in str(found)


def test_every_level_has_its_classes_and_laws():
    exams = (StoreExam, DurableStoreExam, CrashExam, FaultExam)
    homes = {vars(home).get("level") for exam in exams for home in exam.__mro__} - {None}

    assert homes == set(LEVELS)


def test_a_test_of_ones_own_belongs_to_no_level():
    class Exam:
        level = "basic"

        def test_one(self, place):
            """One is one."""

    class Mine(Exam):
        def test_mine(self, place):
            raise BrokenLaw("mine")

    assert capabilities(Mine()).levels == {"basic": {"One is one.": None}}
    assert "mine" not in str(capabilities(Mine()))
    assert Capabilities().passed == ()


def test_a_law_that_is_sat_otherwise_still_counts():
    class Exam:
        level = "basic"

        def test_one(self, place):
            """One is one."""

    class Mine(Exam):
        def test_one(self, place):
            raise BrokenLaw("found 2")

    assert capabilities(Exam()).passed == ("basic",)
    assert capabilities(Mine()).levels == {"basic": {"One is one.": "BrokenLaw: found 2"}}
