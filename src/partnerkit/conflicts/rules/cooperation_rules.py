"""
Partners at one customer without, or against, what they agreed.

A declared cooperation names the account, the partners, their split, and who of
them sells. In a joint deal nobody registers alone. Who referred a customer, or
installs there, does not register the sale for itself; who sells does not forget
the one who referred or installs. Service for a customer whom another partner
sold to wants a declaration, so that both know who does it. What a cooperation
names is agreed, and belongs to one of its partners. Each is asked, not accused.
A registration that names its customer in words counts as the account it can only be.
"""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby, pairwise

from partnerkit.conflicts.conflict import ConflictRule, Draft, Words
from partnerkit.conflicts.cooperation import DECLARED, Cooperation
from partnerkit.conflicts.deals import CLOSED, CUSTOMERS, customers_of, registration_held
from partnerkit.conflicts.parts import Part, in_part, under
from partnerkit.facts.account import Account
from partnerkit.facts.deal import DealRegistration
from partnerkit.facts.fact import Fact
from partnerkit.facts.network import Network
from partnerkit.facts.service import ServiceCase
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.fields import as_tuple
from partnerkit.values.reasons import Reason

__all__ = ["RULE", "WORDS", "cooperation_rules"]


def __dir__() -> list[str]:
    return __all__


def cooperation_rules(
    *, declared: Sequence[Cooperation] = (), customers: Mapping[str, str] | None = None
) -> ConflictRule:
    """
    Return the rule for the cooperations a host has on record.

    *customers* is account -> customer, as `match_accounts(...).customers()` gives it;
    a cooperation at one account of a customer binds at the others, too.

    >>> cooperation_rules().severity
    'low'
    """
    fields.check({"declared": (DECLARED, as_tuple(declared)), "customers": (CUSTOMERS, customers)})
    joined = dict(customers or {})
    known = sorted(declared, key=lambda each: each.id)
    raise_faults(
        InvalidValue(path="declared", value=shown(each.id), remedy="use each id once")
        for before, each in pairwise(known)
        if before.id == each.id
    )

    def find(network: Network, as_of: datetime) -> Iterator[Draft]:
        today = as_of.date()
        current = [each for each in known if each.holds_on(today)]
        by_customer: dict[str, list[Cooperation]] = {}
        for each in current:
            by_customer.setdefault(joined.get(each.account, each.account), []).append(each)
        deals = [deal for deal in network.deals if deal.status not in CLOSED] if by_customer else []
        for deal, customer in zip(deals, customers_of(network, deals, joined), strict=True):
            for each in by_customer.get(customer, ()):
                code = _asked(deal, each)
                if code is not None:
                    yield _draft(code, deal, each)
        served = sorted(filter(_is_anothers, network.service_cases), key=_pair)
        for pair, cases in groupby(served, _pair):
            if not any(
                each.kind == "service" and pair[1] in each.helpers and pair[2] == each.seller
                for each in by_customer.get(joined.get(pair[0], pair[0]), ())
            ):
                yield _served(pair, [case.id for case in cases])

    def keys(network: Network, fact: Fact) -> Iterable[Hashable] | None:
        if known and isinstance(fact, Account) and None in network.by(DealRegistration, "account"):
            # It may be the customer that somebody registered in words.
            return None
        return _keys(fact)

    return ConflictRule(
        code="cooperation-rules", severity="low", find=in_part(find, _part), keys=keys, words=WORDS
    )


def _keys(fact: Fact) -> Iterable[Hashable]:
    """Return where a fact can matter: a registration by itself, a case of service with all of its account."""
    match fact:
        case DealRegistration():
            return (("deal", fact.id),)
        case ServiceCase():
            return (("service", fact.account),)
    return ()


def _part(network: Network, only: Collection[tuple[str, str]]) -> Part:
    deals, served = ([name for kind, name in only if kind == wanted] for wanted in ("deal", "service"))
    return {
        DealRegistration: under(network, DealRegistration, "id", deals),
        ServiceCase: under(network, ServiceCase, "account", served),
    }


#: What is asked, by the kind of cooperation: of the one who sells, and of the others.
_ASKED = {
    "joint-deal": ("registered-past-cooperation", "registered-past-cooperation"),
    "referral": ("sold-past-referrer", "referrer-registered"),
    "sale-and-installation": ("sold-past-installer", "installer-registered"),
}


def _asked(deal: DealRegistration, agreed: Cooperation) -> str | None:
    """Return what there is to ask about the registration; None is nothing."""
    if deal.id in agreed.registrations:
        return None if deal.partner in agreed.shares else "registered-outside-cooperation"
    if deal.partner not in agreed.shares or agreed.kind not in _ASKED:
        return None
    return _ASKED[agreed.kind][deal.partner in agreed.helpers]


def _is_anothers(case: ServiceCase) -> bool:
    named = case.partner is not None and case.sold_by is not None and case.account is not None
    return named and case.partner != case.sold_by


def _pair(case: ServiceCase) -> tuple[str, str, str]:
    return case.account or "", case.partner or "", case.sold_by or ""


#: What could be done beside asking, the best first.
_REMEDIES = {
    "registered-past-cooperation": ("add-to-cooperation",),
    "sold-past-referrer": ("pay-referrer", "add-to-cooperation"),
    "sold-past-installer": ("name-installer", "add-to-cooperation"),
    "referrer-registered": ("leave-to-seller", "add-to-cooperation"),
    "installer-registered": ("leave-to-seller", "add-to-cooperation"),
    "registered-outside-cooperation": ("take-out-of-cooperation",),
}


def _draft(code: str, deal: DealRegistration, agreed: Cooperation) -> Draft:
    facts = {
        "registration": deal.id,
        "partner": deal.partner,
        "cooperation": agreed.id,
        "seller": agreed.seller,
        "helpers": agreed.helpers,
    }
    return Draft(
        group=(agreed.id, deal.id),
        # A referral is of one deal; that a later one is another is likely.
        severity="low" if code == "sold-past-referrer" else "medium",
        reason=Reason(code, facts),
        own={
            deal.partner: [registration_held(deal)],
            **{partner: [] for partner in agreed.partners if partner != deal.partner},
        },
        proposals=[Reason(each, facts) for each in ("ask-about-cooperation", *_REMEDIES[code])],
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
        "sold-past-referrer": "{partner} registered {registration} at the customer that {helpers} referred to it; {cooperation} does not name it.",
        "referrer-registered": "{partner} referred the customer to {seller} under {cooperation}, and registered {registration} there itself.",
        "sold-past-installer": "{partner} registered {registration} without {helpers}, who by {cooperation} installs there.",
        "installer-registered": "{partner} installs there by {cooperation}, and registered {registration} itself instead of {seller}.",
        "served-for-another": "{partner} serves {account}, sold to by another partner, without a declaration ({count}).",
        "cases-served": "{partner} works on {cases}.",
        "ask-about-cooperation": "Ask {partner} whether {registration} belongs to {cooperation}.",
        "add-to-cooperation": "If all agree, add {registration} to {cooperation}.",
        "pay-referrer": "If {registration} comes from the referral, give {helpers} the share that {cooperation} names.",
        "name-installer": "Say who installs under {registration}: {helpers}, unless all agree on somebody else.",
        "leave-to-seller": "Leave {registration} to {seller}, or change {cooperation} if all agree.",
        "take-out-of-cooperation": "Take {registration} out of {cooperation}, or take {partner} in if all agree.",
        "declare-service": "Declare who serves {account}, and who is paid for it.",
    },
    "de": {
        "cooperation-rules": "Zusammenarbeit von Partnern",
        "registered-past-cooperation": "{partner} hat {registration} allein registriert, an der erklärten Zusammenarbeit {cooperation} vorbei.",
        "registered-outside-cooperation": "{registration} steht in der Zusammenarbeit {cooperation}, {partner} gehört aber nicht dazu.",
        "sold-past-referrer": "{partner} hat {registration} bei dem Kunden registriert, den {helpers} vermittelt hat; in {cooperation} steht sie nicht.",
        "referrer-registered": "{partner} hat den Kunden nach {cooperation} an {seller} vermittelt und dort selbst {registration} registriert.",
        "sold-past-installer": "{partner} hat {registration} ohne {helpers} registriert; nach {cooperation} übernimmt dort {helpers} den Einbau.",
        "installer-registered": "{partner} übernimmt dort nach {cooperation} den Einbau und hat {registration} selbst registriert, statt {seller} verkaufen zu lassen.",
        "served-for-another": "{partner} betreut {account}, dem ein anderer Partner verkauft hat, ohne dass das erklärt ist ({count}).",
        "cases-served": "{partner} arbeitet an {cases}.",
        "ask-about-cooperation": "{partner} fragen, ob {registration} zu {cooperation} gehört.",
        "add-to-cooperation": "Wenn alle einverstanden sind, {registration} in {cooperation} aufnehmen.",
        "pay-referrer": "Geht {registration} auf die Vermittlung zurück, {helpers} den Anteil geben, den {cooperation} nennt.",
        "name-installer": "Festlegen, wer bei {registration} einbaut: {helpers}, sofern nicht alle etwas anderes vereinbaren.",
        "leave-to-seller": "{registration} {seller} überlassen oder {cooperation} ändern, wenn alle einverstanden sind.",
        "take-out-of-cooperation": "{registration} aus {cooperation} herausnehmen oder {partner} aufnehmen, wenn alle einverstanden sind.",
        "declare-service": "Festlegen, wer {account} betreut und wer dafür bezahlt wird.",
    },
    "sv": {
        "cooperation-rules": "Samarbete mellan partner",
        "registered-past-cooperation": "{partner} har registrerat {registration} på egen hand, vid sidan av det anmälda samarbetet {cooperation}.",
        "registered-outside-cooperation": "{registration} ingår i samarbetet {cooperation}, men {partner} är inte med i det.",
        "sold-past-referrer": "{partner} har registrerat {registration} hos kunden som {helpers} förmedlade; den ingår inte i {cooperation}.",
        "referrer-registered": "{partner} har förmedlat kunden till {seller} enligt {cooperation} och själv registrerat {registration} där.",
        "sold-past-installer": "{partner} har registrerat {registration} utan {helpers}, som enligt {cooperation} står för installationen där.",
        "installer-registered": "{partner} står för installationen där enligt {cooperation} och har själv registrerat {registration} i stället för {seller}.",
        "served-for-another": "{partner} ger service åt {account}, som en annan partner har sålt till, utan att det är anmält ({count}).",
        "cases-served": "{partner} arbetar med {cases}.",
        "ask-about-cooperation": "Fråga {partner} om {registration} hör till {cooperation}.",
        "add-to-cooperation": "Ta in {registration} i {cooperation} om alla är överens.",
        "pay-referrer": "Om {registration} kommer av förmedlingen: ge {helpers} den andel som står i {cooperation}.",
        "name-installer": "Bestäm vem som installerar vid {registration}: {helpers}, om inte alla kommer överens om någon annan.",
        "leave-to-seller": "Överlåt {registration} till {seller} eller ändra {cooperation} om alla är överens.",
        "take-out-of-cooperation": "Ta bort {registration} ur {cooperation} eller ta med {partner} om alla är överens.",
        "declare-service": "Anmäl vem som ger service åt {account} och vem som får betalt för det.",
    },
}

RULE = cooperation_rules()
