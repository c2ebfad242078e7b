"""
What is stored of a fact and of a decision, and how is it read again?

A fact is a document under its id; a decision is the record behind a row of the
audit log. Both are canonical JSON, packed where they are long.
"""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Any, Generic, TypeVar, final

from attrs import field, frozen

from partnerkit.conflicts.cases import Case
from partnerkit.facts.credit_note import CreditNote
from partnerkit.facts.deal import DealRegistration
from partnerkit.facts.figure import Figure
from partnerkit.facts.fund import FundAllocation, FundRequest
from partnerkit.facts.goal import Goal
from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.facts.product import Product
from partnerkit.facts.standing import Standing
from partnerkit.facts.territory import Territory
from partnerkit.interop.records import Record, packed, unpacked
from partnerkit.interop.scalars import read_instant
from partnerkit.interop.serialisation import canonical, kinds, parsed
from partnerkit.leads.answering import LeadOffer
from partnerkit.leads.decision import Decision
from partnerkit.leads.ledger import Ledger
from partnerkit.storage.audit import AuditRow
from partnerkit.storage.port import Document, Draft, Reading
from partnerkit.values.errors import InvalidInput, InvalidValue, NotFound, shown
from partnerkit.values.limits import LIMITS
from partnerkit.values.store_errors import CorruptStore, NotReplayable, SchemaMismatch

__all__ = [
    "PAST",
    "PAST_KIND",
    "Event",
    "Rows",
    "Stored",
    "draft_of",
    "erased_answer",
    "event_of",
    "fact_in",
    "kind_of",
    "past_id",
    "stored_of",
]

T = TypeVar("T")

#: Of what decisions rest on, and of what verbs answer with, the versions that were replaced are kept, too.
PAST: tuple[type[Any], ...] = (
    *(Partner, Territory, Product, Lead),
    *(LeadOffer, DealRegistration, Case, Goal, Figure),
    *(Standing, FundAllocation, FundRequest, CreditNote),
)
PAST_KIND = "Past"

#: Up to this length, in bytes, a document is stored as JSON that can be read in place.
PLAIN = 100_000


#: What stands in place of what was erased.
_ERASED = Record(facts={"erased": True})


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Stored(Generic[T]):
    """A fact as it stands in the store; a change of it is based on `version`."""

    #: Its own id; for a fact without one, a digest of its content.
    id: str

    #: 1 when it was new, one more with each change.
    version: int
    value: T


@final
@frozen(kw_only=True)
class Event:
    """Who decided what, when and why: one row of the audit log, read."""

    #: Its place in the log: 1, 2, 3, ... without a gap.
    seq: int
    at: datetime
    actor: str
    action: str

    #: What it is about.
    kind: str
    id: str
    record: Record = field(repr=False)

    @property
    def is_erased(self) -> bool:
        """Whether what the row told was erased; that something happened, and when, is still there."""
        return self.record == _ERASED

    def kept(self) -> "Event":
        """
        Return the event if what it tells is still there.

        Raises
        ------
        NotReplayable
            When it was erased: what it led to took effect, and cannot be told again.
        """
        if self.is_erased:
            raise erased_answer(f"{self.kind} {self.id}")
        return self

    @property
    def decision(self) -> Decision | None:
        """The decision in full, where a lead was assigned."""
        return self.record.decision


@final
@frozen(kw_only=True)
class Rows:
    """
    The rows of the log that a command led to: what is kept under its idempotency key.

    >>> Rows.read(Rows(first=3, last=4).written())
    Rows(first=3, last=4)
    """

    first: int
    last: int

    def written(self) -> bytes:
        """Return them as bytes to be stored."""
        return canonical({"first": self.first, "last": self.last})

    @classmethod
    def read(cls, data: bytes) -> "Rows":
        """Read what `written` wrote."""
        return cls(**parsed(data))

    def events(self, reading: Reading) -> tuple[Event, ...]:
        """Return what happened in these rows."""
        rows = reading.log(after=self.first - 1, limit=self.last - self.first + 1)
        return tuple(map(event_of, rows))


def erased_answer(path: str) -> NotReplayable:
    """Return the error of a command that is repeated under its key when its answer was erased in the meantime."""
    missing = "what it led to was erased; it took effect once and is not repeated"
    return NotReplayable(path=path, missing=missing)


def kind_of(model: type[Any]) -> str:
    """
    Return the kind of document that facts of *model* are.

    >>> from partnerkit.facts import Lead
    >>> kind_of(Lead)
    'Lead'
    """
    name = getattr(model, "__name__", None)
    if not isinstance(name, str) or kinds().get(name) is not model:
        raise NotFound(path="kind", key=str(name or model), known=tuple(kinds()))
    return name


def draft_of(fact: Any, version: int = 0, name: str | None = None, *, written: bytes | None = None) -> Draft:
    """
    Return *fact* as a document: under its id, a ledger under its pool, else under a digest of what it says.

    *written* is the fact as `dumps` writes it, if that is known.

    >>> from partnerkit.facts import Lead
    >>> draft_of(Lead(id="L-17")).path
    "Lead 'L-17'"
    """
    body = packed(fact, plain=PLAIN) if written is None or len(written) > PLAIN else written
    own = fact.pool if isinstance(fact, Ledger) else getattr(fact, "id", None)
    known: str = name or own or sha256(body).hexdigest()[:32]
    LIMITS.check_size(body, f"{type(fact).__name__} {shown(known)}")
    return Draft(kind=type(fact).__name__, id=known, version=version, body=body)


def past_id(kind: str, name: str, version: int) -> str:
    """
    Return under which name a version of a document is kept that was replaced.

    >>> past_id("Partner", "P-4", 2)
    'Partner-2-4102f9933fc7198428cba8867ec5040b'
    """
    return f"{kind}-{version}-{sha256(name.encode()).hexdigest()[:32]}"


def stored_of(document: Document) -> Stored[Any]:
    """Return the fact in *document*."""
    return Stored(id=document.id, version=document.version, value=fact_in(document))


def fact_in(document: Document) -> Any:
    """Return the fact in *document*, whatever its kind; `CorruptStore` names one that cannot be read."""
    place = f"{document.kind} {shown(document.id)}"
    fact = _read(unpacked, document.body, place)
    own = getattr(fact, "id", document.id)
    if own != document.id and document.kind != PAST_KIND:
        raise CorruptStore(path=place, fault=f"it holds {shown(own)}")
    return fact


def _read(read: Callable[[Any], Any], stored: object, place: str) -> Any:
    try:
        return read(stored)
    except (InvalidInput, InvalidValue, NotFound) as error:
        # Only where it goes wrong: what stands there may tell of a person.
        path = (error.faults[0] if isinstance(error, InvalidInput) else error).path
        fault = f"of a newer partnerkit (install it here), or damaged at {path}"
        raise CorruptStore(path=place, fault=fault) from None
    except SchemaMismatch as error:
        raise SchemaMismatch(path=place, expected=error.expected, found=error.found) from None


def event_of(row: AuditRow) -> Event:
    """Return what *row* of the log tells."""
    return Event(
        seq=row.seq,
        at=_read(read_instant, row.at, f"row {row.seq}"),
        actor=row.actor,
        action=row.action,
        kind=row.kind,
        id=row.id,
        record=_ERASED if row.body is None else _read(unpacked, row.body, f"row {row.seq}"),
    )
