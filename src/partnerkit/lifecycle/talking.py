"""
What improved since the last talk, what did not, and what to say next?

Praise comes with what it is for, and so does what is asked. Where the vendor
has not done its part, that is said first: nobody is pressed for what waits for
us. A figure that nobody knows is asked for, and counts for nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, TypeAlias, final

from attrs import frozen

from partnerkit.facts.goal import Goal, Measure, Target
from partnerkit.facts.plan import Plan
from partnerkit.lifecycle.plans import StepStatus, step_states, talk_days
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.exact import as_written
from partnerkit.values.money import Money, Quantity, Ratio
from partnerkit.values.reasons import Reason

__all__ = ["Direction", "Feedback", "GoalCourse", "feedback"]

#: Where a figure went: to the goal, away from it, neither, or nobody knows.
Direction: TypeAlias = Literal["better", "worse", "same", "unknown"]

#: A value as the scores hold it: statistics may be floats.
Value: TypeAlias = Target | float


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class GoalCourse:
    """Where the figure of one goal went since the last talk, and whether the goal is reached."""

    goal: str
    measure: str
    course: Direction

    #: None where it is not known.
    before: Value | None
    now: Value | None
    reached: bool | None
    reason: Reason


@final
@frozen(kw_only=True)
class Feedback:
    """What to say in one talk about a plan, in this order: what we owe, praise, what is asked, what comes next."""

    plan: str
    partner: str
    courses: tuple[GoalCourse, ...]

    #: What the vendor has not done in time.
    owed: tuple[Reason, ...]

    #: What is better, reached or done, named as what it is.
    praise: tuple[Reason, ...]

    #: What is not better, or late on the partner's side; it asks before it judges.
    pressure: tuple[Reason, ...]

    #: Which figures are to be reported, what is to be done until the next talk, and when that is.
    next: tuple[Reason, ...]

    @property
    def improved(self) -> tuple[str, ...]:
        """The goals whose figures are better."""
        return tuple(each.goal for each in self.courses if each.course == "better")

    @property
    def not_improved(self) -> tuple[str, ...]:
        """The goals whose figures are not better, of those that are known."""
        return tuple(each.goal for each in self.courses if each.course in {"worse", "same"})

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Everything, in the order in which to say it."""
        return (*self.owed, *self.praise, *self.pressure, *self.next)


def feedback(
    plan: Plan,
    scores: Mapping[date, Mapping[str, Value | None]],
    *,
    as_of: date,
    goals: Sequence[Goal],
    measures: Mapping[str, Measure] | None = None,
    least_change: Decimal = Decimal("0.02"),
) -> Feedback:
    """
    Say what a talk on the day *as_of* about *plan* is to be about.

    Parameters
    ----------
    scores
        Day -> measure -> value on that day. The latest value up to the last talk (else up to the first day of the
        plan) is put beside the latest one since; without one of the two nobody knows.
    goals
        The goals of the plan.
    measures
        Measure -> what it is: whether higher or lower is better; without it, higher is.
    least_change
        A change of less than this part of what it was is none.

    Raises
    ------
    InvalidValue, InvalidInput
        For goals of the plan that are missing, and values that count something else than their goal.

    >>> from partnerkit.lifecycle import IMPROVEMENT, plan_from
    >>> from partnerkit.values import Period
    >>> goal = Goal(id="G-1", measure="conversion", period=Period.year(2026), target=Decimal("0.25"), partner="P-4")
    >>> plan = plan_from(IMPROVEMENT, id="B-1", partner="P-4", start=date(2026, 3, 2), goals=["G-1"])
    >>> plan = plan.with_step("agree", on=date(2026, 3, 2)).with_done("hear-the-partner", on=date(2026, 3, 5))
    >>> scores = {date(2026, 3, 1): {"conversion": 0.10}, date(2026, 3, 15): {"conversion": 0.14}}
    >>> told = feedback(plan, scores, as_of=date(2026, 3, 16), goals=[goal])
    >>> told.improved, [each.code for each in told.reasons][:3]
    (('G-1',), ['goal-better', 'plan-step-kept', 'step-next'])
    """
    raise_faults(_faults(plan, scores, goals, as_of, least_change))
    known = {each.id: each for each in goals}
    talks = [day for day in plan.talks if day < as_of]
    since = max(talks, default=plan.period.start)
    courses = tuple(
        _course(
            goal,
            _latest(scores, goal.measure, date.min, since),
            _latest(scores, goal.measure, since, as_of),
            (measures or {}).get(goal.measure),
            least_change,
        )
        for goal in (known[name] for name in plan.goals)
    )
    states = step_states(plan, as_of=as_of)
    return Feedback(
        plan=plan.id,
        partner=plan.partner,
        courses=courses,
        owed=tuple(_owed(states)),
        praise=tuple(_praise(courses, states, since if talks else min(since, plan.agreed_on or since))),
        pressure=tuple(_pressure(courses, states)),
        next=tuple(_next(plan, courses, states, as_of)),
    )


def _course(
    goal: Goal, before: Value | None, now: Value | None, measure: Measure | None, least_change: Decimal
) -> GoalCourse:
    found = {"goal": goal.id, "measure": goal.measure}
    if now is None:
        reason = Reason("goal-course-unknown", found)
        return GoalCourse(**found, course="unknown", before=before, now=None, reached=None, reason=reason)
    course = "unknown" if before is None else _direction(goal, before, now, measure, least_change)
    reached = _distance(goal, measure, now) <= 0
    code = "goal-reached-now" if reached else "goal-start-unknown" if before is None else f"goal-{course}"
    facts = {**found, "before": _said(before), "now": _said(now), "target": goal.target}
    return GoalCourse(
        **found, course=course, before=before, now=now, reached=reached, reason=Reason(code, facts)
    )


def _direction(
    goal: Goal, before: Value, now: Value, measure: Measure | None, least_change: Decimal
) -> Direction:
    old, new = _distance(goal, measure, before), _distance(goal, measure, now)
    scale = abs(_number(before)) or Fraction(1)
    if abs(old - new) < Fraction(least_change) * scale or old == new:
        return "same"
    return "better" if new < old else "worse"


def _said(value: Value | None) -> Value | None:
    return round(value, 4) if isinstance(value, float) else value


def _is_known(value: Value | None) -> bool:
    """Tell whether a value says anything: a ratio of nothing does not."""
    return value is not None and not (isinstance(value, Ratio) and value.exact is None)


def _latest(
    scores: Mapping[date, Mapping[str, Value | None]], measure: str, after: date, until: date
) -> Value | None:
    days = [day for day, values in scores.items() if after < day <= until and _is_known(values.get(measure))]
    return scores[max(days)][measure] if days else None


def _distance(goal: Goal, measure: Measure | None, value: Value) -> Fraction:
    """Return how far a value is from being good; less than zero is better than asked."""
    number = _number(value)
    if measure is not None and measure.target_range is not None:
        low, high = map(Fraction, measure.target_range)
        return max(low - number, number - high)
    asked = _number(goal.target)
    lower = measure is not None and measure.better == "lower"
    return number - asked if lower else asked - number


def _number(value: Value) -> Fraction:
    if isinstance(value, Money | Quantity):
        return Fraction(value.amount)
    if isinstance(value, Ratio):
        return value.exact or Fraction(0)
    return Fraction(as_written(value) if isinstance(value, float) else value)


def _owed(states: Sequence[StepStatus]) -> Iterator[Reason]:
    for each in states:
        if each.state == "overdue" and each.step.by == "vendor":
            yield Reason("vendor-owes-step", {"step": each.step.title, "until": each.step.due})


def _praise(courses: Sequence[GoalCourse], states: Sequence[StepStatus], since: date) -> Iterator[Reason]:
    yield from (each.reason for each in courses if each.reached or each.course == "better")
    for each in states:
        done = each.step.done_on
        if each.state in {"done", "done-late"} and done is not None and done >= since:
            code = "plan-step-kept" if each.state == "done" else "plan-step-caught-up"
            yield Reason(code, {"step": each.step.title, "by": each.step.by, "done_on": done})


def _pressure(courses: Sequence[GoalCourse], states: Sequence[StepStatus]) -> Iterator[Reason]:
    yield from (each.reason for each in courses if each.course in {"worse", "same"} and not each.reached)
    late = {each.step.id: each for each in states if each.state == "overdue"}
    for each in late.values():
        # What waits for the vendor is the vendor's: it is told above, and nobody is pressed for it.
        waits_for_us = any(name in late and late[name].step.by == "vendor" for name in _through(each, late))
        if each.step.by == "partner" and not waits_for_us:
            facts = {"step": each.step.title, "until": each.step.due}
            yield Reason("partner-step-late", facts)


def _through(status: StepStatus, late: Mapping[str, StepStatus]) -> Iterator[str]:
    """Give what a late step waits for, through others that are late."""
    waiting, seen = list(status.waits_for), set[str]()
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            yield name
            waiting.extend(late[name].waits_for if name in late else ())


def _next(
    plan: Plan, courses: Sequence[GoalCourse], states: Sequence[StepStatus], as_of: date
) -> Iterator[Reason]:
    yield from (each.reason for each in courses if each.now is None)
    following = next((day for day in talk_days(plan) if day > as_of), None)
    until = following or as_of + timedelta(days=14)
    for each in states:
        if each.state == "ready" and each.step.due <= until:
            yield Reason("step-next", {"step": each.step.title, "by": each.step.by, "until": each.step.due})
    if plan.status == "running" and following is not None:
        yield Reason("next-talk", {"plan": plan.id, "on": following})
    elif plan.status == "running":
        yield Reason("plan-to-be-closed", {"plan": plan.id, "end": plan.period.last_day})


def _faults(
    plan: Plan, scores: Any, goals: Sequence[Goal], as_of: date, least_change: Decimal
) -> Iterator[InvalidValue]:
    share = fields.decimal(least=Decimal(0), most=Decimal(1))
    yield from fields.faults({"as_of": (fields.calendar_date, as_of), "least_change": (share, least_change)})
    known = {each.id: each for each in goals}
    for name in plan.goals:
        if name not in known:
            yield InvalidValue(path=f"goals[{name!r}]", value="None", remedy="give every goal of the plan")
    for day, values in scores.items():
        fault = fields.calendar_date.fault(f"scores[{day}]", day)
        if fault is not None:
            yield fault
        for goal in (known[name] for name in plan.goals if name in known):
            value = values.get(goal.measure)
            if value is not None and not _counts_alike(goal.target, value):
                remedy = f"use what its goal counts, as {goal.target}"
                yield InvalidValue(path=f"scores[{day}][{goal.measure!r}]", value=shown(value), remedy=remedy)


def _counts_alike(target: Target, value: object) -> bool:
    if isinstance(target, Money):
        return isinstance(value, Money) and value.currency == target.currency
    if isinstance(target, Quantity):
        return isinstance(value, Quantity) and value.unit == target.unit
    if isinstance(target, Ratio):
        return isinstance(value, Ratio)
    if isinstance(value, float):
        return fields.is_finite(value)
    return type(value) is int or fields.is_decimal(value)
