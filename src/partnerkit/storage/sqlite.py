"""
What if one file is all there is?

The embedded default: one SQLite file, any number of threads and processes on
one machine. Not for network file systems, whose locks do not hold.

A writing unit takes the write lock of the file before it reads (a transaction
that reads first and asks for the lock later is refused at once, however long it
would wait), and each commit is on the disk before it returns.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, final

from attrs import define, field

from partnerkit.storage.port import checked_tenant
from partnerkit.storage.sqlitefile import Connection, Journal, migrate, prepare
from partnerkit.storage.tables import TableReading, TableUnit
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.store_errors import StorageFailed

__all__ = ["STATEMENTS", "SqliteStore"]


def __dir__() -> list[str]:
    return __all__


#: Every statement there is, constant, each of them about one tenant.
STATEMENTS = {
    "head": "SELECT seq, hash FROM head WHERE tenant = ?",
    "move-head": """INSERT INTO head (tenant, seq, hash) VALUES (?, ?, ?)
        ON CONFLICT (tenant) DO UPDATE SET seq = excluded.seq, hash = excluded.hash""",
    "get": "SELECT version, seq, body FROM doc WHERE tenant = ? AND kind = ? AND id = ?",
    "scan": "SELECT id, version, seq, body FROM doc WHERE tenant = ? AND kind = ? ORDER BY id",
    "scan-changes": "SELECT id, version, seq, body FROM doc WHERE tenant = ? AND kind = ? AND seq > ? ORDER BY id",
    "insert": """INSERT INTO doc (tenant, kind, id, version, seq, body) VALUES (?, ?, ?, 1, ?, ?)
        ON CONFLICT DO NOTHING""",
    "update": """UPDATE doc SET version = version + 1, seq = ?, body = ?
        WHERE tenant = ? AND kind = ? AND id = ? AND version = ?""",
    "holder": "SELECT holder FROM claim WHERE tenant = ? AND scope = ? AND key = ?",
    "claim": "INSERT INTO claim (tenant, scope, key, holder) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
    "release": "DELETE FROM claim WHERE tenant = ? AND scope = ? AND key = ?",
    "recall": "SELECT fingerprint, result FROM idem WHERE tenant = ? AND key = ?",
    "remember": "INSERT INTO idem (tenant, key, fingerprint, result) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
    "remove": "DELETE FROM doc WHERE tenant = ? AND kind = ? AND id = ?",
    "append": """INSERT INTO audit (tenant, seq, at, actor, action, kind, id, body, salt, digest, previous, hash)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
    "empty": """UPDATE audit SET body = NULL, salt = NULL
        WHERE tenant = ? AND kind = ? AND id = ? AND seq < ? AND body IS NOT NULL""",
    "is-there": "SELECT 1 FROM audit WHERE tenant = ? AND seq = ? AND hash = ?",
    "log": """SELECT seq, at, actor, action, kind, id, body, salt, digest, previous, hash FROM audit
        WHERE tenant = ? AND seq > ? ORDER BY seq LIMIT ?""",
    "log-of": """SELECT seq, at, actor, action, kind, id, body, salt, digest, previous, hash FROM audit
        WHERE tenant = ? AND id = ? AND seq > ? ORDER BY seq LIMIT ?""",
}


def _untraced(_: str) -> None:
    pass


def _as_path(path: "str | os.PathLike[str]") -> Path:
    try:
        text = os.fspath(path)
    except TypeError:
        text = ""
    if type(text) is not str or not text or "\0" in text or text.startswith(("file:", ":memory:")):
        remedy = "use the path of a file; for a store without one there is MemoryStore"
        raise InvalidValue(path="path", value=shown(path), remedy=remedy)
    return Path(text).absolute()


@final
@define(eq=False)
class SqliteStore:
    """
    A store in one SQLite file, created for its owner's eyes only (mode 0600).

    Its folder must exist. A file of another program is refused and left alone.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     store = SqliteStore(f"{folder}/channel.db")
    ...     with store.read("acme") as reading:
    ...         print(reading.head().seq, reading.get("Lead", "L-17"))
    ...     store.close()
    0 None
    """

    path: Path = field(converter=_as_path)

    #: "wal" and "delete" are SQLite's journal modes. "auto" takes the first, which is several times faster, only
    #: where the linked SQLite is free of the fault that corrupts such files; both survive a loss of power.
    journal: Journal = field(default="auto", kw_only=True, validator=fields.choice("auto", "wal", "delete"))

    #: How long a unit may wait for others, in all.
    wait_seconds: float = field(default=5.0, kw_only=True, validator=fields.number(least=0, most=3_600))

    #: Is told each statement, never its values, before it runs.
    trace: Callable[[str], None] = field(default=_untraced, kw_only=True, repr=False)

    #: Connections that no unit uses at the moment; one belongs to one unit, hence to one thread.
    _idle: list[Connection] = field(factory=list, init=False, repr=False)
    _ready_in: int | None = field(default=None, init=False, repr=False)

    def _taken(self) -> Connection:
        if self._ready_in != os.getpid():
            self.close()
            prepare(self.path, journal=self.journal, wait_seconds=self.wait_seconds)
            self._ready_in = os.getpid()
        try:
            connection = self._idle.pop()
        except IndexError:
            return Connection(self.path, wait_seconds=self.wait_seconds, trace=self.trace)
        if not connection.is_on_path():
            connection.close()
            self.close()
            raise StorageFailed(path=str(self.path), fault="the file was moved, removed or exchanged")
        return connection

    def _give_back(self, connection: Connection) -> None:
        if self._ready_in is not None and connection.is_reusable():
            self._idle.append(connection)
        else:
            connection.close()

    @contextmanager
    def read(self, tenant: str) -> Iterator[TableReading]:
        """Look at one moment of *tenant*; while the journal is "delete", a long look keeps writers waiting."""
        checked_tenant(tenant)
        connection = self._taken()
        reading = TableReading(tenant=tenant, statements=STATEMENTS, connection=connection)
        try:
            connection.begin("BEGIN")
            reading.start()
            yield reading
        finally:
            reading.end()
            self._give_back(connection)

    @contextmanager
    def write(self, tenant: str) -> Iterator[TableUnit]:
        """Run one unit of *tenant*; other tenants of the same file wait as well."""
        checked_tenant(tenant)
        connection = self._taken()
        unit = TableUnit(tenant=tenant, statements=STATEMENTS, connection=connection)
        try:
            connection.begin("BEGIN IMMEDIATE")
            unit.start()
            yield unit
            end = unit.finish()
            connection.commit(STATEMENTS["is-there"], tenant, end.seq, end.hash)
            if unit.has_erased:
                connection.clear()
        finally:
            unit.end()
            self._give_back(connection)

    def migrate(self) -> tuple[int, ...]:
        """
        Bring a file of an earlier partnerkit to this one's schema; return the numbers of the steps taken.

        Each step is one transaction: it is done, or it is not. Keep a copy of the file: there is no way back.
        """
        self.close()
        return migrate(self.path, wait_seconds=self.wait_seconds)

    def __reduce__(self) -> tuple[Any, ...]:
        # Connections stay with their process; the file is there for all.
        again = partial(
            SqliteStore, self.path, journal=self.journal, wait_seconds=self.wait_seconds, trace=self.trace
        )
        return again, ()

    def close(self) -> None:
        """Close the file as soon as no unit uses it; the next use opens it again."""
        self._ready_in = None
        while self._idle:
            self._idle.pop().close()
