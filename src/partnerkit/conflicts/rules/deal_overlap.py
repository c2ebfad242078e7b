"""
Two partners registered one deal.

Their claims stand at the same time, or one ended less than the look-back ago.
Whose it is follows from the precedence that the program declares; a second
partner may keep a part of the discount instead of nothing. A joint deal that
was declared is no overlap.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from partnerkit.conflicts.conflict import ConflictRule, Draft, Words
from partnerkit.conflicts.cooperation import DECLARED, Cooperation
from partnerkit.conflicts.deals import (
    CUSTOMERS,
    WINDOW,
    claim_columns,
    microseconds,
    overlapping,
    registration_held,
    related_products,
)
from partnerkit.conflicts.joins import components
from partnerkit.conflicts.precedence import Claim, Precedence, Ruling
from partnerkit.conflicts.scopes import deal_keys, deals_under
from partnerkit.facts.deal import DealRegistration
from partnerkit.facts.fact import Fact
from partnerkit.facts.network import Network
from partnerkit.values import fields
from partnerkit.values.exact import private_context
from partnerkit.values.fields import as_tuple
from partnerkit.values.money import Money, Quantity
from partnerkit.values.reasons import Reason

if TYPE_CHECKING:
    from partnerkit.conflicts.joins import Ints

__all__ = ["RULE", "WORDS", "deal_overlap"]


def __dir__() -> list[str]:
    return __all__


def deal_overlap(
    *,
    precedence: Precedence | None = None,
    look_back: timedelta = timedelta(days=30),
    customers: Mapping[str, str] | None = None,
    declared: Sequence[Cooperation] = (),
) -> ConflictRule:
    """
    Return the rule.

    *customers* is account -> customer, as `match_accounts(...).customers()` gives it;
    registrations that one of the *declared* joint deals names together are no overlap while it holds.

    >>> deal_overlap(look_back=timedelta(days=60)).code
    'deal-overlap'
    """
    fields.check(
        {
            "precedence": (fields.optional(fields.instance(Precedence, "a Precedence")), precedence),
            "look_back": (WINDOW, look_back),
            "customers": (CUSTOMERS, customers),
            "declared": (DECLARED, as_tuple(declared)),
        }
    )
    order, same = precedence or Precedence(), dict(customers or {})
    joint = [each for each in declared if each.kind == "joint-deal"]

    def find(
        network: Network, as_of: datetime, *, only: Collection[Hashable] | None = None
    ) -> Iterator[Draft]:
        deals, named = deals_under(network, same, only)
        codes: dict[str, int] = {}
        claims = claim_columns(deals, named, codes, look_back=look_back)
        left, right = overlapping(claims, related_products(network.product_tree, codes))
        now = microseconds(as_of)
        alive = (claims.start <= now) & (now < claims.end)
        live = alive[left] & alive[right]
        left, right = _not_agreed(deals, left[live], right[live], joint, as_of)
        groups = defaultdict[int, list[int]](list)
        for row, first in enumerate(components(len(deals), left, right).tolist()):
            groups[first].append(row)
        served = _served(deals, named)
        for rows in groups.values():
            met = [deals[row] for row in rows]
            if len({deal.partner for deal in met}) > 1:
                weighed = [_claim(deals[row], named[row], served) for row in rows]
                yield _overlap(met, order.rule(*weighed))

    def keys(network: Network, fact: Fact) -> Iterable[Hashable] | None:
        return deal_keys(network, fact, same)

    return ConflictRule(code="deal-overlap", severity="medium", find=find, keys=keys, words=WORDS)


def _not_agreed(
    deals: Sequence[DealRegistration],
    left: "Ints",
    right: "Ints",
    joint: Iterable[Cooperation],
    as_of: datetime,
) -> "tuple[Ints, Ints]":
    """Leave out the pairs that a joint deal in force names together: whoever else meets one of them meets it alone."""
    named = defaultdict[str, set[int]](set)
    for place, each in enumerate(joint):
        for registration in each.registrations if each.holds_on(as_of.date()) else ():
            named[registration].add(place)
    if not named:
        return left, right
    theirs = [named.get(deal.id, frozenset[int]()) for deal in deals]
    kept = [
        theirs[one].isdisjoint(theirs[other])
        for one, other in zip(left.tolist(), right.tolist(), strict=True)
    ]
    return left[kept], right[kept]


def _served(deals: Sequence[DealRegistration], named: Sequence[str]) -> Mapping[tuple[str, str], datetime]:
    """Return since when each partner serves each customer: its first converted deal."""
    found: dict[tuple[str, str], datetime] = {}
    for deal, customer in zip(deals, named, strict=True):
        if deal.status == "converted" and deal.ended_at is not None:
            key = (deal.partner, customer)
            found[key] = min(deal.ended_at, found.get(key, deal.ended_at))
    return found


def _claim(deal: DealRegistration, customer: str, served: Mapping[tuple[str, str], datetime]) -> Claim:
    since = served.get((deal.partner, customer))
    return Claim(
        registration=deal.id,
        partner=deal.partner,
        qualified_at=deal.submitted_at,
        chosen_in_writing=deal.chosen_in_writing,
        serves_customer=since is not None and deal.submitted_at is not None and since < deal.submitted_at,
        public_tender=deal.public_tender is True,
        discount=deal.discount,
    )


def _overlap(deals: Sequence[DealRegistration], ruling: Ruling) -> Draft:
    registrations = tuple(deal.id for deal in deals)
    own = defaultdict[str, list[Reason]](list)
    for deal in deals:
        own[deal.partner].append(registration_held(deal))
    proposals = [Reason("hear-every-claimant", {"registrations": registrations})]
    if ruling.winner is not None:
        proposals.append(Reason("follow-precedence", ruling.reason.facts))
    winner = ruling.reason.facts.get("partner")
    proposals += [
        Reason("grant-second-discount", {"partner": partner, "share": _percent(share)})
        for partner, share in sorted(ruling.discounts.items())
        if partner != winner
    ]
    return Draft(
        group=registrations,
        reason=Reason("registered-twice", {"registrations": registrations, "count": len(own)}),
        own=own,
        evidence=(
            ruling.reason,
            *(Reason("excluded-from-precedence", {"registration": each}) for each in ruling.excluded),
        ),
        proposals=proposals,
        stake=_stake(deals),
    )


def _percent(share: Decimal) -> Quantity:
    return Quantity.of(private_context(80).multiply(share, Decimal(100)), "%")


def _stake(deals: Sequence[DealRegistration]) -> Money | None:
    """Return the largest value named, as far as all are named in one currency."""
    values = [deal.value for deal in deals if deal.value is not None]
    alike = len(values) == len(deals) and len({value.currency for value in values}) == 1
    return max(values, key=lambda value: value.amount) if alike else None


WORDS: Words = {
    "en": {
        "deal-overlap": "One deal, several registrations",
        "registered-twice": "{count} partners have registered what looks like one deal: {registrations}.",
        "registration-held": {
            "open": "{partner} registered {registration} for {account} on {at}; not protected yet.",
            "other": "{partner} registered {registration} for {account} on {at}; protected until {until}.",
        },
        "first-by-precedence": "By precedence {registration} of {partner} comes first: {criterion}.",
        "tied-by-precedence": "The order of precedence does not tell {registrations} apart.",
        "nobody-eligible": "None of the registrations may take the deal.",
        "excluded-from-precedence": "{registration} does not count: it never qualified, or concerns a public tender.",
        "follow-precedence": "Leave the deal with {partner} ({registration}): {criterion}.",
        "hear-every-claimant": "Hear every partner before deciding on {registrations}.",
        "grant-second-discount": "Grant {partner}, second in line, a discount of {share}.",
    },
    "de": {
        "deal-overlap": "Ein Projekt, mehrere Registrierungen",
        "registered-twice": "{count} Partner haben anscheinend dasselbe Projekt registriert: {registrations}.",
        "registration-held": {
            "open": "{partner} hat {registration} für {account} am {at} registriert; noch nicht geschützt.",
            "other": "{partner} hat {registration} für {account} am {at} registriert; geschützt bis {until}.",
        },
        "first-by-precedence": "Nach der Rangfolge geht {registration} von {partner} vor: {criterion}.",
        "tied-by-precedence": "Die Rangfolge entscheidet nicht zwischen {registrations}.",
        "nobody-eligible": "Keine der Registrierungen kommt für das Projekt in Frage.",
        "excluded-from-precedence": "{registration} zählt nicht: nie qualifiziert, oder eine öffentliche Ausschreibung.",
        "follow-precedence": "Das Projekt bei {partner} lassen ({registration}): {criterion}.",
        "hear-every-claimant": "Alle Partner anhören, bevor über {registrations} entschieden wird.",
        "grant-second-discount": "{partner} als Zweitem einen Rabatt von {share} gewähren.",
    },
    "sv": {
        "deal-overlap": "En affär, flera registreringar",
        "registered-twice": "{count} partner verkar ha registrerat samma affär: {registrations}.",
        "registration-held": {
            "open": "{partner} registrerade {registration} för {account} den {at}; ännu inte skyddad.",
            "other": "{partner} registrerade {registration} för {account} den {at}; skyddad till {until}.",
        },
        "first-by-precedence": "Enligt turordningen går {registration} från {partner} före: {criterion}.",
        "tied-by-precedence": "Turordningen skiljer inte mellan {registrations}.",
        "nobody-eligible": "Ingen av registreringarna kan få affären.",
        "excluded-from-precedence": "{registration} räknas inte: den blev aldrig godkänd för prövning eller gäller en offentlig upphandling.",
        "follow-precedence": "Låt {partner} behålla affären ({registration}): {criterion}.",
        "hear-every-claimant": "Hör alla partner innan beslut fattas om {registrations}.",
        "grant-second-discount": "Ge {partner}, som är tvåa, en rabatt på {share}.",
    },
}

RULE = deal_overlap()
