"""
The vendor promised a deal to one partner and gave it to another.

That is a registration approved while another partner's protection ran, or a
lead handed to somebody else in that time. It is the vendor's promise that is
broken, not the other partner's: no rule protects a partner's customer as such.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from attrs import evolve

from partnerkit.conflicts.conflict import ConflictRule, Draft, Words
from partnerkit.conflicts.deals import (
    CUSTOMERS,
    GIVEN,
    by_first,
    claim_columns,
    customers_of,
    is_promised,
    overlapping,
    registration_held,
    related_products,
)
from partnerkit.conflicts.parts import at_customers, customer_keys, in_part
from partnerkit.facts.deal import DealRegistration
from partnerkit.facts.fact import Fact
from partnerkit.facts.lead import Lead
from partnerkit.facts.network import Network
from partnerkit.values import fields
from partnerkit.values.reasons import Reason

__all__ = ["RULE", "WORDS", "protected_lead_taken"]


def __dir__() -> list[str]:
    return __all__


def protected_lead_taken(
    *, given: Mapping[str, str] | None = None, customers: Mapping[str, str] | None = None
) -> ConflictRule:
    """
    Return the rule.

    *given* is lead -> partner, as `allocate(...).assignments`; *customers* is
    account -> customer, as `match_accounts(...).customers()`.

    >>> protected_lead_taken(given={"L-17": "P-4"}).severity
    'high'
    """
    fields.check({"given": (GIVEN, given), "customers": (CUSTOMERS, customers)})
    leads, same = dict(given or {}), dict(customers or {})

    def find(network: Network, as_of: datetime) -> Iterator[Draft]:
        deals = [each for each in network.deals if each.approved_at is not None and each.approved_at <= as_of]
        named = customers_of(network, deals, same)
        codes: dict[str, int] = {}
        claims = claim_columns(deals, named, codes, look_back=timedelta())
        # What was approved and won in the moment in which it came in was approved all the same.
        claims = evolve(claims, end=claims.end + (claims.end == claims.start))
        for row, others in by_first(overlapping(claims, related_products(network.product_tree, codes))):
            for each in others:
                taken = _taken(deals[row], deals[each])
                if taken is not None:
                    yield _approved(*taken)
        by_customer = defaultdict[str, list[DealRegistration]](list)
        for deal, customer in zip(deals, named, strict=True):
            by_customer[customer].append(deal)
        for lead in network.leads:
            if lead.id in leads and lead.customer is not None and _came(lead, as_of):
                for deal in by_customer[same.get(lead.customer, lead.customer)]:
                    if is_promised(network, deal, lead, leads[lead.id]):
                        yield _handed(deal, lead, leads[lead.id])

    def keys(network: Network, fact: Fact) -> Iterable[Hashable] | None:
        return customer_keys(network, fact, same)

    return ConflictRule(
        code="protected-lead-taken",
        severity="high",
        find=in_part(find, at_customers(same)),
        keys=keys,
        words=WORDS,
    )


def _came(lead: Lead, as_of: datetime) -> bool:
    return lead.received_at is not None and lead.received_at <= as_of


def _taken(
    one: DealRegistration, other: DealRegistration
) -> tuple[DealRegistration, DealRegistration] | None:
    """Return the protected registration and the one that was approved against it, if there is one."""
    for first, second in ((one, other), (other, one)):
        at = second.approved_at
        if (
            first.partner != second.partner
            and at is not None
            and first.is_protected(as_of=at)
            and first.approved_at != at
        ):
            return first, second
    return None


def _proposals(facts: Mapping[str, str], *parties: str) -> tuple[Reason, ...]:
    heard = Reason("hear-every-party", {"parties": tuple(sorted(parties))})
    return (heard, Reason("keep-promise", facts), Reason("compensate-partner", facts))


def _approved(first: DealRegistration, second: DealRegistration) -> Draft:
    facts = {"registration": first.id, "partner": first.partner, "second": second.id}
    return Draft(
        group=("registrations", first.id, second.id),
        reason=Reason("approved-against-protection", facts),
        own={deal.partner: [registration_held(deal)] for deal in (first, second)},
        proposals=_proposals(facts, first.partner, second.partner),
        stake=first.value,
    )


def _handed(deal: DealRegistration, lead: Lead, partner: str) -> Draft:
    facts = {"registration": deal.id, "partner": deal.partner, "lead": lead.id}
    return Draft(
        group=("lead", lead.id, deal.id),
        reason=Reason("lead-against-protection", facts),
        own={
            deal.partner: [registration_held(deal)],
            partner: [Reason("lead-held", {"lead": lead.id, "partner": partner})],
        },
        proposals=_proposals(facts, deal.partner, partner),
        stake=deal.value,
    )


WORDS: Words = {
    "en": {
        "protected-lead-taken": "Promised to one, given to another",
        "approved-against-protection": "{second} was approved while {registration} was protected for {partner}.",
        "lead-against-protection": "Lead {lead} went to another partner while {registration} was protected for {partner}.",
        "lead-held": "{partner} was given lead {lead}.",
        "keep-promise": "Keep the promise to {partner} for {registration}; a person decides.",
        "compensate-partner": "Agree with {partner} on what makes up for {registration}.",
    },
    "de": {
        "protected-lead-taken": "Dem einen zugesagt, dem anderen gegeben",
        "approved-against-protection": "{second} wurde genehmigt, während {registration} für {partner} geschützt war.",
        "lead-against-protection": "Lead {lead} ging an einen anderen Partner, während {registration} für {partner} geschützt war.",
        "lead-held": "{partner} hat Lead {lead} erhalten.",
        "keep-promise": "Die Zusage an {partner} für {registration} einhalten; ein Mensch entscheidet.",
        "compensate-partner": "Mit {partner} einen Ausgleich für {registration} vereinbaren.",
    },
    "sv": {
        "protected-lead-taken": "Utlovat till en, givet till en annan",
        "approved-against-protection": "{second} godkändes medan {registration} var skyddad för {partner}.",
        "lead-against-protection": "Lead {lead} gick till en annan partner medan {registration} var skyddad för {partner}.",
        "lead-held": "{partner} har fått lead {lead}.",
        "keep-promise": "Håll löftet till {partner} om {registration}; en människa beslutar.",
        "compensate-partner": "Kom överens med {partner} om ersättning för {registration}.",
    },
}

RULE = protected_lead_taken()
