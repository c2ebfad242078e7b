# ruff: noqa: S608  # the columns are ours
"""Whoever touches the log is found out, at the row that was touched."""

import sqlite3
from contextlib import closing

import pytest
from attrs import evolve

from partnerkit.storage import AuditEntry, MemoryStore, SqliteStore, verify
from partnerkit.storage.audit import GENESIS
from partnerkit.values.reasons import Reason

TEXTS = ("at", "actor", "action", "kind", "id", "digest", "previous", "hash")
BYTES = ("body", "salt")


def entry(name="L-1", body=b'{"why":"fair"}'):
    return AuditEntry(
        at="2026-01-31T09:00:00.000000Z", actor="anna", action="assign", kind="Lead", id=name, body=body, salt=b"salt",
    )  # fmt: skip


def fill(store, *names):
    with store.write("acme") as unit:
        for name in names:
            unit.append(entry(name))
    return store


def verified(store):
    with store.read("acme") as reading:
        return verify(reading)


@pytest.fixture
def store(tmp_path):
    store = fill(SqliteStore(tmp_path / "channel.db"), "L-1", "L-2", "L-3", "L-4")
    yield store
    store.close()


@pytest.fixture
def intruder(store):
    """Somebody who opens the file with a tool of their own and takes the guards off first."""
    with closing(sqlite3.connect(store.path, isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER audit_is_never_changed")
        connection.execute("DROP TRIGGER audit_is_never_cut")
        yield connection


def test_an_untouched_chain_holds(store):
    with store.read("acme") as reading:
        rows, head = reading.log(), reading.head()

    assert verified(store).intact
    assert (verified(store).rows, verified(store).hash) == (4, head.hash)
    assert rows[0].previous == GENESIS
    assert [row.previous for row in rows[1:]] == [row.hash for row in rows[:-1]]


def test_an_empty_log_holds():
    assert verified(MemoryStore()).rows == 0
    assert verified(MemoryStore()).intact


@pytest.mark.parametrize("row", [1, 4])
@pytest.mark.parametrize("column", [*TEXTS, *BYTES])
def test_one_changed_byte_anywhere_in_a_row_is_named(store, intruder, column, row):
    sql = f"SELECT CAST({column} AS BLOB) FROM audit WHERE seq = ?"
    (was,) = intruder.execute(sql, (row,)).fetchone()
    wanted = "BLOB" if column in BYTES else "TEXT"
    for place in range(len(was)):
        touched = bytes([*was[:place], was[place] ^ (0x80 if place % 2 else 0x01), *was[place + 1 :]])
        intruder.execute(f"UPDATE audit SET {column} = CAST(? AS {wanted}) WHERE seq = ?", (touched, row))
        found = verified(store)

        assert not found.intact
        assert found.fault.facts["row"] == row
        assert found.rows == row - 1
    intruder.execute(f"UPDATE audit SET {column} = CAST(? AS {wanted}) WHERE seq = ?", (was, row))

    assert verified(store).intact


@pytest.mark.parametrize(
    ("deed", "code", "row"),
    [
        ("DELETE FROM audit WHERE seq = 1", "audit-gap", 1),
        ("DELETE FROM audit WHERE seq = 3", "audit-gap", 3),
        ("DELETE FROM audit WHERE seq = 4", "audit-cut", 4),
        ("DELETE FROM audit", "audit-cut", 1),
        ("UPDATE audit SET seq = 9 WHERE seq = 2", "audit-gap", 2),
        ("UPDATE audit SET tenant = 'beta' WHERE seq = 2", "audit-gap", 2),
        ("UPDATE audit SET previous = hash WHERE seq = 2", "audit-unlinked", 2),
        ("UPDATE audit SET action = 'put' WHERE seq = 2", "audit-altered", 2),
        ("UPDATE head SET hash = 'x'", "audit-altered", 4),
        ("UPDATE head SET seq = 7", "audit-cut", 5),
        ("UPDATE audit SET body = NULL, salt = NULL WHERE seq = 3", "audit-emptied", 3),
        ("UPDATE audit SET body = NULL, salt = NULL", "audit-emptied", 1),
        ("UPDATE audit SET body = NULL WHERE seq = 2", "audit-altered", 2),
        ("UPDATE audit SET salt = NULL WHERE seq = 2", "audit-altered", 2),
        ("INSERT INTO audit SELECT tenant, 5, at, actor, action, kind, id, body, salt, digest, hash, hash FROM audit WHERE seq = 4",
         "audit-altered", 5),
    ],
)  # fmt: skip
def test_rows_that_are_gone_moved_or_made_up_are_named(store, intruder, deed, code, row):
    intruder.execute(deed)

    assert verified(store).fault.code == code
    assert verified(store).fault.facts["row"] == row


def test_two_rows_that_changed_places_are_named(store, intruder):
    for was, becomes in ((2, 20), (3, 2), (20, 3)):
        intruder.execute("UPDATE audit SET seq = ? WHERE seq = ?", (becomes, was))

    assert verified(store).fault == Reason("audit-unlinked", {"row": 2})


def test_a_row_on_a_damaged_page_is_named(tmp_path):
    body = b"y" * 3_000  # one row or two to a page
    store = SqliteStore(tmp_path / "channel.db")
    with store.write("acme") as unit:
        for number in range(1, 9):
            unit.append(entry(f"L-{number}", b"%d" % number + body))
    store.close()
    content = bytearray(store.path.read_bytes())
    page = content.index(b"5" + body) // 4096 * 4096
    content[page] = 0xFF  # no kind of page that SQLite knows
    store.path.write_bytes(content)

    found = verified(store)

    assert found.fault.code == "audit-unreadable"
    assert found.fault.facts["row"] <= 5
    store.close()


@pytest.mark.parametrize("place", range(14))
def test_a_byte_flipped_in_the_file_itself_is_named(store, place):
    store.close()
    content = bytearray(store.path.read_bytes())
    content[content.rindex(entry().body) + place] ^= 0x04  # rows of a page lie last to first: row 1
    store.path.write_bytes(content)

    assert verified(store).fault == Reason("audit-altered", {"row": 1})


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit SET actor = 'eve'",
        "DELETE FROM audit",
        "INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE seq = 1",
        "UPDATE OR IGNORE audit SET seq = seq + 10",
    ],
)
def test_the_log_cannot_be_changed_by_mistake(store, sql):
    with closing(sqlite3.connect(store.path)) as connection:
        connection.execute("PRAGMA recursive_triggers = ON")
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(sql)


def test_a_chain_of_thousands_of_rows_is_followed_to_its_end(tmp_path):
    store = fill(SqliteStore(tmp_path / "channel.db"), *(f"L-{number}" for number in range(2_500)))

    assert verified(store).rows == 2_500
    store.close()


def test_an_erasure_told_too_early_or_of_another_does_not_excuse_an_empty_row(store, intruder):
    with store.write("acme") as unit:
        unit.append(evolve(entry("L-1"), action="erase"))
        unit.append(evolve(entry("L-3"), action="erase"))
    intruder.execute("UPDATE audit SET body = NULL, salt = NULL WHERE seq IN (1, 2)")

    assert verified(store).fault == Reason("audit-emptied", {"row": 2})
    assert verified(store).rows == 1
