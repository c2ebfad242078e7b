"""Which tables a file has, and how an older one gets them: once, wholly, or not at all."""

import os
import shutil
import sqlite3
import time
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from partnerkit.storage import AuditEntry, SqliteStore, sqlitefile, verify
from partnerkit.storage.sqliteschema import MIGRATIONS, SCHEMA, TABLES
from partnerkit.testing.processes import Writer, heard
from partnerkit.values.store_errors import SchemaMismatch

OLDEST = Path(__file__).parents[1] / "golden" / "stores" / "schema-1.sqlite"


def shape(path):
    """Return what a file is made of, apart from blanks."""
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema").fetchall()
        return sorted((*names, " ".join((sql or "").split())) for *names, sql in found), (
            connection.execute("PRAGMA user_version").fetchone()
        )


@pytest.fixture
def old(tmp_path):
    shutil.copy(OLDEST, tmp_path / "old.db")
    return tmp_path / "old.db"


def test_steps_are_numbered_without_a_gap_up_to_the_schema_of_today():
    assert sorted(MIGRATIONS) == list(range(2, SCHEMA + 1))
    assert all(steps[-1] == f"PRAGMA user_version = {number}" for number, steps in MIGRATIONS.items())
    assert TABLES[-1] == f"PRAGMA user_version = {SCHEMA}"


def test_an_old_file_is_left_alone_until_it_is_asked_to_be_migrated(old):
    before = old.read_bytes()
    with pytest.raises(SchemaMismatch, match="migrate the store"), SqliteStore(old).read("acme"):
        pass

    assert old.read_bytes() == before


def test_a_migrated_file_is_made_like_a_new_one(old, tmp_path):
    with SqliteStore(tmp_path / "new.db").read("acme"):
        pass
    SqliteStore(old).migrate()

    assert shape(old) == shape(tmp_path / "new.db")


def test_migrating_what_is_new_or_not_there_does_nothing(tmp_path):
    store = SqliteStore(tmp_path / "new.db")

    assert store.migrate() == ()
    assert not store.path.exists()
    with store.read("acme"):
        pass
    assert store.migrate() == ()


def test_a_file_of_a_newer_partnerkit_is_not_migrated(old):
    with closing(sqlite3.connect(old)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(SchemaMismatch, match="newer"):
        SqliteStore(old).migrate()


@pytest.mark.parametrize("at", range(len(MIGRATIONS[2])))
def test_a_step_that_fails_anywhere_never_happened(old, monkeypatch, at):
    before = shape(old)
    broken = (*MIGRATIONS[2][:at], "SELECT * FROM nowhere", *MIGRATIONS[2][at:])
    monkeypatch.setattr("partnerkit.storage.sqlitefile.MIGRATIONS", {2: broken})
    with pytest.raises(Exception, match="nothing was written"):
        SqliteStore(old).migrate()

    assert shape(old) == before
    monkeypatch.undo()
    assert SqliteStore(old).migrate() == (2,)


def migrated(path, start, gate, tell):
    os.close(gate)
    os.read(start, 1)  # until the gate is shut, everybody waits here
    tell(str(SqliteStore(path).migrate()))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="who migrates is forked, which only Unix does")
def test_eight_who_migrate_at_once_take_each_step_once(old):
    start, gate = os.pipe()
    running = [Writer(partial(migrated, old, start, gate)).start() for _ in range(8)]
    os.close(start)
    os.close(gate)
    answers = sorted(line for each in heard(running) for line in each.lines())

    assert answers == ["()"] * 7 + ["(2,)"]


def slowly_migrated(path, tell):
    connected = sqlitefile._connected

    def slow(path, wait):
        connection = connected(path, wait)
        connection.set_trace_callback(lambda sql: (tell(sql.split()[0]), time.sleep(0.01)))
        return connection

    sqlitefile._connected = slow
    SqliteStore(path).migrate()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kill -9 is a matter of Unix")
def test_who_is_killed_while_migrating_leaves_the_old_file_or_the_new_one(old, tmp_path):
    before = shape(old)
    # Of its statements the fourteenth is the commit of the step.
    for lines in (3, 8, 12, 13, 14):
        path = tmp_path / f"{lines}.db"
        shutil.copy(old, path)
        child = Writer(partial(slowly_migrated, path)).start()
        while len(child.lines()) < lines and child.hear(1):
            pass
        if not child.is_over:
            child.kill()
            child.end()
        found = shape(path)

        assert found == before or found[1] == (SCHEMA,)
        SqliteStore(path).migrate()
        with SqliteStore(path).read("acme") as reading:
            assert verify(reading).rows == 7


def test_the_log_of_a_migrated_file_goes_on(old):
    store = SqliteStore(old)
    store.migrate()
    entry = AuditEntry(
        at="2026-03-03T09:00:00.000000Z", actor="anna", action="erase", kind="Lead", id="L-1", body=b"{}"
    )
    with store.write("acme") as unit:
        unit.append(entry)
        assert unit.erase("Lead", "L-1") == 1
    with store.read("acme") as reading:
        assert (verify(reading).intact, verify(reading).rows) == (True, 8)
    store.close()
