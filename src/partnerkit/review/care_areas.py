"""
How do service, warranty, receivables, surveys and contacts stand?

All of it is counted from the facts of the partners under review, as they were
known, and beside the same at the last review.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

from partnerkit.facts.figure import Figure
from partnerkit.facts.interaction import Interaction
from partnerkit.facts.partner import Partner
from partnerkit.facts.service import ServiceCase, WarrantyClaim
from partnerkit.facts.survey import Answer, Survey
from partnerkit.review.causes import CAUSES
from partnerkit.review.market_areas import MOST_LINES, state_of
from partnerkit.review.portfolio import Ground, total
from partnerkit.review.readings import AreaReview, Line, Reading, hidden_area
from partnerkit.review.records import answer_evidence
from partnerkit.values.exact import rounded
from partnerkit.values.money import Money
from partnerkit.values.reasons import SEVERITIES, Finding, Reason

__all__ = ["contacts", "receivables", "service", "surveys", "warranty"]

_ENDED = ("resolved", "closed", "canceled")

#: What is owed, and what of it is overdue: the measures of the figures that say it.
_OWED, _OVERDUE = "receivables", "receivables_overdue"

#: A claim that nobody decided for so many days is a finding.
CLAIM_DAYS = 30

#: Whoever was not spoken with for more days than this is quiet.
QUIET_DAYS = 90


def __dir__() -> list[str]:
    return __all__


def service(ground: Ground) -> AreaReview:
    """Read the cases of customers: how many came, are open and late, and how long they took."""
    cases = {then: ground.of(ServiceCase, then=then) for then in (False, True)}
    if not cases[False]:
        return _nothing("service")

    def late(then: bool) -> list[ServiceCase]:
        at = ground.at(then=then)
        return [
            each
            for each in cases[then]
            if each.status not in _ENDED and each.due_at is not None and each.due_at < at
        ]

    def hours(then: bool) -> Decimal | None:
        ended = [each for each in cases[then] if ground.within(each.resolved_at, then=then)]
        taken = sum(((each.resolved_at or each.opened_at) - each.opened_at for each in ended), timedelta())
        return rounded(Fraction(taken // timedelta(minutes=1), 60 * len(ended)), 1) if ended else None

    findings = [
        Finding(
            reason=Reason(
                "review-case-late", {"case": each.id, "partner": each.partner, "until": each.due_at}
            ),
            severity="high" if each.priority in {"high", "urgent"} else "medium",
            subjects=(each.id,),
        )
        for each in sorted(late(False), key=lambda each: (each.due_at or ground.as_of, each.id))
    ]
    # Of as many as can be told, the gravest are.
    findings.sort(key=lambda each: -SEVERITIES.index(each.severity))
    readings = (
        Reading(
            code="cases-opened",
            **ground.both(lambda then: sum(ground.within(each.opened_at, then=then) for each in cases[then])),
        ),
        Reading(
            code="cases-open",
            **ground.both(lambda then: sum(each.status not in _ENDED for each in cases[then])),
        ),
        Reading(code="cases-late", **ground.both(lambda then: len(late(then)))),
        Reading(code="cases-hours", **ground.both(hours)),
    )
    return AreaReview(
        area="service", state=state_of(findings), readings=readings, findings=tuple(findings[:MOST_LINES])
    )


def warranty(ground: Ground) -> AreaReview:
    """Read the claims under warranty: what waits for the vendor comes first."""
    claims = {then: ground.of(WarrantyClaim, then=then) for then in (False, True)}
    if not claims[False]:
        return _nothing("warranty")

    def waiting(then: bool) -> list[WarrantyClaim]:
        return [each for each in claims[then] if each.status == "submitted"]

    def oldest(then: bool) -> int | None:
        at = ground.at(then=then)
        return max(((at - each.submitted_at).days for each in waiting(then)), default=None)

    def decided(then: bool) -> list[WarrantyClaim]:
        return [each for each in claims[then] if ground.within(each.decided_at, then=then)]

    def rejected(then: bool) -> Decimal | None:
        found = decided(then)
        part = sum(each.status == "rejected" for each in found)
        return rounded(Fraction(part, len(found)), 4) if found else None

    findings = [
        _waits(each, ground.as_of)
        for each in sorted(waiting(False), key=lambda each: (each.submitted_at, each.id))
        if (ground.as_of - each.submitted_at).days >= CLAIM_DAYS
    ]
    readings = (
        Reading(
            code="claims-submitted",
            **ground.both(
                lambda then: sum(ground.within(each.submitted_at, then=then) for each in claims[then])
            ),
        ),
        Reading(code="claims-open", **ground.both(lambda then: len(waiting(then)))),
        Reading(code="claims-oldest", **ground.both(oldest)),
        Reading(code="claims-rejected", **ground.both(rejected)),
        Reading(
            code="claims-approved",
            **ground.both(
                lambda then: total(each.approved for each in decided(then) if each.approved is not None)
            ),
        ),
    )
    return AreaReview(
        area="warranty", state=state_of(findings), readings=readings, findings=tuple(findings[:MOST_LINES])
    )


def _waits(claim: WarrantyClaim, at: datetime) -> Finding:
    facts = {"claim": claim.id, "partner": claim.partner, "count": (at - claim.submitted_at).days}
    return Finding(reason=Reason("review-claim-waits", facts), severity="medium", subjects=(claim.id,))


def receivables(ground: Ground) -> AreaReview:
    """Read what partners owe, what of it is overdue, and whose credit is stopped; disputed figures do not count."""
    open_, late = (
        {then: _latest(ground, name, then) for then in (False, True)} for name in (_OWED, _OVERDUE)
    )
    stopped = {
        then: [each.id for each in ground.of(Partner, then=then) if each.credit_blocked is True]
        for then in (False, True)
    }
    shows_credit = ground.sees("receivables")
    if not open_[False] and not stopped[False]:
        # What is owed is told by figures: to whom these are hidden, it is not nothing.
        return _nothing("receivables") if ground.sees("figures") else hidden_area("receivables")

    def share(then: bool) -> Decimal | None:
        # Of whom only one of the two is known, nobody knows which part is late.
        both = open_[then].keys() & late[then].keys()
        owed, overdue = (_sum({name: each[then][name] for name in sorted(both)}) for each in (open_, late))
        if not isinstance(owed, Money) or not isinstance(overdue, Money) or owed.currency != overdue.currency:
            return None
        return rounded(Fraction(overdue.amount) / Fraction(owed.amount), 4) if owed.amount else None

    findings = [
        Finding(reason=Reason("review-credit-stopped", {"partner": name}), severity="high", subjects=(name,))
        for name in stopped[False][:MOST_LINES]
    ]
    for name, figure in sorted(late[False].items()):
        if isinstance(figure.value, Money) and figure.value.amount > 0:
            facts = {"partner": name, "amount": figure.value}
            findings.append(
                Finding(reason=Reason("review-overdue", facts), severity="medium", subjects=(name,))
            )
    readings = [
        Reading(code="receivables", **ground.both(lambda then: _sum(open_[then]))),
        Reading(code="receivables-overdue", **ground.both(lambda then: _sum(late[then]))),
        Reading(code="receivables-overdue-share", **ground.both(share)),
    ]
    if shows_credit:
        readings.append(Reading(code="credit-stopped", **ground.both(lambda then: len(stopped[then]))))
    newest = max((each.period.last_day for each in open_[False].values()), default=None)
    return AreaReview(
        area="receivables",
        state=state_of(findings),
        readings=tuple(readings),
        findings=tuple(findings[:MOST_LINES]),
        stale=_stale("receivables", newest, ground),
    )


def _latest(ground: Ground, measure: str, then: bool) -> dict[str, Figure]:
    """Return the latest figure of *measure* of each partner as a whole."""
    found: dict[str, Figure] = {}
    for each in ground.of(Figure, then=then):
        is_whole = each.product is None and each.territory is None and each.person is None
        if each.measure != measure or not is_whole or each.status == "disputed":
            continue
        if each.partner not in found or found[each.partner].period.end < each.period.end:
            found[each.partner] = each
    return found


def _sum(figures: dict[str, Figure]) -> Any:
    return total(each.value for each in figures.values() if isinstance(each.value, Money))


def surveys(ground: Ground) -> AreaReview:
    """Read what partners said by name and agreed to have used in reviews; anonymous answers are never read here."""
    replies = {then: _said(ground, then) for then in (False, True)}
    if not replies[False]:
        return _nothing("surveys")
    partners = frozenset(str(each.partner) for each in replies[False])

    def recommend(then: bool) -> Decimal | None:
        points = [
            each.reply
            for each in replies[then]
            if each.question == "recommend" and isinstance(each.reply, int)
        ]
        return rounded(Fraction(sum(points), len(points)), 1) if points else None

    problems = {then: _problems(ground, replies[then], partners, then) for then in (False, True)}
    said = {each.code: each.statement for each in CAUSES}
    findings = tuple(
        Finding(
            reason=Reason("review-problem-said", {"cause": said[cause], "count": count}),
            severity="medium",
            subjects=(cause,),
        )
        for cause, count in sorted(problems[False].items(), key=lambda each: (-each[1], each[0]))
    )
    readings = (
        Reading(code="survey-answers", **ground.both(lambda then: len(replies[then]))),
        Reading(
            code="survey-problems", **ground.both(lambda then: len(problems[then]) if replies[then] else None)
        ),
        Reading(code="survey-recommend", **ground.both(recommend)),
    )
    newest = max(each.on for each in replies[False])
    return AreaReview(
        area="surveys",
        state=state_of(findings),
        readings=readings,
        findings=findings,
        stale=_stale("surveys", newest, ground, days=400),
    )


def _said(ground: Ground, then: bool) -> Sequence[Answer]:
    """Return the latest answer of each partner to each question of a series."""
    at = ground.at(then=then)
    found: dict[tuple[Any, ...], Answer] = {}
    for each in ground.of(Answer, then=then):
        consent = each.consent
        if (
            each.partner is None
            or consent is None
            or consent.purpose != "review"
            or not consent.is_given(as_of=at)
        ):
            continue
        asked = next(iter(ground.network.by(Survey, "id").get(each.survey, ())), None)
        key = (each.partner, each.survey if asked is None else asked.series or asked.id, each.question)
        if key not in found or found[key].on <= each.on:
            found[key] = each
    return tuple(found.values())


def _problems(
    ground: Ground, said: Sequence[Answer], partners: Collection[str], then: bool
) -> dict[str, int]:
    """Return how many partners named each cause."""
    asked = {each.survey for each in said}
    surveys_ = [each for name in sorted(asked) for each in ground.network.by(Survey, "id").get(name, ())]
    narrow = ground.network.narrowed({Answer: said, Survey: surveys_})
    codes = [each.code for each in CAUSES]
    by_cause: dict[str, set[str]] = {}
    for each in answer_evidence(narrow, codes, partners, as_of=ground.at(then=then)):
        if each.speaks == "for":
            by_cause.setdefault(each.cause, set()).add(each.partner)
    return {cause: len(names) for cause, names in by_cause.items()}


def contacts(ground: Ground) -> AreaReview:
    """Read when partners were spoken with, what was missed, and who is quiet."""
    all_ = {then: ground.of(Interaction, then=then) for then in (False, True)}
    if not all_[False]:
        return _nothing("contacts")
    now, before = _names(ground, then=False), _names(ground, then=True)
    gone = {
        then: {each.id for each in ground.of(Partner, then=then) if each.status == "ended"}
        for then in (False, True)
    }
    last = {then: _last_contact(all_[then], ground.at(then=then)) for then in (False, True)}

    def quiet(then: bool) -> list[str]:
        since = ground.at(then=then) - timedelta(days=QUIET_DAYS + 1)
        names = before if then else now
        still = [name for name in names if name not in gone[then]]
        return [name for name in still if name not in last[then] or last[then][name] <= since]

    def count(held: bool, then: bool) -> int:
        return sum(each.held is held and ground.within(each.at, then=then) for each in all_[then])

    def days(name: str, then: bool) -> int | None:
        return (ground.at(then=then) - last[then][name]).days if name in last[then] else None

    readings = [
        Reading(code="contacts-held", **ground.both(lambda then: count(True, then))),
        Reading(code="contacts-missed", **ground.both(lambda then: count(False, then))),
    ]
    if len(now) == 1:
        readings.append(Reading(code="contact-days", **ground.both(lambda then: days(now[0], then))))
    else:
        readings.append(Reading(code="contacts-quiet", **ground.both(lambda then: len(quiet(then)))))
    hushed = set(quiet(False))
    # Whoever was never spoken with comes first.
    longest = sorted(
        (name for name in now if name not in gone[False]),
        key=lambda name: (name in last[False], last[False].get(name, ground.as_of)),
    )
    findings = [_quiet(name, last[False].get(name)) for name in longest if name in hushed]
    return AreaReview(
        area="contacts",
        state=state_of(findings),
        readings=tuple(readings),
        lines=tuple(
            Line(id=name, readings=(Reading(code="contact-days", **ground.both(partial(days, name))),))
            for name in (longest[:MOST_LINES] if len(now) > 1 else ())
        ),
        findings=tuple(findings[:MOST_LINES]),
    )


def _last_contact(interactions: Sequence[Interaction], at: datetime) -> dict[str, datetime]:
    """Return when each partner was last spoken with, or written to."""
    last: dict[str, datetime] = {}
    for each in interactions:
        if each.at <= at and (each.held is True or (each.held is None and each.kind == "message")):
            last[each.partner] = max(last.get(each.partner, each.at), each.at)
    return last


def _quiet(name: str, since: datetime | None) -> Finding:
    return Finding(
        reason=Reason("review-quiet", {"partner": name, "since": since}),
        severity="medium",
        subjects=(name,),
        proposals=(Reason("review-speak-with", {"partner": name}),),
    )


def _names(ground: Ground, *, then: bool) -> Sequence[str]:
    """Return the partners under review, as far as they were known; who came since was not quiet before."""
    return [each.id for each in ground.of(Partner, then=then)]


def _nothing(area: Any) -> AreaReview:
    return AreaReview(area=area, state="unknown", stale=(Reason("review-nothing-known", {"area": area}),))


def _stale(area: str, newest: date | None, ground: Ground, days: int = 100) -> tuple[Reason, ...]:
    if newest is None or newest > ground.as_of.date() - timedelta(days=days):
        return ()
    return (Reason("review-stale", {"area": area, "since": newest}),)
