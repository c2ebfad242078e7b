"""Whose file it is, and what else this process has on it."""

import os
import subprocess
import sys

import pytest

from partnerkit.storage import AuditEntry, SqliteStore
from partnerkit.values.errors import InvalidValue
from partnerkit.values.store_errors import StorageBusy, StorageFailed


@pytest.fixture
def store(tmp_path):
    store = SqliteStore(tmp_path / "channel.db", wait_seconds=1)
    end(store)
    yield store
    store.close()


def end(store):
    with store.read("acme") as reading:
        return reading.head().seq


def entry(name="L-1"):
    return AuditEntry(
        at="2026-01-31T09:00:00.000000Z", actor="anna", action="assign", kind="Lead", id=name, body=b"{}"
    )


TAKE = """
import sqlite3, sys
try:
    sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None).execute("BEGIN IMMEDIATE")
except sqlite3.OperationalError as fault:
    print(fault)
"""


def test_another_store_of_the_same_process_does_not_give_away_the_lock_of_a_unit(store):
    # On Unix a process loses its locks on a file with the first descriptor of it that it closes.
    with store.write("acme") as unit:
        unit.append(entry())
        other = SqliteStore(store.path, wait_seconds=0)
        with other.read("acme") as reading:
            assert reading.head().seq == 0
        with pytest.raises(StorageBusy):
            other.migrate()
        took = subprocess.run([sys.executable, "-S", "-c", TAKE, store.path], capture_output=True, check=True)

    assert took.stdout.strip() == b"database is locked"


def test_a_file_that_was_exchanged_is_not_written_to_any_more(store):
    store.path.rename(store.path.with_name("old.db"))
    with pytest.raises(StorageFailed, match="moved, removed or exchanged"), store.write("acme") as unit:
        unit.append(entry())
    with store.write("acme") as unit:
        unit.append(entry("L-2"))

    assert store.path.stat().st_mode & 0o777 == 0o600
    assert end(store) == 1
    assert end(SqliteStore(store.path.with_name("old.db"))) == 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="only Unix forks")
def test_a_process_that_was_forked_in_a_unit_says_so_in_place_of_waiting_for_ever(store):
    with store.write("acme") as unit:
        unit.append(entry())
        child = os.fork()
        if not child:
            try:
                end(store)
            except StorageFailed as fault:
                os._exit(7 if "forked in the middle of a unit" in fault.fault else 1)
            os._exit(0)
        _, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == 7
    assert end(store) == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="only Unix has pipes with a name")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InvalidValue, match="another program"):
        end(SqliteStore(tmp_path / "pipe"))
