"""
What is due, in all areas?

One list for the scheduler of a host, the longest overdue first. What nobody
answered or decided in time: offers, cases, requests, promises with a clock. What
runs out: protection, agreements, certificates, warnings, notices, money of funds.
And what somebody is to do: give notice, take a step of a plan, hold a talk,
finish a task, look at a pause again, see to what a parting leaves, claim money.
Nothing is done about it here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain
from typing import Literal, TypeAlias, final

from attrs import field, frozen

from partnerkit.conflicts.cases import Case, Procedure, escalations
from partnerkit.facts.agreement import Agreement, JointPlan, NoticeTerms
from partnerkit.facts.deal import DealRegistration
from partnerkit.facts.fact import Fact
from partnerkit.facts.fund import Fund, FundAllocation, FundRequest
from partnerkit.facts.interaction import Task
from partnerkit.facts.plan import Plan
from partnerkit.facts.service import ServiceCase
from partnerkit.facts.standing import Standing
from partnerkit.facts.training import TrainingResult
from partnerkit.facts.warning import WrittenWarning
from partnerkit.leads.answering import LeadOffer
from partnerkit.leads.clocks import Clock, ServiceLevel
from partnerkit.lifecycle.laws import law_of
from partnerkit.lifecycle.learning import latest_certificates
from partnerkit.lifecycle.notice import Notice, end_of_term, last_day_of, last_notice
from partnerkit.lifecycle.plans import next_talk
from partnerkit.lifecycle.winding_down import WindDown
from partnerkit.values import fields
from partnerkit.values.errors import FieldHidden
from partnerkit.values.hours import WorkingCalendar
from partnerkit.values.reasons import Reason
from partnerkit.values.rows import Rows
from partnerkit.values.time import instant

__all__ = ["AREAS", "Area", "Due", "days_to", "due"]

#: Offers and registrations that run out, clocks that ran out, notices to be given, and steps that somebody promised.
Area: TypeAlias = Literal["offer", "expiry", "clock", "notice", "step"]
AREAS: tuple[Area, ...] = ("offer", "expiry", "clock", "notice", "step")
_LAST = datetime.max.replace(tzinfo=UTC) - timedelta.resolution

#: So long after its end a joint plan is still reviewed.
_REVIEWED = timedelta(days=90)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Due:
    """
    One thing that is due.

    >>> noon = datetime.fromisoformat("2026-03-02T12:00Z")
    >>> Due(area="step", at=noon, kind="Task", id="K-1", reason=Reason("task-due", {"task": "K-1", "owner": None, "until": date(2026, 3, 1)})).id
    'K-1'
    """

    area: Area = field(validator=fields.choice(*AREAS))

    #: The first moment at which it is too late, in UTC: where a moment is named, that is still in time.
    at: datetime = field(converter=fields.as_utc, validator=fields.aware)

    #: What it is about: the model and the id.
    kind: str
    id: str
    reason: Reason


def due(
    facts: Iterable[object],
    *,
    as_of: datetime,
    after: datetime | None = None,
    ahead: timedelta = timedelta(),
    notice_ahead: timedelta = timedelta(days=30),
    procedure: Procedure | None = None,
    levels: Sequence[ServiceLevel] | None = None,
    calendars: Mapping[str, WorkingCalendar] | None = None,
) -> Rows[Due]:
    """
    Find what of *facts* is due, the longest overdue first.

    Days are those of UTC, of a fund its own. What has ended, was answered, renewed or done is not due. Whether a joint
    plan was reviewed is on no record: its review is due until the day of the next, the last for 90 days after the plan.
    The moment that an offer, a case or a request names is the last one in time, and so is the second in which the
    promised time of a clock has passed; what expires is over at the moment named.

    Parameters
    ----------
    facts
        Of any kind; those that nothing can be due of, or that newer versions have replaced, are passed over. The
        last day to claim what a fund promised is known where the fund is among them.
    after
        The moment of the last look: what was due then is left out.
    ahead
        So much sooner it is told.
    notice_ahead
        So much sooner than the last day on which an agreement that renews itself can be given notice, in the term
        that runs or the next.
    procedure
        How long a case may stay where it is; without one, cases have no clocks.
    levels, calendars
        What the clocks of leads promise, and the working time of those who owe it; without
        levels, clocks are passed over. A clock at a standstill is not due.

    Raises
    ------
    NotFound, InvalidValue
        For a clock whose level or calendar is not handed in; for a time without zone, and what is no span of time.

    >>> tasks = [Task(id="K-1", title="Send the offer", due=date(2026, 3, 31))]
    >>> [(each.id, str(each.at)) for each in due(tasks, as_of=datetime(2026, 4, 1, 8, tzinfo=UTC))]
    [('K-1', '2026-04-01 00:00:00+00:00')]
    """
    moment = instant(as_of, path="as_of")
    fields.check({"ahead": (fields.ahead, ahead), "notice_ahead": (fields.ahead, notice_ahead)})
    until = moment + ahead
    since = None if after is None else instant(after, path="after") + ahead
    day, found, clocks = moment.date(), list[Due](), list[Clock]()
    every = [each for each in facts if not (isinstance(each, Fact) and (each.known_until or _LAST) <= moment)]
    results = [fact for fact in every if isinstance(fact, TrainingResult)]
    given = [fact for fact in every if not isinstance(fact, TrainingResult)]
    funds = {fact.id: fact for fact in given if isinstance(fact, Fund)}

    def told(each: Due) -> bool:
        early = notice_ahead if each.area == "notice" else timedelta()
        return each.at - early <= until and (since is None or since < each.at - early)

    for fact in (*given, *latest_certificates(results, as_of=day)):
        if isinstance(fact, Clock):
            clocks.append(fact)
        # Of what is hidden in a view, it tells nothing.
        with suppress(FieldHidden):
            found += filter(told, chain(_of(fact, procedure, day), _of_funds(fact, funds)))
    if levels is not None:
        found += filter(told, _of_clocks(clocks, levels, calendars, as_of))
    return Rows(Due, sorted(found, key=lambda each: (each.at, each.kind, each.id, each.reason.code)))


def days_to(at: datetime, moment: datetime) -> Reason:
    """
    Say for how many days something has been late, or how many are left; a day that has begun is left.

    >>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    >>> days_to(noon + timedelta(hours=1), noon).facts["count"], days_to(noon - timedelta(days=2), noon).code
    (1, 'rank-overdue')
    """
    if at > moment:
        return Reason("rank-ahead", {"count": -((moment - at) // timedelta(days=1))})
    late = (moment - at).days
    return Reason("rank-overdue", {"count": late}) if late else Reason("rank-due-since", {"since": at})


def _of(fact: object, procedure: Procedure | None, on: date) -> Iterator[Due]:
    """Yield what may be due of one fact, now or later, as it stands on a day."""
    match fact:
        case LeadOffer():
            yield from _of_offer(fact)
        case DealRegistration():
            yield from _of_registration(fact)
        case Case():
            yield from _of_case(fact, procedure)
        case ServiceCase():
            yield from _of_request(fact)
        case Agreement():
            yield from _of_agreement(fact, on)
        case TrainingResult():
            yield from _of_result(fact)
        case JointPlan():
            yield from _of_joint_plan(fact, on)
        case Plan():
            yield from _of_plan(fact)
        case Task():
            yield from _of_task(fact)
        case Standing():
            yield from _of_standing(fact)
        case WrittenWarning():
            yield from _of_warning(fact)
        case Notice():
            yield from _of_notice(fact)
        case WindDown():
            yield from _of_parting(fact)


def _of_clocks(
    clocks: Sequence[Clock],
    levels: Sequence[ServiceLevel],
    calendars: Mapping[str, WorkingCalendar] | None,
    as_of: datetime,
) -> Iterator[Due]:
    """Yield the second after the promised time of each clock that runs, or will start to, at *as_of*."""
    if not clocks:
        return
    # Numpy comes with the clocks; who has none can do without.
    from partnerkit.leads.sla import watch

    for each in watch(clocks, levels, calendars, as_of=as_of).of_state(
        "ahead", "running", "at-risk", "overdue"
    ):
        if each.due is not None:
            clock = each.clock
            facts = {"subject": clock.subject, "level": clock.level, "owner": clock.owner, "until": each.due}
            reason = Reason("promise-due", facts)
            # Clocks count whole seconds, and in the one named they are still in time.
            at = each.due + timedelta(seconds=1)
            yield Due(area="clock", at=at, kind="Clock", id=clock.subject, reason=reason)


def _of_offer(offer: LeadOffer) -> Iterator[Due]:
    if offer.status == "offered" and offer.answer_by is not None:
        facts = {"lead": offer.id, "partner": offer.partner, "until": offer.answer_by}
        reason = Reason("offer-unanswered", facts)
        yield Due(area="offer", at=_after(offer.answer_by), kind="LeadOffer", id=offer.id, reason=reason)


def _of_registration(deal: DealRegistration) -> Iterator[Due]:
    if deal.status in {"approved", "extended"} and deal.expires_at is not None:
        facts = {"registration": deal.id, "partner": deal.partner, "until": deal.expires_at}
        reason = Reason("registration-over", facts)
        yield Due(area="expiry", at=deal.expires_at, kind="DealRegistration", id=deal.id, reason=reason)


def _of_case(case: Case, procedure: Procedure | None) -> Iterator[Due]:
    until = None if procedure is None else procedure.due(case)
    if procedure is None or until is None:
        return
    # A case that has just run out is told as one that is overdue.
    for finding in escalations([case], procedure, as_of=_after(until)):
        yield Due(area="clock", at=_after(until), kind="Case", id=case.id, reason=finding.reason)


def _of_request(request: ServiceCase) -> Iterator[Due]:
    if request.due_at is not None and request.status not in {"resolved", "closed", "canceled"}:
        reason = Reason("service-overdue", {"case": request.id, "until": request.due_at})
        yield Due(area="clock", at=_after(request.due_at), kind="ServiceCase", id=request.id, reason=reason)


def _of_agreement(agreement: Agreement, on: date) -> Iterator[Due]:
    end, facts = agreement.period.end, {"agreement": agreement.id, "partner": agreement.partner}
    if agreement.status == "sent" and agreement.period.start > date.min:
        reason = Reason("signature-due", {**facts, "on": agreement.period.start})
        at = _began(agreement.period.start)
        yield Due(area="step", at=at, kind="Agreement", id=agreement.id, reason=reason)
    known = last_day_of(agreement)
    if known is not None:
        reason = Reason("agreement-over", {**facts, "until": known})
        yield Due(area="expiry", at=_over(known), kind="Agreement", id=agreement.id, reason=reason)
    if agreement.status != "signed" or agreement.renews_months is None or end == date.max:
        return
    following = end_of_term(agreement, on)
    for over in (following, end_of_term(agreement, following)):
        last = min((last_notice(over, terms) for terms in _notices(agreement)), default=None)
        if last is not None:
            reason = Reason("notice-last-day", {**facts, "until": last})
            yield Due(area="notice", at=_over(last), kind="Agreement", id=agreement.id, reason=reason)


def _notices(agreement: Agreement) -> Iterator[NoticeTerms]:
    """Give the terms that the vendor must keep so that a contract does not renew itself: contract and law."""
    if agreement.notice is not None:
        yield agreement.notice
    law = law_of(agreement)
    if law is not None and law.fixed_terms and law.days is not None:
        yield NoticeTerms(days=law.days, source=law.source)


def _of_standing(standing: Standing) -> Iterator[Due]:
    facts, last = {"partner": standing.partner}, standing.steps[-1] if standing.steps else None
    if standing.status == "ending" and standing.last_day is not None and standing.last_day < date.max:
        reason = Reason("contract-ends", {**facts, "until": standing.last_day})
        at = _over(standing.last_day)
        yield Due(area="expiry", at=at, kind="Standing", id=standing.id, reason=reason)
    if last is not None and last.review_on is not None:
        reason = Reason("pause-to-review", {**facts, "on": last.review_on})
        yield Due(area="step", at=_began(last.review_on), kind="Standing", id=standing.id, reason=reason)


def _of_warning(warning: WrittenWarning) -> Iterator[Due]:
    if warning.deadline is not None and warning.cured_on is None and warning.deadline < date.max:
        facts = {"warning": warning.id, "partner": warning.partner, "until": warning.deadline}
        reason = Reason("warning-over", facts)
        at = _over(warning.deadline)
        yield Due(area="clock", at=at, kind="WrittenWarning", id=warning.id, reason=reason)


def _of_notice(notice: Notice) -> Iterator[Due]:
    if notice.cure_until is not None:
        reason = Reason("notice-curable", {"partner": notice.partner, "until": notice.cure_until})
        at = _over(notice.cure_until)
        yield Due(area="clock", at=at, kind="Notice", id=notice.agreement, reason=reason)


def _of_parting(plan: WindDown) -> Iterator[Due]:
    for step in plan.open:
        if step.due is not None and step.due < date.max:
            at = _over(step.due)
            yield Due(
                area="step", at=at, kind="WindDown", id=f"{plan.standing}:{step.id}", reason=step.reason
            )


def _of_result(result: TrainingResult) -> Iterator[Due]:
    if result.certifies is not None and result.expires_on is not None:
        holder = result.partner or str(result.person)
        facts = {"certificate": result.certifies, "holder": holder, "until": result.expires_on}
        reason = Reason("certificate-over", facts)
        at = _began(result.expires_on)
        yield Due(area="expiry", at=at, kind="TrainingResult", id=holder, reason=reason)


def _of_joint_plan(plan: JointPlan, on: date) -> Iterator[Due]:
    for each in plan.commitments:
        last = each.due or plan.period.end - timedelta(days=1)
        if each.done_on is None and last < date.max - timedelta(days=1):
            facts = {"plan": plan.id, "commitment": each.id, "by": each.by, "until": last}
            reason = Reason("commitment-due", facts)
            yield Due(area="step", at=_over(last), kind="JointPlan", id=plan.id, reason=reason)
    # No fact tells that a review was held: one that has come stands for those before it.
    came = max((day for day in plan.review_dates if day <= on), default=date.min)
    is_over = on - plan.period.end >= _REVIEWED
    for day in () if is_over else (each for each in plan.review_dates if each >= came):
        reason = Reason("review-due", {"plan": plan.id, "partner": plan.partner, "on": day})
        yield Due(area="step", at=_began(day), kind="JointPlan", id=plan.id, reason=reason)


def _of_plan(plan: Plan) -> Iterator[Due]:
    """Yield steps, the next talk and the end of a plan that runs; a draft binds nobody."""
    if plan.status != "running":
        return
    for each in plan.steps:
        if each.done_on is None and each.due < date.max - timedelta(days=1):
            facts = {
                "plan": plan.id,
                "step": each.title,
                "by": each.by,
                "owner": each.owner,
                "until": each.due,
            }
            reason = Reason("plan-step-due", facts)
            yield Due(area="step", at=_over(each.due), kind="Plan", id=plan.id, reason=reason)
    facts = {"plan": plan.id, "partner": plan.partner}
    talk = next_talk(plan)
    if talk is not None:
        reason = Reason("talk-due", {**facts, "on": talk})
        yield Due(area="step", at=_began(talk), kind="Plan", id=plan.id, reason=reason)
    if plan.period.end < date.max:
        reason = Reason("plan-over", {**facts, "until": plan.period.last_day})
        yield Due(area="expiry", at=_began(plan.period.end), kind="Plan", id=plan.id, reason=reason)


def _of_task(task: Task) -> Iterator[Due]:
    if task.due is not None and task.due < date.max and task.status not in {"done", "canceled"}:
        facts = {"task": task.title or task.id, "owner": task.owner, "until": task.due}
        reason = Reason("task-due" if task.owner is not None else "task-due-nobody", facts)
        yield Due(area="step", at=_over(task.due), kind="Task", id=task.id, reason=reason)


def _of_funds(fact: object, funds: Mapping[str, Fund]) -> Iterator[Due]:
    """Yield when money set aside runs out, and when a claim is too late."""
    if isinstance(fact, FundAllocation) and fact.period is not None and fact.end < date.max:
        last_day = fact.period.last_day
        facts = {"fund": fact.fund, "partner": fact.partner, "amount": fact.amount, "until": last_day}
        reason = Reason("fund-allocation-over", facts)
        at = funds[fact.fund].end_of(last_day) if fact.fund in funds else _began(fact.end)
        yield Due(area="expiry", at=at, kind="FundAllocation", id=fact.id, reason=reason)
    if isinstance(fact, FundRequest) and fact.status == "approved" and fact.fund in funds:
        last = fact.claim_until(funds[fact.fund])
        if last < date.max:
            told = {"request": fact.id, "partner": fact.partner, "amount": fact.approved, "until": last}
            reason = Reason("fund-claim-due", told)
            at = funds[fact.fund].end_of(last)
            yield Due(area="step", at=at, kind="FundRequest", id=fact.id, reason=reason)


def _after(moment: datetime) -> datetime:
    # At the moment named one is still in time; the last there is has none after it.
    return min(moment, _LAST) + timedelta.resolution


def _began(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _over(day: date) -> datetime:
    return _began(day + timedelta(days=1))
