"""
When does a contract end that is given notice today?

The contract says it, and the law says how little it may say. Of several terms
the one that runs out last counts. Where neither speaks, there is no date, and a
finding; dealers get no default. No legal advice.
"""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import final

from attrs import frozen

from partnerkit.facts.agreement import SIDES, Agreement, NoticeTerms, Side
from partnerkit.lifecycle.laws import LAWS, NoticeLaw, law_of
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.months import months_after
from partnerkit.values.reasons import Finding, Reason

__all__ = [
    "Notice",
    "contract_year",
    "end_by_notice",
    "end_of_term",
    "last_day_of",
    "last_notice",
    "runs_out",
]

_DAY = timedelta(days=1)

#: Months of what a notice may run out with.
_LENGTHS = {"month": 1, "quarter": 3, "year": 12}

#: Agreements that can be given notice, and in which it was.
_IN_FORCE = frozenset(("signed", "notice-given"))

#: Later than this, terms would lead beyond the calendar.
_LATEST = date(9_000, 1, 1)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Notice:
    """What a notice brings: the last day of the contract, and what a person must look at first."""

    agreement: str
    partner: str

    #: Who gives it, and the day on which the other side has it.
    by: Side
    given_on: date

    #: The last day of the contract; None where neither contract nor law says it.
    last_day: date | None = None

    #: The last day on which the partner can put right what it is given notice for; None where no law grants it.
    cure_until: date | None = None

    #: The law that was looked at: its id in the table.
    law: str | None = None
    findings: tuple[Finding, ...] = ()

    #: Of which terms the last day is made, and when each of them runs out.
    reasons: tuple[Reason, ...] = ()


def end_by_notice(
    agreement: Agreement,
    *,
    given_on: date,
    by: Side = "vendor",
    since: date | None = None,
    laws: Sequence[NoticeLaw] = LAWS,
) -> Notice:
    """
    Find when *agreement* ends by an ordinary notice.

    Parameters
    ----------
    given_on
        The day on which the other side receives it; it does not count itself.
    since
        When the parties began to work together, where earlier contracts went before; years count from there.
    laws
        What the law asks, by contract form and country.

    Raises
    ------
    InvalidValue
        For an agreement that is not in force, and for a notice before it.

    >>> from partnerkit.values.time import Period
    >>> agency = Agreement(
    ...     id="A-1", partner="P-4", form="agent", law="DE", status="signed", period=Period.since(date(1990, 10, 1))
    ... )
    >>> str(end_by_notice(agency, given_on=date(1994, 12, 12)).last_day)
    '1995-03-31'
    """
    _check(agreement, given_on, by, since)
    law = law_of(agreement, laws)
    year = contract_year(since or agreement.period.start, given_on)
    reasons = tuple(_terms(agreement, given_on, by, year, law))
    ends = [each.facts["until"] for each in reasons]
    last = max((end for end in ends if isinstance(end, date)), default=None)
    if last is not None and agreement.period.end != date.max:
        last = _end_of_term(agreement, last, reasons)
    granted = law.cure_days if law is not None and by in law.binds else None
    return Notice(
        agreement=agreement.id,
        partner=agreement.partner,
        by=by,
        given_on=given_on,
        last_day=last,
        cure_until=None if granted is None else given_on + timedelta(days=granted),
        law=None if law is None else law.id,
        findings=tuple(_findings(agreement, law, reasons, is_known=last is not None)),
        reasons=reasons,
    )


def contract_year(since: date, day: date) -> int:
    """
    Return in which year of a contract *day* lies, the first one being 1.

    A year ends with the day before the one on which it began: what began on
    29 February enters its second year on 1 March.

    >>> contract_year(date(2024, 2, 29), date(2025, 2, 28)), contract_year(date(2024, 2, 29), date(2025, 3, 1))
    (1, 2)
    """
    return max(1, day.year - since.year + ((day.month, day.day) >= (since.month, since.day)))


def runs_out(given_on: date, terms: NoticeTerms, *, to_end_of: str | None = None) -> date:
    """
    Return the day with which *terms* run out for a notice received on *given_on*, which does not count itself.

    A month ends on the day of the same number, or on its last one (as in
    sections 187 and 188 BGB). *to_end_of* is what the law says where they do not.

    >>> str(runs_out(date(2026, 1, 31), NoticeTerms(months=1))), str(runs_out(date(2026, 3, 1), NoticeTerms(days=90)))
    ('2026-02-28', '2026-05-30')
    """
    if terms.months is None:
        end = given_on + timedelta(days=terms.days or 0)
    else:
        end = months_after(given_on, terms.months)
    length = _LENGTHS.get(terms.to_end_of or to_end_of or "day")
    if length is None:
        return end
    month = -(-end.month // length) * length
    return date(end.year, month, monthrange(end.year, month)[1])


def last_notice(end: date, terms: NoticeTerms) -> date:
    """
    Return the last day on which notice can still be received for an agreement to end with the day before *end*.

    >>> last_notice(date(2027, 1, 1), NoticeTerms(months=3)), last_notice(date(2027, 1, 1), NoticeTerms(days=14))
    (datetime.date(2026, 9, 30), datetime.date(2026, 12, 17))
    >>> str(last_notice(date(2027, 2, 1), NoticeTerms(months=1, to_end_of="quarter")))
    '2026-11-30'
    """
    length = _LENGTHS.get(terms.to_end_of or "day", 0)
    over = date(end.year, (end.month - 1) // length * length + 1, 1) if length else end
    if terms.months is None:
        return over - timedelta(days=(terms.days or 0) + 1)
    last = months_after(over - _DAY, -terms.months)
    # A short month ends several days of a long one.
    while runs_out(last + _DAY, terms) < end:
        last += _DAY
    return last


def end_of_term(agreement: Agreement, on: date) -> date:
    """
    Return the day after the term that runs *on* a day: what nobody ended renewed itself, again and again.

    >>> from partnerkit.values.time import Period
    >>> yearly = Agreement(id="A-1", partner="P-4", period=Period.year(2024), renews_months=12)
    >>> str(end_of_term(yearly, date(2026, 3, 1)))
    '2027-01-01'
    """
    first, months, terms = agreement.period.end, agreement.renews_months, 0
    if months is None or first == date.max:
        return first
    while months_after(first, terms * months) <= on:
        terms += 1
    return months_after(first, terms * months)


def last_day_of(agreement: Agreement) -> date | None:
    """
    Return the last day of an agreement in force that ends by itself, or was given notice; None where it goes on, or nobody knows.

    Who gave notice is on no record: of the terms of both sides the earlier day counts.

    >>> from partnerkit.values.time import Period
    >>> yearly = Agreement(
    ...     id="A-1", partner="P-4", status="signed", period=Period.year(2024), renews_months=12, notice=NoticeTerms(months=3)
    ... )
    >>> str(last_day_of(yearly.with_step("give-notice", on=date(2026, 3, 1), reason="sales-below-minimum")))
    '2026-12-31'
    """
    given, fixed = agreement.notice_on, agreement.period.end != date.max
    if agreement.status != "notice-given" or given is None:
        ends = agreement.status == "signed" and fixed and agreement.renews_months is None
        return agreement.period.last_day if ends else None
    if fixed and agreement.renews_months is None and given >= agreement.period.end:
        return agreement.period.last_day
    found = (end_by_notice(agreement, given_on=max(given, agreement.period.start), by=side) for side in SIDES)
    known = [each.last_day for each in found if each.last_day is not None]
    return min(known) if known else end_of_term(agreement, given) - _DAY if fixed else None


def _check(agreement: Agreement, given_on: date, by: str, since: date | None) -> None:
    fields.check(
        {
            "given_on": (fields.calendar_date, given_on),
            "by": (fields.choice(*SIDES), by),
            "since": (fields.optional(fields.calendar_date), since),
        }
    )
    if agreement.status not in _IN_FORCE:
        remedy = "use an agreement in force: one that was signed and has not ended"
        raise InvalidValue(path="agreement.status", value=shown(agreement.status), remedy=remedy)
    began = min(agreement.signed_on or agreement.period.start, agreement.period.start)
    if given_on < began:
        remedy = f"use a day not before {began}: there was no contract to give notice of"
        raise InvalidValue(path="given_on", value=shown(str(given_on)), remedy=remedy)
    over = _LATEST if agreement.renews_months is not None else min(_LATEST, agreement.period.end)
    if given_on >= over:
        remedy = f"use a day before {over}: the contract, or the calendar, is over then"
        raise InvalidValue(path="given_on", value=shown(str(given_on)), remedy=remedy)
    if since is not None and since > agreement.period.start:
        remedy = f"use a day not after {agreement.period.start}, when this contract began"
        raise InvalidValue(path="since", value=shown(str(since)), remedy=remedy)


def _terms(
    agreement: Agreement, given_on: date, by: Side, year: int, law: NoticeLaw | None
) -> Iterator[Reason]:
    """Give the terms that bind the notice of one side, each with the day on which it runs out."""
    fixed = agreement.period.end != date.max
    if law is not None and (by not in law.binds or (fixed and not law.fixed_terms)):
        law = None
    default = None if law is None else law.to_end_of
    own = agreement.notice if by == "vendor" else agreement.partner_notice or agreement.notice
    if own is not None:
        until = runs_out(given_on, own, to_end_of=default)
        yield Reason("notice-by-contract", {"agreement": agreement.id, "source": own.source, "until": until})
    if law is None:
        return
    if by == "vendor" and law.vendor_not_shorter and agreement.partner_notice is not None:
        until = runs_out(given_on, agreement.partner_notice, to_end_of=default)
        yield Reason("notice-not-shorter", {"source": law.source, "until": until})
    months = law.months(year)
    if by == "partner" and own is not None and law.partner_may_agree is not None:
        months = min(months, law.partner_may_agree)
    least = NoticeTerms(months=months) if law.days is None else NoticeTerms(days=law.days)
    agreed = None if own is None else own.to_end_of
    until = runs_out(given_on, least, to_end_of=agreed or default)
    yield Reason("notice-by-law", {"source": law.source, "year": year, "until": until})


def _end_of_term(agreement: Agreement, runs_out_on: date, reasons: Sequence[Reason]) -> date:
    """Return the last day of the first term that is over when the notice has run out; of a single one, no later day."""
    if agreement.renews_months is None:
        # What was agreed makes no contract longer; a law that asks for notice of its end does.
        asked = (each.facts["until"] for each in reasons if each.code != "notice-by-contract")
        by_law = (until for until in asked if isinstance(until, date))
        return max(min(runs_out_on, agreement.period.last_day), *by_law, date.min)
    length, terms = agreement.renews_months, 0
    end = agreement.period.end
    while end - _DAY < runs_out_on:
        terms += 1
        end = months_after(agreement.period.end, terms * length)
    return end - _DAY


def _findings(
    agreement: Agreement, law: NoticeLaw | None, reasons: Sequence[Reason], *, is_known: bool
) -> Iterator[Finding]:
    facts = {"agreement": agreement.id, "partner": agreement.partner}
    subjects = (agreement.id, agreement.partner)
    until = {each.code: each.facts["until"] for each in reasons}
    if not is_known:
        if agreement.period.end != date.max and agreement.renews_months is None:
            reason = Reason("notice-not-agreed", {**facts, "until": agreement.period.last_day})
        else:
            reason = Reason("notice-unclear", {**facts, "form": agreement.form, "law": agreement.law})
        yield Finding(reason=reason, severity="high", subjects=subjects)
    by_contract, by_law = until.get("notice-by-contract"), until.get("notice-by-law")
    if (
        isinstance(by_contract, date)
        and isinstance(by_law, date)
        and by_contract < by_law
        and law is not None
    ):
        reason = Reason("notice-below-law", {**facts, "source": law.source, "until": by_law})
        yield Finding(reason=reason, severity="medium", subjects=subjects)
    if law is not None and law.is_minimum and by_law is not None:
        reason = Reason("notice-national-law", {**facts, "law": agreement.law, "source": law.source})
        yield Finding(reason=reason, severity="medium", subjects=subjects)
