from datetime import UTC, datetime

import pytest

from partnerkit import Lead, Ledger, Partner
from partnerkit.desk.books import Books, utc_now
from partnerkit.desk.events import draft_of
from partnerkit.interop.records import Record
from partnerkit.storage import MemoryStore, SqliteStore
from partnerkit.values.errors import NotFound
from partnerkit.values.store_errors import IdempotencyKeyReused

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Counted:
    """Count how many partners are handed out by each scan."""

    def __init__(self, reading, counts):
        self.reading, self.counts = reading, counts

    def scan(self, kind, *, after=0):
        found = self.reading.scan(kind, after=after)
        self.counts += [len(found)] if kind == "Partner" else []
        return found

    def __getattr__(self, name):
        return getattr(self.reading, name)


@pytest.fixture(params=["memory", "sqlite"])
def books(request, tmp_path):
    store = MemoryStore() if request.param == "memory" else SqliteStore(tmp_path / "channel.db")
    books = Books(store, tenant="acme", clock=lambda: NOON)
    yield books
    books.close()


def put(books, *facts, version=0):
    with books.writing() as unit:
        for fact in facts:
            books.put(unit, fact, version=version, actor="anna")


def partners(books):
    with books.reading() as reading:
        return [(partner.id, partner.tier) for partner in books.all(reading, Partner)]


def test_of_what_is_kept_only_what_changed_is_read_again(books):
    put(books, *(Partner(id=f"P-{number}") for number in range(9)))
    counts = []
    for changed in (None, None, "P-3", None):
        if changed:
            put(books, Partner(id=changed, tier="gold"), version=1)
        put(books, Lead(id=f"L-{len(counts)}"))
        with books.reading() as reading:
            found = books.all(Counted(reading, counts), Partner)

    assert counts == [9, 0, 1, 0]
    assert [partner.tier for partner in found] == [None] * 3 + ["gold"] + [None] * 5


def test_what_was_undone_is_not_kept(books):
    put(books, Partner(id="P-1"))
    with pytest.raises(ZeroDivisionError), books.writing() as unit:  # noqa: PT012
        books.put(unit, Partner(id="P-1", tier="gold"), version=1, actor="anna")
        books.put(unit, Partner(id="P-2"), version=0, actor="anna")
        assert [partner.tier for partner in books.all(unit, Partner)] == ["gold", None]
        1 / 0  # noqa: B018
    # The log goes on past the rows that were undone.
    put(books, *(Lead(id=f"L-{number}") for number in range(5)))

    assert partners(books) == [("P-1", None)]


def test_a_reader_of_an_earlier_moment_sees_that_moment(tmp_path):
    store = MemoryStore()
    books, other = (Books(store, tenant="acme", clock=utc_now) for _ in range(2))
    put(books, Partner(id="P-1"))
    with books.reading() as early:
        put(other, Partner(id="P-1", tier="gold"), version=1)
        assert partners(books) == [("P-1", "gold")]

        assert [partner.tier for partner in books.all(early, Partner)] == [None]
    assert partners(books) == [("P-1", "gold")]


def test_a_command_runs_once_under_its_key(books):
    def run(key, text):
        with books.writing() as unit:
            known = books.recalled(unit, key, ["note", text])
            if known is not None:
                return [event.seq for event in known]
            before = unit.head().seq
            for _ in range(2):
                books.append(
                    unit,
                    Record(facts={"text": text}),
                    action="note",
                    kind="Lead",
                    subject="L-1",
                    actor="anna",
                )
            books.remember(unit, key, ["note", text], after=before)
            return None

    assert run("k", "a") is None
    assert run("k", "a") == [1, 2]
    assert run(None, "a") is None
    assert run("other", "a") is None
    assert run("other", "a") == [5, 6]
    with pytest.raises(IdempotencyKeyReused):
        run("k", "b")


def test_a_command_without_consequences_is_not_remembered(books):
    for _ in range(2):
        with books.writing() as unit:
            assert books.recalled(unit, "k", ["nothing"]) is None
            books.remember(unit, "k", ["nothing"], after=unit.head().seq)


def test_a_course_of_things_that_was_undone_by_the_host_is_forgotten(tmp_path):
    """A host may roll back what the desk wrote into its transaction: the same rows then say something else."""
    path = tmp_path / "channel.db"
    books = Books(SqliteStore(path), tenant="acme", clock=lambda: NOON)
    put(books, Partner(id="P-1"))
    books.close()
    copy = path.read_bytes()
    put(books, Partner(id="P-2"))
    assert partners(books) == [("P-1", None), ("P-2", None)]
    books.close()
    path.write_bytes(copy)
    put(books, Partner(id="P-3"))
    assert partners(books) == [("P-1", None), ("P-3", None)]

    # The other course of things may be the longer one, so that no number tells them apart.
    books.close()
    path.write_bytes(copy)
    put(Books(SqliteStore(path), tenant="acme", clock=lambda: NOON), Partner(id="P-4"), Partner(id="P-5"))
    assert partners(books) == [("P-1", None), ("P-4", None), ("P-5", None)]


def test_what_a_unit_wrote_itself_is_not_read_again(books):
    put(books, Partner(id="P-1"))
    with books.writing() as unit:
        assert len(books.all(unit, Partner)) == 1
        books.put(unit, Partner(id="P-2"), version=0, actor="anna")
    counts = []
    with books.reading() as reading:
        assert len(books.all(Counted(reading, counts), Partner)) == 2

    assert counts == []


def test_what_another_desk_erased_is_not_known_any_more(books):
    other = Books(books._store, tenant="acme", clock=lambda: NOON)
    put(books, Partner(id="P-1"), Partner(id="P-2"))
    assert len(partners(books)) == 2
    with other.writing() as unit:
        other.append(unit, Record(), action="erase", kind="Partner", subject="P-1", actor="anna")
        other.remove(unit, "Partner", "P-1")
        assert [each.id for each in other.all(unit, Partner)] == ["P-2"]

    assert partners(books) == partners(other) == [("P-2", None)]


def test_a_replaced_version_of_what_decisions_rest_on_is_kept(books):
    put(books, Partner(id="P-1"))
    put(books, Partner(id="P-1", tier="gold"), version=1)
    with books.reading() as reading:
        assert books.version(reading, Partner, "P-1", 1).value.tier is None
        assert books.version(reading, Partner, "P-1", 2).value.tier == "gold"
        with pytest.raises(NotFound):
            books.version(reading, Partner, "P-1", 3)


def test_a_ledger_is_written_in_pages_and_only_those_that_changed(books):
    many = Ledger().with_open({f"L-{number}": f"P-{number % 50}" for number in range(300)})
    put(books, many)
    with books.reading() as reading:
        before = {page.id: page.version for page in reading.scan("LedgerPage")}
    with books.writing() as unit:
        ledger = books.get(unit, Ledger, "default").value
        books.put(unit, ledger.release("L-7", as_of=NOON), version=1, actor="anna")
    with books.reading() as reading:
        after = {page.id: page.version for page in reading.scan("LedgerPage")}
        assert books.get(reading, Ledger, "default").value == many.release("L-7", as_of=NOON)
        assert Books(books._store, tenant="acme", clock=utc_now).get(
            reading, Ledger, "default"
        ).value == many.release("L-7", as_of=NOON)

    assert 200 < len(before) <= 350
    assert sorted(before) == sorted(after)
    assert sum(after[page] != before[page] for page in after) == 2


def test_a_ledger_from_before_there_were_pages_is_read_and_then_spread(books):
    whole = Ledger().with_open({"L-1": "P-1", "L-2": "P-2"})
    with books.writing() as unit:
        books.append(unit, Record(), action="put", kind="Ledger", subject="default", actor="anna")
        unit.put(draft_of(whole))
    with books.writing() as unit:
        assert books.get(unit, Ledger, "default").value == whole
        books.put(unit, whole.release("L-1", as_of=NOON), version=1, actor="anna")

    for each in (books, Books(books._store, tenant="acme", clock=utc_now)):
        with each.reading() as reading:
            assert each.get(reading, Ledger, "default").value == whole.release("L-1", as_of=NOON)
            assert reading.scan("LedgerPage")
