"""
Who decided what, when, and has nobody touched the record since?

The log of a tenant counts 1, 2, 3, ... without a gap. Each row is sealed by a
hash over itself and the seal of the row before, made here in Python over
canonical bytes, never over what a database hands back: whoever changes,
inserts or removes a row breaks the chain at that row. The chain cannot show
that somebody wrote all of it anew; note `Verification.hash` elsewhere for that.

What a row says in full may tell of a person, so it can be erased: the chain
covers a salted digest of it, which stays and from which, once the salt is gone,
nobody can guess what was said. An erasure has a row of its own.
"""

import json
from collections.abc import Iterator
from hashlib import sha256
from re import search
from secrets import token_bytes
from typing import TYPE_CHECKING, final

from attrs import field, frozen

from partnerkit.values import fields
from partnerkit.values.reasons import Reason
from partnerkit.values.store_errors import CorruptStore

if TYPE_CHECKING:
    from partnerkit.storage.port import Reading

__all__ = [
    "ERASE",
    "GENESIS",
    "AuditEntry",
    "AuditRow",
    "Head",
    "Verification",
    "digest_of",
    "document_bytes",
    "seal",
    "verify",
]

#: What the first row of a chain links to.
GENESIS = "0" * 64

#: The action of the row that tells of an erasure.
ERASE = "erase"

#: Longest document and longest record of a decision, in bytes.
DOCUMENT_SIZE = 1_000_000

#: Rows read at once while a chain is checked.
_CHUNK = 1_000


def __dir__() -> list[str]:
    return __all__


document_bytes = fields.Check(
    lambda value: type(value) is bytes and len(value) <= DOCUMENT_SIZE, f"use at most {DOCUMENT_SIZE:,} bytes"
)
#: An address of mail names a person, and the log keeps its ids for ever.
_pseudonym = fields.Check(
    lambda value: fields.identifier.accepts(value) and search(r"[^@\s]@[^@\s]+\.[^@\s]", value) is None,
    "use an id of 1 to 128 characters that is no e-mail address; who it is belongs in a document, which can be erased",
)
_salt = fields.Check(lambda value: type(value) is bytes and len(value) <= 64, "use at most 64 bytes")
_instant = fields.code(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z",
    "use an instant in UTC with microseconds, as 2026-01-31T09:00:00.000000Z",
)


@final
@frozen(kw_only=True)
class AuditEntry:
    """
    What somebody did, before it has its place in the log.

    >>> AuditEntry(at="2026-01-31T09:00:00.000000Z", actor="anna", action="put", kind="Lead", id="L-17", body=b"{}").action
    'put'
    """

    #: When, in UTC and of one width, so that the order of texts is the order of times.
    at: str = field(validator=_instant)

    #: Who: the id of a person or of a system, never a name or an address.
    actor: str = field(validator=_pseudonym)

    #: What was done, such as "assign".
    action: str = field(validator=fields.identifier)

    #: To what: the kind and the id of the subject.
    kind: str = field(validator=fields.identifier)
    id: str = field(validator=_pseudonym)

    #: The record of the decision, in full.
    body: bytes = field(validator=document_bytes, repr=False)

    #: Makes the digest of the body a riddle once both are erased. Nothing is decided by this chance.
    salt: bytes = field(factory=lambda: token_bytes(16), validator=_salt, repr=False)


@final
@frozen(kw_only=True)
class AuditRow:
    """An entry in its place. It is not validated: a row that was tampered with must be readable, to be named."""

    seq: int
    at: str
    actor: str
    action: str
    kind: str
    id: str

    #: None once it was erased, together with the salt.
    body: bytes | None = field(repr=False)
    salt: bytes | None = field(repr=False)

    #: What the chain covers of the body.
    digest: str = field(repr=False)

    #: The seal of the row before; `GENESIS` for the first.
    previous: str = field(repr=False)

    #: The seal of this row.
    hash: str = field(repr=False)


@final
@frozen(kw_only=True)
class Head:
    """Where the log of a tenant ends: the number and the seal of its last row."""

    seq: int = 0
    hash: str = GENESIS


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


def digest_of(salt: bytes, body: bytes) -> str:
    """
    Return what the chain covers of a body.

    >>> digest_of(b"salt", b"{}")[:8]
    'd7c765b3'
    """
    return sha256(salt + body).hexdigest()


def seal(tenant: str, head: Head, entry: AuditEntry) -> AuditRow:
    """
    Give *entry* the place after *head* and seal it.

    >>> entry = AuditEntry(at="2026-01-31T09:00:00.000000Z", actor="a", action="put", kind="Lead", id="L-17", body=b"{}")
    >>> first = seal("acme", Head(), entry)
    >>> second = seal("acme", Head(seq=first.seq, hash=first.hash), entry)
    >>> first.previous == GENESIS, second.seq, second.previous == first.hash
    (True, 2, True)
    """
    seq, digest = head.seq + 1, digest_of(entry.salt, entry.body)
    return AuditRow(
        seq=seq,
        at=entry.at,
        actor=entry.actor,
        action=entry.action,
        kind=entry.kind,
        id=entry.id,
        body=entry.body,
        salt=entry.salt,
        digest=digest,
        previous=head.hash,
        hash=_hash(tenant, seq, head.hash, entry, digest),
    )


def _hash(tenant: str, seq: int, previous: str, entry: AuditEntry | AuditRow, digest: str) -> str:
    # A list of texts as JSON has one reading only, wherever a name ends and the next begins.
    parts = [tenant, str(seq), previous, entry.at, entry.actor, entry.action, entry.kind, entry.id, digest]
    return sha256(json.dumps(parts, ensure_ascii=True, separators=(",", ":")).encode("ascii")).hexdigest()


def verify(reading: "Reading") -> Verification:
    """
    Follow the chain of a tenant from its first row and name the first bad one.

    Codes: ``audit-gap`` (a row is missing or out of place), ``audit-unlinked``
    (it names another row before it), ``audit-altered`` (it is not what was
    sealed), ``audit-unreadable`` (the medium is damaged there), ``audit-cut``
    (rows are missing at the end), ``audit-emptied`` (what it said is gone, and
    no later row tells of an erasure).

    >>> from partnerkit.storage import MemoryStore
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
    if not _says_what_it_said(row) or row.hash != _hash(tenant, row.seq, row.previous, row, row.digest):
        return Reason("audit-altered", {"row": expected})
    return None


def _says_what_it_said(row: AuditRow) -> bool:
    """Tell whether body and salt are the sealed ones, or both were erased."""
    if row.body is None or row.salt is None:
        return row.body is None and row.salt is None
    return row.digest == digest_of(row.salt, row.body)


def _rows(reading: "Reading") -> Iterator[AuditRow | None]:
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
