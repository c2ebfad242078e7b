"""
What may become of a fact in a test? Hypothesis strategies for what happens between vendor, partners and customers.

Claims, deals, cases and all else that has a course are walked along it, so
that states and times fit together; `lives` gives every state on the way.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar, cast

from hypothesis import strategies as st

from partnerkit.facts.agreement import AGREEMENT_COURSE, Agreement
from partnerkit.facts.consent import Consent
from partnerkit.facts.credit_note import CREDIT_NOTE_COURSE, CreditNote
from partnerkit.facts.deal import REGISTRATION_COURSE, DealRegistration, DirectEngagement
from partnerkit.facts.delivery import Delivery
from partnerkit.facts.fact import Fact
from partnerkit.facts.fund import FUND_COURSE, FundRequest
from partnerkit.facts.interaction import TASK_COURSE, Interaction, Task
from partnerkit.facts.intervention import Intervention
from partnerkit.facts.lead import LEAD_COURSE, Lead
from partnerkit.facts.marketing import Touch
from partnerkit.facts.plan import PLAN_COURSE, Plan, PlanStep
from partnerkit.facts.service import CASE_COURSE, CLAIM_COURSE, ServiceCase, WarrantyClaim
from partnerkit.facts.standing import LIFE_CYCLE, Standing, StandingStep
from partnerkit.facts.survey import Answer
from partnerkit.facts.training import ENROLMENT_COURSE, Enrolment, TrainingResult
from partnerkit.facts.warning import WrittenWarning
from partnerkit.testing.strategies import (
    identifiers,
    instants,
    moneys,
    periods,
)
from partnerkit.values.errors import InvalidValue
from partnerkit.values.machine import Machine
from partnerkit.values.money import Money
from partnerkit.values.time import Period

__all__ = ["consents", "lives", "nouns", "register"]

F = TypeVar("F", bound=Fact)

#: The nouns with a course, and its table.
COURSES: dict[type[Fact], Machine] = {
    Agreement: AGREEMENT_COURSE,
    CreditNote: CREDIT_NOTE_COURSE,
    DealRegistration: REGISTRATION_COURSE,
    Enrolment: ENROLMENT_COURSE,
    FundRequest: FUND_COURSE,
    Lead: LEAD_COURSE,
    Plan: PLAN_COURSE,
    ServiceCase: CASE_COURSE,
    Task: TASK_COURSE,
    WarrantyClaim: CLAIM_COURSE,
}

_YEARS = (date(2020, 1, 1), date(2029, 12, 31))

#: The longest time between two steps.
_QUARTER = 24 * 92

#: The times between so many steps, made once: putting a strategy together takes longer than drawing from it.
_STEPS = [st.lists(st.integers(0, _QUARTER), min_size=count, max_size=count) for count in range(7)]


def __dir__() -> list[str]:
    return __all__


@st.composite
def lives(draw: st.DrawFn, fact: F, *, events: Sequence[str] | None = None) -> list[tuple[datetime, F]]:
    """
    Draw what becomes of a fact with a course: each state and when it came to it, the first one included.

    Up to six steps, of all *events* of its course or of the given ones.
    """
    at = fact.learned_at or draw(instants())
    known = [(at, fact)]
    for hours in draw(_STEPS[draw(st.integers(0, 6))]):
        at, before = _later(at, timedelta(hours=hours)), known[-1][1]
        course, status = COURSES[type(fact)], cast("Any", before).status
        wanted = [event for event in course.allowed(status) if events is None or event in events]
        if not wanted:
            break
        # Most go on; else nearly all would be withdrawn before anything happened.
        going_on = [event for event in wanted if course.allowed(course.step(status, event, reason="x"))]
        event = draw(st.sampled_from((*wanted, *going_on, *going_on)))
        try:
            known.append((at, cast("F", _stepped(before, event, at, draw(st.integers(1, _QUARTER))))))
        except InvalidValue:
            # Not at this time: an agreement that has not run out, a protection that is over.
            continue
    return known


def _stepped(fact: Any, event: str, at: datetime, hours: int) -> Fact:
    more: dict[str, Any] = {"on": at.date()} if isinstance(fact, Agreement | Plan) else {"at": at}
    if COURSES[type(fact)].transition(fact.status, event).reason_required:
        more["reason"] = "as-agreed"
    if isinstance(fact, WarrantyClaim) and event == "approve-partly":
        more["approved"] = Money.from_minor(1, fact.claimed.currency)
    if isinstance(fact, FundRequest) and event in {"approve", "claim", "settle"}:
        more["amount"] = fact.amount
    if isinstance(fact, DealRegistration) and event in {"approve", "extend"}:
        more["expires_at"] = _later(fact.expires_at or at, timedelta(hours=hours))
    if isinstance(fact, DealRegistration | WarrantyClaim | Task):
        more["by"] = "U-1" if event != "credit" else None
    return cast("Fact", fact.with_step(event, **more))


def _later(at: datetime, by: timedelta) -> datetime:
    """Return a later moment on the same clock: where an hour comes twice, its hands alone may go backwards."""
    return (at.astimezone(UTC) + by).astimezone(at.tzinfo)


def consents() -> st.SearchStrategy[Consent]:
    """Permissions, some of them withdrawn."""

    def given(at: datetime | None, days: int | None) -> Consent:
        over = None if at is None or days is None else _later(at, timedelta(days=days))
        return Consent(basis="consent", purpose="offer", given_at=at, notice_at=at, withdrawn_at=over)

    return st.builds(given, st.none() | instants(), st.none() | st.integers(0, 900))


def _lived(start: st.SearchStrategy[F]) -> st.SearchStrategy[F]:
    """Draw what became of it in the end."""
    return start.flatmap(lives).map(lambda states: states[-1][1])


def _courses() -> dict[type[Any], st.SearchStrategy[Any]]:
    """Return the nouns that are walked along their course."""
    ids, moments = identifiers(), instants()
    some = st.none() | moments
    claimed = moneys("EUR", least=2)
    agreed = st.none() | consents()
    return {
        Agreement: _lived(st.builds(Agreement, id=ids, partner=ids, period=periods())),
        CreditNote: _lived(
            st.builds(CreditNote, id=ids, term=ids, partner=ids, period=periods(), amount=moneys("EUR"))
        ),
        DealRegistration: _lived(
            st.builds(DealRegistration, id=ids, partner=ids, account=ids, consent=agreed)
        ),
        Enrolment: _lived(st.builds(Enrolment, id=ids, course=ids, person=ids, enrolled_at=some)),
        FundRequest: _lived(
            st.builds(
                FundRequest,
                id=ids,
                fund=ids,
                partner=ids,
                amount=claimed,
                period=periods(),
                requested_at=moments,
            )
        ),
        Lead: _lived(st.builds(Lead, id=ids, received_at=some, consent=agreed)),
        Plan: _lived(
            st.builds(_plan, st.booleans(), st.lists(st.dates(*_YEARS), max_size=3), id=ids, partner=ids)
        ),
        ServiceCase: _lived(st.builds(ServiceCase, id=ids, opened_at=moments)),
        Task: _lived(st.builds(Task, id=ids, opened_at=some, due=st.none() | st.dates())),
        WarrantyClaim: _lived(
            st.builds(WarrantyClaim, id=ids, partner=ids, claimed=claimed, submitted_at=moments)
        ),
    }


def _plan(helps: bool, days: list[date], **more: Any) -> Plan:  # drawn
    """Return a plan of two steps, the second after the first; *days* are those of talks and of what was done."""
    done = [*sorted(days), None, None]
    first = PlanStep(id="S-1", code="coach-sellers", by="vendor", due=_YEARS[0], done_on=done[0])
    second = PlanStep(
        id="S-2", code="visit-together", by="partner", due=_YEARS[1], after=["S-1"], done_on=done[1]
    )
    return Plan(
        kind="improvement" if helps else "onboarding",
        period=Period.of(_YEARS[0], _YEARS[1] + timedelta(days=1)),
        steps=[first, second],
        goals=["G-1"],
        talks=sorted(set(days)),
        **more,
    )


def _engagement(start: datetime, active: int, over: int | None, **more: Any) -> DirectEngagement:
    last = _later(start, timedelta(hours=active))
    until = None if over is None else _later(last, timedelta(hours=over))
    return DirectEngagement(since=start, last_active_at=last, until=until, **more)


def _delivery(ordered: date, promised: int | None, taken: int | None, **more: Any) -> Delivery:
    due, come = (None if days is None else ordered + timedelta(days=days) for days in (promised, taken))
    return Delivery(ordered_on=ordered, promised_on=due, delivered_on=come, **more)


def _intervention(started: date, lasted: int | None, **more: Any) -> Intervention:
    ended = None if lasted is None else started + timedelta(days=lasted)
    return Intervention(started_on=started, ended_on=ended, **more)


def _warning(known: date, given: int | None, left: int, cured: int | None, **more: Any) -> WrittenWarning:
    warned = None if given is None else known + timedelta(days=given)
    return WrittenWarning(
        cause="payment-overdue",
        known_on=known,
        given_on=warned,
        deadline=None if warned is None else warned + timedelta(days=left),
        cured_on=None if warned is None or cured is None else warned + timedelta(days=cured),
        **more,
    )


@st.composite
def _ways(draw: st.DrawFn) -> Standing:
    """Draw a way through the life cycle, as it was decided."""
    at = draw(instants())
    standing = Standing(id=draw(identifiers()), partner=draw(identifiers()), began_at=at)
    for hours in draw(st.lists(st.integers(0, _QUARTER), max_size=6)):
        at = _later(at, timedelta(hours=hours))
        events = LIFE_CYCLE.allowed(standing.status)
        if not events:
            break
        event = draw(st.sampled_from(events))
        day = at.date() + timedelta(days=draw(st.integers(0, 400)))
        step = StandingStep(
            event=event,
            at=at,
            decided_by="U-1",
            reason="as-agreed",
            initiator="mutual" if event == "end" else None,
            last_day=day if event == "end" else None,
            review_on=day if event == "suspend" else None,
        )
        standing = standing.with_step(step)
    return standing


def _events() -> dict[type[Any], st.SearchStrategy[Any]]:
    """Return what happens once."""
    ids, moments, days = identifiers(), instants(), st.dates(date(2020, 1, 1), date(2029, 12, 31))
    hours = st.integers(0, _QUARTER)
    return {
        Answer: st.builds(
            Answer,
            survey=ids,
            question=ids,
            partner=ids,
            on=days,
            reply=st.integers(0, 10),
            consent=st.none() | consents(),
        ),
        Delivery: st.builds(
            _delivery,
            days,
            st.none() | st.integers(0, 90),
            st.none() | st.integers(0, 90),
            id=ids,
            partner=ids,
        ),
        DirectEngagement: st.builds(
            _engagement, moments, hours, st.none() | hours, id=ids, person=ids, account=ids
        ),
        Intervention: st.builds(
            _intervention,
            days,
            st.none() | st.integers(0, 400),
            id=ids,
            partner=ids,
            remedy=st.just("give-leads"),
        ),
        Interaction: st.builds(
            Interaction,
            id=ids,
            kind=st.sampled_from(["visit", "call", "message", "meeting"]),
            partner=ids,
            at=moments,
            held=st.none() | st.booleans(),
            next_step=st.sampled_from(["", "Send the offer"]),
        ),
        Touch: st.builds(
            Touch, lead=ids, channel=ids, at=moments, role=st.sampled_from(["direct", "marketing"])
        ),
        TrainingResult: st.builds(TrainingResult, course=ids, person=ids, on=days, passed=st.booleans()),
    }


def _of_the_life_cycle() -> dict[type[Any], st.SearchStrategy[Any]]:
    """Return where partners stand, and of what they were warned."""
    ids, days = identifiers(), st.dates(date(2020, 1, 1), date(2029, 12, 31))
    return {
        Standing: _ways(),
        WrittenWarning: st.builds(
            _warning,
            days,
            st.none() | st.integers(0, 60),
            st.integers(0, 60),
            st.none() | st.integers(0, 90),
            id=ids,
            partner=ids,
        ),
    }


def nouns() -> dict[type[Any], st.SearchStrategy[Any]]:
    """Return by noun the strategy that `st.from_type` uses for it, beside those of `strategies`."""
    from partnerkit.testing.agreed import agreements

    return {**_own(), **agreements()}


def _own() -> dict[type[Any], st.SearchStrategy[Any]]:
    return {**_courses(), **_events(), **_of_the_life_cycle()}


def register() -> None:
    """Tell hypothesis which strategy belongs to which noun; `Lead` keeps the one of `strategies`."""
    st.register_type_strategy(Consent, consents())
    for noun, strategy in _own().items():
        if noun is not Lead:
            st.register_type_strategy(noun, strategy)


register()
