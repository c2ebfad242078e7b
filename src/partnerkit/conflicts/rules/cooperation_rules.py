"""
Partners at one customer without, or against, what they agreed.

A declared cooperation names the account, the partners and their split. One of
them who registers a deal there alone, past the agreement, is asked why; a
registration the agreement names must belong to one of its partners. Service
for a customer whom another partner sold to wants a declaration, so that both
know who does it.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from partnerkit.conflicts.conflict import ConflictRule, Draft, Words
from partnerkit.conflicts.cooperation import Cooperation
from partnerkit.conflicts.deals import CLOSED, registration_held
from partnerkit.facts.deal import DealRegistration
from partnerkit.facts.network import Network
from partnerkit.facts.service import ServiceCase
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.reasons import Reason

__all__ = ["RULE", "WORDS", "cooperation_rules"]


def __dir__() -> list[str]:
    return __all__


def cooperation_rules(*, declared: Sequence[Cooperation] = ()) -> ConflictRule:
    """
    Return the rule for the cooperations a host has on record.

    >>> cooperation_rules().severity
    'low'
    """
    known = sorted(declared, key=lambda each: each.id)
    raise_faults(
        InvalidValue(path="declared", value=shown(each.id), remedy="use each id once")
        for before, each in zip(known, known[1:], strict=False)
        if before.id == each.id
    )

    def find(network: Network, as_of: datetime) -> Iterator[Draft]:
        today = as_of.date()
        current = [each for each in known if each.holds_on(today)]
        by_account: dict[str, list[Cooperation]] = {}
        for each in current:
            by_account.setdefault(each.account, []).append(each)
        for deal in network.deals:
            if deal.status not in CLOSED and deal.account in by_account:
                for each in by_account[deal.account]:
                    if _is_alone(deal, each):
                        yield _draft("registered-past-cooperation", deal, each)
                    elif deal.id in each.registrations and deal.partner not in each.shares:
                        yield _draft("registered-outside-cooperation", deal, each)
        served = sorted(filter(_is_anothers, network.service_cases), key=_pair)
        for pair, cases in groupby(served, _pair):
            if not any(
                each.kind == "service" and {*pair[1:]} <= {*each.shares}
                for each in by_account.get(pair[0], ())
            ):
                yield _served(pair, [case.id for case in cases])

    return ConflictRule(code="cooperation-rules", severity="low", find=find, words=WORDS)


def _is_alone(deal: DealRegistration, each: Cooperation) -> bool:
    return each.kind != "service" and deal.partner in each.shares and deal.id not in each.registrations


def _is_anothers(case: ServiceCase) -> bool:
    named = case.partner is not None and case.sold_by is not None and case.account is not None
    return named and case.partner != case.sold_by


def _pair(case: ServiceCase) -> tuple[str, str, str]:
    return str(case.account), str(case.partner), str(case.sold_by)


def _draft(code: str, deal: DealRegistration, each: Cooperation) -> Draft:
    facts = {"registration": deal.id, "partner": deal.partner, "cooperation": each.id}
    return Draft(
        group=(each.id, deal.id),
        severity="medium",
        reason=Reason(code, facts),
        own={
            deal.partner: [registration_held(deal)],
            **{partner: [] for partner in each.partners if partner != deal.partner},
        },
        proposals=[Reason("ask-about-cooperation", facts), Reason("add-to-cooperation", facts)],
        stake=deal.value,
    )


def _served(pair: tuple[str, str, str], cases: list[str]) -> Draft:
    account, partner, seller = pair
    facts = {"partner": partner, "account": account, "count": len(cases)}
    return Draft(
        group=("service", account, partner, seller),
        reason=Reason("served-for-another", facts),
        own={
            partner: [Reason("cases-served", {"partner": partner, "cases": tuple(sorted(cases))})],
            seller: [],
        },
        proposals=[Reason("declare-service", facts)],
    )


WORDS: Words = {
    "en": {
        "cooperation-rules": "Cooperation of partners",
        "registered-past-cooperation": "{partner} registered {registration} alone, past the declared cooperation {cooperation}.",
        "registered-outside-cooperation": "{registration} is named by cooperation {cooperation}, but {partner} is no part of it.",
        "served-for-another": "{partner} serves {account}, sold to by another partner, without a declaration ({count}).",
        "cases-served": "{partner} works on {cases}.",
        "ask-about-cooperation": "Ask {partner} whether {registration} belongs to {cooperation}.",
        "add-to-cooperation": "If all agree, add {registration} to {cooperation}.",
        "declare-service": "Declare who serves {account}, and who is paid for it.",
    },
    "de": {
        "cooperation-rules": "Zusammenarbeit von Partnern",
        "registered-past-cooperation": "{partner} hat {registration} allein registriert, an der erklärten Zusammenarbeit {cooperation} vorbei.",
        "registered-outside-cooperation": "{registration} steht in der Zusammenarbeit {cooperation}, {partner} gehört aber nicht dazu.",
        "served-for-another": "{partner} betreut {account}, dem ein anderer Partner verkauft hat, ohne dass das erklärt ist ({count}).",
        "cases-served": "{partner} arbeitet an {cases}.",
        "ask-about-cooperation": "{partner} fragen, ob {registration} zu {cooperation} gehört.",
        "add-to-cooperation": "Wenn alle einverstanden sind, {registration} in {cooperation} aufnehmen.",
        "declare-service": "Festlegen, wer {account} betreut und wer dafür bezahlt wird.",
    },
    "sv": {
        "cooperation-rules": "Samarbete mellan partner",
        "registered-past-cooperation": "{partner} har registrerat {registration} på egen hand, vid sidan av det anmälda samarbetet {cooperation}.",
        "registered-outside-cooperation": "{registration} ingår i samarbetet {cooperation}, men {partner} är inte med i det.",
        "served-for-another": "{partner} ger service åt {account}, som en annan partner har sålt till, utan att det är anmält ({count}).",
        "cases-served": "{partner} arbetar med {cases}.",
        "ask-about-cooperation": "Fråga {partner} om {registration} hör till {cooperation}.",
        "add-to-cooperation": "Ta in {registration} i {cooperation} om alla är överens.",
        "declare-service": "Anmäl vem som ger service åt {account} och vem som får betalt för det.",
    },
}

RULE = cooperation_rules()
