"""
What does a store promise?

A store keeps documents, claims, results and the audit log of any number of
tenants, as bytes: it knows no partner and no lead. Whatever it rests on, the
laws of `Store` hold; `partnerkit.testing.conformance` is the exam.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol, final

from attrs import field, frozen

from partnerkit.storage.audit import ERASE, AuditEntry, AuditRow, Head, document_bytes
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, shown

__all__ = [
    "ALL",
    "Claim",
    "Document",
    "Draft",
    "Outcome",
    "Reading",
    "Store",
    "Unit",
    "are_names",
    "bounded",
    "checked_tenant",
    "ended",
    "erases",
    "pinned",
    "unrecorded",
]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Draft:
    """
    A document to be written, and the version that the change is based on; 0 for a new one.

    >>> Draft(kind="Lead", id="L-17", version=0, body=b"{}").path
    "Lead 'L-17'"
    """

    kind: str = field(validator=fields.identifier)
    id: str = field(validator=fields.identifier)
    version: int = field(validator=fields.whole_number())
    body: bytes = field(validator=document_bytes, repr=False)

    @property
    def path(self) -> str:
        """How an error names the document."""
        return f"{self.kind} {shown(self.id)}"


@final
@frozen(kw_only=True)
class Document:
    """A document as it stands."""

    kind: str
    id: str

    #: 1 when it was new, one more with each change.
    version: int

    #: The audit row that its last change belongs to.
    seq: int
    body: bytes = field(repr=False)


@final
@frozen(kw_only=True)
class Claim:
    """
    What may be taken once: within *scope*, *key* belongs to *holder*.

    >>> Claim(scope="lead", key="L-17", holder="P-4").holder
    'P-4'
    """

    scope: str = field(validator=fields.identifier)
    key: str = field(validator=fields.identifier)
    holder: str = field(validator=fields.identifier)


@final
@frozen(kw_only=True)
class Outcome:
    """
    What came of a command, so that the same command under the same key need not run again.

    >>> Outcome(key="order-4711", fingerprint="9f86d081", result=b"{}").key
    'order-4711'
    """

    key: str = field(validator=fields.identifier)

    #: A digest of the command: the same key with another one is a mistake of the caller.
    fingerprint: str = field(validator=fields.identifier)
    result: bytes = field(validator=document_bytes, repr=False)


class Reading(Protocol):
    """One tenant's state at one moment."""

    @property
    def tenant(self) -> str:
        """Whose state it is."""
        ...

    def head(self) -> Head:
        """Return where the audit log ends."""
        ...

    def get(self, kind: str, id: str) -> Document | None:  # noqa: A002  # the field's own name
        """Return the document; None if there is none, or if no document can have that name."""
        ...

    def scan(self, kind: str, *, after: int = 0) -> Sequence[Document]:
        """Return the documents of *kind* whose last change has an audit row above *after*, by id."""
        ...

    def holder(self, scope: str, key: str) -> str | None:
        """Return who holds the claim; None if it is free."""
        ...

    def recall(self, key: str, fingerprint: str) -> bytes | None:
        """Return the result stored under *key*; `IdempotencyKeyReused` if it is another command's."""
        ...

    def log(
        self,
        *,
        after: int = 0,
        id: str | None = None,  # noqa: A002  # the field's own name
        limit: int | None = None,
    ) -> Sequence[AuditRow]:
        """Return audit rows above *after* in order, at most *limit*, those about *id* only if it is given."""
        ...


class Unit(Reading, Protocol):
    """One tenant's state under its lock, and the changes to it."""

    def append(self, entry: AuditEntry, /) -> int:
        """Put *entry* at the end of the log; return its number. Changes come after their row, not before."""
        ...

    def put(self, draft: Draft, /) -> int:
        """Write *draft*; return the new version. `StaleWrite` unless its version is the one that stands."""
        ...

    def claim(self, claim: Claim, /) -> None:
        """Take the claim. `AlreadyClaimed` if anybody holds it, be it the same holder."""
        ...

    def release(self, scope: str, key: str) -> None:
        """Free the claim; `NotFound` if nobody holds it."""
        ...

    def remember(self, outcome: Outcome, /) -> None:
        """Keep *outcome* for ever. `IdempotencyKeyReused` if the key has one."""
        ...

    def erase(self, kind: str, id: str) -> int:  # noqa: A002  # the field's own name
        """
        Remove the document, and what earlier rows about it say; return how many rows that were.

        The row appended last tells of it: its action is "erase", its subject this one. `NotFound` where there is
        neither a document nor anything said about it. A document written later is a new one.
        """
        ...


class Store(Protocol):
    """
    Where documents, claims, results and the audit log rest.

    Laws (`partnerkit.testing.conformance.StoreExam`):

    - What was written is read back, byte for byte, also after `close` and opening anew where a store is durable.
    - A unit is all or nothing: one that is left by an exception, or whose process dies, leaves nothing.
      What `write` returned from without an exception is there, whatever happens afterwards.
    - A unit sees its own changes; nobody else sees them before it ends well.
    - There is one writing unit per tenant at a time, over all threads and processes. Waiting for it is bounded
      and ends in `StorageBusy`, with nothing written. Readers see one moment, however long they read.
    - A change is refused with `StaleWrite` unless it is based on the version that stands, which then rises by one.
    - A claim has one holder at a time. A key has one outcome, for ever. A refusal inside a unit leaves the unit
      usable and what it did before in place.
    - The log of a tenant counts 1, 2, 3, ... without a gap, in the order of the units, and is sealed by
      `partnerkit.storage.audit.seal`. A change belongs to the audit row appended last in its unit;
      without one it is refused.
    - What was erased is gone, from documents and from the log; the rows of the log stay, and their seals hold.
    - Tenants do not see, block by version, or count with each other.
    - A unit that has ended is refused any further use, with `InvalidValue`.
    - Only the errors of `partnerkit.values.errors` leave a store. None carries a document's content.
    - Order by id is the order of code points.
    """

    def read(self, tenant: str) -> AbstractContextManager[Reading]:
        """Look at one moment of *tenant*; nothing is locked longer than the medium needs."""
        ...

    def write(self, tenant: str) -> AbstractContextManager[Unit]:
        """Run one unit of *tenant* under its lock; it takes effect when the block ends without an exception."""
        ...

    def close(self) -> None:
        """Let go of files and connections; the next use takes them again."""
        ...


def pinned(what: str, remedy: str) -> InvalidValue:
    """Return the refusal to send *what* to another process, or to copy it: locks and lines stay where they are."""
    return InvalidValue(path="pickle", value=shown(what), remedy=remedy)


def checked_tenant(tenant: str) -> str:
    """Return *tenant* if it can name one; an empty name, which would mix tenants up, is refused."""
    fault = fields.identifier.fault("tenant", tenant)
    if fault is not None:
        raise fault
    return tenant


def are_names(*texts: object) -> bool:
    """Tell whether anything can be stored under *texts*; media differ in what they make of other values."""
    return all(map(fields.identifier.accepts, texts))


#: More rows than there can be, and still a number that every medium knows.
ALL = 2**62


def bounded(path: str, value: int) -> int:
    """
    Return a place in the log, or a count of rows, within what every medium can count.

    >>> bounded("after", 17), bounded("limit", 2**80) == ALL
    (17, True)
    """
    if type(value) is not int or value < 0:
        raise InvalidValue(path=path, value=shown(value), remedy="use a whole number of 0 or more")
    return min(value, ALL)


def ended() -> InvalidValue:
    """Return the refusal of a unit that has ended."""
    return InvalidValue(path="unit", value="ended", remedy="start a new unit; this one is over")


def unrecorded() -> InvalidValue:
    """Return the refusal of a change without an audit row."""
    return InvalidValue(
        path="unit", value="no audit row", remedy="append the audit row of a change before the change itself"
    )


def erases(entry: AuditEntry | None, kind: str, id: str) -> None:  # noqa: A002  # the field's own name
    """Refuse an erasure of which *entry*, the last of its unit, does not tell."""
    if entry is None:
        raise unrecorded()
    if (entry.action, entry.kind, entry.id) != (ERASE, kind, id):
        remedy = f'append a row with the action "{ERASE}" about {shown(kind)} {shown(id)} before'
        raise InvalidValue(path="unit", value=shown(entry.action), remedy=remedy)
