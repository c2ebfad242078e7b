"""
A customer who asks may be served: no contract may keep a partner from passive sales.

What may not be kept from a partner in the EU: Art. 4(b) to (e) of Regulation
(EU) 2022/720. Active sales may be, but only into territories and to customer
groups that are granted exclusively or reserved; under selective distribution,
sales to end users and between authorized dealers may not. Not legal advice.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from partnerkit.conflicts.conflict import ConflictRule, Draft, Words
from partnerkit.conflicts.contracts import NOT_FREE, agreements_in_force, contract_forms, distribution_systems
from partnerkit.conflicts.parts import by_partner, contract_keys, in_part
from partnerkit.facts.network import Network
from partnerkit.facts.terms import PriceTerm
from partnerkit.values.reasons import Reason

__all__ = ["RULE", "WORDS", "unlawful_restrictions"]

#: What no contract may restrict, and what none may under selective distribution; a ban on all active sales is lawful nowhere.
_NEVER = ("passive-sales", "online-sales", "online-advertising", "all-active-sales")
_NOT_SELECTIVE = ("end-users", "cross-supplies")


def __dir__() -> list[str]:
    return __all__


def unlawful_restrictions(restrictions: Collection[str], system: str | None) -> tuple[str, ...]:
    """
    Return which of the *restrictions* of a contract or a rule may not be, under a distribution *system*.

    An unknown system is treated as a selective one: who restricts has to know.

    >>> unlawful_restrictions(["active-sales", "passive-sales", "end-users"], "exclusive")
    ('passive-sales',)
    """
    forbidden = _NEVER if system in {"open", "exclusive", "franchise"} else (*_NEVER, *_NOT_SELECTIVE)
    return tuple(each for each in forbidden if each in restrictions)


def find(network: Network, as_of: datetime) -> Iterator[Draft]:
    """Draft a finding for each agreement, and for terms in force, that keep a partner from what it may do."""
    day = as_of.date()
    systems, forms = distribution_systems(network, day), contract_forms(network, day)
    for agreement in agreements_in_force(network, day):
        partner = agreement.partner
        system = agreement.system or systems.get(partner)
        unlawful = unlawful_restrictions(agreement.restricts or (), system)
        if not unlawful or (agreement.form or forms.get(partner)) in NOT_FREE:
            continue
        facts = {"partner": partner, "agreement": agreement.id, "restrictions": unlawful, "system": system}
        yield _restricted(("agreement", agreement.id), facts)
    for term in network.price_terms:
        if not term.restricts or not term.holds_on(day) or forms.get(term.partner) in NOT_FREE:
            continue
        system = systems.get(term.partner)
        unlawful = unlawful_restrictions(term.restricts, system)
        if unlawful:
            facts = {
                "partner": term.partner,
                "agreement": term.id,
                "restrictions": unlawful,
                "system": system,
            }
            yield _restricted(("term", term.id), facts)


def _restricting(term: PriceTerm) -> tuple[str, ...]:
    return (term.partner,) if term.restricts else ()


def _restricted(group: tuple[str, str], facts: Mapping[str, object]) -> Draft:
    return Draft(
        group=group,
        reason=Reason("sales-restricted", facts),
        own={str(facts["partner"]): [Reason("restriction-held", facts)]},
        proposals=[Reason(code, facts) for code in ("strike-restriction", "say-it-binds-nobody")],
    )


WORDS: Words = {
    "en": {
        "passive-sales-restricted": "Passive sales restricted",
        "sales-restricted": "Agreement {agreement} keeps {partner} from what no contract may: {restrictions}.",
        "restriction-held": "Agreement {agreement} of {partner} restricts: {restrictions}; distribution system: {system}.",
        "strike-restriction": "Strike the restriction from agreement {agreement}; only active sales into what is exclusive or reserved may be kept from a partner.",
        "say-it-binds-nobody": "Tell {partner} in writing that the restriction does not bind it.",
    },
    "de": {
        "passive-sales-restricted": "Passiver Verkauf beschränkt",
        "sales-restricted": "Vertrag {agreement} untersagt {partner}, was kein Vertrag untersagen darf: {restrictions}.",
        "restriction-held": "Vertrag {agreement} von {partner} beschränkt: {restrictions}; Vertriebssystem: {system}.",
        "strike-restriction": "Die Beschränkung aus Vertrag {agreement} streichen; nur der aktive Verkauf in exklusiv vergebene oder vorbehaltene Gebiete und Kundengruppen darf untersagt werden.",
        "say-it-binds-nobody": "{partner} schriftlich mitteilen, dass die Beschränkung nicht gilt.",
    },
    "sv": {
        "passive-sales-restricted": "Passiv försäljning begränsad",
        "sales-restricted": "Avtal {agreement} hindrar {partner} från det som inget avtal får hindra: {restrictions}.",
        "restriction-held": "Avtal {agreement} med {partner} begränsar: {restrictions}; distributionssystem: {system}.",
        "strike-restriction": "Stryk begränsningen ur avtal {agreement}; bara aktiv försäljning till det som är exklusivt eller förbehållet får hindras.",
        "say-it-binds-nobody": "Meddela {partner} skriftligen att begränsningen inte gäller.",
    },
}

RULE = ConflictRule(
    code="passive-sales-restricted",
    severity="high",
    find=in_part(find, by_partner(_restricting)),
    keys=contract_keys(_restricting),
    words=WORDS,
)
