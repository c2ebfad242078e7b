"""
A partner has one account manager, and the master record says who.

Two who own one partner on the same day, or a master record that names somebody
else than the history: the partner does not know whom to call.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime

from partnerkit.conflicts.conflict import ConflictRule, Draft, Words
from partnerkit.conflicts.holdings import Holding, dates, together
from partnerkit.conflicts.parts import Part, in_part, under
from partnerkit.facts.fact import Fact
from partnerkit.facts.network import Network
from partnerkit.facts.partner import Partner
from partnerkit.facts.people import Assignment
from partnerkit.values.reasons import Reason

__all__ = ["RULE", "WORDS"]


def __dir__() -> list[str]:
    return __all__


def find(network: Network, as_of: datetime) -> Iterator[Draft]:
    """Draft a finding for each partner with several owners now, and for each record that contradicts the history."""
    today = as_of.date()
    by_partner = defaultdict[str, list[Assignment]](list)
    for each in network.assignments:
        if each.partner is not None and each.role == "owner":
            by_partner[each.partner].append(each)
    recorded = {partner.id: partner.account_owner for partner in network.partners}
    for partner, assignments in sorted(by_partner.items()):
        stretches = together(Holding(each.person, each.period, each) for each in assignments)
        now = [stretch for stretch in stretches if stretch.period.contains(today)]
        for stretch in now:
            yield _managed_twice(partner, [each.by for each in stretch.holdings])
        current = [each for each in assignments if each.period.contains(today)]
        owner = recorded.get(partner)
        if owner is not None and current and owner not in {each.person for each in current}:
            yield _recorded_otherwise(partner, owner, current)


def keys(network: Network, fact: Fact) -> Iterable[str]:  # noqa: ARG001  # as every rule is asked
    """Return the partner whose account manager a fact tells."""
    match fact:
        case Assignment(partner=str() as partner):
            return (partner,)
        case Partner():
            return (fact.id,)
    return ()


def _part(network: Network, only: Collection[str]) -> Part:
    return {
        Assignment: under(network, Assignment, "partner", only),
        Partner: under(network, Partner, "id", only),
    }


def _managed(each: Assignment) -> Reason:
    return Reason("partner-managed", {"person": each.person, "partner": each.partner, **dates(each.period)})


def _own(assignments: Sequence[Assignment]) -> dict[str, list[Reason]]:
    own: dict[str, list[Reason]] = {}
    for each in sorted(assignments, key=lambda each: (each.person, each.period)):
        reasons, managed = own.setdefault(each.person, []), _managed(each)
        if managed not in reasons:
            reasons.append(managed)
    return own


def _managed_twice(partner: str, assignments: Sequence[Assignment]) -> Draft:
    own = _own(assignments)
    facts = {"partner": partner, "owners": tuple(own)}
    return Draft(
        group=("owners", partner),
        reason=Reason("managed-twice", facts),
        own=own,
        proposals=[Reason("name-one-manager", facts)],
    )


def _recorded_otherwise(partner: str, owner: str, current: Sequence[Assignment]) -> Draft:
    own = _own(current)
    facts = {"partner": partner, "owner": owner, "owners": tuple(own)}
    return Draft(
        group=("record", partner),
        severity="low",
        reason=Reason("manager-recorded-otherwise", facts),
        own={**own, owner: [Reason("manager-recorded", {"person": owner, "partner": partner})]},
        proposals=[Reason("correct-manager", facts)],
    )


WORDS: Words = {
    "en": {
        "owner-conflict": "Unclear account manager",
        "managed-twice": "{partner} has more than one account manager at once: {owners}.",
        "manager-recorded-otherwise": "The master record of {partner} names {owner}; by the history it is {owners}.",
        "partner-managed": {
            "open": "{person} looks after {partner}, from {since}, open-ended.",
            "other": "{person} looks after {partner}, first day {since}, last day {until}.",
        },
        "manager-recorded": "{person} stands in the master record of {partner}.",
        "name-one-manager": "Name one account manager for {partner}.",
        "correct-manager": "Correct the master record of {partner}, or its history.",
    },
    "de": {
        "owner-conflict": "Unklare Betreuung eines Partners",
        "managed-twice": "{partner} hat mehrere Betreuer zugleich: {owners}.",
        "manager-recorded-otherwise": "In den Stammdaten von {partner} steht {owner}; nach der Historie: {owners}.",
        "partner-managed": {
            "open": "{person} betreut {partner}, ab {since}, unbefristet.",
            "other": "{person} betreut {partner}, erster Tag {since}, letzter Tag {until}.",
        },
        "manager-recorded": "{person} steht in den Stammdaten von {partner}.",
        "name-one-manager": "Für {partner} eine Person als Betreuung bestimmen.",
        "correct-manager": "Die Stammdaten von {partner} berichtigen oder die Historie.",
    },
    "sv": {
        "owner-conflict": "Oklart partneransvar",
        "managed-twice": "{partner} har flera partneransvariga samtidigt: {owners}.",
        "manager-recorded-otherwise": "Grunddata för {partner} anger {owner}; enligt historiken är det {owners}.",
        "partner-managed": {
            "open": "{person} ansvarar för {partner}, från och med {since}, tills vidare.",
            "other": "{person} ansvarar för {partner}, första dag {since}, sista dag {until}.",
        },
        "manager-recorded": "{person} står i grunddata för {partner}.",
        "name-one-manager": "Utse en partneransvarig för {partner}.",
        "correct-manager": "Rätta grunddata för {partner}, eller historiken.",
    },
}

RULE = ConflictRule(
    code="owner-conflict", severity="medium", find=in_part(find, _part), keys=keys, words=WORDS
)
