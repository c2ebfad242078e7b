"""
A partner that may buy from nobody else must be able to get out.

Whoever must buy more than 80 % of its needs from the vendor, or may not carry
competing goods, is under a non-compete obligation (Art. 1 of Regulation
(EU) 2022/720). It is exempt for five years; longer, without end, or renewed by
silence it is not (Art. 5(1)), unless the partner can really get out with
reasonable notice (Guidelines 2022/C 248/01). Not legal advice.
"""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from decimal import Decimal

from partnerkit.conflicts.conflict import ConflictRule, Draft, Words
from partnerkit.conflicts.contracts import agreements_in_force
from partnerkit.conflicts.holdings import dates
from partnerkit.conflicts.parts import Part, in_part, own_id, under
from partnerkit.facts import checks
from partnerkit.facts.agreement import Agreement
from partnerkit.facts.network import Network
from partnerkit.values import fields
from partnerkit.values.reasons import Reason, Severity

__all__ = ["RULE", "WORDS", "non_compete"]

_DAYS_OF_MONTH = 30


def __dir__() -> list[str]:
    return __all__


def non_compete(*, share: Decimal = Decimal("0.80"), years: int = 5, notice_months: int = 6) -> ConflictRule:
    """
    Return the rule: more than *share* of the purchases, for more than *years*, with notice of more than *notice_months* for the partner.

    >>> non_compete(notice_months=3).code
    'non-compete'
    """
    fields.check(
        {
            "share": (checks.share, share),
            "years": (fields.whole_number(least=1, most=100), years),
            "notice_months": (fields.whole_number(most=120), notice_months),
        }
    )

    def find(network: Network, as_of: datetime) -> Iterator[Draft]:
        for agreement in agreements_in_force(network, as_of.date()):
            bought, barred = agreement.purchase_share, "competing-goods" in (agreement.restricts or ())
            if barred or (bought is not None and bought > share):
                is_long = _is_longer(agreement, years)
                yield _bound(
                    agreement, years, is_long=is_long, has_way_out=_way_out(agreement, notice_months)
                )

    return ConflictRule(
        code="non-compete", severity="high", find=in_part(find, _part), keys=own_id(Agreement), words=WORDS
    )


def _part(network: Network, only: Collection[str]) -> Part:
    return {Agreement: under(network, Agreement, "id", only)}


def _is_longer(agreement: Agreement, years: int) -> bool:
    """Tell whether it holds beyond the years, has no end, or goes on by silence, which counts as no end."""
    start, end = agreement.period.start, agreement.period.end
    if agreement.renews_months is not None or agreement.period.is_open:
        return True
    try:
        limit = start.replace(year=start.year + years)
    except ValueError:
        # From a leap day: the day after the last of February.
        limit = date(start.year + years, 3, 1)
    return end > limit


def _way_out(agreement: Agreement, months: int) -> bool:
    """Tell whether the partner can get out with reasonable notice: its own, where the contract asks another of it."""
    notice = agreement.partner_notice or agreement.notice
    if agreement.status == "notice-given":
        return True
    if notice is None:
        return False
    if notice.months is not None:
        return notice.months <= months
    return (notice.days or 0) <= months * _DAYS_OF_MONTH


def _bound(agreement: Agreement, years: int, *, is_long: bool, has_way_out: bool) -> Draft:
    partner = agreement.partner
    facts = {"partner": partner, "agreement": agreement.id, "years": years}
    severity: Severity | None = None
    if is_long and not has_way_out:
        code = "non-compete-too-long"
        proposals = ["limit-non-compete", "give-way-out"]
    else:
        severity, code = "info", "non-compete-with-way-out" if is_long else "non-compete-within"
        proposals = ["keep-way-out" if is_long else "note-end-of-non-compete"]
    held = Reason(
        "non-compete-held",
        {
            "partner": partner,
            "agreement": agreement.id,
            "share": agreement.purchase_share,
            "restrictions": agreement.restricts,
            "renews": agreement.renews_months,
            **dates(agreement.period),
        },
    )
    return Draft(
        group=("non-compete", agreement.id),
        severity=severity,
        reason=Reason(code, facts),
        own={partner: [held]},
        proposals=[Reason(each, facts) for each in proposals],
    )


WORDS: Words = {
    "en": {
        "non-compete": "Obligation not to compete",
        "non-compete-too-long": "Agreement {agreement} binds {partner} to the vendor for more than {years} years, and there is no real way out on record.",
        "non-compete-with-way-out": "Agreement {agreement} may bind {partner} to the vendor for more than {years} years, but {partner} can get out.",
        "non-compete-within": "Agreement {agreement} binds {partner} to the vendor for no more than {years} years.",
        "non-compete-held": {
            "open": "Agreement {agreement} of {partner}: share of purchases {share}, restrictions {restrictions}, from {since}, open-ended, renewed by months: {renews}.",
            "other": "Agreement {agreement} of {partner}: share of purchases {share}, restrictions {restrictions}, first day {since}, last day {until}, renewed by months: {renews}.",
        },
        "limit-non-compete": "Limit the obligation of {partner} to {years} years.",
        "give-way-out": "Give {partner} a way out of agreement {agreement} with reasonable notice and at reasonable cost.",
        "keep-way-out": "Keep to the notice that agreement {agreement} gives {partner}.",
        "note-end-of-non-compete": "Note when the obligation in agreement {agreement} ends.",
    },
    "de": {
        "non-compete": "Wettbewerbsverbot",
        "non-compete-too-long": "Vertrag {agreement} bindet {partner} länger als {years} Jahre an den Hersteller, und ein echter Ausweg ist nicht hinterlegt.",
        "non-compete-with-way-out": "Vertrag {agreement} kann {partner} länger als {years} Jahre an den Hersteller binden, aber {partner} kann sich lösen.",
        "non-compete-within": "Vertrag {agreement} bindet {partner} höchstens {years} Jahre an den Hersteller.",
        "non-compete-held": {
            "open": "Vertrag {agreement} von {partner}: Anteil am Einkauf {share}, Beschränkungen {restrictions}, ab {since}, unbefristet, verlängert sich um Monate: {renews}.",
            "other": "Vertrag {agreement} von {partner}: Anteil am Einkauf {share}, Beschränkungen {restrictions}, erster Tag {since}, letzter Tag {until}, verlängert sich um Monate: {renews}.",
        },
        "limit-non-compete": "Die Bindung von {partner} auf {years} Jahre begrenzen.",
        "give-way-out": "{partner} die Möglichkeit geben, Vertrag {agreement} mit angemessener Frist und zu vertretbaren Kosten zu beenden.",
        "keep-way-out": "Die Frist einhalten, die Vertrag {agreement} {partner} einräumt.",
        "note-end-of-non-compete": "Vormerken, wann die Bindung in Vertrag {agreement} endet.",
    },
    "sv": {
        "non-compete": "Konkurrensklausul",
        "non-compete-too-long": "Avtal {agreement} binder {partner} till leverantören i mer än {years} år, och någon verklig utväg är inte registrerad.",
        "non-compete-with-way-out": "Avtal {agreement} kan binda {partner} till leverantören i mer än {years} år, men {partner} kan ta sig ur det.",
        "non-compete-within": "Avtal {agreement} binder {partner} till leverantören i högst {years} år.",
        "non-compete-held": {
            "open": "Avtal {agreement} med {partner}: andel av inköpen {share}, begränsningar {restrictions}, från och med {since}, tills vidare, förlängs med månader: {renews}.",
            "other": "Avtal {agreement} med {partner}: andel av inköpen {share}, begränsningar {restrictions}, första dag {since}, sista dag {until}, förlängs med månader: {renews}.",
        },
        "limit-non-compete": "Begränsa bindningen av {partner} till {years} år.",
        "give-way-out": "Ge {partner} en utväg ur avtal {agreement} med rimlig uppsägningstid och till rimlig kostnad.",
        "keep-way-out": "Håll den uppsägningstid som avtal {agreement} ger {partner}.",
        "note-end-of-non-compete": "Anteckna när bindningen i avtal {agreement} upphör.",
    },
}

RULE = non_compete()
