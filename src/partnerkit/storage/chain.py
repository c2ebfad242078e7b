"""
Has nobody touched the log since?

Its chain is followed from the first row to the last, and the first row that
does not hold is named. The chain cannot show that somebody wrote all of it
anew; note `Verification.hash` elsewhere for that.
"""

from collections.abc import Iterator
from typing import final

from attrs import frozen

from partnerkit.storage.audit import ERASE, AuditRow, Head, digest_of, hash_of
from partnerkit.storage.port import Reading
from partnerkit.values.reasons import Reason
from partnerkit.values.store_errors import CorruptStore

__all__ = ["Verification", "verify"]

#: Rows read at once while a chain is checked.
_CHUNK = 1_000


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Verification:
    """What a look at the whole chain found: how many rows hold, and why the next one does not."""

    #: Rows that hold, from the first on.
    rows: int

    #: The seal of the last row that holds; note it elsewhere to prove later that nobody wrote the log anew.
    hash: str

    #: Why the first bad row is bad; its fact `row` is its number. None if there is none.
    fault: Reason | None = None

    @property
    def intact(self) -> bool:
        """Whether every row holds."""
        return self.fault is None


def verify(reading: Reading) -> Verification:
    """
    Follow the chain of a tenant from its first row and name the first bad one.

    Codes: ``audit-gap`` (a row is missing or out of place), ``audit-unlinked``
    (it names another row before it), ``audit-altered`` (it is not what was
    sealed), ``audit-unreadable`` (the medium is damaged there), ``audit-cut``
    (rows are missing at the end), ``audit-emptied`` (what it said is gone, and
    no later row tells of an erasure).

    >>> from partnerkit.storage import AuditEntry, MemoryStore
    >>> store = MemoryStore()
    >>> with store.write("acme") as unit:
    ...     entry = AuditEntry(
    ...         at="2026-03-02T09:00:00.000000Z", actor="anna", action="put", kind="Lead", id="L-1", body=b"{}"
    ...     )
    ...     row = unit.append(entry)
    >>> with store.read("acme") as reading:
    ...     verify(reading).intact, verify(reading).rows
    (True, 1)
    """
    tenant, end, held = reading.tenant, reading.head(), Head()
    emptied: dict[tuple[str, str], tuple[int, Head]] = {}
    fault: Reason | None = None
    for row in _rows(reading):
        fault = _row_fault(tenant, held, row)
        if fault is not None or row is None:
            break
        if row.body is None:
            emptied.setdefault((row.kind, row.id), (row.seq, held))
        elif row.action == ERASE:
            emptied.pop((row.kind, row.id), None)
        held = Head(seq=row.seq, hash=row.hash)
    else:
        if held.seq < end.seq:
            fault = Reason("audit-cut", {"row": held.seq + 1, "end": end.seq})
        elif held != end:
            fault = Reason("audit-altered", {"row": held.seq})
    # A row that was emptied in silence comes before whatever else is wrong.
    if emptied:
        number, held = min(emptied.values(), key=lambda each: each[0])
        fault = Reason("audit-emptied", {"row": number})
    return Verification(rows=held.seq, hash=held.hash, fault=fault)


def _row_fault(tenant: str, held: Head, row: AuditRow | None) -> Reason | None:
    expected = held.seq + 1
    if row is None:
        return Reason("audit-unreadable", {"row": expected})
    if row.seq != expected:
        return Reason("audit-gap", {"row": expected, "found": row.seq})
    if row.previous != held.hash:
        return Reason("audit-unlinked", {"row": expected})
    if not _says_what_it_said(row) or row.hash != hash_of(tenant, row.seq, row.previous, row, row.digest):
        return Reason("audit-altered", {"row": expected})
    return None


def _says_what_it_said(row: AuditRow) -> bool:
    """Tell whether body and salt are the sealed ones, or both were erased."""
    if row.body is None or row.salt is None:
        return row.body is None and row.salt is None
    return row.digest == digest_of(row.salt, row.body)


def _rows(reading: Reading) -> Iterator[AuditRow | None]:
    """Yield the rows in order, and None in place of the first that cannot be read."""
    after, size = 0, _CHUNK
    while True:
        try:
            chunk = reading.log(after=after, limit=size)
        except CorruptStore:
            if size == 1:
                yield None
                return
            size = 1
            continue
        yield from chunk
        if len(chunk) < size:
            return
        after = chunk[-1].seq
