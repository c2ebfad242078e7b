"""
What if one file is all there is?

The embedded default: one SQLite file, any number of threads and processes on
one machine. Not for network file systems, whose locks do not hold.

A writing unit takes the write lock of the file before it reads (a transaction
that reads first and asks for the lock later is refused at once, however long it
would wait), and each commit is on the disk before it returns.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import final

from attrs import define, field

from partnerkit.storage.audit import AuditEntry, AuditRow, Head, seal
from partnerkit.storage.port import (
    Claim,
    Document,
    Draft,
    Outcome,
    are_names,
    checked_tenant,
    ended,
    unrecorded,
)
from partnerkit.storage.sqlitefile import Connection, Journal, prepare
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, NotFound, shown
from partnerkit.values.store_errors import AlreadyClaimed, IdempotencyKeyReused, StaleWrite

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
    "append": """INSERT INTO audit (tenant, seq, at, actor, action, kind, id, body, previous, hash)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
    "is-there": "SELECT 1 FROM audit WHERE tenant = ? AND seq = ? AND hash = ?",
    "log": """SELECT seq, at, actor, action, kind, id, body, previous, hash FROM audit
        WHERE tenant = ? AND seq > ? ORDER BY seq LIMIT ?""",
    "log-of": """SELECT seq, at, actor, action, kind, id, body, previous, hash FROM audit
        WHERE tenant = ? AND id = ? AND seq > ? ORDER BY seq LIMIT ?""",
}


@define(kw_only=True)
class _SqliteReading:
    tenant: str
    connection: Connection | None
    _end: Head = field(factory=Head)

    def _open(self) -> Connection:
        if self.connection is None:
            raise ended()
        return self.connection

    def start(self) -> None:
        """Fix the moment that is seen: a transaction begins with its first look."""
        for seq, hash_ in self._open().rows(STATEMENTS["head"], self.tenant):
            self._end = Head(seq=seq, hash=hash_)

    def end(self) -> None:
        self.connection = None

    def head(self) -> Head:
        self._open()
        return self._end

    def get(self, kind: str, id: str) -> Document | None:  # noqa: A002  # the field's own name
        connection = self._open()
        if not are_names(kind, id):
            return None
        for version, seq, body in connection.rows(STATEMENTS["get"], self.tenant, kind, id):
            return Document(kind=kind, id=id, version=version, seq=seq, body=body)
        return None

    def scan(self, kind: str, *, after: int = 0) -> Sequence[Document]:
        connection = self._open()
        if not are_names(kind):
            return ()
        if after:
            rows = connection.rows(STATEMENTS["scan-changes"], self.tenant, kind, after)
        else:
            rows = connection.rows(STATEMENTS["scan"], self.tenant, kind)
        return [Document(kind=kind, id=row[0], version=row[1], seq=row[2], body=row[3]) for row in rows]

    def holder(self, scope: str, key: str) -> str | None:
        connection = self._open()
        if not are_names(scope, key):
            return None
        rows: list[tuple[str]] = connection.rows(STATEMENTS["holder"], self.tenant, scope, key)
        return rows[0][0] if rows else None

    def recall(self, key: str, fingerprint: str) -> bytes | None:
        connection = self._open()
        rows: list[tuple[str, bytes]] = []
        if are_names(key):
            rows = connection.rows(STATEMENTS["recall"], self.tenant, key)
        if not rows:
            return None
        if rows[0][0] != fingerprint:
            raise IdempotencyKeyReused(key=key)
        return rows[0][1]

    def log(
        self,
        *,
        after: int = 0,
        id: str | None = None,  # noqa: A002  # the field's own name
        limit: int | None = None,
    ) -> Sequence[AuditRow]:
        connection = self._open()
        most = -1 if limit is None else limit
        if id is None:
            rows = connection.rows(STATEMENTS["log"], self.tenant, after, most)
        elif are_names(id):
            rows = connection.rows(STATEMENTS["log-of"], self.tenant, id, after, most)
        else:
            return ()
        names = ("seq", "at", "actor", "action", "kind", "id", "body", "previous", "hash")
        return [AuditRow(**dict(zip(names, row, strict=True))) for row in rows]


@final
@define(kw_only=True)
class _SqliteUnit(_SqliteReading):
    _has_row: bool = False

    def _recorded(self) -> Connection:
        connection = self._open()
        if not self._has_row:
            raise unrecorded()
        return connection

    def append(self, entry: AuditEntry, /) -> int:
        row = seal(self.tenant, self.head(), entry)
        place = (row.seq, row.at, row.actor, row.action, row.kind, row.id, row.body, row.previous, row.hash)
        self._open().change(STATEMENTS["append"], self.tenant, *place)
        self._end, self._has_row = Head(seq=row.seq, hash=row.hash), True
        return row.seq

    def put(self, draft: Draft, /) -> int:
        connection, name, seq = self._recorded(), (draft.kind, draft.id), self._end.seq
        if draft.version:
            values = (seq, draft.body, self.tenant, *name, draft.version)
            is_done = connection.change(STATEMENTS["update"], *values)
        else:
            is_done = connection.change(STATEMENTS["insert"], self.tenant, *name, seq, draft.body)
        if not is_done:
            stands = self.get(*name)
            raise StaleWrite(path=draft.path, expected=draft.version, found=stands.version if stands else 0)
        return draft.version + 1

    def claim(self, claim: Claim, /) -> None:
        values = (claim.scope, claim.key, claim.holder)
        if not self._recorded().change(STATEMENTS["claim"], self.tenant, *values):
            raise AlreadyClaimed(path=claim.scope, key=claim.key)

    def release(self, scope: str, key: str) -> None:
        connection = self._recorded()
        if not are_names(scope, key) or not connection.change(STATEMENTS["release"], self.tenant, scope, key):
            raise NotFound(path=scope, key=key)

    def remember(self, outcome: Outcome, /) -> None:
        values = (outcome.key, outcome.fingerprint, outcome.result)
        if not self._recorded().change(STATEMENTS["remember"], self.tenant, *values):
            raise IdempotencyKeyReused(key=outcome.key)

    def finish(self) -> None:
        """Write where the log ends now, and commit."""
        connection, end = self._open(), self._end
        if self._has_row:
            connection.change(STATEMENTS["move-head"], self.tenant, end.seq, end.hash)
        connection.commit(STATEMENTS["is-there"], self.tenant, end.seq, end.hash)


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
            return self._idle.pop()
        except IndexError:
            return Connection(self.path, wait_seconds=self.wait_seconds, trace=self.trace)

    def _give_back(self, connection: Connection) -> None:
        if self._ready_in is not None and connection.is_reusable():
            self._idle.append(connection)
        else:
            connection.close()

    @contextmanager
    def read(self, tenant: str) -> Iterator[_SqliteReading]:
        """Look at one moment of *tenant*; while the journal is "delete", a long look keeps writers waiting."""
        checked_tenant(tenant)
        connection = self._taken()
        reading = _SqliteReading(tenant=tenant, connection=connection)
        try:
            connection.begin("BEGIN")
            reading.start()
            yield reading
        finally:
            reading.end()
            self._give_back(connection)

    @contextmanager
    def write(self, tenant: str) -> Iterator[_SqliteUnit]:
        """Run one unit of *tenant*; other tenants of the same file wait as well."""
        checked_tenant(tenant)
        connection = self._taken()
        unit = _SqliteUnit(tenant=tenant, connection=connection)
        try:
            connection.begin("BEGIN IMMEDIATE")
            unit.start()
            yield unit
            unit.finish()
        finally:
            unit.end()
            self._give_back(connection)

    def close(self) -> None:
        """Close the file as soon as no unit uses it; the next use opens it again."""
        self._ready_in = None
        while self._idle:
            self._idle.pop().close()
