"""The exam is only worth something if stores with a fault do not pass it."""

from contextlib import contextmanager
from inspect import getdoc
from types import SimpleNamespace

import pytest
from attrs import evolve

from partnerkit.storage import MemoryStore
from partnerkit.testing.conformance import DurableStoreExam, StoreExam, examine
from partnerkit.values.errors import InvalidValue
from partnerkit.values.store_errors import AlreadyClaimed, IdempotencyKeyReused, StaleWrite


class Unit:
    """Do all that the real unit does; a subclass gets one thing wrong."""

    def __init__(self, unit):
        self.unit = unit

    def __getattr__(self, name):
        return getattr(self.unit, name)


class Store:
    """Hand out units with a fault."""

    unit = Unit

    def __init__(self, *, wait_seconds):
        self.store = MemoryStore(wait_seconds=wait_seconds)

    @contextmanager
    def read(self, tenant):
        with self.store.read(tenant) as reading:
            yield self.unit(reading)

    @contextmanager
    def write(self, tenant):
        with self.store.write(tenant) as unit:
            yield self.unit(unit)

    def close(self):
        self.store.close()


class ChecksNoVersion(Store):
    class unit(Unit):  # noqa: N801  # in the place of the method unit()
        def put(self, draft):
            try:
                return self.unit.put(draft)
            except StaleWrite as stale:
                return self.unit.put(evolve(draft, version=stale.found))


class ForgetsKeys(Store):
    class unit(Unit):  # noqa: N801  # in the place of the method unit()
        def remember(self, outcome):
            pass


class TakesAnyCommandForAKey(Store):
    class unit(Unit):  # noqa: N801  # in the place of the method unit()
        def recall(self, key, fingerprint):
            try:
                return self.unit.recall(key, fingerprint)
            except IdempotencyKeyReused:
                return b"r"


class KeepsWhatFailed(Store):
    @contextmanager
    def write(self, tenant):
        fault = None
        with self.store.write(tenant) as unit:
            try:
                yield unit
            except Exception as caught:  # noqa: BLE001  # that is its fault
                fault = caught
        if fault:
            raise fault


class LosesAudit(Store):
    class unit(Unit):  # noqa: N801  # in the place of the method unit()
        def log(self, **bounds):
            return [row for row in self.unit.log(**bounds) if row.seq != 2]


class SealsWithoutTheChain(Store):
    class unit(Unit):  # noqa: N801  # in the place of the method unit()
        def log(self, **bounds):
            return [evolve(row, hash=row.previous) for row in self.unit.log(**bounds)]


class LetsAClaimBeTakenTwice(Store):
    class unit(Unit):  # noqa: N801  # in the place of the method unit()
        def claim(self, claim):
            try:
                self.unit.claim(claim)
            except AlreadyClaimed:
                self.unit.release(claim.scope, claim.key)
                self.unit.claim(claim)


class MixesTenants(Store):
    @contextmanager
    def write(self, tenant):
        with self.store.write("acme") as unit:
            yield unit

    @contextmanager
    def read(self, tenant):
        with self.store.read("acme") as reading:
            yield reading


class LocksNothing(Store):
    """Writes without a lock, the last one wins."""

    @contextmanager
    def write(self, tenant):
        from threading import Lock

        self.store._locks[tenant] = Lock()
        with self.store.write(tenant) as unit:
            yield unit


class ShowsWhatIsNotYetWritten(Store):
    @contextmanager
    def write(self, tenant):
        with self.store.write(tenant) as unit:
            self.store._states[tenant] = unit.state
            yield unit


class ChangesBytes(Store):
    class unit(Unit):  # noqa: N801  # in the place of the method unit()
        def get(self, kind, id):  # noqa: A002
            found = self.unit.get(kind, id)
            return found and evolve(found, body=found.body.decode("utf-8", "replace").encode())


class ForgetsWhenClosed(Store):
    def close(self):
        self.store = MemoryStore()


class FreesClaimsForGood(Store):
    """A claim that a unit freed stays free, even if the unit fails."""

    @contextmanager
    def write(self, tenant):
        freed = []

        class Frees(Unit):
            def release(self, *claim):
                self.unit.release(*claim)
                freed.append(claim)

        try:
            with self.store.write(tenant) as unit:
                yield Frees(unit)
        except Exception:
            for claim in freed:
                self.store._states[tenant].claims.pop(claim)
            raise


class FindsTheWholeLogOfASubject(Store):
    class unit(Unit):  # noqa: N801  # in the place of the method unit()
        def log(self, **bounds):
            if "id" in bounds:
                bounds.pop("after", None)
            return self.unit.log(**bounds)


class ErasesWhateverHasThatId(Store):
    class unit(Unit):  # noqa: N801  # in the place of the method unit()
        def erase(self, kind, id):  # noqa: A002
            found, rows = self.unit.erase(kind, id), self.unit.state.rows
            rows[:-1] = [evolve(row, body=None, salt=None) if row.id == id else row for row in rows[:-1]]
            return found


class KeepsQuietWhenItIsOver(Store):
    class unit(Unit):  # noqa: N801  # in the place of the method unit()
        def release(self, scope, key):
            try:
                self.unit.release(scope, key)
            except InvalidValue as refusal:
                if refusal.value != "ended":
                    raise


BROKEN = [
    (ChecksNoVersion, "A change based on any other version"),
    (ForgetsKeys, "A key gives back its result"),
    (TakesAnyCommandForAKey, "A key gives back its result"),
    (KeepsWhatFailed, "A unit that is left by an exception"),
    (LosesAudit, "The log counts 1, 2, 3"),
    (SealsWithoutTheChain, "The log counts 1, 2, 3"),
    (LetsAClaimBeTakenTwice, "What is claimed cannot be claimed again"),
    (MixesTenants, "Two tenants use the same names"),
    (LocksNothing, "Writers of one tenant run one after the other"),
    (LocksNothing, "A unit that waits too long for another"),
    (ShowsWhatIsNotYetWritten, "A unit sees its own changes"),
    (ChangesBytes, "What was written is read back"),
    (ForgetsWhenClosed, "A durable store is found"),
    (FreesClaimsForGood, "A unit that is left by an exception"),
    (FindsTheWholeLogOfASubject, "The log counts 1, 2, 3"),
    (ErasesWhateverHasThatId, "What is erased is gone"),
    (KeepsQuietWhenItIsOver, "Nobody can change or see anything"),
]


def exam_of(kind):
    class Exam(DurableStoreExam):
        stores = {}

        def make_store(self, place, *, wait_seconds):
            return self.stores.setdefault(place, kind(wait_seconds=wait_seconds))

    return Exam()


def only(law, exam):
    """Return the part of *exam* that is about *law*."""
    tests = {name: getattr(exam, name) for name in dir(exam) if name.startswith("test_")}
    return SimpleNamespace(**{name: test for name, test in tests.items() if getdoc(test).startswith(law)})


@pytest.mark.parametrize(("broken", "law"), BROKEN, ids=lambda each: getattr(each, "__name__", ""))
def test_a_broken_store_fails_at_the_law_it_breaks(broken, law):
    (fault,) = examine(only(law, exam_of(broken))).values()

    assert fault


def test_a_store_that_only_passes_everything_on_keeps_every_law():
    assert not [law for law, fault in examine(exam_of(Store)).items() if fault]


def test_an_exam_without_a_factory_says_so():
    with pytest.raises(NotImplementedError):
        StoreExam().make_store("anywhere", wait_seconds=1)
