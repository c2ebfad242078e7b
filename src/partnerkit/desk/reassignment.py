"""
What follows when a lead that was given moves, comes back, or a balance is set right?

The ledger is loaded under the lock, the change applied, and ledger, claim and
the row that says who, when and why are written together. What was booked for a
lead is read from the record of its last assignment.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final, Unpack

from partnerkit.desk.assignment import LEADS, usual
from partnerkit.desk.books import Books
from partnerkit.desk.events import draft_of, event_of
from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.facts.product import Product
from partnerkit.facts.territory import Territory
from partnerkit.interop.records import Record
from partnerkit.leads.by_hand import assign_to, reassign
from partnerkit.leads.changes import (
    BalancesCorrected,
    Change,
    LeadCreditedBack,
    LeadDeclined,
    LeadReassigned,
    LeadReleased,
    MembershipChanged,
)
from partnerkit.leads.decision import Decision
from partnerkit.leads.history import Entry, apply
from partnerkit.leads.ledger import Ledger
from partnerkit.leads.policy import Policy
from partnerkit.leads.question import PoolTerms
from partnerkit.storage.port import Claim, Reading, Unit
from partnerkit.values.errors import NotFound
from partnerkit.values.reasons import Facts
from partnerkit.values.store_errors import AlreadyClaimed, StaleWrite

__all__ = ["booked", "entries_of", "given_by_hand", "last_decision", "moved_by_hand"]

#: Under which fact a row of the log keeps what changed.
CHANGE: Final = "change"

#: What a change is called in the log, and what it is about.
_ACTIONS: Mapping[type[Change], tuple[str, str]] = {
    LeadReleased: ("release", "Lead"),
    LeadCreditedBack: ("credit-back", "Lead"),
    LeadDeclined: ("decline", "Lead"),
    LeadReassigned: ("reassign", "Lead"),
    BalancesCorrected: ("correct", "Ledger"),
    MembershipChanged: ("member", "Partner"),
}


def __dir__() -> list[str]:
    return __all__


def last_decision(reading: Reading, lead: str) -> Decision:
    """Return the decision by which *lead* was given last; `NotFound` if it never was."""
    for row in reversed(reading.log(id=lead)):
        decision = event_of(row).decision
        if decision is not None and decision.effect is not None:
            return decision
    raise NotFound(path=LEADS, key=lead)


def entries_of(reading: Reading, pool: str) -> Iterator[Entry]:
    """Return the history of a pool, as `replay` takes it."""
    for row in reading.log():
        record = event_of(row).record
        if record.facts.get("pool") != pool:
            continue
        change: Any = record.facts.get(CHANGE)
        entry = record.decision if change is None else change
        if entry is not None:
            yield entry


def booked(books: Books, unit: Unit, change: Change, *, pool: str, subject: str) -> Change:
    """Apply a change to the ledger of *pool* and write it; a lead that came back may be given again."""
    stored = books.get(unit, Ledger, pool)
    after = apply(Ledger(pool=pool) if stored is None else stored.value, change)
    action, kind = _ACTIONS[type(change)]
    facts = Facts({"pool": pool, CHANGE: change, "reason": change.reason})
    books.append(unit, Record(facts=facts), action=action, kind=kind, subject=subject, actor=change.by)
    books.put_ledger(unit, after)
    if isinstance(change, LeadCreditedBack | LeadDeclined):
        unit.release(LEADS, subject)
    return change


def given_by_hand(
    books: Books,
    unit: Unit,
    *,
    lead: Lead,
    partner: str,
    policy: Policy,
    as_of: datetime,
    by: str,
    why: str,
    override: bool,
    **terms: Unpack[PoolTerms],
) -> Decision:
    """Give *lead* to *partner* by hand and write all that follows."""
    if unit.holder(LEADS, lead.id) is not None:
        raise AlreadyClaimed(path=LEADS, key=lead.id)
    stored = books.get(unit, Ledger, policy.pool)
    given = assign_to(
        lead,
        partner,
        _partners(books, unit, as_of),
        policy,
        ledger=None if stored is None else stored.value,
        as_of=as_of,
        by=by,
        why=why,
        override=override,
        territories=books.all(unit, Territory) or None,
        products=books.all(unit, Product) or None,
        **usual(terms),
    )
    decision: Any = given.entry
    record = Record(facts=Facts(policy=policy.name, pool=policy.pool), decision=decision)
    books.append(unit, record, action="assign-to", kind="Lead", subject=lead.id, actor=by)
    draft = draft_of(lead)
    stands = unit.get(draft.kind, draft.id)
    if stands is None:
        unit.put(draft)
    elif stands.body != draft.body:
        raise StaleWrite(path=draft.path, expected=0, found=stands.version)
    unit.claim(Claim(scope=LEADS, key=lead.id, holder=partner))
    books.put_ledger(unit, given.ledger)
    return last_decision(unit, lead.id)


def moved_by_hand(
    books: Books,
    unit: Unit,
    *,
    lead: str,
    partner: str,
    policy: Policy,
    as_of: datetime,
    by: str,
    why: str,
    override: bool,
    **terms: Unpack[PoolTerms],
) -> Change:
    """Move an open lead to *partner* and write all that follows."""
    known, stored = books.get(unit, Lead, lead), books.get(unit, Ledger, policy.pool)
    if known is None or stored is None:
        raise NotFound(path=LEADS, key=lead)
    moved = reassign(
        known.value,
        partner,
        _partners(books, unit, as_of),
        policy,
        ledger=stored.value,
        as_of=as_of,
        by=by,
        why=why,
        override=override,
        territories=books.all(unit, Territory) or None,
        products=books.all(unit, Product) or None,
        **usual(terms),
    )
    change: Any = moved.entry
    booked(books, unit, change, pool=policy.pool, subject=lead)
    unit.release(LEADS, lead)
    unit.claim(Claim(scope=LEADS, key=lead, holder=partner))
    written: Change = change
    return written


def _partners(books: Books, unit: Unit, as_of: datetime) -> tuple[Partner, ...]:
    known = books.all(unit, Partner)
    return tuple(each for each in known if each.valid is None or each.valid.contains(as_of.date()))
