"""
What does a store of five tables answer?

Documents, claims, outcomes, the audit log and where it ends: whatever engine
keeps the tables, a unit asks them the same questions. An adapter brings the
statements, by name, and the connection that runs them.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from attrs import define, field

from partnerkit.storage.audit import AuditEntry, AuditRow, Head, seal
from partnerkit.storage.port import (
    ALL,
    Claim,
    Document,
    Draft,
    Outcome,
    are_names,
    bounded,
    ended,
    erases,
    unrecorded,
)
from partnerkit.values.errors import NotFound, shown
from partnerkit.values.store_errors import AlreadyClaimed, CorruptStore, IdempotencyKeyReused, StaleWrite

__all__ = ["ROW", "Line", "TableReading", "TableUnit"]

#: The columns of the log, in the order in which the statements give them.
ROW = ("seq", "at", "actor", "action", "kind", "id", "body", "salt", "digest", "previous", "hash")


def __dir__() -> list[str]:
    return __all__


class Line(Protocol):
    """A connection that serves one unit; only our own errors leave it."""

    def rows(self, statement: Any, /, *values: object) -> list[tuple[Any, ...]]:
        """Return all that *statement* finds."""
        ...

    def change(self, statement: Any, /, *values: object) -> int:
        """Return how many rows *statement* changed."""
        ...


def _document(kind: str, id: Any, version: Any, seq: Any, body: Any) -> Document:  # noqa: A002  # the field's own name
    """Return what a row holds; a damaged file gives values that no column of its type can have."""
    if type(id) is str and type(version) is type(seq) is int and type(body) is bytes:
        return Document(kind=kind, id=id, version=version, seq=seq, body=body)
    raise CorruptStore(path=f"{kind} {shown(id)}", fault="the row is damaged")


@define(kw_only=True)
class TableReading:
    """One tenant's state at one moment, as its tables hold it."""

    tenant: str
    statements: Mapping[str, Any] = field(repr=False)

    #: None once the unit has ended.
    connection: Line | None
    _end: Head = field(factory=Head)

    def _open(self) -> Line:
        if self.connection is None:
            raise ended()
        return self.connection

    def _rows(self, name: str, *values: object) -> list[tuple[Any, ...]]:
        return self._open().rows(self.statements[name], *values)

    def start(self, statement: str = "head") -> bool:
        """Fix the moment that is seen: a transaction begins with its first look. Tell whether there is a log yet."""
        rows = self._rows(statement, self.tenant)
        for seq, hash_ in rows:
            if type(seq) is not int or type(hash_) is not str:
                raise CorruptStore(path="head", fault="the row is damaged")
            self._end = Head(seq=seq, hash=hash_)
        return bool(rows)

    def end(self) -> None:
        """Answer no more."""
        self.connection = None

    def head(self) -> Head:
        """Return where the audit log ends."""
        self._open()
        return self._end

    def get(self, kind: str, id: str) -> Document | None:  # noqa: A002  # the field's own name
        """Return the document, if there is one."""
        self._open()
        if not are_names(kind, id):
            return None
        for version, seq, body in self._rows("get", self.tenant, kind, id):
            return _document(kind, id, version, seq, body)
        return None

    def scan(self, kind: str, *, after: int = 0) -> Sequence[Document]:
        """Return the documents of *kind* that changed after row *after*, by id."""
        self._open()
        after = bounded("after", after)
        if not are_names(kind):
            return ()
        if after:
            rows = self._rows("scan-changes", self.tenant, kind, after)
        else:
            rows = self._rows("scan", self.tenant, kind)
        return [_document(kind, *row) for row in rows]

    def holder(self, scope: str, key: str) -> str | None:
        """Return who holds the claim."""
        self._open()
        if not are_names(scope, key):
            return None
        rows: list[tuple[str]] = self._rows("holder", self.tenant, scope, key)
        return rows[0][0] if rows else None

    def recall(self, key: str, fingerprint: str) -> bytes | None:
        """Return the outcome kept under *key*."""
        self._open()
        rows: list[tuple[str, bytes]] = []
        if are_names(key):
            rows = self._rows("recall", self.tenant, key)
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
        """Return audit rows above *after*."""
        self._open()
        after, most = bounded("after", after), ALL if limit is None else bounded("limit", limit)
        if id is None:
            rows = self._rows("log", self.tenant, after, most)
        elif are_names(id):
            rows = self._rows("log-of", self.tenant, id, after, most)
        else:
            return ()
        return [AuditRow(**dict(zip(ROW, row, strict=True))) for row in rows]


@define(kw_only=True)
class TableUnit(TableReading):
    """One tenant's state under its lock, and the changes to it."""

    #: The row appended last.
    _last: AuditEntry | None = None

    #: Whether anything was erased, so that a medium can clear what it keeps of it.
    has_erased: bool = False

    def _change(self, name: str, *values: object) -> int:
        connection = self._open()
        if self._last is None:
            raise unrecorded()
        return connection.change(self.statements[name], *values)

    def append(self, entry: AuditEntry, /) -> int:
        """Put *entry* at the end of the log."""
        row = seal(self.tenant, self.head(), entry)
        values = (getattr(row, name) for name in ROW)
        self._open().change(self.statements["append"], self.tenant, *values)
        self._end, self._last = Head(seq=row.seq, hash=row.hash), entry
        return row.seq

    def put(self, draft: Draft, /) -> int:
        """Write *draft*."""
        name, seq = (draft.kind, draft.id), self._end.seq
        if draft.version:
            is_done = self._change("update", seq, draft.body, self.tenant, *name, draft.version)
        else:
            is_done = self._change("insert", self.tenant, *name, seq, draft.body)
        if not is_done:
            stands = self.get(*name)
            raise StaleWrite(path=draft.path, expected=draft.version, found=stands.version if stands else 0)
        return draft.version + 1

    def claim(self, claim: Claim, /) -> None:
        """Take the claim."""
        if not self._change("claim", self.tenant, claim.scope, claim.key, claim.holder):
            raise AlreadyClaimed(path=claim.scope, key=claim.key)

    def release(self, scope: str, key: str) -> None:
        """Free the claim."""
        self._open()
        if self._last is None:
            raise unrecorded()
        if not are_names(scope, key) or not self._change("release", self.tenant, scope, key):
            raise NotFound(path=scope, key=key)

    def remember(self, outcome: Outcome, /) -> None:
        """Keep *outcome* for ever."""
        if not self._change("remember", self.tenant, outcome.key, outcome.fingerprint, outcome.result):
            raise IdempotencyKeyReused(key=outcome.key)

    def erase(self, kind: str, id: str) -> int:  # noqa: A002  # the field's own name
        """Remove the document and empty the earlier rows about it."""
        self._open()
        erases(self._last, kind, id)
        removed = self._change("remove", self.tenant, kind, id)
        emptied = self._change("empty", self.tenant, kind, id, self._end.seq)
        if not removed and not emptied:
            raise NotFound(path=kind, key=id)
        self.has_erased = True
        return emptied

    def finish(self) -> Head:
        """Write where the log ends now, and return it; what follows is the commit."""
        if self._last is not None:
            self._change("move-head", self.tenant, self._end.seq, self._end.hash)
        return self._end
