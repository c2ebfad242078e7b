"""
The partner sets its own resale price: no contract, rebate or fund may do it instead.

In the EU a minimum or fixed resale or advertised price is a hardcore
restriction (Art. 4(a) of Regulation (EU) 2022/720; Guidelines 2022/C 248/01),
and so is a recommended or maximum price that pressure or incentives bind. In
the US it is judged by the rule of reason (Leegin, 551 U.S. 877),
while some states are stricter. Not asked of genuine agents, nor where a
partner fulfils a contract that the vendor closed. Not legal advice.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from typing import Literal

from partnerkit.conflicts.conflict import ConflictRule, Draft, Words
from partnerkit.conflicts.contracts import NOT_FREE, contract_forms
from partnerkit.conflicts.parts import by_partner, contract_keys, in_part
from partnerkit.facts.network import Network
from partnerkit.facts.terms import PriceTerm
from partnerkit.values import fields
from partnerkit.values.reasons import Reason, Severity

__all__ = ["RULE", "WORDS", "binds_prices", "resale_price_fixing"]

#: The clauses that bind by themselves.
_BINDING = frozenset({"minimum", "fixed"})


def __dir__() -> list[str]:
    return __all__


def binds_prices(term: PriceTerm) -> tuple[str, ...]:
    """
    Return which of the partner's prices the terms bind: "resale", "advertised", both or none.

    A recommendation or a maximum binds once something enforces it.

    >>> from partnerkit.values import Money
    >>> free = PriceTerm(id="T", partner="P", product="x", list_price=Money.of("9", "EUR"), resale="recommended")
    >>> from attrs import evolve
    >>> binds_prices(free), binds_prices(evolve(free, enforced_by=["rebate"]))
    ((), ('resale',))
    """
    clauses = (("resale", term.resale), ("advertised", term.advertised))
    return tuple(name for name, clause in clauses if clause in _BINDING or (clause and term.enforced_by))


def resale_price_fixing(*, jurisdiction: Literal["EU", "US"] = "EU") -> ConflictRule:
    """
    Return the rule under the law of a *jurisdiction*.

    >>> resale_price_fixing(jurisdiction="US").severity
    'medium'
    """
    fields.check({"jurisdiction": (fields.choice("EU", "US"), jurisdiction)})
    severity: Severity = "high" if jurisdiction == "EU" else "medium"

    def find(network: Network, as_of: datetime) -> Iterator[Draft]:
        day = as_of.date()
        forms = contract_forms(network, day)
        for partner, terms in sorted(_binding(network, day).items()):
            if forms.get(partner) not in NOT_FREE:
                yield _bound(partner, terms, jurisdiction, is_form_known=forms.get(partner) is not None)

    return ConflictRule(
        code="resale-price-fixing",
        severity=severity,
        find=in_part(find, by_partner(_with_clause)),
        keys=contract_keys(_with_clause),
        words=WORDS,
    )


def _with_clause(term: PriceTerm) -> tuple[str, ...]:
    return (term.partner,) if term.resale or term.advertised else ()


def _binding(network: Network, day: date) -> dict[str, list[PriceTerm]]:
    found: defaultdict[str, list[PriceTerm]] = defaultdict(list)
    for term in network.price_terms:
        if (term.resale or term.advertised) and binds_prices(term) and term.holds_on(day):
            found[term.partner].append(term)
    return found


def _bound(partner: str, terms: list[PriceTerm], jurisdiction: str, *, is_form_known: bool) -> Draft:
    facts = {"partner": partner, "products": tuple(dict.fromkeys(term.product for term in terms))}
    code = "resale-price-bound" if jurisdiction == "EU" else "resale-price-bound-us"
    return Draft(
        group=("resale", partner),
        # Of an agent it might be asked rightly: that must be known first.
        severity=None if is_form_known else "medium",
        reason=Reason(code if is_form_known else "resale-price-form-unknown", facts),
        own={
            partner: [
                Reason(
                    "price-clause-held",
                    {
                        "partner": partner,
                        "product": term.product,
                        "term": term.id,
                        "resale": term.resale,
                        "advertised": term.advertised,
                        "means": term.enforced_by or None,
                    },
                )
                for term in terms
            ]
        },
        proposals=[
            *([] if is_form_known else [Reason("record-contract-form", {"partner": partner})]),
            *(Reason(each, facts) for each in ("strike-price-clause", "ask-counsel")),
        ],
    )


WORDS: Words = {
    "en": {
        "resale-price-fixing": "Resale price fixing",
        "resale-price-bound": "The terms of {partner} bind its own prices for {products}: in the EU a hardcore restriction that takes the block exemption from the whole agreement.",
        "resale-price-bound-us": "The terms of {partner} bind its own prices for {products}: in the US a matter of the rule of reason, and forbidden in some states.",
        "resale-price-form-unknown": "The terms of {partner} bind the prices for {products}, and nobody knows whether it resells or is an agent.",
        "price-clause-held": "The terms {term} for {product} say of the resale price: {resale}, of the advertised price: {advertised}; kept by: {means}.",
        "strike-price-clause": "Strike what binds the prices of {partner}, or turn it into a recommendation that nothing enforces.",
        "ask-counsel": "Ask counsel before the terms of {partner} are used again.",
    },
    "de": {
        "resale-price-fixing": "Preisbindung",
        "resale-price-bound": "Die Konditionen von {partner} binden dessen eigene Preise für {products}: in der EU eine Kernbeschränkung, mit der die Freistellung für die ganze Vereinbarung entfällt.",
        "resale-price-bound-us": "Die Konditionen von {partner} binden dessen eigene Preise für {products}: in den USA nach der Rule of Reason zu beurteilen und in einzelnen Bundesstaaten verboten.",
        "resale-price-form-unknown": "Die Konditionen von {partner} binden die Preise für {products}, und ob {partner} Wiederverkäufer oder Vertreter ist, ist nicht bekannt.",
        "price-clause-held": "Kondition {term} für {product} sagt zum Wiederverkaufspreis: {resale}, zum beworbenen Preis: {advertised}; durchgesetzt durch: {means}.",
        "strike-price-clause": "Streichen, was die Preise von {partner} bindet, oder daraus eine Empfehlung machen, die nichts durchsetzt.",
        "ask-counsel": "Rechtsrat einholen, bevor die Konditionen von {partner} weiter verwendet werden.",
    },
    "sv": {
        "resale-price-fixing": "Prisbindning",
        "resale-price-bound": "Villkoren för {partner} binder partnerns egna priser på {products}: inom EU en särskilt allvarlig begränsning som gör att gruppundantaget faller för hela avtalet.",
        "resale-price-bound-us": "Villkoren för {partner} binder partnerns egna priser på {products}: i USA prövas det enligt rule of reason, och i vissa delstater är det förbjudet.",
        "resale-price-form-unknown": "Villkoren för {partner} binder priserna på {products}, och det är inte känt om {partner} är återförsäljare eller agent.",
        "price-clause-held": "Villkor {term} för {product} säger om återförsäljningspriset: {resale}, om det annonserade priset: {advertised}; upprätthålls genom: {means}.",
        "strike-price-clause": "Stryk det som binder priserna för {partner}, eller gör det till en rekommendation som inget upprätthåller.",
        "ask-counsel": "Rådfråga jurist innan villkoren för {partner} används igen.",
    },
}

RULE = resale_price_fixing()
