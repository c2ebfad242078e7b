"""
One customer's wish came in by several paths and is worked on by several.

Open leads of one customer for one product within the look-back, given to
different partners or not given yet; and an open lead at whose customer another
partner has a registration that stands, or direct sales is active. The customer
should hear from one. Where a lead was given away against a protection,
"protected-lead-taken" says so instead; registrations that meet each other or
direct sales are found by "deal-overlap" and "channel-conflict".
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from partnerkit.conflicts.conflict import ConflictRule, Draft, Words
from partnerkit.conflicts.deals import (
    CUSTOMERS,
    DESK,
    GIVEN,
    WINDOW,
    by_first,
    claim_columns,
    customers_of,
    engagement_columns,
    engagement_facts,
    is_promised,
    lead_columns,
    met,
    registration_held,
    related_products,
    stands,
)
from partnerkit.conflicts.parts import at_customers, customer_keys, in_part
from partnerkit.facts.deal import DealRegistration, DirectEngagement
from partnerkit.facts.fact import Fact
from partnerkit.facts.lead import Lead
from partnerkit.facts.network import Network
from partnerkit.values import fields
from partnerkit.values.reasons import Reason

__all__ = ["RULE", "WORDS", "lead_collision"]


def __dir__() -> list[str]:
    return __all__


def lead_collision(
    *,
    given: Mapping[str, str] | None = None,
    look_back: timedelta = timedelta(days=30),
    direct_look_back: timedelta = timedelta(days=60),
    customers: Mapping[str, str] | None = None,
) -> ConflictRule:
    """
    Return the rule.

    *given* is lead -> partner, as `allocate(...).assignments`; *customers* is
    account -> customer, as `match_accounts(...).customers()`. At most *look_back*
    lies between two leads of one wish, and *direct_look_back* between the last
    sign of direct sales and the lead.

    >>> lead_collision(given={"L-17": "P-4"}).code
    'lead-collision'
    """
    fields.check(
        {
            "given": (GIVEN, given),
            "look_back": (WINDOW, look_back),
            "direct_look_back": (WINDOW, direct_look_back),
            "customers": (CUSTOMERS, customers),
        }
    )
    holders, same = dict(given or {}), dict(customers or {})

    def find(network: Network, as_of: datetime) -> Iterator[Draft]:
        leads = [lead for lead in network.leads if lead.customer is not None and _is_open(lead, as_of)]
        if not leads:
            return
        asked = [lead.customer for lead in leads if lead.customer is not None]
        named = [same.get(customer, customer) for customer in asked]
        yield from _collisions(leads, named, holders, look_back)
        meet = _meetings(network, as_of, leads, named, same=same, look_back=direct_look_back)
        for lead, deals, sellers in meet:
            holder = holders.get(lead.id)
            others = [deal for deal in deals if deal.partner != holder]
            if holder is not None:
                others = [deal for deal in others if not is_promised(network, deal, lead, holder)]
            if others or sellers:
                yield _meeting(lead, holder, others, sellers)

    def keys(network: Network, fact: Fact) -> Iterable[Hashable] | None:
        return customer_keys(network, fact, same)

    return ConflictRule(
        code="lead-collision",
        severity="medium",
        find=in_part(find, at_customers(same)),
        keys=keys,
        words=WORDS,
    )


def _is_open(lead: Lead, as_of: datetime) -> bool:
    return lead.status == "open" and lead.received_at is not None and lead.received_at <= as_of


def _collisions(
    leads: Sequence[Lead], named: Sequence[str], holders: Mapping[str, str], look_back: timedelta
) -> Iterator[Draft]:
    """Draft a finding for each run of leads of one wish that are not all with one partner."""
    by_wish = defaultdict[tuple[str, str | None], list[Lead]](list)
    for lead, customer in zip(leads, named, strict=True):
        by_wish[customer, lead.product].append(lead)
    for _, alike in sorted(by_wish.items(), key=lambda wish: (wish[0][0], wish[0][1] or "")):
        for run in _runs(alike, look_back):
            partners = [holders.get(lead.id) for lead in run]
            if len(run) > 1 and (None in partners or len(set(partners)) > 1):
                yield _collision(run, holders)


def _meetings(
    network: Network,
    as_of: datetime,
    leads: Sequence[Lead],
    named: Sequence[str],
    *,
    same: Mapping[str, str],
    look_back: timedelta,
) -> Iterator[tuple[Lead, list[DealRegistration], list[DirectEngagement]]]:
    """Find the leads at whose customer a registration stands or direct sales is active, with what is there."""
    deals = [deal for deal in network.deals if stands(deal, as_of=as_of)]
    direct = [each for each in network.direct if each.since <= as_of]
    codes: dict[str, int] = {}
    wishes = lead_columns(leads, named, codes)
    claims = claim_columns(deals, customers_of(network, deals, same), codes, look_back=timedelta())
    theirs = [same.get(each.account, each.account) for each in direct]
    engaged = engagement_columns(direct, theirs, codes, look_back=look_back)
    related = related_products(network.product_tree, codes)
    claimed, busy = (dict(by_first(met(wishes, each, related))) for each in (claims, engaged))
    for row in sorted({*claimed, *busy}):
        yield (
            leads[row],
            [deals[each] for each in claimed.get(row, ())],
            [direct[each] for each in busy.get(row, ())],
        )


def _runs(leads: Sequence[Lead], look_back: timedelta) -> Iterator[list[Lead]]:
    """Split leads where more than the look-back lies between two."""
    run: list[Lead] = []
    for lead in sorted(leads, key=lambda lead: (lead.received_at, lead.id)):
        if run and lead.received_at - run[-1].received_at > look_back:  # type: ignore[operator]  # all were received
            yield run
            run = []
        run.append(lead)
    yield run


def _collision(leads: Sequence[Lead], holders: Mapping[str, str]) -> Draft:
    ids = tuple(sorted(lead.id for lead in leads))
    own = defaultdict[str, list[Reason]](list)
    for lead in leads:
        holder = holders.get(lead.id)
        if holder is None:
            own.setdefault(DESK, [])
        else:
            own[holder].append(Reason("lead-held", {"lead": lead.id, "partner": holder}))
    facts = {"leads": ids, "count": len(ids)}
    return Draft(
        group=ids,
        severity="low" if len(own) == 1 else None,
        reason=Reason("leads-collide", facts),
        own=own,
        proposals=[Reason("join-leads", facts), Reason("name-one-contact", facts)],
    )


def _meeting(
    lead: Lead, holder: str | None, deals: Sequence[DealRegistration], direct: Sequence[DirectEngagement]
) -> Draft:
    own = defaultdict[str, list[Reason]](list)
    if holder is not None:
        own[holder].append(Reason("lead-held", {"lead": lead.id, "partner": holder}))
    if holder is None or direct:
        own.setdefault(DESK, [])
    for deal in deals:
        own[deal.partner].append(registration_held(deal))
    registrations = tuple(deal.id for deal in deals)
    facts = {"lead": lead.id, "registrations": registrations}
    partners = {deal.partner for deal in deals}
    proposals = [Reason("name-one-contact", {"leads": (lead.id,), "count": 1})]
    if deals:
        proposals.insert(0, Reason("hear-every-claimant", {"registrations": registrations}))
    if direct:
        proposals.insert(0, Reason("bring-to-desk", {"role": DESK}))
    elif holder is None and len(partners) == 1:
        proposals.insert(0, Reason("give-to-registrant", {"lead": lead.id, "partner": min(partners)}))
    return Draft(
        group=(lead.id,),
        severity="low" if holder is None else None,
        reason=Reason("lead-meets-registration", facts)
        if deals
        else Reason("lead-meets-direct-sales", {"lead": lead.id}),
        own=own,
        evidence=[engagement_facts(each) for each in direct],
        proposals=proposals,
        goes_to=DESK if direct else None,
        stake=lead.value,
    )


WORDS: Words = {
    "en": {
        "lead-collision": "One wish, several leads",
        "leads-collide": "{count} open leads seem to be one wish of one customer: {leads}.",
        "lead-meets-registration": "The customer of lead {lead} is already being worked on under {registrations}.",
        "lead-meets-direct-sales": "Direct sales is already active at the customer of lead {lead}.",
        "give-to-registrant": "Ask whether lead {lead} is the deal that {partner} registered, and give it to {partner} if so.",
        "join-leads": "Ask whether {leads} are one wish, and join them if so.",
        "name-one-contact": "Let the customer choose one partner for {leads}.",
    },
    "de": {
        "lead-collision": "Ein Wunsch, mehrere Leads",
        "leads-collide": "{count} offene Leads scheinen derselbe Wunsch eines Kunden zu sein: {leads}.",
        "lead-meets-registration": "Beim Kunden von Lead {lead} läuft schon etwas unter {registrations}.",
        "lead-meets-direct-sales": "Beim Kunden von Lead {lead} ist der Direktvertrieb schon aktiv.",
        "give-to-registrant": "Klären, ob Lead {lead} das Projekt ist, das {partner} registriert hat, und ihn dann {partner} geben.",
        "join-leads": "Klären, ob {leads} ein und derselbe Wunsch sind, und sie dann zusammenführen.",
        "name-one-contact": "Den Kunden für {leads} einen Partner wählen lassen.",
    },
    "sv": {
        "lead-collision": "Ett önskemål, flera leads",
        "leads-collide": "{count} öppna leads verkar vara samma önskemål från en kund: {leads}.",
        "lead-meets-registration": "Kunden bakom lead {lead} bearbetas redan under {registrations}.",
        "lead-meets-direct-sales": "Direktförsäljningen är redan aktiv hos kunden bakom lead {lead}.",
        "give-to-registrant": "Ta reda på om lead {lead} är den affär som {partner} registrerade och ge den i så fall till {partner}.",
        "join-leads": "Ta reda på om {leads} är samma önskemål och slå i så fall ihop dem.",
        "name-one-contact": "Låt kunden välja en partner för {leads}.",
    },
}

RULE = lead_collision()
