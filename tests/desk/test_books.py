from datetime import UTC, datetime

import pytest

from partnerkit import Lead, Partner
from partnerkit.desk.books import Books, utc_now
from partnerkit.interop.records import Record
from partnerkit.storage import MemoryStore, SqliteStore
from partnerkit.values.store_errors import IdempotencyKeyReused

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Counted:
    """Count how many documents are handed out by scans."""

    def __init__(self, reading, counts):
        self.reading, self.counts = reading, counts

    def scan(self, kind, *, after=0):
        found = self.reading.scan(kind, after=after)
        self.counts.append(len(found))
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
