"""One file, and what must never happen to it."""

import pickle
import shutil
import sqlite3
import subprocess
import sys
from threading import Thread

import pytest
from attrs import evolve

from partnerkit.storage import AuditEntry, Claim, Draft, Outcome, SqliteStore, verify
from partnerkit.storage.sqlite import STATEMENTS
from partnerkit.storage.sqlitefile import Connection
from partnerkit.testing.conformance import DurableStoreExam
from partnerkit.testing.crashes import CrashExam
from partnerkit.values.store_errors import CorruptStore, OutcomeUnknown, StorageBusy, StorageFailed


class TestSqliteStore(DurableStoreExam, CrashExam):
    units, kills, commands = 40, 8, 30

    @pytest.fixture
    def tmp_path(self, memory_path):
        return memory_path

    def make_store(self, place, *, wait_seconds):
        return SqliteStore(place / "channel.db", wait_seconds=wait_seconds)


@pytest.mark.filterwarnings("ignore:SQLite .* may corrupt:RuntimeWarning")
class TestSqliteStoreWithWriteAheadLog(DurableStoreExam, CrashExam):
    leads, units, kills, commands = 6, 24, 8, 24

    @pytest.fixture
    def tmp_path(self, memory_path):
        return memory_path

    def make_store(self, place, *, wait_seconds):
        return SqliteStore(place / "channel.db", wait_seconds=wait_seconds, journal="wal")


@pytest.fixture
def store(tmp_path):
    store = SqliteStore(tmp_path / "channel.db", wait_seconds=1)
    yield store
    store.close()


def entry(name="L-1", body=b"{}"):
    return AuditEntry(
        at="2026-01-31T09:00:00.000000Z", actor="anna", action="assign", kind="Lead", id=name, body=body, salt=b"salt",
    )  # fmt: skip


def assign(store, name, key, *, version):
    """Do all that a decision does."""
    with store.write("acme") as unit:
        if unit.recall(key, "f") is None:
            ledger = unit.get("Ledger", "pool")
            unit.append(entry(name))
            unit.put(Draft(kind="Lead", id=name, version=0, body=b"lead"))
            unit.put(Draft(kind="Ledger", id="pool", version=version, body=b"%d" % (version + 1)))
            unit.claim(Claim(scope="lead", key=name, holder="P-4"))
            unit.remember(Outcome(key=key, fingerprint="f", result=name.encode()))
            return ledger
    return None


def state(store):
    with store.read("acme") as reading:
        ledger = reading.get("Ledger", "pool")
        return (
            reading.head(),
            [document.id for document in reading.scan("Lead")],
            ledger and (ledger.version, ledger.body),
            [reading.holder("lead", name) for name in ("L-1", "L-2")],
            [reading.recall(key, "f") for key in ("k-1", "k-2")],
            [row.hash for row in reading.log()],
            verify(reading).intact,
        )


def test_every_statement_is_about_one_tenant():
    for sql in STATEMENTS.values():
        assert "WHERE tenant = ?" in sql or "(tenant, " in sql or "tenant = ? AND" in sql
        assert "%" not in sql
        assert "{" not in sql


class Fault(Exception):
    pass


class Trap:
    """Raise *fault* before the nth statement."""

    def __init__(self):
        self.seen, self.at, self.fault = [], None, None

    def __call__(self, sql):
        self.seen.append(sql)
        if len(self.seen) == self.at:
            raise self.fault

    def set(self, at, fault):
        self.seen, self.at, self.fault = [], at, fault


def driver_error(code):
    fault = sqlite3.OperationalError("canary@example.com")
    fault.sqlite_errorcode, fault.sqlite_errorname = code, f"SQLITE_{code}"
    return fault


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Fault(), Fault),
        (KeyboardInterrupt(), KeyboardInterrupt),
        (MemoryError(), MemoryError),
        (driver_error(sqlite3.SQLITE_BUSY), StorageBusy),
        (driver_error(sqlite3.SQLITE_BUSY_SNAPSHOT), StorageBusy),
        (driver_error(sqlite3.SQLITE_FULL), StorageFailed),
        (driver_error(sqlite3.SQLITE_IOERR_WRITE), StorageFailed),
        (driver_error(sqlite3.SQLITE_CORRUPT), CorruptStore),
        (driver_error(sqlite3.SQLITE_READONLY), StorageFailed),
        (sqlite3.ProgrammingError("canary@example.com"), StorageFailed),
    ],
    ids=repr,
)
def test_a_fault_at_any_statement_leaves_the_state_before(tmp_path, fault, expected):
    trap = Trap()
    store = SqliteStore(tmp_path / "channel.db", trace=trap)
    assign(store, "L-1", "k-1", version=0)
    shutil.copy(store.path, tmp_path / "before.db")
    before = state(store)
    trap.set(None, None)
    assign(store, "L-2", "k-2", version=1)
    count, done = len(trap.seen), state(store)
    assert count >= 10
    assert done != before
    store.close()

    for at in range(1, count + 1):
        other = SqliteStore(shutil.copy(tmp_path / "before.db", tmp_path / f"{at}.db"), trace=trap)
        assert state(other) == before
        trap.set(at, fault)
        with pytest.raises(expected) as caught:
            assign(other, "L-2", "k-2", version=1)
        assert "canary" not in str(caught.value) or expected is Fault
        trap.set(None, None)

        assert state(other) == before
        assign(other, "L-2", "k-2", version=1)
        assert state(other) == done
        other.close()


class BrokenLine:
    """A driver whose disk fails in the commit; afterwards it finds *rows*, or fails again."""

    in_transaction = False

    def __init__(self, rows):
        self.rows = rows

    def execute(self, sql, values=()):
        if sql == "COMMIT" or self.rows is None:
            raise driver_error(sqlite3.SQLITE_IOERR_FSYNC)
        return self

    def fetchall(self):
        return self.rows


@pytest.mark.parametrize(
    ("rows", "expected"), [([], StorageFailed), ([(1,)], OutcomeUnknown), (None, OutcomeUnknown)]
)
def test_a_commit_that_fails_is_known_to_have_left_nothing_or_else_said_to_be_unknown(store, rows, expected):
    state(store)
    connection = Connection(store.path, wait_seconds=1, trace=lambda sql: None)
    connection.close()
    connection._connection = BrokenLine(rows)

    with pytest.raises(expected, match="repeat the command with the same key"):
        connection.commit(STATEMENTS["is-there"], "acme", 1, "f" * 64)


FULL_DISK = """
import resource, sys
from partnerkit.storage import AuditEntry, Draft, SqliteStore
from partnerkit.values.store_errors import StorageFailed

store = SqliteStore(sys.argv[1])
def write(number, size):
    with store.write("acme") as unit:
        unit.append(AuditEntry(at="2026-01-31T09:00:00.000000Z", actor="a", action="put", kind="Lead",
                               id=f"L-{number}", body=b"{}"))
        unit.put(Draft(kind="Lead", id=f"L-{number}", version=0, body=b"x" * size))
write(1, 10)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, -1))
try:
    write(2, 900_000)
except StorageFailed as fault:
    print(fault.fault)
resource.setrlimit(resource.RLIMIT_FSIZE, (-1, -1))
write(3, 10)
with store.read("acme") as reading:
    print([document.id for document in reading.scan("Lead")], reading.head().seq)
"""


def run(script, *arguments):
    finished = subprocess.run(
        [sys.executable, "-W", "error", "-c", script, *map(str, arguments)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert not finished.stderr
    return finished.stdout.splitlines()


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are a matter of Unix")
def test_a_full_disk_leaves_the_state_before_and_the_store_usable(tmp_path):
    told, found = run(FULL_DISK, tmp_path / "channel.db")

    assert told in {"the disk is full", "the disk failed to read or write"}
    assert found == "['L-1', 'L-3'] 2"


def test_threads_share_one_store(store):
    threads = [
        Thread(target=lambda name=name: assign(store, name, name, version=int(name[1:]))) for name in ("k0",)
    ]
    for thread in threads:
        thread.start()
        thread.join()
    assign(store, "k1", "k1", version=1)

    with store.read("acme") as reading:
        assert [document.id for document in reading.scan("Lead")] == ["k0", "k1"]


def test_a_reader_inside_a_unit_and_readers_side_by_side_do_not_wait(store):
    with store.read("acme") as one, store.read("acme") as other:
        assert one.head() == other.head()
    with store.write("acme") as unit:
        unit.append(entry())
        assert state(store)[0].seq == 0


def test_closing_is_not_the_end(store):
    assign(store, "L-1", "k-1", version=0)
    store.close()
    store.close()

    assert state(store)[1] == ["L-1"]


def test_a_store_that_was_used_is_sent_to_another_process_as_its_file_and_settings(tmp_path):
    store = SqliteStore(tmp_path / "channel.db", journal="delete", wait_seconds=2)
    with store.write("acme") as unit:
        unit.append(entry())
    sent = pickle.loads(pickle.dumps(store))

    assert (sent.path, sent.journal, sent.wait_seconds) == (store.path, "delete", 2)
    for each in (sent, store):
        with each.read("acme") as reading:
            assert reading.head().seq == 1
        each.close()


def test_waiting_for_the_lock_and_for_the_commit_share_one_budget(store):
    with store.write("acme") as unit:
        unit.connection._has_waited = True
        unit.connection._may_wait(0.25)
        assert unit.connection.rows("PRAGMA busy_timeout") == [(250,)]
    with store.write("acme") as unit:
        assert unit.connection.rows("PRAGMA busy_timeout") == [(1000,)]


@pytest.mark.filterwarnings("ignore:SQLite .* may corrupt:RuntimeWarning")
@pytest.mark.parametrize("journal", ["delete", "wal"])
def test_what_was_erased_is_nowhere_in_the_file(tmp_path, journal):
    store = SqliteStore(tmp_path / "channel.db", journal=journal)
    with store.write("acme") as unit:
        for name in ("U-1", "U-2"):
            unit.append(entry(name, b"canary " + name.encode()))
            unit.put(
                Draft(kind="Lead", id=name, version=0, body=b"canary document of " + name.encode() * 900)
            )
    with store.write("acme") as unit:
        unit.append(evolve(entry("U-1"), action="erase"))
        assert unit.erase("Lead", "U-1") == 1
    left = b"".join(path.read_bytes() for path in tmp_path.iterdir())

    assert b"canary U-1" not in left
    assert b"canary document of U-1" not in left
    assert b"canary document of U-2" in left
    assert state(store)[-1]
    store.close()
