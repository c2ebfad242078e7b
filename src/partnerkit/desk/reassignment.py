"""
What follows when a lead that was given moves, comes back, or a balance is set right?

The ledger is loaded under the lock, the change applied, and ledger, claim and
the row that says who, when and why are written together. What was booked for a
lead is read from the record of its last assignment.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from partnerkit.desk.assignment import LEADS, given, offered, pool_at, usual
from partnerkit.desk.books import Books
from partnerkit.desk.events import event_of
from partnerkit.desk.evidence import digest_of, evidence, ground_of
from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.facts.product import Product
from partnerkit.facts.territory import Territory
from partnerkit.interop.records import Record
from partnerkit.leads.answering import ANSWER_COURSE, LeadOffer
from partnerkit.leads.by_hand import assign_to, reassign
from partnerkit.leads.changes import (
    AccountSplit,
    AccountTakenOver,
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
from partnerkit.storage.port import ALL, Claim, Reading, Unit
from partnerkit.values.errors import InvalidValue, NotFound, shown
from partnerkit.values.reasons import Facts
from partnerkit.values.store_errors import AlreadyClaimed, NotReplayable

__all__ = [
    "CHANGE",
    "booked",
    "entries_of",
    "entry_of",
    "given_by_hand",
    "held_since",
    "last_decision",
    "moved_by_hand",
    "pool_of",
    "pool_with",
]

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
    AccountTakenOver: ("take-over", "Partner"),
    AccountSplit: ("split-account", "Partner"),
}

#: What a change of a lead means for the offer of it, where there is one.
_ANSWERS: Mapping[type[Any], str] = {
    LeadCreditedBack: "withdraw",
    LeadDeclined: "decline",
    LeadReleased: "withdraw",
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


def pool_with(books: Books, unit: Unit, lead: str) -> str:
    """Return the pool that *lead* was given in, or has open; `NotFound` if there is none."""
    try:
        return pool_of(last_decision(unit, lead))
    except NotFound:
        # One that was told as open from before was not given here.
        for ledger in books.all(unit, Ledger):
            if ledger.holder(lead) is not None:
                return ledger.pool
        raise


def pool_of(decision: Decision) -> str:
    """Return the pool in whose ledger a decision was booked; of one that booked nothing, the usual one."""
    return "default" if decision.effect is None else decision.effect.pool


def held_since(books: Books, unit: Unit, lead: str, pool: str) -> datetime | None:
    """Return since when *lead* is where it is: given, moved by hand, or its holder asked; None if that is not known."""
    ledger, offer = books.ledger(unit, pool), books.get(unit, LeadOffer, lead)
    held = None if ledger is None else ledger.holder(lead)
    told = (
        None if held is None else held.moved or held.since,
        None if offer is None else offer.value.offered_at,
    )
    return max((each for each in told if each is not None), default=None)


def entries_of(reading: Reading, pool: str, *, before: int = ALL) -> list[Entry]:
    """
    Return the history of a pool before a row of the log, as `replay` takes it.

    It starts from the ledger that somebody wrote by hand last; `NotReplayable` if that is not on record.
    """
    found: list[Entry] = []
    for row in reading.log():
        if row.seq >= before:
            break
        record = event_of(row).record
        if row.kind == Ledger.__name__ and row.action == "put" and row.id == pool:
            snapshot: Any = record.facts.get("snapshot")
            if snapshot is None:
                missing = f"the ledger written by hand in row {row.seq}"
                raise NotReplayable(path=f"pools.{pool}", missing=missing)
            found = [snapshot]
        elif record.facts.get("pool") == pool and _is_ours(row.action, record):
            found += entry_of(record)
    return found


def _is_ours(action: str, record: Record) -> bool:
    """Tell whether the desk booked something with a row: a host may note a pool and a change of its own."""
    done = _ACTIONS.get(type(record.facts.get(CHANGE)))  # type: ignore[arg-type]  # it may be anything
    return record.decision is not None or (done is not None and done[0] == action)


def entry_of(record: Record) -> Iterator[Entry]:
    """Return what a row of the log did to the ledger of its pool; nothing, if it did nothing."""
    change: Any = record.facts.get(CHANGE)
    entry = change if type(change) in _ACTIONS else record.decision
    if entry is not None:
        yield entry


def booked(books: Books, unit: Unit, change: Change, *, pool: str, subject: str) -> Change:
    """Apply a change to the ledger of *pool* and write it; a lead that came back may be given again."""
    if isinstance(change, LeadCreditedBack | LeadDeclined) and change.at < change.booking.at:
        remedy = f"use a time not before it was given, {change.booking.at}"
        raise InvalidValue(path="as_of", value=shown(str(change.at)), remedy=remedy)
    after = apply(books.ledger(unit, pool) or Ledger(pool=pool), change)
    action, kind = _ACTIONS[type(change)]
    facts = Facts({"pool": pool, CHANGE: change, "reason": change.reason})
    books.append(unit, Record(facts=facts), action=action, kind=kind, subject=subject, actor=change.by)
    books.put_ledger(after)
    if isinstance(change, LeadCreditedBack | LeadDeclined):
        unit.release(LEADS, subject)
    event = _ANSWERS.get(type(change))
    offer = None if event is None else books.get(unit, LeadOffer, subject)
    if event is not None and offer is not None and event in ANSWER_COURSE.allowed(offer.value.status):
        if isinstance(change, LeadDeclined) and change.expired and offer.value.is_due(as_of=change.at):
            event = "expire"
        said = offer.value.with_step(event, at=change.at, by=change.by, reason="declined")
        books.put_beside(unit, said, version=offer.version)
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
    answer_by: datetime | None = None,
    terms: PoolTerms,
) -> Decision:
    """Give *lead* to *partner* by hand and write all that follows."""
    if unit.holder(LEADS, lead.id) is not None:
        raise AlreadyClaimed(path=LEADS, key=lead.id)
    partners = pool_at(books.all(unit, Partner), as_of=as_of)
    held = usual(terms)
    by_hand = assign_to(
        lead,
        partner,
        partners,
        policy,
        ledger=books.ledger(unit, policy.pool),
        as_of=as_of,
        by=by,
        why=why,
        override=override,
        territories=books.all(unit, Territory) or None,
        products=books.all(unit, Product) or None,
        **held,
    )
    decision: Any = by_hand.entry
    by_id = {each.id: each for each in partners}
    ground = ground_of(policy, held)
    rests_on = evidence(ground, decision, digest_of(lead), lambda name: policy.weight(by_id[name]))
    facts = {**rests_on, "override": override}
    record = Record(facts=Facts(facts), decision=decision)
    books.append(unit, record, action="assign-to", kind="Lead", subject=lead.id, actor=by)
    was_there = given(books, unit, lead, partner)
    if answer_by is not None or (was_there and books.get(unit, LeadOffer, lead.id) is not None):
        offered(books, unit, decision, pool=policy.pool, answer_by=answer_by)
    books.put_ledger(by_hand.ledger)
    written: Decision = decision
    return written


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
    answer_by: datetime | None = None,
    terms: PoolTerms,
) -> Change:
    """Move an open lead to *partner* and write all that follows."""
    known, ledger = books.get(unit, Lead, lead), books.ledger(unit, policy.pool)
    if known is None or ledger is None:
        raise NotFound(path=LEADS, key=lead)
    moved = reassign(
        known.value,
        partner,
        pool_at(books.all(unit, Partner), as_of=as_of),
        policy,
        ledger=ledger,
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
    # One that was told as open from before was claimed by nobody.
    if unit.holder(LEADS, lead) is not None:
        unit.release(LEADS, lead)
    unit.claim(Claim(scope=LEADS, key=lead, holder=partner))
    before = books.get(unit, LeadOffer, lead)
    if before is not None or answer_by is not None:
        offer = LeadOffer(id=lead, partner=partner, pool=policy.pool, offered_at=as_of, answer_by=answer_by)
        books.put_beside(unit, offer, version=0 if before is None else before.version)
    written: Change = change
    return written
