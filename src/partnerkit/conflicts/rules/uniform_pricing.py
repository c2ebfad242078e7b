"""
Comparable partners buy at comparable terms, or there is a reason on record.

About the vendor's own sell-in terms, never about a resale price. It is program
policy; a legal duty it is for dominant suppliers only (Art. 102(c) TFEU), and
in part in the US (Robinson-Patman Act, 15 U.S.C. 13). Genuine agents and who
fulfils a contract of the vendor are not compared; who sells under an unknown
form is asked for it.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Literal

from partnerkit.conflicts.conflict import ConflictRule, Draft, Words
from partnerkit.conflicts.effective_price import RebateBasis
from partnerkit.facts.fact import Fact
from partnerkit.facts.network import Network
from partnerkit.facts.terms import PriceTerm
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, shown

__all__ = ["RULE", "WORDS", "uniform_pricing"]


def __dir__() -> list[str]:
    return __all__


def uniform_pricing(
    *,
    tolerance: Decimal = Decimal("0.01"),
    accepted: Iterable[str] | None = None,
    jurisdiction: Literal["EU", "US"] = "EU",
    currency: str | None = None,
    rates: Mapping[str, Decimal] | None = None,
    purchases: str | None = None,
    rebates: RebateBasis = "offered",
    interest: Decimal = Decimal(0),
    region: str | None = None,
    look_back_days: int = 365,
) -> ConflictRule:
    """
    Return the rule with a program's own idea of uniform.

    Parameters
    ----------
    tolerance
        The part of the reference, the weighted median, by which a price may differ.
    accepted
        The codes of justifications that count; None is the standard ones, with "meeting-competition" in the US.
    currency, rates
        In which currency is compared, and what one unit of each other is worth in it. Without, only terms of
        one currency are compared with each other.
    purchases
        The measure that tells what partners bought, in money: it weighs the stake, and the median wherever it
        is known of everybody compared.
    rebates
        What is paid back counts as "offered" at each turnover, or at those "earned" or "forecast".
    interest
        What a year's time to pay is worth.
    region
        The kind of territory in which partners are comparable, such as "country".
    look_back_days
        Over how long drift is told; 0 is never.

    Raises
    ------
    InvalidValue
        For a parameter out of range; when applied, for a currency without a rate.

    >>> uniform_pricing(tolerance=Decimal("0.02")).code
    'uniform-pricing'
    """
    from partnerkit.conflicts.price_findings import price_drafts
    from partnerkit.conflicts.price_policy import ACCEPTED, PricePolicy
    from partnerkit.conflicts.scopes import price_keys

    fields.check({"jurisdiction": (fields.choice("EU", "US"), jurisdiction)})
    usual = (*ACCEPTED, "meeting-competition") if jurisdiction == "US" else ACCEPTED
    if accepted is not None and (isinstance(accepted, str) or not isinstance(accepted, Iterable)):
        # Its letters would do for codes.
        raise InvalidValue(path="accepted", value=shown(accepted), remedy="use a list of codes")
    policy = PricePolicy(
        tolerance=tolerance, accepted=usual if accepted is None else tuple(accepted), currency=currency,
        rates=rates or {}, purchases=purchases, rebates=rebates, interest=interest, region=region,
        look_back_days=look_back_days,
    )  # fmt: skip

    def find(
        network: Network, as_of: datetime, *, only: Collection[Hashable] | None = None
    ) -> Iterable[Draft]:
        return price_drafts(network, policy, as_of.date(), only=only) if PriceTerm in network.kinds else ()

    def keys(network: Network, fact: Fact) -> Iterable[Hashable] | None:
        return price_keys(network, fact, policy)

    def premise(network: Network, as_of: datetime) -> bool:  # noqa: ARG001  # as every rule is asked
        # Partners without a record are all of one class, until there is a record of any.
        return bool(network.partners)

    return ConflictRule(
        code="uniform-pricing", severity="medium", find=find, keys=keys, premise=premise, words=WORDS
    )


WORDS: Words = {
    "en": {
        "uniform-pricing": "Unlike terms for like partners",
        "prices-differ": {
            "one": "{partners} buys {product} on other terms than comparable partners, and no reason on record explains it.",
            "other": "{partners} buy {product} on other terms than comparable partners, and no reason on record explains it.",
        },
        "prices-drifted": "The terms for {product} drift apart, still within the tolerance: {partners}.",
        "price-off-reference": "{partner} pays {price} for one {product}, the reference is {reference} ({difference}; from a quantity of {quantity} and a turnover of {turnover}).",
        "price-moved": "{partner} stood at {before} from the reference and stands at {after} now.",
        "price-term-held": "{partner} buys {product} at {price} net for one unit (terms {term}).",
        "partly-explained": "Of the difference of {partner}, {share} of the list price is explained by {justification}.",
        "reason-not-accepted": "The reason on record for {partner}, {justification}, is none that the program accepts.",
        "registration-not-granted": "The registration {registration}, which the terms of {partner} name, was not granted to it.",
        "contract-form-unknown": "Nobody knows whether {partner} resells or is an agent, so its terms cannot be compared.",
        "contract-form-missing": "There is no contract form on record for {partner}.",
        "record-contract-form": "Record the contract form of {partner}.",
        "ask-for-reason": "Ask why the terms of {partners} for {product} differ, and record the reason.",
        "align-terms": "If there is no reason, align the terms of {partners} for {product}.",
        "watch-terms": "Look at the terms of {partners} for {product} before they are renewed.",
    },
    "de": {
        "uniform-pricing": "Ungleiche Konditionen bei gleichen Partnern",
        "prices-differ": {
            "one": "{partners} kauft {product} zu anderen Konditionen als vergleichbare Partner, ohne dass ein Grund hinterlegt ist, der das erklärt.",
            "other": "{partners} kaufen {product} zu anderen Konditionen als vergleichbare Partner, ohne dass ein Grund hinterlegt ist, der das erklärt.",
        },
        "prices-drifted": "Die Konditionen für {product} laufen auseinander, noch innerhalb der Toleranz: {partners}.",
        "price-off-reference": "{partner} zahlt {price} je Einheit {product}, der Vergleichspreis ist {reference} ({difference}; ab Menge {quantity} und Umsatz {turnover}).",
        "price-moved": "{partner} lag {before} neben dem Vergleichspreis und liegt jetzt {after} daneben.",
        "price-term-held": "{partner} kauft {product} zu {price} netto je Einheit (Kondition {term}).",
        "partly-explained": "Vom Unterschied bei {partner} sind {share} des Listenpreises durch {justification} erklärt.",
        "reason-not-accepted": "Der für {partner} hinterlegte Grund {justification} wird im Programm nicht anerkannt.",
        "registration-not-granted": "Die Registrierung {registration}, auf die sich die Konditionen von {partner} stützen, wurde diesem Partner nicht genehmigt.",
        "contract-form-unknown": "Ob {partner} Wiederverkäufer oder Vertreter ist, ist nicht bekannt; die Konditionen lassen sich deshalb nicht vergleichen.",
        "contract-form-missing": "Für {partner} ist keine Vertragsform hinterlegt.",
        "record-contract-form": "Die Vertragsform von {partner} eintragen.",
        "ask-for-reason": "Klären, warum die Konditionen von {partners} für {product} abweichen, und den Grund hinterlegen.",
        "align-terms": "Gibt es keinen Grund: die Konditionen von {partners} für {product} angleichen.",
        "watch-terms": "Die Konditionen von {partners} für {product} vor der nächsten Verlängerung ansehen.",
    },
    "sv": {
        "uniform-pricing": "Olika villkor för likvärdiga partner",
        "prices-differ": {
            "one": "{partners} köper {product} på andra villkor än jämförbara partner, utan att något dokumenterat skäl förklarar det.",
            "other": "{partners} köper {product} på andra villkor än jämförbara partner, utan att något dokumenterat skäl förklarar det.",
        },
        "prices-drifted": "Villkoren för {product} glider isär, fortfarande inom toleransen: {partners}.",
        "price-off-reference": "{partner} betalar {price} per enhet {product}, jämförelsepriset är {reference} ({difference}; från kvantitet {quantity} och omsättning {turnover}).",
        "price-moved": "{partner} låg {before} från jämförelsepriset och ligger nu {after} från det.",
        "price-term-held": "{partner} köper {product} till {price} netto per enhet (villkor {term}).",
        "partly-explained": "Av skillnaden för {partner} förklaras {share} av listpriset av {justification}.",
        "reason-not-accepted": "Skälet som dokumenterats för {partner}, {justification}, godtas inte i programmet.",
        "registration-not-granted": "Registreringen {registration}, som villkoren för {partner} hänvisar till, har inte godkänts för den partnern.",
        "contract-form-unknown": "Det är inte känt om {partner} är återförsäljare eller agent, så villkoren går inte att jämföra.",
        "contract-form-missing": "Ingen avtalsform är registrerad för {partner}.",
        "record-contract-form": "Registrera avtalsformen för {partner}.",
        "ask-for-reason": "Ta reda på varför villkoren för {partners} avviker för {product} och dokumentera skälet.",
        "align-terms": "Finns inget skäl: jämka villkoren för {partners} för {product}.",
        "watch-terms": "Se över villkoren för {partners} för {product} innan de förnyas.",
    },
}

RULE = uniform_pricing()
