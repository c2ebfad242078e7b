"""
Does your store keep its promises?

Inherit the exam and say how to make the store; pytest does the rest::

    class TestMyStore(DurableStoreExam):
        def make_store(self, place, *, wait_seconds):
            return MyStore(place / "my.db", wait_seconds=wait_seconds)

`examine` sits the same exam without a test runner and reports law by law.
"""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from attrs import evolve

from partnerkit.storage.audit import ERASE, AuditRow, Head, seal
from partnerkit.storage.chain import verify
from partnerkit.storage.port import Claim, Document, Draft, Outcome, Reading
from partnerkit.testing.concurrency import ConcurrencyExam, entry, write
from partnerkit.testing.inputs import InputExam
from partnerkit.testing.laws import examine, refused, same
from partnerkit.values.errors import InvalidValue, NotFound
from partnerkit.values.store_errors import AlreadyClaimed, IdempotencyKeyReused, StaleWrite, StorageBusy

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["DurableStoreExam", "StoreExam", "examine"]


def __dir__() -> list[str]:
    return __all__


class _Abandoned(Exception):  # not an error: the exam leaves a unit on purpose
    pass


class _Seen(NamedTuple):
    """All that the exam ever writes, to compare before and after."""

    head: Head
    documents: tuple[Document, ...]
    rows: tuple[AuditRow, ...]
    held: tuple[str | None, ...]
    kept: tuple[bytes | None, ...]


def _seen(reading: Reading) -> _Seen:
    return _Seen(
        reading.head(),
        tuple(reading.scan("Lead")),
        tuple(reading.log()),
        tuple(reading.holder("lead", key) for key in ("L-1", "L-2")),
        tuple(reading.recall(key, "f") for key in ("k-1", "k-2")),
    )


class StoreExam(ConcurrencyExam, InputExam):
    """One test for each law of `partnerkit.storage.port.Store`; inherit it and give `make_store`."""

    level: ClassVar[str] = "basic"

    def test_what_was_written_is_read_back_byte_for_byte(self, tmp_path: Path) -> None:
        """What was written is read back byte for byte, whatever the bytes and the names."""
        bodies = {"L-1": bytes(range(256)), "L-2": b"", "Lead 'x'; --": b"{}", "\u05d0\U0001f600%_": b"\x00"}
        store = self.opened(tmp_path)
        with store.write("acme") as unit:
            for name, body in bodies.items():
                write(unit, name, body)

        with store.read("acme") as reading:
            found = {name: document.body for name in bodies if (document := reading.get("Lead", name))}
            same(found, bodies, "documents")
            same(reading.get("Lead", "l-1"), None, "a name in other letters")
            same(reading.get("Partner", "L-1"), None, "a name of another kind")
        store.close()

    def test_a_unit_that_fails_leaves_nothing(self, tmp_path: Path) -> None:
        """A unit that is left by an exception changes nothing at all."""
        store = self.opened(tmp_path)
        with store.write("acme") as unit:
            write(unit, "L-1", b"1")
            write(unit, "L-3", b"1")
            unit.claim(Claim(scope="lead", key="L-2", holder="P-4"))
        with store.read("acme") as reading:
            before = _seen(reading)
        try:
            with store.write("acme") as unit:
                write(unit, "L-1", b"2", version=1)
                write(unit, "L-2", b"3")
                unit.claim(Claim(scope="lead", key="L-1", holder="P-4"))
                unit.remember(Outcome(key="k-1", fingerprint="f", result=b"r"))
                unit.release("lead", "L-2")
                unit.append(entry("L-3", action=ERASE))
                unit.erase("Lead", "L-3")
                raise _Abandoned  # noqa: TRY301  # the point of the test
        except _Abandoned:
            pass

        with store.read("acme") as reading:
            same(_seen(reading), before, "after a unit that failed")
        with store.write("acme") as unit:
            same(write(unit, "L-1", b"4", version=1), 2, "the next change")
        store.close()

    def test_nobody_sees_a_unit_before_it_ends(self, tmp_path: Path) -> None:
        """A unit sees its own changes; a reader sees them only once it has ended well."""
        store = self.opened(tmp_path)
        with store.write("acme") as unit:
            write(unit, "L-1", b"1")
            unit.claim(Claim(scope="lead", key="L-1", holder="P-4"))
            unit.remember(Outcome(key="k-1", fingerprint="f", result=b"r"))
            own = _seen(unit)
            body = own.documents[0].body if own.documents else None
            same((body, own.held[0], own.kept[0]), (b"1", "P-4", b"r"), "the unit's own changes")
            same(len(own.rows), 1, "the unit's own rows")
            with store.read("acme") as reading:
                same(_seen(reading), _Seen(Head(), (), (), (None, None), (None, None)), "a reader meanwhile")

        with store.read("acme") as reading:
            same(_seen(reading), own, "a reader afterwards")
        store.close()

    def test_a_reader_sees_one_moment(self, tmp_path: Path) -> None:
        """Two looks of one reader agree, whether or not a writer gets through between them."""
        store = self.opened(tmp_path, wait_seconds=0.1)
        with store.write("acme") as unit:
            write(unit, "L-1", b"1")
        with store.read("acme") as reading:
            before = _seen(reading)
            try:
                with store.write("acme") as unit:
                    write(unit, "L-1", b"2", version=1)
            except StorageBusy:
                pass  # a medium may keep writers waiting while somebody reads
            same(_seen(reading), before, "the second look")
        store.close()

    def test_a_change_is_based_on_the_version_that_stands(self, tmp_path: Path) -> None:
        """A change based on any other version than the one that stands is refused."""
        store = self.opened(tmp_path)
        with store.write("acme") as unit:
            same(write(unit, "L-1", b"1"), 1, "a new document")
            same(write(unit, "L-1", b"2", version=1), 2, "a change")
        with store.write("acme") as unit:
            unit.append(entry())
            for version in (0, 1, 3):
                draft = Draft(kind="Lead", id="L-1", version=version, body=b"3")
                caught = refused(StaleWrite, partial(unit.put, draft), f"based on {version}")
                same((caught.expected, caught.found), (version, 2), "the error")
            unknown = Draft(kind="Lead", id="L-9", version=1, body=b"3")
            same(refused(StaleWrite, lambda: unit.put(unknown), "no such document").found, 0, "the error")

        with store.read("acme") as reading:
            stands = reading.get("Lead", "L-1")
            same(stands and (stands.version, stands.body), (2, b"2"), "what stands")
        store.close()

    def test_a_refusal_leaves_the_unit_usable(self, tmp_path: Path) -> None:
        """What a unit did before and after a refusal takes effect."""
        store = self.opened(tmp_path)
        with store.write("acme") as unit:
            write(unit, "L-1", b"1")
            stale = Draft(kind="Lead", id="L-1", version=0, body=b"2")
            refused(StaleWrite, lambda: unit.put(stale), "a stale change")
            unit.claim(Claim(scope="lead", key="L-1", holder="P-4"))
            refused(
                AlreadyClaimed,
                lambda: unit.claim(Claim(scope="lead", key="L-1", holder="P-5")),
                "a second claim",
            )
            write(unit, "L-2", b"3")

        with store.read("acme") as reading:
            same([each.body for each in reading.scan("Lead")], [b"1", b"3"], "documents")
            same(reading.holder("lead", "L-1"), "P-4", "the claim")
        store.close()

    def test_a_claim_has_one_holder(self, tmp_path: Path) -> None:
        """What is claimed cannot be claimed again, not even by its holder, until it is released."""
        store = self.opened(tmp_path)
        claim = Claim(scope="lead", key="L-1", holder="P-4")
        with store.write("acme") as unit:
            unit.append(entry())
            unit.claim(claim)
            unit.claim(Claim(scope="deal", key="L-1", holder="P-5"))
        with store.write("acme") as unit:
            unit.append(entry())
            refused(AlreadyClaimed, lambda: unit.claim(claim), "the same claim")
            other = Claim(scope="lead", key="L-1", holder="P-5")
            refused(AlreadyClaimed, lambda: unit.claim(other), "another holder")
            same(unit.holder("lead", "L-1"), "P-4", "the holder")
            unit.release("lead", "L-1")
            refused(NotFound, lambda: unit.release("lead", "L-1"), "releasing what is free")
            unit.claim(other)

        with store.read("acme") as reading:
            same(reading.holder("lead", "L-1"), "P-5", "the new holder")
            same(reading.holder("deal", "L-1"), "P-5", "the claim of another scope")
        store.close()

    def test_a_key_has_one_outcome(self, tmp_path: Path) -> None:
        """A key gives back its result to the same command and refuses any other."""
        store = self.opened(tmp_path)
        with store.write("acme") as unit:
            same(unit.recall("k-1", "f"), None, "a new key")
            unit.append(entry())
            unit.remember(Outcome(key="k-1", fingerprint="f", result=b"r"))
        with store.write("acme") as unit:
            same(unit.recall("k-1", "f"), b"r", "the same command")
            refused(IdempotencyKeyReused, lambda: unit.recall("k-1", "g"), "another command")
            unit.append(entry())
            again = Outcome(key="k-1", fingerprint="f", result=b"s")
            refused(IdempotencyKeyReused, lambda: unit.remember(again), "a second outcome")

        with store.read("acme") as reading:
            same(reading.recall("k-1", "f"), b"r", "the outcome")
        store.close()

    def test_the_log_has_no_gap_and_every_row_is_sealed(self, tmp_path: Path) -> None:
        """The log counts 1, 2, 3, ..., over units that fail, and its chain holds."""
        store, entries, head = (
            self.opened(tmp_path),
            [entry(f"L-{n}", body=b"%d" % n) for n in range(6)],
            Head(),
        )
        for first in (0, 2, 4):
            try:
                with store.write("acme") as unit:
                    unit.append(entry("lost"))
                    raise _Abandoned  # noqa: TRY301  # the point of the test
            except _Abandoned:
                pass
            with store.write("acme") as unit:
                for each in entries[first : first + 2]:
                    unit.append(each)

        rows = []
        for each in entries:
            rows.append(seal("acme", head, each))
            head = Head(seq=rows[-1].seq, hash=rows[-1].hash)
        with store.read("acme") as reading:
            same(list(reading.log()), rows, "the log")
            same(reading.head(), head, "the head")
            same(list(reading.log(after=2, limit=3)), rows[2:5], "a part of the log")
            same(list(reading.log(id="L-3", after=3)), rows[3:4], "the log of one subject")
            same(list(reading.log(id="L-3", after=4)), [], "the log of one subject after its last row")
            same(verify(reading).intact, True, "the chain")
        store.close()

    def test_what_is_erased_is_gone_and_the_chain_holds(self, tmp_path: Path) -> None:
        """What is erased is gone from documents and log, told by a row of its own, and the chain holds."""
        store = self.opened(tmp_path)
        with store.write("acme") as unit:
            write(unit, "L-1", b"canary")
            unit.append(entry("L-1", body=b"canary"))
            unit.append(evolve(entry("L-1", body=b"a deal"), kind="Deal"))
            unit.put(Draft(kind="Deal", id="L-1", version=0, body=b"2"))
            write(unit, "L-2", b"2")
        with store.write("acme") as unit:
            refused(InvalidValue, lambda: unit.erase("Lead", "L-1"), "an erasure without its row")
            unit.append(entry("L-2", action=ERASE))
            refused(InvalidValue, lambda: unit.erase("Lead", "L-1"), "an erasure that another row tells of")
            unit.append(entry("L-1", action=ERASE, body=b"asked for"))
            same(unit.erase("Lead", "L-1"), 2, "rows that said something")
            unit.append(entry("L-9", action=ERASE))
            refused(NotFound, lambda: unit.erase("Lead", "L-9"), "erasing what is not there")

        with store.read("acme") as reading:
            same(reading.get("Lead", "L-1"), None, "the document")
            same([each.id for each in reading.scan("Lead")], ["L-2"], "documents")
            same(len(reading.scan("Deal")), 1, "documents of another kind")
            bodies = [row.body for row in reading.log(id="L-1")]
            same(bodies, [None, None, b"a deal", b"asked for"], "what the log says")
            same({row.salt for row in reading.log(id="L-1", limit=2)}, {None}, "what could be guessed from")
            same((verify(reading).intact, reading.head().seq), (True, 7), "the chain")
        with store.write("acme") as unit:
            same(write(unit, "L-1", b"3"), 1, "a document of the same name, written anew")
        store.close()

    def test_a_change_without_its_row_is_refused(self, tmp_path: Path) -> None:
        """Nothing changes that the log does not tell of."""
        store = self.opened(tmp_path)
        claim = Claim(scope="lead", key="L-1", holder="P-4")
        with store.write("acme") as unit:
            unit.append(entry())
            unit.claim(claim)
        with store.write("acme") as unit:
            draft = Draft(kind="Lead", id="L-1", version=0, body=b"1")
            refused(InvalidValue, lambda: unit.put(draft), "a document")
            other = Claim(scope="lead", key="L-2", holder="P-4")
            refused(InvalidValue, lambda: unit.claim(other), "a claim")
            refused(InvalidValue, lambda: unit.release("lead", "L-1"), "a release")
            outcome = Outcome(key="k-1", fingerprint="f", result=b"r")
            refused(InvalidValue, lambda: unit.remember(outcome), "an outcome")
        store.close()

    def test_documents_are_found_by_the_row_of_their_change(self, tmp_path: Path) -> None:
        """A document belongs to the row appended last before it, and can be found from there."""
        store = self.opened(tmp_path)
        with store.write("acme") as unit:
            write(unit, "L-1")
            write(unit, "L-2")
        with store.write("acme") as unit:
            write(unit, "L-1", b"2", version=1)

        with store.read("acme") as reading:
            same([(each.id, each.seq) for each in reading.scan("Lead")], [("L-1", 3), ("L-2", 2)], "rows")
            same([each.id for each in reading.scan("Lead", after=2)], ["L-1"], "changed after row 2")
            same(list(reading.scan("Lead", after=3)), [], "changed after row 3")
        store.close()

    def test_documents_come_in_the_order_of_their_ids(self, tmp_path: Path) -> None:
        """Order is that of code points, on every medium."""
        names = ["b", "a", "B", "\u00e4", "\U0001f600", "\uffdc", "10", "9", "a-b", "a b"]
        store = self.opened(tmp_path)
        with store.write("acme") as unit:
            for name in names:
                write(unit, name)

        with store.read("acme") as reading:
            same([each.id for each in reading.scan("Lead")], sorted(names), "the order")
        store.close()

    def test_tenants_do_not_meet(self, tmp_path: Path) -> None:
        """Two tenants use the same names and know nothing of each other."""
        store = self.opened(tmp_path)
        for tenant in ("acme", "beta"):
            with store.write(tenant) as unit:
                same(write(unit, "L-1", tenant.encode()), 1, f"the first document of {tenant}")
                unit.claim(Claim(scope="lead", key="L-1", holder=tenant))
                unit.remember(Outcome(key="k-1", fingerprint="f", result=tenant.encode()))

        for tenant in ("acme", "beta"):
            with store.read(tenant) as reading:
                found = _seen(reading)
                same(found.head.seq, 1, f"rows of {tenant}")
                same([each.body for each in found.documents], [tenant.encode()], f"documents of {tenant}")
                same(
                    (found.held[0], found.kept[0]), (tenant, tenant.encode()), f"claims and keys of {tenant}"
                )
                same(verify(reading).intact, True, f"the chain of {tenant}")
        store.close()

    def test_a_unit_that_has_ended_is_refused(self, tmp_path: Path) -> None:
        """Nobody can change or see anything through a unit that is over."""
        store = self.opened(tmp_path)
        with store.write("acme") as unit:
            write(unit, "L-1")
        with store.read("acme") as reading:
            pass
        calls: list[Callable[[], object]] = [
            lambda: unit.append(entry()),
            lambda: unit.put(Draft(kind="Lead", id="L-2", version=0, body=b"")),
            lambda: unit.claim(Claim(scope="lead", key="L-1", holder="P-4")),
            lambda: unit.remember(Outcome(key="k", fingerprint="f", result=b"")),
            lambda: unit.release("lead", "L-1"),
            lambda: unit.erase("Lead", "L-1"),
        ]
        for look in (unit, reading):
            calls += [
                look.head,
                look.log,
                partial(look.get, "Lead", "L-1"),
                partial(look.scan, "Lead"),
                partial(look.holder, "lead", "L-1"),
                partial(look.recall, "k", "f"),
            ]
        for call in calls:
            refused(InvalidValue, call, "a unit that is over")
        store.close()


class DurableStoreExam(StoreExam):
    """The exam of a store that keeps its data when it is closed: called twice with one folder, it finds them."""

    level: ClassVar[str] = "durable"

    def test_what_was_written_outlives_the_store(self, tmp_path: Path) -> None:
        """A durable store is found as it was when it is opened anew."""
        store = self.opened(tmp_path)
        with store.write("acme") as unit:
            write(unit, "L-1", b"1")
            unit.claim(Claim(scope="lead", key="L-1", holder="P-4"))
            unit.remember(Outcome(key="k-1", fingerprint="f", result=b"r"))
        with store.read("acme") as reading:
            before = _seen(reading)
        store.close()

        again = self.opened(tmp_path)
        with again.read("acme") as reading:
            same(_seen(reading), before, "the store opened anew")
        again.close()
