"""
Who gets these leads, on what stands under the lock?

The one place where a judgement meets the store: it loads the partners and the
ledger of the pool, lets `allocate` decide, and writes what follows from it: the
decisions with everybody's terms, the leads, the claims and the new ledger.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Unpack

from partnerkit.desk.books import Books
from partnerkit.desk.events import draft_of
from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.facts.product import Product
from partnerkit.facts.territory import Territory
from partnerkit.interop.records import Record
from partnerkit.leads.allocation import allocate
from partnerkit.leads.decision import Decision
from partnerkit.leads.ledger import Ledger
from partnerkit.leads.policy import Policy
from partnerkit.leads.question import PoolTerms
from partnerkit.storage.port import Claim, Unit
from partnerkit.values import fields
from partnerkit.values.errors import raise_faults
from partnerkit.values.reasons import Facts
from partnerkit.values.store_errors import AlreadyClaimed, StaleWrite

__all__ = ["assigned", "checked", "usual"]

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
    **terms: Unpack[PoolTerms],
) -> Mapping[str, Decision]:
    """
    Give *leads* one by one and write all that follows; return the decision of each by its id.

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
    ledger = books.get(unit, Ledger, policy.pool)
    known = books.all(unit, Partner)
    partners = {each.id: each for each in known if each.valid is None or each.valid.contains(as_of.date())}
    result = allocate(
        leads,
        tuple(partners.values()),
        policy,
        ledger=None if ledger is None else ledger.value,
        as_of=as_of,
        territories=books.all(unit, Territory) or None,
        products=books.all(unit, Product) or None,
        **usual(terms),
    )
    decisions = {}
    for lead in leads:
        decision = decisions[lead.id] = result.decisions[lead.id]
        could = (each.partner for each in decision.candidates if each.is_eligible)
        weights = Facts({partner: policy.weight(partners[partner]) for partner in could})
        facts = Facts(policy=policy.name, pool=policy.pool, weights=weights)
        record = Record(facts=facts, decision=decision)
        books.append(unit, record, action="assign", kind="Lead", subject=lead.id, actor=actor)
        _give(unit, lead, decision)
    books.put_ledger(unit, result.ledger)
    return decisions


def _give(unit: Unit, lead: Lead, decision: Decision) -> None:
    """Write the lead, unless it stands there already, and who has it now."""
    draft = draft_of(lead)
    stands = unit.get(draft.kind, draft.id)
    if stands is None:
        unit.put(draft)
    elif stands.body != draft.body:
        raise StaleWrite(path=draft.path, expected=0, found=stands.version)
    if decision.winner is not None:
        unit.claim(Claim(scope=LEADS, key=lead.id, holder=decision.winner))
