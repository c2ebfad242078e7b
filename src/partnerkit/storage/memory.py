"""
What if it need not outlive the process?

The store for tests and notebooks. A writing unit works on a copy of its
tenant's state, which takes the place of the old one in a single assignment:
nothing half-done can ever be seen. Copying makes a unit as dear as the tenant
is large; group changes into one unit, or use a file.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import Any, final

from attrs import define, evolve, field, frozen

from partnerkit.storage.audit import AuditEntry, AuditRow, Head, seal
from partnerkit.storage.port import (
    ALL,
    Claim,
    Document,
    Draft,
    Outcome,
    are_names,
    bounded,
    checked_tenant,
    ended,
    erases,
    pinned,
    unrecorded,
)
from partnerkit.values import fields
from partnerkit.values.errors import NotFound
from partnerkit.values.store_errors import AlreadyClaimed, IdempotencyKeyReused, StaleWrite, StorageBusy

__all__ = ["MemoryStore"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class _State:
    """All that one tenant has; never written to once it stands."""

    head: Head = field(factory=Head)
    documents: dict[str, dict[str, Document]] = field(factory=dict)
    claims: dict[tuple[str, str], str] = field(factory=dict)
    outcomes: dict[str, Outcome] = field(factory=dict)
    rows: list[AuditRow] = field(factory=list)

    def copied(self) -> "_State":
        documents = {kind: dict(by_id) for kind, by_id in self.documents.items()}
        return _State(
            head=self.head,
            documents=documents,
            claims=dict(self.claims),
            outcomes=dict(self.outcomes),
            rows=list(self.rows),
        )


@define(kw_only=True)
class _MemoryReading:
    tenant: str
    state: _State | None

    def _now(self) -> _State:
        if self.state is None:
            raise ended()
        return self.state

    def end(self) -> None:
        self.state = None

    def head(self) -> Head:
        return self._now().head

    def get(self, kind: str, id: str) -> Document | None:  # noqa: A002  # the field's own name
        state = self._now()
        return state.documents.get(kind, {}).get(id) if are_names(kind, id) else None

    def scan(self, kind: str, *, after: int = 0) -> Sequence[Document]:
        state, after = self._now(), bounded("after", after)
        found = state.documents.get(kind, {}) if are_names(kind) else {}
        return [found[id] for id in sorted(found) if found[id].seq > after]  # noqa: A001

    def holder(self, scope: str, key: str) -> str | None:
        state = self._now()
        return state.claims.get((scope, key)) if are_names(scope, key) else None

    def recall(self, key: str, fingerprint: str) -> bytes | None:
        state = self._now()
        outcome = state.outcomes.get(key) if are_names(key) else None
        if outcome is None:
            return None
        if outcome.fingerprint != fingerprint:
            raise IdempotencyKeyReused(key=key)
        return outcome.result

    def log(
        self,
        *,
        after: int = 0,
        id: str | None = None,  # noqa: A002  # the field's own name
        limit: int | None = None,
    ) -> Sequence[AuditRow]:
        rows, after = self._now().rows, bounded("after", after)
        most = ALL if limit is None else bounded("limit", limit)
        rows = rows[bisect_right(rows, after, key=lambda row: row.seq) :]
        return [row for row in rows if id is None or row.id == id][:most]


@final
@define(kw_only=True)
class _MemoryUnit(_MemoryReading):
    first: int
    last: AuditEntry | None = None

    def _recorded(self) -> _State:
        state = self._now()
        if state.head.seq == self.first:
            raise unrecorded()
        return state

    def append(self, entry: AuditEntry, /) -> int:
        state = self._now()
        row = seal(self.tenant, state.head, entry)
        state.rows.append(row)
        self.state, self.last = evolve(state, head=Head(seq=row.seq, hash=row.hash)), entry
        return row.seq

    def put(self, draft: Draft, /) -> int:
        state = self._recorded()
        by_id = state.documents.setdefault(draft.kind, {})
        stands = by_id.get(draft.id)
        found = stands.version if stands else 0
        if found != draft.version:
            raise StaleWrite(path=draft.path, expected=draft.version, found=found)
        by_id[draft.id] = Document(
            kind=draft.kind, id=draft.id, version=found + 1, seq=state.head.seq, body=draft.body
        )
        return found + 1

    def claim(self, claim: Claim, /) -> None:
        state = self._recorded()
        if (claim.scope, claim.key) in state.claims:
            raise AlreadyClaimed(path=claim.scope, key=claim.key)
        state.claims[claim.scope, claim.key] = claim.holder

    def release(self, scope: str, key: str) -> None:
        claims = self._recorded().claims
        if not are_names(scope, key) or claims.pop((scope, key), None) is None:
            raise NotFound(path=scope, key=key)

    def remember(self, outcome: Outcome, /) -> None:
        state = self._recorded()
        if outcome.key in state.outcomes:
            raise IdempotencyKeyReused(key=outcome.key)
        state.outcomes[outcome.key] = outcome

    def erase(self, kind: str, id: str) -> int:  # noqa: A002  # the field's own name
        state = self._now()
        erases(self.last, kind, id)
        said = [
            place
            for place, row in enumerate(state.rows[:-1])
            if (row.kind, row.id) == (kind, id) and row.body is not None
        ]
        if state.documents.get(kind, {}).pop(id, None) is None and not said:
            raise NotFound(path=kind, key=id)
        for place in said:
            state.rows[place] = evolve(state.rows[place], body=None, salt=None)
        return len(said)


@final
@define(kw_only=True, eq=False)
class MemoryStore:
    """
    A store that lives as long as its process; any number of threads may share it.

    >>> store = MemoryStore()
    >>> entry = AuditEntry(
    ...     at="2026-01-31T09:00:00.000000Z", actor="anna", action="put", kind="Lead", id="L-17", body=b"{}"
    ... )
    >>> with store.write("acme") as unit:
    ...     row = unit.append(entry)
    ...     version = unit.put(Draft(kind="Lead", id="L-17", version=0, body=b"{}"))
    >>> with store.read("acme") as reading:
    ...     reading.get("Lead", "L-17")
    Document(kind='Lead', id='L-17', version=1, seq=1)
    """

    #: How long a unit waits for the one before it.
    wait_seconds: float = field(default=5.0, validator=fields.number(least=0, most=3_600))

    _states: dict[str, _State] = field(factory=dict, init=False, repr=False)
    _locks: dict[str, Lock] = field(factory=dict, init=False, repr=False)

    @contextmanager
    def read(self, tenant: str) -> Iterator[_MemoryReading]:
        """Look at one moment of *tenant*."""
        state = self._states.get(checked_tenant(tenant)) or _State()
        reading = _MemoryReading(tenant=tenant, state=state)
        try:
            yield reading
        finally:
            reading.end()

    @contextmanager
    def write(self, tenant: str) -> Iterator[_MemoryUnit]:
        """Run one unit of *tenant* under its lock."""
        lock = self._locks.setdefault(checked_tenant(tenant), Lock())
        if not lock.acquire(timeout=self.wait_seconds):
            raise StorageBusy(waited_seconds=self.wait_seconds)
        try:
            state = (self._states.get(tenant) or _State()).copied()
            unit = _MemoryUnit(tenant=tenant, state=state, first=state.head.seq)
            try:
                yield unit
                self._states[tenant] = unit._now()  # noqa: SLF001  # the unit is this module's own
            finally:
                unit.end()
        finally:
            lock.release()

    def __reduce__(self) -> tuple[Any, ...]:
        raise pinned("MemoryStore", "use a SqliteStore, whose file every process opens for itself")

    def close(self) -> None:
        """Do nothing: what is stored lives as long as the store."""
