"""
May it end like this, and on which day?

Whoever wants to part says how: by notice, together, by the end of the term, for
insolvency, or for cause. A vendor who gives notice without an improvement plan
that has closed is stopped by a finding, which a second person may override with
a reason. Cause needs evidence, a warning that has run out, and the day on which
it was known.
"""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import final

from attrs import frozen

from partnerkit.facts.agreement import Agreement, Side
from partnerkit.facts.people import Person
from partnerkit.facts.standing import Initiator
from partnerkit.facts.warning import WrittenWarning
from partnerkit.lifecycle.guards import Asked, closed_plan, roles_of
from partnerkit.lifecycle.indemnity import check_indemnity
from partnerkit.lifecycle.notice import Notice, end_by_notice
from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.reasons import Finding, Reason

__all__ = ["OVERRIDERS", "Ending", "blocked", "judge_ending"]

#: Who may be the second person.
OVERRIDERS = ("head-office",)

_IN_FORCE = frozenset(("signed", "notice-given"))


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Ending:
    """How it may end: on which day, and what a person must look at first; or why it may not."""

    refused: Reason | None = None
    last_day: date | None = None
    notice: Notice | None = None
    findings: tuple[Finding, ...] = ()


def judge_ending(asked: Asked) -> Ending:
    """Judge one ending: the reason against it, or its last day and its findings."""
    grounds, agreement = asked.grounds, asked.grounds.agreement
    facts = {"partner": asked.partner}
    if grounds.initiator is None:
        return Ending(refused=Reason("initiator-missing", facts))
    if agreement is None:
        return Ending(refused=Reason("agreement-missing", facts))
    if agreement.status not in _IN_FORCE:
        refused = Reason("agreement-unsigned", {"agreement": agreement.id, "status": agreement.status})
        return Ending(refused=refused)
    if "partner" in roles_of(asked.by, asked.partner) and grounds.initiator != "partner":
        return Ending(refused=Reason("ending-not-theirs", {**facts, "person": asked.by.id}))
    if (
        grounds.initiator in {"vendor", "for-cause"}
        and min(_received(asked), grounds.last_day or date.max) < asked.day
    ):
        return Ending(refused=Reason("notice-backdated", {**facts, "on": asked.day}))
    if grounds.since is not None and grounds.since > agreement.period.start:
        remedy = f"use a day not after {agreement.period.start}, when this contract began"
        raise InvalidValue(path="grounds.since", value=shown(str(grounds.since)), remedy=remedy)
    found = _JUDGES[grounds.initiator](asked, agreement)
    began = asked.standing.began_at.date()
    if found.last_day is not None and found.last_day < began:
        told = next(
            (name for name in ("last_day", "received_on") if getattr(grounds, name) is not None), "agreement"
        )
        remedy = f"let it end on {began} or later: the standing began then"
        raise InvalidValue(path=f"grounds.{told}", value=shown(str(found.last_day)), remedy=remedy)
    if found.refused is not None or found.last_day is None or found.last_day < agreement.period.start:
        return found
    claim = check_indemnity(
        agreement,
        last_day=found.last_day,
        initiator=grounds.initiator,
        commissions=grounds.commissions,
        since=grounds.since,
    )
    more = () if claim is None else (claim,)
    return Ending(last_day=found.last_day, notice=found.notice, findings=(*found.findings, *more))


def _by_vendor(asked: Asked, agreement: Agreement) -> Ending:
    grounds, plan = asked.grounds, closed_plan(asked)
    findings: tuple[Finding, ...] = ()
    if plan is None:
        barred = Reason("notice-without-plan", {"partner": asked.partner})
        refused = _not_overridden(asked, barred)
        if refused is not None or grounds.override is None:
            return Ending(refused=refused or barred)
        told = (Reason("overridden", {"person": grounds.override.by.id, "why": grounds.override.reason}),)
        findings = (Finding(reason=barred, severity="high", subjects=(asked.partner,), evidence=told),)
    elif plan.status == "reached":
        reason = Reason("notice-after-success", {"partner": asked.partner, "plan": plan.id})
        findings = (Finding(reason=reason, severity="high", subjects=(asked.partner,)),)
    found = _by_notice(asked, agreement, "vendor")
    unclear = next((each.reason for each in found.findings if each.code.startswith("notice-unclear")), None)
    least = found.last_day
    if least is None and unclear is None:
        least = agreement.period.last_day
    if least is None and grounds.last_day is None:
        return Ending(refused=unclear)
    if least is not None and grounds.last_day is not None and grounds.last_day < least:
        return Ending(refused=_too_short(asked, grounds.last_day, least))
    if found.cure_until is not None:
        cure = Reason("notice-curable", {"partner": asked.partner, "until": found.cure_until})
        findings += (Finding(reason=cure, severity="medium", subjects=(asked.partner,)),)
    return Ending(last_day=grounds.last_day or least, notice=found, findings=(*findings, *found.findings))


def _by_partner(asked: Asked, agreement: Agreement) -> Ending:
    """Whoever leaves cannot be kept; that it leaves too early is a finding."""
    grounds = asked.grounds
    if "partner" not in roles_of(asked.by, asked.partner) and not grounds.evidence:
        return Ending(refused=Reason("partner-notice-unproven", {"partner": asked.partner}))
    found = _by_notice(asked, agreement, "partner")
    last = grounds.last_day or found.last_day
    if last is None:
        return Ending(refused=found.findings[0].reason)
    findings = found.findings
    if found.last_day is not None and last < found.last_day:
        early = _too_short(asked, last, found.last_day)
        findings = (Finding(reason=early, severity="medium", subjects=(asked.partner,)), *findings)
    return Ending(last_day=last, notice=found, findings=findings)


def _by_notice(asked: Asked, agreement: Agreement, by: Side) -> Notice:
    """Find when it ends by notice; a day that cannot be is told as the ground that said it."""
    grounds = asked.grounds
    try:
        return end_by_notice(agreement, given_on=_received(asked), by=by, since=grounds.since)
    except InvalidValue as fault:
        told = "at" if grounds.received_on is None else "grounds.received_on"
        path = told if fault.path == "given_on" else f"grounds.{fault.path}"
        raise InvalidValue(path=path, value=fault.value, remedy=fault.remedy) from None


def _too_short(asked: Asked, last_day: date, until: date) -> Reason:
    return Reason("notice-too-short", {"partner": asked.partner, "last_day": last_day, "until": until})


def _mutual(asked: Asked, _agreement: Agreement) -> Ending:
    grounds = asked.grounds
    if not _agrees(grounds.agreed_by, asked.partner):
        return Ending(refused=Reason("partner-has-not-agreed", {"partner": asked.partner}))
    if grounds.last_day is None:
        return Ending(refused=Reason("last-day-missing", {"partner": asked.partner}))
    return Ending(last_day=grounds.last_day)


def _expiry(asked: Asked, agreement: Agreement) -> Ending:
    if agreement.period.end == date.max or agreement.renews_months is not None:
        facts = {"agreement": agreement.id, "partner": asked.partner}
        return Ending(refused=Reason("does-not-expire", facts))
    return Ending(last_day=agreement.period.last_day)


def _insolvency(asked: Asked, _agreement: Agreement) -> Ending:
    if not asked.grounds.evidence:
        return Ending(refused=Reason("insolvency-unproven", {"partner": asked.partner}))
    return Ending(last_day=asked.grounds.last_day or _received(asked))


def blocked(warning: WrittenWarning, day: date) -> Reason | None:
    """
    Return why an ending for cause cannot rest on a warning on *day*; None if it can.

    >>> warned = WrittenWarning(
    ...     id="W-1", partner="P-4", cause="payment-overdue", known_on=date(2026, 3, 2), given_on=date(2026, 3, 9),
    ...     deadline=date(2026, 4, 9), evidence=["invoice-77"],
    ... )
    >>> blocked(warned, date(2026, 4, 9)).code, blocked(warned, date(2026, 4, 10))
    ('cause-may-be-cured', None)
    """
    facts = {"warning": warning.id, "partner": warning.partner, "cause": warning.cause}
    if not warning.evidence:
        return Reason("cause-without-evidence", facts)
    if warning.known_on is None:
        return Reason("cause-undated", facts)
    if warning.given_on is None or warning.deadline is None:
        return Reason("cause-without-warning", facts)
    if warning.cured_on is not None and warning.cured_on <= warning.deadline:
        return Reason("cause-cured", {**facts, "on": warning.cured_on})
    if day <= warning.deadline:
        return Reason("cause-may-be-cured", {**facts, "until": warning.deadline})
    return None


def _for_cause(asked: Asked, _agreement: Agreement) -> Ending:
    warning = asked.grounds.warning
    if warning is None:
        facts = {"warning": None, "partner": asked.partner, "cause": asked.reason}
        return Ending(refused=Reason("cause-without-warning", facts))
    refused = blocked(warning, asked.day)
    if refused is not None:
        return Ending(refused=refused)
    days = (asked.day - warning.known_on).days if warning.known_on is not None else 0
    told = Reason(
        "cause-known-since",
        {"partner": asked.partner, "warning": warning.id, "count": days, "since": warning.known_on},
    )
    known = Finding(reason=told, severity="medium", subjects=(asked.partner,))
    return Ending(last_day=asked.grounds.last_day or _received(asked), findings=(known,))


_JUDGES: Mapping[Initiator, Callable[[Asked, Agreement], Ending]] = MappingProxyType(
    {
        "vendor": _by_vendor,
        "partner": _by_partner,
        "mutual": _mutual,
        "expiry": _expiry,
        "insolvency": _insolvency,
        "for-cause": _for_cause,
    }
)


def _received(asked: Asked) -> date:
    return asked.grounds.received_on or asked.day


def _agrees(person: Person | None, partner: str) -> bool:
    return person is not None and bool(person.name.strip()) and "partner" in roles_of(person, partner)


def _not_overridden(asked: Asked, barred: Reason) -> Reason | None:
    """Return why a second person has not overridden what is *barred*; None if one has."""
    if asked.grounds.override is None:
        return barred
    second = asked.grounds.override.by
    facts = {"partner": asked.partner, "person": second.id}
    if second.id == asked.by.id:
        return Reason("override-by-same-person", facts)
    if not second.name.strip() or not set(OVERRIDERS).intersection(roles_of(second, asked.partner)):
        return Reason("override-not-theirs", {**facts, "needed": OVERRIDERS})
    return None
