"""
Who gets these leads, on what stands under the lock?

The one place where a judgement meets the store: it loads the partners and the
ledger of the pool, lets `allocate` decide, and writes what follows from it: the
decisions with everybody's terms, the leads, the claims and the new ledger.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Unpack

from partnerkit.desk.books import Books
from partnerkit.desk.evidence import evidence, ground_of
from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.facts.product import Product
from partnerkit.facts.territory import Territory
from partnerkit.interop.records import Record
from partnerkit.leads.allocation import allocate, allocate_batch
from partnerkit.leads.answering import LeadOffer
from partnerkit.leads.decision import Decision
from partnerkit.leads.ledger import Ledger
from partnerkit.leads.policy import Policy
from partnerkit.leads.question import PoolTerms, Rounding
from partnerkit.storage.port import Claim, Unit
from partnerkit.values import fields
from partnerkit.values.errors import raise_faults, shown
from partnerkit.values.reasons import Facts
from partnerkit.values.store_errors import AlreadyClaimed, StaleWrite

__all__ = ["LEADS", "assigned", "checked", "given", "offered", "pool_at", "usual"]

#: The scope of the claims by which leads are given.
LEADS = "lead"


def __dir__() -> list[str]:
    return __all__


def checked(leads: Sequence[Lead]) -> Sequence[Lead]:
    """Return *leads* if they are leads, all of them."""
    is_lead = fields.instance(Lead, "a Lead")
    found = (is_lead.fault(f"leads[{place}]", lead) for place, lead in enumerate(leads))
    raise_faults(fault for fault in found if fault is not None)
    return leads


def usual(terms: PoolTerms) -> PoolTerms:
    """Return the terms of a pool at the desk: what the store does not know opens no door, unless the caller says so."""
    return {"blank": "exclude", **terms}


def assigned(
    books: Books,
    unit: Unit,
    *,
    leads: Sequence[Lead],
    policy: Policy,
    as_of: datetime,
    actor: str,
    digests: Mapping[str, str],
    batch: bool = False,
    rounding: Rounding | None = None,
    answer_by: datetime | None = None,
    **terms: Unpack[PoolTerms],
) -> Mapping[str, Decision]:
    """
    Give *leads* one by one, or all at once, and write all that follows; return the decision of each by its id.

    *digests* are those of the leads, by id, as `digest_of` makes them.

    Raises
    ------
    AlreadyClaimed
        When one of them was given before.
    StaleWrite
        When one of them is in the store and reads differently there.
    """
    if not leads:
        return {}
    for lead in leads:
        if unit.holder(LEADS, lead.id) is not None:
            raise AlreadyClaimed(path=LEADS, key=lead.id)
    held = usual(terms)
    stored = books.get(unit, Ledger, policy.pool)
    partners = {each.id: each for each in pool_at(books.all(unit, Partner), as_of)}
    common: dict[str, Any] = {
        "ledger": None if stored is None else stored.value,
        "as_of": as_of,
        "territories": books.all(unit, Territory) or None,
        "products": books.all(unit, Product) or None,
        **held,
    }
    asked = tuple(partners.values())
    if batch:
        result = allocate_batch(leads, asked, policy, rounding=rounding, **common)
    else:
        result = allocate(leads, asked, policy, **common)
    by_id = {lead.id: lead for lead in leads}
    first = unit.head().seq + 1
    together = {"batch": first, "leads": len(leads), "rounding": rounding} if batch else {}
    # In the order in which they were decided, so that the log tells the ledger.
    order = [lead.id for lead in leads if not batch or lead.id in result.question.kept]
    order += [leads[place].id for place in result.question.work.order] if batch else []
    ground, decisions = ground_of(policy, held), {}
    for name in order:
        lead, decision = by_id[name], result.decisions[name]
        decisions[name] = decision
        facts = {**evidence(ground, decision, digests[name], policy, partners), **together}
        record = Record(facts=Facts(facts), decision=decision)
        books.append(unit, record, action="assign", kind="Lead", subject=lead.id, actor=actor)
        was_there = given(books, unit, lead, decision.winner)
        if answer_by is not None or (was_there and books.get(unit, LeadOffer, name) is not None):
            offered(books, unit, decision, pool=policy.pool, answer_by=answer_by)
    books.put_ledger(unit, result.ledger)
    return {lead.id: decisions[lead.id] for lead in leads}


def pool_at(partners: Sequence[Partner], as_of: datetime) -> tuple[Partner, ...]:
    """Return the partners who are such on the day of *as_of*."""
    return tuple(each for each in partners if each.valid is None or each.valid.contains(as_of.date()))


def given(books: Books, unit: Unit, lead: Lead, winner: str | None) -> bool:
    """Write the lead, unless it stands there already, and who has it now; return whether it stood there."""
    stands = books.get(unit, Lead, lead.id)
    if stands is None:
        books.put_beside(unit, lead, version=0)
    elif stands.value != lead:
        raise StaleWrite(path=f"Lead {shown(lead.id)}", expected=0, found=stands.version)
    if winner is not None:
        unit.claim(Claim(scope=LEADS, key=lead.id, holder=winner))
    return stands is not None


def offered(books: Books, unit: Unit, decision: Decision, *, pool: str, answer_by: datetime | None) -> None:
    """Write that who got the lead is asked to answer."""
    if decision.winner is None:
        return
    offer = LeadOffer(
        id=decision.lead,
        partner=decision.winner,
        pool=pool,
        offered_at=decision.as_of,
        answer_by=answer_by,
    )
    before = books.get(unit, LeadOffer, decision.lead)
    books.put_beside(unit, offer, version=0 if before is None else before.version)
