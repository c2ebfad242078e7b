"""What happens to a file before anything is written into it."""

import sqlite3
import stat
from contextlib import closing

import pytest

from partnerkit.storage import AuditEntry, Draft, SqliteStore
from partnerkit.storage.sqlitefile import SCHEMA, is_wal_safe
from partnerkit.values.errors import InvalidValue
from partnerkit.values.store_errors import CorruptStore, SchemaMismatch, StorageFailed


@pytest.fixture
def store(tmp_path):
    store = SqliteStore(tmp_path / "channel.db", wait_seconds=1)
    yield store
    store.close()


def look(store):
    with store.read("acme") as reading:
        return reading.scan("Lead")


def write(store):
    with store.write("acme") as unit:
        unit.append(
            AuditEntry(
                at="2026-01-31T09:00:00.000000Z", actor="a", action="put", kind="Lead", id="L-1", body=b"{}"
            )
        )
        unit.put(Draft(kind="Lead", id="L-1", version=0, body=b"canary@example.com" * 500))


# -- the file


def test_a_new_file_is_for_its_owner_only(store):
    look(store)

    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600


def test_the_mode_of_an_existing_file_is_left_as_it_is(store):
    store.path.touch(0o640)
    store.path.chmod(0o640)
    look(store)

    assert stat.S_IMODE(store.path.stat().st_mode) == 0o640


@pytest.mark.parametrize("journal", ["delete", "persist", "wal"])
def test_a_database_of_another_program_is_left_alone(store, journal):
    with closing(sqlite3.connect(store.path)) as connection:
        connection.execute(f"PRAGMA journal_mode = {journal}")
        connection.execute("CREATE TABLE invoices (id)")
        connection.commit()
    before = {path.name: path.read_bytes() for path in store.path.parent.iterdir()}

    with pytest.raises(InvalidValue, match="another program"):
        look(store)

    assert {path.name: path.read_bytes() for path in store.path.parent.iterdir()} == before


@pytest.mark.parametrize("content", [b"id;name\n" * 50, b"x", b"SQLite format 3\0", b"\0" * 4096], ids=len)
def test_a_file_that_is_no_database_is_left_alone(store, content):
    store.path.write_bytes(content)

    with pytest.raises(InvalidValue, match="another program"):
        look(store)

    assert store.path.read_bytes() == content


def test_a_file_of_a_newer_partnerkit_is_refused_and_left_alone(store):
    look(store)
    store.close()
    with closing(sqlite3.connect(store.path)) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    before = store.path.read_bytes()

    with pytest.raises(SchemaMismatch, match="install a newer partnerkit"):
        look(store)

    assert store.path.read_bytes() == before


@pytest.mark.parametrize("path", ["", ":memory:", "file:x.db?mode=memory", "a\0b", b"channel.db", 7, None])
def test_what_is_no_path_is_refused(path):
    with pytest.raises(InvalidValue, match="path: "):
        SqliteStore(path)


@pytest.mark.parametrize(
    "option", [{"journal": "off"}, {"journal": "memory"}, {"wait_seconds": -1}, {"wait_seconds": "5"}]
)
def test_there_is_no_faster_and_unsafe_way(tmp_path, option):
    with pytest.raises(InvalidValue):
        SqliteStore(tmp_path / "channel.db", **option)


def test_a_folder_that_is_missing_is_told(tmp_path):
    with pytest.raises(StorageFailed, match="no such file or directory"):
        look(SqliteStore(tmp_path / "nowhere" / "channel.db"))


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(StorageFailed, match="is a directory"):
        look(SqliteStore(tmp_path))


def test_a_damaged_file_is_told_without_its_content(store):
    write(store)
    store.close()
    content = store.path.read_bytes()
    store.path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))

    with pytest.raises(CorruptStore, match="damaged"):
        look(store)


def test_every_table_refuses_values_of_another_type(store):
    look(store)
    with closing(sqlite3.connect(store.path)) as connection:
        tables = connection.execute("SELECT sql FROM sqlite_schema WHERE type = 'table'").fetchall()

    assert len(tables) == 5
    assert all(sql.endswith("STRICT") for (sql,) in tables)


# -- the settings


def test_every_commit_is_on_the_disk_before_it_returns(store):
    with store.write("acme") as unit:
        values = {
            name: unit.connection.rows(f"PRAGMA {name}")[0][0]
            for name in ("synchronous", "foreign_keys", "trusted_schema", "recursive_triggers", "mmap_size")
        }

    assert values == {
        "synchronous": 2, "foreign_keys": 1, "trusted_schema": 0, "recursive_triggers": 1, "mmap_size": 0
    }  # fmt: skip


def journal_mode(path):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("PRAGMA journal_mode").fetchone()[0]


def test_the_write_ahead_log_is_used_only_where_it_is_safe(store):
    look(store)

    assert journal_mode(store.path) == ("wal" if is_wal_safe(sqlite3.sqlite_version_info) else "delete")


@pytest.mark.skipif(is_wal_safe(sqlite3.sqlite_version_info), reason="this SQLite is free of the fault")
def test_a_dangerous_journal_is_left_on_opening_and_warned_of_when_asked_for(store):
    with pytest.warns(RuntimeWarning, match="may corrupt"):
        look(risky := SqliteStore(store.path, journal="wal"))
    risky.close()
    assert journal_mode(store.path) == "wal"

    look(store)

    assert journal_mode(store.path) == "delete"


@pytest.mark.parametrize(
    ("version", "is_safe"),
    [((3, 51, 3), True), ((3, 51, 2), False), ((3, 50, 7), True), ((3, 50, 6), False), ((3, 44, 6), True),
     ((3, 45, 0), False), ((3, 40, 1), False), ((4, 0, 0), True)],
)  # fmt: skip
def test_the_versions_with_the_wal_reset_fault_are_known(version, is_safe):
    assert is_wal_safe(version) is is_safe


def test_a_damaged_schema_whose_bytes_the_driver_cannot_quote_is_a_damaged_file(tmp_path):
    path = tmp_path / "old.db"
    write(store := SqliteStore(path, journal="delete"))
    store.close()
    damaged = path.read_bytes().replace(b"CREATE TABLE", b"CREAT\x9e TABLE")
    path.write_bytes(damaged)

    with pytest.raises(CorruptStore, match="damaged"):
        look(SqliteStore(path, journal="delete"))
    assert path.read_bytes() == damaged
