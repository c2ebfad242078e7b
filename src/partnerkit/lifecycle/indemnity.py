"""
What may an agent, or a dealer like one, ask for when the contract ends?

German law gives an agent an indemnity for the customers it leaves behind, of at
most one year's commission, the average of the last five; the courts give it to
a dealer, too, who works like an agent and must hand over the data of its
customers (section 89b HGB, directly and by analogy). Whether it is owed is for
lawyers; that it may be, until when, and how much at most, is told here. No
legal advice.
"""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction

from partnerkit.facts.agreement import Agreement
from partnerkit.facts.standing import INITIATORS, Initiator
from partnerkit.lifecycle.laws import AGENTS, LAWS, law_of
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.money import Money
from partnerkit.values.months import months_after
from partnerkit.values.reasons import Finding, Reason

__all__ = ["EARNED", "average_commission", "check_indemnity", "claim_deadline"]

_DAY = timedelta(days=1)

#: Where the claim stands, by the law on notice that an agency is under; cited so that it fits into any language.
_SOURCES = {
    "hgb-89": "HGB § 89b",
    "lag-1991-351-24": "Lag (1991:351) om handelsagentur, 28-31 §§",
    "directive-86-653-15": "86/653/EEC, art. 17",
}

#: By it a country may grant compensation for the damage instead, which has no limit.
_COMPENSATION = "86/653/EEC, art. 17 (3)"

#: By it German courts give the claim to a dealer who had to hand over its customers; of other courts nothing is read here.
_ANALOGY = {"DE": "HGB § 89b, per analogiam"}

#: After these the claim may be lost: the partner gave notice without cause from the vendor, or gave cause itself.
_MAY_LOSE: frozenset[str] = frozenset(("partner", "for-cause", "insolvency"))


def __dir__() -> list[str]:
    return __all__


def _is_earned(value: object) -> bool:
    return isinstance(value, tuple) and all(
        isinstance(each, tuple)
        and len(each) == 2
        and fields.calendar_date.accepts(each[0])
        and isinstance(each[1], Money)
        for each in value
    )


#: What was earned and when.
EARNED = fields.Check(_is_earned, "use a list of pairs of a date and Money")


def check_indemnity(
    agreement: Agreement,
    *,
    last_day: date,
    initiator: Initiator = "vendor",
    commissions: Iterable[tuple[date, Money]] | None = None,
    since: date | None = None,
) -> Finding | None:
    """
    Tell that an indemnity may be claimed, how much at most and until when; None for who need hand over nothing.

    Where it is unknown whether a dealer must hand over its customers, the
    finding asks for it; where the contract is under a law that is not read
    here, or nobody knows which, it says so.

    Parameters
    ----------
    last_day
        The last day of the contract.
    commissions
        What it earned and when, or of a dealer the part of its margin that an agent would have earned; left
        out, the cap is unknown.
    since
        When the parties began to work together, where earlier contracts went before.

    >>> from partnerkit.values.time import Period
    >>> agency = Agreement(id="A-1", partner="P-4", form="agent", law="DE", period=Period.since(date(2024, 1, 1)))
    >>> earned = [(date(2024, 6, 30), Money.of("30000", "EUR")), (date(2025, 6, 30), Money.of("50000", "EUR"))]
    >>> found = check_indemnity(agency, last_day=date(2025, 12, 31), commissions=earned)
    >>> found.code, found.reason.facts["cap"], str(found.reason.facts["until"])
    ('indemnity-possible', Money.of('40000.00', 'EUR'), '2026-12-31')
    """
    earned = tuple(commissions) if isinstance(commissions, Iterable) else commissions
    fields.check(
        {
            "initiator": (fields.choice(*INITIATORS), initiator),
            "commissions": (fields.optional(EARNED), earned),
            "since": (fields.optional(fields.calendar_date), since),
        }
    )
    began = _began(agreement, last_day, since)
    facts = {"agreement": agreement.id, "partner": agreement.partner}
    subjects = (agreement.id, agreement.partner)
    agent = agreement.form in AGENTS
    if not agent and agreement.hands_over_customers is False:
        return None
    if not agent and agreement.hands_over_customers is None:
        return Finding(reason=Reason("indemnity-unclear", facts), severity="medium", subjects=subjects)
    law = law_of(agreement, LAWS)
    source = (_SOURCES.get(law.id) if law else None) if agent else _ANALOGY.get(agreement.law or "")
    if source is None:
        reason = Reason("indemnity-law-not-read", {**facts, "law": agreement.law})
        return Finding(reason=reason, severity="medium", subjects=subjects)
    cap = None
    if earned is not None:
        cap = average_commission(earned, since=began, last_day=last_day)
    until = claim_deadline(last_day)
    evidence = []
    if law is not None and law.is_minimum:
        evidence.append(Reason("indemnity-national-law", {"law": agreement.law, "source": _COMPENSATION}))
    if initiator in _MAY_LOSE:
        evidence.append(Reason("indemnity-may-be-lost", {"initiator": initiator, "source": source}))
    return Finding(
        reason=Reason("indemnity-possible", {**facts, "cap": cap, "until": until, "source": source}),
        severity="high",
        subjects=subjects,
        evidence=tuple(evidence),
    )


def claim_deadline(last_day: date) -> date:
    """
    Return the last day on which the claim can be raised: one year after the end (section 89b (4) HGB).

    >>> str(claim_deadline(date(2028, 2, 29)))
    '2029-02-28'
    """
    return months_after(last_day, 12)


def average_commission(
    commissions: Iterable[tuple[date, Money]], *, since: date, last_day: date
) -> Money | None:
    """
    Return an average year's commission of the last five years, or of all there were; None if nothing is known.

    Years are those of the contract, counted back from its end, not calendar
    years; a contract of less than five years is averaged over its own time.
    Rounded half to even, to the minor unit.

    Raises
    ------
    InvalidValue, CurrencyMismatch
        For an end before the beginning, and for mixed currencies.

    >>> earned = [(date(2026, 3, 31), Money.of("9000", "EUR"))]
    >>> average_commission(earned, since=date(2026, 1, 1), last_day=date(2026, 3, 31))
    Money.of('36000.00', 'EUR')
    """
    if last_day < since:
        remedy = f"use a day not before {since}, when it began"
        raise InvalidValue(path="last_day", value=shown(str(last_day)), remedy=remedy)
    end = last_day + _DAY
    start = max(since, _months_before(end, 60))
    earned = [amount for day, amount in commissions if start <= day < end]
    if not earned:
        return None
    return Money.total(earned).times(1 / _years_between(start, end))


def _began(agreement: Agreement, last_day: date, since: date | None) -> date:
    fields.check({"last_day": (fields.calendar_date, last_day)})
    began = since or agreement.period.start
    if last_day < began or last_day.year >= date.max.year:
        remedy = f"use a day not before {began}, when the contract began"
        raise InvalidValue(path="last_day", value=shown(str(last_day)), remedy=remedy)
    return began


def _months_before(day: date, months: int) -> date:
    """Return the same day *months* before; where that month has none, the first of the next."""
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if years < 1:
        return date.min
    if day.day <= monthrange(years, month + 1)[1]:
        return date(years, month + 1, day.day)
    return date(years, month + 2, 1)  # December has all days, so the next month is of the same year


def _years_between(start: date, end: date) -> Fraction:
    """Return whole months counted back from *end*, and what is left in parts of its own month, as years."""
    whole = 0
    while _months_before(end, whole + 1) >= start:
        whole += 1
    upper, lower = _months_before(end, whole), _months_before(end, whole + 1)
    return (whole + Fraction((upper - start).days, (upper - lower).days)) / 12
