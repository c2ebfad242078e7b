"""
Who decided what, and when, in rows that nobody can change unseen?

The log of a tenant counts 1, 2, 3, ... without a gap. Each row is sealed by a
hash over itself and the seal of the row before, made here in Python over
canonical bytes, never over what a database hands back: whoever changes,
inserts or removes a row breaks the chain at that row.

What a row says in full may tell of a person, so it can be erased: the chain
covers a salted digest of it, which stays and from which, once the salt is gone,
nobody can guess what was said. An erasure has a row of its own.
"""

import json
from hashlib import sha256
from re import search
from secrets import token_bytes
from typing import final

from attrs import field, frozen

from partnerkit.values import fields

__all__ = [
    "ERASE",
    "GENESIS",
    "AuditEntry",
    "AuditRow",
    "Head",
    "digest_of",
    "document_bytes",
    "hash_of",
    "seal",
]

#: What the first row of a chain links to.
GENESIS = "0" * 64

#: The action of the row that tells of an erasure.
ERASE = "erase"

#: Longest document and longest record of a decision, in bytes.
DOCUMENT_SIZE = 1_000_000


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
        hash=hash_of(tenant, seq, head.hash, entry, digest),
    )


def hash_of(tenant: str, seq: int, previous: str, entry: AuditEntry | AuditRow, digest: str) -> str:
    """Return the seal of a row: over itself, and the seal of the row before."""
    # A list of texts as JSON has one reading only, wherever a name ends and the next begins.
    parts = [tenant, str(seq), previous, entry.at, entry.actor, entry.action, entry.kind, entry.id, digest]
    return sha256(json.dumps(parts, ensure_ascii=True, separators=(",", ":")).encode("ascii")).hexdigest()
