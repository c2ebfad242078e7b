"""
Is this file ours, and how safely can it be written?

Opening for `SqliteStore`: a file of another program is never touched, a new one
gets its tables in one step, and the write-ahead log is used only where the
linked SQLite cannot corrupt it.
"""

import os
import sqlite3
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Literal, final

from partnerkit.storage.sqliteowner import Opened, file_at, foreign, mismatch, new_or_ours
from partnerkit.storage.sqliteschema import APPLICATION_ID, MIGRATIONS, SCHEMA, TABLES, registered
from partnerkit.values.errors import PartnerkitError
from partnerkit.values.store_errors import (
    CorruptStore,
    OutcomeUnknown,
    StorageBusy,
    StorageFailed,
)

__all__ = ["Connection", "Journal", "is_wal_safe", "migrate", "prepare"]

Journal = Literal["auto", "wal", "delete"]

_SETTINGS = (
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA recursive_triggers = ON",
    "PRAGMA cell_size_check = ON",
    "PRAGMA mmap_size = 0",
    "PRAGMA secure_delete = ON",
)

#: What SQLite's primary result codes mean to the owner of the file.
_FAULTS = {
    3: "access was denied",
    7: "out of memory",
    8: "the file is read-only",
    10: "the disk failed to read or write",
    13: "the disk is full",
    14: "the file cannot be opened",
    18: "a value is too large",
}
_BUSY, _CORRUPT = {5, 6}, {11, 26}

#: What the driver raises; the second where its own message quotes bytes of a damaged file.
_REFUSALS = (sqlite3.Error, UnicodeDecodeError)


def __dir__() -> list[str]:
    return __all__


def is_wal_safe(version: tuple[int, int, int]) -> bool:
    """
    Tell whether an SQLite of *version* is free of the WAL-reset fault of 3.7.0 to 3.51.2.

    >>> is_wal_safe((3, 40, 1)), is_wal_safe((3, 44, 6)), is_wal_safe((3, 51, 3))
    (False, True, True)
    """
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)


def _translated(
    error: sqlite3.Error | UnicodeDecodeError, *, path: Path, waited_seconds: float
) -> PartnerkitError:
    """Return what *error* of the driver means in our words; its own may quote content and stay inside."""
    if isinstance(error, UnicodeDecodeError):
        return CorruptStore(path=str(path), fault="the file is damaged")
    code = getattr(error, "sqlite_errorcode", None)
    primary = None if code is None else code & 0xFF
    if primary in _BUSY:
        return StorageBusy(waited_seconds=waited_seconds)
    if primary in _CORRUPT:
        return CorruptStore(path=str(path), fault="the file is damaged")
    fault = (
        _FAULTS.get(primary or 0) or f"SQLite refused with {getattr(error, 'sqlite_errorname', 'a misuse')}"
    )
    return StorageFailed(path=str(path), fault=fault)


def _connected(path: Path, wait_seconds: float) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path,
        timeout=wait_seconds,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=64,
        factory=Opened,
    )
    # Damaged text must come out, wrong, rather than not at all: its row is to be named.
    connection.text_factory = _text
    try:
        for setting in _SETTINGS:
            connection.execute(setting)
    except _REFUSALS:
        connection.close()
        raise
    return connection


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


@final
class Connection:
    """One connection, for one unit at a time; only our own errors leave it."""

    def __init__(self, path: Path, *, wait_seconds: float, trace: Callable[[str], None]) -> None:
        self._path, self._wait_seconds, self._trace = path, wait_seconds, trace
        self._pid = os.getpid()
        self._has_waited = False
        try:
            self._connection = _connected(path, wait_seconds)
        except _REFUSALS as error:
            raise self._fault(error) from None
        self._file = file_at(path)

    def _fault(self, error: sqlite3.Error | UnicodeDecodeError) -> PartnerkitError:
        return _translated(error, path=self._path, waited_seconds=self._wait_seconds)

    def _run(self, sql: str, values: tuple[object, ...] = ()) -> sqlite3.Cursor:
        # A child may not even roll back what its parent began: the locks and the journal are the parent's.
        if os.getpid() != self._pid:
            raise StorageFailed(path=str(self._path), fault="a unit cannot be used in a forked process")
        self._trace(sql)
        return self._connection.execute(sql, values)

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Return all that *sql* finds."""
        try:
            return self._run(sql, values).fetchall()
        except _REFUSALS as error:
            raise self._fault(error) from None

    def change(self, sql: str, *values: object) -> int:
        """Return how many rows *sql* changed."""
        try:
            return self._run(sql, values).rowcount
        except _REFUSALS as error:
            raise self._fault(error) from None

    def begin(self, sql: str) -> None:
        """Start a transaction; what waiting for the lock took is no longer there for the commit."""
        started = time.monotonic()
        self.change(sql)
        waited = time.monotonic() - started
        if waited > self._wait_seconds / 10:
            self._has_waited = True
            self._may_wait(max(self._wait_seconds - waited, 0))

    def _may_wait(self, seconds: float) -> None:
        self._connection.execute(f"PRAGMA busy_timeout = {round(seconds * 1_000)}")

    def commit(self, trace: str, *values: object) -> None:
        """
        Make it last, or leave nothing; `OutcomeUnknown` where nobody can tell which.

        When SQLite gives up in the commit itself, *trace* finds a row if the unit took effect all the same.
        """
        try:
            self._run("COMMIT")
        except _REFUSALS as error:
            if self._connection.in_transaction or self._finds_nothing(trace, values):
                raise self._fault(error) from None
            raise OutcomeUnknown(path=str(self._path)) from None

    def _finds_nothing(self, sql: str, values: tuple[object, ...]) -> bool:
        try:
            return not self._connection.execute(sql, values).fetchall()
        except _REFUSALS:
            return False

    def clear(self) -> None:
        """Let nothing of what was erased stand in the write-ahead log, as far as no reader needs it."""
        with suppress(*_REFUSALS):
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def is_reusable(self) -> bool:
        """Leave nothing of an unfinished transaction; return whether the connection may serve again."""
        if os.getpid() != self._pid:
            return False
        try:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            if self._has_waited:
                self._has_waited = False
                self._may_wait(self._wait_seconds)
        except _REFUSALS:
            return False
        return True

    def is_on_path(self) -> bool:
        """Tell whether the file still stands where it was opened: else what is written is lost to everybody else."""
        return self._file == file_at(self._path)

    def close(self) -> None:
        """Let go of the file; what was inherited from a parent process is left to it."""
        if os.getpid() != self._pid:
            _leave_open(self._connection)
            return
        with suppress(*_REFUSALS):
            self._connection.close()


def _leave_open(connection: sqlite3.Connection) -> None:
    """Keep *connection* for as long as the process lives: closing it would roll back what the parent began."""
    # Not even the end of the interpreter may close it; a plain list would be emptied then.
    from ctypes import py_object, pythonapi

    pythonapi.Py_IncRef(py_object(connection))


def prepare(path: Path, *, journal: Journal, wait_seconds: float) -> None:
    """Create the file if there is none, and refuse one that this partnerkit must not write to."""
    new_or_ours(path, is_made=True)
    try:
        connection = _connected(path, wait_seconds)
        try:
            is_new = _settle_schema(connection, path)
            _settle_journal(connection, path, journal, is_new=is_new, wait_seconds=wait_seconds)
        finally:
            connection.close()
    except _REFUSALS as error:
        raise _translated(error, path=path, waited_seconds=wait_seconds) from None


def migrate(path: Path, *, wait_seconds: float) -> tuple[int, ...]:
    """Take the steps that an older file lacks, one transaction each; return their numbers."""
    if not new_or_ours(path, is_made=False):
        return ()
    taken = list[int]()
    try:
        connection = registered(_connected(path, wait_seconds))
        try:
            while (step := _step_taken(connection, path)) is not None:
                taken.append(step)
        finally:
            connection.close()
    except _REFUSALS as error:
        raise _translated(error, path=path, waited_seconds=wait_seconds) from None
    return tuple(taken)


@contextmanager
def _locked(connection: sqlite3.Connection) -> Iterator[None]:
    """Hold the lock of the only writer; what is done under it is done whole or not at all."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _step_taken(connection: sqlite3.Connection, path: Path) -> int | None:
    """Take the next step; None if there is none. Another process may have been faster, so the lock comes first."""
    with _locked(connection):
        (found,) = connection.execute("PRAGMA user_version").fetchone()
        if found > SCHEMA:
            raise mismatch(path, found)
        statements = MIGRATIONS.get(found + 1, ())
        for statement in statements:
            connection.execute(statement)
    return found + 1 if statements else None


def _settle_schema(connection: sqlite3.Connection, path: Path) -> bool:
    """Create the tables in a new file, in one transaction; return whether it was new."""
    # Whoever opens a file that is there shall not wait for its writers.
    if not _is_empty(connection, path):
        return False
    with _locked(connection):
        is_new = _is_empty(connection, path)
        if is_new:
            for statement in TABLES:
                connection.execute(statement)
    return is_new


def _is_empty(connection: sqlite3.Connection, path: Path) -> bool:
    """Look whether there are tables; under the lock once more, as another process may have been faster."""
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if not tables:
        return True
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION_ID:
        raise foreign(path)
    if version != SCHEMA:
        raise mismatch(path, version)
    return False


def _settle_journal(
    connection: sqlite3.Connection, path: Path, journal: Journal, *, is_new: bool, wait_seconds: float
) -> None:
    is_safe = is_wal_safe(sqlite3.sqlite_version_info[:3])
    (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    # What another process chose for an old file stays, unless it is dangerous here.
    best: Journal = "wal" if is_safe and (is_new or mode == "wal") else "delete"
    wanted = best if journal == "auto" else journal
    if wanted == "wal" and not is_safe:
        warnings.warn(
            f"SQLite {sqlite3.sqlite_version} may corrupt a database with a write-ahead log; "
            'use journal="auto", or a Python with SQLite 3.51.3 or later',
            RuntimeWarning,
            stacklevel=2,
        )
    deadline = time.monotonic() + wait_seconds
    while mode != wanted:
        try:
            (mode,) = connection.execute(f"PRAGMA journal_mode = {wanted}").fetchone()
        except sqlite3.OperationalError as error:
            # SQLite does not wait here itself while another process has the file open.
            if error.sqlite_errorcode & 0xFF not in _BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
            continue
        if mode != wanted:
            raise StorageFailed(
                path=str(path), fault=f"the file system does not support journal mode {wanted}"
            )
