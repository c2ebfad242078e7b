"""
A registration runs out soon, or has run out and still stands as approved.

The partner is told in time to convert it or to ask for an extension, where
one is left; nothing is taken away by surprise.
"""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from partnerkit.conflicts.conflict import ConflictRule, Draft, Words
from partnerkit.conflicts.deals import WINDOW, registration_held
from partnerkit.conflicts.parts import Part, in_part, own_id, under
from partnerkit.facts.deal import DealRegistration
from partnerkit.facts.network import Network
from partnerkit.values import fields
from partnerkit.values.reasons import Reason

__all__ = ["RULE", "WORDS", "registration_expiry"]


def __dir__() -> list[str]:
    return __all__


def registration_expiry(*, notice: timedelta = timedelta(days=14)) -> ConflictRule:
    """
    Return the rule that warns *notice* before the protection ends.

    >>> registration_expiry(notice=timedelta(days=7)).severity
    'info'
    """
    fields.check({"notice": (WINDOW, notice)})

    def find(network: Network, as_of: datetime) -> Iterator[Draft]:
        for deal in network.deals:
            if deal.status in {"approved", "extended"} and deal.expires_at is not None:
                if deal.expires_at <= as_of:
                    yield _draft(deal, over=True)
                elif deal.expires_at - as_of <= notice:
                    yield _draft(deal, over=False)

    return ConflictRule(
        code="registration-expiry",
        severity="info",
        find=in_part(find, _part),
        keys=own_id(DealRegistration),
        words=WORDS,
    )


def _part(network: Network, only: Collection[str]) -> Part:
    return {DealRegistration: under(network, DealRegistration, "id", only)}


def _draft(deal: DealRegistration, *, over: bool) -> Draft:
    facts = {"registration": deal.id, "partner": deal.partner, "until": deal.expires_at}
    left = deal.extension_limit is None or deal.extensions < deal.extension_limit
    codes = (
        ("record-expiry",) if over else ("convert-registration", *(("extend-registration",) if left else ()))
    )
    return Draft(
        group=(deal.id,),
        severity="low" if over else None,
        reason=Reason("registration-ran-out" if over else "registration-runs-out", facts),
        own={deal.partner: [registration_held(deal)]},
        proposals=[Reason(code, facts) for code in codes],
        stake=deal.value,
    )


WORDS: Words = {
    "en": {
        "registration-expiry": "Registration expires",
        "registration-runs-out": "The protection of {registration} for {partner} ends on {until}.",
        "registration-ran-out": "The protection of {registration} for {partner} ended on {until}, but it still stands as approved.",
        "record-expiry": "Record that {registration} has expired.",
        "convert-registration": "Ask {partner} whether {registration} was won or lost.",
        "extend-registration": "Let {partner} ask for an extension of {registration} before {until}.",
    },
    "de": {
        "registration-expiry": "Registrierung läuft ab",
        "registration-runs-out": "Der Schutz von {registration} für {partner} endet am {until}.",
        "registration-ran-out": "Der Schutz von {registration} für {partner} endete am {until}, sie gilt aber noch als genehmigt.",
        "record-expiry": "Den Ablauf von {registration} vermerken.",
        "convert-registration": "{partner} fragen, ob {registration} gewonnen oder verloren ist.",
        "extend-registration": "{partner} vor dem {until} um Verlängerung von {registration} bitten lassen.",
    },
    "sv": {
        "registration-expiry": "Registrering löper ut",
        "registration-runs-out": "Skyddet av {registration} för {partner} upphör {until}.",
        "registration-ran-out": "Skyddet av {registration} för {partner} upphörde {until}, men den står kvar som godkänd.",
        "record-expiry": "Notera att {registration} har löpt ut.",
        "convert-registration": "Fråga {partner} om {registration} är vunnen eller förlorad.",
        "extend-registration": "Låt {partner} begära förlängning av {registration} före {until}.",
    },
}

RULE = registration_expiry()
